package dedup

import (
	"cmp"
	"math/bits"
	"slices"

	"github.com/zeebo/xxh3"
)

// Shingle stands for a run of tokens: the 128-bit XXH3 hash, without a seed, of the tokens with a space between them.
type Shingle struct{ Hi, Lo uint64 }

func (s Shingle) compare(t Shingle) int {
	if s.Hi != t.Hi {
		return cmp.Compare(s.Hi, t.Hi)
	}
	return cmp.Compare(s.Lo, t.Lo)
}

// shingles returns the set of runs of n tokens of text, in order. A text with fewer tokens has one shingle, all of them;
// a text without tokens has none.
func shingles(text string, n int) []Shingle {
	t := tokensOf(text)
	count := len(t.starts) - 1
	if count == 0 {
		return nil
	}
	n = min(n, count)
	set := make([]Shingle, count-n+1)
	for i := range set {
		h := xxh3.Hash128(t.run(i, n))
		set[i] = Shingle{h.Hi, h.Lo}
	}
	return slices.Clone(slices.Compact(inOrder(set))) // a copy, for what repeats itself has few, and they are kept
}

// inOrder returns the shingles in order. Hashes fall evenly, so about one falls to each of as many ranges of them.
func inOrder(set []Shingle) []Shingle {
	shift := 64 - bits.Len(uint(len(set)))
	starts := make([]int, len(set)*2+2)
	for _, s := range set {
		starts[s.Hi>>shift]++
	}
	for i := 1; i < len(starts); i++ {
		starts[i] += starts[i-1]
	}
	sorted := make([]Shingle, len(set))
	for _, s := range set {
		starts[s.Hi>>shift]--
		sorted[starts[s.Hi>>shift]] = s
	}
	for i := range len(starts) - 1 {
		if from, to := starts[i], starts[i+1]; to-from > 1 {
			slices.SortFunc(sorted[from:to], Shingle.compare)
		}
	}
	return sorted
}
