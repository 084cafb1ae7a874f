package posts

import (
	"slices"
	"strings"

	nethtml "golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// bytes returns the bytes of the page from the first to the last of p that are not white space.
func (d *document) bytes(p place) (start, end int) {
	first := &d.nodes[p.lo]
	start, end = first.start, first.end
	if first.tag == "" {
		start = end - len(strings.TrimLeft(d.page[start:end], " \t\r\n\f"))
	}
	for n := p.lo; n < p.hi; n = d.nodes[n].next {
		if c := &d.nodes[n]; c.tag != "" || strings.TrimSpace(c.text) != "" {
			end = c.end
		}
	}
	return start, end
}

// furniture returns the texts below p that are none of the post: above and below what it says, the lines on when and by
// whom it was written and the links that lead away from it; anywhere, what stands aside.
func (d *document) furniture(p place) map[int32]bool {
	gone := map[int32]bool{}
	drop := func(i int) bool {
		l := &d.lines[i]
		if l.kind == plain && !l.off || i == p.title.line {
			return false
		}
		for n := l.first; n <= l.last; n++ {
			gone[n] = d.nodes[n].tag == "" || gone[n]
		}
		return true
	}
	from, to := d.lineAt(p.lo), d.lineAt(p.hi)
	top, bottom := from, to-1
	for top < to && (drop(top) || top == p.title.line) {
		top++
	}
	for bottom >= from && drop(bottom) {
		bottom--
	}
	for i := top; i < bottom; i++ {
		if d.lines[i].off {
			drop(i)
		}
	}
	return gone
}

// tree copies the nodes of p, without those that are gone and the elements that have nothing left, below one element.
func (d *document) tree(p place, gone map[int32]bool) *nethtml.Node {
	root := &nethtml.Node{Type: nethtml.ElementNode, Data: "div", DataAtom: atom.Div}
	made := map[int32]*nethtml.Node{d.nodes[p.lo].parent: root}
	var elements []*nethtml.Node
	for i := p.lo; i < p.hi; i++ {
		n := &d.nodes[i]
		switch {
		case gone[i]:
		case n.tag == "":
			made[n.parent].AppendChild(&nethtml.Node{Type: nethtml.TextNode, Data: n.text})
		case silent(n):
			i = n.next - 1
		default:
			made[i] = &nethtml.Node{Type: nethtml.ElementNode, Data: n.tag, DataAtom: n.atom, Attr: n.attr}
			made[n.parent].AppendChild(made[i])
			elements = append(elements, made[i])
		}
	}
	for _, e := range slices.Backward(elements) {
		if e.FirstChild == nil && !voids[e.DataAtom] && !tableParts[e.DataAtom] {
			e.Parent.RemoveChild(e)
		}
	}
	return root
}
