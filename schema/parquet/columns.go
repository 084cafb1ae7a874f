package parquet

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/encoding"

	"corpuspack/schema"
)

// Strings of few different values, which a dictionary makes small.
var dictionaries = []string{"split", "language", "detected_language", "format", "encoding", "encoding_from", "truncated", "kind", "step", "reason"}

// Strings that are short, so that their bounds may stand in the footer, and that people look rows up by.
var boundedStrings = []string{"id", "document_id", "split"}

// A group is a struct of the schema whose members keep their order; that of parquet.Group is the one of their names.
type group struct {
	parquet.Group
	members []parquet.Field
}

func (g group) Fields() []parquet.Field { return g.members }

// A member is a named node of a group.
type member struct {
	parquet.Node
	name string
}

func (m member) Name() string { return m.name }

// Value is asked for by writers of Go values only; ours is given the values of columns.
func (m member) Value(reflect.Value) reflect.Value { return reflect.Value{} }

func newGroup(fields []schema.Field) (group, error) {
	var g group
	for _, f := range fields {
		n, err := newNode(f)
		if err != nil {
			return g, err
		}
		g.members = append(g.members, member{parquet.FieldID(n, f.ID), f.Name})
	}
	return g, nil
}

func newNode(f schema.Field) (n parquet.Node, err error) {
	switch f.Type {
	case schema.String:
		n = parquet.Encoded(parquet.String(), stringEncoding(f.Name))
	case schema.Int64:
		n = parquet.Encoded(parquet.Leaf(parquet.Int64Type), &parquet.DeltaBinaryPacked)
	case schema.Double:
		n = parquet.Encoded(parquet.Leaf(parquet.DoubleType), &parquet.Plain)
	case schema.Struct:
		n, err = newGroup(f.Members)
	case schema.Strings, schema.Structs:
		if f.Nullable {
			return nil, fmt.Errorf("column %s: a list is never null", f.Name)
		}
		if n, err = newNode(f.Element()); err == nil {
			n = parquet.List(n)
		}
	default:
		return nil, fmt.Errorf("column %s: no column has type %s", f.Name, f.Type)
	}
	if err != nil {
		return nil, err
	}
	if f.Nullable {
		return parquet.Optional(n), nil
	}
	return n, nil
}

func stringEncoding(name string) encoding.Encoding {
	if slices.Contains(dictionaries, name) {
		return &parquet.RLEDictionary
	}
	return &parquet.DeltaLengthByteArray
}

// A leaf is a column of the file: the way to its values from a row down.
type leaf struct {
	steps []step
	path  []string // of the Parquet schema
	index int
}

// A step leads to a column of a row, a member of a struct or the elements of a list.
type step struct {
	schema.Field
	at int // position in the row or in the struct
}

func (l leaf) bounded() bool {
	f := l.steps[len(l.steps)-1]
	return f.Type != schema.String || len(l.steps) == 1 && slices.Contains(boundedStrings, f.Name)
}

// leaves returns the columns of the file in the order of the schema.
func leaves(t schema.Table) []leaf {
	var all []leaf
	for i, f := range t.Fields {
		all = appendLeaves(all, leaf{}, step{f, i})
	}
	for i := range all {
		all[i].index = i
	}
	return all
}

func appendLeaves(all []leaf, above leaf, s step) []leaf {
	l := leaf{steps: append(slices.Clip(above.steps), s), path: append(slices.Clip(above.path), s.Name)}
	switch s.Type {
	case schema.Struct:
		for i, f := range s.Members {
			all = appendLeaves(all, l, step{f, i})
		}
		return all
	case schema.Strings, schema.Structs:
		l.path = append(l.path, "list")
		return appendLeaves(all, l, step{s.Element(), 0})
	}
	return append(all, l)
}
