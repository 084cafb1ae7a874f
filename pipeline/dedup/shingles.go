package dedup

import (
	"cmp"
	"slices"

	"github.com/zeebo/xxh3"
)

// Shingle stands for a run of tokens: the 128-bit XXH3 hash, without a seed, of the tokens with a space between them.
type Shingle struct{ Hi, Lo uint64 }

func (s Shingle) compare(t Shingle) int {
	return cmp.Or(cmp.Compare(s.Hi, t.Hi), cmp.Compare(s.Lo, t.Lo))
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
	slices.SortFunc(set, Shingle.compare)
	return slices.Clip(slices.Compact(set))
}
