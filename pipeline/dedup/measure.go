package dedup

import "math/bits"

// scale is the threshold that means 1: thresholds are ten-thousandths.
const scale = 10000

// measure is the similarity of two sets of shingles, Jaccard's or the containment of the smaller, and the threshold. All
// of its bounds are integers: in floating point 0.55 times 100 rounds up to 56 and loses a pair.
type measure struct {
	containment bool
	threshold   int64 // ten-thousandths, 1 to scale
}

// union returns u of two sets of a and b shingles, i of them shared.
func (m measure) union(a, b, i int64) int64 {
	if m.containment {
		return min(a, b)
	}
	return a + b - i
}

// least returns the least number of shingles that a set of n shares with any similar set that, for containment, is not
// smaller: ⌈T·n/10000⌉. It is at least 1.
func (m measure) least(n int64) int64 { return ceil(m.threshold*n, scale) }

// need returns the least number of shared shingles with which sets of a and b shingles are similar. For Jaccard:
// 10000·i ≥ T·(a+b−i), so i ≥ ⌈T·(a+b)/(10000+T)⌉.
func (m measure) need(a, b int64) int64 {
	if m.containment {
		return m.least(min(a, b))
	}
	return ceil(m.threshold*(a+b), scale+m.threshold)
}

func ceil(a, b int64) int64 { return (a + b - 1) / b }

// compareShares returns -1, 0 or +1 as i/u is less than, equal to or greater than j/v. The numbers are not negative, u
// and v not 0.
func compareShares(i, u, j, v int64) int {
	aHi, aLo := bits.Mul64(uint64(i), uint64(v))
	bHi, bLo := bits.Mul64(uint64(j), uint64(u))
	return Shingle{aHi, aLo}.compare(Shingle{bHi, bLo})
}

// shared returns how many shingles two sets share, or a number below need where that is below need.
func shared(a, b []Shingle, need int64) int64 {
	var n int64
	for len(a) > 0 && len(b) > 0 && n+int64(min(len(a), len(b))) >= need {
		switch c := a[0].compare(b[0]); {
		case c < 0:
			a = a[1:]
		case c > 0:
			b = b[1:]
		default:
			a, b, n = a[1:], b[1:], n+1
		}
	}
	return n
}
