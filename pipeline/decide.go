package pipeline

import (
	"errors"
	"slices"
	"strings"

	"corpuspack/pipeline/dedup"
	"corpuspack/pipeline/shard"
	"corpuspack/pipeline/spill"
	"corpuspack/schema"
	"corpuspack/schema/jsonl"
)

// MaxCopies is the number of copies that stand in the row of a kept document.
const MaxCopies = 100

// Kept is a document of the release.
type Kept struct {
	Split     string
	SplitBy   string // as in schema.Document
	SplitID   string
	Offset    int64 // of its line
	Length    int64
	Copies    []schema.Copy
	CopyCount int64
}

// Verdict says which documents stay, which go, and how the tables are cut into shards. Close it.
type Verdict struct {
	Kept    int64
	Removed []Count // by step and reason
	Leaks   []Leak  // by split
	Slots   []Part  // every shard of the release

	lines    *spill.Log
	kept     *spill.Records // in table order within each split, splits by shard.CompareNames
	removals *spill.Records // in table order
}

// Part is one shard, and where its rows, or the documents that its rows are of, begin.
type Part struct {
	shard.Slot
	N  int64 // of rows or documents
	at int64
}

// Close deletes what stands on disk.
func (v *Verdict) Close() error { return errors.Join(v.kept.Close(), v.removals.Close()) }

// Decide compares the documents and lays out the release. The verdict does not depend on the order in which they came. It
// needs the intake, to which nothing may be added any more, for the lines.
func (in *Intake) Decide() (*Verdict, error) {
	d := decider{Intake: in, fates: newSorter(in.resources), copies: newSorter(in.resources), kept: newSorter(in.resources)}
	defer d.close()
	for _, step := range []func() error{d.compare, d.part, d.keep} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	v := &Verdict{Kept: d.kept.Len(), Removed: in.counts, Leaks: d.leaks, lines: in.lines,
		kept: spill.NewRecords(in.resources.Space, 1<<20), removals: spill.NewRecords(in.resources.Space, 1<<20)}
	err := errors.Join(in.lines.Flush(), d.layout(v))
	if err != nil {
		return nil, errors.Join(err, v.Close())
	}
	return v, nil
}

// decider holds what is put in order on the way.
type decider struct {
	*Intake
	fates  *spill.Sorter // by number of a removed document: why, and for the sake of which
	copies *spill.Sorter // by number of the kept document, then by key
	kept   *spill.Sorter // in table order
	leaks  []Leak

	similar map[string]placement // by id: documents that take the split of another one
}

func (d *decider) close() {
	d.fates.Close()
	d.copies.Close()
	d.kept.Close()
}

// fate is what became of a removed document.
type fate struct {
	step, reason string
	similarity   float64
	kept         int64
	keptID       string
	keptText     schema.Digest
	value, bound float64 // of a step before the comparison
	detail       string  // likewise
}

// isAlone reports whether a document went for no other's sake.
func (f fate) isAlone() bool { return f.step != "dedup" || f.reason == dedup.ReasonAgainst }

func (f fate) append(dst []byte) []byte {
	dst = spill.AppendString(spill.AppendInt(spill.AppendString(spill.AppendString(dst, f.step), f.reason), f.kept), f.keptID)
	dst = spill.AppendString(spill.AppendString(dst, string(f.keptText[:])), f.detail)
	for _, v := range []float64{f.similarity, f.value, f.bound} {
		dst = spill.AppendFloat(dst, v)
	}
	return dst
}

func fateOf(b []byte) fate {
	c := spill.Cursor{Rest: b}
	return fate{step: c.String(), reason: c.String(), kept: c.Int(), keptID: c.String(), keptText: schema.Digest([]byte(c.String())),
		detail: c.String(), similarity: c.Float(), value: c.Float(), bound: c.Float()}
}

