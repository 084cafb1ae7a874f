package parquet

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/apache/arrow/go/v15/parquet"
	"github.com/apache/arrow/go/v15/parquet/file"

	"corpuspack/schema"
	"corpuspack/schema/canonical"
)

// A column is the values of one leaf in a row group, with their levels (Melnik et al., "Dremel: Interactive Analysis of
// Web-Scale Datasets", 2010, section 4.1), and how far they are written.
type column struct {
	*field
	maxDefinition, maxRepetition int16

	texts                  []parquet.ByteArray
	ints                   []int64
	doubles                []float64
	definition, repetition []int16
	levels, values         int   // in the group: a level for each value and each null
	level, value           int   // the next
	err                    error // the first fault that writing met
}

var (
	errLevels  = errors.New("its levels are not those of a row of the schema")
	errFew     = errors.New("it has fewer values than the rows need")
	errUTF8    = errors.New("invalid UTF-8")
	errDouble  = errors.New("a number that is not finite")
	errSurplus = errors.New("it has more values than the rows need")
)

func (c *column) name() string { return strings.Join(c.path, ".") }

// read reads the n values and nulls of the column in one go: v15 panics where it reads a page of nullable int64 in two. The
// texts stand in the pages.
func (c *column) read(r *file.RowGroupReader, n int) error {
	reader, err := r.Column(c.first)
	if err != nil {
		return err
	}
	c.definition, c.repetition = sized(c.definition, n), sized(c.repetition, n)
	var got int64
	switch r := reader.(type) {
	case *file.ByteArrayColumnChunkReader:
		c.texts = sized(c.texts, n)
		got, c.values, err = r.ReadBatch(int64(n), c.texts, c.definition, c.repetition)
	case *file.Int64ColumnChunkReader:
		c.ints = sized(c.ints, n)
		got, c.values, err = r.ReadBatch(int64(n), c.ints, c.definition, c.repetition)
	case *file.Float64ColumnChunkReader:
		c.doubles = sized(c.doubles, n)
		got, c.values, err = r.ReadBatch(int64(n), c.doubles, c.definition, c.repetition)
	}
	if err == nil {
		err = reader.Err()
	}
	if err == nil && got != int64(n) {
		err = fmt.Errorf("want %d values and nulls as the footer says, got %d", n, got)
	}
	c.levels, c.level, c.value = n, 0, 0
	return err
}

// sized returns a slice of n values, in the memory of s where that is enough.
func sized[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}

func (c *column) fail(err error) {
	if c.err == nil {
		c.err = err
	}
}

// next returns the definition level of the next value or null; -1 behind the last.
func (c *column) next() int16 {
	switch {
	case c.level >= c.levels:
		return -1
	case c.maxDefinition == 0:
		return 0
	}
	return c.definition[c.level]
}

// repeats reports whether the next value goes on with the list whose elements have that repetition level.
func (c *column) repeats(repetition int16) bool {
	return c.level < c.levels && c.repetition[c.level] == repetition
}

// take takes the next value or null, which must have these levels.
func (c *column) take(definition, repetition int16) bool {
	switch {
	case c.level >= c.levels:
		c.fail(errFew)
		return false
	case c.next() != definition || c.maxRepetition > 0 && c.repetition[c.level] != repetition:
		c.fail(errLevels)
	}
	c.level++
	return c.err == nil
}

// append appends the next value as JSON.
func (c *column) append(dst []byte, repetition int16) []byte {
	if !c.take(c.maxDefinition, repetition) {
		return dst
	}
	i := c.value
	if c.value++; c.value > c.values {
		c.fail(errFew)
		return dst
	}
	switch c.Type {
	case schema.String:
		if !utf8.Valid(c.texts[i]) {
			c.fail(errUTF8)
		}
		return canonical.AppendBytes(dst, c.texts[i])
	case schema.Int64:
		return strconv.AppendInt(dst, c.ints[i], 10)
	}
	if f := c.doubles[i]; math.IsNaN(f) || math.IsInf(f, 0) {
		c.fail(errDouble)
	}
	return canonical.AppendFloat(dst, c.doubles[i])
}

// A node is a field of the table, a member of a struct or the element of a list, with the columns under it. Its values come
// from the columns as those of the inverse of a Writer's append do.
type node struct {
	schema.Field
	key        string // what stands before the value: {"name": or ,"name":
	definition int16  // of the columns where it is there
	repetition int16  // of the columns where it is the element of a list, but not the first
	columns    []*column
	members    []node // of a struct, or the one element of a list
}

// newTree returns the nodes of the fields and the columns under them. definition and repetition are those of what is around.
func newTree(fields []schema.Field, columns []*column, definition, repetition int16) []node {
	var nodes []node
	for i, f := range fields {
		n := node{Field: f, key: `,"` + f.Name + `":`, definition: definition, repetition: repetition}
		if i == 0 {
			n.key = `{"` + f.Name + `":`
		}
		if f.Nullable {
			n.definition++
		}
		n.columns, columns = cutColumns(f, columns)
		switch f.Type {
		case schema.Struct:
			n.members = newTree(f.Members, n.columns, n.definition, repetition)
		case schema.Strings, schema.Structs:
			n.members = newTree([]schema.Field{f.Element()}, n.columns, n.definition+1, repetition+1)
		default:
			n.columns[0].maxDefinition, n.columns[0].maxRepetition = n.definition, repetition
		}
		nodes = append(nodes, n)
	}
	return nodes
}

// cutColumns cuts the columns of f from those that begin with them.
func cutColumns(f schema.Field, columns []*column) (of, rest []*column) {
	n := newField(f, nil, 0).last
	return columns[:n], columns[n:]
}

// appendObject appends a struct, or a row, whose columns come with this repetition level.
func appendObject(dst []byte, members []node, repetition int16) []byte {
	for i := range members {
		dst = append(dst, members[i].key...)
		dst = members[i].append(dst, repetition)
	}
	return append(dst, '}')
}

func (n *node) append(dst []byte, repetition int16) []byte {
	if n.Nullable && n.columns[0].next() < n.definition {
		n.skip(n.definition-1, repetition)
		return append(dst, "null"...)
	}
	switch n.Type {
	case schema.Struct:
		return appendObject(dst, n.members, repetition)
	case schema.Strings, schema.Structs:
		return n.appendList(dst, repetition)
	}
	return n.columns[0].append(dst, repetition)
}

func (n *node) appendList(dst []byte, repetition int16) []byte {
	element := &n.members[0]
	dst = append(dst, '[')
	if n.columns[0].next() < element.definition {
		n.skip(n.definition, repetition)
		return append(dst, ']')
	}
	for {
		dst = element.append(dst, repetition)
		if repetition = element.repetition; !n.columns[0].repeats(repetition) {
			return append(dst, ']')
		}
		dst = append(dst, ',')
	}
}

// skip takes the one null of each column that stands for what is not there.
func (n *node) skip(definition, repetition int16) {
	for _, c := range n.columns {
		c.take(definition, repetition)
	}
}
