package posts

import (
	"slices"

	"golang.org/x/net/html/atom"
)

// place is where a post lies: the nodes from lo up to hi, which are whole children of one element.
type place struct {
	title  *candidate
	lo, hi int32
	value  int
}

// places returns where the posts of the records lie. The element of a post is the outermost about its title that holds
// no other title. Where these elements hold the text, each is a post, with the lines about it that stand beside it; else
// a post goes on with what follows.
func (d *document) places(records []record) []place {
	list := make([]place, len(records))
	for i := range records {
		before, after := int32(0), int32(len(d.nodes))
		if i > 0 {
			before = d.first(records[i-1].c)
		}
		if i+1 < len(records) {
			after = d.first(records[i+1].c)
		}
		at := d.climb(d.first(records[i].c), before, after)
		list[i] = place{title: records[i].c, lo: at, hi: d.nodes[at].next, value: records[i].value}
	}
	d.align(list)
	wrapped := d.wrapped(list)
	d.lead(list)
	ruled := d.ruled(list)
	for i := range list {
		p := &list[i]
		end := d.nodes[d.nodes[p.lo].parent].next
		if i+1 < len(list) {
			end = min(end, list[i+1].lo)
		}
		if wrapped && d.columns(p.title.line+1, d.lineAt(p.hi)) > 0 {
			p.hi = d.footOf(p.hi, end)
		} else {
			p.hi = d.follow(list, i, end, ruled)
		}
	}
	return list
}

// first returns the first text of the line of c. The element of a title that was left open may hold the next one too.
func (d *document) first(c *candidate) int32 { return d.lines[c.line].first }

// climb returns the outermost element about node n that holds neither of the nodes before and after.
func (d *document) climb(n, before, after int32) int32 {
	for {
		up := d.nodes[n].parent
		if up <= 0 || up <= before || d.nodes[up].next > after || d.nodes[up].atom == atom.Body {
			return n
		}
		n = up
	}
}

// align makes the elements of the posts alike. One that stands alone in its element, as the last card of a row may,
// climbs higher than the others.
func (d *document) align(list []place) {
	own := usual(list, func(p place) int32 { return d.namer.own[p.lo] })
	parent := usual(list, func(p place) int32 { return d.nodes[p.lo].parent })
	for i := range list {
		p := &list[i]
		if d.nodes[p.lo].parent == parent || d.namer.own[p.lo] == own {
			continue
		}
		at, text := p.lo, d.columns(p.title.line+1, d.lineAt(p.hi))
		for n := p.title.part; n > p.lo; n = d.nodes[n].parent {
			if d.namer.own[n] == own {
				at = n
			}
		}
		if at == p.lo && text > 0 { // else the innermost that has nearly all of its text
			for n := d.lines[p.title.line].block; n > p.lo && at == p.lo; n = d.nodes[n].parent {
				if 5*d.columns(p.title.line+1, d.lineAt(d.nodes[n].next)) >= 4*text {
					at = n
				}
			}
		}
		p.lo, p.hi = at, d.nodes[at].next
	}
}

// usual returns the most frequent value of what, the first of equals.
func usual(list []place, what func(place) int32) int32 {
	counts := map[int32]int{}
	var best int32
	most := 0
	for _, p := range list {
		counts[what(p)]++
	}
	for _, p := range list {
		if v := what(p); counts[v] > most {
			best, most = v, counts[v]
		}
	}
	return best
}

// columns returns the columns of text in the lines from i up to j.
func (d *document) columns(i, j int) int { return d.tally.mass[max(i, j)] - d.tally.mass[i] }

// wrapped reports whether the elements about the titles hold the text of the posts.
func (d *document) wrapped(list []place) bool {
	inside, all, paragraphs := 0, 0, 0
	for i, p := range list {
		in := d.columns(p.title.line+1, d.lineAt(p.hi))
		to := d.lineAt(d.nodes[d.nodes[p.lo].parent].next)
		switch {
		case i+1 < len(list):
			to = list[i+1].title.line
		case len(list) > 1:
			to = d.lineAt(p.hi)
		}
		inside, all = inside+in, all+max(in, d.columns(p.title.line+1, to))
		if n := &d.nodes[p.lo]; n.atom == atom.P || level(n.atom) > 0 || inline(n) {
			paragraphs++
		}
	}
	if 2*paragraphs > len(list) {
		return inside*100 > all*95
	}
	return inside*2 > all
}

// maxLead is how many elements above a title may belong to its post.
const maxLead = 3

