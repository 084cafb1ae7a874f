// Package json cuts a file of JSON into its records: the one object of the file, the objects of its one array, or objects
// that follow each other.
//
// The rule that matters: a file is read strictly (RFC 8259, no key given twice, no lone surrogate) and to its end, and
// nothing in it is guessed: an object that holds an array of objects, like {"data": [...]}, is one record.
// schema/FORMAT.md, section 3, says where a record begins and ends.
package json

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json/jsontext"

	"corpuspack/pipeline/archive/piece"
	"corpuspack/schema/canonical"
)

// ErrNoObject says of a value that it is good JSON, but no object, and so no record.
var ErrNoObject = errors.New("a JSON object was expected")

var (
	errEmpty  = errors.New("no JSON value")
	errCutOff = errors.New("the data is cut off")
	errDepth  = fmt.Errorf("nested deeper than %d levels", maxDepth)
)

// maxDepth is the number of levels to which a record may nest, as in a line of JSON Lines.
const maxDepth = 100

const bom = "\uFEFF"

// Read calls yield with the records of r in order; Number counts them from 1. An array is one of records, and its other
// elements are pieces with ErrNoObject. A record of more than limit bytes, that nests too deep, has a key twice or a broken
// string is a piece with an error, and the records behind it are read. A file that is no JSON has one such piece in the
// place where it ends to be JSON, and that is the last. The error is that of r or of yield.
func Read(r io.Reader, limit int64, yield func(piece.Piece) error) error {
	s := &splitter{r: bufio.NewReaderSize(r, 64<<10), limit: limit, yield: yield}
	if head, _ := s.r.Peek(len(bom)); string(head) == bom {
		s.r.Discard(len(bom))
		s.at = int64(len(bom))
	}
	err := s.file()
	if fault, ok := errors.AsType[*fault](err); ok {
		return yield(piece.Piece{Start: s.start, Number: s.number, Err: fault.err, At: fault.at})
	}
	return err
}

// fault says why the rest of a file cannot be read.
type fault struct {
	at  int64
	err error
}

func (f *fault) Error() string { return f.err.Error() }

// splitter finds where records begin and end. What stands between is checked by jsontext.
type splitter struct {
	r      *bufio.Reader
	limit  int64
	yield  func(piece.Piece) error
	at     int64 // of the next byte
	start  int64 // of the record
	number int   // of the record
	data   []byte
	good   canonical.Scanner // takes the records that need no second look
	deep   int64             // byte of the record at which it nests too deep, or -1
}

func (s *splitter) file() error {
	first, err := s.token()
	switch {
	case err == io.EOF:
		return &fault{s.at, errEmpty}
	case err != nil:
		return err
	case first == '[':
		return s.array()
	}
	for {
		if err := s.record(first); err != nil {
			return err
		}
		switch first, err = s.token(); {
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		case first != '{':
			return s.unexpected(first)
		}
	}
}

// array reads from behind the bracket to the end of the file.
func (s *splitter) array() error {
	c, err := s.inArray()
	for err == nil && (c != ']' || s.number > 0) {
		if err = s.record(c); err != nil {
			return err
		}
		if c, err = s.inArray(); err != nil || c == ']' {
			break
		}
		if c != ',' {
			return s.unexpected(c)
		}
		c, err = s.inArray()
	}
	if err != nil {
		return err
	}
	if c, err = s.token(); err == io.EOF {
		return nil
	} else if err != nil {
		return err
	}
	return s.unexpected(c)
}

func (s *splitter) inArray() (byte, error) {
	c, err := s.token()
	if err == io.EOF {
		return 0, s.between(s.at, errCutOff)
	}
	return c, err
}

func (s *splitter) unexpected(c byte) error {
	return s.between(s.at-1, fmt.Errorf("unexpected %q", c))
}

// between returns a fault that stands in no record, but where one might.
func (s *splitter) between(at int64, err error) error {
	s.start, s.number = at, s.number+1
	return &fault{at, err}
}

// token returns the next byte that is no white space.
func (s *splitter) token() (byte, error) {
	for {
		c, err := s.r.ReadByte()
		if err != nil {
			return 0, err
		}
		if s.at++; c != ' ' && c != '\t' && c != '\n' && c != '\r' {
			return c, nil
		}
	}
}

