package pipeline

import (
	"errors"
	"slices"

	"corpuspack/pipeline/archive"
	"corpuspack/pipeline/clean"
	"corpuspack/pipeline/clean/repeated"
	"corpuspack/pipeline/dedup"
	"corpuspack/pipeline/segment"
	"corpuspack/pipeline/shard"
	"corpuspack/schema"
	"corpuspack/schema/jsonl"
)

// Plan is a recipe made ready to run: pure functions that all workers share. Where the recipe has benchmarks, they are to be
// read first.
type Plan struct {
	Recipe  Recipe
	Schema  schema.Schema
	Sharder *shard.Sharder

	documents schema.Table
	bare      int64 // bytes of the line of a document of which nothing is known
	cleaner   *clean.Cleaner
	deduper   *dedup.Deduper
	segmenter *segment.Segmenter
	splits    shard.Splits
	withdrawn withdrawals
	against   *benchmarks // nil before ReadBenchmarks, or where there are none
}

// Compile returns the plan of the recipe. Its error names the key that no step takes.
func (r Recipe) Compile() (*Plan, error) {
	s, schemaErr := schema.Of(r.Schema)
	if schemaErr != nil {
		return nil, schemaErr
	}
	cleaner, cleanErr := clean.New(r.Clean)
	deduper, dedupErr := dedup.New(r.Dedup)
	segmenter, segmentErr := segment.New(r.Segment)
	sharder, shardErr := shard.New(r.Shard, s, schema.Revision)
	var passagesErr error
	if r.Passages.On() && !r.Dedup.Exact {
		passagesErr = errors.New("dedup.passages: needs dedup.exact: true, for all of a copy is a passage that stands before")
	}
	if err := errors.Join(cleanErr, dedupErr, passagesErr, segmentErr, shardErr); err != nil {
		return nil, err
	}
	p := &Plan{Recipe: r, Schema: s, Sharder: sharder, documents: s.Table(schema.Documents), cleaner: cleaner,
		deduper: deduper, segmenter: segmenter, splits: r.Splits}
	p.bare = p.length(schema.Document{})
	return p, nil
}

// Item is what became of one document of the archive before documents are compared: it has a print and a line, or it
// is removed, or it could not be read; both where the recipe removes what cannot be read. Or it is none.
type Item struct {
	Print   dedup.Print
	Title   string
	Line    []byte // canonical line of the document without split and copies
	Removal *schema.Removal
	Fault   *archive.Fault
	Passed  string // what it is, where it is no document: request, image/png
	of      *Entry // the document that it is of, where passages are cut
	draft   bool   // it is not compared: Finish makes a document of it

	withdrawn *Withdrawal // what is to be remembered of a document that is withdrawn

	overlaps []int // numbers of the texts of benchmarks that it overlaps, or did before they were cut
}

// printer takes the print of a document.
type printer = func(*schema.Document) dedup.Print

// Read parses and cleans a record of file f and takes the print of each document in it. It is pure.
func (p *Plan) Read(f *archive.File, r archive.Record) []Item { return p.read(f, r, p.deduper.Print) }

func (p *Plan) read(f *archive.File, r archive.Record, print printer) []Item {
	if what := r.Passed(); what != "" {
		return []Item{{Passed: what}}
	}
	docs, err := r.Documents(p.cleaner.Line)
	if err != nil {
		return []Item{fault(f, err)}
	}
	items := make([]Item, len(docs))
	for i := range docs {
		items[i] = p.prepare(f.Entry, docs[i], print)
	}
	return items
}

func (p *Plan) prepare(e *archive.Entry, d schema.Document, print printer) Item {
	d, removal := p.cleaner.Normalize(d)
	if removal != nil {
		return Item{Removal: removal}
	}
	if d.License == "" {
		d.License = p.Recipe.License
	}
	failSameID := e.OnSameID == "fail" || e.OnSameID == "auto" && d.Identity.IsGiven()
	if p.Repeats() {
		item := draft(&d, jsonl.Append(nil, p.documents, d.Row()))
		item.Print.FailSameID = failSameID
		return item
	}
	return p.finish(d, failSameID, nil, print)
}

// draft is the item of a draft and its line.
func draft(d *schema.Document, line []byte) Item {
	return Item{Print: dedup.Print{Text: schema.DigestOf(d.Text)}, Line: line, draft: true}
}

// finish cleans what needs to know the other documents, looks for benchmarks, and takes the print.
func (p *Plan) finish(d schema.Document, failSameID bool, common *repeated.Set, take printer) Item {
	d, removal := p.cleaner.Finish(d, common)
	if removal != nil {
		return Item{Removal: removal}
	}
	d, overlaps, removal := p.keepOut(d)
	if removal != nil {
		return Item{Removal: removal, overlaps: overlaps}
	}
	item := p.item(&d, failSameID, take)
	item.overlaps = overlaps
	return item
}

// cleanAgain cleans a document out of which something was cut. What the first cleaning took out and masked still counts.
func (p *Plan) cleanAgain(d schema.Document) (schema.Document, *schema.Removal) {
	again, removal := p.cleaner.Clean(d)
	if removal != nil {
		return d, removal
	}
	again.Repeated, again.Cut = d.Repeated, d.Cut
	for i, v := range d.Masked {
		if v.Type == schema.Int64 {
			again.Masked[i].Int += v.Int
		}
	}
	return again, nil
}

// item counts tokens and takes the print of a clean document.
func (p *Plan) item(d *schema.Document, failSameID bool, take printer) Item {
	d.Tokens = p.segmenter.CountTokens(d.Text)
	print := take(d)
	d.TextSHA256 = print.Text.String()
	if w := p.Withdraws(d); w != nil {
		return p.withdraw(d, w)
	}
	print.FailSameID = failSameID
	return Item{Print: print, Title: d.Title, Line: jsonl.Append(nil, p.documents, d.Row())}
}

// SplitOf returns the split that the id of a document gives. A parent comes first: see Ancestry.
func (p *Plan) SplitOf(id string) string { return p.splits.Of(id) }

// CountTokens returns the tokens of a text in the vocabulary that the recipe names; nil where it names none.
func (p *Plan) CountTokens(text string) *int64 { return p.segmenter.CountTokens(text) }

// IsClean reports whether the document is as cleaning leaves it: text, title and author, and all that is counted, detected
// or measured in the text.
func (p *Plan) IsClean(d schema.Document) bool {
	again, removal := p.cleaner.Clean(d)
	again.Tokens = p.segmenter.CountTokens(again.Text)
	again.Masked, again.Repeated, again.Cut = d.Masked, d.Repeated, d.Cut
	return removal == nil && slices.EqualFunc(again.Row(), d.Row(), schema.Value.Equal)
}

// fault is the item of a record that cannot be read: an error, or a removal where the recipe says so.
func fault(f *archive.File, err error) Item {
	fault := new(archive.Fault)
	if !errors.As(err, &fault) {
		fault = &archive.Fault{Key: schema.Key{Source: f.Source}, Place: f.Source, Err: err}
	}
	if f.Entry.OnError != "remove" {
		return Item{Fault: fault}
	}
	source := fault.Key.Source
	r := &schema.Removal{ID: schema.Path(source).ID(), Source: source, Step: "archive", Reason: "unreadable", Detail: fault.Error()}
	if fault.TooLong {
		r.Reason = "too-long"
	}
	if fault.End > 0 {
		r.Start, r.End = &fault.Key.Start, &fault.End
	}
	return Item{Removal: r, Fault: fault}
}
