package columns

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// The types of the compact protocol (thrift-compact-protocol.md of Apache Thrift, section "Struct encoding").
const (
	typeStop = iota
	typeTrue
	typeFalse
	typeI8
	typeI16
	typeI32
	typeI64
	typeDouble
	typeBinary
	typeList
	typeSet
	typeMap
	typeStruct
)

// The library takes memory for as many elements as a list says that it has, and recurses as deep as structs nest.
const (
	maxElements = 1 << 18 // of all lists of a struct together
	maxNesting  = 32
)

var errThrift = errors.New("broken Thrift struct")

// drops are the fields of a struct that are left out, with nil, and those that hold such fields further down.
type drops map[int16]drops

// strip returns the struct of Thrift's compact protocol that data begins with, without the fields that are dropped, and
// the number of bytes that it had. What it returns is complete and safe to decode.
func strip(data []byte, d drops) (stripped []byte, size int, err error) {
	s := stripper{in: data}
	s.structure(d, 0)
	return s.out, len(data) - len(s.in), s.err
}

type stripper struct {
	in, out  []byte
	elements int
	err      error
}

func (s *stripper) fail(err error) {
	if s.err == nil {
		s.in, s.err = nil, err
	}
}

// take copies n bytes.
func (s *stripper) take(n uint64) []byte {
	if n > uint64(len(s.in)) {
		s.fail(errThrift)
		return nil
	}
	b := s.in[:n]
	s.in = s.in[n:]
	s.out = append(s.out, b...)
	return b
}

func (s *stripper) byte() byte {
	if b := s.take(1); len(b) == 1 {
		return b[0]
	}
	return typeStop
}

func (s *stripper) uvarint() uint64 {
	v, n := binary.Uvarint(s.in)
	if n <= 0 {
		s.fail(errThrift)
	}
	s.take(uint64(max(n, 0)))
	return v
}

// structure copies a struct. A field has its id as the difference to that before it, so the headers are written anew.
func (s *stripper) structure(d drops, depth int) {
	if depth > maxNesting {
		s.fail(fmt.Errorf("%w: nested deeper than %d levels", errThrift, maxNesting))
	}
	read, written := int16(0), int16(0)
	for s.err == nil {
		mark := len(s.out)
		header := s.byte()
		kind := header & 15
		if kind == typeStop {
			return
		}
		if read += int16(header >> 4); header>>4 == 0 {
			read = s.fieldID()
		}
		s.out = appendField(s.out[:mark], kind, read, written)
		below, named := d[read]
		if kind != typeTrue && kind != typeFalse {
			s.value(kind, below, depth)
		}
		if named && below == nil {
			s.out = s.out[:mark]
		} else {
			written = read
		}
	}
}

func (s *stripper) fieldID() int16 {
	id := s.uvarint()
	return int16(id>>1) ^ -int16(id&1)
}

func appendField(dst []byte, kind byte, id, last int16) []byte {
	if delta := int(id) - int(last); delta > 0 && delta <= 15 {
		return append(dst, byte(delta)<<4|kind)
	}
	return binary.AppendVarint(append(dst, kind), int64(id))
}

// value copies a value that is no Boolean field of a struct.
func (s *stripper) value(kind byte, d drops, depth int) {
	switch kind {
	case typeTrue, typeFalse, typeI8:
		s.take(1)
	case typeI16, typeI32, typeI64:
		s.uvarint()
	case typeDouble:
		s.take(8)
	case typeBinary:
		s.take(s.uvarint())
	case typeList, typeSet:
		s.list(d, depth+1)
	case typeStruct:
		s.structure(d, depth+1)
	default: // maps do not occur in Parquet
		s.fail(errThrift)
	}
}

func (s *stripper) list(d drops, depth int) {
	header := s.byte()
	n := uint64(header >> 4)
	if n == 15 {
		n = s.uvarint()
	}
	if n > maxElements || s.elements+int(n) > maxElements || depth > maxNesting {
		s.fail(fmt.Errorf("%w: more than %d elements, or nested deeper than %d levels", errThrift, maxElements, maxNesting))
		return
	}
	s.elements += int(n)
	for ; n > 0 && s.err == nil; n-- {
		s.value(header&15, d, depth)
	}
}
