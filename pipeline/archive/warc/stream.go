package warc

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"
)

// maxLine is the number of bytes of the first line of a header, maxHeader those of a whole one.
const (
	maxLine   = 64 << 10
	maxHeader = 1 << 20
)

var errLongHeader = errors.New("a header of more than 1 MiB")

// stream is the input, read in lines and blocks.
type stream struct {
	*bufio.Reader
	from source
}

// source counts bytes and keeps the error that ends them.
type source struct {
	r   io.Reader
	n   int64
	err error
}

func (s *source) Read(p []byte) (int, error) {
	if s.err != nil {
		return 0, s.err
	}
	n, err := s.r.Read(p)
	s.n += int64(n)
	s.err = err
	return n, err
}

func newStream(r io.Reader) *stream {
	s := &stream{from: source{r: r}}
	s.Reader = bufio.NewReaderSize(&s.from, maxLine)
	return s
}

// pos returns the byte at which the stream is.
func (s *stream) pos() int64 { return s.from.n - int64(s.Buffered()) }

// err returns the error of the input where all before it is read, and nil for its end.
func (s *stream) err() error {
	if s.from.err == io.EOF || s.Buffered() > 0 {
		return nil
	}
	return s.from.err
}

// skipBlank reads line ends. It returns how many there were, and whether something stands behind them.
func (s *stream) skipBlank() (lines int, more bool) {
	for {
		b, err := s.ReadByte()
		switch {
		case err != nil:
			return lines, false
		case b == '\n':
			lines++
		case b != '\r':
			s.UnreadByte()
			return lines, true
		}
	}
}

// peekLine returns the line that begins here without its end, or as much of it as a header may have.
func (s *stream) peekLine() string {
	for n := 1 << 10; ; n *= 2 {
		b, err := s.Peek(min(n, maxLine))
		if i := bytes.IndexByte(b, '\n'); i >= 0 {
			return strings.TrimSuffix(string(b[:i]), "\r")
		}
		if err != nil || n >= maxLine {
			return string(b)
		}
	}
}

// skipLine reads to the end of the line and reports whether it was blank.
func (s *stream) skipLine() bool {
	blank := true
	for {
		b, err := s.ReadSlice('\n')
		blank = blank && len(bytes.Trim(b, "\r\n")) == 0
		if err != bufio.ErrBufferFull {
			return blank
		}
	}
}

// endsBlock reports whether the block of a record ends here: two line ends follow in a WARC, and another record or the end
// of the input in any case but this.
func (s *stream) endsBlock(isARC bool) bool {
	lines, more := s.skipBlank()
	return !more || lines > 1 && !isARC || s.atRecord()
}

// atRecord reports whether a record begins here.
func (s *stream) atRecord() bool {
	line := s.peekLine()
	_, isARC := parseARC(line)
	return isARC || isWARC(line)
}

// resync reads on to the next line that begins a record: behind a blank line, or one of an ARC, for texts speak of WARC.
func (s *stream) resync() {
	for {
		blank := s.skipLine()
		line := s.peekLine()
		if _, isARC := parseARC(line); isARC || blank && isWARC(line) {
			return
		}
		if _, err := s.Peek(1); err != nil {
			return
		}
	}
}

// field is a line of a header.
type field struct{ name, value string }

// fields is a header.
type fields []field

// get returns the value of the first field of this name, which is written in lower case.
func (f fields) get(name string) string {
	for _, field := range f {
		if field.name == name {
			return field.value
		}
	}
	return ""
}

// readFields reads a header to the blank line behind it. Lines may be folded, and may end in \n alone. The error is
// io.EOF where r ends before the blank line.
func readFields(r *bufio.Reader) (f fields, broken bool, err error) {
	for left := maxHeader; ; {
		line, err := readLine(r, &left)
		if err != nil || line == "" {
			return f, broken, err
		}
		name, value, ok := strings.Cut(line, ":")
		switch {
		case (line[0] == ' ' || line[0] == '\t') && len(f) > 0:
			f[len(f)-1].value = strings.TrimSpace(f[len(f)-1].value + " " + strings.TrimSpace(line))
		case !ok:
			broken = true
		default:
			f = append(f, field{strings.ToLower(strings.TrimSpace(name)), strings.TrimSpace(value)})
		}
	}
}

// readLine returns the next line without its end, and takes its bytes off left.
func readLine(r *bufio.Reader, left *int) (string, error) {
	var line []byte
	for {
		b, err := r.ReadSlice('\n')
		line = append(line, b...)
		if *left -= len(b); *left < 0 {
			return "", errLongHeader
		}
		if err != bufio.ErrBufferFull {
			return strings.TrimRight(string(line), "\r\n"), err
		}
	}
}
