package dedup

import (
	"encoding/binary"
	"errors"
	"iter"
	"slices"

	"corpuspack/pipeline/spill"
	"corpuspack/schema"
)

// Resolve decides about all prints. The result has the removed documents and their decisions, by number; the caller closes
// it. The order in which the prints came changes no decision. The error is a *SameID where two documents have one id and
// different texts and one of them has FailSameID, or what Step has returned.
func (p *Prints) Resolve() (*Decisions, error) {
	r := resolver{Prints: p}
	defer r.close()
	if p.gone != nil {
		r.stages, p.gone = append(r.stages, p.gone), nil
	}
	steps := []func() error{r.sameID, r.sameText}
	if p.Deduper.near {
		steps = append(steps, r.teasers, r.similar)
	}
	for _, step := range steps {
		r.stages = append(r.stages, newDecisions(p))
		if err := step(); err != nil {
			return nil, err
		}
	}
	return r.follow()
}

// resolver is one run of Resolve.
type resolver struct {
	*Prints
	byText *spill.Sorter
	stages []*Decisions // of each step
}

func (r *resolver) close() {
	if r.byText != nil {
		r.byText.Close()
	}
	for _, s := range r.stages {
		s.Close()
	}
}

// remove puts a decision of the step that runs.
func (r *resolver) remove(n int64, d Decision) error { return r.stages[len(r.stages)-1].add(n, d) }

// rank is the place of a document in order of priority; eight bytes of it, big-endian, sort so.
func appendRank(dst []byte, rank int64) []byte {
	return binary.BigEndian.AppendUint64(dst, uint64(rank))
}

func rankOf(key []byte) int64 { return int64(binary.BigEndian.Uint64(key[len(key)-8:])) }

// sameID keeps the first document of each id by priority.
func (r *resolver) sameID() error {
	byID := spill.NewSorter(r.Space, r.Share(16))
	defer byID.Close()
	var key []byte
	rank := int64(0)
	for d, err := range r.docs.Sorted() {
		if err != nil {
			return err
		}
		h := headOf(d.Value)
		key = appendRank(append(append(key[:0], h.print.ID...), 0), rank)
		if err := byID.Add(key, d.Value); err != nil {
			return err
		}
		rank++
	}
	r.byText = spill.NewSorter(r.Space, r.Share(16))
	var first head
	var clashes SameID
	for d, err := range byID.Sorted() {
		if err != nil {
			return err
		}
		h := headOf(d.Value)
		gone := first.print != nil && first.print.ID == h.print.ID
		if !gone {
			first = h
		} else if err := r.clash(&clashes, h, first); err != nil {
			return err
		}
		if err := r.addText(h, rankOf(d.Key), gone); err != nil {
			return err
		}
	}
	return clashes.err()
}

// clash removes a document for the sake of the first one with its id.
func (r *resolver) clash(clashes *SameID, h, first head) error {
	if h.print.Text == first.print.Text {
		return r.remove(h.n, Decision{Reason: ReasonExact, Kept: first.n, Similarity: 1})
	}
	if h.print.FailSameID || first.print.FailSameID {
		if len(clashes.Clashes) == maxClashes {
			clashes.More++
		} else {
			clashes.Clashes = append(clashes.Clashes, Clash{h.print.ID, h.print.Key, first.print.Key})
		}
	}
	return r.remove(h.n, Decision{Reason: ReasonSameID, Kept: first.n})
}

func (e *SameID) err() error {
	if len(e.Clashes) == 0 {
		return nil
	}
	slices.SortFunc(e.Clashes, func(a, b Clash) int { return a.Place.Compare(b.Place) })
	return e
}

// A text has two kinds of records: first those that say where its shingles are, then its documents by rank.
const (
	recordShingles = iota
	recordDocument
)

func (r *resolver) addText(h head, rank int64, gone bool) error {
	key := append(append(r.key[:0], h.print.Text[:]...), recordShingles)
	if h.count > 0 {
		if err := r.byText.Add(key, h.shingles.append(r.value[:0])); err != nil {
			return err
		}
	}
	if gone {
		return nil
	}
	key[len(key)-1] = recordDocument
	r.key = appendRank(key, rank)
	r.value = spill.AppendFlag(spill.AppendInt(r.value[:0], h.n), h.print.Teaser)
	r.value = spill.AppendString(r.value, h.print.ID)
	return r.byText.Add(r.key, r.value)
}

