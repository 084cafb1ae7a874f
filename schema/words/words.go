// Package words counts the words of a text.
package words

import (
	"unicode"

	"github.com/clipperhouse/uax29/v2/words"
)

// Count returns the number of word segments of text (UAX #29, tables of Unicode 17.0.0) that hold a code point of
// category L or N. One Han character is one word.
func Count(text string) int64 {
	var n int64
	for segments := words.FromString(text); segments.Next(); {
		for _, r := range segments.Value() {
			if unicode.In(r, unicode.L, unicode.N) {
				n++
				break
			}
		}
	}
	return n
}
