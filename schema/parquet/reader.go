package parquet

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"unicode/utf8"

	"github.com/apache/arrow/go/v15/arrow"
	"github.com/apache/arrow/go/v15/arrow/array"
	"github.com/apache/arrow/go/v15/arrow/memory"
	"github.com/apache/arrow/go/v15/parquet/file"
	"github.com/apache/arrow/go/v15/parquet/pqarrow"
	"github.com/parquet-go/parquet-go/format"

	"corpuspack/schema"
	"corpuspack/schema/jsonl"
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
	out := bufio.NewWriterSize(w, 64<<10)
	if err := writeGroups(out, f, meta, t); err != nil {
		return err
	}
	return out.Flush()
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

func writeGroups(out *bufio.Writer, f *os.File, meta *format.FileMetaData, t schema.Table) error {
	r, err := file.NewParquetReader(f)
	if err != nil {
		return err
	}
	ar, err := pqarrow.NewFileReader(r, pqarrow.ArrowReadProperties{}, memory.DefaultAllocator)
	if err != nil {
		return err
	}
	d := decoder{file: ar, meta: meta, table: t, wanted: make(map[int]bool)}
	for i := range leaves(t) {
		d.wanted[i] = true
	}
	for i := range meta.RowGroups {
		if err := d.writeGroup(out, i); err != nil {
			return fmt.Errorf("row group %d: %w", i, err)
		}
	}
	if d.rows != meta.NumRows {
		return fmt.Errorf("want %d rows as the footer says, got %d", meta.NumRows, d.rows)
	}
	return nil
}

// A decoder writes row groups as lines.
type decoder struct {
	file   *pqarrow.FileReader
	meta   *format.FileMetaData
	table  schema.Table
	wanted map[int]bool // all leaves
	rows   int64        // that were written
	line   []byte
}

func (d *decoder) writeGroup(out *bufio.Writer, group int) error {
	columns := make([]arrow.Array, len(d.table.Fields))
	for i, f := range d.table.Fields {
		chunked, err := d.column(group, i)
		if err != nil {
			return fmt.Errorf("column %s: %w", f.Name, err)
		}
		defer chunked.Release()
		if n := len(chunked.Chunks()); n != 1 {
			return fmt.Errorf("column %s: want 1 array, got %d", f.Name, n)
		}
		columns[i] = chunked.Chunk(0)
		if got, want := int64(columns[i].Len()), d.meta.RowGroups[group].NumRows; got != want {
			return fmt.Errorf("column %s: want %d rows as the footer says, got %d", f.Name, want, got)
		}
	}
	return d.writeRows(out, columns)
}

// column reads a column of a row group in one go: v15 panics where it reads a page of nullable int64 in two.
func (d *decoder) column(group, field int) (*arrow.Chunked, error) {
	var values int64
	f := root(d.table).members[field]
	for _, c := range d.meta.RowGroups[group].Columns[f.first:f.last] {
		values = max(values, c.MetaData.NumValues)
	}
	r, err := d.file.GetFieldReader(context.Background(), field, d.wanted, []int{group})
	if err != nil {
		return nil, err
	}
	defer r.Release()
	if err := r.LoadBatch(values); err != nil {
		return nil, err
	}
	return r.BuildArray(d.meta.RowGroups[group].NumRows)
}

func (d *decoder) writeRows(out *bufio.Writer, columns []arrow.Array) error {
	row := make(schema.Row, len(columns))
	for i := range columns[0].Len() {
		for j, f := range d.table.Fields {
			var err error
			if row[j], err = valueAt(columns[j], f, i); err != nil {
				return fmt.Errorf("row %d: column %s: %w", d.rows, f.Name, err)
			}
		}
		d.line = append(jsonl.Append(d.line[:0], d.table, row), '\n')
		if _, err := out.Write(d.line); err != nil {
			return err
		}
		d.rows++
	}
	return nil
}

// valueAt returns the i-th value of a column or of a part of one. Its strings live as long as the record.
func valueAt(a arrow.Array, f schema.Field, i int) (schema.Value, error) {
	if a.IsNull(i) {
		if !f.Nullable {
			return schema.Value{}, fmt.Errorf("%s is null", f.Name)
		}
		return schema.Value{}, nil
	}
	switch a := a.(type) {
	case *array.String:
		s := a.Value(i)
		if !utf8.ValidString(s) {
			return schema.Value{}, errors.New("invalid UTF-8")
		}
		return schema.StringValue(s), nil
	case *array.Int64:
		return schema.IntValue(a.Value(i)), nil
	case *array.Float64:
		return schema.DoubleValue(a.Value(i)), nil
	case *array.Struct:
		return structAt(a, f, i)
	case *array.List:
		return listAt(a, f, i)
	}
	return schema.Value{}, fmt.Errorf("want %s, got %s", f.Type, a.DataType())
}

func structAt(a *array.Struct, f schema.Field, i int) (schema.Value, error) {
	v := schema.Value{Type: f.Type, List: make([]schema.Value, len(f.Members))}
	for j, m := range f.Members {
		var err error
		if v.List[j], err = valueAt(a.Field(j), m, i); err != nil {
			return v, err
		}
	}
	return v, nil
}

func listAt(a *array.List, f schema.Field, i int) (schema.Value, error) {
	start, end := a.ValueOffsets(i)
	v := schema.Value{Type: f.Type, List: make([]schema.Value, end-start)}
	e := f.Element()
	for j := range v.List {
		var err error
		if v.List[j], err = valueAt(a.ListValues(), e, int(start)+j); err != nil {
			return v, err
		}
	}
	return v, nil
}
