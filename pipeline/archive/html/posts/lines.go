package posts

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html/atom"
)

// line is a line of the page as a browser would show it: what stands between two edges of blocks or line breaks. A
// heading is one line. A horizontal rule is a line without text.
type line struct {
	text        string // white space folded
	first, last int32  // its first and last node
	block, el   int32  // the innermost block, and the innermost element, that hold all of it
	width       int    // columns
	linked      int    // columns that are links
	strong      int    // columns that are bold or large
	anchor      int32  // the first link in or about it, 0 without
	runs        []run
	kind        kind
	off         bool // in a navigation, an aside, a footer or a sidebar
	pre         bool
	caption     bool
}

// run is a part of a line that stands out: a link, or bold or large type. Nested runs follow the outer one.
type run struct {
	node     int32
	from, to int // bytes of the line's text
}

// maxRuns is the number of runs of a line that are kept.
const maxRuns = 12

// state is what the elements about a place say of it.
type state struct {
	off, pre, caption, heading, strong bool
	link                               int32
}

// frame is an open element.
type frame struct {
	node  int32
	run   int // its place among the runs of the line, or -1
	state state
}

// reader cuts the nodes of a page into lines.
type reader struct {
	nodes []node
	sizes []int // bytes of text before each node
	open  []frame
	lines []line
	now   line
	text  strings.Builder
	space bool // white space is due
	joint bool // an element that styles may set apart has begun or ended
	tail  rune // the last character of the line
}

// cut returns the lines of the page.
func cut(nodes []node) []line {
	r := &reader{nodes: nodes, sizes: textSizes(nodes), open: []frame{{run: -1}}}
	for i := int32(1); i < int32(len(nodes)); i++ {
		r.leave(i)
		n := &nodes[i]
		switch {
		case n.tag == "":
			r.take(i)
		case silent(n):
			if !inline(n) {
				r.flush()
			}
			i = n.next - 1
		default:
			r.enter(i)
		}
	}
	r.leave(int32(len(nodes)))
	r.flush()
	return r.lines
}

// textSizes returns the bytes of text before each node and before the end.
func textSizes(nodes []node) []int {
	sizes := make([]int, len(nodes)+1)
	for i := range nodes {
		n := 0
		if nodes[i].tag == "" && !silent(&nodes[max(0, nodes[i].parent)]) {
			n = len(nodes[i].text)
		}
		sizes[i+1] = sizes[i] + n
	}
	return sizes
}

// leave closes the elements that end before node i.
func (r *reader) leave(i int32) {
	for len(r.open) > 1 {
		top := r.open[len(r.open)-1]
		if r.nodes[top.node].next > i {
			return
		}
		r.open = r.open[:len(r.open)-1]
		if top.run >= 0 && top.run < len(r.now.runs) {
			r.now.runs[top.run].to = r.text.Len()
		}
		r.joint = r.joint || apart(&r.nodes[top.node])
		if !inline(&r.nodes[top.node]) && !r.state().heading {
			r.flush()
		}
	}
}

func (r *reader) state() state { return r.open[len(r.open)-1].state }

func (r *reader) enter(i int32) {
	n, s := &r.nodes[i], r.state()
	switch n.atom {
	case atom.Br:
		if r.space = true; !s.heading {
			r.flush()
		}
		return
	case atom.Hr:
		r.flush()
		r.lines = append(r.lines, line{first: i, last: i, block: n.parent, el: i, kind: rule, off: s.off})
		return
	case atom.Pre:
		s.pre = true
	case atom.Figcaption, atom.Caption:
		s.caption = true
	}
	block := !inline(n)
	if block && !s.heading {
		r.flush()
	}
	r.joint = r.joint || apart(n)
	s.heading = s.heading || level(n.atom) > 0
	s.off = s.off || aside(n) && r.sizes[n.next]-r.sizes[i] <= r.sizes[len(r.nodes)]/2
	f := frame{node: i, run: -1}
	if n.atom == atom.A && n.has("href") && !strings.HasPrefix(n.get("href"), "mailto:") {
		s.link = i
	}
	s.strong = s.strong || standsOut(n)
	if (s.link == i || standsOut(n) || titled(n)) && !block && len(r.now.runs) < maxRuns {
		if r.space && r.text.Len() > 0 {
			r.text.WriteByte(' ')
			r.space = false
		}
		f.run = len(r.now.runs)
		r.now.runs = append(r.now.runs, run{node: i, from: r.text.Len(), to: -1})
	}
	f.state = s
	r.open = append(r.open, f)
}

