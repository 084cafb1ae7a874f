package listing

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// number is the counting that a line begins with.
type number struct {
	form  string // the marks around the number; "" without a number
	value int
	size  int // bytes of the number with its marks and the space behind
}

var (
	counted = regexp.MustCompile(`^((?:(?:no\.|nr\.|post|part|issue|episode|entry|item|article|story|week) ?)?[#(\[]?)(\d{1,4}|[ivxlc]{1,7})([.):\]/]{1,2}|\.? [-–—]|)\s+\S`)
	roman   = map[byte]int{'i': 1, 'v': 5, 'x': 10, 'l': 50, 'c': 100}
)

// numberOf returns the number that s begins with.
func numberOf(s string) number {
	m := counted.FindStringSubmatchIndex(strings.ToLower(s[:min(len(s), 40)]))
	if m == nil {
		return number{}
	}
	before, digits, after := s[m[2]:m[3]], strings.ToLower(s[m[4]:m[5]]), s[m[6]:m[7]]
	if before+after == "" {
		return number{}
	}
	value, err := strconv.Atoi(digits)
	form := before + "0" + after
	if err != nil {
		value, form = romanValue(digits), before+"I"+after
	}
	return number{form, value, m[1] - 1}
}

// romanValue returns the value of a Roman numeral in lower-case letters.
func romanValue(s string) int {
	sum := 0
	for i := range len(s) {
		if i+1 < len(s) && roman[s[i]] < roman[s[i+1]] {
			sum -= roman[s[i]]
		} else {
			sum += roman[s[i]]
		}
	}
	return sum
}

// What a chain of numbers needs to be the page's own, and no list inside of a post.
const (
	chainLength = 3
	chainStep   = 250 // columns, the median from number to number
	longLink    = 800
	chainLink   = 200 // hundredths of a point for a link, and again for a long one
)

// link is the best chain that ends at one candidate.
type link struct {
	place  int // among the candidates
	before int // the link before, -1 for none
	weight int // what the texts of the chain say, and the length of its links
}

// count marks the candidates that belong to the page's own counting, its best chain of consecutive numbers. The other
// numbers are those of lists.
func count(d *document, all []candidate) {
	var best []int
	for _, step := range []int{1, -1} {
		if c := longestChain(d, all, step); len(c) > len(best) {
			best = c
		}
	}
	if len(best) >= chainLength && spans(d, all, best) {
		for _, i := range best {
			all[i].chained = true
		}
	}
	for i := range all {
		if c := &all[i]; c.number.form != "" && !c.chained {
			c.content += kindItem
		}
	}
}

// longestChain returns the candidates of the best chain of numbers that go up by step.
func longestChain(d *document, all []candidate, step int) []int {
	type key struct {
		form  string
		value int
	}
	ends := map[key]link{}
	links := make([]link, len(all))
	top := -1
	for i := range all {
		n := all[i].number
		if n.form == "" {
			continue
		}
		l := link{i, -1, chainLink + max(worthLeast, min(worthMost, all[i].content))}
		if b, ok := ends[key{n.form, n.value - step}]; ok {
			l.before = b.place
			l.weight += b.weight
			if d.between(all[b.place].line, all[i].line) >= longLink {
				l.weight += chainLink
			}
		}
		links[i] = l
		if old, ok := ends[key{n.form, n.value}]; !ok || l.weight > old.weight {
			ends[key{n.form, n.value}] = l
		}
		if top < 0 || l.weight > links[top].weight {
			top = i
		}
	}
	var chain []int
	for ; top >= 0; top = links[top].before {
		chain = append(chain, top)
	}
	slices.Reverse(chain)
	return chain
}

// spans reports whether a chain begins near the top, covers half the page and has long steps.
func spans(d *document, all []candidate, chain []int) bool {
	whole := d.between(0, len(d.lines))
	first, last := all[chain[0]].line, all[chain[len(chain)-1]].line
	if d.between(0, first)*3 > whole || d.between(first, last)*2 < whole {
		return false
	}
	var steps []int
	for i := 1; i < len(chain); i++ {
		steps = append(steps, d.between(all[chain[i-1]].line, all[chain[i]].line))
	}
	slices.Sort(steps)
	return steps[len(steps)/2] > chainStep
}
