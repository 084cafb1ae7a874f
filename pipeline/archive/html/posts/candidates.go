package posts

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html/atom"
)

// manner is how a title stands in its line.
type manner uint8

const (
	whole manner = iota // the title is the line
	among               // with a date, a byline or a mark
	runIn               // at the start of its paragraph
)

// candidate is a line that may hold the title of a post.
type candidate struct {
	index  int32
	line   int
	title  string
	bare   string // the title without the date beside it, "" without a date
	name   int32  // equal titles have equal names
	twin   int32  // equal titles above equal texts have equal twins
	part   int32  // the innermost element that holds the title
	manner manner
	cues   cues
	score  int // what its words and its type say, in hundredths of a point
	echo   int // how much more of its words come after than before, in hundredths
}

// cues are what stands at a title, as bits.
type cues uint16

const (
	dateAbove cues = 1 << iota
	dateBelow
	dateBeside
	bylined
	linked // to an address of the site that is no place on this page
	footAbove
	ruleAbove
	heading
	bold
	titleClass
	inPost // in an article, or in an element with such a class
	cuesEnd
)

const dated = dateAbove | dateBelow | dateBeside

var (
	startsTalking = regexp.MustCompile(`^(?i:hello|hi|hey|thanks|thank you|dear|we|i|note|update|edit|ps|p\.s\.)\b[ :,!]`)
	generic       = regexp.MustCompile(`(?i)^(?:\d+(?:\.\d+)*\.? )?(?:introduction|conclusions?|summary|overview|background|references|see also|notes|contents|table of contents|abstract|comments|related posts?|recent posts?|recent comments|archives?|categories|tags|about|about (?:me|us|the author)|search|links|blogroll|meta|subscribe.{0,40}|newsletter|follow(?: us)?|share this.{0,20}|sponsors?|advertisement|faq|installation|usage|examples?|acknowledge?ments|contributors|changelog|features|navigation|menu|get (?:our|the) .{0,40}|sign up.{0,40}|join .{0,20}(?:newsletter|list).{0,20}|contact(?: us)?|privacy.{0,10}|pages|posts?|blog|home|news|leave a (?:reply|comment)|you (?:might|may) also like.{0,20}|popular posts?|most (?:read|popular)|older posts|newer posts)$`)
	otherPages    = regexp.MustCompile(`(?i)(?:^|/)(?:u|users?|~|@|authors?|profiles?|people|members?|by|tags?|t|category|categories|c|topics?|labels?|sections?)/[^/]*/?$|/@[^/]*/?$|memberlist|[?&](?:author|cat|tag|user)=`)
	anchorMarks   = regexp.MustCompile(`(?:\s*(?:¶|#|§|🔗|\[link\]|\(link\)|\(permalink\)|Permalink|\[edit\]|∞|★|»|→))+$`)
)

// candidates returns the lines that may be titles.
func (d *document) candidates() []candidate {
	var list []candidate
	names, twins := map[string]int32{}, map[[2]string]int32{}
	for i := range d.lines {
		l := &d.lines[i]
		if l.off || l.pre {
			continue
		}
		if c, ok := d.candidate(i, l); ok {
			if names[c.title] == 0 {
				names[c.title] = int32(len(names) + 1)
			}
			twin := [2]string{c.title, d.opening(&c)}
			if twins[twin] == 0 {
				twins[twin] = int32(len(twins) + 1)
			}
			c.twin, c.name, c.index = twins[twin], names[c.title], int32(len(list))
			list = append(list, c)
		}
	}
	return list
}

// candidate returns line l, the i-th, as a candidate, and whether it may be a title.
func (d *document) candidate(i int, l *line) (candidate, bool) {
	c := candidate{line: i, title: l.text, part: l.el}
	if l.kind != plain && l.kind != byline && (l.kind != foot || len(l.runs) == 0) {
		return c, false
	}
	if !d.choosePart(l, &c) || !strings.ContainsFunc(c.title, unicode.IsLetter) {
		return c, false
	}
	if utf8.RuneCountInString(c.title) > maxTitle || lonelyDate(c.title) {
		return c, false
	}
	d.mark(&c, l)
	c.score = d.weigh(&c, l)
	return c, true
}

// choosePart finds the title in line l: all of it, or the link or bold text in it where the rest is a date, a byline or
// a paragraph that the title opens.
func (d *document) choosePart(l *line, c *candidate) bool {
	for _, r := range l.runs {
		if r.from >= r.to || r.to > len(l.text) || strings.HasPrefix(d.nodes[r.node].get("href"), "mailto:") {
			continue
		}
		text := strings.TrimSpace(l.text[r.from:r.to])
		rest := strings.TrimFunc(l.text[:r.from]+" "+l.text[r.to:], notWord)
		if rest == "" {
			c.title, c.part = text, r.node
			break
		}
		if len(text) < 3 || textKind(text, &line{width: len(text), linked: len(text)}) != plain || lonelyDate(text) {
			continue
		}
		if about(rest) && d.nodes[r.node].get("rel") != "author" && d.nodes[r.node].get("rel") != "tag" && !endsBy.MatchString(l.text[:r.from]) {
			c.title, c.part, c.manner = text, r.node, among
			return true
		}
		if r.from == 0 && l.width > len(text)+40 && l.kind == plain && level(d.nodes[l.block].atom) == 0 {
			c.title, c.part, c.manner = text, r.node, runIn
			return true
		}
	}
	if r, _ := utf8.DecodeLastRuneInString(c.title); !wordy(r) || strings.HasSuffix(c.title, "link") {
		c.title = strings.TrimSpace(anchorMarks.ReplaceAllString(c.title, ""))
	}
	c.besideDate(l)
	return l.kind == plain && l.width <= maxTitle || c.bare != ""
}

