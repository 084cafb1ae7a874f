package dedup

import (
	"iter"
	"math"
	"math/bits"
)

// counts says of a shingle in how many sets it stands, or more: shingles that share a counter count together, and a
// counter stops at its greatest value. Both cost time only.
type counts []uint16

// newCounts counts the shingles of sets. It has two to four counters a shingle.
func newCounts(sets [][]Shingle) counts {
	total := 0
	for _, set := range sets {
		total += len(set)
	}
	c := make(counts, 1<<(bits.Len(uint(total))+1))
	for _, set := range sets {
		for _, s := range set {
			if n := c.at(s); *n < math.MaxUint16 {
				*n++
			}
		}
	}
	return c
}

func (c counts) at(s Shingle) *uint16 { return &c[s.Lo&uint64(len(c)-1)] }

func (c counts) of(s Shingle) uint16 { return *c.at(s) }

// posting says that a shingle stands in a document.
type posting struct {
	doc   int32
	place int32 // in the ranked set of the document
	next  int   // the posting of the same shingle that was added before, plus 1
}

// index is the postings of each shingle. The map is only ever asked for one shingle.
type index struct {
	last     map[Shingle]int // the posting added last, plus 1
	postings []posting
}

func newIndex() index { return index{last: make(map[Shingle]int)} }

func (x *index) add(s Shingle, p posting) {
	p.next = x.last[s]
	x.postings = append(x.postings, p)
	x.last[s] = len(x.postings)
}

// of returns the postings of s, the last one added first.
func (x *index) of(s Shingle) iter.Seq[posting] {
	return func(yield func(posting) bool) {
		for at := x.last[s]; at > 0; at = x.postings[at-1].next {
			if !yield(x.postings[at-1]) {
				return
			}
		}
	}
}
