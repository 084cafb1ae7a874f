package pipeline

import (
	"cmp"
	"slices"
	"strings"

	"corpuspack/pipeline/dedup"
	"corpuspack/pipeline/shard"
	"corpuspack/schema"
	"corpuspack/schema/jsonl"
)

// MaxCopies is the number of copies that stand in the row of a kept document.
const MaxCopies = 100

// Entry is what the engine keeps of a document between reading and writing: no text.
type Entry struct {
	Print  dedup.Print
	Title  string
	Length int64 // bytes of Item.Line
	Offset int64 // where the engine has put the line
}

// Kept is a document of the release.
type Kept struct {
	*Entry
	Split     string
	Copies    []schema.Copy
	CopyCount int64
}

// Verdict says which documents stay, which go, and how the tables are cut into shards.
type Verdict struct {
	Kept     []Kept           // in table order within each split, splits by shard.CompareNames
	Removals []schema.Removal // in table order
	Slots    []Part           // every shard of the release
}

// Part is one shard and the range of Kept, or of Removals, that it holds.
type Part struct {
	shard.Slot
	From, To int
}

// Decide compares the documents and lays out the release. removals are those of the steps before. The result does not
// depend on the order of either. step is called now and then with the number of documents that have been compared since
// the last call; its error ends the comparison.
func (p *Plan) Decide(entries []Entry, removals []schema.Removal, step func(n int) error) (*Verdict, error) {
	prints := make([]dedup.Print, len(entries))
	for i := range entries {
		prints[i] = entries[i].Print
	}
	decisions, err := p.deduper.Resolve(prints, step)
	if err != nil {
		return nil, err
	}
	v := &Verdict{Removals: slices.Clone(removals)}
	p.sort(v, entries, decisions)
	slices.SortFunc(v.Kept, func(a, b Kept) int {
		return cmp.Or(shard.CompareNames(a.Split, b.Split), strings.Compare(a.Print.ID, b.Print.ID))
	})
	slices.SortFunc(v.Removals, CompareRemovals)
	p.layout(v)
	return v, nil
}

// sort divides the documents into those that stay, with their copies, and those that go.
func (p *Plan) sort(v *Verdict, entries []Entry, decisions []dedup.Decision) {
	place := make([]int, len(entries)) // in v.Kept
	for i, d := range decisions {
		if d.Reason == "" {
			place[i] = len(v.Kept)
			v.Kept = append(v.Kept, Kept{Entry: &entries[i], Split: p.splits.Of(entries[i].Print.ID)})
		}
	}
	for i, d := range decisions {
		if d.Reason == "" {
			continue
		}
		e, k := &entries[i].Print, &v.Kept[place[d.Kept]]
		v.Removals = append(v.Removals, p.removal(&entries[i], d, k.Print.ID))
		if d.Reason != dedup.ReasonSameID {
			k.Copies = append(k.Copies, schema.Copy{Key: e.Key, End: e.End, Kind: d.Reason, Similarity: d.Similarity})
			k.CopyCount++
		}
	}
	for i := range v.Kept {
		copies := v.Kept[i].Copies
		slices.SortFunc(copies, func(a, b schema.Copy) int { return a.Key.Compare(b.Key) })
		v.Kept[i].Copies = copies[:min(len(copies), MaxCopies)]
	}
}

func (p *Plan) removal(e *Entry, d dedup.Decision, keptID string) schema.Removal {
	r := schema.Removal{
		ID: e.Print.ID, Source: e.Print.Key.Source, Start: &e.Print.Key.Start, End: &e.Print.End, Title: e.Title,
		Step: "dedup", Reason: d.Reason, KeptID: keptID, TextSHA256: e.Print.Text.String(),
	}
	if d.Reason != dedup.ReasonSameID {
		r.Similarity = &d.Similarity
	}
	if bound, ok := p.SimilarityBound(d.Reason); ok {
		r.Value, r.Bound = &d.Similarity, &bound
	}
	return r
}

// SimilarityBound returns the similarity from which on a document is removed for a reason of that kind.
func (p *Plan) SimilarityBound(reason string) (float64, bool) {
	switch reason {
	case dedup.ReasonNear:
		return float64(p.Recipe.Dedup.Near.Threshold) / 10000, true
	case dedup.ReasonTeaser:
		return dedup.TeaserShare / 10000.0, true
	}
	return 0, false
}

// CompareRemovals is the order of the table removed; an input that could not be read stands where it begins. Several things
// in one place can be unreadable, as members of a zip that name the same bytes.
func CompareRemovals(a, b schema.Removal) int {
	return cmp.Or(strings.Compare(a.ID, b.ID), strings.Compare(a.Source, b.Source), cmp.Compare(start(a), start(b)),
		strings.Compare(a.Detail, b.Detail))
}

func start(r schema.Removal) int64 {
	if r.Start == nil {
		return -1
	}
	return *r.Start
}

func (p *Plan) layout(v *Verdict) {
	for from := 0; from < len(v.Kept); {
		to := from
		for to < len(v.Kept) && v.Kept[to].Split == v.Kept[from].Split {
			to++
		}
		p.layoutSplit(v, from, to)
		from = to
	}
	if len(v.Removals) == 0 {
		return
	}
	ids, total := make([]string, len(v.Removals)), int64(0)
	table := p.Schema.Table(schema.Removed)
	for i := range v.Removals {
		ids[i] = v.Removals[i].ID
		total += int64(len(jsonl.Append(nil, table, v.Removals[i].Row()))) + 1
	}
	v.cut(schema.Removed, schema.Removed, ids, 0, shard.Bits(total, p.Recipe.Shard.Size, ids))
}

// layoutSplit lays out documents and segments alike, so that shard k of one belongs to shard k of the other.
func (p *Plan) layoutSplit(v *Verdict, from, to int) {
	ids, total := make([]string, 0, to-from), int64(0)
	for i := range v.Kept[from:to] {
		k := &v.Kept[from+i]
		ids = append(ids, k.Print.ID)
		total += k.Length + p.growth(k) + 1
	}
	bits := shard.Bits(total, p.Recipe.Shard.Size, ids)
	v.cut(schema.Documents, v.Kept[from].Split, ids, from, bits)
	v.cut(schema.Segments, v.Kept[from].Split, ids, from, bits)
}

// cut adds the shards of a table and split, whose sorted ids stand from place `from` on.
func (v *Verdict) cut(table, split string, ids []string, from, bits int) {
	for at := 0; at < len(ids); {
		index := shard.Index(ids[at], bits)
		to := at
		for to < len(ids) && shard.Index(ids[to], bits) == index {
			to++
		}
		v.Slots = append(v.Slots, Part{shard.Slot{Table: table, Split: split, Index: index, Bits: bits}, from + at, from + to})
		at = to
	}
}

// growth is the number of bytes by which split and copies lengthen the line of a document.
func (p *Plan) growth(k *Kept) int64 {
	bare := schema.Document{}
	full := schema.Document{Split: k.Split, Copies: k.Copies, CopyCount: k.CopyCount}
	return int64(len(jsonl.Append(nil, p.documents, full.Row())) - len(jsonl.Append(nil, p.documents, bare.Row())))
}
