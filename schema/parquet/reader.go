package parquet

import (
	"fmt"
	"io"
	"os"

	"github.com/apache/arrow/go/v15/parquet/file"
	"github.com/parquet-go/parquet-go/format"

	"corpuspack/schema"
)

// WriteLines decodes the file at path with the Arrow library and writes its rows to w as canonical lines with line ends.
// A page whose CRC differs, a schema or key-value metadata that are not those of table t of version v, and another number
// of rows than the footer has are errors; what was written before one is worth nothing. On a damaged file Arrow may panic
// in goroutines of its own, and no caller can recover that: see Lines.
func WriteLines(w io.Writer, path string, v schema.Version, t schema.Table) (err error) {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the reader panicked: %v", p)
		}
		if err != nil {
			err = fmt.Errorf("%s: %w", path, err)
		}
	}()
	meta, err := checkFile(f, v, t)
	if err != nil {
		return err
	}
	return writeGroups(w, f, meta, t)
}

// checkFile checks all that needs no decoding of values, and returns the footer.
func checkFile(f *os.File, v schema.Version, t schema.Table) (*format.FileMetaData, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	meta, err := readFooter(f, info.Size())
	if err != nil {
		return nil, err
	}
	if err := checkFooter(meta, v, t); err != nil {
		return nil, err
	}
	return meta, checkPages(f, info.Size(), meta)
}

func writeGroups(w io.Writer, f *os.File, meta *format.FileMetaData, t schema.Table) error {
	r, err := file.NewParquetReader(f)
	if err != nil {
		return err
	}
	d := newDecoder(t)
	for i := range meta.RowGroups {
		if err := d.writeGroup(w, r.RowGroup(i), &meta.RowGroups[i]); err != nil {
			return fmt.Errorf("row group %d: %w", i, err)
		}
	}
	if d.rows != meta.NumRows {
		return fmt.Errorf("want %d rows as the footer says, got %d", meta.NumRows, d.rows)
	}
	_, err = w.Write(d.lines)
	return err
}

// A decoder writes row groups as lines, straight from their columns.
type decoder struct {
	fields  []node
	columns []*column
	rows    int64  // that were written
	lines   []byte // that are to be written
}

// written is the number of bytes that are written at once.
const written = 64 << 10

func newDecoder(t schema.Table) *decoder {
	d := &decoder{}
	for _, l := range leaves(t) {
		d.columns = append(d.columns, &column{field: l})
	}
	d.fields = newTree(t.Fields, d.columns, 0, 0)
	return d
}

func (d *decoder) writeGroup(w io.Writer, r *file.RowGroupReader, meta *format.RowGroup) error {
	for i, c := range d.columns {
		n := meta.Columns[i].MetaData.NumValues
		if n < meta.NumRows || n > meta.NumRows && c.maxRepetition == 0 {
			return fmt.Errorf("column %s: want a value a row, got %d for %d", c.name(), n, meta.NumRows)
		}
		if err := c.read(r, int(n)); err != nil {
			return fmt.Errorf("column %s: %w", c.name(), err)
		}
	}
	return d.writeRows(w, meta.NumRows)
}

// writeRows writes the rows of a group whose columns are read.
func (d *decoder) writeRows(w io.Writer, n int64) error {
	for range n {
		if err := d.writeRow(w); err != nil {
			return fmt.Errorf("row %d: %w", d.rows, err)
		}
		d.rows++
	}
	for _, c := range d.columns {
		if c.level < c.levels || c.value < c.values {
			return fmt.Errorf("column %s: %w", c.name(), errSurplus)
		}
	}
	return nil
}

func (d *decoder) writeRow(w io.Writer) error {
	d.lines = append(appendObject(d.lines, d.fields, 0), '\n')
	for _, c := range d.columns {
		if c.err != nil {
			return fmt.Errorf("column %s: %w", c.name(), c.err)
		}
	}
	if len(d.lines) < written {
		return nil
	}
	_, err := w.Write(d.lines)
	d.lines = d.lines[:0]
	return err
}
