package canonical

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"slices"
	"unicode/utf8"
)

// Value is a JSON value as it stands in its source.
type Value struct {
	raw  []byte
	text []byte // what a string stands for
}

// IsText reports whether v is a string.
func (v Value) IsText() bool { return v.raw[0] == '"' }

// Text returns the string that v stands for, "" where it is none.
func (v Value) Text() string { return string(v.text) }

// IsNull reports whether v is null.
func (v Value) IsNull() bool { return v.raw[0] == 'n' }

// IsInteger reports whether v is a number without a fraction and an exponent.
func (v Value) IsInteger() bool {
	return (v.raw[0] == '-' || isDigit(v.raw[0])) && !bytes.ContainsAny(v.raw, ".eE")
}

// Canonical returns the canonical form, which shares the bytes of the source where v stands there in it.
func (v Value) Canonical() []byte {
	switch {
	case v.raw[0] == '{' || v.raw[0] == '[':
		s := Scanner{src: v.raw, write: true}
		s.value(0, maxDepth)
		return s.out
	case v.IsText() && len(v.text) < len(v.raw)-2:
		return AppendString(nil, v.Text())
	}
	return v.raw
}

// Field is a member of a JSON object as it stands in its source. The key is unquoted.
type Field struct {
	Key   []byte
	Value Value
}

// maxDepth is the number of levels to which a value may nest, as in jsontext.
const maxDepth = 10000

// Scanner reads JSON in one pass (RFC 8259) and is as strict as jsontext: no key is given twice, and strings are valid
// UTF-8 without lone surrogates. It keeps its memory from one text to the next. The zero Scanner is ready; it is not for
// many goroutines at once.
//
// Its methods take the byte at which something begins and return the one behind its end, or -1 where it is none. They say
// no more, for jsontext can.
type Scanner struct {
	src    []byte
	fields []Field
	open   []entry // the members so far of the objects that are open
	texts  []byte  // of the strings with escape sequences
	write  bool    // the canonical form to out
	out    []byte
}

// entry is a member of an object: its key, and where it stands in out.
type entry struct {
	key      []byte
	from, to int
}

// keptTexts is the number of bytes that a Scanner keeps for the texts of the next object.
const keptTexts = 1 << 20

// Object returns the members of the JSON object in src in the order in which they stand. They share the bytes of src, and
// last until the next call. It returns false where the function Object refuses src, which says why, and where src nests
// deeper than depth levels.
func (s *Scanner) Object(src []byte, depth int) ([]Field, bool) {
	if cap(s.texts) > keptTexts {
		s.texts = nil
	}
	s.src, s.fields, s.open, s.texts = src, s.fields[:0], s.open[:0], s.texts[:0]
	i := s.space(0)
	if i == len(src) || src[i] != '{' {
		return nil, false
	}
	end := s.object(i, depth, true)
	return s.fields, end >= 0 && s.space(end) == len(src)
}

// put writes b.
func (s *Scanner) put(b ...byte) {
	if s.write {
		s.out = append(s.out, b...)
	}
}

// took writes the bytes from i to end as they stand, and returns end.
func (s *Scanner) took(i, end int) int {
	if end >= 0 {
		s.put(s.src[i:end]...)
	}
	return end
}

func (s *Scanner) space(i int) int {
	for i < len(s.src) && (s.src[i] == ' ' || s.src[i] == '\t' || s.src[i] == '\n' || s.src[i] == '\r') {
		i++
	}
	return i
}

// token returns the byte behind c, which may stand behind white space.
func (s *Scanner) token(i int, c byte) int {
	if i = s.space(i); i < len(s.src) && s.src[i] == c {
		return i + 1
	}
	return -1
}

// value takes a value that nests no deeper than depth levels.
func (s *Scanner) value(i, depth int) int {
	if i == len(s.src) {
		return -1
	}
	switch s.src[i] {
	case '"':
		_, end := s.quoted(i)
		return end
	case '{':
		return s.object(i, depth, false)
	case '[':
		return s.array(i, depth)
	case 't':
		return s.took(i, s.word(i, "true"))
	case 'f':
		return s.took(i, s.word(i, "false"))
	case 'n':
		return s.took(i, s.word(i, "null"))
	}
	return s.took(i, s.number(i))
}

