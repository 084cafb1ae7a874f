package listing

import "strings"

// Weights of the text around a title, in hundredths of a point.
const (
	noteBelow                                      = 120
	proseBelow, noProse                            = 60, -120
	codeBelow                                      = -100
	footerAbove, signoffAbove, closingAbove        = 160, 140, 80
	openAbove                                      = -200 // the line above ends in a colon or a comma
	inNavigation, copied, recurring, recurringMost = 300, 200, -150, -300
)

// openingText and closingText are the bytes below and above a title in which a post opens, and the one before closes.
const openingText, closingText = 220, 160

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
	weight := opens(cut(d.text[d.lines[body].start:], openingText))
	c.proof.opening = weight > 0
	return score + weight
}

// above scores the text that comes before.
func above(d *document, f *facts, c *candidate) int {
	if c.head == 0 {
		return 0
	}
	s := d.at(c.head - 1)
	last := s[max(0, len(s)-closingText):]
	switch k := d.kind(c.head - 1); {
	case k == footer || k == footnote || k == furniture:
		return footerAbove
	case k == signoff || k == byline:
		return signoffAbove
	case strings.HasSuffix(last, ":") || strings.HasSuffix(last, ","):
		return openAbove
	case strings.HasSuffix(last, "!") || closings.in(spoken(last)):
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
