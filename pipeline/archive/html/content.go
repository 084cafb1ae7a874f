package html

import (
	"strings"

	nethtml "golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// minText is the number of bytes of text with which the strict rules are trusted.
const minText = 100

// mainText returns the main text of a page: what is left without what stands around it; where that is hardly anything,
// what is left without the frame of the page; and where that is nothing, all of it.
func mainText(page *nethtml.Node, f *facts) string {
	best := ""
	for _, around := range []func(outline, int) bool{outline.around, outline.framing} {
		o := outlineOf(page, f.elements)
		o.leave(0, func(i int) bool { return around(o, i) })
		o.sum()
		if s := o.text(f.title); len(s) > len(best) {
			best = s
		}
		if len(best) >= minText {
			return best
		}
	}
	if len(f.article.body) > len(best) {
		return f.article.body
	}
	if best == "" {
		best = render(page, mute)
	}
	return best
}

// text returns the text of the element with the best text, and what leads to it.
func (o outline) text(title string) string {
	o.rate()
	top := o.choose()
	chosen := append(o.leads(top, title), top)
	for _, i := range chosen {
		o[i].out = false
		o.leave(i, func(i int) bool { return o.odd(i, top) })
	}
	o.sum()
	o.leaveTitles(top, title)
	out := map[*nethtml.Node]bool{}
	for i := range o {
		if o[i].out {
			out[o[i].node] = true
		}
	}
	skip := func(n *nethtml.Node) bool { return out[n] || silent(n) }
	var parts []string
	for _, i := range chosen {
		if s := render(o[i].node, skip); s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, "\n\n")
}

// rate gives every element the score of the text in it: characters of running text in blocks of at least 25, each two
// points, less three points for those in links.
func (o outline) rate() {
	const minBlock, minItem = 25, 80
	for i := len(o) - 1; i >= 0; i-- {
		e := &o[i]
		if e.out {
			continue
		}
		least := int32(minBlock)
		switch e.node.DataAtom {
		case atom.Li, atom.Dd, atom.Dt:
			least = minItem
		case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Th, atom.Figcaption, atom.Address, atom.Caption:
			least = e.own + 1
		}
		if isBlock(e.node) && e.own >= least {
			e.score += int(max(0, 2*e.own-3*e.ownLinked))
		}
		if e.parent >= 0 {
			o[e.parent].score += e.score
		}
	}
}

// choose goes down from the first element as long as one below has nearly all of the score; less is enough for one that
// is named for it.
func (o outline) choose() int {
	for at := 0; ; {
		next := at
		for i := range o.below(at) {
			if isContainer(o[i].node) && (next == at || o[i].score > o[next].score) {
				next = i
			}
		}
		percent := 90
		switch e := &o[next]; {
		case e.kind&body != 0:
			percent = 50
		case e.kind&content != 0 || e.node.DataAtom == atom.Article || e.node.DataAtom == atom.Main:
			percent = 75
		}
		if next == at || o[next].score == 0 || 100*o[next].score < percent*o[at].score {
			return at
		}
		at = next
	}
}

func isContainer(n *nethtml.Node) bool {
	switch n.DataAtom {
	case atom.P, atom.Ul, atom.Ol, atom.Dl, atom.Dd, atom.Li, atom.Blockquote, atom.Pre, atom.Figure:
		return false
	}
	return isBlock(n)
}

// leads returns the blocks between the title of the page and the element top that are text too: a summary, or the first
// paragraph. Of several titles the last one counts, and one that says what the page says its title is counts more.
func (o outline) leads(top int, title string) []int {
	from, sure := -1, false
	for i := range o[:top] {
		tag := o[i].node.DataAtom
		if tag != atom.H1 && tag != atom.H2 {
			continue
		}
		if same := o.repeats(i, title); same || tag == atom.H1 && !sure {
			from, sure = i, same
		}
	}
	if from < 0 {
		return nil
	}
	var leads []int
	for i := int(o[from].end); i < top; {
		e := &o[i]
		switch {
		case !e.out && int(e.end) > top: // it holds top
			i++
		case e.out && !strings.Contains(attr(e.node, "class"), "teaser"):
			i = int(e.end)
		case isLead(e):
			leads = append(leads, i)
			i = int(e.end)
		default:
			i++
		}
	}
	return leads
}

// isLead reports whether an element has some running text.
func isLead(e *element) bool {
	switch e.node.DataAtom {
	case atom.Li, atom.Figure, atom.Figcaption, atom.Td, atom.Th:
		return false
	}
	return isBlock(e.node) && e.own >= 50 && e.linked(4) < 1 && e.all.ends+e.all.commas > 0
}

// leaveTitles leaves out the heading above the text that repeats the title, and headings with nothing below them.
func (o outline) leaveTitles(top int, title string) {
	for i := top; i < int(o[top].end) && o[i].own <= 100; i++ {
		if tag := o[i].node.DataAtom; (tag == atom.H1 || tag == atom.H2) && o.repeats(i, title) {
			o[i].out = true
			break
		}
	}
	for i := int(o[top].end) - 1; i > top; i-- {
		e := &o[i]
		if e.all.chars > 0 && e.all.headed == e.all.chars && !e.out {
			e.out = isHeading(e.node)
			continue
		}
		if e.self.chars > 0 && !o.isOut(i, top) {
			return
		}
	}
}

func isHeading(n *nethtml.Node) bool {
	switch n.DataAtom {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		return true
	}
	return false
}

// isOut reports whether i, which is below top, or an element around it is left out.
func (o outline) isOut(i, top int) bool {
	for ; i > top; i = int(o[i].parent) {
		if o[i].out {
			return true
		}
	}
	return false
}

// repeats reports whether a heading says what the title says.
func (o outline) repeats(i int, title string) bool {
	const maxHeading = 500
	if n := o[i].all.chars; n == 0 || n > maxHeading {
		return false
	}
	return alike(oneLine(o[i].node, silent), title)
}
