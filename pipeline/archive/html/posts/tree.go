package posts

import (
	"io"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Bounds on the tree. A page with more nodes is one document.
const (
	maxNodes = 1 << 21
	maxDepth = 400 // an element that lies deeper becomes a sibling
	maxAttrs = 64  // of an element; the others are not read
)

// node is an element or, with tag "", a text. The nodes of a page stand in document order, so the nodes below node n are
// those behind it up to next.
type node struct {
	parent, next int32
	start, end   int // bytes of the page, tags included
	tag          string
	atom         atom.Atom
	attr         []html.Attribute
	text         string
}

// get returns the first attribute called key, without white space around it.
func (n *node) get(key string) string {
	for _, a := range n.attr {
		if a.Key == key {
			return strings.TrimSpace(a.Val)
		}
	}
	return ""
}

func (n *node) has(key string) bool {
	for _, a := range n.attr {
		if a.Key == key {
			return true
		}
	}
	return false
}

// builder makes a tree of the tokens of a page. The parser of x/net/html keeps no offsets, copies formatting elements
// that are left open into every block, and gives up at 512 levels; this one closes what the HTML standard closes
// (section 13.2.6.4.7), never copies or moves an element, and does bounded work for each token.
type builder struct {
	nodes    []node
	open     []int32 // the elements that are open, the root first
	count    map[string]int
	headings int // open h1 to h6
	over     int // elements open beyond maxDepth
	body     bool
}

// parse returns the nodes of the page, of which the first is its root, or nil where there are too many.
func parse(src string) []node {
	b := &builder{count: map[string]int{}}
	b.nodes = append(b.nodes, node{parent: -1, tag: "html", atom: atom.Html, end: len(src)})
	b.open = append(b.open, 0)
	z := html.NewTokenizer(strings.NewReader(src))
	for at := 0; len(b.nodes) < maxNodes; {
		kind := z.Next()
		end := at + len(z.Raw())
		switch kind {
		case html.ErrorToken:
			if z.Err() != io.EOF {
				return nil
			}
			b.close(0, len(src))
			return b.settled()
		case html.TextToken:
			b.add(node{start: at, end: end, text: string(z.Text())})
		case html.StartTagToken, html.SelfClosingTagToken:
			b.start(z, kind == html.SelfClosingTagToken, at, end)
		case html.EndTagToken:
			name, _ := z.TagName()
			b.finish(string(name), at, end)
		}
		at = end
	}
	return nil
}

// settled returns the nodes, with every element reaching as far as what lies below it.
func (b *builder) settled() []node {
	for i := len(b.nodes) - 1; i > 0; i-- {
		n := &b.nodes[i]
		up := &b.nodes[n.parent]
		up.next, up.end = max(up.next, n.next), max(up.end, n.end)
	}
	return b.nodes
}

// add appends n below the innermost open element.
func (b *builder) add(n node) {
	n.parent, n.next = b.open[len(b.open)-1], int32(len(b.nodes)+1)
	b.nodes = append(b.nodes, n)
}

func (b *builder) start(z *html.Tokenizer, selfClosing bool, at, end int) {
	n := element(z)
	n.start, n.end = at, end
	switch n.atom {
	case atom.Html:
		return
	case atom.Body:
		if b.body {
			return
		}
		b.body = true
		b.close(1, at)
	}
	void := voids[n.atom]
	if b.over > 0 && !void {
		b.over++
		return
	}
	b.imply(n.atom, at)
	b.add(n)
	switch {
	case void || selfClosing && foreign[n.atom]:
	case len(b.open) >= maxDepth:
		b.over = 1
	default:
		b.open = append(b.open, int32(len(b.nodes)-1))
		b.tally(&b.nodes[len(b.nodes)-1], 1)
	}
}

// tally counts n among the open elements.
func (b *builder) tally(n *node, by int) {
	b.count[n.tag] += by
	if level(n.atom) > 0 {
		b.headings += by
	}
}

// element returns the element whose start tag z has read.
func element(z *html.Tokenizer) node {
	name, more := z.TagName()
	n := node{tag: string(name), atom: atom.Lookup(name)}
	for more && len(n.attr) < maxAttrs {
		var key, val []byte
		key, val, more = z.TagAttr()
		n.attr = append(n.attr, html.Attribute{Key: string(key), Val: string(val)})
	}
	return n
}

// close closes all open elements but the outermost n.
func (b *builder) close(n, at int) {
	for len(b.open) > n {
		b.drop(len(b.open)-1, at)
	}
}

// drop takes element i off the open ones. What is open inside of it stays open.
func (b *builder) drop(i, at int) {
	n := &b.nodes[b.open[i]]
	b.tally(n, -1)
	n.next = int32(len(b.nodes))
	n.end = at
	b.open = append(b.open[:i], b.open[i+1:]...)
}

// finish reads an end tag.
func (b *builder) finish(tag string, at, end int) {
	a := atom.Lookup([]byte(tag))
	if b.over > 0 && !voids[a] {
		b.over--
		return
	}
	switch a {
	case atom.Br:
		b.add(node{start: at, end: end, tag: tag, atom: a})
		return
	case atom.Html, atom.Body:
		return
	}
	heading := level(a) > 0
	if heading && b.headings == 0 || !heading && b.count[tag] == 0 {
		return
	}
	blocked := false
	for i := len(b.open) - 1; i > 0; i-- {
		n := &b.nodes[b.open[i]]
		switch {
		case n.tag == tag || heading && level(n.atom) > 0:
			b.end(i, blocked, at, end)
			return
		case tableParts[n.atom] && (!tableParts[a] || n.atom == atom.Table):
			return
		}
		blocked = blocked || !inline(n)
	}
}

// end closes open element i at its end tag. A formatting element that a block has broken open leaves the block as it is.
func (b *builder) end(i int, blocked bool, at, end int) {
	n := b.open[i]
	switch {
	case !blocked || !inline(&b.nodes[n]):
		b.close(i+1, at)
		b.drop(i, end)
	case formatting[b.nodes[n].atom]:
		b.drop(i, end)
	}
}

// imply closes what the start tag a closes.
func (b *builder) imply(a atom.Atom, at int) {
	if top := b.nodes[b.open[len(b.open)-1]].atom; top == atom.Head && !headParts[a] || level(a) > 0 && level(top) > 0 {
		b.close(len(b.open)-1, at)
	}
	if closesParagraph[a] {
		b.upTo(at, isCell, atom.P)
	}
	switch a {
	case atom.Li:
		b.upTo(at, isListEnd, atom.Li)
	case atom.Dt, atom.Dd:
		b.upTo(at, isListEnd, atom.Dt, atom.Dd)
	case atom.Option:
		b.upTo(at, isCell, atom.Option)
	case atom.A:
		b.upTo(at, isCell, atom.A)
	case atom.Td, atom.Th:
		b.upTo(at, isTable, atom.Td, atom.Th)
	case atom.Tr:
		b.upTo(at, isTable, atom.Tr)
	case atom.Tbody, atom.Thead, atom.Tfoot:
		b.upTo(at, isTable, atom.Tbody, atom.Thead, atom.Tfoot)
	}
}

// upTo closes the innermost element that is one of which, looking no further than an element where stop holds.
func (b *builder) upTo(at int, stop func(*node) bool, which ...atom.Atom) {
	if !slices.ContainsFunc(which, func(a atom.Atom) bool { return b.count[a.String()] > 0 }) {
		return
	}
	for i := len(b.open) - 1; i > 0; i-- {
		n := &b.nodes[b.open[i]]
		switch {
		case n.atom == atom.A && slices.Contains(which, atom.A):
			b.drop(i, at)
			return
		case slices.Contains(which, n.atom):
			b.close(i, at)
			return
		case stop(n):
			return
		}
	}
}

func isTable(n *node) bool { return n.atom == atom.Table }
func isCell(n *node) bool  { return tableParts[n.atom] }
func isListEnd(n *node) bool {
	return !inline(n) && n.atom != atom.Address && n.atom != atom.Div && n.atom != atom.P
}

// level returns n for the heading hn, and 0 for other elements.
func level(a atom.Atom) int {
	switch a {
	case atom.H1:
		return 1
	case atom.H2:
		return 2
	case atom.H3:
		return 3
	case atom.H4:
		return 4
	case atom.H5:
		return 5
	case atom.H6:
		return 6
	}
	return 0
}

// inline reports whether n stands in a line of text. Elements that HTML does not have are blocks if they have a hyphen
// in their name, as the elements of scripts have.
func inline(n *node) bool {
	return n.tag == "" || inlines[n.atom] || n.atom == 0 && !strings.Contains(n.tag, "-")
}

func set(list ...atom.Atom) map[atom.Atom]bool {
	m := map[atom.Atom]bool{}
	for _, a := range list {
		m[a] = true
	}
	return m
}

var (
	voids = set(atom.Area, atom.Base, atom.Basefont, atom.Bgsound, atom.Br, atom.Col, atom.Embed, atom.Frame, atom.Hr, atom.Img, atom.Image,
		atom.Input, atom.Keygen, atom.Link, atom.Meta, atom.Param, atom.Source, atom.Track, atom.Wbr)
	foreign   = set(atom.Svg, atom.Math, 0)
	headParts = set(atom.Meta, atom.Link, atom.Title, atom.Script, atom.Style, atom.Base, atom.Noscript, atom.Template, atom.Object)
	inlines   = set(atom.A, atom.Abbr, atom.Acronym, atom.B, atom.Bdi, atom.Bdo, atom.Big, atom.Br, atom.Cite, atom.Code, atom.Data, atom.Del,
		atom.Dfn, atom.Em, atom.Font, atom.I, atom.Img, atom.Ins, atom.Kbd, atom.Label, atom.Map, atom.Mark, atom.Nobr, atom.Picture, atom.Q,
		atom.Rp, atom.Rt, atom.Ruby, atom.S, atom.Samp, atom.Small, atom.Span, atom.Strike, atom.Strong, atom.Sub, atom.Sup, atom.Svg,
		atom.Time, atom.Tt, atom.U, atom.Var, atom.Wbr)
	formatting = set(atom.A, atom.B, atom.Big, atom.Code, atom.Em, atom.Font, atom.I, atom.Nobr, atom.S, atom.Small, atom.Strike, atom.Strong,
		atom.Tt, atom.U)
	closesParagraph = set(atom.Address, atom.Article, atom.Aside, atom.Blockquote, atom.Center, atom.Details, atom.Dialog, atom.Dir, atom.Div,
		atom.Dl, atom.Dd, atom.Dt, atom.Fieldset, atom.Figcaption, atom.Figure, atom.Footer, atom.Form, atom.H1, atom.H2, atom.H3, atom.H4,
		atom.H5, atom.H6, atom.Header, atom.Hgroup, atom.Hr, atom.Li, atom.Main, atom.Menu, atom.Nav, atom.Ol, atom.P, atom.Pre, atom.Section,
		atom.Summary, atom.Table, atom.Ul)
	tableParts = set(atom.Table, atom.Caption, atom.Tbody, atom.Thead, atom.Tfoot, atom.Tr, atom.Td, atom.Th)
)
