package encoding

import (
	"encoding/binary"
	"errors"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/transform"
)

// units decodes UTF-16 or UTF-32. Unlike the library's decoders it writes no replacement character: it stops with errUnit.
type units struct {
	transform.NopResetter
	size  int // bytes of a unit: 2 or 4
	order binary.ByteOrder
}

var errUnit = errors.New("not a code point")

func wide(size int, big bool) func() transform.Transformer {
	order := binary.ByteOrder(binary.LittleEndian)
	if big {
		order = binary.BigEndian
	}
	return func() transform.Transformer { return units{size: size, order: order} }
}

// Transform is that of transform.Transformer.
func (u units) Transform(dst, src []byte, atEOF bool) (nDst, nSrc int, err error) {
	for nSrc < len(src) {
		r, size := u.next(src[nSrc:])
		switch {
		case size == 0 && !atEOF:
			return nDst, nSrc, transform.ErrShortSrc
		case size == 0 || r < 0:
			return nDst, nSrc, errUnit
		case nDst+utf8.RuneLen(r) > len(dst):
			return nDst, nSrc, transform.ErrShortDst
		}
		nDst += utf8.EncodeRune(dst[nDst:], r)
		nSrc += size
	}
	return nDst, nSrc, nil
}

// next returns the first code point of b, or -1, and its bytes, or 0 where b is too short for it.
func (u units) next(b []byte) (rune, int) {
	if len(b) < u.size {
		return -1, 0
	}
	if u.size == 4 {
		n := u.order.Uint32(b)
		if n > unicode.MaxRune || !utf8.ValidRune(rune(n)) {
			return -1, 4
		}
		return rune(n), 4
	}
	r := rune(u.order.Uint16(b))
	if !utf16.IsSurrogate(r) {
		return r, 2
	}
	if len(b) < 4 {
		return -1, 0
	}
	if r = utf16.DecodeRune(r, rune(u.order.Uint16(b[2:]))); r == utf8.RuneError {
		return -1, 2
	}
	return r, 4
}
