package passages

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"corpuspack/pipeline/dedup"

	"github.com/clipperhouse/uax29/v2/graphemes"
)

// Cut returns the text without runs of its tokens, which are in order and apart from each other. With a run go
//
//   - all that stands between its tokens;
//   - before it, what touches its first token, back to white space, as a bracket or a quotation mark; where nothing but what
//     touches it parts it from the token before, only opening brackets and quotation marks; and if the run takes a line from
//     its first token to its last, all of the line, with its bullet or its marks of a heading;
//   - behind it, what stands on the line before the next token, but for what touches that one; where nothing but that parts the
//     two, but for opening brackets and quotation marks.
//
// What is left on both sides is kept apart by the strongest of what stood between: an empty line, a line end, a space, or
// nothing, but never so that two tokens become one. A cut that would begin or end within a character as people see one (an
// extended grapheme cluster: UAX #29, section 3) leaves that character whole.
func Cut(text string, runs []Run) string {
	c := cutter{text: text, tokens: dedup.Tokens(text), clusters: graphemes.FromString(text)}
	var b strings.Builder
	at := 0 // byte up to which the text is written or cut
	for _, r := range runs {
		start, end := c.borders(r)
		if start = c.up(start); start < c.down(end) {
			at = c.write(&b, at, start, c.down(end))
		}
	}
	b.WriteString(text[at:])
	return b.String()
}

// cutter cuts one text, from its begin to its end.
type cutter struct {
	text     string
	tokens   []dedup.Token
	clusters *graphemes.Iterator[string]
}

// borders returns where the cut for a run begins and ends.
func (c *cutter) borders(r Run) (start, end int) {
	first, last := c.tokens[r.From].Start, c.tokens[r.To-1].End
	before, after := c.text[:first], c.text[last:]
	if r.From > 0 {
		before = before[c.tokens[r.From-1].End:]
	}
	if r.To < len(c.tokens) {
		after = c.text[last:c.tokens[r.To].Start]
	}
	line := strings.LastIndexByte(before, '\n')
	begins := r.From == 0 || line >= 0
	start = first - len(touching(before, begins))
	if begins && c.takesLine(r) {
		start = first - len(before) + line + 1
	}
	switch stop := strings.IndexByte(after, '\n'); {
	case stop >= 0:
		end = last + stop
	case r.To == len(c.tokens):
		end = len(c.text)
	default:
		end = last + len(after) - len(touching(after, false))
	}
	return start, end
}

// takesLine reports whether no token stays between the first one of a run and the end of its line.
func (c *cutter) takesLine(r Run) bool {
	if r.To == len(c.tokens) {
		return true
	}
	return strings.Contains(c.text[c.tokens[r.From].Start:c.tokens[r.To].Start], "\n")
}

// touching returns the end of a gap between two tokens that belongs to the one behind it: what is not parted from that by
// white space, or, where there is none in the gap and it does not begin a text, opening brackets and quotation marks.
func touching(gap string, begins bool) string {
	parted := strings.LastIndexFunc(gap, unicode.IsSpace)
	if parted < 0 && !begins {
		return gap[len(strings.TrimRightFunc(gap, opens)):]
	}
	return strings.TrimLeftFunc(gap[max(parted, 0):], unicode.IsSpace)
}

func opens(r rune) bool { return unicode.In(r, unicode.Ps, unicode.Pi) }

// up returns the first border of a character from a place on. Places are asked for in order.
func (c *cutter) up(place int) int {
	if c.starts(place) {
		return place
	}
	return c.clusters.End()
}

// down returns the last border of a character up to a place.
func (c *cutter) down(place int) int {
	if c.starts(place) {
		return place
	}
	return c.clusters.Start()
}

// starts reports whether a character begins at a place, and goes to the character that the place is in.
func (c *cutter) starts(place int) bool {
	for c.clusters.End() <= place && c.clusters.Next() {
	}
	return place == len(c.text) || place == c.clusters.Start()
}

// write writes the text from a place up to a cut, and what is put between that and the rest. It returns where the rest begins.
func (c *cutter) write(b *strings.Builder, at, start, end int) int {
	left := strings.TrimRightFunc(c.text[:start], unicode.IsSpace)
	right := strings.TrimLeftFunc(c.text[end:], unicode.IsSpace)
	right = c.text[c.down(len(c.text)-len(right)):] // a space with an accent on it is none
	gap := c.text[len(left) : len(c.text)-len(right)]
	if line := strings.LastIndexByte(c.text[end:len(c.text)-len(right)], '\n'); line >= 0 {
		right = c.text[end+line+1:] // with its indentation
	}
	b.WriteString(left[at:])
	if left != "" && right != "" {
		b.WriteString(c.between(left, right, gap))
	}
	return len(c.text) - len(right)
}

// between returns what keeps apart what a gap has parted.
func (c *cutter) between(left, right, gap string) string {
	switch {
	case strings.Contains(gap, "\n\n"):
		return "\n\n"
	case strings.Contains(gap, "\n"):
		return "\n"
	case strings.ContainsFunc(gap, unicode.IsSpace) || c.join(left, right):
		return " "
	}
	return ""
}

// join reports whether the last token of left would go on in right.
func (c *cutter) join(left, right string) bool {
	i, found := slices.BinarySearchFunc(c.tokens, len(left), func(t dedup.Token, end int) int { return cmp.Compare(t.End, end) })
	if !found {
		return false
	}
	_, n := utf8.DecodeRuneInString(right)
	last := left[c.tokens[i].Start:]
	return dedup.Tokens(last + right[:n])[0].End > len(last)
}
