package canonical

import (
	"unicode/utf16"
	"unicode/utf8"
)

// short has the characters that a backslash and one character stand for.
var short = [256]byte{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

// escaped returns the character that \u and four hexadecimal digits at the begin of s stand for, or a pair of surrogates,
// and the length of the sequence in bytes. That is 0 where there is none, or half a pair.
func escaped(s []byte) (rune, int) {
	r := unit(s)
	if !utf16.IsSurrogate(r) {
		if r < 0 {
			return 0, 0
		}
		return r, 6
	}
	if r = utf16.DecodeRune(r, unit(s[6:])); r == utf8.RuneError {
		return 0, 0
	}
	return r, 12
}

// unit returns the code unit of UTF-16 that \u and four hexadecimal digits at the begin of s stand for, -1 where there are
// none.
func unit(s []byte) rune {
	if len(s) < 6 || s[0] != '\\' || s[1] != 'u' {
		return -1
	}
	r := rune(0)
	for _, c := range s[2:6] {
		switch {
		case c >= '0' && c <= '9':
			r = r<<4 | rune(c-'0')
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			r = r<<4 | rune(c|0x20-'a'+10)
		default:
			return -1
		}
	}
	return r
}
