package parquet

import (
	"encoding/binary"
	"fmt"
	"io"

	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
)

// A file begins with the magic, and ends with the footer, its length in 4 bytes, little-endian, and the magic.
const (
	magic   = "PAR1"
	trailer = 4 + len(magic)
)

// withoutFalseIndexes returns tail, the end of a file with the footer meta, with a footer that leads to no column index
// of an unbounded column. The library gives each page of such a column the bounds "" and "", and a reader that trusts
// them finds nothing there.
func withoutFalseIndexes(tail []byte, meta *format.FileMetaData, columns []*field) ([]byte, error) {
	for _, g := range meta.RowGroups {
		for i, c := range columns {
			if !c.bounded() {
				g.Columns[i].ColumnIndexOffset, g.Columns[i].ColumnIndexLength = 0, 0
			}
		}
	}
	footer, err := thrift.Marshal(new(thrift.CompactProtocol), meta)
	if err != nil {
		return nil, err
	}
	body := len(tail) - trailer
	body -= int(binary.LittleEndian.Uint32(tail[body:]))
	return appendTrailer(append(tail[:body], footer...), len(footer)), nil
}

func appendTrailer(dst []byte, length int) []byte {
	return append(binary.LittleEndian.AppendUint32(dst, uint32(length)), magic...)
}

// readFooter returns the footer of a file of size bytes.
func readFooter(r io.ReaderAt, size int64) (*format.FileMetaData, error) {
	var start [len(magic)]byte
	if _, err := r.ReadAt(start[:], 0); err != nil || string(start[:]) != magic {
		return nil, fmt.Errorf("want %s at its start, got %q", magic, start)
	}
	var end [trailer]byte
	if _, err := r.ReadAt(end[:], size-int64(trailer)); err != nil || string(end[4:]) != magic {
		return nil, fmt.Errorf("want %s at its end, got %q", magic, end[4:])
	}
	length := int64(binary.LittleEndian.Uint32(end[:]))
	if length > size-int64(trailer) {
		return nil, fmt.Errorf("a footer of %d bytes in a file of %d", length, size)
	}
	b := make([]byte, length)
	if _, err := r.ReadAt(b, size-int64(trailer)-length); err != nil {
		return nil, fmt.Errorf("footer: %w", err)
	}
	meta := new(format.FileMetaData)
	if err := thrift.Unmarshal(new(thrift.CompactProtocol), b, meta); err != nil {
		return nil, fmt.Errorf("footer: %w", err)
	}
	return meta, nil
}
