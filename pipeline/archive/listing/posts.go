package listing

import (
	"regexp"
	"strings"
)

// habitual is what most titles of the page wear and what is therefore no part of a title.
type habitual struct {
	numbers, dates      bool
	prefix, suffix, key string
	bars                bool // most posts end with a separator
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
		prefix: most(func(c *candidate) string { return c.prefix }),
		suffix: most(func(c *candidate) string { return c.suffix }),
		key:    most(func(c *candidate) string { return keyed.FindString(d.at(c.line)) }),
		bars:   most(func(c *candidate) string { return kindNames[d.kind(c.head-1)] }) == kindNames[separator],
	}
}

// posts turns the chosen titles into posts.
func posts(d *document, all []candidate, chosen []int) []Post {
	w := worn(d, all, chosen)
	list := make([]Post, len(chosen))
	for i, k := range chosen {
		c := &all[k]
		next := len(d.lines)
		if i+1 < len(chosen) {
			next = all[chosen[i+1]].head
		}
		last := lastLine(d, c, next, w.bars)
		p := Post{Start: d.lines[c.head].start, End: d.lines[last].end}
		p.TitleStart, p.TitleEnd = w.title(d, c)
		p.Title = d.text[p.TitleStart:p.TitleEnd]
		p.BodyStart = p.End
		if c.body <= last {
			p.BodyStart = d.lines[c.body].start
		}
		describe(&p, d, c, last)
		list[i] = p
	}
	return list
}

// lastLine returns the last line of the post of c, which ends before line next.
func lastLine(d *document, c *candidate, next int, bars bool) int {
	last := next - 1
	for last > c.line && (d.kind(last) == furniture || d.kind(last) == rule && last == next-1 && next < len(d.lines) || bars && d.kind(last) == separator) {
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
	if w.suffix != "" && c.suffix == w.suffix {
		end = start + len(strings.TrimRight(strings.TrimSuffix(d.text[start:end], c.suffix), " \t"))
	}
	if i, j := titleDate(d.text[start:end]); w.dates && i == 0 && i < j {
		drop(j)
		start = end - len(strings.TrimLeft(d.text[start:end], dateMarks))
	} else if w.dates && i < j {
		end = start + len(strings.TrimRight(d.text[start:start+i], dateMarks))
	}
	if start >= end {
		return l.start, l.end
	}
	return start, end
}

// dateMarks stand between a title and its date.
const dateMarks = " \t()[]|·•:,-–—"

// titleDate returns the bytes of a date that title s begins or ends with, 0 and 0 without.
func titleDate(s string) (start, end int) {
	start, end = findDate(s)
	rest := len(strings.FieldsFunc(s[:start]+s[end:], notWord))
	if start > 0 && strings.TrimFunc(s[end:], notWord) != "" || rest == 0 {
		return 0, 0
	}
	return start, end
}

func hasDate(title string) bool {
	i, j := titleDate(title)
	return i < j
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
	i, j := findDate(s)
	if i == j && k == date {
		j = len(s)
	}
	if p.Date == "" {
		p.Date = s[i:j]
	}
	if k != byline || p.Author != "" {
		return
	}
	for _, part := range []string{s[:i], s[j:], s} {
		if m := author.FindStringSubmatch(part); m != nil {
			p.Author = strings.Trim(behind.ReplaceAllString(m[1], ""), " \t,|·•—–-()")
			return
		}
	}
}
