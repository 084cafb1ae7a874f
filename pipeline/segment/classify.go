package segment

import "corpuspack/schema"

// A document is the blocks of a text on their way to kinds.
type document struct {
	*cutter
	blocks []block
	spaced bool // blank lines part paragraphs: a line without one around it is no paragraph
}

func (d *document) textOf(b block) string { return d.text[d.lines[b.first].start:d.lines[b.last].stop] }

// gap reports whether a blank line, the title, or the edge of the text stands before block i.
func (d *document) gap(i int) bool {
	return i == 0 || i >= len(d.blocks) || d.blocks[i-1].last+1 < d.blocks[i].first || d.is(i-1, schema.KindTitle)
}

func (d *document) is(i int, kind string) bool {
	return i >= 0 && i < len(d.blocks) && d.blocks[i].kind == kind
}

// classify gives the paragraphs that are none their kinds: first by what they say, then by how they stand.
func (d *document) classify() {
	marked := d.isMarked()
	for i := range d.blocks {
		b := &d.blocks[i]
		if b.kind != schema.KindParagraph {
			continue
		}
		s := d.textOf(*b)
		switch {
		case isNote(s):
			b.kind = schema.KindNote
		case isCaption(s):
			b.kind = schema.KindCaption
		case isEntry(s):
			b.kind = schema.KindReference
		default:
			b.shape = shapeOf(s, b.last-b.first+1, b.cols)
			b.shape.headline = b.shape.headline && (!marked || bold(s))
		}
	}
	d.blocks = d.gather()
	d.spaced = !marked && d.isSpaced()
	run := 0 // the first block after the last blank line
	for i := 0; i < len(d.blocks); {
		if d.gap(i) {
			run = i
		}
		switch last := d.groupEnd(i); {
		case last < i:
			d.longCaption(i, run)
			i++
		case i == last && d.gap(i) && d.gap(i+1):
			i = d.isolated(i)
		default:
			d.group(i, last, run)
			i = last + 1
		}
	}
	d.references()
}

// groupEnd returns the last of the small paragraphs from i on that have no blank lines between them, or i-1.
func (d *document) groupEnd(i int) int {
	last := i - 1
	for d.small(last+1) && (last < i || !d.gap(last+1)) {
		last++
	}
	return last
}

// gather makes one block of short lines between blank lines: after a colon a list that has lost its marks, else verse, an
// address, and the like.
func (d *document) gather() []block {
	var blocks []block
	done := 0 // blocks of d.blocks that are in blocks
	for i := 0; i < len(d.blocks); i++ {
		b, last := d.blocks[i], d.shortLines(i)
		listed := i > 0 && d.blocks[i-1].shape.end == colon
		switch n := last - i + 1; {
		case n >= 3 && listed:
			b.kind = schema.KindList
		case n < 2 || d.blocks[last].last-b.first < 3 || d.opening(i, last) > 0:
			last = i
		}
		if last > i {
			b.last, b.shape = d.blocks[last].last, shape{}
			blocks = append(append(blocks, d.blocks[done:i]...), b)
			i, done = last, last+1
		}
	}
	if done == 0 {
		return d.blocks
	}
	return append(blocks, d.blocks[done:]...)
}

// shortLines returns the last of the paragraphs from i on that stand below a blank line, have none among them, and no line that
// fills a page; or i-1. Wrapped text has none.
func (d *document) shortLines(i int) int {
	if d.width > 0 || !d.gap(i) {
		return i - 1
	}
	last := i
	for ; d.is(last, schema.KindParagraph) && (last == i || !d.gap(last)); last++ {
		b := d.blocks[last]
		if b.cols > maxShort*(b.last-b.first+1) {
			return i - 1
		}
	}
	return last - 1
}

func (d *document) small(i int) bool {
	return d.is(i, schema.KindParagraph) && d.blocks[i].shape.small
}

func (d *document) prose(i int) bool {
	return d.is(i, schema.KindParagraph) && !d.blocks[i].shape.small
}

// content reports whether block i is something that a heading stands above.
func (d *document) content(i int) bool {
	return i < len(d.blocks) && d.blocks[i].kind != schema.KindHeading && d.blocks[i].kind != schema.KindCaption && !d.small(i)
}

// isMarked reports whether the document marks its headings, by "#" in Markdown or by two underlines: a line without marks is
// none then, unless all of it is bold, and pictures have marks too.
func (d *document) isMarked() bool {
	underlined := 0
	for _, b := range d.blocks {
		if b.kind != schema.KindHeading {
			continue
		}
		if d.markdown {
			return true
		}
		if b.last > b.first {
			underlined++
		}
	}
	return underlined >= 2
}

// isSpaced compares the pairs of long paragraphs with a blank line between them and without.
func (d *document) isSpaced() bool {
	gaps, tight, blank := 0, 0, false
	for i := 1; i < len(d.blocks); i++ {
		blank = blank || d.gap(i)
		switch {
		case !d.prose(i-1) || !d.prose(i):
		case d.gap(i):
			gaps++
		default:
			tight++
		}
	}
	return blank && gaps >= tight
}
