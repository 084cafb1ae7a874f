package clean

import (
	"math/bits"
	"unicode"
	"unicode/utf8"
)

// survey is what one look at a text tells of the rules, so that a text that is clean is looked at once.
type survey struct {
	stray bool // rules 1 to 4 change it
	loose bool // rule 6 changes it, if they do not
	ascii bool // rule 5 leaves it as it is
}

const (
	each = 0x0101010101010101 // times a byte: a word of it
	tops = 0x80 * each
)

// word returns the eight bytes of s from i on.
func word(s string, i int) uint64 {
	_ = s[i+7]
	return uint64(s[i]) | uint64(s[i+1])<<8 | uint64(s[i+2])<<16 | uint64(s[i+3])<<24 |
		uint64(s[i+4])<<32 | uint64(s[i+5])<<40 | uint64(s[i+6])<<48 | uint64(s[i+7])<<56
}

// notable returns the first byte from i on that is a control character or not ASCII, or the length of s. Eight bytes are
// looked at together: the lowest for which a subtraction borrows is a control character.
func notable(s string, i int) int {
	for ; i+8 <= len(s); i += 8 {
		w := word(s, i)
		if found := ((w - ' '*each) | (w ^ 0x7F*each - each) | w) & tops; found != 0 {
			return i + bits.TrailingZeros64(found)/8
		}
	}
	for i < len(s) && s[i] >= ' ' && s[i] < 0x7F {
		i++
	}
	return i
}

// look surveys s, up to the first stray.
func look(s string) survey {
	v := survey{ascii: true}
	line := 0     // where the line begins
	empty := true // the line before it is: as if one stood before the text, for none may begin it
	for i := notable(s, 0); i < len(s); i = notable(s, i) {
		switch c := s[i]; {
		case c == '\n':
			v.loose = v.loose || empty && i == line || endsInSpace(s[line:i])
			empty, line = i == line, i+1
			i++
		case c == '\t':
			i++
		case c < utf8.RuneSelf:
			v.stray = true
			return v
		default:
			v.ascii = false
			if i, v.stray = foreign(s, i); v.stray {
				return v
			}
		}
	}
	v.loose = v.loose || line == len(s) || endsInSpace(s[line:])
	return v
}

// foreign returns the first byte from i on that is ASCII, or reports a stray before it.
func foreign(s string, i int) (int, bool) {
	for i < len(s) && s[i] >= utf8.RuneSelf {
		if c := s[i]; !stray[c] {
			i += 2 + int(c>>5&1) // stray has all that begin four bytes
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if fate(r) != r || r>>7 == 0xE0000>>7 {
			return i, true
		}
		i += size
	}
	return i, false
}

// endsInSpace reports whether line ends in white space.
func endsInSpace(line string) bool {
	if line == "" {
		return false
	}
	if c := line[len(line)-1]; c < utf8.RuneSelf {
		return c == ' ' || c == '\t'
	}
	last, _ := utf8.DecodeLastRuneInString(line)
	return unicode.IsSpace(last)
}

// characters returns the number of code points of s: of the bytes that do not go on with one.
func characters(s string) int64 {
	n, i := len(s), 0
	for ; i+8 <= len(s); i += 8 {
		w := word(s, i)
		n -= bits.OnesCount64(w & (^w << 1) & tops)
	}
	for ; i < len(s); i++ {
		if !utf8.RuneStart(s[i]) {
			n--
		}
	}
	return int64(n)
}

// isLine reports whether s is ASCII as Line returns it.
func isLine(s string) bool {
	space := s != ""
	for i := range len(s) {
		c := s[i]
		if c < ' ' || c >= 0x7F || c == ' ' && space {
			return false
		}
		space = c == ' '
	}
	return !space
}
