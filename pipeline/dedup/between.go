package dedup

import (
	"math"

	"corpuspack/pipeline/spill"
)

// Quote is the largest part of a document that one other document has too.
type Quote struct {
	N      int64 // number of the document
	ID     string
	Other  int64 // number of the other document: of those that have as much, the first by priority
	Shared int64 // different shingles that both have; 0 where no other has any
	Size   int64 // different shingles of the document
}

// Share returns Shared divided by Size.
func (o Quote) Share() float64 { return float64(o.Shared) / float64(o.Size) }

// Quotes calls found with each kept document that held names by its id and that has shingles, and the one of the kept
// documents that holds names by their ids that has most of it. gone is what Resolve has returned. Both functions are called
// from many goroutines. A shingle counted in more than maxHolders documents of held is passed over, and counts as not shared.
func (p *Prints) Quotes(gone *Decisions, held, holds func(id string) bool, found func(Quote) error) error {
	left := spill.NewSorter(p.Space, p.Share(16))
	defer left.Close()
	if err := p.leave(left, gone, func(*candidate) bool { return true }); err != nil {
		return err
	}
	q := quotes{Prints: p, from: left, held: func(c *candidate) bool { return held(c.id) },
		holds: func(c *candidate) bool { return holds(c.id) }}
	var err error
	if q.frequent, err = q.count(); err != nil {
		return err
	}
	return q.run(func(c *candidate, best match) error {
		return found(Quote{c.n, c.id, best.n, best.shared, best.union})
	})
}

// leave adds to left what near has of documents that are not gone and that are asked for.
func (p *Prints) leave(left *spill.Sorter, gone *Decisions, asked func(*candidate) bool) error {
	byNumber := spill.NewSorter(p.Space, p.Share(16))
	defer byNumber.Close()
	for d, err := range p.near.Sorted() {
		if err == nil {
			if c := candidateOf(d); asked(&c) {
				p.key = append(appendRank(p.key[:0], c.n), d.Key...)
				err = byNumber.Add(p.key, d.Value)
			}
		}
		if err != nil {
			return err
		}
	}
	walk := gone.Walk()
	defer walk.Stop()
	for d, err := range byNumber.Sorted() {
		if err != nil {
			return err
		}
		_, isGone, err := walk.Find(rankOf(d.Key[:8]))
		if err == nil && !isGone {
			err = left.Add(d.Key[8:], d.Value)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// maxHolders is the number of documents from which on what they share is a form that says nothing of any of them. To look
// each of them up for each other document that has it would take their product.
const maxHolders = 1000

// frequent counts in how many documents a shingle stands, or more. Its size does not depend on the memory that there is, for
// what it counts changes what is found.
type frequent []uint16

const frequentBits = 24

func (f frequent) has(lo uint64) bool { return f != nil && f[lo>>(64-frequentBits)] > maxHolders }

// count counts the shingles of the documents that are held; it returns nil where these are too few for any to be frequent.
func (q *quotes) count() (frequent, error) {
	documents := 0
	for d, err := range q.from.Sorted() {
		if err != nil {
			return nil, err
		}
		if c := candidateOf(d); q.held(&c) {
			documents++
		}
	}
	if documents <= maxHolders {
		return nil, nil
	}
	counts := make(frequent, 1<<frequentBits)
	var l loader
	var s set
	for d, err := range q.from.Sorted() {
		if err != nil {
			return nil, err
		}
		c := candidateOf(d)
		if !q.held(&c) {
			continue
		}
		if s, err = l.load(s, q.Prints, c.shingles); err != nil {
			return nil, err
		}
		for _, lo := range s.lo {
			if n := &counts[lo>>(64-frequentBits)]; *n < math.MaxUint16 {
				*n++
			}
		}
	}
	return counts, nil
}
