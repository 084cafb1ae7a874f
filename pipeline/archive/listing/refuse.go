package listing

import "strings"

// Evidence for one boundary, in hundredths, that a heading inside of a post has not. Underlines and markup count nothing.
const (
	byBar, byFooter, byMeta, byGap, byWide, byNumber, byMark, byDate = 100, 100, 120, 80, 40, 50, 60, 60
	byOpening, byClosing, byEcho, byRepeat, byGeneric, byTopic       = 35, 35, 30, 30, -30, 20
	byTemplate                                                       = 50
	byStrict                                                         = 25 // all titles share a mark
)

// What the mean of the evidence must reach.
const (
	listingBar, otherBar = 80, 165
	shortTop             = -30 // nothing but short lines before the first post
	underHeader          = 50
	shortPosts           = 30
	longLead             = 50 // over a quarter of the page before the first post
)

// fewPosts is what is asked on top of a page of so many posts.
var fewPosts = [...]int{2: 120, 3: 85, 4: 30}

// refuse reports whether the chosen titles may as well be the headings of one document.
func refuse(d *document, f *facts, all []candidate, s signature, chosen []int) bool {
	if len(chosen) < 2 {
		return true
	}
	sum := 0
	for _, k := range chosen[1:] {
		sum += evidence(d, f, &all[k])
	}
	mean := sum/(len(chosen)-1) + byTemplate*s.repeats
	if s.strict {
		mean += byStrict
	}
	return mean < bar(d, f, all, chosen)
}

// evidence returns what speaks for the boundary above c.
func evidence(d *document, f *facts, c *candidate) int {
	above := d.kind(c.head - 1)
	counts := []struct {
		has    bool
		points int
	}{
		{above == separator, byBar},
		{above == footer, byFooter},
		{c.head < c.line || above == byline || d.metaBelow(c), byMeta},
		{f.rarity(max(d.gap(c.head), d.gap(c.line+1))) > rareGap, byGap},
		{d.gap(c.head) >= 3 && d.gap(c.head) < edgeGap, byWide},
		{c.chained, byNumber},
		{c.prefix != "" && !strings.ContainsAny(c.prefix, "#=*-+~>|"), byMark},
		{c.dated, byDate},
		{c.proof.opening, byOpening},
		{c.proof.closing, byClosing},
		{c.proof.echoes, byEcho},
		{c.proof.repeats, byRepeat},
		{c.proof.generic, byGeneric},
		{c.proof.topic, byTopic},
	}
	sum := 0
	for _, e := range counts {
		if e.has {
			sum += e.points
		}
	}
	return sum
}

// bar returns what the mean evidence must reach on this page.
func bar(d *document, f *facts, all []candidate, chosen []int) int {
	first := all[chosen[0]].head
	whole, before := d.between(0, len(d.lines)), d.between(0, first)
	need := otherBar
	if f.headline >= 0 && f.headline < first {
		need = listingBar
	}
	if f.prose >= first {
		need += shortTop
	}
	if f.header > 0 {
		need += underHeader
	}
	if len(chosen) < len(fewPosts) {
		need += fewPosts[len(chosen)]
	}
	if (whole-before)/len(chosen) < 500 {
		need += shortPosts
	}
	if before*4 > whole {
		need += longLead
	}
	return need
}
