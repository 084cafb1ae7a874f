package dedup

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/bits"
)

// minhash proposes pairs: two documents are compared where all rows of a band are the same (Broder, On the resemblance and
// containment of documents, 1997; Leskovec, Rajaraman and Ullman, Mining of Massive Datasets, section 3.4). What it proposes
// is decided as any other pair, so it can miss one and never removes a wrong one.
type minhash struct {
	bands, rows int
	keys        []uint64 // one a row of each band
}

// maxHashes bounds bands times rows.
const maxHashes = 4096

func newMinhash(n Near) (*minhash, error) {
	if n.Measure != "jaccard" {
		return nil, fmt.Errorf("dedup.near.measure: %q: minhash estimates jaccard only", n.Measure)
	}
	if n.Bands < 1 || n.Rows < 1 || n.Bands > maxHashes/n.Rows {
		return nil, fmt.Errorf("dedup.near: %d bands of %d rows: want at least 1 of each, and no more than %d hashes", n.Bands, n.Rows, maxHashes)
	}
	m := &minhash{bands: n.Bands, rows: n.Rows, keys: make([]uint64, n.Bands*n.Rows)}
	state := uint64(0)
	for i := range m.keys { // SplitMix64 from 0: Steele, Lea and Flood, Fast splittable pseudorandom number generators, 2014
		state += 0x9e3779b97f4a7c15
		z := (state ^ state>>30) * 0xbf58476d1ce4e5b9
		z = (z ^ z>>27) * 0x94d049bb133111eb
		m.keys[i] = z ^ z>>31
	}
	return m, nil
}

// Chance returns the chance that a pair whose similarity is the threshold is found: 1 where every pair is, and
// 1−(1−t^rows)^bands with minhash.
func (n Near) Chance() float64 {
	if n.Method != "minhash" {
		return 1
	}
	t, row, miss := float64(n.Threshold)/scale, 1.0, 1.0
	for range n.Rows {
		row = float64(row * t) // each step rounded, on every machine
	}
	for range n.Bands {
		miss = float64(miss * (1 - row))
	}
	return 1 - miss
}

// bandsOf returns the hash of each band, eight bytes each; nil for a nil minhash or a text without shingles.
func (m *minhash) bandsOf(s Shingles) []byte {
	if m == nil || s.Len() == 0 {
		return nil
	}
	least := make([]uint64, len(m.keys))
	for i := range least {
		least[i] = math.MaxUint64
	}
	for at := 0; at < len(s.lo); at += 8 {
		shingle := binary.LittleEndian.Uint64(s.lo[at:])
		for i, key := range m.keys {
			least[i] = min(least[i], mix(shingle, key))
		}
	}
	out := make([]byte, 0, 8*m.bands)
	for band := range m.bands {
		h := uint64(band)
		for _, row := range least[band*m.rows : (band+1)*m.rows] {
			h = mix(h^row, baseHi)
		}
		out = binary.LittleEndian.AppendUint64(out, h)
	}
	return out
}

// mix returns the two halves of a product, folded into one.
func mix(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a^baseLo, b)
	return hi ^ lo
}
