package pipeline

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"corpuspack/pipeline/archive"
	"corpuspack/pipeline/dedup"
	"corpuspack/schema"
)

// Benchmark says of an entry of dedup.against what was read, and what of it the archive has.
type Benchmark struct {
	Name      string
	Files     int64
	Bytes     int64 // of the files
	Texts     int64
	Short     int64 // texts with too few tokens to be looked for
	Found     int64 // texts that some document overlaps
	Documents int64 // that overlap some text
}

// benchmarks are the texts that must not be in a release.
type benchmarks struct {
	*dedup.Against
	list   []Benchmark // by name
	of     []int       // of each text, its benchmark
	places []string    // of each text, for people
}

// ReadBenchmarks reads the benchmarks of an archive, and returns their files. It comes before all documents; from then on
// the plan looks for their texts in each. A text of a benchmark is made clean as that of a document is, as far as that needs
// no other text, and personal data in it is masked. The error names all that cannot be read.
func (p *Plan) ReadBenchmarks(ctx context.Context, a *archive.Archive) ([]Input, error) {
	if len(p.Recipe.Archive.Against) == 0 {
		return nil, nil
	}
	r := benchmarkReader{plan: p}
	var inputs []Input
	for i := range a.Against {
		f := &a.Against[i]
		digest, err := f.Read(ctx, func(rec archive.Record) error { return r.add(f, rec) })
		if err != nil {
			return nil, err
		}
		inputs = append(inputs, Input{Source: f.Source, Bytes: f.Size, SHA256: digest})
		b := r.benchmark(f)
		b.Files, b.Bytes = b.Files+1, b.Bytes+f.Size
	}
	if len(r.faults) > 0 {
		return nil, fmt.Errorf("dedup.against: %d texts of the benchmarks cannot be read; the first of them:\n%w",
			len(r.faults), r.faults[:min(len(r.faults), maxNamed)])
	}
	var err error
	if r.Against, err = dedup.NewAgainst(p.Recipe.Dedup.Overlap, r.texts); err != nil {
		return nil, err
	}
	for text, of := range r.of {
		r.list[of].Texts++
		if r.IsShort(text) {
			r.list[of].Short++
		}
	}
	read := r.benchmarks // without the texts
	p.against = &read
	return inputs, nil
}

// benchmarkReader gathers the texts of the benchmarks.
type benchmarkReader struct {
	benchmarks
	plan   *Plan
	texts  []string
	faults archive.Faults
}

// benchmark returns that of a file. The files of one come in turn.
func (r *benchmarkReader) benchmark(f *archive.File) *Benchmark {
	if n := len(r.list); n == 0 || r.list[n-1].Name != f.Entry.Name {
		r.list = append(r.list, Benchmark{Name: f.Entry.Name})
	}
	return &r.list[len(r.list)-1]
}

func (r *benchmarkReader) add(f *archive.File, rec archive.Record) error {
	r.benchmark(f)
	if rec.Passed() != "" {
		return nil
	}
	texts, err := rec.Texts()
	if fault := new(archive.Fault); errors.As(err, &fault) {
		r.faults = append(r.faults, fault)
		err = nil
	}
	for _, t := range texts {
		r.of = append(r.of, len(r.list)-1)
		r.places = append(r.places, t.Place)
		r.texts = append(r.texts, r.plan.cleaner.Comparable(t.Text))
	}
	return err
}

// maxCuts bounds how often passages are cut out of one text: to cut one may join what then is another.
const maxCuts = 16

// keepOut looks for the texts of the benchmarks in a clean document. It returns the numbers of those that the document
// overlaps, and the document without their passages, or else its removal.
func (p *Plan) keepOut(d schema.Document) (_ schema.Document, texts []int, removal *schema.Removal) {
	if p.against == nil {
		return d, nil, nil
	}
	if p.against.Cuts() && d.Cut == nil {
		d.Cut = new(int64)
	}
	found := p.against.Find(d.Text)
	for cuts := 0; len(found) > 0; cuts++ {
		for _, f := range found {
			texts = append(texts, f.Text)
		}
		if !p.against.Cuts() || cuts == maxCuts {
			removal = p.overlapping(&d, dedup.Most(found))
			break
		}
		before := visible(d.Text)
		d.Text = p.against.Cut(d.Text)
		*d.Cut += before - visible(d.Text)
		if d, removal = p.cleanAgain(d); removal != nil {
			break
		}
		found = p.against.Find(d.Text)
	}
	slices.Sort(texts)
	return d, slices.Compact(texts), removal
}

// overlapping is the removal of a document for a text of a benchmark.
func (p *Plan) overlapping(d *schema.Document, f dedup.Found) *schema.Removal {
	share, bound := f.Share(), p.Recipe.Dedup.Overlap.Bound()
	start, end := d.Start, d.End
	return &schema.Removal{
		ID: d.ID, Source: d.Source, Start: &start, End: &end, Title: d.Title, Step: "dedup", Reason: dedup.ReasonAgainst,
		Detail: p.against.places[f.Text], Value: &share, Bound: &bound, TextSHA256: schema.DigestOf(d.Text).String(),
	}
}

// overlaps counts what of the benchmarks the documents have.
type overlaps struct {
	found     []bool  // by text
	documents []int64 // by benchmark
}

// count counts a document that overlaps some texts.
func (o *overlaps) count(b *benchmarks, texts []int) {
	if len(texts) > 0 && o.found == nil {
		o.found, o.documents = make([]bool, len(b.of)), make([]int64, len(b.list))
	}
	last := -1
	for _, t := range texts {
		o.found[t] = true
		if b.of[t] != last { // texts of one benchmark have numbers in a row
			last = b.of[t]
			o.documents[last]++
		}
	}
}

// Benchmarks says what of each benchmark the documents have that were added, by name; nil where the recipe has none.
func (in *Intake) Benchmarks() []Benchmark {
	if in.plan.against == nil {
		return nil
	}
	list := slices.Clone(in.plan.against.list)
	for i, n := range in.overlaps.documents {
		list[i].Documents = n
	}
	for t, found := range in.overlaps.found {
		if found {
			list[in.plan.against.of[t]].Found++
		}
	}
	return list
}
