package canonical

import (
	"encoding/binary"
	"math/bits"
)

// AppendBytes is AppendString for a string that stands in bytes.
func AppendBytes(dst, s []byte) []byte {
	dst = append(dst, '"')
	for {
		n := Plain(s)
		dst = append(dst, s[:n]...)
		if n == len(s) {
			return append(dst, '"')
		}
		dst = appendEscape(dst, s[n])
		s = s[n+1:]
	}
}

// Plain returns the number of bytes before the first quote, backslash or control character. It looks at eight at a time:
// a byte of a word is below n, or is 0, where taking n, or 1, from each has borrowed from its high bit.
func Plain(s []byte) (n int) {
	const ones, highs = 0x0101010101010101, 0x8080808080808080
	for ; n+8 <= len(s); n += 8 {
		word := binary.LittleEndian.Uint64(s[n:])
		quote, slash := word^ones*'"', word^ones*'\\'
		if found := ((word-ones*0x20)&^word | (quote-ones)&^quote | (slash-ones)&^slash) & highs; found != 0 {
			return n + bits.TrailingZeros64(found)/8
		}
	}
	for n < len(s) && s[n] >= 0x20 && s[n] != '"' && s[n] != '\\' {
		n++
	}
	return n
}