// compare fills fates: the decisions with the ids of the kept documents.
func (d *decider) compare() error {
	if err := d.resolve(); err != nil {
		return err
	}
	if err := d.inherit(); err != nil {
		return err
	}
	if err := errors.Join(d.findLeaks(), d.prints.Close(), d.fates.AddAll(d.lost)); err != nil {
		return err
	}
	byKept := newSorter(d.resources)
	defer byKept.Close()
	for g, err := range d.gone.All() {
		if err != nil {
			return err
		}
		f := fate{step: "dedup", reason: g.Reason, similarity: g.Similarity, kept: g.Kept}
		d.key = appendNumber(appendNumber(d.key[:0], g.Kept), g.N)
		if err := byKept.Add(d.key, f.append(d.buf[:0])); err != nil {
			return err
		}
	}
	of := pull(byKept)
	defer of.stop()
	for e, err := range d.Entries() {
		if err == nil {
			err = of.each(e.N, func(r spill.Record) error {
				f := fateOf(r.Value)
				f.keptID, f.keptText = e.ID, e.Text
				return d.fates.Add(r.Key[8:], f.append(d.buf[:0]))
			})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// part fills copies, and puts the removals to those of the steps before.
func (d *decider) part() error {
	fates := pull(d.fates)
	defer fates.stop()
	for e, err := range d.Entries() {
		if err == nil {
			err = fates.each(e.N, func(r spill.Record) error { return d.removed(&e, fateOf(r.Value)) })
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (d *decider) removed(e *Entry, f fate) error {
	r := d.plan.removal(e, f)
	if err := d.remove(&r); err != nil || f.isAlone() || f.reason == dedup.ReasonSameID {
		return err
	}
	d.key = append(append(appendNumber(d.key[:0], f.kept), e.Key.Source...), 0)
	d.key = appendNumber(d.key, e.Key.Start)
	c := schema.Copy{Key: e.Key, End: e.End, Kind: f.reason, Similarity: f.similarity}
	return d.copies.Add(d.key, appendCopy(d.buf[:0], c))
}

// keep fills kept.
func (d *decider) keep() error {
	fates, copies := pull(d.fates), pull(d.copies)
	defer fates.stop()
	defer copies.stop()
	for e, err := range d.Entries() {
		if err != nil {
			return err
		}
		gone := false
		if err := fates.each(e.N, func(spill.Record) error { gone = true; return nil }); err != nil {
			return err
		}
		if gone {
			continue
		}
		p := d.place(e.ID)
		k := Kept{Split: p.split, SplitBy: p.by, SplitID: p.id, Offset: e.Offset, Length: e.Length}
		if err := copies.each(e.N, func(r spill.Record) error {
			if k.CopyCount++; k.CopyCount <= MaxCopies {
				c := spill.Cursor{Rest: r.Value}
				k.Copies = append(k.Copies, copyOf(&c))
			}
			return nil
		}); err != nil {
			return err
		}
		if err := d.kept.Add(keptKey(d.key[:0], k.Split, e.ID), k.append(d.buf[:0])); err != nil {
			return err
		}
	}
	return nil
}

// keptKey orders as shard.CompareNames does, then by id.
func keptKey(dst []byte, split, id string) []byte {
	last := byte(0)
	if split == Train {
		last = 1
	}
	return append(append(append(append(dst, last), split...), 0), id...)
}

func (k *Kept) append(dst []byte) []byte {
	dst = spill.AppendString(spill.AppendString(spill.AppendString(dst, k.Split), k.SplitBy), k.SplitID)
	for _, n := range []int64{k.Offset, k.Length, k.CopyCount, int64(len(k.Copies))} {
		dst = spill.AppendInt(dst, n)
	}
	for _, c := range k.Copies {
		dst = appendCopy(dst, c)
	}
	return dst
}

// in puts what was decided into the document.
func (k *Kept) in(d *schema.Document) {
	d.Split, d.SplitBy, d.SplitID, d.Copies, d.CopyCount = k.Split, k.SplitBy, k.SplitID, k.Copies, k.CopyCount
}

func keptOf(b []byte) Kept {
	c := spill.Cursor{Rest: b}
	k := Kept{Split: c.String(), SplitBy: c.String(), SplitID: c.String(), Offset: c.Int(), Length: c.Int(), CopyCount: c.Int()}
	for range c.Int() {
		k.Copies = append(k.Copies, copyOf(&c))
	}
	return k
}

func appendCopy(dst []byte, c schema.Copy) []byte {
	dst = spill.AppendString(spill.AppendString(dst, c.Source), c.Kind)
	dst = spill.AppendInt(spill.AppendInt(dst, c.Start), c.End)
	return spill.AppendFloat(dst, c.Similarity)
}

func copyOf(c *spill.Cursor) schema.Copy {
	copied := schema.Copy{Key: schema.Key{Source: c.String()}, Kind: c.String()}
	copied.Start, copied.End = c.Int(), c.Int()
	copied.Similarity = c.Float()
	return copied
}

func (p *Plan) removal(e *Entry, f fate) schema.Removal {
	r := schema.Removal{
		ID: e.ID, Source: e.Key.Source, Start: &e.Key.Start, End: &e.End, Title: e.Title,
		Step: f.step, Reason: f.reason, KeptID: f.keptID, TextSHA256: e.Text.String(),
	}
	if f.step == ReasonWithdrawn {
		r.Title = ""
	}
	if f.isAlone() {
		r.Value, r.Bound, r.Detail = &f.value, &f.bound, f.detail
		return r
	}
	if f.reason != dedup.ReasonSameID {
		r.Similarity = &f.similarity
	}
	if f.reason == dedup.ReasonExact { // where passages are cut, they are cut out of copies too
		r.TextSHA256 = f.keptText.String()
	}
	if bound, ok := p.SimilarityBound(f.reason); ok {
		r.Value, r.Bound = &f.similarity, &bound
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

// count counts one more removal in a list that is sorted by step and reason.
func count(list []Count, step, reason string) []Count {
	at, found := slices.BinarySearchFunc(list, Count{Step: step, Reason: reason}, func(a, b Count) int {
		if a.Step != b.Step {
			return strings.Compare(a.Step, b.Step)
		}
		return strings.Compare(a.Reason, b.Reason)
	})
	if !found {
		list = slices.Insert(list, at, Count{Step: step, Reason: reason})
	}
	list[at].N++
	return list
}

// growth is the number of bytes by which split and copies lengthen the line of a document.
func (p *Plan) growth(k *Kept) int64 {
	var d schema.Document
	k.in(&d)
	return p.length(d) - p.bare
}

// length returns the bytes of the line of a document.
func (p *Plan) length(d schema.Document) int64 {
	return int64(len(jsonl.Append(nil, p.documents, d.Row())))
}
