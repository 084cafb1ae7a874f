// Package sentence cuts text into sentences.
//
// The rule that matters: sentences cover all of the text but white space, in order. Boundaries are those of UAX #29,
// section 5; the rules of this package take some of them back (behind an abbreviation, an initial, a list number, inside
// an ellipsis) and add a few (before the items of a list on one line). The lists are English; what they do not know is
// cut as UAX #29 has it.
package sentence

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/sentences"
)

// Span is a range of bytes of a text.
type Span struct{ Start, End int }

// Cut returns the sentences of text, without the white space around them. A line end alone ends no sentence, but where a
// paragraph is a list of short lines; an empty line always does.
func Cut(text string) []Span {
	var spans []Span
	at := 0
	for at < len(text) {
		end := paragraphEnd(text, at)
		if p := text[at:end]; isList(p) {
			spans = cutLines(spans, p, at)
		} else {
			spans = cut(spans, unwrap(p), at)
		}
		at = end
	}
	return spans
}

// paragraphEnd returns where the paragraph that begins at byte at ends: behind the line ends of an empty line.
func paragraphEnd(text string, at int) int {
	for i := at; ; {
		n := strings.IndexByte(text[i:], '\n')
		if n < 0 {
			return len(text)
		}
		i += n + 1
		rest := strings.TrimLeftFunc(text[i:], func(r rune) bool { return r != '\n' && unicode.IsSpace(r) })
		if strings.HasPrefix(rest, "\n") {
			return len(text) - len(rest) + 1
		}
	}
}

// listWidth is the number of bytes that a line of a list of short lines has at most; a longer one is wrapped text.
const listWidth = 60

// isList reports whether the lines of a paragraph are short and none of them ends a sentence.
func isList(p string) bool {
	lines := 0
	for line := range strings.SplitSeq(strings.TrimSpace(p), "\n") {
		line = strings.TrimSpace(line)
		last, _ := utf8.DecodeLastRuneInString(line)
		if len(line) > listWidth || isTerminator(last) {
			return false
		}
		lines++
	}
	return lines > 1
}

func cutLines(spans []Span, p string, at int) []Span {
	for line := range strings.SplitSeq(p, "\n") {
		spans = cut(spans, line, at)
		at += len(line) + 1
	}
	return spans
}

// unwrap puts a space in the place of each line end, which UAX #29 takes for the end of a sentence.
func unwrap(p string) string { return strings.ReplaceAll(p, "\n", " ") }

// cut appends the sentences of a paragraph that begins at byte at of the text.
func cut(spans []Span, p string, at int) []Span {
	start, end := 0, 0
	markers := listMarkers(p)
	add := func(to int) {
		spans = appendTrimmed(spans, p, start, to, at)
		start = to
	}
	for end < len(p) {
		end = boundary(p, end)
		for len(markers) > 0 && markers[0] < end {
			add(markers[0])
			markers = markers[1:]
		}
		if end == len(p) || ends(p, start, end) {
			add(end)
		}
	}
	return spans
}

// boundary returns where UAX #29 ends the sentence that begins at byte i of p. Nothing ends one before its first
// terminator, and no rule looks back from there over more than one of the characters that inside knows.
func boundary(p string, i int) int {
	k := i
	for {
		for k < len(p) && inside[p[k]] {
			k++
		}
		if ends, sure := plainStop(p[k:]); ends {
			return k + 2
		} else if !sure {
			break
		}
		k++
	}
	for back := true; k > i && back; back = !utf8.RuneStart(p[k]) {
		k--
	}
	if s := sentences.FromString(p[k:]); s.Next() {
		k += len(s.Value())
	}
	return k
}

// plainStop reports whether the terminator that s begins with ends a sentence, behind the space that follows, and whether
// that is sure without the library: one does before a space and a capital letter (SB11), and a full stop does not before
// a digit (SB6) or a small letter (SB8).
func plainStop(s string) (ends, sure bool) {
	if len(s) < 3 || s[0] >= utf8.RuneSelf || s[0] < ' ' {
		return false, false
	}
	if next := s[2]; s[1] == ' ' && 'A' <= next && next <= 'Z' {
		return true, true
	}
	next := s[1]
	if next == ' ' {
		return false, s[0] == '.' && 'a' <= s[2] && s[2] <= 'z'
	}
	return false, s[0] == '.' && ('a' <= next && next <= 'z' || '0' <= next && next <= '9')
}

// inside says which bytes are of characters that end no sentence: those of ASCII, and the letters up to U+027F.
var inside = newInside()

func newInside() (t [256]bool) {
	for c := range t {
		t[c] = c < 0xC0 && strings.IndexByte(".!?\r\n", byte(c)) < 0 || 0xC3 <= c && c <= 0xC9
	}
	return t
}

func appendTrimmed(spans []Span, p string, start, end, at int) []Span {
	s := p[start:end]
	start += len(s) - len(strings.TrimLeftFunc(s, unicode.IsSpace))
	if s = strings.TrimSpace(s); s == "" {
		return spans
	}
	return append(spans, Span{at + start, at + start + len(s)})
}

// isTerminator reports whether r ends a sentence (Sentence_Terminal, as far as it is in use), or is a closing quotation
// mark or bracket, which may stand behind such a one.
func isTerminator(r rune) bool {
	return unicode.Is(unicode.Sentence_Terminal, r) || r == '…' || r == '"' || r == ')' || r == '”' || r == '’' || r == ':'
}
