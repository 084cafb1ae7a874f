package jsonl

import (
	"bufio"
	"bytes"
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
		s := bufio.NewScanner(r)
		s.Buffer(nil, max+1)
		s.Split(splitLine)
		n := 1
		for ; s.Scan(); n++ {
			if !yield(s.Bytes(), nil) {
				return
			}
		}
		err := s.Err()
		if errors.Is(err, bufio.ErrTooLong) {
			err = fmt.Errorf("longer than %d bytes", max)
		}
		if err != nil {
			yield(nil, fmt.Errorf("line %d: %w", n, err))
		}
	}
}

func splitLine(data []byte, atEnd bool) (advance int, line []byte, err error) {
	if n := bytes.IndexByte(data, '\n'); n >= 0 {
		return n + 1, data[:n], nil
	}
	if atEnd && len(data) > 0 {
		return 0, nil, errNoLineEnd
	}
	return 0, nil, nil
}
