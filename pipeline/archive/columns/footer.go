package columns

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/deprecated"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
)

// A file begins with the magic, and ends with the footer, its length in 4 bytes, little-endian, and the magic.
const (
	magic          = "PAR1"
	magicEncrypted = "PARE"
	trailer        = 4 + len(magic)
)

// maxFooter is the number of bytes that a footer may have.
const maxFooter = 32 << 20

var (
	errNoParquet = errors.New("no Parquet file, or one that is cut off")
	errEncrypted = errors.New("an encrypted Parquet file, which is not read")
)

// footerDrops are the parts of a footer that say nothing of the rows: key-value metadata, statistics, orders.
var footerDrops = drops{
	4: {1: {3: {8: nil, 12: nil, 13: nil, 16: nil, 17: nil}}, 4: nil},
	5: nil, 7: nil,
}

// readFooter returns the footer of a file of size bytes, and the byte at which it begins.
func readFooter(r io.ReaderAt, size int64) (*format.FileMetaData, int64, error) {
	if size < int64(len(magic)+trailer) {
		return nil, 0, errNoParquet
	}
	head, tail := make([]byte, len(magic)), make([]byte, trailer)
	if err := readAt(r, head, 0); err != nil {
		return nil, 0, err
	}
	if err := readAt(r, tail, size-int64(trailer)); err != nil {
		return nil, 0, err
	}
	length := int64(binary.LittleEndian.Uint32(tail))
	switch {
	case string(head) == magicEncrypted || string(tail[4:]) == magicEncrypted:
		return nil, 0, errEncrypted
	case string(head) != magic || string(tail[4:]) != magic || length > size-int64(len(magic)+trailer):
		return nil, 0, errNoParquet
	case length > maxFooter:
		return nil, 0, fmt.Errorf("a footer of %d bytes: at most %d are read", length, maxFooter)
	}
	b := make([]byte, length)
	if err := readAt(r, b, size-int64(trailer)-length); err != nil {
		return nil, 0, err
	}
	meta, err := decodeFooter(b)
	return meta, size - int64(trailer) - length, err
}

// readAt fills p from the byte at.
func readAt(r io.ReaderAt, p []byte, at int64) error {
	n, err := r.ReadAt(p, at)
	if n == len(p) {
		return nil
	}
	return err
}

func decodeFooter(b []byte) (*format.FileMetaData, error) {
	stripped, size, err := strip(b, footerDrops)
	if err != nil {
		return nil, fmt.Errorf("footer: %w", err)
	}
	meta := new(format.FileMetaData)
	if err := thrift.Unmarshal(new(thrift.CompactProtocol), stripped, meta); err != nil {
		return nil, fmt.Errorf("footer: %w", err)
	}
	if meta.EncryptionAlgorithm.Value != nil || size != len(b) { // a signature stands behind the footer
		return nil, errEncrypted
	}
	return meta, nil
}

// checkGroups compares the row groups with the columns of the schema.
func checkGroups(meta *format.FileMetaData, leaves []*node) error {
	rows := int64(0)
	for i, g := range meta.RowGroups {
		if len(g.Columns) != len(leaves) || g.NumRows < 0 {
			return fmt.Errorf("row group %d: want %d columns and a number of rows, got %d and %d", i, len(leaves), len(g.Columns), g.NumRows)
		}
		for j := range g.Columns {
			if err := checkChunk(&g.Columns[j], leaves[j]); err != nil {
				return fmt.Errorf("row group %d: column %s: %w", i, leaves[j].path, err)
			}
		}
		rows += g.NumRows
	}
	if meta.NumRows != rows && meta.NumRows != 0 { // parquet-rs 0.3 wrote 0
		return fmt.Errorf("row groups of %d rows in a file of %d", rows, meta.NumRows)
	}
	return nil
}

func checkChunk(c *format.ColumnChunk, l *node) error {
	m := &c.MetaData
	switch {
	case c.CryptoMetadata.Value != nil || len(c.EncryptedColumnMetadata) > 0:
		return errEncrypted
	case c.FilePath != "":
		return errors.New("its data stand in another file, which is not read")
	case m.Type != l.physical:
		return fmt.Errorf("type %v, where the schema has %v", m.Type, l.physical)
	case m.NumValues < 0 || m.DataPageOffset < 0 || m.DictionaryPageOffset < 0:
		return errors.New("a negative size")
	}
	return nil
}

// shadow returns a file without rows that has the columns of meta: physical types only, no compression, no statistics.
// Its columns decode pages that chunk has read, checked and decompressed.
func shadow(meta *format.FileMetaData, leaves []*node) (*parquet.File, error) {
	m := format.FileMetaData{Version: 1, RowGroups: make([]format.RowGroup, 1)}
	for _, e := range meta.Schema {
		e.LogicalType, e.ConvertedType = format.LogicalType{}, thrift.Null[deprecated.ConvertedType]{}
		e.Scale, e.Precision, e.FieldID = thrift.Null[int32]{}, thrift.Null[int32]{}, 0
		m.Schema = append(m.Schema, e)
	}
	for _, l := range leaves {
		m.RowGroups[0].Columns = append(m.RowGroups[0].Columns, format.ColumnChunk{MetaData: format.ColumnMetaData{
			Type: l.physical, Encoding: []format.Encoding{format.Plain}, PathInSchema: []string{l.path},
			DataPageOffset: int64(len(magic)), TotalCompressedSize: 1 << 60,
		}})
	}
	footer, err := thrift.Marshal(new(thrift.CompactProtocol), m)
	if err != nil {
		return nil, err
	}
	b := append([]byte(magic), footer...)
	b = append(binary.LittleEndian.AppendUint32(b, uint32(len(footer))), magic...)
	return parquet.OpenFile(bytes.NewReader(b), int64(len(b)), parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
}
