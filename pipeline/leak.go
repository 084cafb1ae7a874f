package pipeline

import (
	"slices"
	"strings"

	"corpuspack/pipeline/dedup"
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
	isTrain := func(id string) bool { return d.splitOf(id) == Train }
	isOther := func(id string) bool { return !isTrain(id) }
	if err := d.prints.Quotes(d.gone, isOther, isTrain, d.leak); err != nil {
		return err
	}
	return d.nameLeaks()
}

// leak takes a document that train has some of into account.
func (d *decider) leak(o dedup.Quote) error {
	if o.Shared == 0 {
		return nil
	}
	split := d.splitOf(o.ID)
	at, there := slices.BinarySearchFunc(d.leaks, split, func(l Leak, split string) int { return strings.Compare(l.Split, split) })
	if !there {
		d.leaks = slices.Insert(d.leaks, at, Leak{Split: split})
	}
	l, share := &d.leaks[at], o.Share()
	if share > l.Greatest || share == l.Greatest && o.ID < l.ID {
		l.Greatest, l.ID, l.partner = share, o.ID, o.Other
	}
	if 10000*o.Shared >= leakHalf*o.Size {
		l.Half++
	}
	return nil
}

// nameLeaks fills in the ids of the documents of train.
func (d *decider) nameLeaks() error {
	if len(d.leaks) == 0 {
		return nil
	}
	for e, err := range d.Entries() {
		if err != nil {
			return err
		}
		for i := range d.leaks {
			if d.leaks[i].partner == e.N {
				d.leaks[i].PartnerID = e.ID
			}
		}
	}
	return nil
}
