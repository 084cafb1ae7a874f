package pipeline

import (
	"errors"
	"iter"
	"slices"
	"strings"

	"corpuspack/pipeline/dedup"
	"corpuspack/schema"
)

// Leak says what a split other than train has in common with train.
type Leak struct {
	Split     string
	Greatest  float64 // share of the shingles of a document of the split that one document of train has too
	ID        string  // of that document, "" where Greatest is 0; of several the least
	PartnerID string  // of the document of train
	Half      int64   // documents of the split of which one document of train has half or more

	partner int64 // its number
}

// leakHalf is the share from which on a document counts in Half, in ten-thousandths.
const leakHalf = 5000

// Train is the split that the others are kept apart from.
const Train = "train"

// findLeaks compares the documents of the other splits with those of train, where near-duplicates are looked for. A split of
// which train has nothing is not among the leaks.
func (d *decider) findLeaks() error {
	if d.plan.Recipe.Dedup.Near.Method == "off" || len(d.plan.splits) < 2 && d.ancestry == nil {
		return nil
	}
	t := tally{splitOf: d.splitOf}
	if err := d.prints.Quotes(d.gone, t.isOther, t.isTrain, t.add); err != nil || len(t.leaks) == 0 {
		return err
	}
	for e, err := range d.Entries() {
		if err != nil {
			return err
		}
		t.name(e.N, e.ID)
	}
	d.leaks = t.leaks
	return nil
}

// Leaks compares the documents of the other splits with those of train, as a run does, where they are all that a release has.
func (p *Plan) Leaks(r dedup.Resources, documents iter.Seq2[schema.Document, error]) ([]Leak, error) {
	if p.Recipe.Dedup.Near.Method == "off" {
		return nil, nil
	}
	splits, err := p.Ancestry(r, func(bool) iter.Seq2[Ancestor, error] {
		return func(yield func(Ancestor, error) bool) {
			for d, err := range documents {
				if !yield(Ancestor{ID: d.ID, Split: d.Split}, err) {
					return
				}
			}
		}
	})
	if err != nil {
		return nil, err
	}
	defer splits.Close()
	t := tally{splitOf: func(id string) string { split, _, _ := splits.Find(id); return split }}
	if err := p.quotes(r, documents, &t); err != nil || len(t.leaks) == 0 {
		return nil, errors.Join(err, splits.Err())
	}
	n := int64(0)
	for d, err := range documents {
		if err != nil {
			return nil, err
		}
		t.name(n, d.ID)
		n++
	}
	return t.leaks, splits.Err()
}

// quotes counts what train has of each document of the other splits.
func (p *Plan) quotes(r dedup.Resources, documents iter.Seq2[schema.Document, error], t *tally) error {
	prints := p.deduper.Gather(r)
	defer prints.Close()
	for d, err := range documents {
		if err != nil {
			return err
		}
		print := p.deduper.Print(&d)
		if err := prints.Add(&print); err != nil {
			return err
		}
	}
	gone, err := prints.Resolve()
	if err != nil {
		return err
	}
	defer gone.Close()
	return prints.Quotes(gone, t.isOther, t.isTrain, t.add)
}

// tally gathers leaks.
type tally struct {
	splitOf func(id string) string
	leaks   []Leak
}

func (t *tally) isTrain(id string) bool { return t.splitOf(id) == Train }
func (t *tally) isOther(id string) bool { return !t.isTrain(id) }

// add takes a document that train has some of into account.
func (t *tally) add(o dedup.Quote) error {
	if o.Shared == 0 {
		return nil
	}
	split := t.splitOf(o.ID)
	at, there := slices.BinarySearchFunc(t.leaks, split, func(l Leak, split string) int { return strings.Compare(l.Split, split) })
	if !there {
		t.leaks = slices.Insert(t.leaks, at, Leak{Split: split})
	}
	l, share := &t.leaks[at], o.Share()
	if share > l.Greatest || share == l.Greatest && o.ID < l.ID {
		l.Greatest, l.ID, l.partner = share, o.ID, o.Other
	}
	if 10000*o.Shared >= leakHalf*o.Size {
		l.Half++
	}
	return nil
}

// name fills in the id of the document of train with that number.
func (t *tally) name(number int64, id string) {
	for i := range t.leaks {
		if t.leaks[i].partner == number {
			t.leaks[i].PartnerID = id
		}
	}
}
