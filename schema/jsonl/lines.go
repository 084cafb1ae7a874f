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
		in := bufio.NewReaderSize(r, 64<<10)
		var buf []byte
		for n := 1; ; n++ {
			line, err := readLine(in, buf[:0], max)
			if err == io.EOF {
				return
			}
			if err != nil {
				yield(nil, fmt.Errorf("line %d: %w", n, err))
				return
			}
			if buf = line; !yield(line[:len(line)-1], nil) {
				return
			}
		}
	}
}

// readLine appends the next line with its line end to buf. io.EOF means that there is none.
func readLine(in *bufio.Reader, buf []byte, max int) ([]byte, error) {
	for {
		part, err := in.ReadSlice('\n')
		if len(buf)+len(part) > max+1 {
			return nil, fmt.Errorf("longer than %d bytes", max)
		}
		buf = append(buf, part...)
		switch {
		case err == bufio.ErrBufferFull:
			continue
		case err == io.EOF && len(buf) > 0:
			err = errNoLineEnd
		}
		return buf, err
	}
}
