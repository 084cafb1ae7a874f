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
type Writer struct {
	file   *parquet.GenericWriter[any]
	out    *output
	leaves []leaf
	values []parquet.Value
}

// An output lets the Writer hold back what the library writes last.
type output struct{ io.Writer }

// NewWriter returns a Writer of rows of t to w.
func NewWriter(w io.Writer, t schema.Table, c Config) (*Writer, error) {
	config, err := c.library(t)
	if err != nil {
		return nil, err
	}
	out := &output{w}
	return &Writer{file: parquet.NewGenericWriter[any](out, config), out: out, leaves: leaves(t)}, nil
}

// WriteGroup writes rows as one row group. The caller cuts the groups, see MaxGroupRows: other groups are other bytes.
// Strings must be valid UTF-8. A value that is not of its column's type, or is no finite number, is an error that names
// the row of the group, counted from 0, and the column.
func (w *Writer) WriteGroup(rows []schema.Row) error {
	w.values = w.values[:0]
	group := make([]parquet.Row, len(rows))
	for i, row := range rows {
		start := len(w.values)
		for _, l := range w.leaves {
			if err := w.appendLeaf(l, row); err != nil {
				return fmt.Errorf("row %d: column %s: %w", i, strings.Join(l.path, "."), err)
			}
		}
		group[i] = w.values[start:len(w.values):len(w.values)]
	}
	// One call for the whole group: the library ends pages between calls.
	if _, err := w.file.WriteRows(group); err != nil {
		return err
	}
	return w.file.Flush()
}

func (w *Writer) appendLeaf(l leaf, row schema.Row) error {
	return w.append(l, l.steps, row[l.steps[0].at], levels{})
}

// levels are those of Melnik et al., "Dremel: Interactive Analysis of Web-Scale Datasets" (2010), section 4.1.
type levels struct {
	repetition, definition int // of the value
	lists                  int // around it
}

// append appends the values of column l that stand in v, the value that steps[0] led to.
func (w *Writer) append(l leaf, steps []step, v schema.Value, at levels) error {
	f := steps[0]
	if f.Nullable && v.Type == schema.Null {
		w.add(l, parquet.NullValue(), at)
		return nil
	}
	if v.Type != f.Type {
		return fmt.Errorf("want %s, got %s", f.Type, v.Type)
	}
	if f.Nullable {
		at.definition++
	}
	switch f.Type {
	case schema.Struct:
		return w.append(l, steps[1:], v.List[steps[1].at], at)
	case schema.Strings, schema.Structs:
		return w.appendList(l, steps, v.List, at)
	case schema.String:
		w.add(l, parquet.ValueOf(v.Str), at)
	case schema.Int64:
		w.add(l, parquet.Int64Value(v.Int), at)
	case schema.Double:
		if math.IsNaN(v.Float) || math.IsInf(v.Float, 0) {
			return fmt.Errorf("want a finite number, got %v", v.Float)
		}
		w.add(l, parquet.DoubleValue(v.Float), at)
	}
	return nil
}

func (w *Writer) appendList(l leaf, steps []step, list []schema.Value, at levels) error {
	if len(list) == 0 {
		w.add(l, parquet.NullValue(), at)
		return nil
	}
	at.lists++
	at.definition++
	for _, v := range list {
		if err := w.append(l, steps[1:], v, at); err != nil {
			return err
		}
		at.repetition = at.lists
	}
	return nil
}

func (w *Writer) add(l leaf, v parquet.Value, at levels) {
	w.values = append(w.values, v.Level(at.repetition, at.definition, l.index))
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
