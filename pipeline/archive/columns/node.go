package columns

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/parquet-go/parquet-go/deprecated"
	"github.com/parquet-go/parquet-go/format"

	"corpuspack/schema/canonical"
)

// shape is what a node of the schema becomes in JSON.
type shape int

const (
	leaf      shape = iota // a scalar
	object                 // of its members
	list                   // of its one member, which is repeated
	unwrapped              // a group that a list has around each element: the value of its one member
	table                  // a map: of its one member, which is repeated and has a key and a value
)

// node is a column of the schema, or a group of columns.
type node struct {
	name                   string
	quoted                 string // the name as a key of JSON, with its colon
	path                   string // names from the root, joined by dots
	optional               bool
	repeated               bool // more than one value: an array, where the node above is no list or map
	shape                  shape
	members                []*node // in the order of their names
	first                  int     // index of the first leaf
	leaves                 int     // number of leaves
	definition, repetition int     // levels of a value that is there
	physical               format.Type
	size                   int // bytes of a fixed value
	meaning                meaning
}

var errSchema = errors.New("broken schema")

// readSchema returns the tree of the schema and its leaves in the order of the file. text are the columns of the first
// level whose bytes are text even where the schema does not say so.
func readSchema(elements []format.SchemaElement, text []string) (root *node, leaves []*node, err error) {
	p := schemaParser{elements: elements}
	root, err = p.node(&node{}, 0)
	switch {
	case err != nil:
		return nil, nil, err
	case len(p.elements) > 0:
		return nil, nil, fmt.Errorf("%w: %d nodes too many", errSchema, len(p.elements))
	case root.shape != object:
		return nil, nil, fmt.Errorf("%w: the root is no plain group", errSchema)
	}
	for _, m := range root.members {
		if m.shape == leaf && m.meaning.kind == plain && slices.Contains(text, m.name) {
			m.meaning.kind = utf8Text
		}
	}
	return root, p.leaves, nil
}

// schemaParser reads the nodes, which stand in depth-first order.
type schemaParser struct {
	elements []format.SchemaElement // still to come
	leaves   []*node
}

func (p *schemaParser) node(above *node, depth int) (*node, error) {
	if len(p.elements) == 0 || depth > maxNesting {
		return nil, fmt.Errorf("%w: a group without its members, or nested deeper than %d levels", errSchema, maxNesting)
	}
	e := p.elements[0]
	p.elements = p.elements[1:]
	if !utf8.ValidString(e.Name) {
		return nil, fmt.Errorf("%w: column name %q is no UTF-8", errSchema, e.Name)
	}
	n := &node{
		name: e.Name, quoted: string(canonical.AppendString(nil, e.Name)) + ":", path: e.Name, first: len(p.leaves),
		optional: e.RepetitionType.Valid && e.RepetitionType.V == format.Optional,
		repeated: e.RepetitionType.Valid && e.RepetitionType.V == format.Repeated,
	}
	if depth == 0 {
		n.path, n.optional, n.repeated = "", false, false // the root
	} else if above.path != "" {
		n.path = above.path + "." + e.Name
	}
	n.definition, n.repetition = above.definition, above.repetition
	if n.optional || n.repeated {
		n.definition++
	}
	if n.repeated {
		n.repetition++
	}
	if e.Type.Valid {
		p.leaves = append(p.leaves, n)
		n.leaves = 1
		return n, n.setType(&e)
	}
	if err := p.members(n, int(e.NumChildren.V), depth); err != nil {
		return nil, err
	}
	n.leaves = len(p.leaves) - n.first
	return n, n.setShape(&e)
}

func (p *schemaParser) members(n *node, count, depth int) error {
	if count < 1 {
		return fmt.Errorf("%w: column %s: a group without members", errSchema, n.path)
	}
	for range count {
		m, err := p.node(n, depth+1)
		if err != nil {
			return err
		}
		n.members = append(n.members, m)
	}
	return nil
}

func (n *node) setType(e *format.SchemaElement) error {
	n.physical, n.size = e.Type.V, int(e.TypeLength.V)
	switch {
	case e.NumChildren.V != 0 || n.physical < format.Boolean || n.physical > format.FixedLenByteArray:
		return fmt.Errorf("%w: column %s: no known type", errSchema, n.path)
	case n.physical == format.FixedLenByteArray && (n.size < 1 || n.size > maxFixed):
		return fmt.Errorf("column %s: values of %d bytes: 1 to %d are read", n.path, n.size, maxFixed)
	}
	n.meaning = meaningOf(e)
	if n.meaning.scale < 0 || n.meaning.scale > maxScale {
		return fmt.Errorf("column %s: a decimal of scale %d: 0 to %d are read", n.path, n.meaning.scale, maxScale)
	}
	return nil
}

// setShape tells lists and maps from other groups by the rules of parquet-format, LogicalTypes.md, sections "Lists" and
// "Maps", with those for files of older writers.
func (n *node) setShape(e *format.SchemaElement) error {
	inner := n.members[0]
	_, isList := e.LogicalType.Value.(*format.ListType)
	_, isMap := e.LogicalType.Value.(*format.MapType)
	if c := e.ConvertedType; c.Valid && e.LogicalType.Value == nil {
		isList = c.V == deprecated.List
		isMap = c.V == deprecated.Map || c.V == deprecated.MapKeyValue && inner.repeated
	}
	one := len(n.members) == 1 && inner.repeated
	switch {
	case isList && one:
		n.shape = list
		if len(inner.members) == 1 && inner.name != "array" && inner.name != n.name+"_tuple" && !inner.members[0].repeated {
			inner.shape = unwrapped
		}
		return nil
	case isMap && one && len(inner.members) == 1: // keys without values
		n.shape, inner.shape = list, unwrapped
		return nil
	case isMap && one && len(inner.members) == 2:
		n.shape = table
		return nil
	}
	n.shape = object
	return n.sortMembers()
}

// sortMembers puts the members of an object in the order of canonical JSON.
func (n *node) sortMembers() error {
	slices.SortStableFunc(n.members, func(a, b *node) int { return cmp.Compare(a.name, b.name) })
	for i := 1; i < len(n.members); i++ {
		if n.members[i].name == n.members[i-1].name {
			return fmt.Errorf("column %s: two columns have this name", n.members[i].path)
		}
	}
	return nil
}
