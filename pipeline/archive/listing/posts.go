package listing

import (
	"regexp"
	"strings"
)

// habitual is what most titles of the page wear and what is therefore no part of a title.
type habitual struct {
	numbers, dates      bool
	names               bool // between the title and its date
	prefix, suffix, key string
	tag                 string // "[news]"
	bars                bool   // most posts end with a separator
}

// worn finds what more than half of the chosen titles have.
func worn(d *document, all []candidate, chosen []int) habitual {
	most := func(of func(c *candidate) string) string {
		counts := map[string]int{}
		for _, k := range chosen {
			s := of(&all[k])
			if counts[s]++; s != "" && counts[s]*2 > len(chosen) {
				return s
			}
		}
		return ""
	}
	return habitual{
		numbers: most(func(c *candidate) string {
			if c.chained {
				return c.number.form
			}
			return ""
		}) != "",
		dates: most(func(c *candidate) string {
			if c.dated {
				return "date"
			}
			return ""
		}) != "",
		names: most(func(c *candidate) string {
			s := d.at(c.line)
			if at := titleDate(s, d.lines[c.line].date); strings.ContainsAny(strings.TrimRight(s[:at.from], dateMarks), "|·•") {
				return "name"
			}
			return ""
		}) != "",
		prefix: most(func(c *candidate) string { return c.prefix }),
		suffix: most(func(c *candidate) string { return c.suffix }),
		tag: most(func(c *candidate) string {
			s := d.at(c.line)
			return tagged.FindString(s[len(keyed.FindString(s)):])
		}),
		key: most(func(c *candidate) string { return keyed.FindString(d.at(c.line)) }),
		bars: most(func(c *candidate) string {
			if k := d.kind(c.head - 1); k == separator || k == rule {
				return kindNames[separator]
			}
			return ""
		}) != "",
	}
}

// posts turns the chosen titles into posts.
func posts(d *document, all []candidate, chosen []int) []Post {
	w := worn(d, all, chosen)
	last := lastLines(d, all, chosen, w.bars)
	list := make([]Post, len(chosen))
	for i, k := range chosen {
		c := &all[k]
		p := Post{Start: d.lines[c.head].start, End: d.lines[last[i]].end, Truncated: d.teaser(c, last[i])}
		p.TitleStart, p.TitleEnd = w.title(d, c)
		p.Title = d.text[p.TitleStart:p.TitleEnd]
		p.BodyStart = p.End
		if c.body <= last[i] {
			p.BodyStart = d.lines[c.body].start
		}
		describe(&p, d, c, last[i])
		list[i] = p
	}
	return list
}

// lastLines returns the last line of every post.
func lastLines(d *document, all []candidate, chosen []int, bars bool) []int {
	last := make([]int, len(chosen))
	for i, k := range chosen {
		next := len(d.lines)
		if i+1 < len(chosen) {
			next = all[chosen[i+1]].head
		}
		last[i] = lastLine(d, &all[k], next, bars)
	}
	common := tail(d, last[:len(last)-1])
	for i, k := range chosen {
		if end := d.without(common, last[i]); end < last[i] {
			last[i] = lastLine(d, &all[k], max(end, all[k].line)+1, bars)
		}
	}
	return last
}

// lastLine returns the last line of the post of c, which ends before line next.
func lastLine(d *document, c *candidate, next int, bars bool) int {
	last := next - 1
	for last > c.line && (d.kind(last) == furniture || d.kind(last) == rule && last == next-1 && next < len(d.lines) || bars && (d.kind(last) == separator || d.kind(last) == rule && d.gap(last) > 0)) {
		last--
	}
	return last
}

// title returns the bytes of the title without what all titles wear.
func (w habitual) title(d *document, c *candidate) (start, end int) {
	l := d.lines[c.line]
	start, end = l.start, l.end
	drop := func(n int) {
		start += n
		start = end - len(strings.TrimLeft(d.text[start:end], " \t"))
	}
	if w.numbers && c.chained {
		drop(c.number.size)
	}
	if w.prefix != "" && c.prefix == w.prefix {
		drop(strings.Index(d.text[start:end], c.prefix[:1]) + len(c.prefix))
	}
	if w.key != "" && strings.HasPrefix(d.text[start:end], w.key) {
		drop(len(w.key))
	}
	if w.tag != "" && strings.HasPrefix(d.text[start:end], w.tag) {
		drop(len(w.tag))
	}
	if w.suffix != "" && c.suffix == w.suffix {
		end = start + len(strings.TrimRight(strings.TrimSuffix(d.text[start:end], c.suffix), " \t"))
	}
	if w.dates {
		start, end = w.undated(d, start, end)
	}
	if start >= end {
		return l.start, l.end
	}
	return start, end
}

var tagged = regexp.MustCompile(`^\[\p{L}[^\[\]]{0,30}\] ?`)

// dateMarks stand between a title and its date.
const dateMarks = " \t()[]|·•:,-–—"

// titleDate returns the date at of title s where s begins or ends with it and says something else too.
func titleDate(s string, at span) span {
	before, after := strings.TrimFunc(s[:at.from], notWord), strings.TrimFunc(s[at.to:], notWord)
	if (before == "") == (after == "") {
		return span{}
	}
	return at
}

// undated returns the bytes of a title without its date, and without the name that stands between the two.
func (w habitual) undated(d *document, start, end int) (int, int) {
	s := d.text[start:end]
	at := titleDate(s, findDate(s))
	switch {
	case at.from == at.to:
	case strings.TrimFunc(s[:at.from], notWord) == "":
		start = end - len(strings.TrimLeft(s[at.to:], dateMarks))
	default:
		s = strings.TrimRight(s[:at.from], dateMarks)
		if i := strings.LastIndexAny(s, "|·•"); w.names && i > 0 {
			s = strings.TrimRight(s[:i], dateMarks)
		}
		end = start + len(s)
	}
	return start, end
}

// footLines is the number of lines at the end of a post in which its byline can stand.
const footLines = 3

// describe sets date, author and address of p from the lines about it: those around the title before those at the end.
func describe(p *Post, d *document, c *candidate, last int) {
	for i := c.head; i < min(c.body, last+1); i++ {
		if i != c.line {
			p.take(d.at(i), d.kind(i))
		}
	}
	for i := last; i > max(c.body, last-footLines); i-- {
		if d.kind(i).meta() || d.kind(i) == footer {
			p.take(d.at(i), d.kind(i))
		}
	}
}

var (
	author  = regexp.MustCompile(`(?i)(?:^|[\s|·•—–-])(?:by|author|authors)(?::|\b)\s*(.+)$`)
	behind  = regexp.MustCompile(`\s*(?: [|·•—–@] ?| at \d| on \d?$| in [\p{Lu}]| \d+ min).*$`)
	webLink = regexp.MustCompile(`https?://[^\s<>"]+`)
)

// take fills the fields of p that are still empty from a line about the post.
func (p *Post) take(s string, k kind) {
	if u := webLink.FindString(s); u != "" && p.URL == "" && (k == address || strings.Contains(strings.ToLower(s), "permalink")) {
		p.URL = u
	}
	at := findDate(s)
	if at.from == at.to && k == date {
		at.to = len(s)
	}
	if p.Date == "" {
		p.Date = s[at.from:at.to]
	}
	if k != byline || p.Author != "" {
		return
	}
	for _, part := range []string{s[:at.from], s[at.to:], s} {
		if m := author.FindStringSubmatch(part); m != nil {
			p.Author = strings.Trim(behind.ReplaceAllString(m[1], ""), " \t,|·•—–-()")
			return
		}
	}
}
