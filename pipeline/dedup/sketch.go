package dedup

import (
	"math/bits"
)

// sketch counts keys in small counters that stop at their greatest value (a count-min sketch of one row: Cormode and
// Muthukrishnan, Journal of Algorithms 55, 2005). Keys that share a counter count together, so it never counts too few: that
// costs time, never a pair. It covers the keys of one of several rounds, and says of others that it does not know.
type sketch struct {
	cells     []byte
	bits      uint // of a counter: 2 or 8
	size      uint64
	base, all uint64 // of the counters of all rounds, it has those from base to base+size
}

// newSketch returns a sketch of size counters, a multiple of 4, for the first of rounds.
func newSketch(bits uint, size, rounds uint64) *sketch {
	return &sketch{cells: make([]byte, size*uint64(bits)/8), bits: bits, size: size, all: size * rounds}
}

// next makes the sketch one of the next round.
func (s *sketch) next() {
	clear(s.cells)
	s.base += s.size
}

// cell returns the counter of a key; it is none of the sketch where it is not below size.
func (s *sketch) cell(key uint64) uint64 {
	hi, _ := bits.Mul64(key, s.all)
	return hi - s.base
}

// add counts those of the keys whose counters are in part i of n. Different parts may be counted at once.
func (s *sketch) add(keys []uint64, i, n int) {
	step := (s.size/4 + uint64(n) - 1) / uint64(n) * 4 // no two parts share a byte
	from := uint64(i) * step
	width := min(step, s.size-min(from, s.size))
	if s.bits == 2 {
		s.add2(keys, from, width)
		return
	}
	for _, key := range keys {
		if c := s.cell(key); c-from < width && s.cells[c] < 255 {
			s.cells[c]++
		}
	}
}

// add2 counts in two bits, up to 2.
func (s *sketch) add2(keys []uint64, from, width uint64) {
	for _, key := range keys {
		c := s.cell(key)
		if c-from >= width {
			continue
		}
		shift := c % 4 * 2
		b := s.cells[c/4]
		s.cells[c/4] = b + (^b>>1>>shift&1)<<shift // one more where the higher of the two bits is not set
	}
}

// count returns how often a key was counted, or more; 255 where the sketch does not know.
func (s *sketch) count(key uint64) byte {
	c := s.cell(key)
	if c >= s.size {
		return 255
	}
	if s.bits == 8 {
		return s.cells[c]
	}
	return s.cells[c/4] >> (c % 4 * 2) & 3
}
