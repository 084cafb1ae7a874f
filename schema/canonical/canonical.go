// Package canonical writes canonical JSON: the one form of a JSON value that ids, digests and releases are made of.
//
// The rule that matters: equal values have equal bytes. Object keys stand in code point order, there is no white space
// between tokens, strings escape only what RFC 8259 demands, and numbers read from JSON keep their characters.
// schema/FORMAT.md, section 2, is the specification.
package canonical

import (
	"bytes"
	"encoding/json"
	"math"
	"math/bits"
	"slices"
	"strconv"
	"strings"
)

const hexDigits = "0123456789abcdef"

// AppendString appends s as a JSON string. s must be valid UTF-8.
func AppendString[S ~string | ~[]byte](dst []byte, s S) []byte {
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

// Plain returns the number of bytes of s before the first that a JSON string must escape. It looks at eight at a time.
func Plain[S ~string | ~[]byte](s S) (n int) {
	for ; n+8 <= len(s); n += 8 {
		b := s[n : n+8]
		eight := uint64(b[0]) | uint64(b[1])<<8 | uint64(b[2])<<16 | uint64(b[3])<<24 |
			uint64(b[4])<<32 | uint64(b[5])<<40 | uint64(b[6])<<48 | uint64(b[7])<<56
		if found := specials(eight); found != 0 {
			return n + bits.TrailingZeros64(found)/8
		}
	}
	for n < len(s) && s[n] >= ' ' && s[n] != '"' && s[n] != '\\' {
		n++
	}
	return n
}

func appendEscape(dst []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(dst, '\\', c)
	case '\b':
		return append(dst, '\\', 'b')
	case '\f':
		return append(dst, '\\', 'f')
	case '\n':
		return append(dst, '\\', 'n')
	case '\r':
		return append(dst, '\\', 'r')
	case '\t':
		return append(dst, '\\', 't')
	}
	return append(dst, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
}

// AppendFloat appends f as RFC 8785, section 3.2.2.3, writes it: the shortest digits that read back as f, without an
// exponent from 1e-6 up to 1e21. Negative zero is written 0; NaN and the infinities, which JSON lacks, are written null.
func AppendFloat(dst []byte, f float64) []byte {
	switch {
	case math.IsNaN(f) || math.IsInf(f, 0):
		return append(dst, "null"...)
	case f == 0:
		return append(dst, '0')
	}
	if a := math.Abs(f); a >= 1e-6 && a < 1e21 {
		return strconv.AppendFloat(dst, f, 'f', -1, 64)
	}
	at := len(dst)
	dst = strconv.AppendFloat(dst, f, 'e', -1, 64)
	if e := bytes.IndexByte(dst[at:], 'e') + at; len(dst) > e+3 && dst[e+2] == '0' {
		dst = append(dst[:e+2], dst[e+3:]...) // Go writes 1e-07, RFC 8785 writes 1e-7
	}
	return dst
}

// Strings returns the canonical form of a JSON array of strings.
func Strings(list []string) []byte { return AppendStrings(nil, list) }

// AppendStrings appends what Strings returns.
func AppendStrings(dst []byte, list []string) []byte {
	dst = append(dst, '[')
	for i, s := range list {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = AppendString(dst, s)
	}
	return append(dst, ']')
}

// Marshal returns the canonical form of v as encoding/json sees it, and a line end: the bytes of a JSON file of a release.
func Marshal(v any) ([]byte, error) {
	raw, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	b, err := Format(raw)
	if err != nil {
		return nil, err
	}
	return append(b, '\n'), nil
}

// Format returns the canonical form of the one JSON value in src. Numbers keep their characters. It refuses invalid
// UTF-8, lone surrogates, a key given twice, and anything behind the value.
func Format(src []byte) ([]byte, error) {
	s := Scanner{src: src, write: true}
	if end := s.value(s.space(0), maxDepth); end < 0 || s.space(end) < len(src) {
		return nil, refusal(src)
	}
	return s.out, nil
}

// Member is a key of a JSON object with its value in canonical form.
type Member struct {
	Key   string
	Value []byte
}

// Object returns the members of the JSON object in src in the order in which they stand, each value in canonical form.
// It refuses what Format refuses. The values may share the bytes of src.
func Object(src []byte) ([]Member, error) {
	var s Scanner
	fields, ok := s.Object(src, maxDepth)
	if !ok {
		return nil, objectRefusal(src)
	}
	members := make([]Member, len(fields))
	for i, f := range fields {
		members[i] = Member{string(f.Key), f.Value.Canonical()}
	}
	return members, nil
}

// AppendObject appends the members as a canonical object.
func AppendObject(dst []byte, members []Member) []byte {
	slices.SortFunc(members, func(a, b Member) int { return strings.Compare(a.Key, b.Key) })
	dst = append(dst, '{')
	for i, m := range members {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(AppendString(dst, m.Key), ':')
		dst = append(dst, m.Value...)
	}
	return append(dst, '}')
}

// Unquote returns the string that the canonical JSON value stands for, and whether it is a string.
func Unquote(value []byte) (string, bool) {
	s := Scanner{src: value}
	if text, end := s.quoted(0); end == len(value) {
		return string(text), true
	}
	return "", false
}

// MapStrings returns the canonical JSON value with f in the place of each string but the keys.
func MapStrings(value []byte, f func(string) string) []byte {
	var out []byte
	for i := 0; i < len(value); {
		end := i + 1
		if value[i] == '"' {
			end = stringEnd(value, i)
		}
		s, isString := Unquote(value[i:end])
		if isString && (end == len(value) || value[end] != ':') {
			out = AppendString(out, f(s))
		} else {
			out = append(out, value[i:end]...)
		}
		i = end
	}
	return out
}

// stringEnd returns the end of the string that begins at byte i of JSON.
func stringEnd(value []byte, i int) int {
	for i++; i < len(value); i++ {
		switch value[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(value)
}
