package html

import (
	"strconv"
	"strings"

	nethtml "golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Text returns the running text below n as Markdown: headings with #, lists with - and numbers, tables as rows between
// pipes, pre as fenced code, quotations behind >, and paragraphs between blank lines. Bold, links and inline code leave no
// mark, and no character of the text is escaped. What a browser does not show (scripts, styles, hidden elements) and forms
// are no running text. The text ends without a line end; "" is no text.
func Text(n *nethtml.Node) string { return render(n, silent) }

// render returns the text below n without the elements that skip names.
func render(n *nethtml.Node, skip func(*nethtml.Node) bool) string {
	w := writer{skip: skip}
	w.node(n)
	w.flush()
	return string(w.out)
}

// maxPrefix is the number of bytes that a line may begin with for the sake of the lists and quotations around it. Below
// deeper ones the text is not lost, only set less deep: else a line could be far longer than its text.
const maxPrefix = 32

// writer writes the blocks of a tree.
type writer struct {
	skip   func(*nethtml.Node) bool
	out    []byte
	line   []byte // running text since the last block; white space is folded, \n stands for br
	prefix string // of every line
	first  string // of the next line in place of prefix, where an item or a quotation begins
	outer  string // prefix of what the item or the quotation stands in
	tight  bool   // no blank line stands before the next block

	longest int // bytes of line after which inline may stop, or 0
}

func (w *writer) node(n *nethtml.Node) {
	switch n.Type {
	case nethtml.TextNode:
		w.line = appendFolded(w.line, n.Data)
	case nethtml.DocumentNode:
		w.children(n)
	case nethtml.ElementNode:
		if !w.skip(n) {
			w.element(n)
		}
	}
}

func (w *writer) children(n *nethtml.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		w.node(c)
	}
}

func (w *writer) element(n *nethtml.Node) {
	switch n.DataAtom {
	case atom.Br:
		w.line = append(trimSpace(w.line), '\n')
		return
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		w.flush()
		if s := oneLine(n, w.skip); s != "" {
			w.block(strings.Repeat("#", int(n.Data[1]-'0')) + " " + s)
		}
	case atom.Pre:
		w.flush()
		w.code(n)
	case atom.Blockquote:
		w.nested(n, "> ", "> ")
	case atom.Ul, atom.Ol, atom.Menu:
		w.flush()
		w.list(n)
	case atom.Li:
		w.nested(n, "- ", "  ")
	case atom.Table:
		w.flush()
		w.table(n)
	default:
		if isBlock(n) {
			w.flush()
			defer w.flush()
		}
		w.children(n)
	}
}

// nested writes the children of n behind first, and the lines that follow behind rest.
func (w *writer) nested(n *nethtml.Node, first, rest string) {
	w.flush()
	prefix, before := w.prefix, w.first
	if len(prefix)+len(rest) <= maxPrefix {
		if w.first == "" {
			w.first, w.outer = prefix, prefix
		}
		w.first += first
		w.prefix += rest
	}
	written := len(w.out)
	w.children(n)
	w.flush()
	w.prefix = prefix
	if len(w.out) == written {
		w.first = before
	}
}

// list writes the items of n one below the other.
func (w *writer) list(n *nethtml.Node) {
	inside := w.prefix != ""
	number := 1
	if start, err := strconv.Atoi(attr(n, "start")); err == nil && start >= 0 && start < 1e9 {
		number = start
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.DataAtom != atom.Li || w.skip(c) {
			w.node(c)
			continue
		}
		mark := "- "
		if n.DataAtom == atom.Ol {
			mark = strconv.Itoa(number) + ". "
		}
		written := len(w.out)
		w.flush()
		w.tight = inside
		w.nested(c, mark, strings.Repeat(" ", len(mark)))
		if len(w.out) > written {
			inside = true
			number++
		}
	}
	w.flush()
	w.tight = false
}

// code writes the text of n as it stands, between fences that are longer than any of its own.
func (w *writer) code(n *nethtml.Node) {
	s := strings.Trim(string(appendCode(nil, n, w.skip)), "\n")
	if strings.TrimSpace(s) == "" {
		return
	}
	fence := strings.Repeat("`", max(3, longestRun(s, '`')+1))
	w.block(fence + "\n" + strings.TrimRight(s, " \t\r\n") + "\n" + fence)
}

