package spill

import (
	"bufio"
	"encoding/binary"
	"io"
)

// bufferSize is the memory of one reader of a file.
const bufferSize = 64 << 10

// reader reads records one after another.
type reader struct {
	in   *bufio.Reader
	last []byte
}

func newReader(from io.ReaderAt, start, end int64) *reader {
	return &reader{in: bufio.NewReaderSize(io.NewSectionReader(from, start, end-start), bufferSize)}
}

// record returns the next record, which is valid until the one after it, or io.EOF.
func (r *reader) record() ([]byte, error) {
	length, err := binary.ReadUvarint(r.in)
	if err != nil {
		return nil, err
	}
	n := int(length)
	if cap(r.last) < n {
		r.last = make([]byte, n+n/2)
	}
	r.last = r.last[:n]
	if _, err := io.ReadFull(r.in, r.last); err != nil {
		return nil, io.ErrUnexpectedEOF
	}
	return r.last, nil
}

func appendLength(dst []byte, n int) []byte { return binary.AppendUvarint(dst, uint64(n)) }
