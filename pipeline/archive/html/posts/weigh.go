package posts

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Weights of a title by itself, in hundredths of a point.
const (
	goodLength, longTitle, tooLong, tooShort = 80, -50, -150, -60
	goodWords, otherWords                    = 50, -50
	endsStop, endsColon, endsComma           = -180, -250, -250
	startsLower, startsQuote, startsTalk     = -120, -40, -60
	isHeading, isBold, isTitleClass, isLink  = 150, 70, 80, 60
	isRunIn, isCaption                       = -60, -300
	isGeneric, isRemark                      = -250, -300
	isSubtitle, isOther, isByline            = -100, -150, -80
)

// weigh scores c by its words and its type.
func (d *document) weigh(c *candidate, l *line) int {
	s := c.title
	if c.bare != "" {
		s = c.bare
	}
	n, count := utf8.RuneCountInString(s), len(strings.Fields(s))
	if ideographic(s) {
		n, count = 3*n, max(3, n)
	}
	score := pick(n < 8, tooShort) + pick(n >= 8 && n <= 90, goodLength) + pick(n > 110, longTitle) + pick(n > 150, tooLong)
	if count >= 2 && count <= 16 {
		score += goodWords
	} else {
		score += otherWords
	}
	r, _ := utf8.DecodeRuneInString(s)
	score += pick(unicode.IsLower(r), startsLower) + pick(strings.ContainsRune(`"'“‘([«`, r), startsQuote) + pick(startsTalking.MatchString(s), startsTalk)
	switch {
	case strings.HasSuffix(s, ":") || strings.HasSuffix(s, "："):
		score += endsColon
	case strings.HasSuffix(s, ",") || strings.HasSuffix(s, ";"):
		score += endsComma
	case sentence(s) && c.manner != runIn:
		score += endsStop
	}
	h := level(d.nodes[l.block].atom)
	score += pick(h > 0, isHeading-20*h) + pick(c.cues&bold > 0 && h == 0, isBold) + pick(c.cues&titleClass > 0, isTitleClass) + pick(c.cues&linked > 0, isLink)
	score += pick(c.manner == runIn, isRunIn) + pick(l.caption, isCaption) + pick(generic.MatchString(s), isGeneric)
	if above := c.line - 1; above >= 0 && h > 0 {
		up := level(d.nodes[d.lines[above].block].atom)
		score += pick(up > 0 && up < h, isSubtitle)
	}
	if a := d.linkOf(c.part, l); a > 0 {
		score += pick(otherPages.MatchString(d.nodes[a].get("href")), isOther)
	}
	score += pick(saysHead.MatchString(s), isRemark) + pick(l.kind == foot, isRemark) + pick(l.kind == byline, isByline)
	return score
}

// ideographic reports whether s is written without spaces between words.
func ideographic(s string) bool {
	for _, r := range s {
		if unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai) {
			return true
		}
	}
	return false
}