// longestRun returns how often c stands in s one behind the other, at most.
func longestRun(s string, c byte) (most int) {
	n := 0
	for i := 0; i < len(s); i++ {
		if n++; s[i] != c {
			n = 0
		}
		most = max(most, n)
	}
	return most
}

// flush writes the running text as paragraphs: two br and more part them.
func (w *writer) flush() {
	for p := range strings.SplitSeq(string(w.line), "\n\n") {
		if p = strings.TrimSpace(p); p != "" {
			w.block(p)
		}
	}
	w.line = w.line[:0]
}

// block writes the lines of s as one block.
func (w *writer) block(s string) {
	prefix, above := w.prefix, w.prefix
	if w.first != "" {
		prefix, above, w.first = w.first, w.outer, ""
	}
	if len(w.out) > 0 {
		w.out = append(w.out, '\n')
		if !w.tight {
			w.out = append(append(w.out, strings.TrimRight(above, " ")...), '\n')
		}
	}
	w.tight = false
	for line := range strings.SplitAfterSeq(s, "\n") {
		if line == "\n" {
			prefix = strings.TrimRight(prefix, " ")
		}
		w.out = append(append(w.out, prefix...), line...)
		prefix = w.prefix
	}
}

// oneLine returns the text below n in one line.
func oneLine(n *nethtml.Node, skip func(*nethtml.Node) bool) string {
	w := writer{skip: skip}
	w.inline(n)
	return strings.TrimSpace(string(w.line))
}

// shortLine returns the text below n in one line, or "" where it is longer than a line should be. Headings that stand in
// each other by the hundred cost little so.
func shortLine(n *nethtml.Node) string {
	const longest = 300
	w := writer{skip: silent, longest: longest}
	w.inline(n)
	if len(w.line) > longest {
		return ""
	}
	return strings.TrimSpace(strings.ToValidUTF8(string(w.line), ""))
}

func (w *writer) inline(n *nethtml.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if w.longest > 0 && len(w.line) > w.longest {
			return
		}
		switch {
		case c.Type == nethtml.TextNode && w.longest > 0:
			w.line = appendFolded(w.line, c.Data[:min(len(c.Data), 10*w.longest)])
		case c.Type == nethtml.TextNode:
			w.line = appendFolded(w.line, c.Data)
		case c.Type != nethtml.ElementNode || w.skip(c):
		case isBlock(c) || c.DataAtom == atom.Br:
			w.line = appendFolded(w.line, " ")
			w.inline(c)
			w.line = appendFolded(w.line, " ")
		default:
			w.inline(c)
		}
	}
}

// appendFolded appends s with every run of white space of HTML (section 12.1.3 of the standard: ASCII white space) as one
// space, and with none at the begin of a line.
func appendFolded(dst []byte, s string) []byte {
	space := len(dst) == 0 || dst[len(dst)-1] == ' ' || dst[len(dst)-1] == '\n'
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f' {
			if space {
				continue
			}
			c = ' '
		}
		space = c == ' '
		dst = append(dst, c)
	}
	return dst
}

func trimSpace(b []byte) []byte {
	for len(b) > 0 && b[len(b)-1] == ' ' {
		b = b[:len(b)-1]
	}
	return b
}

// appendCode appends the text below n with its white space.
func appendCode(dst []byte, n *nethtml.Node, skip func(*nethtml.Node) bool) []byte {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case c.Type == nethtml.TextNode:
			dst = append(dst, c.Data...)
		case c.Type != nethtml.ElementNode || skip(c):
		case c.DataAtom == atom.Br:
			dst = append(dst, '\n')
		case isBlock(c):
			dst = appendCode(lineEnd(dst), c, skip)
			dst = lineEnd(dst)
		default:
			dst = appendCode(dst, c, skip)
		}
	}
	return dst
}

func lineEnd(b []byte) []byte {
	if len(b) > 0 && b[len(b)-1] != '\n' {
		b = append(b, '\n')
	}
	return b
}
