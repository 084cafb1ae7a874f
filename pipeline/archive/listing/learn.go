package listing

import "strings"

// Software writes the same line at every post, whatever its language. What stands beside most titles and begins with the
// same words is such a line, even where no word of it is known.
const (
	templateWords = 12 // of a line above a title; one below has half
	leastTemplate = 4  // posts that show it
)

// learn gives a kind to the lines that the signature shows to be templates, and reports whether any line changed.
func (d *document) learn(all []candidate, s signature) bool {
	changed := false
	for _, t := range s.templates {
		for _, m := range t.members {
			c := &all[m]
			i, k := c.head-1, footer
			if strings.HasPrefix(t.name, "<below") {
				i, k = c.line+1, byline
			}
			if d.template(i, k) {
				d.lines[i].kind = k
				changed = true
			}
		}
	}
	return changed
}

// template reports whether line i may be a line of kind k that only its repetition gives away.
func (d *document) template(i int, k kind) bool {
	switch d.kind(i) {
	case plain, table, code, item:
	default:
		return false
	}
	if i < 0 || i >= len(d.lines) || d.lines[i].width > maxMeta || sentence(d.at(i)) {
		return false
	}
	words := len(strings.Fields(d.at(i)))
	at := d.lines[i].date
	return words <= templateWords && (k == footer || at.from < at.to || words <= templateWords/2 && d.gap(i) == 0)
}

// names makes bylines of "by x" where x is no word with a capital, on a page that has more bylines that begin so.
func (d *document) names() {
	var lines []int
	sure := 0
	for i := range d.lines {
		if d.lines[i].width > maxName || !strings.HasPrefix(strings.ToLower(d.at(i)), "by ") || sentence(d.at(i)) {
			continue
		}
		if d.kind(i) == byline {
			sure++
		} else if d.kind(i) == plain && strings.Count(d.at(i), " ") < 3 {
			lines = append(lines, i)
		}
	}
	if sure < leastTemplate || sure < len(lines) {
		return
	}
	for _, i := range lines {
		d.lines[i].kind = byline
	}
}

// trail makes footers of the short lines directly below a footer that the page repeats: "Share this", "Facebook".
func (d *document) trail() {
	counts := map[string]int{}
	for i := range d.lines {
		if d.lines[i].width <= maxName {
			counts[d.at(i)]++
		}
	}
	for i := range d.lines {
		if d.kind(i-1) == footer && d.kind(i) == plain && d.gap(i) == 0 && counts[d.at(i)] >= leastTemplate {
			d.lines[i].kind = footer
		}
	}
}