// record reads the value that begins with c and hands it on.
func (s *splitter) record(c byte) error {
	s.start, s.number = s.at-1, s.number+1
	s.data, s.deep = append(s.data[:0], c), -1
	var err error
	switch c {
	case '{', '[':
		err = s.nested()
	case '"':
		err = s.quoted()
	default:
		err = s.word()
	}
	if err == io.EOF {
		err = &fault{s.at, errCutOff}
	}
	if err != nil {
		return err
	}
	p := piece.Piece{Start: s.start, End: s.at, Number: s.number, Data: s.data, At: -1}
	switch {
	case s.at-s.start > s.limit:
		p.Data, p.Err, p.TooLong = nil, fmt.Errorf("a record of more than %d bytes", s.limit), true
		return s.yield(p)
	case s.deep >= 0:
		p.Data, p.Err, p.At = nil, errDepth, s.deep
		return s.yield(p)
	}
	return s.check(p)
}

// check hands on the record if it is JSON, and ends the file where it is so little of it that its end is a guess.
func (s *splitter) check(p piece.Piece) error {
	if _, ok := s.good.Object(p.Data, maxDepth); ok {
		return s.yield(p)
	}
	err := syntax(p.Data)
	if err != nil && syntax(p.Data, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)) != nil {
		return &fault{s.start + err.at, err.err}
	}
	switch {
	case err != nil:
		p.Data, p.Err, p.At = nil, err.err, s.start+err.at
	case p.Data[0] != '{':
		p.Data, p.Err = nil, fmt.Errorf("%w, not %s", ErrNoObject, kind(p.Data[0]))
	}
	return s.yield(p)
}

// kind names the kind of the value that begins with c.
func kind(c byte) jsontext.Kind {
	if c == '-' || c >= '0' && c <= '9' {
		return jsontext.KindNumber
	}
	return jsontext.Kind(c)
}

// syntax says why data is no JSON value, or returns nil.
func syntax(data []byte, options ...jsontext.Options) *fault {
	d := jsontext.NewDecoder(bytes.NewBuffer(data), options...)
	_, err := d.ReadValue()
	if err == nil && d.InputOffset() == int64(len(data)) {
		return nil
	}
	e, ok := errors.AsType[*jsontext.SyntacticError](err)
	switch {
	case !ok:
		return &fault{d.InputOffset(), errors.New("more than one JSON value")}
	case errors.Is(e, jsontext.ErrDuplicateName):
		return &fault{e.ByteOffset, fmt.Errorf("key %q is given twice", e.JSONPointer.LastToken())}
	}
	return &fault{e.ByteOffset, e.Err}
}

// next reads a byte of a record and keeps it as long as the record is not too long.
func (s *splitter) next() (byte, error) {
	c, err := s.r.ReadByte()
	if err != nil {
		return 0, err
	}
	if s.at++; s.at-s.start <= s.limit {
		s.data = append(s.data, c)
	}
	return c, nil
}

// nested reads to the bracket that closes the one at which the record begins.
func (s *splitter) nested() error {
	for depth := 1; depth > 0; {
		c, err := s.next()
		if err != nil {
			return err
		}
		switch c {
		case '"':
			if err := s.quoted(); err != nil {
				return err
			}
		case '{', '[':
			if depth++; depth > maxDepth && s.deep < 0 {
				s.deep = s.at - 1
			}
		case '}', ']':
			depth--
		}
	}
	return nil
}

// quoted reads to the quote that closes a string.
func (s *splitter) quoted() error {
	for {
		c, err := s.next()
		switch {
		case err != nil:
			return err
		case c == '"':
			return nil
		case c == '\\':
			if _, err := s.next(); err != nil {
				return err
			}
		}
	}
}

// word reads a number or a literal.
func (s *splitter) word() error {
	for {
		head, err := s.r.Peek(1)
		if err == io.EOF || err == nil && bytes.ContainsAny(head, " \t\r\n,:[]{}\"") {
			return nil
		}
		if err != nil {
			return err
		}
		s.next()
	}
}
