package dedup

import (
	"cmp"
	"math/bits"
)

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
	return cmp.Or(cmp.Compare(aHi, bHi), cmp.Compare(aLo, bLo))
}

// shared returns how many shingles two sets share, or a number below need where that is below need.
func shared(a, b set, need int64) (n int64) {
	spareA, spareB := int64(len(a.lo))-need, int64(len(b.lo))-need // shingles that may be missing in the other
	for i, k := 0, 0; i < len(a.lo) && k < len(b.lo) && spareA >= 0 && spareB >= 0; {
		x, y := a.lo[i], b.lo[k]
		if x == y {
			x, y = a.hi[i], b.hi[k]
		}
		switch {
		case x == y:
			i, k, n = i+1, k+1, n+1
		case x < y:
			i, spareA = i+1, spareA-1
		default:
			k, spareB = k+1, spareB-1
		}
	}
	return n
}
