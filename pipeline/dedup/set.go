package dedup

import (
	"encoding/binary"
	"math/bits"
	"slices"

	"corpuspack/pipeline/spill"
)

// set is the different shingles of a document in order, their halves apart.
type set struct{ lo, hi []uint64 }

// loader reads sets. It is the memory of one goroutine.
type loader struct {
	buf    []byte
	raw    set
	starts []int32
	spare  []Shingle
}

// load reads the shingles of a document and puts them into dst, whose memory it uses.
func (l *loader) load(dst set, p *Prints, s shingles) (set, error) {
	n := int(s.count)
	l.buf = resized(l.buf, 8*n)
	l.raw.lo, l.raw.hi = resized(l.raw.lo, n), resized(l.raw.hi, n)
	for _, half := range []struct {
		log *spill.Log
		dst []uint64
	}{{p.lo, l.raw.lo}, {p.hi, l.raw.hi}} {
		if err := readKeys(half.dst, half.log, s.start, l.buf); err != nil {
			return dst, err
		}
	}
	dst.lo, dst.hi = resized(dst.lo, n), resized(dst.hi, n)
	l.sort(dst)
	return dst.compact(), nil
}

// resized returns a slice of n elements, of any values, in the memory of s where that is enough.
func resized[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, n+n/4)
	}
	return s[:n]
}

// readKeys reads keys from a log into dst.
func readKeys(dst []uint64, log *spill.Log, start int64, buf []byte) error {
	buf = buf[:8*len(dst)]
	if _, err := log.ReadAt(buf, 8*start); err != nil {
		return err
	}
	for i := range dst {
		dst[i] = binary.LittleEndian.Uint64(buf[8*i:])
	}
	return nil
}

// sort puts raw into dst in order. Hashes fall evenly, so about one falls to each of as many ranges of them.
func (l *loader) sort(dst set) {
	n := len(dst.lo)
	shift := 64 - bits.Len(uint(n))
	l.starts = resized(l.starts, 1<<(64-shift)+1)
	clear(l.starts)
	for _, lo := range l.raw.lo {
		l.starts[lo>>shift]++
	}
	for i := 1; i < len(l.starts); i++ {
		l.starts[i] += l.starts[i-1]
	}
	for i, lo := range l.raw.lo {
		l.starts[lo>>shift]--
		at := l.starts[lo>>shift]
		dst.lo[at], dst.hi[at] = lo, l.raw.hi[i]
	}
	for i := range len(l.starts) - 1 {
		if from, to := l.starts[i], l.starts[i+1]; to-from > 1 {
			l.sortRange(set{dst.lo[from:to], dst.hi[from:to]})
		}
	}
}

// sortRange sorts what fell into one range: a few shingles, or one that the text repeats.
func (l *loader) sortRange(s set) {
	const few = 8
	if len(s.lo) > few {
		l.spare = l.spare[:0]
		for i := range s.lo {
			l.spare = append(l.spare, Shingle{s.hi[i], s.lo[i]})
		}
		slices.SortFunc(l.spare, Shingle.compare)
		for i, shingle := range l.spare {
			s.lo[i], s.hi[i] = shingle.Lo, shingle.Hi
		}
		return
	}
	for i := 1; i < len(s.lo); i++ {
		for k := i; k > 0 && (s.lo[k] < s.lo[k-1] || s.lo[k] == s.lo[k-1] && s.hi[k] < s.hi[k-1]); k-- {
			s.lo[k], s.lo[k-1] = s.lo[k-1], s.lo[k]
			s.hi[k], s.hi[k-1] = s.hi[k-1], s.hi[k]
		}
	}
}

// compact leaves one of each shingle.
func (s set) compact() set {
	n := 0
	for i := range s.lo {
		if n == 0 || s.lo[i] != s.lo[n-1] || s.hi[i] != s.hi[n-1] {
			s.lo[n], s.hi[n] = s.lo[i], s.hi[i]
			n++
		}
	}
	return set{s.lo[:n], s.hi[:n]}
}
