package encoding

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// escapes are what announces a 7-bit encoding.
var escapes = []struct{ name, sign string }{
	{"iso-2022-jp", "\x1B$B"}, {"iso-2022-jp", "\x1B$@"}, {"iso-2022-jp", "\x1B(I"}, {"iso-2022-jp", "\x1B$(D"},
	{"iso-2022-kr", designator}, {"hz-gb-2312", "~{"},
}

// shape returns the encoding that the form of b tells: the NUL bytes of UTF-16 and UTF-32, or the escape sequences of a 7-bit
// encoding; "" where it tells none.
func shape(b []byte) string {
	if bytes.IndexByte(b, 0) >= 0 {
		return zeros(b)
	}
	for _, e := range escapes {
		if !bytes.Contains(b, []byte(e.sign)) || !is7Bit(b) {
			continue
		}
		// ~{ stands in plain ASCII too.
		if t, err := decodeAs(b, e.name, ByForm, 0); err == nil && (e.name != "hz-gb-2312" || looksLikeHZ(b, t.Text)) {
			return e.name
		}
	}
	return ""
}

func is7Bit(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// looksLikeHZ reports whether each run but the last is closed, and nine in ten characters of the runs are Han or punctuation.
func looksLikeHZ(b []byte, text string) bool {
	if open := bytes.Count(b, []byte("~{")) - bytes.Count(b, []byte("~}")); open < 0 || open > 1 {
		return false
	}
	chinese, all := 0, 0
	for _, r := range text {
		if r > unicode.MaxASCII {
			all++
			if unicode.Is(unicode.Han, r) || 0x3000 <= r && r < 0x3020 || r >= 0xFF00 {
				chinese++
			}
		}
	}
	return all > 0 && chinese*10 >= all*9
}

// zeros returns the encoding that the NUL bytes of b tell, "" where it tells none.
func zeros(b []byte) string {
	for _, name := range []string{"utf-32le", "utf-32be", "utf-16le", "utf-16be"} {
		size := 2
		if strings.HasPrefix(name, "utf-32") {
			size = 4
		}
		if len(b)%size != 0 || !zeroInUnits(b, size) {
			continue
		}
		if t, err := decodeAs(b, name, ByForm, 0); err == nil && looksLikeText(t.Text) {
			return name
		}
	}
	return ""
}

// fewZeros is the number of NUL bytes that say nothing in a text that is valid UTF-8, unless a quarter of it is such bytes.
const fewZeros = 3

// zeroInUnits reports whether there are enough NUL bytes for units of a size: more than UTF-8 may have.
func zeroInUnits(b []byte, size int) bool {
	nul := bytes.Count(b, []byte{0})
	switch {
	case nul*4 >= len(b):
		return true
	case size == 4, nul <= fewZeros && utf8.Valid(b):
		return false
	}
	return nul > len(b)/maxNULShare
}

// sample is how many bytes of a text are looked at.
const sample = 1 << 16

// looksLikeText reports whether text in units may be one: its begin has letters, no controls, no code points that are unassigned or
// private, and nine in ten of its letters are in one block of 256 with ASCII, or Han, Kana and Hangul.
func looksLikeText(text string) bool {
	var block [256]int
	letters := 0
	for _, r := range text[:min(len(text), sample)] {
		switch {
		case r < 0x20 && !strings.ContainsRune("\t\n\v\f\r\x1A", r), 0x7F <= r && r < 0xA0 && r != 0x85:
			return false
		case !unicode.In(r, unicode.L, unicode.M, unicode.N, unicode.P, unicode.S, unicode.Z, unicode.Cc, unicode.Cf):
			return false
		case !unicode.IsLetter(r):
			continue
		case r <= unicode.MaxASCII || unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul):
			block[0]++
		default:
			block[r>>8&0xFF]++
		}
		letters++
	}
	most := 0
	for _, n := range block[1:] {
		most = max(most, n)
	}
	return (most+block[0])*10 >= letters*9
}
