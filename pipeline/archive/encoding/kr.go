package encoding

import (
	"bytes"
	"unicode/utf8"

	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/transform"
)

// iso2022KR decodes ISO-2022-KR (RFC 1557): after the byte SO, two 7-bit bytes stand for what they are in EUC-KR with their
// high bits set, until SI. A line begins in ASCII. The designator ESC $ ) C, which stands once before the first SO, is no
// character. It stops with errUnit at what is none of this.
type iso2022KR struct{ shifted bool }

const designator = "\x1B$)C"

func (d *iso2022KR) Reset() { d.shifted = false }

// Transform is that of transform.Transformer.
func (d *iso2022KR) Transform(dst, src []byte, atEOF bool) (nDst, nSrc int, err error) {
	for nSrc < len(src) {
		c := src[nSrc]
		switch {
		case c == 0x1B && bytes.HasPrefix(src[nSrc:], []byte(designator)):
			nSrc += len(designator)
			continue
		case c == 0x0E || c == 0x0F:
			d.shifted = c == 0x0E
			nSrc++
			continue
		}
		r, size := rune(c), 1
		if d.shifted && c > ' ' {
			r, size = hangul(src[nSrc:])
		}
		switch {
		case (size > len(src)-nSrc || c == 0x1B) && !atEOF:
			return nDst, nSrc, transform.ErrShortSrc
		case r == utf8.RuneError || c >= 0x80 || c == 0x1B:
			return nDst, nSrc, errUnit
		case nDst+utf8.RuneLen(r) > len(dst):
			return nDst, nSrc, transform.ErrShortDst
		}
		d.shifted = d.shifted && c != '\n'
		nDst += utf8.EncodeRune(dst[nDst:], r)
		nSrc += size
	}
	return nDst, nSrc, nil
}

// hangul returns the character of two 7-bit bytes, or U+FFFD.
func hangul(b []byte) (rune, int) {
	if len(b) < 2 || b[1] >= 0x80 {
		return utf8.RuneError, 2
	}
	out, err := korean.EUCKR.NewDecoder().Bytes([]byte{b[0] | 0x80, b[1] | 0x80})
	if r, size := utf8.DecodeRune(out); err == nil && size == len(out) {
		return r, 2
	}
	return utf8.RuneError, 2
}
