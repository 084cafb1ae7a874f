package encoding

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/transform"
)

// decodeAs returns the text of b in an encoding, behind the byte order mark.
func decodeAs(b []byte, name, by string, bom int) (Text, error) {
	t := Text{Name: name, By: by, BOM: bom}
	if name == "utf-8" {
		if !utf8.Valid(b[bom:]) {
			return Text{}, &Error{Byte: bom + invalid(b[bom:]), Err: errors.New("invalid UTF-8")}
		}
		t.Text = string(b[bom:])
		return t, nil
	}
	text, n, err := transform.Bytes(decoder(name), b[bom:])
	if err != nil {
		return Text{}, &Error{Byte: bom + n, Err: fmt.Errorf("invalid %s", name)}
	}
	t.Text = string(text)
	if at := t.replaced(b); at >= 0 {
		return Text{}, &Error{Byte: at, Err: fmt.Errorf("invalid %s", name)}
	}
	t.Text = byStandard(name, b[bom:], t.Text)
	return t, nil
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

const replacement = "\uFFFD"

// replaced returns the first byte of b that a decoder of the library has written a replacement character for, or -1.
func (t Text) replaced(b []byte) int {
	if strings.HasPrefix(t.Name, "utf-") { // our own, which has none
		return -1
	}
	var at []int
	for i := 0; ; i += len(replacement) {
		n := strings.Index(t.Text[i:], replacement)
		if n < 0 {
			break
		}
		i += n
		at = append(at, i)
		if t.Name != "gbk" && t.Name != "gb18030" { // only they have a code for it
			break
		}
	}
	for _, n := range t.Bytes(b, at) {
		if !bytes.HasPrefix(b[n:], []byte("\x84\x31\xA4\x37")) {
			return int(n)
		}
	}
	return -1
}

// Bytes returns the byte of the input b, which t was decoded from, where each position in t.Text was written. The positions
// are byte positions that begin a character or end the text, in ascending order. The time is linear in b. Where bytes stand
// for no character, as escape sequences do, the position between the same two characters may be on either side of them.
func (t Text) Bytes(b []byte, at []int) []int64 {
	out := make([]int64, len(at))
	if t.Name == "utf-8" || len(at) == 0 {
		for i, n := range at {
			out[i] = int64(t.BOM + n)
		}
		return out
	}
	d := decoder(t.Name)
	d.Reset()
	var buffer [4096]byte
	in, done := t.BOM, 0
	at = t.webPositions(b, at)
	for i, n := range at {
		for done < n {
			nDst, nSrc, _ := d.Transform(buffer[:min(n-done, len(buffer))], b[in:], true)
			if nDst+nSrc == 0 { // between the two characters that a byte pair of Big5 can stand for
				break
			}
			in, done = in+nSrc, done+nDst
		}
		out[i] = int64(in)
	}
	return out
}
