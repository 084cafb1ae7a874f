package verify

import (
	"math/bits"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"corpuspack/schema"
	"corpuspack/schema/words"
)

// point is a place in a text.
type point struct {
	code int64 // code points before it
	byte int
}

// on returns the point that lies n code points behind p, or at the end of the text.
func (p point) on(text string, n int64) point {
	for ; n > 0 && p.byte < len(text); n-- {
		_, size := utf8.DecodeRuneInString(text[p.byte:])
		p.code, p.byte = p.code+1, p.byte+size
	}
	return p
}

// span is the place of a segment in a text.
type span struct{ start, stop point }

// checkSegments takes the segments of a document from rows. Where the tables are whole it checks that they are parts of the
// text in order, and leave out white space only. Windows may overlap.
func (c *checker) checkSegments(p place, d *schema.Document, rows *stream, whole bool) {
	var before span
	for i := 0; rows.ok && rows.row[1].Str == d.ID; i++ {
		if whole {
			s := schema.SegmentOf(rows.row)
			if whole = c.follows(&s, rows.row[0].Str, d.ID, i, before); whole {
				before = c.place(rows.at, d, &s, before)
				c.checkSegment(rows.at, d, &s)
			} else {
				c.row(rows.at, "id, index, start or stop does not follow the segment before it")
			}
		}
		rows.next()
	}
	if whole && !isSpace(d.Text[before.stop.byte:]) {
		c.row(p, "its text from code point %d on is in no segment", before.stop.code)
	}
}

// follows reports whether s, the i-th segment of a document, may stand behind the one before.
func (c *checker) follows(s *schema.Segment, id, document string, i int, before span) bool {
	least := before.stop.code
	if c.plan.Recipe.Segment.Unit == "window" {
		least = before.start.code
	}
	return s.Start >= least && s.Stop > s.Start && s.Stop >= before.stop.code && s.Index == i && isSegmentID(id, document, i)
}

// isSegmentID reports whether id is that of the document, a hyphen and the index in five digits or more.
func isSegmentID(id, document string, index int) bool {
	digits, ok := strings.CutPrefix(id, document)
	if !ok || len(digits) < len("-00000") || len(digits) > len("-00000") && digits[1] == '0' {
		return false
	}
	for i := len(digits) - 1; i > 0; i-- {
		if digits[i] != byte('0'+index%10) {
			return false
		}
		index /= 10
	}
	return digits[0] == '-' && index == 0
}

// place checks the text of s, and returns its place. A text that stands where it should is not walked through.
func (c *checker) place(p place, d *schema.Document, s *schema.Segment, before span) span {
	near := before.start
	if s.Start >= before.stop.code {
		near = before.stop
	}
	start := near.on(d.Text, s.Start-near.code)
	if start.byte > before.stop.byte && !isSpace(d.Text[before.stop.byte:start.byte]) {
		c.row(p, "the text before it is in no segment")
	}
	stop := point{s.Stop, start.byte + len(s.Text)}
	same := strings.HasPrefix(d.Text[start.byte:], s.Text) && codePoints(s.Text) == s.Stop-s.Start
	if !same {
		stop = start.on(d.Text, s.Stop-start.code)
	}
	if !same || strings.HasPrefix(s.Text, "\n") || strings.HasSuffix(s.Text, "\n") {
		c.row(p, "its text is not text[%d:%d] of document %s", s.Start, s.Stop, d.ID)
	}
	return span{start, stop}
}

// codePoints returns the number of code points of s, which is valid UTF-8: of the bytes that continue none. In eight at a
// time, those have their first bit set and their second not.
func codePoints(s string) int64 {
	n := 0
	for ; len(s) >= 8; s = s[8:] {
		eight := uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
			uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
		n += 8 - bits.OnesCount64(eight&^(eight<<1)&0x8080808080808080)
	}
	for i := range len(s) {
		if utf8.RuneStart(s[i]) {
			n++
		}
	}
	return int64(n)
}

func isSpace(s string) bool { return strings.TrimFunc(s, unicode.IsSpace) == "" }

// checkSegment checks the values of a segment that follow from its text and its document.
func (c *checker) checkSegment(p place, d *schema.Document, s *schema.Segment) {
	if s.Split != d.Split || s.Words != words.Count(s.Text) || !slices.Contains(schema.Kinds, s.Kind) {
		c.row(p, "its split, its words or its kind is wrong")
	}
	if !sameCount(s.Tokens, c.plan.CountTokens(s.Text)) {
		c.row(p, "its tokens are not those of its text")
	}
	if slices.ContainsFunc(s.Headings, func(h string) bool { return h == "" || h != strings.TrimSpace(h) }) {
		c.row(p, "a heading is empty, or has white space at an end")
	}
}

func sameCount(a, b *int64) bool { return a == nil && b == nil || a != nil && b != nil && *a == *b }
