// Package words counts the words of a text.
package words

import (
	"math/bits"
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
		n += countOther(text[:end])
		text = text[end:]
	}
	return n
}

// asciiEnd returns the length of the beginning of text that is ASCII, without the word that is not. No segment with a
// letter reaches over a space, so the parts before and after one can be counted alone.
func asciiEnd(text string) int {
	i := 0
	for i+8 <= len(text) && eight(text[i:])&(0x80*each) == 0 {
		i += 8
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
		if strings.ContainsFunc(segments.Value(), isOfWord) {
			n++
		}
	}
	return n
}

func isOfWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }

// countOther counts the words of a text that is not ASCII: by the rules of countASCII where all its characters have their
// like in ASCII.
func countOther(text string) (n int64) {
	var before int64
	var left, last uint8 // properties of the two characters before
	for _, r := range text {
		p := propertyOf(r)
		if p == unknown {
			return countAny(text)
		}
		if joinsAll(left, last, p) {
			before = 1
		}
		if p != low {
			now := int64(p >> 2)
			n += now &^ before
			before = now
		}
		left, last = last, p
	}
	return n
}

// The Word_Break property of a character, as far as it counts.
const (
	none      = iota
	midLetter // joins letters
	midNumber // joins digits
	midBoth   // MidNumLet and Single_Quote
	letter    // bit 2 says that it is of a word
	digit
	low     = 8  // ExtendNumLet
	unknown = 16 // any other, that ASCII lacks
)

// propertyOf returns the property of what is frequent in the scripts of Europe: of the letters up to the Cyrillic ones, which
// are ALetter, and of quotation marks and dashes.
func propertyOf(r rune) uint8 {
	switch {
	case r < utf8.RuneSelf:
		return properties[r]
	case r >= 'À' && r <= 'ԯ' && unicode.IsLetter(r):
		return letter
	case r == '‘' || r == '’':
		return midBoth
	case r >= '‐' && r <= '‗' || r >= '“' && r <= '‟' || r == '«' || r == '»' || r == '\u00a0' || r == '§' || r == '°':
		return none
	}
	return unknown
}

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

// countASCII counts the words of a text that is ASCII, by rules WB5 to WB13b: the runs of letters and digits, without
// those that go on with the word before. What stands on both sides of a low line is one word. Where there is none, eight
// characters are counted at a time.
func countASCII(text string) (n int64) {
	before, i := int64(0), 0 // before is 1 where a word has come up to here
	for ; i+8 <= len(text); i += 8 {
		s := eight(text[i:])
		word, joining := classes(s)
		if joining != 0 {
			if i == 0 || i+9 > len(text) || within(s, '_', '_') != 0 {
				n, before = countSlowly(text, i, i+8, n, before)
				continue
			}
			word |= joined(eight(text[i-1:]), s, eight(text[i+1:]))
		}
		n += int64(bits.OnesCount64(word &^ (word<<8 | uint64(before)<<7)))
		before = int64(word >> 63)
	}
	n, _ = countSlowly(text, i, len(text), n, before)
	return n
}

// joined has the highest bits of the characters of s that join those on their left and right.
func joined(left, s, right uint64) uint64 {
	mid := within(s, '\'', '\'') | within(s, '.', '.')
	letters := within(left|0x20*each, 'a', 'z') & within(right|0x20*each, 'a', 'z')
	digits := within(left, '0', '9') & within(right, '0', '9')
	return letters&(mid|within(s, ':', ':')) | digits&(mid|within(s, ',', ',')|within(s, ';', ';'))
}

// countSlowly goes over text[i:end], before which n words have been counted.
func countSlowly(text string, i, end int, n, before int64) (int64, int64) {
	for ; i < end; i++ {
		p := properties[text[i]]
		if p == low {
			continue
		}
		now := int64(p >> 2)
		n += now &^ before
		before = now
		if joins(text, i) {
			before = 1
		}
	}
	return n, before
}

// each has a 1 in each byte.
const each = 0x0101010101010101

// eight returns the first eight bytes of s, the first one lowest.
func eight(s string) uint64 {
	s = s[:8]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// classes has the highest bits of the letters and digits among eight characters, and of those that may join what stands
// around them: low lines, and others before a letter or a digit or at the end.
func classes(s uint64) (word, joining uint64) {
	word = within(s|0x20*each, 'a', 'z') | within(s, '0', '9')
	joining = within(s, '\'', '\'') | within(s, ',', '.') | within(s, ':', ';')
	return word, joining&(word>>8|0x80<<56) | within(s, '_', '_')
}

// within has the highest bits of the bytes of s from first to last. All are ASCII.
func within(s, first, last uint64) uint64 {
	return (s + (0x80-first)*each) &^ (s + (0x7f-last)*each) & (0x80 * each)
}

// joins reports whether the character at i, which is one of the three that join, does join those around it.
func joins(text string, i int) bool {
	if i == 0 || i+1 == len(text) {
		return false
	}
	return joinsAll(properties[text[i-1]], properties[text[i]], properties[text[i+1]])
}

// joinsAll reports whether a character of the property between joins those on its left and right to one word.
func joinsAll(left, between, right uint8) bool {
	return between != none && between < letter && left == right &&
		(left == letter && between != midNumber || left == digit && between != midLetter)
}
