package segment

import "corpuspack/schema"

// This file judges small paragraphs by how they stand among blank, short and long lines.

// isolated judges the small paragraphs from i on that have blank lines on both sides. One or two that look like headings
// above something are headings; more in a row are lines of a list. It returns the block after them.
func (d *document) isolated(i int) int {
	last := i
	for d.small(last+1) && d.gap(last+1) && d.gap(last+2) {
		last++
	}
	for k := i; k <= last; {
		z := k
		for z <= last && d.blocks[z].shape.headline {
			z++
		}
		if n := z - k; (n == 1 || n == 2) && z < len(d.blocks) {
			for ; k < z; k++ {
				d.blocks[k].kind = schema.KindHeading
			}
		}
		k = max(z, k) + 1
	}
	return last + 1
}

// group judges small paragraphs i to last that have no blank lines among them.
func (d *document) group(i, last, run int) {
	if d.gap(i) && d.gap(last+1) {
		for n := d.opening(i, last); n > 0; n-- {
			d.blocks[i+n-1].kind = schema.KindHeading
		}
		return
	}
	if heading := d.headingIn(max(i, last-3), last, i); heading >= 0 {
		d.blocks[heading].kind = schema.KindHeading
		if d.gap(i) && d.blocks[i].shape.headline {
			d.blocks[i].kind = schema.KindHeading
		}
	}
	if !d.spaced || last-i >= 4 || d.listed(i, run) {
		return
	}
	for k := i; k <= last; k++ {
		if d.blocks[k].kind == schema.KindParagraph {
			d.blocks[k].kind = d.captionOr(k, last, last-i)
		}
	}
}

// opening returns how many of the paragraphs i to last, which stand between blank lines, are headings of the others: one or
// two.
func (d *document) opening(i, last int) int {
	k := i
	for k <= last && d.small(k) && d.blocks[k].shape.headline {
		k++
	}
	if k > last || k-i > 2 || d.goesOn(k) {
		return 0
	}
	return k - i
}

// goesOn reports whether block i begins with a small letter, and so in the middle of a sentence.
func (d *document) goesOn(i int) bool {
	return d.is(i, schema.KindParagraph) && isLower(firstRune(d.textOf(d.blocks[i])))
}

// headingIn returns the last of the small paragraphs i to last that can be a heading of what follows, or -1. The group that
// they end begins at first.
func (d *document) headingIn(i, last, first int) int {
	for k := last; k >= i; k-- {
		h := d.blocks[k].shape
		above := k == first && d.gap(first)
		if !h.headline || d.goesOn(k+1) && !d.gap(k+1) || !above && d.spaced && !h.capitals {
			continue
		}
		if k < last || d.content(last+1) && (!d.gap(last+1) || above) {
			return k
		}
	}
	return -1
}

// listed reports whether a colon announces block i of the blocks without blank lines from run on.
func (d *document) listed(i, run int) bool {
	return run > 0 && d.blocks[run-1].shape.end == colon || i-run > 1 && d.blocks[run].shape.end == colon
}

// longCaption makes a caption of a paragraph that is too long for a small one, where it stands between others without blank
// lines, in a text that parts paragraphs by them, and names what is to be seen.
func (d *document) longCaption(i, run int) {
	b := &d.blocks[i]
	between := d.is(i-1, schema.KindParagraph) && !d.gap(i) && !d.gap(i+1)
	if d.spaced && between && d.prose(i) && b.cols <= maxCaption && b.shape.end == stop && !d.listed(i, run) && nounPhrase(d.textOf(*b)) {
		b.kind = schema.KindCaption
	}
}

// captionOr returns the kind of the small paragraph k of a group: in a text whose paragraphs blank lines part, a caption
// stands where a picture was. Below a heading a longer line is one, and a shorter one the heading of a part.
func (d *document) captionOr(k, last, others int) string {
	b := d.blocks[k]
	s, tight := d.textOf(b), !d.gap(last+1)
	if d.gap(k) || b.shape.end == colon || b.shape.end == pause || isLower(firstRune(s)) || codeLike(s) {
		return b.kind
	}
	before := d.blocks[k-1].kind
	switch {
	case before == schema.KindHeading && tight && k == last && b.shape.headline && b.cols <= 50:
		return schema.KindHeading
	case before == schema.KindHeading && tight, before == schema.KindCaption:
		return schema.KindCaption
	case d.prose(k-1) && (tight || others == 0) && (others == 0 || d.blocks[k-1].shape.end != colon):
		return schema.KindCaption
	}
	return b.kind
}
