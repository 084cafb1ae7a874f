package dedup

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
)

// Set returns the different shingles of a text, in order; none where the recipe asks for no near-duplicates.
func (d *Deduper) Set(text string) []Shingle {
	return d.Shingles(text).set()
}

// shingleSize is the number of bytes of an encoded shingle: the lower half, then the upper one, little-endian.
const shingleSize = 16

// EncodeShingles returns the text form of a set: base64 of sixteen bytes each.
func EncodeShingles(set []Shingle) string {
	b := make([]byte, 0, shingleSize*len(set))
	for _, s := range set {
		b = binary.LittleEndian.AppendUint64(binary.LittleEndian.AppendUint64(b, s.Lo), s.Hi)
	}
	return base64.StdEncoding.EncodeToString(b)
}

// ParseShingles reads the text form of a set, and nothing looser: different shingles in order.
func ParseShingles(text string) ([]Shingle, error) {
	b, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(b)%shingleSize != 0 {
		return nil, fmt.Errorf("shingles: want base64 of %d bytes each", shingleSize)
	}
	set := make([]Shingle, len(b)/shingleSize)
	for i := range set {
		at := b[shingleSize*i:]
		set[i] = Shingle{binary.LittleEndian.Uint64(at[8:]), binary.LittleEndian.Uint64(at)}
		if i > 0 && set[i-1].compare(set[i]) >= 0 {
			return nil, fmt.Errorf("shingles: number %d does not stand behind the one before", i)
		}
	}
	return set, nil
}

// Few are the sets of a few texts, held in memory. Find compares a text with all of them.
type Few struct {
	d       *Deduper
	sizes   []int64
	holders map[Shingle][]int // numbers of the sets that have a shingle
}

// Few returns an empty list.
func (d *Deduper) Few() *Few { return &Few{d: d, holders: map[Shingle][]int{}} }

// Add takes a set and gives it the next number, from 0. An empty one resembles nothing.
func (f *Few) Add(set []Shingle) {
	for _, s := range set {
		f.holders[s] = append(f.holders[s], len(f.sizes))
	}
	f.sizes = append(f.sizes, int64(len(set)))
}

// Find returns the number of the set that is most similar to that of the text, of several the least, and their similarity.
// ok is false where none reaches the threshold of the recipe.
func (f *Few) Find(text string) (number int, similarity float64, ok bool) {
	if len(f.holders) == 0 {
		return 0, 0, false
	}
	set := f.d.Set(text)
	counts := make([]int64, len(f.sizes))
	for _, s := range set {
		for _, n := range f.holders[s] {
			counts[n]++
		}
	}
	var best, of int64
	for n, shared := range counts {
		size := int64(len(set))
		if shared == 0 || shared < f.d.measure.need(size, f.sizes[n]) {
			continue
		}
		union := f.d.measure.union(size, f.sizes[n], shared)
		if !ok || compareShares(shared, union, best, of) > 0 {
			number, best, of, ok = n, shared, union, true
		}
	}
	if !ok {
		return 0, 0, false
	}
	return number, float64(best) / float64(of), true
}
