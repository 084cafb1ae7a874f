package repair

import (
	"sync"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// codecs are the encodings that UTF-8 is read in by mistake, the most frequent first. Where one of the Windows encodings has
// no character for a byte from 0x80 to 0x9F, the C1 control character stands for it; as does it for the other bytes of
// that range, which makes windows-1252 stand for ISO-8859-1 too.
var codecs = [...]struct {
	*charmap.Charmap
	c1 bool
}{
	{charmap.Windows1252, true},
	{charmap.Windows1250, true},
	{charmap.Windows1251, true},
	{charmap.Windows1257, true},
	{charmap.Windows1254, true},
	{charmap.Windows1253, true},
	{charmap.ISO8859_2, true},
	{charmap.Macintosh, false},
}

// roles says in which codecs, as bits, a character stands for a byte that leads a sequence of UTF-8, and in which for a
// byte that follows.
type roles struct{ lead, tail uint8 }

// known is where all characters of the codecs are but a few of macintosh.
const known = 0x2600

var table = sync.OnceValue(func() *[known]roles {
	var t [known]roles
	for r := range rune(known) {
		for c := range codecs {
			b, ok := encode(r, c)
			switch {
			case ok && 0xC2 <= b && b <= 0xF4:
				t[r].lead |= 1 << c
			case ok && 0x80 <= b && b < 0xC0:
				t[r].tail |= 1 << c
			}
		}
	}
	return &t
})

func role(r rune) roles {
	if r < utf8.RuneSelf || r >= known {
		return roles{}
	}
	return table()[r]
}

// encode returns the byte of r in a codec.
func encode(r rune, codec int) (byte, bool) {
	if codecs[codec].c1 && isC1(r) {
		return byte(r), true
	}
	return codecs[codec].EncodeRune(r)
}

func isC1(r rune) bool { return 0x80 <= r && r <= 0x9F }

// lost is the byte of windows-1252 without a character that became U+FFFD behind â€: of the five that it can be, only this is
// frequent, in the closing quotation mark U+201D.
const lost = 0x9D

// decode returns what the sequences at the begin of text stand for, and how many characters they are.
func decode(text []rune, codec int) (decoded []rune, n int) {
	for {
		r, size := sequence(text[n:], codec)
		if size == 0 {
			return decoded, n
		}
		decoded = append(decoded, r)
		n += size
	}
}

// sequence returns the character that the first characters of text stand for, as bytes of UTF-8, and how many they are, 0
// where they stand for none.
func sequence(text []rune, codec int) (rune, int) {
	var b [utf8.UTFMax]byte
	for i := range min(len(text), len(b)) {
		c, ok := encode(text[i], codec)
		if text[i] == utf8.RuneError && codec == 0 && i == 2 && b[0] == 0xE2 && b[1] == 0x80 {
			c, ok = lost, true
		}
		if !ok || (i == 0) != utf8.RuneStart(c) || c < utf8.RuneSelf {
			break
		}
		b[i] = c
		if r, size := utf8.DecodeRune(b[:i+1]); size == i+1 && size > 1 {
			return r, size
		}
	}
	return 0, 0
}
