package html

import (
	"strings"

	nethtml "golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// outline is the elements of a page in document order, so that what is below element i is from i+1 up to its end.
type outline []element

// element is an element of the page with what is counted in it.
type element struct {
	node           *nethtml.Node
	score          int    // see rate
	parent, end    int32  // in the outline; end is behind the last one below; the first has no parent, -1
	own, ownLinked int32  // characters in it and in the inline elements below it, and those of them in links
	self           counts // in the element itself
	all            counts // in it and below it, without what is left out
	kind           kind
	out            bool // left out, with all below it
}

// counts are what stands in an element. Characters are code points, with a run of white space as one.
type counts struct {
	chars, linked, headed, listed int32 // characters: all, in links, in headings, in lists
	commas, ends                  int32 // ends of sentences
	paragraphs, inputs            int32 // elements
}

func (c *counts) add(d *counts) {
	c.chars += d.chars
	c.linked += d.linked
	c.headed += d.headed
	c.listed += d.listed
	c.commas += d.commas
	c.ends += d.ends
	c.paragraphs += d.paragraphs
	c.inputs += d.inputs
}

// prose returns the characters that are not in links.
func (c *counts) prose() int { return int(c.chars - c.linked) }

// outlineOf returns the outline of what is below root, at most size elements, and is not silent.
func outlineOf(root *nethtml.Node, size int) outline {
	o := make(outline, 0, size)
	o.grow(root, -1, context{})
	o.sum()
	return o
}

// context is what an element stands in.
type context struct{ link, jump, heading, list bool }

func (o *outline) grow(n *nethtml.Node, parent int, in context) {
	at := len(*o)
	*o = append(*o, element{node: n, parent: int32(parent), kind: kindOf(n)})
	var self counts
	self.enter(n, &in)
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case c.Type == nethtml.TextNode:
			self.text(c.Data, in)
		case c.Type != nethtml.ElementNode:
		case !silent(c):
			o.grow(c, at, in)
		case c.DataAtom == atom.Input && attr(c, "type") != "hidden":
			self.inputs++
		}
	}
	e := &(*o)[at]
	e.self, e.end = self, int32(len(*o))
}

// enter counts n itself and sets what its text stands in.
func (c *counts) enter(n *nethtml.Node, in *context) {
	switch n.DataAtom {
	case atom.A:
		in.link = true
		in.jump = strings.HasPrefix(attr(n, "href"), "#")
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		in.heading = true
	case atom.Ul, atom.Ol:
		in.list = true
	case atom.P:
		c.paragraphs++
	}
}

// text counts the characters of s. Of a link within the page three in ten count as linked.
func (c *counts) text(s string, in context) {
	before := c.chars
	c.characters(s)
	n := c.chars - before
	switch {
	case in.link && in.jump:
		c.linked += n * 3 / 10
	case in.link:
		c.linked += n
	}
	if in.heading {
		c.headed += n
	}
	if in.list {
		c.listed += n
	}
}

func (c *counts) characters(s string) {
	inSpace := true
	for i, r := range s {
		switch r {
		case ' ', '\n', '\t', '\r', '\f':
			if !inSpace {
				c.chars++
			}
			inSpace = true
			continue
		case ',', '、', '，', '،':
			c.commas++
		case '.', '!', '?':
			if i+1 == len(s) || s[i+1] == ' ' || s[i+1] == '\n' {
				c.ends++
			}
		case '。', '！', '？', '।':
			c.ends++
		}
		inSpace = false
		c.chars++
	}
}

// sum counts anew what stands below each element.
func (o outline) sum() {
	for i := range o {
		o[i].all, o[i].own, o[i].ownLinked = o[i].self, o[i].self.chars, o[i].self.linked
	}
	for i := len(o) - 1; i > 0; i-- {
		e := &o[i]
		if e.out {
			continue
		}
		p := &o[e.parent]
		p.all.add(&e.all)
		if !isBlock(e.node) {
			p.own += e.own
			p.ownLinked += e.ownLinked
		}
	}
}

// leave leaves out the elements below top that odd names. The counts stay as they are until sum is called.
func (o outline) leave(top int, odd func(i int) bool) {
	for i := top + 1; i < int(o[top].end); {
		if o[i].out = o[i].out || odd(i); o[i].out {
			i = int(o[i].end)
			continue
		}
		i++
	}
}

// below yields the children of i that are not left out.
func (o outline) below(i int) func(yield func(int) bool) {
	return func(yield func(int) bool) {
		for j := i + 1; j < int(o[i].end); j = int(o[j].end) {
			if !o[j].out && !yield(j) {
				return
			}
		}
	}
}
