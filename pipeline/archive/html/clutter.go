package html

import "golang.org/x/net/html/atom"

// around reports whether an element stands around the text of the page, by its tag and its names: but not one that has
// much of all that the page says, for names may be wrong.
func (o outline) around(i int) bool {
	e := &o[i]
	under := func(percent int) bool { return 100*e.all.prose() < percent*o[0].all.prose() }
	switch e.node.DataAtom {
	case atom.Footer, atom.Nav:
		return under(50)
	case atom.Aside:
		return under(80)
	case atom.A, atom.Article, atom.Main, atom.Table, atom.Tbody, atom.Tr, atom.Td, atom.Figcaption:
		return false
	case atom.Span:
		if e.node.Parent.DataAtom == atom.P {
			return false
		}
	default:
		if !isBlock(e.node) {
			return false
		}
	}
	switch {
	case e.kind&body != 0:
		return false
	case e.kind&remarks != 0 && under(80), e.kind&clutter != 0 && under(40):
		return true
	}
	return e.kind&unlikely != 0 && e.kind&content == 0 && under(10) && !e.tells()
}

// framing reports whether an element is navigation or the foot of a page by its tag alone.
func (o outline) framing(i int) bool {
	tag := o[i].node.DataAtom
	return tag == atom.Nav || tag == atom.Footer || tag == atom.Header && o[i].all.headed == 0
}

// odd reports whether an element within top, the element with the text, is not part of the text.
func (o outline) odd(i, top int) bool {
	e := &o[i]
	switch e.node.DataAtom {
	case atom.P:
		return o.misnamed(i, top) || o[top].linked(10) < 1 && e.all.chars >= 30 && e.linked(10) >= 7
	case atom.Ul, atom.Ol, atom.Dl:
		return o.misnamed(i, top) || e.all.commas < 10 && o[top].linked(10) < 1 && e.linked(10) >= 8
	case atom.Table:
		return e.all.chars > 200 && (e.linked(10) >= 8 || e.all.chars > 1000 && e.linked(10) >= 5)
	case atom.Div, atom.Section, atom.Form, atom.Fieldset:
		return o.misnamed(i, top) || e.all.commas < 10 && e.furniture()
	}
	return isBlock(e.node) && o.misnamed(i, top)
}

// misnamed reports whether an element has the name of clutter and is a small part of the text.
func (o outline) misnamed(i, top int) bool {
	e := &o[i]
	return e.kind&(clutter|remarks) != 0 && e.kind&body == 0 && 3*e.all.chars < o[top].all.chars
}

// furniture reports whether an element holds links, fields and pictures more than text, by the rules of Readability
// (Arc90, 2009; Mozilla's version of them).
func (e *element) furniture() bool {
	list := 10*e.all.listed > 9*e.all.chars
	named := e.kind&(content|body) != 0
	switch {
	case !named && e.kind&(clutter|unlikely|remarks) != 0 && !e.tells():
		return true
	case e.all.inputs > e.all.paragraphs/3 && e.all.ends < 2:
		return true
	case named:
		return e.linked(2) >= 1
	}
	return !list && e.linked(5) >= 1
}

// tells reports whether an element has two sentences and few links.
func (e *element) tells() bool { return e.all.ends >= 2 && e.linked(4) < 1 }

// linked returns how many of the parts of the text of e are links, rounded down.
func (e *element) linked(parts int) int {
	if e.all.chars == 0 {
		return 0
	}
	return parts * int(e.all.linked) / int(e.all.chars)
}
