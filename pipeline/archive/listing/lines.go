package listing

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// line is a line of the page with something to see in it. Blank lines are not kept: they are the gaps between lines.
type line struct {
	start, end int // bytes of the page, from the first visible character to behind the last one
	indent     int // characters before the first visible one
	gap        int // blank lines between this line and the one before
	at, width  int // columns of visible text before this line, and of this line; a Han character takes two
	kind       kind
	date       span // in a line that can be a title
}

// span is a part of a line, in bytes from its first visible character; from is to where there is none.
type span struct{ from, to int }

// document is a page as its lines.
type document struct {
	text  string
	lines []line
	masks []string // of lines, as they are asked for
	order order
	top   kind // of the first date or byline
}

// read splits a page into lines, or returns nil for a page with more than maxLines. A line ends at \n, \r\n or a lone \r.
func read(page []byte) *document {
	d := &document{text: string(page)}
	gap, at := 0, 0
	for from := 0; from < len(d.text); {
		stop := len(d.text)
		if n := strings.IndexAny(d.text[from:], "\r\n"); n >= 0 {
			stop = from + n
		}
		if l := visible(d.text, from, stop); l.start < l.end {
			l.gap, l.at = gap, at
			gap, at = 0, at+l.width
			s := d.text[l.start:l.end]
			if l.width <= maxTitle {
				l.date = findDate(s)
			}
			l.kind = kindOf(s, l)
			if len(d.lines) == maxLines {
				return nil
			}
			d.lines = append(d.lines, l)
		} else {
			gap++
		}
		from = stop + 1
		if strings.HasPrefix(d.text[stop:], "\r\n") {
			from++
		}
	}
	d.masks = make([]string, len(d.lines))
	d.rules()
	d.records()
	d.calendar()
	d.names()
	d.trail()
	return d
}

// rules finds the separators that only underline, or overline, the line beside them.
func (d *document) rules() {
	for i := range d.lines {
		if d.kind(i) != separator || d.gap(i) > 0 || d.kind(i-1) == separator {
			continue
		}
		if !d.fits(i, i-1) {
			continue
		}
		d.lines[i].kind = rule
		if d.kind(i-2) == separator && d.gap(i-1) == 0 && d.at(i-2) == d.at(i) {
			d.lines[i-2].kind = rule
			d.unframe(i - 1)
		}
	}
}

// unframe makes a title of line i, between two rules, that only its frame made a row of a table or an item.
func (d *document) unframe(i int) {
	s := d.at(i)
	first, _ := utf8.DecodeRuneInString(s)
	last, n := utf8.DecodeLastRuneInString(s)
	if first == last && !notMark(first) && strings.Count(s, s[len(s)-n:]) == 2 {
		d.lines[i].kind = plain
	}
}

// fits reports whether rule i is about as long as line j, or shorter as a long title may have it.
func (d *document) fits(i, j int) bool {
	rule, title := d.lines[i].width, d.lines[j].width
	return rule <= title+ruleSlack && 2*rule >= title
}

// visible returns the visible part of text[from:stop], measured.
func visible(text string, from, stop int) line {
	l := line{start: from, end: from}
	for i, r := range text[from:stop] {
		switch {
		case !hidden(r):
			if l.end == l.start {
				l.start = from + i
			}
			_, n := utf8.DecodeRuneInString(text[from+i:])
			l.end = from + i + n
		case l.end == l.start:
			l.indent++
			l.start = from + i + utf8.RuneLen(r)
			l.end = l.start
		}
	}
	l.width = columns(text[l.start:l.end])
	return l
}

// hidden reports whether r leaves no mark: white space, a control, or a character without width.
func hidden(r rune) bool {
	switch r {
	case '\u00ad', '\u200b', '\u200c', '\u200d', '\u2060', '\ufeff':
		return true
	}
	return unicode.IsSpace(r) || unicode.IsControl(r)
}

// columns returns the width of s, where a character of an East Asian script counts twice.
func columns(s string) int {
	n := 0
	for _, r := range s {
		n++
		if ideographic(r) {
			n++
		}
	}
	return n
}

// ideographic reports whether r is a word, or nearly one, of its own.
func ideographic(r rune) bool {
	return r >= 0x1100 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul)
}

// at returns the text of line i, "" outside the page.
func (d *document) at(i int) string {
	if i < 0 || i >= len(d.lines) {
		return ""
	}
	return d.text[d.lines[i].start:d.lines[i].end]
}

// gap returns the blank lines before line i; many before the first line and behind the last.
func (d *document) gap(i int) int {
	if i <= 0 || i >= len(d.lines) {
		return edgeGap
	}
	return d.lines[i].gap
}

// kind returns the kind of line i, text outside the page.
func (d *document) kind(i int) kind {
	if i < 0 || i >= len(d.lines) {
		return plain
	}
	return d.lines[i].kind
}

// between returns the columns of text in the lines i to j, without j.
func (d *document) between(i, j int) int {
	if j < len(d.lines) {
		return d.lines[j].at - d.lines[i].at
	}
	last := d.lines[len(d.lines)-1]
	return last.at + last.width - d.lines[i].at
}
