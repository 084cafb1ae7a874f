package listing

// Weights of the marks around a title, in hundredths of a point; the sum counts up to layoutMost.
const (
	rareGap, rareGapMost = 59, 320 // per bit that a gap of two and more blank lines tells
	wideGap              = 50      // per blank line more than one
	separatorAbove       = 350
	footerNear           = 160
	metaNear             = 220
	countedTitle         = 280
	underlined           = 80
	marked               = 80
	layoutMost           = 500
)

// furnish sets the layout score of every candidate.
func furnish(d *document, f *facts, all []candidate) {
	for i := range all {
		c := &all[i]
		score := f.rarity(max(d.gap(c.head), d.gap(c.line+1)))
		above := d.kind(c.head - 1)
		if above == separator {
			score += separatorAbove
		}
		if above == footer {
			score += footerNear
		}
		if c.head < c.line || above == byline || d.metaBelow(c) || c.dated {
			score += metaNear
		}
		if c.chained {
			score += countedTitle
		}
		if c.underline != 0 {
			score += underlined
		}
		if n := len(c.prefix); n == 1 || n == 2 {
			score += marked
		}
		c.layout = min(score, layoutMost)
	}
}

// rarity returns what a gap of n blank lines tells: minus the logarithm of the share of gaps that are as large,
// and more for a wide one.
func (f *facts) rarity(n int) int {
	if n < 2 || n == edgeGap {
		return 0
	}
	all, large := 0, 0
	for size, count := range f.gaps[:edgeGap] {
		if size > 0 {
			all += count
		}
		if size >= n {
			large += count
		}
	}
	if large == 0 {
		return 0
	}
	return min(rareGapMost, rareGap*log2(all/large)/100+wideGap*min(n-1, 3))
}
