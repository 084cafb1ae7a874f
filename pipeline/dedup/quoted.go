package dedup

import (
	"errors"
	"math/bits"
	"slices"

	"corpuspack/pipeline/spill"
)

// TeaserShare is the least share of a teaser's shingles, in ten-thousandths, that the full text has. The lines around the
// passage that a teaser quotes (title, date, "Read more") are its own.
const TeaserShare = 5000

// teasers removes the teasers whose full text is there too. The full text is the document that has most of the teaser's
// shingles and is no teaser itself.
func (r *resolver) teasers() error {
	q := quotes{Prints: r.Prints, from: r.near, held: func(c *candidate) bool { return c.teaser },
		holds: func(c *candidate) bool { return !c.teaser }}
	gone := r.stages[len(r.stages)-1]
	err := q.run(func(c *candidate, best match) error {
		if best.shared == 0 || best.shared*scale < TeaserShare*best.union {
			return nil
		}
		return r.remove(c.n, Decision{Reason: ReasonTeaser, Kept: best.n, Shared: best.shared, Union: best.union})
	})
	if err != nil || gone.Len() == 0 {
		return err
	}
	left := spill.NewSorter(r.Space, r.Share(16))
	err = r.leave(left, gone, func(*candidate) bool { return true })
	r.near, left = left, r.near
	return errors.Join(err, left.Close())
}

// quotes finds, for each document of one kind, the document of another kind that has most of its shingles: of those that
// have as many, the first by priority. It holds the shingles of as many documents as memory allows, and goes over the others
// as often as that takes.
type quotes struct {
	*Prints
	from        *spill.Sorter
	held, holds func(*candidate) bool
	frequent    frequent // shingles that are passed over; nil: none are

	loader
	set     set
	work    []quoter // of the goroutines
	heads   []int32  // by the first bits of the lower half: the last holder, plus 1; a power of two
	holders []holder
	docs    []candidate
	sizes   []int64 // different shingles of each
	best    []match
}

// holder says that a document has a shingle.
type holder struct {
	lo, hi uint64
	doc    int32
	next   int32 // the holder with the same first bits that was added before, plus 1
}

// holderSize is about what a shingle takes.
const holderSize = 48

// leastHeads is the number of heads at first. There are as many as holders, or more.
const leastHeads = 1 << 12

// run calls found with each document and what has most of it, if anything has some. The union is the number of its different
// shingles.
func (q *quotes) run(found func(c *candidate, best match) error) error {
	q.clear()
	for d, err := range q.from.Sorted() {
		if err != nil {
			return err
		}
		c := candidateOf(d)
		if !q.held(&c) {
			continue
		}
		if err := q.add(&c); err != nil {
			return err
		}
		if holderSize*len(q.holders) > q.Share(4) {
			if err := q.flush(found); err != nil {
				return err
			}
		}
	}
	return q.flush(found)
}

func (q *quotes) clear() {
	q.work, q.heads = make([]quoter, q.Workers), make([]int32, leastHeads)
	q.holders, q.docs, q.sizes, q.best = nil, nil, nil, nil
}

// head returns the place of the last holder with the first bits of lo.
func (q *quotes) head(lo uint64) *int32 { return &q.heads[lo>>(65-bits.Len(uint(len(q.heads))))] }

// isHeld reports whether some document that is held has a shingle with this lower half.
func (q *quotes) isHeld(lo uint64) bool {
	at := *q.head(lo)
	for at > 0 && q.holders[at-1].lo != lo {
		at = q.holders[at-1].next
	}
	return at > 0
}

// hold adds a holder.
func (q *quotes) hold(h holder) {
	if len(q.holders) == len(q.heads) {
		q.heads = make([]int32, 2*len(q.heads))
		for i := range q.holders {
			head := q.head(q.holders[i].lo)
			q.holders[i].next, *head = *head, int32(i+1)
		}
	}
	head := q.head(h.lo)
	h.next = *head
	q.holders = append(q.holders, h)
	*head = int32(len(q.holders))
}

func (q *quotes) add(c *candidate) (err error) {
	if q.set, err = q.load(q.set, q.Prints, c.shingles); err != nil {
		return err
	}
	s := q.set
	doc := int32(len(q.docs))
	for i, lo := range s.lo {
		if q.frequent.has(lo) {
			continue
		}
		q.hold(holder{lo: lo, hi: s.hi[i], doc: doc})
	}
	q.docs, q.sizes, q.best = append(q.docs, *c), append(q.sizes, int64(len(s.lo))), append(q.best, match{})
	return nil
}

// flush looks through all documents for the shingles that are held, and begins anew.
func (q *quotes) flush(found func(c *candidate, best match) error) error {
	defer q.clear()
	if len(q.docs) == 0 {
		return nil
	}
	for b, err := range q.batches(q.from, q.shinglesOf) {
		if err != nil {
			return err
		}
		hits := make([][]hit, q.Workers)
		if err := q.Spread(q.Workers, func(w int) (err error) {
			from, to := span(len(b.docs), w, q.Workers)
			for i := from; i < to && err == nil; i++ {
				if q.holds(&b.docs[i]) {
					hits[w], err = q.look(&q.work[w], hits[w], &b.docs[i], b.of(i))
				}
			}
			return err
		}); err != nil {
			return err
		}
		for _, list := range hits {
			for _, h := range list {
				h.union = q.sizes[h.doc]
				if h.beats(q.best[h.doc]) {
					q.best[h.doc] = h.match
				}
			}
		}
		if err := q.Step(0); err != nil {
			return err
		}
	}
	for i := range q.docs {
		q.best[i].union = q.sizes[i]
		if err := found(&q.docs[i], q.best[i]); err != nil {
			return err
		}
	}
	return nil
}

// hit is what a document has of one that is held.
type hit struct {
	doc int32
	match
}

// quoter is the memory of one of the goroutines.
type quoter struct {
	loader
	set    set
	places []int32 // by held document: its place among the hits of the document at hand, plus 1
}

// look appends what document c has of each document that is held.
func (q *quotes) look(w *quoter, hits []hit, c *candidate, keys []uint64) (_ []hit, err error) {
	if !slices.ContainsFunc(keys, q.isHeld) {
		return hits, nil
	}
	if w.set, err = w.load(w.set, q.Prints, c.shingles); err != nil {
		return hits, err
	}
	w.places = append(w.places, make([]int32, len(q.docs)-len(w.places))...)
	s, first := w.set, len(hits)
	for i, lo := range s.lo {
		for at := *q.head(lo); at > 0; {
			h := &q.holders[at-1]
			at = h.next
			if h.lo != lo || h.hi != s.hi[i] {
				continue
			}
			if w.places[h.doc] == 0 {
				hits = append(hits, hit{h.doc, match{n: c.n, rank: c.rank}})
				w.places[h.doc] = int32(len(hits) - first)
			}
			hits[first+int(w.places[h.doc])-1].shared++
		}
	}
	for _, h := range hits[first:] {
		w.places[h.doc] = 0
	}
	return hits, nil
}
