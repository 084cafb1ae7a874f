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
var dictionaries = []string{"split", "language", "detected_language", "format", "encoding", "encoding_from", "truncated", "split_reason", "kind", "step", "reason"}

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

// A field is one of the schema, with the columns of the file that its values stand in.
type field struct {
	schema.Field
	path        []string // of the Parquet schema
	members     []field  // of a struct, or the element of a list
	first, last int      // columns, last exclusive
}

// root returns a field whose members are the fields of t.
func root(t schema.Table) field {
	f := field{Field: schema.Field{Type: schema.Struct}}
	f.add(t.Fields, nil)
	return f
}

func newField(f schema.Field, above []string, first int) field {
	n := field{Field: f, path: append(slices.Clip(above), f.Name), first: first, last: first}
	switch f.Type {
	case schema.Struct:
		n.add(f.Members, n.path)
	case schema.Strings, schema.Structs:
		n.add([]schema.Field{f.Element()}, append(slices.Clip(n.path), "list"))
	default:
		n.last++
	}
	return n
}

func (f *field) add(members []schema.Field, above []string) {
	for _, m := range members {
		f.members = append(f.members, newField(m, above, f.last))
		f.last = f.members[len(f.members)-1].last
	}
}

// leaves returns the columns of the file in the order of the schema.
func leaves(t schema.Table) []*field {
	all := root(t)
	return all.leaves(nil)
}

// leaves appends the fields that are columns, in the order of the file.
func (f *field) leaves(all []*field) []*field {
	for i := range f.members {
		all = f.members[i].leaves(all)
	}
	if f.last == f.first+1 && len(f.members) == 0 {
		all = append(all, f)
	}
	return all
}

// bounded reports whether the least and the greatest value of the column stand in the file.
func (f *field) bounded() bool {
	return f.Type != schema.String || len(f.path) == 1 && slices.Contains(boundedStrings, f.Name)
}
