package segment

import (
	"slices"

	"corpuspack/schema"
)

// references turns the entries below a heading like "References" into references, lists item by item.
func (d *document) references() {
	first := slices.IndexFunc(d.blocks, d.headsReferences)
	if first < 0 {
		return
	}
	blocks := append(make([]block, 0, len(d.blocks)), d.blocks[:first]...)
	below, level := false, 0 // below such a heading, of this level
	for _, b := range d.blocks[first:] {
		switch {
		case d.headsReferences(b):
			below, level = true, b.level
		case b.kind == schema.KindHeading && (level == 0 || b.level <= level):
			below = false
		case b.kind == schema.KindList && below:
			blocks = append(blocks, d.split(b)...)
			continue
		case b.kind == schema.KindParagraph && below && (b.lone || cites(d.textOf(b))):
			b.kind = schema.KindReference
		}
		blocks = append(blocks, b)
	}
	d.blocks = blocks
}

func (d *document) headsReferences(b block) bool {
	return b.kind == schema.KindHeading && isReferenceHeading(d.headingOf(b))
}

// split makes a reference of every item of a list.
func (d *document) split(b block) []block {
	starts := d.items(b)
	entries := make([]block, len(starts))
	for i, first := range starts {
		entries[i] = block{first: first, last: b.last, kind: schema.KindReference}
		if i > 0 {
			last := first - 1
			for d.lines[last].blank() {
				last--
			}
			entries[i-1].last = last
		}
	}
	return entries
}

// cites reports whether s has a year or an address, as entries of a reference list do.
func cites(s string) bool {
	if containsAny(s, "://", "doi:") {
		return true
	}
	for i := 0; i+4 <= len(s); i++ {
		if (s[i:i+2] == "19" || s[i:i+2] == "20") && isDigit(s[i+2]) && isDigit(s[i+3]) {
			return true
		}
	}
	return false
}
