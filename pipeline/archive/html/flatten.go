package html

import (
	"strings"

	nethtml "golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// flatten returns the page with its paragraphs, headings and code one behind the other, and with what its head says.
func flatten(page string) string {
	f := flattener{}
	for z := nethtml.NewTokenizer(strings.NewReader(page)); ; {
		kind := z.Next()
		raw := string(z.Raw())
		switch kind {
		case nethtml.ErrorToken:
			return f.out.String()
		case nethtml.TextToken:
			f.out.WriteString(raw)
		case nethtml.StartTagToken, nethtml.SelfClosingTagToken, nethtml.EndTagToken:
			name, _ := z.TagName()
			f.tag(atom.Lookup(name), raw, kind == nethtml.EndTagToken)
		}
	}
}

type flattener struct {
	out  strings.Builder
	open atom.Atom // the one element that is open, or 0
}

func (f *flattener) tag(tag atom.Atom, raw string, end bool) {
	switch tag {
	case atom.Html, atom.Title, atom.Meta, atom.Link, atom.Script, atom.Style, atom.Noscript, atom.Iframe, atom.Noframes,
		atom.Noembed, atom.Textarea, atom.Br:
		f.out.WriteString(raw) // these hold no elements, or stand once
	case atom.P, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Pre:
		f.start(0, "")
		if !end {
			f.start(tag, raw)
		}
	default:
		if f.open != atom.Pre && isBlock(&nethtml.Node{Type: nethtml.ElementNode, DataAtom: tag}) {
			f.start(atom.P, "<p>")
		}
	}
}

func (f *flattener) start(tag atom.Atom, raw string) {
	if f.open != 0 {
		f.out.WriteString("</" + f.open.String() + ">")
	}
	f.out.WriteString(raw)
	f.open = tag
}
