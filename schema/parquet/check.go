package parquet

import (
	"bufio"
	"fmt"
	"hash/crc32"
	"io"
	"slices"
	"strings"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"

	"corpuspack/schema"
)

// checkFooter compares the schema and the key-value metadata with those that a Writer writes, and checks the groups.
func checkFooter(got *format.FileMetaData, v schema.Version, t schema.Table) error {
	want, err := emptyFooter(v, t)
	if err != nil {
		return err
	}
	if g, w := pairs(got), pairs(want); g != w {
		return fmt.Errorf("key-value metadata: want %s, got %s", w, g)
	}
	for i := range max(len(want.Schema), len(got.Schema)) {
		if g, w := describe(got.Schema, i), describe(want.Schema, i); g != w {
			return fmt.Errorf("schema: want %s, got %s", w, g)
		}
	}
	return checkGroups(got, len(leaves(t)))
}

func checkGroups(meta *format.FileMetaData, columns int) error {
	for i, g := range meta.RowGroups {
		if len(g.Columns) != columns {
			return fmt.Errorf("row group %d: want %d columns, got %d", i, columns, len(g.Columns))
		}
		if g.NumRows < 1 || g.NumRows > MaxGroupRows {
			return fmt.Errorf("row group %d: want 1 to %d rows, got %d", i, MaxGroupRows, g.NumRows)
		}
	}
	return nil
}

// emptyFooter returns the footer of a file of t without rows.
func emptyFooter(v schema.Version, t schema.Table) (*format.FileMetaData, error) {
	config, err := Config{Codec: "none", Schema: v}.library(t)
	if err != nil {
		return nil, err
	}
	w := parquet.NewGenericWriter[any](io.Discard, config)
	if err := w.Close(); err != nil {
		return nil, err
	}
	return w.File().Metadata(), nil
}

func pairs(meta *format.FileMetaData) string {
	var list []string
	for _, p := range meta.KeyValueMetadata {
		list = append(list, fmt.Sprintf("%s=%q", p.Key, p.Value))
	}
	slices.Sort(list)
	return "{" + strings.Join(list, ", ") + "}"
}

// describe returns the i-th node of a schema in one line, with all that readers make of it.
func describe(nodes []format.SchemaElement, i int) string {
	if i >= len(nodes) {
		return "no more columns"
	}
	n := nodes[i]
	s := fmt.Sprintf("%q (id %d", n.Name, n.FieldID)
	if n.RepetitionType.Valid {
		s += ", " + strings.ToLower(n.RepetitionType.V.String())
	}
	if n.Type.Valid {
		s += ", " + n.Type.V.String()
	}
	if n.NumChildren.Valid {
		s += fmt.Sprintf(", %d members", n.NumChildren.V)
	}
	if n.LogicalType.Value != nil {
		s += fmt.Sprintf(", %v", n.LogicalType.Value)
	}
	if n.ConvertedType.Valid {
		s += fmt.Sprintf(", converted type %d", n.ConvertedType.V)
	}
	return s + ")"
}

// checkPages compares the CRC of every page with its bytes, which Arrow does not.
func checkPages(f io.ReaderAt, size int64, meta *format.FileMetaData) error {
	r := bufio.NewReaderSize(nil, maxPageHeader)
	for i, g := range meta.RowGroups {
		for j := range g.Columns {
			c := &g.Columns[j].MetaData
			start, length := chunkRange(c)
			if start < 0 || length < 0 || start > size-length {
				return fmt.Errorf("row group %d: column %s: outside of the file", i, strings.Join(c.PathInSchema, "."))
			}
			r.Reset(io.NewSectionReader(f, start, length))
			if err := checkChunk(r); err != nil {
				return fmt.Errorf("row group %d: column %s: %w", i, strings.Join(c.PathInSchema, "."), err)
			}
		}
	}
	return nil
}

func chunkRange(c *format.ColumnMetaData) (start, length int64) {
	if c.DictionaryPageOffset > 0 && c.DictionaryPageOffset < c.DataPageOffset {
		return c.DictionaryPageOffset, c.TotalCompressedSize
	}
	return c.DataPageOffset, c.TotalCompressedSize
}

// A page header holds sizes and the bounds of a short value.
const maxPageHeader = 64 << 10

// checkChunk reads the pages of a column chunk to its end.
func checkChunk(r *bufio.Reader) error {
	for page := 0; ; page++ {
		b, err := r.Peek(maxPageHeader)
		switch {
		case len(b) == 0 && err == io.EOF:
			return nil
		case err != nil && err != io.EOF:
			return err
		}
		var h format.PageHeader
		p := new(thrift.CompactProtocol).NewReaderFromBytes(slices.Clone(b))
		if err := thrift.NewDecoder(p).Decode(&h); err != nil {
			return fmt.Errorf("page %d: header: %w", page, err)
		}
		if _, err := r.Discard(p.BytesRead()); err != nil {
			return fmt.Errorf("page %d: %w", page, err)
		}
		sum := crc32.NewIEEE()
		if _, err := io.CopyN(sum, r, int64(h.CompressedPageSize)); err != nil {
			return fmt.Errorf("page %d: %w", page, err)
		}
		if got, want := sum.Sum32(), uint32(h.CRC); got != want {
			return fmt.Errorf("page %d: want CRC %08x as its header says, got %08x", page, want, got)
		}
	}
}
