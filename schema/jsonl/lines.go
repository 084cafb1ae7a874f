package jsonl

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"iter"
)

var errNoLineEnd = errors.New("the last line has no line end")

// Lines yields the lines of r without their line ends. A line is valid until the next one is asked for. A line of more
// than max bytes, a last line without a line end, and what r itself reports are errors with the number of the line,
// counted from 1, and end the sequence.
func Lines(r io.Reader, max int) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		in := NewLineReader(r, max)
		for {
			line, err := in.Next()
			if err == io.EOF || !yield(line, err) || err != nil {
				return
			}
		}
	}
}

// A LineReader reads lines one by one.
type LineReader struct {
	in   *bufio.Reader
	max  int
	n    int    // lines that were asked for
	long []byte // a line that is longer than the buffer of in
}

// NewLineReader returns a LineReader of the lines of r, of up to max bytes each.
func NewLineReader(r io.Reader, max int) *LineReader {
	return &LineReader{in: bufio.NewReaderSize(r, 64<<10), max: max}
}

// Next returns the next line without its line end, valid until the next call. The errors are those of Lines, and io.EOF
// behind the last line.
func (r *LineReader) Next() ([]byte, error) {
	r.n++
	line, err := r.in.ReadSlice('\n')
	for r.long = r.long[:0]; ; {
		if len(r.long)+len(line) > r.max+1 {
			return nil, fmt.Errorf("line %d: longer than %d bytes", r.n, r.max)
		}
		if err != bufio.ErrBufferFull {
			break
		}
		r.long = append(r.long, line...)
		line, err = r.in.ReadSlice('\n')
	}
	if len(r.long) > 0 {
		r.long = append(r.long, line...)
		line = r.long
	}
	switch {
	case err == nil:
		return line[:len(line)-1], nil
	case err == io.EOF && len(line) == 0:
		return nil, io.EOF
	case err == io.EOF:
		err = errNoLineEnd
	}
	return nil, fmt.Errorf("line %d: %w", r.n, err)
}
