package dedup

import (
	"cmp"
	"encoding/binary"
	"sync"

	"github.com/zeebo/xxh3"
)

// Shingle stands for a run of tokens t1 … tn: in each half the polynomial h(t1)·b^(n−1) + … + h(tn) modulo 2^64, where h is
// that half of the 128-bit XXH3 hash of a token, without a seed, and b an odd constant (Karp and Rabin, Efficient
// randomized pattern-matching algorithms, 1987). So the hash of the next run takes four multiplications, however long it is.
type Shingle struct{ Hi, Lo uint64 }

// The bases of the two polynomials: odd, without a pattern, and 3 modulo 8, so that no power of them but the first is near 1
// modulo a power of two.
const (
	baseLo = 0x9e3779b97f4a7c1b
	baseHi = 0xc2b2ae3d27d4eb4b
)

func (s Shingle) compare(t Shingle) int {
	return cmp.Or(cmp.Compare(s.Lo, t.Lo), cmp.Compare(s.Hi, t.Hi))
}

// Shingles are the hashes of the runs of tokens of a text in its order; what repeats stands twice. The halves are apart,
// for most steps need the lower one only: eight bytes a shingle, little-endian.
type Shingles struct{ lo, hi []byte }

// Len returns the number of shingles.
func (s Shingles) Len() int { return len(s.lo) / 8 }

// tokenHashes lends memory for the hashes of the tokens of one text.
var tokenHashes = sync.Pool{New: func() any { return new([]xxh3.Uint128) }}

// shinglesOf returns the runs of n tokens of text. A text with fewer tokens has one shingle, all of them; a text without
// tokens has none.
func shinglesOf(text string, n int) Shingles { return runsOf(text, n, 1) }

// Windows returns the runs of n tokens of text. A text with fewer tokens has none.
func Windows(text string, n int) Shingles { return runsOf(text, n, n) }

// runsOf returns the runs of n tokens of a text, which must have at least so many tokens.
func runsOf(text string, n, least int) Shingles {
	lent := tokenHashes.Get().(*[]xxh3.Uint128)
	defer tokenHashes.Put(lent)
	*lent = appendHashes((*lent)[:0], text)
	if len(*lent) < least {
		return Shingles{}
	}
	return runs(*lent, n)
}

// appendHashes appends the hashes of the tokens of text.
func appendHashes(hashes []xxh3.Uint128, text string) []xxh3.Uint128 {
	s := scanner{text: text}
	for s.next() {
		hashes = append(hashes, s.hash())
	}
	return hashes
}

// shingleOf returns the shingle of one run of tokens.
func shingleOf(run []xxh3.Uint128) (s Shingle) {
	for _, t := range run {
		s.Lo, s.Hi = s.Lo*baseLo+t.Lo, s.Hi*baseHi+t.Hi
	}
	return s
}

// Halves returns the hashes of the shingles, their halves apart, eight bytes each, little-endian.
func (s Shingles) Halves() (lo, hi []byte) { return s.lo, s.hi }

func runs(tokens []xxh3.Uint128, n int) Shingles {
	if len(tokens) == 0 {
		return Shingles{}
	}
	n = min(n, len(tokens))
	size := 8 * (len(tokens) - n + 1)
	s := Shingles{make([]byte, size), make([]byte, size)}
	var lo, hi uint64
	topLo, topHi := uint64(1), uint64(1)
	for i, t := range tokens[:n] {
		lo, hi = lo*baseLo+t.Lo, hi*baseHi+t.Hi
		if i > 0 {
			topLo, topHi = topLo*baseLo, topHi*baseHi
		}
	}
	binary.LittleEndian.PutUint64(s.lo, lo)
	binary.LittleEndian.PutUint64(s.hi, hi)
	for i, t := range tokens[n:] {
		out := tokens[i]
		lo = (lo-out.Lo*topLo)*baseLo + t.Lo
		hi = (hi-out.Hi*topHi)*baseHi + t.Hi
		binary.LittleEndian.PutUint64(s.lo[8*i+8:], lo)
		binary.LittleEndian.PutUint64(s.hi[8*i+8:], hi)
	}
	return s
}
