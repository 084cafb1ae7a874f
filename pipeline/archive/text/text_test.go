package text

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

func TestEveryByteButTheMarkIsText(t *testing.T) {
	for _, c := range []struct {
		in, want string
		bom      int
	}{
		{"", "", 0},
		{"a\r\nb\x00\u2028", "a\r\nb\x00\u2028", 0},
		{strings.Repeat("\x00", 15), strings.Repeat("\x00", 15), 0},
		{strings.Repeat("twenty bytes of text", 16) + strings.Repeat("\x00", 16),
			strings.Repeat("twenty bytes of text", 16) + strings.Repeat("\x00", 16), 0},
		{BOM, "", 3},
		{BOM + "a" + BOM, "a" + BOM, 3},
	} {
		got, bom, err := Decode([]byte(c.in))
		if got != c.want || bom != c.bom || err != nil {
			t.Errorf("Decode(%q): got %q, %d, %v, want %q, %d", c.in, got, bom, err, c.want, c.bom)
		}
	}
}

func TestBrokenEncodingIsNamedWithItsByte(t *testing.T) {
	for in, want := range map[string]string{
		"a\xff":                          "byte 1: invalid UTF-8",
		"é\xc3":                          "byte 2: invalid UTF-8",
		"\xed\xa0\x80":                   "byte 0: invalid UTF-8", // a surrogate
		"ab\xc0\xaf":                     "byte 2: invalid UTF-8", // overlong
		"\xf4\x90\x80\x80":               "byte 0: invalid UTF-8", // above U+10FFFF
		BOM + "\x80":                     "byte 3: invalid UTF-8",
		"\uFFFD\x80":                     "byte 3: invalid UTF-8",
		"a" + strings.Repeat("\x00", 16): "byte 1: too many NUL bytes for UTF-8: UTF-16, or no text",
		"\xff\xfea\x00":                  "byte 0: UTF-16, where only UTF-8 is read",
		"\xfe\xff\x00a\x00":              "byte 0: UTF-16, where only UTF-8 is read",
	} {
		s, _, err := Decode([]byte(in))
		var e *Error
		if !errors.As(err, &e) || err.Error() != want || s != "" {
			t.Errorf("Decode(%q): got %q, %v, want %s", in, s, err, want)
		}
	}
}

func FuzzDecodeKeepsEveryByte(f *testing.F) {
	f.Add([]byte("\uFEFFa"))
	f.Add([]byte("a\xff"))
	f.Fuzz(func(t *testing.T, b []byte) {
		s, bom, err := Decode(b)
		if err == nil && !bytes.Equal(append(b[:bom:bom], s...), b) {
			t.Errorf("Decode(%q): got %q behind %d bytes", b, s, bom)
		}
	})
}
