package pii

// group is a run of digits text[start:end]; gap is where the group before it ended.
type group struct{ gap, start, end int }

func (g group) len() int { return g.end - g.start }

// maxGap is how many bytes may stand between two groups of one number: " - (" is the longest form.
const maxGap = 4

// maxGroups bounds the groups of a number; +33 (0)1 23 45 67 89 has seven.
const maxGroups = 8

// numbers finds cards and phone numbers among groups of digits that only spaces, hyphens, dots, slashes and parentheses
// part.
func (m *Masker) numbers(text string) (spans []span) {
	s := series{text: text, cards: m.asked[card], phones: m.asked[phone]}
	for at := 0; s.next(at); {
		s.scan(0, 0, len(s.groups))
		at = s.groups[len(s.groups)-1].end
		if n := len(s.spans); n > 0 {
			at = max(at, s.spans[n-1].end) // an extension stands after the groups
			spans = append(spans, s.spans...)
		}
	}
	return spans
}

// series is one run of groups, and what was found in it.
type series struct {
	text          string
	groups        []group
	spans         []span
	cards, phones bool
}

// next reads the groups of the next series at or after at that has the digits of a number, and reports whether there is
// one.
func (s *series) next(at int) bool {
	for at < len(s.text) {
		s.groups, s.spans = s.groups[:0], s.spans[:0]
		digits, gap := 0, at
		for i := at; i < len(s.text); i++ {
			if !isDigit(s.text[i]) {
				if len(s.groups) > 0 && (i-gap >= maxGap || !isGap(s.text[i])) {
					break
				}
				continue
			}
			g := group{gap: gap, start: i, end: i + run(s.text[i:], isDigit)}
			s.groups, digits, gap = append(s.groups, g), digits+g.len(), g.end
			i = g.end - 1
		}
		if digits >= 7 {
			return true
		}
		if len(s.groups) == 0 {
			return false
		}
		at = gap
	}
	return false
}

// isGap reports whether c may stand between two groups; the last four are the bytes of U+00A0 and U+202F.
func isGap(c byte) bool {
	switch c {
	case ' ', '-', '.', '/', '(', ')', '+', 0xC2, 0xA0, 0xE2, 0x80, 0xAF:
		return true
	}
	return false
}

// scan looks for numbers that begin in groups[from:hi], as if groups[lo:hi] were all there is. What it has not masked, it
// would not mask in a second run either: a find cuts the groups in two, so those before it that may have been spoilt by
// what came after them are looked at again.
func (s *series) scan(lo, from, hi int) {
	for i := from; i < hi; i++ {
		found, n := s.at(lo, i, hi)
		if n == 0 {
			continue
		}
		s.scan(lo, max(lo, i-maxGroups-1), i)
		s.spans = append(s.spans, found)
		lo, i = i+n, i+n-1
	}
}

// at returns the number that begins at group i, and how many groups it has, 0 where there is none.
func (s *series) at(lo, i, hi int) (span, int) {
	w := s.groups[i:min(hi, i+maxGroups+1)]
	before := ""
	if i > lo {
		before = s.gapBefore(s.groups[i])
	}
	if wordBefore(s.text, w[0].start) {
		return span{}, 0
	}
	if s.cards {
		if n := s.card(before, w); n > 0 {
			return span{w[0].start, w[n-1].end, card}, n
		}
	}
	if s.phones {
		return s.phone(before, w)
	}
	return span{}, 0
}

func (s *series) gapBefore(g group) string { return s.text[g.gap:g.start] }

func (s *series) digits(g group) string { return s.text[g.start:g.end] }
