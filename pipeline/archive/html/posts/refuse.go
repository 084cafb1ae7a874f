package posts

import (
	"regexp"
	"sort"

	"golang.org/x/net/html/atom"
)

// Evidence for a boundary, in hundredths, by what stands at it: all of that is seldom about the headings of one document.
const (
	byNear, byMeta, byLink, byFoot, byRule, byPost, byTitle = 120, 30, 80, 50, 80, 20, 20
	bySigned                                                = 80     // above byMeta
	byLong, byDatedLink                                     = 40, 50 // beneath titles that are links

	listingBar, otherBar  = 70, 95
	asSingle              = 220 // the page says that it is one article
	asRemarks             = 250 // most posts stand among comments
	perUncovered          = 3   // for each per cent of the page's text under leastCover that is in no post
	leastCover            = 60
	mostLead, afterLead   = 25, 60 // per cent of the text before the first post
	perUneven             = 4      // for each per cent over evenShare that the longest post has of all, beside teasers
	evenShare, teaserMost = 50, 400
	mostShare, uneven     = 82, 100 // of four posts or fewer
	long                  = 800     // columns of a post that is more than a teaser
	tiny, asTiny          = 60, 100 // columns of the median post
	linkShare, asLinks    = 60, 60  // per cent of the posts' text that is links
	weakValue, asWeak     = 100, 50 // mean value of the records
)

// fewPosts is what is asked on top of a page of so many posts.
var fewPosts = [...]int{2: 160, 3: 25, 4: 10}

// refuse reports whether the posts may as well be the parts of one document: its sections, its comments, or an article and
// the teasers of others.
func (d *document) refuse(records []record, list []place) bool {
	s, f := d.shape(records, list), d.facts(records[0].c.line)
	evidence := (byNear*s.near + byMeta*(s.meta-s.near) + bySigned*s.signed + byLink*s.linked + byFoot*s.foot + byRule*s.rule + byPost*s.post + byTitle*s.title) / 100
	if s.linked >= 75 && s.median >= long {
		evidence += byLong
	}
	evidence += byDatedLink * s.datedLink / 100
	bar := otherBar
	if f.listing || f.pages {
		bar = listingBar
	}
	if s.n < len(fewPosts) {
		bar += fewPosts[s.n]
	}
	bar += pick(f.single, asSingle) + pick(s.remarks >= 60, asRemarks) + perUncovered*max(0, leastCover-s.cover) + pick(s.lead > mostLead, afterLead)
	if s.n > 2 && s.median < teaserMost {
		bar += perUneven * max(0, s.biggest-evenShare)
	}
	bar += pick(s.n <= 4 && s.biggest > mostShare, uneven) + pick(s.median < tiny, asTiny) + pick(s.linkedText > linkShare, asLinks) + pick(s.value < weakValue, asWeak)
	return evidence < bar
}

// shape are the measures of a split by which it is refused.
type shape struct {
	n                                                 int
	meta, near, linked, foot, rule, head, post, title int // per cent of records
	cover                                             int // per cent of the page
	lead                                              int // per cent of the page before
	median                                            int // columns of a post
	value                                             int
	biggest                                           int // per cent of the posts' text in the longest
	linkedText                                        int // per cent of what the posts hold that are links
	remarks                                           int
	datedLink, signed                                 int
}

func (d *document) shape(records []record, list []place) shape {
	s := shape{n: len(records)}
	var masses []int
	remarks := d.remarks()
	sum, text, links := 0, 0, 0
	for i, r := range records {
		s.meta += pick(r.cues&hasMeta > 0, 1)
		if r.cues&(dated|bylined) > 0 {
			s.near++
		} else if d.endsSigned(list[i]) {
			s.signed++
		}
		s.linked += pick(r.cues&linked > 0, 1)
		s.foot += pick(r.cues&hasFoot > 0, 1)
		s.rule += pick(r.cues&ruleAbove > 0, 1)
		s.head += pick(r.cues&heading > 0, 1)
		s.post += pick(r.cues&inPost > 0, 1)
		s.title += pick(r.cues&titleClass > 0, 1)
		s.datedLink += pick(datedPath.MatchString(d.permalink(d.linkOf(r.c.part, &d.lines[r.c.line]))), 1)
		s.value += r.value
		from, to := d.lineAt(list[i].lo), d.lineAt(list[i].hi)
		m := d.columns(r.c.line+1, to)
		if r.c.manner == runIn {
			m += d.lines[r.c.line].width
		}
		masses = append(masses, m)
		sum += m
		for _, l := range d.lines[from:to] {
			text += l.width
			links += l.width - l.prose()
		}
		s.remarks += pick(remarks[list[i].lo], 1)
	}
	sort.Ints(masses)
	for _, v := range []*int{&s.meta, &s.near, &s.linked, &s.foot, &s.rule, &s.head, &s.post, &s.title, &s.remarks, &s.datedLink, &s.signed} {
		*v = *v * 100 / s.n
	}
	s.value /= s.n
	s.median = masses[len(masses)/2]
	total := max(1, d.columns(0, len(d.lines)))
	s.cover = 100 * sum / total
	s.lead = 100 * d.columns(0, records[0].c.line) / total
	s.biggest = 100 * masses[len(masses)-1] / max(1, sum)
	s.linkedText = 100 * links / max(1, text)
	return s
}

// endsSigned reports whether a post ends with who wrote it or when.
func (d *document) endsSigned(p place) bool {
	for i, n := d.lineAt(p.hi)-1, 0; i > p.title.line && n < 2; i, n = i-1, n+1 {
		if d.lines[i].kind.meta() {
			return true
		}
	}
	return false
}

// remarks tells which nodes are among comments, by the classes about them.
func (d *document) remarks() []bool {
	in := make([]bool, len(d.nodes))
	for i := 1; i < len(d.nodes); i++ {
		n := &d.nodes[i]
		in[i] = in[n.parent] || n.atom != atom.Body && n.tag != "" && named(n, remarkWords)
	}
	return in
}

// datedPath is the day of a permanent link.
var datedPath = regexp.MustCompile(`/(?:19|20)\d\d[/-][01]\d[/-]`)