func (s *Scanner) word(i int, word string) int {
	if end := i + len(word); end <= len(s.src) && string(s.src[i:end]) == word {
		return end
	}
	return -1
}

func (s *Scanner) number(i int) int {
	if s.src[i] == '-' {
		i++
	}
	whole := s.digits(i)
	if whole < 0 || s.src[i] == '0' && whole > i+1 {
		return -1
	}
	i = whole
	if i < len(s.src) && s.src[i] == '.' {
		if i = s.digits(i + 1); i < 0 {
			return -1
		}
	}
	if i < len(s.src) && s.src[i]|0x20 == 'e' {
		if i++; i < len(s.src) && (s.src[i] == '+' || s.src[i] == '-') {
			i++
		}
		return s.digits(i)
	}
	return i
}

// digits takes one digit or more.
func (s *Scanner) digits(i int) int {
	from := i
	for i < len(s.src) && isDigit(s.src[i]) {
		i++
	}
	if i == from {
		return -1
	}
	return i
}

func (s *Scanner) array(i, depth int) int {
	if depth == 0 {
		return -1
	}
	s.put('[')
	if end := s.token(i+1, ']'); end >= 0 {
		s.put(']')
		return end
	}
	for more := true; more; {
		if i = s.value(s.space(i+1), depth-1); i < 0 {
			return -1
		}
		if i, more = s.next(i, ']'); i < 0 {
			return -1
		}
	}
	return i + 1
}

// next takes the comma between two elements or members, or last, which ends them, and returns where that stands.
func (s *Scanner) next(i int, last byte) (at int, more bool) {
	i = s.space(i)
	if i == len(s.src) || s.src[i] != ',' && s.src[i] != last {
		return -1, false
	}
	s.put(s.src[i])
	return i, s.src[i] == ','
}

// object takes an object, of which the members are fields where it is top.
func (s *Scanner) object(i, depth int, top bool) int {
	if depth == 0 {
		return -1
	}
	s.put('{')
	if end := s.token(i+1, '}'); end >= 0 {
		s.put('}')
		return end
	}
	open, from := len(s.open), len(s.out)
	for more := true; more; {
		if i = s.member(s.space(i+1), depth-1, top); i < 0 {
			return -1
		}
		if i, more = s.next(i, '}'); i < 0 {
			return -1
		}
	}
	once := s.sort(s.open[open:], from)
	s.open = s.open[:open]
	if !once {
		return -1
	}
	return i + 1
}

func (s *Scanner) member(i, depth int, top bool) int {
	from := len(s.out)
	key, i := s.quoted(i)
	if i < 0 {
		return -1
	}
	if i = s.token(i, ':'); i < 0 {
		return -1
	}
	s.put(':')
	i = s.space(i)
	var text []byte
	end := i
	if i < len(s.src) && s.src[i] == '"' {
		text, end = s.quoted(i)
	} else {
		end = s.value(i, depth)
	}
	if end < 0 {
		return -1
	}
	if top {
		s.fields = append(s.fields, Field{key, Value{s.src[i:end:end], text}})
	}
	s.open = append(s.open, entry{key, from, len(s.out)})
	return end
}

// sort puts the members of an object in the order of their keys, also in out, where they begin at byte from. It returns
// whether each key is given once.
func (s *Scanner) sort(members []entry, from int) bool {
	byKey := func(a, b entry) int { return bytes.Compare(a.key, b.key) }
	if !slices.IsSortedFunc(members, byKey) {
		slices.SortFunc(members, byKey)
		s.reorder(members, from)
	}
	for i := range members[1:] {
		if bytes.Equal(members[i].key, members[i+1].key) {
			return false
		}
	}
	return true
}

