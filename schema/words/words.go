// Package words counts the words of a text.
package words

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/words"
)

// Count returns the number of word segments of text, which is valid UTF-8 (UAX #29, tables of Unicode 17.0.0), that hold a
// code point of category L or N. One Han character is one word.
func Count(text string) (n int64) {
	for text != "" {
		end := asciiEnd(text)
		n += countASCII(text[:end])
		text = text[end:]
		end = otherEnd(text)
		n += countAny(text[:end])
		text = text[end:]
	}
	return n
}

// asciiEnd returns the length of the beginning of text that is ASCII, without the word that is not. No segment with a
// letter reaches over a space, so the parts before and after one can be counted alone.
func asciiEnd(text string) int {
	i := 0
	for ; i+8 <= len(text); i += 8 {
		if s := text[i : i+8]; (s[0] | s[1] | s[2] | s[3] | s[4] | s[5] | s[6] | s[7]) >= utf8.RuneSelf {
			break
		}
	}
	for ; i < len(text); i++ {
		if text[i] >= utf8.RuneSelf {
			return strings.LastIndexByte(text[:i], ' ') + 1
		}
	}
	return len(text)
}

// otherEnd returns the length of the beginning of text up to the first word that begins with ASCII.
func otherEnd(text string) int {
	seen := false
	for i := range len(text) {
		seen = seen || text[i] >= utf8.RuneSelf
		if seen && text[i] < utf8.RuneSelf && i > 0 && text[i-1] == ' ' {
			return i
		}
	}
	return len(text)
}

// countAny counts the words of any text.
func countAny(text string) (n int64) {
	for segments := words.FromString(text); segments.Next(); {
		for _, r := range segments.Value() {
			if unicode.In(r, unicode.L, unicode.N) {
				n++
				break
			}
		}
	}
	return n
}

// The Word_Break property of an ASCII character, as far as it counts.
const (
	none      = iota
	midLetter // joins letters
	midNumber // joins digits
	midBoth   // MidNumLet and Single_Quote
	low       // ExtendNumLet: from here on, all that stand together are one segment
	letter
	digit
)

// properties has the Word_Break property of each byte.
var properties = newProperties()

func newProperties() (t [256]uint8) {
	for c := range utf8.RuneSelf {
		switch {
		case 'a' <= c|0x20 && c|0x20 <= 'z':
			t[c] = letter
		case '0' <= c && c <= '9':
			t[c] = digit
		}
	}
	t['_'], t[':'], t[','], t[';'], t['.'], t['\''] = low, midLetter, midNumber, midNumber, midBoth, midBoth
	return t
}

// countASCII counts the words of a text that is ASCII, by rules WB5 to WB13b.
func countASCII(text string) (n int64) {
	for i := 0; i < len(text); {
		if properties[text[i]] < low {
			i++
			continue
		}
		end, word := segment(text, i)
		if word {
			n++
		}
		i = end
	}
	return n
}

// segment returns where the segment of ASCII ends that begins at i, and whether it has a letter or a digit.
func segment(text string, i int) (end int, word bool) {
	last := properties[text[i]]
	for {
		word = word || last > low
		i++
		if i == len(text) {
			return i, word
		}
		next := properties[text[i]]
		if next == none {
			return i, word
		}
		if next < low {
			if !joins(last, next) || i+1 == len(text) || properties[text[i+1]] != last {
				return i, word
			}
			i++
			continue
		}
		last = next
	}
}

// joins reports whether two characters with a property are in one segment where one of the other stands between them.
func joins(p, between uint8) bool {
	return p == letter && (between == midLetter || between == midBoth) ||
		p == digit && (between == midNumber || between == midBoth)
}
