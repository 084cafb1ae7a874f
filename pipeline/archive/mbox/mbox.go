// Package mbox cuts a mailbox into its messages, and reads a message: its headers and its text.
//
// The rule that matters: the text of a message is that of its readable parts, whole, with quoted replies and signatures; what
// it has beside that is named in the rest. The formats: RFC 4155 with the quoting of mboxrd, RFC 5322, RFC 2045 to 2047,
// RFC 3676. schema/FORMAT.md, sections 3 to 5, says what becomes of the values.
package mbox

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"

	"corpuspack/pipeline/archive/piece"
)

// separator is the line before a message: an address, or something in its place, and a time as asctime writes it, with a
// zone before or behind the year.
var separator = regexp.MustCompile(`^From (?:.* )?(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? +(?:(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) +\d{1,2}|` +
	`\d{1,2} +(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) +\d{4}) +\d{1,2}:\d\d(?::\d\d)?(?: .*)?\r?\n?$`)

// quoted is a line that was quoted because it would have been taken for a separator.
var quoted = regexp.MustCompile(`^>+From `)

var errNoSeparator = errors.New(`no "From " line before the first message`)

// maxSeparator is the number of bytes that a separator may have.
const maxSeparator = 1 << 10

// Read calls yield with the messages of r in order; Number counts them from 1. A message begins with its "From " line and ends
// before the next one, but its Data are without that line and unquoted. A message of more than limit bytes, and what stands
// before the first one, is a piece with an error. The error is that of r or of yield.
func Read(r io.Reader, limit int64, yield func(piece.Piece) error) error {
	s := &splitter{r: bufio.NewReaderSize(r, 64<<10), limit: limit, yield: yield}
	for begin := true; ; {
		line, err := s.r.ReadSlice('\n')
		if err != nil && err != io.EOF && err != bufio.ErrBufferFull {
			return err
		}
		if begin && len(line) <= maxSeparator && separator.Match(line) {
			if err := s.end(); err != nil {
				return err
			}
			s.number++
			s.open = true
		} else {
			s.take(line, begin)
		}
		s.at += int64(len(line))
		if err == io.EOF {
			return s.end()
		}
		begin = err == nil
	}
}

// splitter gathers the message at hand.
type splitter struct {
	r         *bufio.Reader
	limit     int64
	yield     func(piece.Piece) error
	at, start int64
	number    int
	open      bool // a separator was read, or something in its place
	data      []byte
}

// take adds a line to the message, or a part of one that does not begin it.
func (s *splitter) take(line []byte, begin bool) {
	s.open = s.open || len(bytes.TrimSpace(line)) > 0
	if begin && quoted.Match(line) {
		line = line[1:]
	}
	if s.at+int64(len(line))-s.start <= s.limit {
		s.data = append(s.data, line...)
	}
}

// end hands on the message at hand, if there is one.
func (s *splitter) end() error {
	p := piece.Piece{Start: s.start, End: s.at, Number: s.number, Data: s.data, At: -1}
	open := s.open
	s.start, s.data, s.open = s.at, s.data[:0], false
	switch {
	case !open:
		return nil
	case p.Number == 0:
		p.Data, p.Err = nil, errNoSeparator
	case p.End-p.Start > s.limit:
		p.Data, p.Err, p.TooLong = nil, fmt.Errorf("a message of more than %d bytes", s.limit), true
	}
	return s.yield(p)
}
