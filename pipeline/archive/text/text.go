// Package text decodes plain text.
//
// The rule that matters: every byte of the input is in the text, but for a byte order mark at the begin. Only UTF-8 is
// read; anything else is an error, never a replacement character.
package text

import (
	"bytes"
	"errors"
	"fmt"
	"unicode/utf8"
)

// BOM is the byte order mark, U+FEFF.
const BOM = "\uFEFF"

// Error says at which byte of an input, counted from 0, the encoding is broken.
type Error struct {
	Byte int
	Err  error
}

// Error returns the byte, then the problem.
func (e *Error) Error() string { return fmt.Sprintf("byte %d: %v", e.Byte, e.Err) }

// Unwrap returns the problem without its place.
func (e *Error) Unwrap() error { return e.Err }

var (
	errUTF8  = errors.New("invalid UTF-8")
	errUTF16 = errors.New("UTF-16, where only UTF-8 is read")
	errNUL   = errors.New("too many NUL bytes for UTF-8: UTF-16, or no text")
)

// NUL bytes are text until there are maxNUL of them and they are more than 1 in maxNULShare bytes: UTF-16 has one in every
// character of ASCII, and is often valid UTF-8.
const (
	maxNUL      = 16
	maxNULShare = 20
)

// Decode returns the text of an input in UTF-8 and the bytes of the byte order mark before it, 0 or 3. Its error is an
// *Error.
func Decode(b []byte) (s string, bom int, err error) {
	if bytes.HasPrefix(b, []byte(BOM)) {
		bom = len(BOM)
	}
	if bytes.HasPrefix(b, []byte("\xFF\xFE")) || bytes.HasPrefix(b, []byte("\xFE\xFF")) {
		return "", 0, &Error{Byte: 0, Err: errUTF16}
	}
	if nul := bytes.Count(b, []byte{0}); nul >= maxNUL && nul > len(b)/maxNULShare {
		return "", 0, &Error{Byte: bytes.IndexByte(b, 0), Err: errNUL}
	}
	if utf8.Valid(b) {
		return string(b[bom:]), bom, nil
	}
	return "", 0, &Error{Byte: invalid(b), Err: errUTF8}
}

// invalid returns the first byte of b that belongs to no code point.
func invalid(b []byte) int {
	i := 0
	for i < len(b) {
		r, size := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && size == 1 {
			break
		}
		i += size
	}
	return i
}
