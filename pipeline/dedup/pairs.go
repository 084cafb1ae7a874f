package dedup

import (
	"cmp"
	"encoding/binary"
	"slices"
)

// Pair is two texts of two lists and what they share.
type Pair struct {
	A, B          int   // places in the lists
	Shared, Union int64 // different shingles
}

// Similarity returns Shared divided by Union.
func (p Pair) Similarity() float64 { return float64(p.Shared) / float64(p.Union) }

// Pairs returns the pairs of a text of a and one of b whose Jaccard similarity is at least threshold, in ten-thousandths: the
// most similar first, then in the order of a and of b. It holds the shingles of both lists.
func Pairs(a, b []Shingles, threshold int64) (pairs []Pair) {
	holders := map[Shingle][]int{}
	sizes := make([]int64, len(a))
	for i, s := range a {
		set := s.set()
		sizes[i] = int64(len(set))
		for _, shingle := range set {
			holders[shingle] = append(holders[shingle], i)
		}
	}
	shared := make([]int64, len(a))
	for j, s := range b {
		set := s.set()
		clear(shared)
		for _, shingle := range set {
			for _, i := range holders[shingle] {
				shared[i]++
			}
		}
		for i, n := range shared {
			if union := sizes[i] + int64(len(set)) - n; n > 0 && scale*n >= threshold*union {
				pairs = append(pairs, Pair{i, j, n, union})
			}
		}
	}
	slices.SortFunc(pairs, func(p, q Pair) int {
		return cmp.Or(cmp.Compare(q.Shared*p.Union, p.Shared*q.Union), cmp.Compare(p.A, q.A), cmp.Compare(p.B, q.B))
	})
	return pairs
}

// set returns the different shingles in order.
func (s Shingles) set() []Shingle {
	list := make([]Shingle, s.Len())
	for i := range list {
		list[i] = Shingle{binary.LittleEndian.Uint64(s.hi[8*i:]), binary.LittleEndian.Uint64(s.lo[8*i:])}
	}
	slices.SortFunc(list, Shingle.compare)
	return slices.Compact(list)
}

// ShinglesOf returns the runs of n tokens of text. A text with fewer tokens has one shingle, all of them; a text without
// tokens has none.
func ShinglesOf(text string, n int) Shingles { return shinglesOf(text, n) }

// ShinglesFrom returns a set of shingles as those of a text.
func ShinglesFrom(set []Shingle) (s Shingles) {
	for _, shingle := range set {
		s.hi = binary.LittleEndian.AppendUint64(s.hi, shingle.Hi)
		s.lo = binary.LittleEndian.AppendUint64(s.lo, shingle.Lo)
	}
	return s
}