// dateMarks stand between a title and its date.
const dateMarks = " \t()[]|·•:,-–—»"

// besideDate finds what stands in a line beside a date, if that says more than who wrote the post.
func (c *candidate) besideDate(l *line) {
	i, j := findDate(l.text)
	if i == j || (i == 0) == (j == len(strings.TrimRight(l.text, dateMarks))) {
		return
	}
	rest := strings.Trim(l.text[:i]+l.text[j:], dateMarks)
	if len(strings.Fields(rest)) > 1 && !strings.ContainsAny(l.text, "@—") && !startsByline.MatchString(rest) && !signed.MatchString(rest) {
		c.bare, c.manner = rest, among
	}
}

// endsBy ends what stands before the name of an author or of a category.
var endsBy = regexp.MustCompile(`(?i)\b(?:by|in|under|from|von|par|por)\W*$`)

// about reports whether s, what stands in a line beside a title, only says when or by whom it was written.
func about(s string) bool {
	if len(s) > maxMeta {
		return false
	}
	i, j := findDate(s)
	rest := strings.TrimFunc(s[:i]+" "+s[j:], notLetter)
	n := len(strings.Fields(rest))
	return i < j && (n <= 2 || n <= 10 && startsByline.MatchString(rest)) || i == j && n <= 6 && startsByline.MatchString(s) ||
		comments.MatchString(s) || n == 0 && len(s) < 12
}

// nearby is how many lines about a post are looked at on either side of its title.
const nearby = 3

// mark sets the cues of c.
func (d *document) mark(c *candidate, l *line) {
	c.cues = d.cuesAbove(c.line) | d.cuesBelow(c.line)
	if c.manner == among || c.manner == runIn && dateFollows(l.text[min(len(l.text), len(c.title)):]) {
		c.cues |= dateBeside
	}
	if d.linksAway(c, l) {
		c.cues |= linked
	}
	if level(d.nodes[l.block].atom) > 0 {
		c.cues |= heading
	}
	if l.strong*10 >= utf8.RuneCountInString(c.title)*9 {
		c.cues |= bold
	}
	if d.posted(l.block) {
		c.cues |= inPost
	}
	for i := c.part; i >= l.block; i = d.nodes[i].parent {
		if titled(&d.nodes[i]) {
			c.cues |= titleClass
		}
	}
}

// cuesAbove returns what stands in the lines above line i, up to the next text.
func (d *document) cuesAbove(i int) (q cues) {
	for j := i - 1; j >= max(0, i-nearby); j-- {
		switch k := d.lines[j].kind; {
		case k == plain:
			return q
		case k == rule:
			q |= ruleAbove
		case k == foot || k == more:
			q |= footAbove
		case k.meta():
			q |= dateAbove
		}
	}
	return q
}

// cuesBelow returns what stands in the lines below line i, up to the next text. Below a heading, one line may be a
// subtitle.
func (d *document) cuesBelow(i int) (q cues) {
	titled := level(d.nodes[d.lines[i].block].atom) > 0
	for j := i + 1; j <= min(i+nearby, len(d.lines)-1); j++ {
		switch k := d.lines[j].kind; {
		case k == rule, k == plain && (j > i+1 || d.lines[j].width > maxMeta || !titled):
			return q
		case k == byline:
			q |= dateBelow | bylined
		case k == date:
			q |= dateBelow
		}
	}
	return q
}

// dateFollows reports whether s, what follows a title in its paragraph, begins with a date.
func dateFollows(s string) bool {
	i, j := findDate(s[:min(len(s), maxMeta)])
	return i < j && strings.IndexFunc(s[:i], unicode.IsLetter) < 0
}

// posted reports whether element i is in an article or in an element whose class says that it is a post.
func (d *document) posted(i int32) bool {
	for range 5 {
		if i <= 0 {
			return false
		}
		n := &d.nodes[i]
		if n.tag == "article" || named(n, postWords) {
			return true
		}
		i = n.parent
	}
	return false
}

// linksAway reports whether the title of c, or a link beside it, leads to another page of the site.
func (d *document) linksAway(c *candidate, l *line) bool {
	if d.permalink(d.linkOf(c.part, l)) != "" {
		return true
	}
	for _, r := range l.runs {
		if d.nodes[r.node].atom == atom.A && d.permalink(r.node) != "" {
			return true
		}
	}
	return false
}

// pick returns weight where the condition holds.
func pick(holds bool, weight int) int {
	if holds {
		return weight
	}
	return 0
}