func (s *Scanner) reorder(members []entry, from int) {
	if !s.write {
		return
	}
	old := slices.Clone(s.out[from:])
	s.out = s.out[:from]
	for i, m := range members {
		if i > 0 {
			s.put(',')
		}
		s.put(old[m.from-from : m.to-from]...)
	}
	s.put('}')
}

// quoted takes a string, and returns what it stands for too.
func (s *Scanner) quoted(i int) (text []byte, end int) {
	if i == len(s.src) || s.src[i] != '"' {
		return nil, -1
	}
	begin := i + 1
	i, high := special(s.src, begin, 0)
	switch {
	case i == len(s.src):
		return nil, -1
	case s.src[i] == '\\':
		if text, end = s.unescape(begin, i, high); s.write && end >= 0 {
			s.out = AppendString(s.out, string(text))
		}
		return text, end
	case s.src[i] != '"' || high != 0 && !utf8.Valid(s.src[begin:i]):
		return nil, -1
	}
	return s.src[begin:i:i], s.took(begin-1, i+1)
}

// unescape takes the string that begins at byte begin and has its first backslash at byte i.
func (s *Scanner) unescape(begin, i int, high uint64) (text []byte, end int) {
	src := s.src
	s.texts = slices.Grow(s.texts, len(src)-begin+8) // also enough for the rest of src, which is longer than its texts
	dst := s.texts[len(s.texts):cap(s.texts)]
	n := copy(dst, src[begin:i])
	for i+1 < len(src) && src[i] == '\\' {
		if c := short[src[i+1]]; c != 0 {
			dst[n] = c
			i, n = i+2, n+1
		} else {
			r, size := escaped(src[i:])
			if size == 0 {
				return nil, -1
			}
			i, n = i+size, n+utf8.EncodeRune(dst[n:], r)
		}
		i, n, high = plain(dst, n, src, i, high)
	}
	if i == len(src) || src[i] != '"' || high != 0 && !utf8.Valid(dst[:n]) {
		return nil, -1
	}
	s.texts = s.texts[:len(s.texts)+n]
	return dst[:n:n], i + 1
}

// plain copies what stands for itself from byte i of src to byte n of dst, where eight bytes more have room. It returns
// where that ends, and high as special does.
func plain(dst []byte, n int, src []byte, i int, high uint64) (int, int, uint64) {
	for ; i+8 <= len(src); i, n = i+8, n+8 {
		w := binary.LittleEndian.Uint64(src[i:])
		binary.LittleEndian.PutUint64(dst[n:], w)
		high |= w & tops
		if found := specials(w); found != 0 {
			k := bits.TrailingZeros64(found) / 8
			return i + k, n + k, high
		}
	}
	for ; i < len(src) && src[i] >= ' ' && src[i] != '"' && src[i] != '\\'; i, n = i+1, n+1 {
		dst[n] = src[i]
		high |= uint64(src[i]) & 0x80
	}
	return i, n, high
}

const (
	each = 0x0101010101010101 // times a byte: a word of it
	tops = 0x80 * each
)

// specials returns a word whose lowest bit, if one is set, is in the first byte of w that is a quotation mark, a backslash
// or a control character: the lowest that a subtraction borrows for.
func specials(w uint64) uint64 {
	quote, slash := w^'"'*each, w^'\\'*each
	return ((w - ' '*each) | (quote - each) | (slash - each)) &^ w & tops
}

// special returns the first byte from i on that is a quotation mark, a backslash or a control character, or the length of
// src. high gets a bit where there are bytes that are not ASCII.
func special(src []byte, i int, high uint64) (int, uint64) {
	for ; i+8 <= len(src); i += 8 {
		w := binary.LittleEndian.Uint64(src[i:])
		high |= w & tops
		if found := specials(w); found != 0 {
			return i + bits.TrailingZeros64(found)/8, high
		}
	}
	for ; i < len(src); i++ {
		c := src[i]
		if c < ' ' || c == '"' || c == '\\' {
			break
		}
		high |= uint64(c) & 0x80
	}
	return i, high
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
