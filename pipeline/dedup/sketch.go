package dedup

import "math/bits"

// sketch counts keys in counters of four bits that stop at 15 (a count-min sketch of one row: Cormode and Muthukrishnan,
// Journal of Algorithms 55, 2005). Keys that share a counter count together, so it never counts too few: that costs time,
// never a pair. It covers the keys of one of several rounds, and of others it does not know.
type sketch struct {
	cells []byte // two counters each
	size  uint64 // counters
	base  uint64 // it has those from base to base+size of all
	all   uint64
	free  func() // nil where the memory is given back
}

// most is where a counter stops, and what the sketch says where it does not know.
const most = 15

// cellsPerKey is the number of counters that a key gets: then six of ten keys that occur once have a counter for themselves.
const cellsPerKey = 2

// cells returns the counters that so many keys want, and those that a quarter of the memory has.
func (r *Resources) cells(keys int64) (want, most uint64) {
	return uint64(keys)*cellsPerKey + 2, uint64(r.Share(4)) * 2
}

// sketch returns a sketch for the first of the rounds in which so many keys are counted: one, or where memory is short as
// many as that takes. Close it.
func (r *Resources) sketch(keys int64) (s *sketch, rounds int) {
	want, most := r.cells(keys)
	if want <= most {
		return newSketch(want, 1), 1
	}
	n := (want + most - 1) / most
	return newSketch(most, n), int(n)
}

// newSketch returns a sketch of an even number of counters for the first of rounds. Close it.
func newSketch(size, rounds uint64) *sketch {
	cells, free := pages(int(size / 2))
	return &sketch{cells: cells, size: size, all: size * rounds, free: free}
}

// close gives the memory back.
func (s *sketch) close() {
	if s != nil && s.free != nil {
		s.free()
		s.cells, s.free = nil, nil
	}
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
	step := (s.size/2 + uint64(n) - 1) / uint64(n) * 2 // no two parts share a byte
	from := min(uint64(i)*step, s.size)
	width := min(step, s.size-from)
	for _, key := range keys {
		c := s.cell(key)
		if c-from >= width {
			continue
		}
		shift := c % 2 * 4
		if b := s.cells[c/2]; b>>shift&most < most {
			s.cells[c/2] = b + 1<<shift
		}
	}
}

// count returns how often a key was counted, or more.
func (s *sketch) count(key uint64) byte {
	c := s.cell(key)
	if c >= s.size {
		return most
	}
	return s.cells[c/2] >> (c % 2 * 4) & most
}
