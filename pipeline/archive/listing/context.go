package listing

import (
	"regexp"
	"strings"
)

// Weights of the text around a title, in hundredths of a point.
const (
	noteBelow                                      = 120
	proseBelow, noProse                            = 60, -120
	codeBelow                                      = -100
	footerAbove, signoffAbove, closingAbove        = 160, 140, 80
	openAbove                                      = -200 // the line above ends in a colon or a comma
	inNavigation, copied, recurring, recurringMost = 300, 200, -150, -300
)

// What posts open and close with, in lower case.
var (
	openings = []struct {
		pattern *regexp.Regexp
		weight  int
	}{
		{regexp.MustCompile(`(today|this week|yesterday),? (we|i|the)\b|\b(we|i)('|’)?(re| are|m| am) (very |so |really |super )?(happy|excited|pleased|proud|thrilled|delighted|glad)|(happy|excited|pleased|proud|thrilled|delighted|glad) to (announce|share|introduce|release|publish)`), 190},
		{regexp.MustCompile(`\bin this (post|article|entry|blog|tutorial|guide|piece|essay|talk)|\bthis (post|article|entry) |\b(announc|introduc)(e|es|ed|ing)\b|^hello|^hi |^hey |^welcome|^greetings|^dear `), 130},
		{regexp.MustCompile(`\b(last|this|past) (week|month|year|summer|spring|fall|winter|autumn|weekend)\b|\b(recently|yesterday|over the (past|last)|a few (days|weeks|months|years) ago|earlier this)\b|^(today|as you|for the (past|last)|it('|’)s been|i('|’)ve (been|just)|we('|’)ve (been|just)|when i |posted|back in)`), 70},
	}
	closings = regexp.MustCompile(`\b(thanks?|thank you|stay tuned|see you|let us know|feedback|join us|looking forward|look forward|happy (hacking|coding)|contact|contributors|cheers|acknowledg|questions|comments|reach out|follow us|get in touch|good luck|enjoy|coming (weeks|months|soon)|until next|next (time|week|post)|try it)\b`)
)

// nearby is the number of lines below a title in which its text must show.
const nearby = 6

// below scores the text that follows.
func below(d *document, f *facts, c *candidate) int {
	if c.body >= len(d.lines) {
		return noProse
	}
	score, body := 0, c.body
	if d.lines[body].width <= maxTitle && body+1 < len(d.lines) && notes.MatchString(strings.ToLower(d.at(body))) {
		score += noteBelow
		body++
	}
	switch d.kind(body) {
	case code, item, table, footnote, footer, furniture:
		score += codeBelow
	}
	if paragraph(d, body) >= proseWidth {
		score += proseBelow
	}
	prose := false
	for i := body; i < min(body+nearby, len(d.lines)); i++ {
		prose = prose || d.lines[i].width >= 80 || running(d, i, f.wrap)
	}
	if !prose {
		score += noProse
	}
	text := strings.ToLower(cut(d.text[d.lines[body].start:], 220))
	for _, o := range openings {
		if o.pattern.MatchString(text) {
			c.proof.opening = true
			return score + o.weight
		}
	}
	return score
}

// above scores the text that comes before.
func above(d *document, f *facts, c *candidate) int {
	if c.head == 0 {
		return 0
	}
	s := d.at(c.head - 1)
	last := strings.ToLower(s[max(0, len(s)-160):])
	switch k := d.kind(c.head - 1); {
	case k == footer || k == footnote || k == furniture:
		c.proof.closing = true
		return footerAbove
	case k == signoff || k == byline:
		c.proof.closing = true
		return signoffAbove
	case strings.HasSuffix(last, ":") || strings.HasSuffix(last, ","):
		return openAbove
	case strings.HasSuffix(last, "!") || closings.MatchString(last):
		c.proof.closing = true
		return closingAbove
	}
	return 0
}

// paragraph returns the columns of the paragraph that begins with line i, counted up to a prose line.
func paragraph(d *document, i int) int {
	width := 0
	for j := i; j < len(d.lines) && d.kind(j) == plain && (j == i || d.gap(j) == 0) && width < proseWidth; j++ {
		width += d.lines[j].width
	}
	return width
}

// repeats scores candidates whose line stands elsewhere too: in the navigation, above the same text (a copy of the post)
// or above another text (a heading that recurs).
func repeats(d *document, all []candidate) []int {
	places := map[string][]int{}
	for i := range d.lines {
		if d.lines[i].width <= maxTitle && len(places[d.at(i)]) < maxTwins {
			places[d.at(i)] = append(places[d.at(i)], i)
		}
	}
	scores := make([]int, len(all))
	for i, c := range all {
		for _, j := range places[d.at(c.line)] {
			if j != c.line {
				scores[i] += twin(d, c, j)
			}
		}
		scores[i] = max(recurringMost, min(inNavigation, scores[i]))
	}
	return scores
}

// maxTwins is the number of equal lines that are compared.
const maxTwins = 8

// twin scores a candidate by line j, which reads the same.
func twin(d *document, c candidate, j int) int {
	switch {
	case d.at(c.body) != d.at(body(d, j, underline(d, j))):
		if j < c.line && listed(d, j) {
			return inNavigation
		}
		return recurring
	case d.at(c.head-1) != d.at(head(d, j)-1):
		return copied
	}
	return 0
}

// listed reports whether line i is one of several short lines without text between them.
func listed(d *document, i int) bool {
	for j := max(0, i-1); j <= min(i+2, len(d.lines)-1); j++ {
		if d.lines[j].width > proseWidth {
			return false
		}
	}
	return d.gap(i+1) == 0
}

// cut returns the first n bytes of s.
func cut(s string, n int) string { return s[:min(n, len(s))] }
