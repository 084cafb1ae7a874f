package listing

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// candidate is a line that may be the title of a post.
type candidate struct {
	line, body int    // of the title, and the first of the text behind title, underline, date and byline
	head       int    // the line where the post begins: that of the title, or of a date above it
	prefix     string // markup before the title: "##", ">"
	suffix     string // markup behind it: "#", "¶"
	underline  byte   // the character of the rule below the title, 0 without
	dated      bool   // the title line has a date of its own
	number     number
	chained    bool // the number belongs to the page's own counting

	content int // what the text says for a title, in hundredths of a point
	layout  int // what the marks around it say
	proof   proof
}

// candidates returns the possible titles of the page in order, without a score.
func candidates(d *document, f *facts) []candidate {
	var all []candidate
	for i := f.header; i < len(d.lines); i++ {
		if i == f.headline || !possible(d, i) {
			continue
		}
		n := numberOf(d.at(i))
		if n.form == "" && i > f.prose && !standsOut(d, i) {
			continue
		}
		c := candidate{line: i, head: head(d, i), number: n}
		at := titleDate(d.at(i), d.lines[i].date)
		c.dated = d.kind(i) != item && at.from < at.to
		c.prefix, c.suffix = markup(d.at(i))
		c.underline = underline(d, i)
		c.body = body(d, i, c.underline)
		c.content = shape(d, f, &c)
		all = append(all, c)
	}
	return all
}

// possible reports whether line i may be a title at all.
func possible(d *document, i int) bool {
	s := d.at(i)
	if d.kind(i) == byline {
		at := titleDate(s, d.lines[i].date)
		rest := strings.TrimFunc(strings.ToLower(s[:at.from]+s[at.to:]), notWord)
		first, _, _ := strings.Cut(rest, " ")
		return len(strings.FieldsFunc(rest, notWord)) > 1 && at.from < at.to && !starts(strings.ToLower(s), bylineStarts) && !slices.Contains(prepositions, first)
	}
	return d.lines[i].width <= maxTitle && d.kind(i).title() && strings.ContainsFunc(s, unicode.IsLetter)
}

// standsOut reports whether something sets line i off from the text before it.
func standsOut(d *document, i int) bool {
	if d.gap(i) > 0 || (d.kind(i-1) != plain && d.kind(i-1) < item) || d.kind(i-1) == field {
		return true
	}
	prefix, _ := markup(d.at(i))
	// The second line of a block is a name, and the date stands below it.
	second := d.gap(i-1) > 0 && d.lines[i-1].width <= maxMeta
	return prefix != "" && d.kind(i) != item || underline(d, i) != 0 || d.kind(i+1).meta() && d.gap(i+1) == 0 && !second
}

// underline returns the character of the rule directly below line i, or 0.
func underline(d *document, i int) byte {
	if d.kind(i+1) != rule || d.gap(i+1) > 0 {
		return 0
	}
	return d.at(i + 1)[0]
}

// maxHead is the number of lines about the post that may stand between a title and its text, or above the title.
const maxHead = 4

// body returns the first line of the text below title i.
func body(d *document, i int, rule byte) int {
	j := i + 1
	if rule != 0 {
		j++
	}
	if named := d.kind(j) == plain && d.gap(j) == 0 && d.gap(j+1) == 0 && d.kind(j+1).meta(); named && d.lines[j].width <= maxName {
		j++
	}
	for n := 0; n < maxHead && j < len(d.lines) && (d.kind(j).meta() || d.kind(j) == footer || d.kind(j) == separator && d.gap(j) == 0); j++ {
		if d.kind(j) != field {
			n++
		}
	}
	return min(j, len(d.lines))
}

// metaBelow reports whether a date, a byline or a permalink stands between a title and its text.
func (d *document) metaBelow(c *candidate) bool {
	for i := c.line + 1; i < c.body; i++ {
		if d.kind(i).meta() {
			return true
		}
	}
	return false
}

// head returns the first of the date and byline lines above title i that stand nearer to it than to the text above them.
// Midway between both, a date belongs to the title and a byline to the text above, unless the page shows another order.
func head(d *document, i int) int {
	for n := 0; n < maxHead && i > 0 && d.kind(i-1).meta(); i-- {
		if over, under := d.gap(i-1), d.gap(i); under > over || under == over && !d.leads(d.kind(i-1)) {
			break
		}
		if d.kind(i-1) != field {
			n++
		}
	}
	return i
}

// leads reports whether a line of kind k midway between a text and a title belongs to the title.
func (d *document) leads(k kind) bool {
	return k == field || d.order == aboveTitle && k == d.top || d.order != belowText && k == date
}

// markup returns the marks that s begins and ends with when they are no part of a sentence.
func markup(s string) (prefix, suffix string) {
	i := strings.IndexFunc(s, notMark)
	if i > 0 {
		prefix = strings.TrimSpace(s[:i])
	}
	if i < 0 || columns(prefix) > 6 {
		prefix = ""
	}
	j := strings.LastIndexFunc(s, notMark)
	if j >= 0 {
		_, n := utf8.DecodeRuneInString(s[j:])
		suffix = strings.TrimSpace(s[j+n:])
	}
	return prefix, suffix
}

// notMark reports whether r may be part of a title: the marks are those of markup languages, and arrows.
func notMark(r rune) bool {
	return !unicode.IsSpace(r) && !strings.ContainsRune("#>*=~|+¶»›→←«‹§•■●▶►★☆_^│║┃", r)
}
