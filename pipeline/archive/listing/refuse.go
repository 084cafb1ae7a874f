package listing

import "strings"

// The sections of one document look like the posts of a page. What tells them apart is weighed here in hundredths of the
// natural logarithm of the odds, so that the sum becomes a chance. The weights are those of a logistic regression on
// pages in many layouts and on single documents of twenty kinds, rounded.
const (
	ground     = -800 // no listing, before anything is known
	perContent = 125  // per cent of the mean content score
	byHeadline = 215
	byHeader   = -255 // the page begins as a document does
	byWrap     = -115 // hard-wrapped lines are those of manuals and standards
	byShortTop = 105  // nothing but short lines before the first post
	byTwo      = -100 // posts alone
	byDoubling = 95   // for every doubling of the posts, up to mostPosts
	mostPosts  = 32

	byBar, byMeta, byDate, byOpening = 75, 70, 60, 70 // of each title, averaged
	byMarkup, byRepeat               = -65, -90       // headings have markup, and stand in the table of contents
	byKnown                          = 300

	listingBar = -80 // a page that scores less is one document
)

// trust returns how sure it is that the page is a listing and the chosen titles begin its posts.
func trust(d *document, f *facts, all []candidate, chosen []int) int {
	sum := 0
	for _, k := range chosen[1:] {
		sum += evidence(d, &all[k])
	}
	score := ground + sum/(len(chosen)-1) + byDoubling*log2(min(len(chosen), mostPosts))/100
	first := all[chosen[0]].head
	for _, e := range []fact{
		{f.headline >= 0 && f.headline < first, byHeadline},
		{f.header > 0, byHeader},
		{f.wrap > 0, byWrap},
		{f.prose >= first, byShortTop},
		{len(chosen) == 2, byTwo},
	} {
		score += e.weight()
	}
	return score
}

// fact is something that holds or not, with what it weighs if it does.
type fact struct {
	holds  bool
	points int
}

func (e fact) weight() int {
	if e.holds {
		return e.points
	}
	return 0
}

// evidence returns what speaks for the boundary above c.
func evidence(d *document, c *candidate) int {
	over := d.kind(c.head - 1)
	sum := min(c.content, contentMost) * perContent / 100
	for _, e := range []fact{
		{over == separator, byBar},
		{c.head < c.line || over == byline || d.metaBelow(c), byMeta},
		{c.dated, byDate},
		{c.proof.opening, byOpening},
		{c.prefix != "" && strings.ContainsAny(c.prefix, "#=*-+~>|"), byMarkup},
		{c.proof.repeats, byRepeat},
		{c.proof.known, byKnown},
	} {
		sum += e.weight()
	}
	return sum
}

// Chances, in hundredths, for what a sum of weights reaches. Between two steps they grow evenly.
var (
	odds   = ramp{{-460, 1}, {-295, 5}, {-220, 10}, {-139, 20}, {-85, 30}, {0, 50}, {85, 70}, {139, 80}, {220, 90}, {295, 95}, {460, 99}}
	margin = ramp{{0, 50}, {100, 75}, {200, 90}, {300, 96}, {400, 99}} // by the score of a title in the choice
)

const (
	leastSure = 55 // a boundary below it is not split
	firstSure = 96 // the first post begins somewhere, and has little to compare with
)

// sure returns the chance that the i-th chosen title, with this score, begins a post, on a page that is a listing.
func sure(i, score int) int {
	if i == 0 {
		return min(firstSure, margin.of(score))
	}
	return margin.of(score)
}

// certain returns the chosen titles that are sure enough.
func certain(chosen, scores []int) []int {
	var kept []int
	for i, k := range chosen {
		if i == 0 || sure(i, scores[k]) >= leastSure {
			kept = append(kept, k)
		}
	}
	return kept
}

// ramp is a function of whole numbers in straight steps.
type ramp []struct{ at, value int }

// of returns the value at x.
func (r ramp) of(x int) int {
	if x <= r[0].at {
		return r[0].value
	}
	for i, p := range r[1:] {
		if from := r[i]; x < p.at {
			return from.value + (p.value-from.value)*(x-from.at)/(p.at-from.at)
		}
	}
	return r[len(r)-1].value
}
