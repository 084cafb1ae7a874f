package parquet

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/parquet-go/parquet-go"

	"corpuspack/schema"
)

// A Writer writes rows of one table. It is of no more use after an error.
//
// It gathers a batch of rows column by column, and gives that to the library, which makes pages of it. So of a row group it
// holds no more than the compressed pages, and of each column a page.
type Writer struct {
	file    *parquet.GenericWriter[any]
	out     *output
	root    field
	leaves  []*field
	columns []*parquet.ColumnWriter
	values  [][]parquet.Value // of the batch, a column each
	nulls   []parquet.Value   // of a field of the table that is null, a column each
	strings []byte            // of the batch
	batch   int               // rows
	rows    int               // of the row group
}

// A batch is what the library gets at once. It ends a page between batches only, so that other bounds are other bytes.
const (
	batchRows  = 64
	batchBytes = 256 << 10 // of strings
)

// An output lets the Writer hold back what the library writes last.
type output struct{ io.Writer }

// NewWriter returns a Writer of rows of t to w.
func NewWriter(w io.Writer, t schema.Table, c Config) (*Writer, error) {
	config, err := c.library(t)
	if err != nil {
		return nil, err
	}
	out := &output{w}
	file := parquet.NewGenericWriter[any](out, config)
	columns := file.ColumnWriters()
	pw := &Writer{file: file, out: out, root: root(t), leaves: leaves(t), columns: columns,
		values: make([][]parquet.Value, len(columns))}
	for i := range columns {
		pw.nulls = append(pw.nulls, parquet.NullValue().Level(0, 0, i))
	}
	return pw, nil
}

// Write adds a row to the row group. Strings must be valid UTF-8. A value that is not of its column's type, or is no finite
// number, is an error that names the row of the group, counted from 0, and the column. The row may be changed afterwards.
func (w *Writer) Write(row schema.Row) error {
	if err := w.appendMembers(&w.root, row, levels{}); err != nil {
		return fmt.Errorf("row %d: %w", w.rows, err)
	}
	w.rows++
	w.batch++
	if w.batch == batchRows || len(w.strings) >= batchBytes {
		return w.flush()
	}
	return nil
}

// EndGroup ends the row group. The caller cuts the groups, see MaxGroupRows: other groups are other bytes.
func (w *Writer) EndGroup() error {
	if err := w.flush(); err != nil {
		return err
	}
	w.rows = 0
	return w.file.Flush()
}

// flush gives the batch to the library, which copies it.
func (w *Writer) flush() error {
	for i, c := range w.columns {
		if _, err := c.WriteRowValues(w.values[i]); err != nil {
			return fmt.Errorf("column %s: %w", strings.Join(w.leaves[i].path, "."), err)
		}
		w.values[i] = w.values[i][:0]
	}
	w.strings, w.batch = w.strings[:0], 0
	return nil
}

// levels are those of Melnik et al., "Dremel: Interactive Analysis of Web-Scale Datasets" (2010), section 4.1.
type levels struct {
	repetition, definition int // of the value
	lists                  int // around it
}

// append appends the values of v, which is one of f, to the columns of f.
func (w *Writer) append(f *field, v *schema.Value, at levels) error {
	if f.Nullable {
		if v.Type == schema.Null {
			w.appendNulls(f, at)
			return nil
		}
		at.definition++
	}
	if v.Type != f.Type {
		return f.errorf("want %s, got %s", f.Type, v.Type)
	}
	switch f.Type {
	case schema.Struct:
		return w.appendMembers(f, v.List, at)
	case schema.Strings, schema.Structs:
		return w.appendList(f, v.List, at)
	case schema.String:
		w.add(f.first, parquet.ByteArrayValue(w.keep(v.Str)), at)
	case schema.Int64:
		w.add(f.first, parquet.Int64Value(v.Int), at)
	case schema.Double:
		if math.IsNaN(v.Float) || math.IsInf(v.Float, 0) {
			return f.errorf("want a finite number, got %v", v.Float)
		}
		w.add(f.first, parquet.DoubleValue(v.Float), at)
	}
	return nil
}

func (f *field) errorf(format string, args ...any) error {
	return fmt.Errorf("column %s: %w", strings.Join(f.path, "."), fmt.Errorf(format, args...))
}

func (w *Writer) appendMembers(f *field, values []schema.Value, at levels) error {
	for i := range f.members {
		if err := w.append(&f.members[i], &values[i], at); err != nil {
			return err
		}
	}
	return nil
}

func (w *Writer) appendList(f *field, list []schema.Value, at levels) error {
	if len(list) == 0 {
		w.appendNulls(f, at)
		return nil
	}
	at.lists++
	at.definition++
	for i := range list {
		if err := w.append(&f.members[0], &list[i], at); err != nil {
			return err
		}
		at.repetition = at.lists
	}
	return nil
}

// appendNulls appends a null to each column of f.
func (w *Writer) appendNulls(f *field, at levels) {
	if at == (levels{}) { // nearly always
		for i, null := range w.nulls[f.first:f.last] {
			values := &w.values[f.first+i]
			*values = append(*values, null)
		}
		return
	}
	for i := f.first; i < f.last; i++ {
		w.add(i, parquet.NullValue(), at)
	}
}

func (w *Writer) add(column int, v parquet.Value, at levels) {
	w.values[column] = append(w.values[column], v.Level(at.repetition, at.definition, column))
}

// keep copies s to where it stands until the batch is written.
func (w *Writer) keep(s string) []byte {
	start := len(w.strings)
	w.strings = append(w.strings, s...)
	return w.strings[start:len(w.strings):len(w.strings)]
}

// Close writes the footer. It does not close what the Writer writes to.
func (w *Writer) Close() error {
	var tail bytes.Buffer
	dst := w.out.Writer
	w.out.Writer = &tail
	if err := w.file.Close(); err != nil {
		return err
	}
	b, err := withoutFalseIndexes(tail.Bytes(), w.file.File().Metadata(), w.leaves)
	if err != nil {
		return err
	}
	_, err = dst.Write(b)
	return err
}
