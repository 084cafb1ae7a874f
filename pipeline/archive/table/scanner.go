package table

import (
	"bufio"
	"errors"
	"fmt"
	"io"

	"corpuspack/pipeline/archive/piece"
)

var (
	errQuote  = errors.New("a quote inside a field without quotes")
	errBehind = errors.New("something behind the quote that ends a field")
	errOpen   = errors.New("a quote that nothing closes")
	errReturn = errors.New("a carriage return that ends no line")
)

// scanner cuts an input into rows.
type scanner struct {
	r         *bufio.Reader
	delimiter byte
	limit     int64
	at        int64 // of the next byte
	line      int   // of the next byte
	now       row   // that is being read
	state     state
	quote     int64 // byte of the quote that began the field
	wanted    int   // fields
	values    []byte
	ends      []int
}

// row is one row. Its values are those of the scanner, until the next row.
type row struct {
	start, end int64
	line       int
	values     []byte // of the fields, one behind the other
	ends       []int  // of the fields in values, as many as were asked for
	fields     int    // of the row
	fault      error
	faultAt    int64
}

func (r row) field(i int) []byte {
	if i == 0 {
		return r.values[:r.ends[0]]
	}
	return r.values[r.ends[i-1]:r.ends[i]]
}

// piece returns the row without its data, or with its fault.
func (r row) piece(limit int64) piece.Piece {
	p := piece.Piece{Start: r.start, End: r.end, Number: r.line, Err: r.fault, At: -1}
	if r.fault != nil {
		p.At = r.faultAt
	}
	if r.end-r.start > limit {
		p.Err, p.At, p.TooLong = fmt.Errorf("a row of more than %d bytes", limit), -1, true
	}
	return p
}

// state is what the next byte of a row belongs to.
type state int

const (
	begin  state = iota // a field
	plain               // a field without quotes
	quoted              // a field in quotes
	closed              // what stands behind a quote in a field in quotes
	broken              // a row with a fault
)

// next returns the next row that is no empty line, with as many fields as are wanted. It ends with io.EOF.
func (s *scanner) next(fields int) (row, error) {
	for {
		r, err := s.row(fields)
		if err != nil || r.end > r.start {
			return r, err
		}
	}
}

func (s *scanner) row(fields int) (row, error) {
	s.now, s.state, s.wanted = row{start: s.at, line: s.line}, begin, fields
	s.values, s.ends = s.values[:0], s.ends[:0]
	for {
		c, err := s.r.ReadByte()
		if err == io.EOF && s.at > s.now.start {
			s.now.end = s.at
			if s.state == quoted {
				s.fail(s.quote, errOpen)
			}
			break
		}
		if err != nil {
			return row{}, err
		}
		s.at++
		if c == '\n' {
			s.line++
		}
		if size := s.lineEnd(c); size > 0 {
			s.now.end = s.at - size
			break
		}
		s.take(c)
	}
	s.endField()
	s.now.values, s.now.ends = s.values, s.ends
	return s.now, nil
}

// lineEnd returns the bytes of the line end that c, which was read, begins, and reads the rest of it.
func (s *scanner) lineEnd(c byte) int64 {
	switch {
	case s.state == quoted:
		return 0
	case c == '\n':
		return 1
	case c != '\r':
		return 0
	}
	if next, _ := s.r.Peek(1); string(next) != "\n" {
		return 0
	}
	s.r.Discard(1)
	s.at, s.line = s.at+1, s.line+1
	return 2
}

// take takes a byte that ends no row.
func (s *scanner) take(c byte) {
	switch {
	case s.state == broken:
	case s.state == quoted && c == '"':
		s.state = closed
	case s.state == quoted:
		s.keep(c)
	case c == s.delimiter:
		s.endField()
		s.state = begin
	case c == '\r':
		s.fail(s.at-1, errReturn)
	case c == '"' && s.state == begin:
		s.state, s.quote = quoted, s.at-1
	case c == '"' && s.state == closed:
		s.keep(c)
		s.state = quoted
	case c == '"':
		s.fail(s.at-1, errQuote)
	case s.state == closed:
		s.fail(s.at-1, errBehind)
	default:
		s.keep(c)
		s.state = plain
	}
}

func (s *scanner) fail(at int64, err error) {
	s.now.fault, s.now.faultAt, s.state = err, at, broken
}

func (s *scanner) endField() {
	if s.now.fields++; s.now.fields <= s.wanted {
		s.ends = append(s.ends, len(s.values))
	}
}

// keep appends a byte to the values as long as the row is not too long.
func (s *scanner) keep(c byte) {
	if s.at-s.now.start <= s.limit {
		s.values = append(s.values, c)
	}
}
