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
// stands, counted from 0. The row shares no memory with line; its strings are parts of one string.
func Parse(t schema.Table, line []byte) (schema.Row, error) {
	p := Parser{table: t}
	return p.parse(line, len(line))
}

// A Parser reads the lines of a table one after another, into the same row.
type Parser struct {
	table schema.Table
	row   schema.Row
	line  []byte
	at    int             // the next byte of line
	text  strings.Builder // of the strings of some rows
}

// NewParser returns a Parser of lines of t.
func NewParser(t schema.Table) *Parser { return &Parser{table: t} }

// chunk is the memory for the strings of some rows.
const chunk = 64 << 10

// Parse is what the function is, but overwrites the row of the call before with all the lists in it. The strings of that row
// stay what they are; whoever keeps one should copy it, for it keeps those of the rows around it.
func (p *Parser) Parse(line []byte) (schema.Row, error) { return p.parse(line, max(chunk, len(line))) }

// parse reads line. Where there is too little memory for its strings it takes the given amount: no string is longer
// unescaped, so that what is cut from text stays where it is.
func (p *Parser) parse(line []byte, memory int) (schema.Row, error) {
	if !utf8.Valid(line) {
		return nil, fmt.Errorf("byte %d: invalid UTF-8", firstInvalid(line))
	}
	if p.text.Cap()-p.text.Len() < len(line) {
		p.text = strings.Builder{}
		p.text.Grow(memory)
	}
	p.line, p.at = line, 0
	row, err := p.object(p.row, p.table.Fields)
	if err != nil {
		return nil, err
	}
	if p.at < len(line) {
		return nil, p.unexpected("the end of the line")
	}
	p.row = row
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

// unexpected returns the error that want was to stand here.
func (p *Parser) unexpected(want string) error {
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
func (p *Parser) take(c byte) bool {
	if p.at < len(p.line) && p.line[p.at] == c {
		p.at++
		return true
	}
	return false
}

// takeString reads s and reports whether it stands here.
func (p *Parser) takeString(s string) bool {
	if rest := p.line[p.at:]; len(rest) >= len(s) && string(rest[:len(s)]) == s {
		p.at += len(s)
		return true
	}
	return false
}

// key reads sep and the key called name with its colon, and reports whether they stand here.
func (p *Parser) key(sep byte, name string) bool {
	rest := p.line[p.at:]
	end := len(`,"`) + len(name)
	if len(rest) < end+2 || rest[0] != sep || rest[1] != '"' || string(rest[2:end]) != name || rest[end] != '"' || rest[end+1] != ':' {
		return false
	}
	p.at += end + 2
	return true
}

// object reads a row or a struct into the memory of values.
func (p *Parser) object(values []schema.Value, fields []schema.Field) ([]schema.Value, error) {
	if cap(values) < len(fields) {
		values = make([]schema.Value, len(fields))
	}
	values = values[:len(fields)]
	sep := byte('{')
	for i := range fields {
		f := &fields[i]
		if !p.key(sep, f.Name) {
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

// value reads a value of f into v, which is zero or has held one of f: what f does not use is zero and stays so. A list goes
// into the memory of the one before.
func (p *Parser) value(v *schema.Value, f *schema.Field) (err error) {
	if f.Nullable && p.takeString("null") {
		*v = schema.Value{}
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
		v.List, err = p.object(v.List, f.Members)
	default:
		v.List, err = p.list(v.List[:0], f)
	}
	return err
}

func (p *Parser) list(list []schema.Value, f *schema.Field) ([]schema.Value, error) {
	if !p.take('[') {
		return nil, p.unexpected("[")
	}
	if list == nil {
		list = []schema.Value{} // an empty list is not null
	}
	if p.take(']') {
		return list, nil
	}
	e := f.Element()
	for {
		list = oneMore(list)
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

// oneMore lengthens the list by the value that stood behind it, whose memory serves again.
func oneMore(list []schema.Value) []schema.Value {
	if len(list) < cap(list) {
		return list[:len(list)+1]
	}
	return append(list, schema.Value{})
}

// number returns the characters up to the end of the value.
func (p *Parser) number() []byte {
	for at := p.at; at < len(p.line); at++ {
		if c := p.line[at]; c == ',' || c == ']' || c == '}' {
			return p.line[p.at:at]
		}
	}
	return p.line[p.at:]
}

func (p *Parser) int64() (int64, error) {
	n, size := count(p.line[p.at:])
	if size == 0 {
		digits := p.number()
		var err error
		n, err = strconv.ParseInt(string(digits), 10, 64)
		var canonical [20]byte // the length of the least int64
		if err != nil || !bytes.Equal(strconv.AppendInt(canonical[:0], n, 10), digits) {
			return 0, p.unexpected("an integer")
		}
		size = len(digits)
	}
	p.at += size
	return n, nil
}

// count reads an integer of up to 18 digits without a sign, as nearly all are, up to the end of the value. It returns the
// number of digits, 0 where there is something else.
func count(b []byte) (n int64, size int) {
	for size < len(b) && b[size] >= '0' && b[size] <= '9' {
		n = 10*n + int64(b[size]-'0')
		size++
	}
	if size == len(b) || size > 18 || size > 1 && b[0] == '0' || b[size] != ',' && b[size] != ']' && b[size] != '}' {
		return 0, 0
	}
	return n, size
}

func (p *Parser) double() (float64, error) {
	digits := p.number()
	f, err := strconv.ParseFloat(string(digits), 64)
	var buf [32]byte
	if err != nil || !bytes.Equal(canonical.AppendFloat(buf[:0], f), digits) {
		return 0, p.unexpected("a number as RFC 8785 writes it")
	}
	p.at += len(digits)
	return f, nil
}

// str reads a string: runs of plain characters, and the escapes between them.
func (p *Parser) str() (string, error) {
	if !p.take('"') {
		return "", p.unexpected("a string")
	}
	start := p.text.Len()
	for {
		n := canonical.Plain(p.line[p.at:])
		p.text.Write(p.line[p.at : p.at+n])
		if p.at += n; p.take('"') {
			return p.text.String()[start:], nil
		}
		if err := p.escape(); err != nil {
			return "", err
		}
	}
}

// escape reads what ended a run of plain characters: the escape of one byte.
func (p *Parser) escape() error {
	rest := p.line[p.at:]
	switch {
	case len(rest) == 0:
		return p.unexpected(`"`)
	case rest[0] != '\\':
		return p.unexpected("an escape")
	}
	c, size := unescape(rest)
	if size == 0 {
		return p.unexpected("an escape as section 2 of the format has it")
	}
	p.text.WriteByte(c)
	p.at += size
	return nil
}

// escaped has the character behind the backslash of each byte that is escaped with one.
const escaped = "\"\\bfnrt"

// unescape returns the byte that the escape at the start of raw stands for, and the number of its characters; 0 where it
// is not the one that Append writes.
func unescape(raw []byte) (c byte, size int) {
	if len(raw) < 2 {
		return 0, 0
	}
	if i := strings.IndexByte(escaped, raw[1]); i >= 0 {
		return "\"\\\b\f\n\r\t"[i], 2
	}
	return unescapeU(raw)
}

// unescapeU reads \u00xx: the control characters that have no shorter escape.
func unescapeU(raw []byte) (c byte, size int) {
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
