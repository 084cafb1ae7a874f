package posts

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/atom"

	"corpuspack/pipeline/archive/dates"
	"corpuspack/pipeline/archive/html"
)

// post makes the post that lies at p. Its confidence is one half and a thousandth for each hundredth of a point of its value.
func (d *document) post(p place) Post {
	lines := d.lines[d.lineAt(p.lo):d.lineAt(p.hi)]
	start, end := d.bytes(p)
	return Post{
		Title: p.title.title,
		Text:  html.Text(d.tree(p, d.furniture(p))),
		Start: start, End: end,
		Author: d.author(p, lines), Date: d.when(p, lines), URL: d.address(p, lines),
		Truncated:  teaser(lines),
		Confidence: float64(max(0, min(1000, 500+p.value))) / 1000,
	}
}

// when returns the date of a post: of its time element where that can be read, else what its lines say, those about the
// title first.
func (d *document) when(p place, lines []line) string {
	for i := p.lo; i < p.hi; i++ {
		n := &d.nodes[i]
		for _, key := range [...]string{"datetime", "title", "content"} {
			if key == "datetime" && n.atom != atom.Time || key != "datetime" && !named(n, publishedWords) && n.get("itemprop") != "datePublished" {
				continue
			}
			if _, ok := dates.Published(n.get(key)); ok {
				return n.get(key)
			}
		}
	}
	for _, l := range d.telling(p, lines) {
		if i, j := findDate(l.text); i < j {
			return l.text[i:j]
		}
		if l.kind == date {
			return strings.Trim(l.text, " ()[]|·•:,-–—»«*~=")
		}
	}
	return ""
}

var publishedWords = words("published dtpublished pubdate")

// telling returns the lines that tell about the post, that of the title without the title.
func (d *document) telling(p place, lines []line) []line {
	var list []line
	at := slices.IndexFunc(lines, func(l line) bool { return l.first >= d.lines[p.title.line].first })
	for i := range lines {
		l := lines[i]
		if i == at && p.title.manner != whole {
			l.text = strings.Replace(l.text, p.title.title, "", 1)
		} else if !l.kind.meta() && l.kind != foot {
			continue
		}
		list = append(list, l)
	}
	return list
}

var (
	byName  = regexp.MustCompile(`(?i)(?:^|[\s|·•—–,-])(?:by|author|authors|von|par|por|submitted by|posted by)(?::|\b)\s*(.+)$`)
	behind  = regexp.MustCompile(`\s*(?: [|·•—–@»] ?| at \d| on \d?$| on \p{L}+,? | in [\p{Lu}]| \d+ min|, ?$| at$| on$).*$`)
	nameEnd = " \t,|·•—–-()»"
)

// maxAuthor is the number of characters of a name.
const maxAuthor = 60

// author returns who wrote a post: the text of an element that says so, else what follows "by", else what stands beside
// a date or behind a dash.
func (d *document) author(p place, lines []line) string {
	for i := p.lo; i < p.hi; i++ {
		n := &d.nodes[i]
		if n.tag == "" || level(n.atom) > 0 || d.sizes[n.next]-d.sizes[i] > maxTitle ||
			n.get("rel") != "author" && n.get("itemprop") != "author" && !named(n, authorWords) {
			continue
		}
		if s := authorIn(d.textOf(i)); s != "" {
			return s
		}
	}
	about := d.telling(p, lines)
	for _, l := range about {
		if l.kind != foot && byName.MatchString(l.text) {
			return authorIn(l.text)
		}
	}
	for _, l := range about {
		if s := authorIn(l.text); l.kind == byline && l.text != s && len(strings.Fields(s)) <= maxNameWords && !strings.ContainsAny(s, "@0123456789") {
			return s
		}
	}
	return ""
}

// maxNameWords is the number of words of a name that stands without a "by".
const maxNameWords = 4

// authorIn returns the name in s, a line about a post: what follows "by", without a date.
func authorIn(s string) string {
	i, j := findDate(s)
	for _, part := range []string{s[:i], s[j:], s} {
		if m := byName.FindStringSubmatch(part); m != nil {
			s, i, j = m[1], 0, 0
			break
		}
	}
	s = strings.Trim(s[:i]+" "+s[j:], nameEnd)
	s = strings.Trim(behind.ReplaceAllString(s, ""), nameEnd)
	if utf8.RuneCountInString(s) > maxAuthor {
		return ""
	}
	return s
}

var authorWords = words("author byline fn writer")

// textOf returns the text below node i with white space folded.
func (d *document) textOf(i int32) string {
	var parts []string
	for n := i; n < d.nodes[i].next; n++ {
		if d.nodes[n].tag == "" {
			parts = append(parts, strings.Fields(d.nodes[n].text)...)
		}
	}
	return strings.Join(parts, " ")
}

// address returns the absolute address of a post: where its title leads, else its permanent link, else the rest of it.
func (d *document) address(p place, lines []line) string {
	if a := absolute(d.permalink(d.linkOf(p.title.part, &d.lines[p.title.line]))); a != "" {
		return a
	}
	for i := p.lo; i < p.hi; i++ {
		n := &d.nodes[i]
		if n.atom == atom.A && (strings.Contains(n.get("rel"), "bookmark") || named(n, permaWords) || strings.EqualFold(d.textOf(i), "permalink")) {
			if a := absolute(d.permalink(i)); a != "" {
				return a
			}
		}
	}
	for _, l := range lines {
		if l.kind == more || l.kind == date {
			if a := absolute(d.permalink(l.anchor)); a != "" {
				return a
			}
		}
	}
	return ""
}

var permaWords = words("permalink")

// absolute returns address where it has a host, else "".
func absolute(address string) string {
	if u, err := url.Parse(address); err != nil || u.Host == "" {
		return ""
	}
	return address
}

// teaser reports whether a post is cut off: its text ends with an ellipsis, or a link leads to the rest.
func teaser(lines []line) bool {
	for i := len(lines) - 1; i >= 0; i-- {
		switch l := &lines[i]; {
		case l.kind == more:
			return true
		case l.kind == plain && !l.off:
			s := strings.TrimRight(l.text, " ])")
			return readMoreAtEnd.MatchString(l.text) && l.linked > 0 || strings.HasSuffix(s, "…") || strings.HasSuffix(s, "...")
		}
	}
	return false
}

var readMoreAtEnd = regexp.MustCompile(`(?i)(?:read more|continue reading|more|weiterlesen|lire la suite|leer más)\W*$`)
