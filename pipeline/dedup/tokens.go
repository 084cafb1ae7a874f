package dedup

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/rangetable"
)

// separator stands between tokens. No token holds it.
const separator = ' '

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

// tokens is the tokens of a text.
type tokens struct {
	joined []byte // each token with a separator after it
	starts []int  // where each token begins in joined; and, at last, the length of joined
}

// tokensOf cuts text, in simple lower case, into tokens. Text is valid UTF-8.
func tokensOf(text string) tokens {
	t := tokens{joined: make([]byte, 0, len(text)+len(text)/8+1), starts: make([]int, 0, len(text)/6+2)}
	last := gap // the class of the open token: part, whole, or gap where none is open
	for _, r := range text {
		r = lower(r)
		c := classes[r]
		switch {
		case c == gap, c == mark && last == gap:
			last = gap
			continue
		case c == whole, c == part && last != part:
			t.end()
			t.starts = append(t.starts, len(t.joined))
			last = c
		}
		t.joined = utf8.AppendRune(t.joined, r)
	}
	t.end()
	t.starts = append(t.starts, len(t.joined))
	return t
}

// end writes the separator after the last token, if there is one.
func (t *tokens) end() {
	if len(t.joined) > 0 {
		t.joined = append(t.joined, separator)
	}
}

// run returns the n tokens from the i-th on, with a separator between them.
func (t *tokens) run(i, n int) []byte { return t.joined[t.starts[i] : t.starts[i+n]-1] }

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