// lead moves the beginnings of the posts up to the dates and bylines that stand above the title in the page as well as
// above the first one: below the first title, they may as well be the end of the post before.
func (d *document) lead(list []place) {
	leads := make([][]int32, len(list))
	for i, p := range list {
		floor := int32(0)
		if i > 0 {
			floor = d.lines[list[i-1].title.line].last
		}
		leads[i] = d.above(p.lo, floor)
	}
	first := leads[0]
	for n := len(first); n > 0; n-- {
		agree := 0
		for _, l := range leads[1:] {
			if len(l) >= n && d.namer.own[l[n-1]] == d.namer.own[first[n-1]] {
				agree++
			}
		}
		if 2*agree < len(list)-1 {
			continue
		}
		for i, l := range leads {
			if k := min(n, len(l)); k > 0 && d.namer.own[l[k-1]] == d.namer.own[first[k-1]] {
				list[i].lo = l[k-1]
			}
		}
		return
	}
}

// above returns the siblings before node n, the nearest first, that say nothing but when or by whom a post was written.
func (d *document) above(n, floor int32) []int32 {
	var list []int32
	for i := d.prev[n]; i > floor && len(list) < maxLead; i = d.prev[i] {
		from, to := d.lineAt(i), d.lineAt(d.nodes[i].next)
		if from == to {
			continue
		}
		for ; from < to; from++ {
			if k := d.lines[from].kind; !k.meta() && k != foot {
				return list
			}
		}
		list = append(list, i)
	}
	return list
}

// ruled reports whether most posts but the last end with a horizontal rule.
func (d *document) ruled(list []place) bool {
	n := 0
	for _, p := range list[1:] {
		if i := d.lineAt(p.lo) - 1; i >= 0 && d.lines[i].kind == rule {
			n++
		}
	}
	return 2*n > len(list)-1
}

// footOf returns the end of the lines about a post behind its element, which ends before node hi.
func (d *document) footOf(hi, end int32) int32 {
	for i := hi; i < end && d.nodes[i].next <= end; i = d.nodes[i].next {
		from, to := d.lineAt(i), d.lineAt(d.nodes[i].next)
		for j := from; j < to; j++ {
			if k := d.lines[j].kind; !k.meta() && k != foot && k != more || d.lines[j].off {
				return hi
			}
		}
		if from < to {
			hi = d.nodes[i].next
		}
	}
	return hi
}

// follow returns the end of a post that goes on behind its title, at most end. The last post of an element ends before
// what no other post has in it.
func (d *document) follow(list []place, i int, end int32, ruled bool) int32 {
	p := list[i]
	last := i+1 == len(list) || d.nodes[list[i+1].lo].parent != d.nodes[p.lo].parent
	var seen map[int32]bool
	if last {
		seen = d.children(list[max(0, i-maxSeen):i])
	}
	hi := p.hi
	for n := p.hi; n < end && d.nodes[n].next <= end; n = d.nodes[n].next {
		from, to := d.lineAt(n), d.lineAt(d.nodes[n].next)
		if from < to && last && (d.foreign(p, n, seen) || ruled && d.nodes[n].atom == atom.Hr) {
			break
		}
		if !slices.ContainsFunc(d.lines[from:to], func(l line) bool { return l.kind != pager && l.kind != rule && l.kind != nothing && !l.off }) {
			continue
		}
		hi = d.nodes[n].next
	}
	return hi
}

// foreign reports whether node n, behind the text of post p, belongs to the page and not to the post. Other posts have
// children with the tags and classes in seen.
func (d *document) foreign(p place, n int32, seen map[int32]bool) bool {
	l := &d.lines[d.lineAt(n)]
	if l.off || l.kind == pager {
		return true
	}
	at := &d.nodes[n]
	if h := level(at.atom); h > 0 {
		title := level(d.nodes[d.lines[p.title.line].block].atom)
		return generic.MatchString(l.text) || title > 0 && h <= title && !seen[d.namer.own[n]]
	}
	switch at.atom {
	case atom.Div, atom.Section, atom.Form, atom.Center, atom.Address, atom.Header, atom.Table, atom.Td:
		return !seen[d.namer.own[n]]
	}
	return false
}

// maxSeen is the number of posts whose children tell what belongs to a post.
const maxSeen = 8

// children returns the tags and classes of the children of posts.
func (d *document) children(list []place) map[int32]bool {
	own := map[int32]bool{}
	for _, p := range list {
		for n := p.lo; n < p.hi; n = d.nodes[n].next {
			own[d.namer.own[n]] = true
		}
	}
	return own
}

// siblings returns the sibling before each node, or -1.
func siblings(nodes []node) []int32 {
	prev, last := make([]int32, len(nodes)), make([]int32, len(nodes))
	for i := range nodes {
		prev[i] = -1
		last[i] = -1
		if p := nodes[i].parent; p >= 0 {
			prev[i], last[p] = last[p], int32(i)
		}
	}
	return prev
}
