// Package schema holds the nouns of corpuspack: documents, segments, removals, and the tables that they are rows of.
//
// The rule that matters: a schema version never changes once it is frozen, and a field id is never used twice.
// FORMAT.md beside this file specifies every value.
package schema

import "fmt"

// Version is the version of the record schemas. It is no release version.
type Version int

// Latest is the newest schema version, and the one that a recipe gets by default.
const Latest Version = 2

// Field is one column, or one member of a struct.
type Field struct {
	ID       int     `json:"id"` // stands in the Parquet schema; unique over all tables and versions
	Name     string  `json:"name"`
	Type     Type    `json:"type"`
	Nullable bool    `json:"nullable"`
	Doc      string  `json:"doc"`
	Members  []Field `json:"members,omitempty"` // of a Struct or of Structs
}

// Table is one kind of record.
type Table struct {
	Name   string  `json:"name"`
	Doc    string  `json:"doc"`
	Fields []Field `json:"fields"`
}

// Schema is the tables of one version.
type Schema struct {
	Version Version `json:"version"`
	Tables  []Table `json:"tables"`
}

// Names of the tables.
const (
	Documents = "documents"
	Segments  = "segments"
	Removed   = "removed"
)

// MarshalText writes the name of the type.
func (t Type) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (t *Type) UnmarshalText(b []byte) error {
	for i, name := range typeNames {
		if name == string(b) {
			*t = Type(i)
			return nil
		}
	}
	return fmt.Errorf("no field has type %q", b)
}

// Of returns the schema of version v.
func Of(v Version) (Schema, error) {
	switch v {
	case Draft:
		return Schema{Version: 1, Tables: []Table{documents0, segments0, removed0}}, nil
	case 1:
		return Schema{Version: v, Tables: []Table{documents1, segments1, removed1}}, nil
	case 2:
		return Schema{Version: v, Tables: []Table{documents2, segments1, removed1}}, nil
	}
	return Schema{}, fmt.Errorf("schema version %d: this program knows versions 1 to %d", v, Latest)
}

// Table returns the table called name. It panics where there is none: names are constants of this package.
func (s Schema) Table(name string) Table {
	for _, t := range s.Tables {
		if t.Name == name {
			return t
		}
	}
	panic("schema: no table " + name)
}

// Element returns the field that an element of the list f is like. No element is null.
func (f Field) Element() Field {
	if f.Type == Structs {
		return Field{Name: "element", Type: Struct, Members: f.Members}
	}
	return Field{Name: "element", Type: String}
}

// Index returns the position of the field called name, or -1.
func (t Table) Index(name string) int {
	for i := range t.Fields {
		if t.Fields[i].Name == name {
			return i
		}
	}
	return -1
}
