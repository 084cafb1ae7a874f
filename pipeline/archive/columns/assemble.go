package columns

import (
	"errors"
	"fmt"
	"io"

	"github.com/parquet-go/parquet-go"

	"corpuspack/schema/canonical"
)

var errRows = errors.New("the values of its columns do not make rows")

// cursor is the values of a column in a row group, from first to last.
type cursor struct {
	chunk  *chunk
	pages  *parquet.FilePages
	page   parquet.Page
	values parquet.ValueReader
	buf    [64]parquet.Value
	next   int // in buf
	filled int
}

// peek returns the next value, or nil where there is none.
func (c *cursor) peek() (*parquet.Value, error) {
	for c.next == c.filled {
		if c.values == nil {
			if err := c.turn(); err != nil || c.values == nil {
				return nil, err
			}
		}
		n, err := c.values.ReadValues(c.buf[:])
		c.next, c.filled = 0, n
		if err != nil && err != io.EOF {
			return nil, c.fault(err)
		}
		if n == 0 {
			c.values = nil
		}
	}
	return &c.buf[c.next], nil
}

// turn goes to the next page, if there is one.
func (c *cursor) turn() error {
	c.release()
	page, err := c.pages.ReadPage()
	switch {
	case c.chunk.failure != nil && c.chunk.failure != io.EOF:
		return c.fault(c.chunk.failure)
	case err == io.EOF:
		return nil
	case err != nil:
		return c.fault(err)
	}
	c.page, c.values = page, page.Values()
	return nil
}

func (c *cursor) fault(err error) error {
	return fmt.Errorf("column %s: %w", c.chunk.leaf.path, err)
}

func (c *cursor) release() {
	if c.page != nil {
		parquet.Release(c.page)
		c.page = nil
	}
}

// assembler makes rows of the values of all columns (S. Melnik and others, Dremel: Interactive Analysis of Web-Scale
// Datasets, VLDB 2010, section 4.3).
type assembler struct {
	cursors []*cursor
	row     []byte
	limit   int
	tooLong bool
	fault   error // the first of a row that the rest of the file does not share
}

// level is where a value stands: the levels of the nodes above it that are there, and the repetition level that the next
// value of every column must have.
type level struct{ definition, repetition, next int }

// read makes the next row.
func (a *assembler) read(root *node) error {
	a.row, a.tooLong, a.fault = a.row[:0], false, nil
	return a.content(root, level{})
}

// put appends s, unless the row is or becomes too long.
func (a *assembler) put(s string) {
	if a.tooLong = a.tooLong || len(a.row)+len(s) > a.limit; !a.tooLong {
		a.row = append(a.row, s...)
	}
}

func (a *assembler) node(n *node, l level) error {
	if !n.optional && !n.repeated {
		return a.content(n, l)
	}
	l.definition++
	if n.repeated {
		return a.array(n, l)
	}
	missing, err := a.missing(n, l)
	if err != nil {
		return err
	}
	if missing {
		a.put("null")
		return nil
	}
	return a.content(n, l)
}

// missing reports whether the node is null or has no elements; then it takes the value that says so in each column.
func (a *assembler) missing(n *node, l level) (bool, error) {
	v, err := a.cursors[n.first].peek()
	if err != nil || v == nil || v.DefinitionLevel() >= l.definition {
		return false, err
	}
	want := v.DefinitionLevel()
	for _, c := range a.cursors[n.first : n.first+n.leaves] {
		v, err := c.peek()
		if err != nil {
			return false, err
		}
		if v == nil || v.DefinitionLevel() != want || v.RepetitionLevel() != l.next {
			return false, c.fault(errRows)
		}
		c.next++
	}
	return true, nil
}

func (a *assembler) content(n *node, l level) error {
	switch n.shape {
	case leaf:
		return a.scalar(n, l)
	case unwrapped:
		return a.node(n.members[0], l)
	case list:
		return a.list(n.members[0], l)
	case table:
		return a.table(n.members[0], l)
	}
	for i, m := range n.members {
		a.put("{,"[min(i, 1):][:1])
		a.put(m.quoted)
		if err := a.node(m, l); err != nil {
			return err
		}
	}
	a.put("}")
	return nil
}

func (a *assembler) scalar(n *node, l level) error {
	c := a.cursors[n.first]
	v, err := c.peek()
	if err != nil {
		return err
	}
	if v == nil || v.DefinitionLevel() != l.definition || v.RepetitionLevel() != l.next || v.IsNull() {
		return c.fault(errRows)
	}
	c.next++
	if a.tooLong {
		return nil
	}
	start := len(a.row)
	a.row, err = appendScalar(a.row, n, *v)
	if err != nil && a.fault == nil {
		a.fault = c.fault(err)
	}
	if len(a.row) > a.limit {
		a.row, a.tooLong = a.row[:start], true
	}
	return nil
}

// list is the one member of a list: its elements make the array.
func (a *assembler) list(n *node, l level) error {
	l.definition++
	return a.array(n, l)
}

func (a *assembler) array(n *node, l level) error {
	a.put("[")
	err := a.repeat(n, l, func(i int, l level) error {
		if i > 0 {
			a.put(",")
		}
		return a.content(n, l)
	})
	a.put("]")
	return err
}

// repeat calls element for each element of the repeated node n. The definition level counts the node.
func (a *assembler) repeat(n *node, l level, element func(i int, l level) error) error {
	missing, err := a.missing(n, l)
	if err != nil || missing {
		return err
	}
	l.repetition++
	for i := 0; ; i++ {
		if err := element(i, l); err != nil {
			return err
		}
		v, err := a.cursors[n.first].peek()
		if err != nil || v == nil || v.RepetitionLevel() < l.repetition {
			return err
		}
		l.next = l.repetition
	}
}

// table writes a map: an object where the keys are strings, else an array of objects with a key and a value.
func (a *assembler) table(n *node, l level) error {
	l.definition++
	key, value := n.members[0], n.members[1]
	if key.first > value.first {
		key, value = value, key
	}
	if key.shape != leaf || key.meaning.kind != utf8Text || key.repeated {
		return a.array(n, l)
	}
	var members []canonical.Member
	start, held := len(a.row), 0
	err := a.repeat(n, l, func(_ int, l level) error {
		k, err := a.part(key, l)
		if err != nil {
			return err
		}
		v, err := a.part(value, l)
		held += len(k) + len(v) + 2
		if a.tooLong = a.tooLong || start+held > a.limit; !a.tooLong {
			name, _ := canonical.Unquote(k)
			members = append(members, canonical.Member{Key: name, Value: v})
		}
		return err
	})
	if err != nil || a.tooLong {
		return err
	}
	a.put(string(canonical.AppendObject(nil, members)))
	for i := 1; i < len(members); i++ {
		if members[i].Key == members[i-1].Key && a.fault == nil {
			a.fault = a.cursors[key.first].fault(fmt.Errorf("key %q is given twice", members[i].Key))
		}
	}
	return nil
}

// part returns what the node appends to the row, and takes it away again.
func (a *assembler) part(n *node, l level) ([]byte, error) {
	start := len(a.row)
	err := a.node(n, l)
	b := append([]byte(nil), a.row[start:]...)
	a.row = a.row[:start]
	return b, err
}