// take adds the text of node i to the line.
func (r *reader) take(i int32) {
	s := r.state()
	for _, c := range r.nodes[i].text {
		if unicode.IsSpace(c) || c == '\u200b' || c == '\ufeff' {
			r.space = true
			continue
		}
		if r.text.Len() == 0 {
			r.begin(i, s)
		} else if r.space || r.joint && !unicode.IsUpper(r.tail) && (unicode.IsUpper(c) || unicode.IsDigit(c)) {
			r.text.WriteByte(' ')
			r.now.width++
		}
		r.space, r.joint, r.tail = false, false, c
		r.text.WriteRune(c)
		r.now.width++
		if s.link > 0 {
			r.now.linked++
		}
		if s.strong {
			r.now.strong++
		}
		r.now.last = i
	}
	if r.now.last == i {
		for r.nodes[r.now.el].next <= i {
			r.now.el = r.nodes[r.now.el].parent
		}
		if r.now.anchor == 0 {
			r.now.anchor = s.link
		}
	}
}

// begin starts a line with node i.
func (r *reader) begin(i int32, s state) {
	r.now.first, r.now.el = i, r.nodes[i].parent
	r.now.off, r.now.pre, r.now.caption = s.off, s.pre, s.caption
	r.space = false
}

// flush ends the line.
func (r *reader) flush() {
	if r.text.Len() > 0 {
		l := r.now
		l.text = r.text.String()
		for l.block = l.el; l.block > 0 && inline(&r.nodes[l.block]); {
			l.block = r.nodes[l.block].parent
		}
		for i := range l.runs {
			if l.runs[i].to < 0 {
				l.runs[i].to = len(l.text)
			}
		}
		r.lines = append(r.lines, l)
	}
	r.text.Reset()
	r.now, r.space, r.joint = line{}, false, false
	for i := range r.open { // runs that are open go on in the next line
		if f := &r.open[i]; f.run >= 0 {
			f.run = len(r.now.runs)
			r.now.runs = append(r.now.runs, run{node: f.node, to: -1})
		}
	}
}

// apart reports whether styles may set n apart from the text beside it: a date from a name.
func apart(n *node) bool { return n.atom == atom.Time || n.atom == atom.Span }

// silent reports whether a browser shows nothing of n, or nothing that is text of the page.
func silent(n *node) bool {
	switch n.atom {
	case atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Head, atom.Title, atom.Svg, atom.Math, atom.Iframe, atom.Object,
		atom.Select, atom.Option, atom.Button, atom.Input, atom.Textarea, atom.Datalist, atom.Audio, atom.Video, atom.Canvas, atom.Map,
		atom.Noembed, atom.Noframes:
		return true
	}
	return n.has("hidden") || strings.Contains(strings.ReplaceAll(n.get("style"), " ", ""), "display:none")
}

// standsOut reports whether n sets its text in bold or large type.
func standsOut(n *node) bool {
	switch n.atom {
	case atom.B, atom.Strong, atom.Big, atom.U:
		return true
	case atom.Font:
		size := n.get("size")
		return strings.HasPrefix(size, "+") || len(size) == 1 && size >= "4" && size <= "7"
	case atom.Span, atom.P, atom.Div, atom.A:
		style := strings.ReplaceAll(n.get("style"), " ", "")
		return strings.Contains(style, "font-weight:bold") || strings.Contains(style, "font-weight:600") || strings.Contains(style, "font-weight:700")
	}
	return false
}

// aside reports whether n is an element beside the text by its tag, role or class.
func aside(n *node) bool {
	switch n.atom {
	case atom.Nav, atom.Aside, atom.Footer, atom.Menu:
		return true
	}
	switch n.get("role") {
	case "navigation", "complementary", "contentinfo", "search":
		return true
	}
	return !inline(n) && named(n, asideWords)
}

// named reports whether a word of the class or id of n is one of words.
func named(n *node, words map[string]bool) bool {
	for _, key := range [...]string{"class", "id"} {
		for _, w := range classWords(n.get(key)) {
			if words[w] {
				return true
			}
		}
	}
	return false
}

// titled reports whether the class of n says that it is a title.
func titled(n *node) bool {
	return named(n, titleWords) || n.get("itemprop") == "headline"
}

// classWords returns the words of a class in lower case: entry, title of entry-title, entryTitle and entry__title.
func classWords(class string) []string {
	if class == "" {
		return nil
	}
	var words []string
	start, lower := 0, false
	for i, c := range class {
		letter := unicode.IsLetter(c)
		if !letter || unicode.IsUpper(c) && lower {
			if i > start {
				words = append(words, strings.ToLower(class[start:i]))
			}
			if start = i; !letter {
				start = i + utf8.RuneLen(c)
			}
		}
		lower = unicode.IsLower(c)
	}
	if start < len(class) {
		words = append(words, strings.ToLower(class[start:]))
	}
	return words
}