// sameText keeps the first document of each text by priority, where the recipe asks for it. Its shingles may be where another
// document with the text has put them, also one that is gone.
func (r *resolver) sameText() error {
	var text schema.Digest
	var of shingles
	first := int64(-1)
	for d, err := range r.byText.Sorted() {
		if err != nil {
			return err
		}
		if t := schema.Digest(d.Key[:len(text)]); t != text {
			text, of, first = t, shingles{}, -1
		}
		c := spill.Cursor{Rest: d.Value}
		if d.Key[len(text)] == recordShingles {
			of = placeOf(&c)
			continue
		}
		t := candidate{n: c.Int(), teaser: c.Flag(), id: c.String(), rank: rankOf(d.Key), shingles: of}
		switch {
		case first >= 0 && r.exact:
			err = r.remove(t.n, Decision{Reason: ReasonExact, Kept: first, Similarity: 1})
		case of.count > 0:
			err = r.addNear(t)
		}
		if first < 0 {
			first = t.n
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// candidate is a document whose shingles are compared.
type candidate struct {
	n, rank int64
	shingles
	teaser bool
	id     string
}

func candidateOf(d spill.Record) candidate {
	c := spill.Cursor{Rest: d.Value}
	return candidate{n: c.Int(), rank: rankOf(d.Key), shingles: placeOf(&c), teaser: c.Flag(), id: c.String()}
}

// addNear hands a document on to the steps that compare shingles.
func (r *resolver) addNear(t candidate) error {
	r.key, r.value = t.append(r.key[:0], r.value[:0])
	return r.near.Add(r.key, r.value)
}

// append appends the key, by which documents stand in the order of their shingles, and the value that candidateOf reads.
func (t candidate) append(key, value []byte) ([]byte, []byte) {
	key = appendRank(binary.BigEndian.AppendUint64(key, uint64(t.start)), t.rank)
	value = t.shingles.append(spill.AppendInt(value, t.n))
	return key, spill.AppendString(spill.AppendFlag(value, t.teaser), t.id)
}

// Decisions are decisions by the number of the document that each is about.
type Decisions struct {
	*spill.Sorter
	key, value []byte
}

func newDecisions(p *Prints) *Decisions {
	return &Decisions{Sorter: spill.NewSorter(p.Space, p.Share(16))}
}

var reasons = []string{ReasonSameID, ReasonExact, ReasonTeaser, ReasonNear}

func (d *Decisions) add(n int64, v Decision) error {
	d.key = appendRank(d.key[:0], n)
	d.value = append(d.value[:0], byte(slices.Index(reasons, v.Reason)))
	for _, i := range []int64{v.Kept, v.Shared, v.Union} {
		d.value = spill.AppendInt(d.value, i)
	}
	return d.Add(d.key, d.value)
}

func decisionOf(value []byte) Decision {
	c := spill.Cursor{Rest: value}
	d := Decision{Reason: reasons[c.Bytes(1)[0]], Kept: c.Int(), Shared: c.Int(), Union: c.Int()}
	switch {
	case d.Reason == ReasonExact:
		d.Similarity = 1
	case d.Union > 0:
		d.Similarity = float64(d.Shared) / float64(d.Union)
	}
	return d
}

// All yields the numbers of the removed documents, in order, with their decisions.
func (d *Decisions) All() iter.Seq2[Removed, error] {
	return func(yield func(Removed, error) bool) {
		for r, err := range d.Sorted() {
			if err != nil {
				yield(Removed{}, err)
				return
			}
			if !yield(Removed{rankOf(r.Key), decisionOf(r.Value)}, nil) {
				return
			}
		}
	}
}

// Walk goes over decisions beside something that comes in order of the numbers of documents. Stop it.
type Walk struct {
	next func() (Removed, error, bool)
	Stop func()
	at   Removed
	err  error
	more bool
}

// Walk returns a walk before the first decision.
func (d *Decisions) Walk() *Walk {
	var w Walk
	w.next, w.Stop = iter.Pull2(d.All())
	w.at, w.err, w.more = w.next()
	return &w
}

// Find returns the decision about a document, if it is removed. Numbers that are asked for do not go down.
func (w *Walk) Find(n int64) (d Decision, gone bool, err error) {
	for w.more && w.err == nil && w.at.N < n {
		w.at, w.err, w.more = w.next()
	}
	if w.err == nil && w.more && w.at.N == n {
		return w.at.Decision, true, nil
	}
	return Decision{}, false, w.err
}

// Removed is a removed document.
type Removed struct {
	N int64 // its number
	Decision
}

// follow makes every decision point to a kept document, where a later step removed the one that an earlier step kept. A copy
// of a near-duplicate is a near-duplicate, with the same shingles.
func (r *resolver) follow() (*Decisions, error) {
	last := r.stages[len(r.stages)-1]
	r.stages = r.stages[:len(r.stages)-1]
	for len(r.stages) > 0 {
		earlier := r.stages[len(r.stages)-1]
		r.stages = r.stages[:len(r.stages)-1]
		all := newDecisions(r.Prints)
		if err := errors.Join(r.lead(all, earlier, last), earlier.Close(), last.Close()); err != nil {
			return nil, errors.Join(err, all.Close())
		}
		last = all
	}
	return last, nil
}

// lead puts the decisions of both into all, those of the earlier step for the sake of documents that the later one keeps.
func (r *resolver) lead(all, earlier, later *Decisions) error {
	byKept := newDecisions(r.Prints)
	defer byKept.Close()
	for d, err := range earlier.Sorted() {
		if err != nil {
			return err
		}
		byKept.key = append(appendRank(byKept.key[:0], decisionOf(d.Value).Kept), d.Key...)
		if err := byKept.Add(byKept.key, d.Value); err != nil {
			return err
		}
	}
	walk := later.Walk()
	defer walk.Stop()
	for d, err := range byKept.Sorted() {
		if err != nil {
			return err
		}
		v := decisionOf(d.Value)
		next, gone, err := walk.Find(v.Kept)
		if err != nil {
			return err
		}
		if gone && v.Reason == ReasonExact {
			v = next
		} else if gone {
			v.Kept = next.Kept
		}
		if err := all.add(rankOf(d.Key), v); err != nil {
			return err
		}
	}
	return all.AddAll(later.Sorter)
}
