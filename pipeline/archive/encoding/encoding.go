// Package encoding decodes text in any of the usual character encodings into UTF-8, and tells which one it is where
// nobody says so.
//
// The rule that matters: nothing is mangled in silence. No replacement character is ever written: bytes that the
// encoding does not have are an error with their place, and where the encoding cannot be told for certain, that is an
// error too, for the recipe can name it.
//
// The evidence, strongest first. The first that decides is taken.
//
//  1. A byte order mark of UTF-8, UTF-16 or UTF-32.
//  2. The recipe. It is obeyed: what does not fit is an error.
//  3. NUL bytes: text with many of them is UTF-16 or UTF-32 without a mark, or no text. UTF-8 may have a few.
//  4. Escape sequences in 7-bit bytes: ISO-2022-JP, ISO-2022-KR and HZ.
//  5. Validity: bytes that are valid UTF-8 are UTF-8 whatever was declared. Text in another encoding is hardly ever valid
//     UTF-8, and a false declaration of ISO-8859-1 is common. ASCII is UTF-8.
//  6. The declaration of the protocol, then that in the markup (WHATWG HTML, section 13.2.3.2). One that the bytes do not
//     fit, or under which they are full of control characters or hold one of C1, is passed over.
//  7. Detection: see detect.go. It needs text that is likely in one encoding, and far less likely in all others. What holds a
//     NUL byte, or a control character in 100 bytes, is binary data.
//
// Names are those of the WHATWG Encoding Standard in lower case, and in addition utf-32le, utf-32be, hz-gb-2312,
// iso-2022-kr, ibm037, ibm437, ibm850, ibm852, ibm855, ibm858, ibm860, ibm862, ibm863, ibm865, ibm1047 and ibm1140. As the
// standard has it, iso-8859-1 is read as windows-1252, iso-8859-9 as windows-1254, and gb2312 and gbk as gb18030; and a
// few punctuation marks in Shift_JIS, EUC-JP, ISO-2022-JP, GB 2312 and Big5 become what they are on the web, not what the national
// standards say: the wave dash is U+FF5E, not U+301C.
package encoding

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// Hints is what is known about the encoding of bytes from elsewhere.
type Hints struct {
	Recipe string // the name in the recipe; "" or "auto" to find out
	HTTP   string // the charset of a Content-Type; "" where there is none
	Markup bool   // the bytes are HTML or XML, which may declare their encoding
}

// What an encoding was told by.
const (
	ByBOM      = "bom"
	ByRecipe   = "recipe"
	ByHTTP     = "http"
	ByMeta     = "meta"
	ByUTF8     = "utf-8"    // it is valid UTF-8
	ByForm     = "form"     // NUL bytes or escape sequences
	ByDetected = "detected" // by the letters
)

// Text is decoded text.
type Text struct {
	Text string // valid UTF-8, without a byte order mark at the begin
	Name string // of the encoding
	By   string // what the encoding was told by
	BOM  int    // bytes of the byte order mark
}

// Error says at which byte of the input, counted from 0, there is a problem.
type Error struct {
	Byte int
	Err  error
}

// Error returns the byte, then the problem.
func (e *Error) Error() string { return fmt.Sprintf("byte %d: %v", e.Byte, e.Err) }

// Unwrap returns the problem without its place.
func (e *Error) Unwrap() error { return e.Err }

// ErrUnknown is the problem of text whose encoding nothing tells.
var ErrUnknown = errors.New("the encoding cannot be told: name it in the recipe, as in encoding: koi8-r")

// ErrBinary is the problem of bytes that are no text in any encoding.
var ErrBinary = errors.New("binary data, not text")

// Decode returns the text of b. Its error is an *Error.
func Decode(b []byte, h Hints) (Text, error) {
	if name, bom := mark(b); bom > 0 {
		return decodeAs(b, name, ByBOM, bom)
	}
	if h.Recipe != "" && h.Recipe != "auto" {
		name, err := Name(h.Recipe)
		if err != nil {
			return Text{}, &Error{Err: err}
		}
		return decodeAs(b, name, ByRecipe, 0)
	}
	if name := shape(b); name != "" {
		return decodeAs(b, name, ByForm, 0)
	}
	if utf8.Valid(b) {
		return utf8Text(b)
	}
	tried := ""
	for _, d := range h.declarations(b) {
		t, err := decodeAs(b, d.name, d.by, 0)
		if err == nil && credible(t) {
			return t, nil
		}
		tried += fmt.Sprintf(" (not %s, as declared by %s)", d.name, d.by)
	}
	t, err := detect(b)
	if e, ok := errors.AsType[*Error](err); ok && tried != "" {
		return Text{}, &Error{Byte: e.Byte, Err: fmt.Errorf("%w%s", e.Err, tried)}
	}
	return t, err
}

// NUL bytes are text until there are maxNUL of them and they are more than 1 in maxNULShare bytes.
const (
	maxNUL      = 16
	maxNULShare = 20
)

// utf8Text returns the text of valid UTF-8.
func utf8Text(b []byte) (Text, error) {
	if nul := bytes.Count(b, []byte{0}); nul >= maxNUL && nul > len(b)/maxNULShare {
		return Text{}, &Error{Byte: bytes.IndexByte(b, 0), Err: fmt.Errorf("too many NUL bytes: %w", ErrBinary)}
	}
	return Text{Text: string(b), Name: "utf-8", By: ByUTF8}, nil
}

// mark returns the encoding that the byte order mark of b is of, and the bytes of the mark.
func mark(b []byte) (name string, bytes int) {
	for _, m := range []struct{ bom, name string }{
		{"\xEF\xBB\xBF", "utf-8"},
		{"\xFF\xFE\x00\x00", "utf-32le"}, // before UTF-16, where this is a mark and a NUL
		{"\x00\x00\xFE\xFF", "utf-32be"},
		{"\xFF\xFE", "utf-16le"},
		{"\xFE\xFF", "utf-16be"},
	} {
		if strings.HasPrefix(string(b[:min(4, len(b))]), m.bom) {
			return m.name, len(m.bom)
		}
	}
	return "", 0
}

// credible reports whether a text may be what somebody declared: it holds no C1 control characters and few others, and if it is
// UTF-16 or UTF-32, it looks like text.
func credible(t Text) bool {
	if strings.HasPrefix(t.Name, "utf-16") || strings.HasPrefix(t.Name, "utf-32") {
		return looksLikeText(t.Text)
	}
	return control(t.Text) < 0 && !strings.ContainsFunc(t.Text, func(r rune) bool { return 0x80 <= r && r <= 0x9F && r != 0x85 })
}
