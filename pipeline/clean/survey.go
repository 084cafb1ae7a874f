package clean

import (
	"math/bits"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// survey is what one look at a text tells of the rules, so that a text that is clean is looked at once.
type survey struct {
	stray  bool // rules 1 to 4 change it
	normal bool // rule 5 does not change it; false where only the rule can tell
	loose  bool // rule 6 changes it, if they do not
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
func (f form) look(s string) survey {
	v := survey{normal: true}
	line := 0     // where the line begins
	empty := true // the line before it is: as if one stood before the text, for none may begin it
	var simple *set
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
			if simple == nil {
				simple = f.simple()
			}
			if i = simple.look(s, i, &v); v.stray {
				return v
			}
		}
	}
	v.loose = v.loose || line == len(s) || endsInSpace(s[line:])
	return v
}

// look surveys s from byte i to the first that is ASCII, or to a stray, and returns which that is. It decodes two and
// three bytes itself, for a call would take longer.
func (simple *set) look(s string, i int, v *survey) int {
	for i < len(s) && s[i] >= utf8.RuneSelf {
		c, r, size := rune(s[i]), rune(0), 3
		switch {
		case c>>4 == 0xE && i+2 < len(s):
			r = c&0x0F<<12 | rune(s[i+1]&0x3F)<<6 | rune(s[i+2]&0x3F)
		case c>>5 == 6 && i+1 < len(s):
			r, size = c&0x1F<<6|rune(s[i+1]&0x3F), 2
		default:
			r, size = utf8.DecodeRuneInString(s[i:])
		}
		if r >= 0x20000 || simple[uint32(r)/64]>>(r%64)&1 == 0 {
			if isStray(r) {
				v.stray = true
				return i
			}
			v.normal = false
		}
		i += size
	}
	return i
}

// isStray reports whether rules 1 to 4 change r: a tag character, of which they keep some, may be one.
func isStray(r rune) bool { return fate(r) != r || r>>7 == 0xE0000>>7 }

// set is a set of code points of the first two planes.
type set [0x20000 / 64]uint64

// simpleOf returns the code points that rules 1 to 5 leave as they are, whatever stands beside them.
func simpleOf(f norm.Form) *set {
	s := new(set)
	var b []byte
	for r := rune(0); r < 0x20000; r++ {
		b = utf8.AppendRune(b[:0], r)
		if !isStray(r) && f.IsNormal(b) && f.Properties(b).BoundaryBefore() {
			s[r/64] |= 1 << (r % 64)
		}
	}
	return s
}

// The simple code points of the forms, which take some milliseconds to find.
var (
	simpleNFC  = sync.OnceValue(func() *set { return simpleOf(norm.NFC) })
	simpleNFKC = sync.OnceValue(func() *set { return simpleOf(norm.NFKC) })
)

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
		if w := word(s, i); w&tops != 0 {
			n -= bits.OnesCount64(w & (^w << 1) & tops)
		}
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
