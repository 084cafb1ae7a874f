package segment

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A line is a line of the text without the white space at its ends. Widths are columns: a code point from U+3000 on
// (Han, Kana, Hangul, emoji) takes two, every other one; a tab before the text leads to the next multiple of four.
type line struct {
	start, stop int // bytes of the text
	at, runes   int // code points before start, and from start to stop
	indent      int // columns of white space before start
	cols        int // columns from start to stop
}

func (l line) blank() bool { return l.start == l.stop }

func scan(text string) []line {
	lines := make([]line, 0, strings.Count(text, "\n")+1)
	for from, at := 0, 0; from <= len(text); {
		end := strings.IndexByte(text[from:], '\n')
		if end < 0 {
			end = len(text) - from
		}
		l, runes := scanLine(text[from:from+end], from, at)
		lines = append(lines, l)
		from, at = from+end+1, at+runes+1
	}
	return lines
}

// scanLine measures the line s, which begins at byte from and code point at, and counts its code points.
func scanLine(s string, from, at int) (l line, runes int) {
	if s != "" && isVisible(s[0]) && isVisible(s[len(s)-1]) { // nearly always
		l = line{start: from, stop: from + len(s), at: at, runes: utf8.RuneCountInString(s)}
		l.cols = columns(s, l.runes)
		return l, l.runes
	}
	body := strings.TrimLeftFunc(s, unicode.IsSpace)
	lead := s[:len(s)-len(body)]
	body = strings.TrimRightFunc(body, unicode.IsSpace)
	l.start, l.stop = from+len(lead), from+len(lead)+len(body)
	before := utf8.RuneCountInString(lead)
	l.at, l.runes = at+before, utf8.RuneCountInString(body)
	l.indent, l.cols = indent(lead), columns(body, l.runes)
	return l, before + l.runes + utf8.RuneCountInString(s[len(lead)+len(body):])
}

// isVisible reports whether c is a character of ASCII that is no white space.
func isVisible(c byte) bool { return ' ' < c && c < utf8.RuneSelf }

func indent(lead string) (cols int) {
	for _, r := range lead {
		switch {
		case r == '\t':
			cols += 4 - cols%4
		case r >= 0x3000:
			cols += 2
		default:
			cols++
		}
	}
	return cols
}

// columns counts the lead bytes from 0xE3 on: they begin the code points from U+3000 on.
func columns(s string, runes int) int {
	if len(s) == runes {
		return runes
	}
	for i := 0; i < len(s); i++ {
		if s[i] >= 0xE3 {
			runes++
		}
	}
	return runes
}

// firstWord returns the columns that the first word of s needs. Han and Kana break anywhere; other scripts without spaces
// may, after no more than twenty columns.
func firstWord(s string) int {
	n := strings.IndexAny(s, " \t")
	if n < 0 {
		n = len(s)
	}
	switch {
	case s[0] >= 0xE3:
		return 2
	case s[0] >= 0x80:
		return min(n, 20)
	}
	return n
}

const (
	closers = "\"'”’»›)]}*_`）」』】〉》"
	openers = "\"'“‘«‹([{*_`（「『【〈《¿¡"
)

// The ends that a line may have.
type ending uint8

const (
	open     ending = iota // a word
	pause                  // a comma, a semicolon, a dash
	colon                  //
	question               // a question mark or an exclamation mark
	stop                   // another end of a sentence, in any script
)

// endOf looks at the last character of s before closing quotes and brackets.
func endOf(s string) ending {
	if c := s[len(s)-1]; c|0x20 >= 'a' && c|0x20 <= 'z' {
		return open
	}
	s = strings.TrimRight(s, closers)
	r, _ := utf8.DecodeLastRuneInString(s)
	switch r {
	case '?', '!', '？', '！', '؟', '⁉', '‽':
		return question
	case '.', '…', '。':
		return stop
	case ':', '：':
		return colon
	case ',', ';', '，', '、', '；', '،', '؛', '–', '—':
		return pause
	}
	if r >= utf8.RuneSelf && unicode.Is(unicode.Sentence_Terminal, r) {
		return stop
	}
	return open
}

// firstRune returns the first character of s after opening quotes and brackets.
func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(opened(s))
	return r
}

// opened returns s without opening quotes and brackets before it.
func opened(s string) string {
	if s != "" && (isLetter(s[0]) || isDigit(s[0])) {
		return s // nearly always
	}
	return strings.TrimLeft(s, openers)
}
