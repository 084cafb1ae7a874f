package dedup

import (
	"unicode"
	"unicode/utf8"

	"github.com/zeebo/xxh3"
	"golang.org/x/text/unicode/rangetable"
)

// class is what a code point does to the tokens around it.
type class uint8

const (
	gap   class = iota // ends a token
	part               // L, N or _: begins or continues a token
	mark               // M: continues a token, and begins none
	whole              // L or N of a script without spaces: begins a token, which only marks continue
)

var unspaced = rangetable.Merge(
	unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)

// classes has the class of every code point.
var classes = newClasses()

func newClasses() *[unicode.MaxRune + 1]class {
	t := new([unicode.MaxRune + 1]class)
	rangetable.Visit(rangetable.Merge(unicode.L, unicode.N), func(r rune) { t[r] = part })
	rangetable.Visit(unspaced, func(r rune) {
		if t[r] == part {
			t[r] = whole
		}
	})
	rangetable.Visit(unicode.M, func(r rune) { t[r] = mark })
	t['_'] = part
	return t
}

// What a byte is in a token of ASCII.
const (
	asciiGap   = 0
	asciiPart  = 1
	asciiUpper = 2
	beyond     = 4 // it begins or continues another code point
)

// ascii has for every byte what it is.
var ascii = newASCII()

func newASCII() *[256]uint8 {
	t := new([256]uint8)
	for b := range t {
		switch {
		case b >= utf8.RuneSelf:
			t[b] = beyond
		case 'A' <= b && b <= 'Z':
			t[b] = asciiUpper
		case classes[b] == part:
			t[b] = asciiPart
		}
	}
	return t
}

// scanner cuts a text, in simple lower case, into tokens. What is no UTF-8 is a gap.
type scanner struct {
	text  string
	start int    // byte of the text at which the token begins
	at    int    // byte behind it
	plain bool   // the token stands in the text as it is
	lower []byte // else it is here
}

// next goes to the next token, and reports whether there is one.
func (s *scanner) next() bool {
	at := s.at
	for at < len(s.text) && ascii[s.text[at]] == asciiGap {
		at++
	}
	s.start = at
	kinds := uint8(0)
	for at < len(s.text) && kinds < beyond && ascii[s.text[at]] != asciiGap {
		kinds |= ascii[s.text[at]]
		at++
	}
	s.at, s.plain = at, kinds == asciiPart
	switch {
	case kinds&beyond != 0:
		return s.nextRunes()
	case kinds&asciiUpper != 0:
		s.lowerASCII()
	}
	return kinds != 0
}

func (s *scanner) lowerASCII() {
	s.lower = append(s.lower[:0], s.text[s.start:s.at]...)
	for i, c := range s.lower {
		if 'A' <= c && c <= 'Z' {
			s.lower[i] = c + 'a' - 'A'
		}
	}
}

// nextRunes goes to the next token from s.start on, code point by code point.
func (s *scanner) nextRunes() bool {
	s.lower = s.lower[:0]
	last := gap // the class of the open token: part, whole, or gap where none is open
	for s.at = s.start; s.at < len(s.text); {
		r, n := utf8.DecodeRuneInString(s.text[s.at:])
		r = lower(r)
		c := classes[r]
		switch {
		case last == gap && (c == gap || c == mark):
			s.at += n
			s.start = s.at
			continue
		case last != gap && (c == gap || c == whole || c == part && last == whole):
			return true
		case last == gap:
			last = c
		}
		s.lower = utf8.AppendRune(s.lower, r)
		s.at += n
	}
	return last != gap
}

// token returns the token in lower case.
func (s *scanner) token() string {
	if s.plain {
		return s.text[s.start:s.at]
	}
	return string(s.lower)
}

// hash returns the hash of the token.
func (s *scanner) hash() xxh3.Uint128 {
	if s.plain {
		return xxh3.HashString128(s.text[s.start:s.at])
	}
	return xxh3.Hash128(s.lower)
}

// lower returns the simple lower case of r.
func lower(r rune) rune {
	if r < utf8.RuneSelf {
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		return r
	}
	return unicode.ToLower(r)
}

// Token is a token of a text and the bytes of the text that it stands in.
type Token struct {
	Text       string // in simple lower case
	Start, End int
}

// Tokens returns the tokens of text (schema/FORMAT.md, section 6), in order.
func Tokens(text string) []Token {
	var list []Token
	s := scanner{text: text}
	for s.next() {
		list = append(list, Token{s.token(), s.start, s.at})
	}
	return list
}
