package segment

import (
	"slices"
	"strings"
)

// A layout is what the lines of a document have in common.
type layout struct {
	markdown bool // marks of Markdown are frequent: paragraphs end at blank lines only
	margin   int  // columns that more than half of the lines are indented by; 0 in Markdown, where that is code
	width    int  // columns at which lines are wrapped, or 0
}

const (
	maxWidth = 110 // nobody wraps text at more columns
	minWidth = 45
)

func layoutOf(text string, lines []line) layout {
	var indents, widths [maxWidth + 1]int
	filled, followed, long, marks := 0, 0, 0, 0
	for i, l := range lines {
		if l.blank() {
			continue
		}
		filled++
		indents[min(l.indent, maxWidth)]++
		marks += marksIn(text[l.start:l.stop])
		switch {
		case l.indent+l.cols > maxWidth:
			long++
		case i+1 < len(lines) && !lines[i+1].blank():
			followed++
			widths[l.indent+l.cols]++
		}
	}
	y := layout{markdown: marks >= 2 && marks*60 >= filled}
	if !y.markdown {
		y.margin = marginOf(indents[:], filled)
	}
	if long*10 <= filled {
		y.width = max(minWidth, quantile(widths[:], followed*9/10))
		if !wrapped(text, lines, y.width) {
			y.width = 0
		}
	}
	return y
}

// wrapped reports whether most of the lines that fill half of width end where the next word had no room.
func wrapped(text string, lines []line, width int) bool {
	half, filled := 0, 0
	for i := 1; i < len(lines); i++ {
		a, b := lines[i-1], lines[i]
		if a.blank() || b.blank() || 2*a.cols < width {
			continue
		}
		half++
		if full(a, text[b.start:b.stop], width) {
			filled++
		}
	}
	return 5*filled > 3*half
}

// full reports whether next, the line after l, had no room for its first word in l. Nobody fills lines exactly: a tenth of
// the width may stay free.
func full(l line, next string, width int) bool {
	return l.indent+l.cols+1+firstWord(next) > width-width/10
}

// marksIn counts what plain text seldom has: headings, fences, links and definitions of links.
func marksIn(s string) int {
	n := 0
	switch s[0] {
	case '#':
		if atx(s) > 1 {
			n++
		}
	case '`':
		if _, length := fence(s); length > 0 {
			n++
		}
	case '[':
		if definition(s) != "" {
			n++
		}
	}
	if linked(s) {
		n++
	}
	return n
}

// linked reports whether s has a link like "[text](address)".
func linked(s string) bool {
	_, address, found := strings.Cut(s, "](")
	if !found {
		return false
	}
	end := strings.IndexAny(address, ") ,")
	return end > 0 && address[end] != ',' && strings.ContainsAny(address[:end], "/.#")
}

func marginOf(indents []int, filled int) int {
	most := slices.Max(indents)
	if margin := slices.Index(indents, most); 2*most > filled && margin <= 12 {
		return margin
	}
	return 0
}

// quantile returns the least width that at least n lines do not pass.
func quantile(widths []int, n int) int {
	for width, count := range widths {
		n -= count
		if n <= 0 {
			return width
		}
	}
	return len(widths) - 1
}
