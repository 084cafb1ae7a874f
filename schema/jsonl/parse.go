package jsonl

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"corpuspack/schema"
	"corpuspack/schema/canonical"
)

// Parse returns the row of t that line, which has no line end, stands for. It takes what Append writes and nothing else:
// another order of keys, white space, another escape or another form of a number is an error with the byte at which it
// stands, counted from 0. The row shares no memory with line.
func Parse(t schema.Table, line []byte) (schema.Row, error) {
	if !utf8.Valid(line) {
		return nil, fmt.Errorf("byte %d: invalid UTF-8", firstInvalid(line))
	}
	p := parser{line: line}
	row, err := p.object(t.Fields)
	if err != nil {
		return nil, err
	}
	if p.at < len(line) {
		return nil, p.unexpected("the end of the line")
	}
	return row, nil
}

func firstInvalid(b []byte) int {
	for i := 0; i < len(b); {
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return len(b)
}

// A parser reads line from the byte at on.
type parser struct {
	line []byte
	at   int
}

// unexpected returns the error that want was to stand here.
func (p *parser) unexpected(want string) error {
	const shown = 20
	got := p.line[p.at:]
	switch {
	case len(got) == 0:
		return fmt.Errorf("byte %d: want %s, got the end of the line", p.at, want)
	case len(got) > shown:
		got = got[:shown]
	}
	return fmt.Errorf("byte %d: want %s, got %q", p.at, want, got)
}

// take reads the byte c and reports whether it stands here.
func (p *parser) take(c byte) bool {
	if p.at < len(p.line) && p.line[p.at] == c {
		p.at++
		return true
	}
	return false
}

// takeString reads s and reports whether it stands here.
func (p *parser) takeString(s string) bool {
	if rest := p.line[p.at:]; len(rest) >= len(s) && string(rest[:len(s)]) == s {
		p.at += len(s)
		return true
	}
	return false
}

func (p *parser) object(fields []schema.Field) ([]schema.Value, error) {
	values := make([]schema.Value, len(fields))
	sep := byte('{')
	for i := range fields {
		f := &fields[i]
		start := p.at
		if !p.take(sep) || !p.take('"') || !p.takeString(f.Name) || !p.takeString(`":`) {
			p.at = start
			return nil, p.unexpected(fmt.Sprintf(`%c"%s":`, sep, f.Name))
		}
		if err := p.value(&values[i], f); err != nil {
			return nil, err
		}
		sep = ','
	}
	if !p.take('}') {
		return nil, p.unexpected("}")
	}
	return values, nil
}

func (p *parser) value(v *schema.Value, f *schema.Field) (err error) {
	if f.Nullable && p.takeString("null") {
		return nil
	}
	v.Type = f.Type
	switch f.Type {
	case schema.String:
		v.Str, err = p.str()
	case schema.Int64:
		v.Int, err = p.int64()
	case schema.Double:
		v.Float, err = p.double()
	case schema.Struct:
		v.List, err = p.object(f.Members)
	default:
		v.List, err = p.list(f)
	}
	return err
}

func (p *parser) list(f *schema.Field) ([]schema.Value, error) {
	if !p.take('[') {
		return nil, p.unexpected("[")
	}
	list := []schema.Value{}
	if p.take(']') {
		return list, nil
	}
	e := f.Element()
	for {
		list = append(list, schema.Value{})
		if err := p.value(&list[len(list)-1], &e); err != nil {
			return nil, err
		}
		if p.take(']') {
			return list, nil
		}
		if !p.take(',') {
			return nil, p.unexpected(", or ]")
		}
	}
}

// number returns the characters up to the end of the value.
func (p *parser) number() []byte {
	rest := p.line[p.at:]
	if n := bytes.IndexAny(rest, ",]}"); n >= 0 {
		return rest[:n]
	}
	return rest
}

func (p *parser) int64() (int64, error) {
	digits := p.number()
	n, err := strconv.ParseInt(string(digits), 10, 64)
	var canonical [20]byte // the length of the least int64
	if err != nil || !bytes.Equal(strconv.AppendInt(canonical[:0], n, 10), digits) {
		return 0, p.unexpected("an integer")
	}
	p.at += len(digits)
	return n, nil
}

func (p *parser) double() (float64, error) {
	digits := p.number()
	f, err := strconv.ParseFloat(string(digits), 64)
	var buf [32]byte
	if err != nil || !bytes.Equal(canonical.AppendFloat(buf[:0], f), digits) {
		return 0, p.unexpected("a number as RFC 8785 writes it")
	}
	p.at += len(digits)
	return f, nil
}

// str reads a string: first to its end, then, where something is escaped, once more.
func (p *parser) str() (string, error) {
	if !p.take('"') {
		return "", p.unexpected("a string")
	}
	start, escaped := p.at, false
	for at := start; at < len(p.line); at++ {
		switch c := p.line[at]; {
		case c == '"':
			p.at = at + 1
			if escaped {
				return p.unescape(p.line[start:at], start)
			}
			return string(p.line[start:at]), nil
		case c == '\\':
			escaped = true
			at++ // whatever follows, it does not end the string
		case c < 0x20:
			p.at = at
			return "", p.unexpected("an escape")
		}
	}
	p.at = len(p.line)
	return "", p.unexpected(`"`)
}

// unescape returns what raw, which begins at byte start of the line, stands for.
func (p *parser) unescape(raw []byte, start int) (string, error) {
	var s strings.Builder
	s.Grow(len(raw))
	for at := 0; ; {
		n := bytes.IndexByte(raw[at:], '\\')
		if n < 0 {
			s.Write(raw[at:])
			return s.String(), nil
		}
		s.Write(raw[at : at+n])
		at += n
		c, size := escape(raw[at:])
		if size == 0 {
			p.at = start + at
			return "", p.unexpected("an escape as section 2 of the format has it")
		}
		s.WriteByte(c)
		at += size
	}
}

// escape returns the byte that the escape at the start of raw stands for, and the number of its characters; 0 where it is
// not the one that Append writes.
func escape(raw []byte) (c byte, size int) {
	switch raw[1] {
	case '"', '\\':
		return raw[1], 2
	case 'b':
		return '\b', 2
	case 'f':
		return '\f', 2
	case 'n':
		return '\n', 2
	case 'r':
		return '\r', 2
	case 't':
		return '\t', 2
	case 'u':
		return escapeU(raw)
	}
	return 0, 0
}

// escapeU reads \u00xx: the control characters that have no shorter escape.
func escapeU(raw []byte) (c byte, size int) {
	const length = len(`\u00xx`)
	if len(raw) < length {
		return 0, 0
	}
	n, err := strconv.ParseUint(string(raw[2:length]), 16, 8)
	if err != nil {
		return 0, 0
	}
	s := canonical.AppendString(make([]byte, 0, length+2), string([]byte{byte(n)}))
	if !bytes.Equal(s[1:len(s)-1], raw[:length]) {
		return 0, 0
	}
	return byte(n), length
}
