// Package columns reads the rows of a Parquet file as JSON objects.
//
// The rule that matters: a library that takes memory for what a file says, and reads what it does not check, sees no byte
// that was not checked before. Footer and pages are checked, decompressed within their stated size, and counted; only then
// they are decoded. Memory is that of one page a column, whatever the file says. The format is apache/parquet-format;
// schema/FORMAT.md, section 2, says how values are written.
//
// A row is an object in canonical JSON. Strings (also enums and JSON) are strings; integers and doubles are numbers, a NaN
// or an infinity is null; bytes are base64; decimals, dates, times and UUIDs are strings, fractions of a second are cut; lists are
// arrays; a map with strings for keys is an object, another is an array of objects with a key and a value.
package columns

import (
	"fmt"
	"io"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"

	"corpuspack/pipeline/archive/piece"
)

// Read calls yield with the rows of the Parquet file in r, which has size bytes, in order, as canonical JSON objects. Start
// and End of a piece are the number of the row, from 0, and that number plus 1. A row that is longer than limit bytes, that
// has invalid UTF-8 in a string or a key twice in a map, is a piece with an error, and the rows behind it are read. Anything
// else that is wrong is one piece with an error in the place of the rows that cannot be read, and the last one. text names
// columns of the first level whose bytes are UTF-8 even where the schema does not say so. The error is that of r or yield.
func Read(r io.ReaderAt, size, limit int64, text []string, yield func(piece.Piece) error) error {
	f := &reader{file: &disk{r: r}, limit: int(limit), yield: yield}
	err := f.read(size, text)
	switch {
	case f.yieldErr != nil:
		return f.yieldErr
	case f.file.err != nil:
		return f.file.err
	case err != nil:
		return yield(piece.Piece{Start: f.row, Number: int(f.row) + 1, Err: err, At: -1})
	}
	return nil
}

// disk keeps the error that is no content fault.
type disk struct {
	r   io.ReaderAt
	err error
}

func (d *disk) ReadAt(p []byte, at int64) (int, error) {
	n, err := d.r.ReadAt(p, at)
	if err != nil && err != io.EOF {
		d.err = err
	}
	return n, err
}

// reader reads one file.
type reader struct {
	file     *disk
	limit    int
	yield    func(piece.Piece) error
	yieldErr error
	yielding bool
	row      int64 // the next
	memory   int64 // of pages
}

// read reads the rows. The library panics where it meets what it does not know.
func (f *reader) read(size int64, text []string) (err error) {
	defer func() {
		if p := recover(); p != nil && f.yielding {
			panic(p)
		} else if p != nil {
			err = fmt.Errorf("the file cannot be decoded: %v", p)
		}
	}()
	meta, end, err := readFooter(f.file, size)
	if err != nil {
		return err
	}
	root, leaves, err := readSchema(meta.Schema, text)
	if err != nil {
		return err
	}
	if err := checkGroups(meta, leaves); err != nil {
		return err
	}
	decoder, err := shadow(meta, leaves)
	if err != nil {
		return err
	}
	for i := range meta.RowGroups {
		if err := f.group(decoder, &meta.RowGroups[i], end, root, leaves); err != nil {
			return fmt.Errorf("row group %d: %w", i, err)
		}
	}
	return nil
}

// group reads the rows of a row group.
func (f *reader) group(decoder *parquet.File, g *format.RowGroup, end int64, root *node, leaves []*node) error {
	a := &assembler{limit: f.limit}
	for i, column := range decoder.RowGroups()[0].ColumnChunks() {
		c := newChunk(f.file, end, leaves[i], &g.Columns[i].MetaData, &f.memory)
		a.cursors = append(a.cursors, &cursor{chunk: c, pages: column.(*parquet.FileColumnChunk).PagesFrom(c)})
	}
	defer a.close()
	for range g.NumRows {
		if err := a.read(root); err != nil {
			return err
		}
		f.yielding = true
		if f.yieldErr = f.yield(f.piece(a)); f.yieldErr != nil {
			return f.yieldErr
		}
		f.yielding = false
		f.row++
	}
	for _, c := range a.cursors {
		if v, err := c.peek(); err != nil {
			return err
		} else if v != nil {
			return c.fault(fmt.Errorf("more values than the %d rows have", g.NumRows))
		}
	}
	return nil
}

func (f *reader) piece(a *assembler) piece.Piece {
	p := piece.Piece{Start: f.row, End: f.row + 1, Number: int(f.row) + 1, Data: a.row, At: -1}
	switch {
	case a.fault != nil:
		p.Data, p.Err = nil, a.fault
	case a.tooLong:
		p.Data, p.Err, p.TooLong = nil, fmt.Errorf("a row of more than %d bytes", f.limit), true
	}
	return p
}

func (a *assembler) close() {
	for _, c := range a.cursors {
		c.release()
		c.pages.Close()
		c.chunk.close()
	}
}
