package markdown

import (
	"errors"
	"fmt"

	"go.yaml.in/yaml/v4"

	"corpuspack/schema/canonical"
)

// maxDepth is the number of levels to which front matter may nest.
const maxDepth = 100

// readYAML reads a block of YAML node by node: a decoder would make numbers and times of the characters.
func readYAML(block string) (front, error) {
	documents := []yaml.Node{}
	if err := yaml.Load([]byte(block), &documents, yaml.WithAllDocuments()); err != nil {
		return front{}, yamlError(err)
	}
	if len(documents) == 0 {
		return front{}, nil
	}
	root := &documents[0]
	if root.Kind == yaml.DocumentNode {
		root = root.Content[0]
	}
	switch {
	case len(documents) > 1:
		return front{}, at(&documents[1], "front matter of more than one YAML document")
	case isNull(root):
		return front{}, nil
	case root.Kind != yaml.MappingNode:
		return front{}, errNoMapping
	}
	fields, err := mapping(root, 1)
	return front{fields: fields}, err
}

func yamlError(err error) error {
	var e *yaml.LoadError
	if !errors.As(err, &e) {
		return &Error{Line: 1, Err: err}
	}
	return &Error{Line: e.Mark.Line + 1, Err: errors.New(e.Message)} // the fence is line 1
}

func at(n *yaml.Node, format string, args ...any) error {
	return &Error{Line: n.Line + 1, Err: fmt.Errorf(format, args...)}
}

func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.Style == 0 && n.Tag == "!!null" }

// mapping returns the fields of a mapping, in the order in which they stand.
func mapping(n *yaml.Node, depth int) ([]field, error) {
	fields := make([]field, 0, len(n.Content)/2)
	known := map[string]bool{}
	for i := 0; i < len(n.Content); i += 2 {
		key := n.Content[i]
		switch {
		case key.Kind != yaml.ScalarNode:
			return nil, at(key, "a key that is no scalar")
		case key.Anchor != "":
			return nil, at(key, "anchors are not read")
		case known[key.Value]:
			return nil, at(key, "key %q is given twice", key.Value)
		}
		known[key.Value] = true
		f, err := read(n.Content[i+1], depth+1)
		if err != nil {
			return nil, err
		}
		f.key = key.Value
		fields = append(fields, f)
	}
	return fields, nil
}

// read returns a value as a field without its key. A scalar without quotes and tag is null, true or false where YAML
// says so; every other scalar is a string of its characters.
func read(n *yaml.Node, depth int) (field, error) {
	switch {
	case depth > maxDepth:
		return field{}, at(n, "front matter nests deeper than %d levels", maxDepth)
	case n.Kind == yaml.AliasNode || n.Anchor != "":
		return field{}, at(n, "anchors and aliases are not read")
	case n.Kind == yaml.SequenceNode:
		return readSequence(n, depth)
	case n.Kind == yaml.MappingNode:
		fields, err := mapping(n, depth)
		return field{value: object(fields)}, err
	case isNull(n):
		return field{scalar: true, value: []byte("null")}, nil
	case n.Style == 0 && n.Tag == "!!bool":
		return field{scalar: true, text: n.Value, value: []byte(boolean(n.Value))}, nil
	}
	return scalar(n.Value), nil
}

func readSequence(n *yaml.Node, depth int) (field, error) {
	list := make([]field, len(n.Content))
	for i, item := range n.Content {
		var err error
		if list[i], err = read(item, depth+1); err != nil {
			return field{}, err
		}
	}
	return array(list), nil
}

// boolean returns true or false for one of the spellings that the core schema has (YAML 1.2.2, section 10.3.2).
func boolean(s string) string {
	if s[0] == 't' || s[0] == 'T' {
		return "true"
	}
	return "false"
}

func scalar(text string) field {
	return field{scalar: true, text: text, value: canonical.AppendString(nil, text)}
}

// array returns a list; its items are set where all of them are scalars.
func array(list []field) field {
	f := field{items: []string{}, value: []byte{'['}}
	scalars := true
	for i, item := range list {
		if i > 0 {
			f.value = append(f.value, ',')
		}
		f.value = append(f.value, item.value...)
		f.items = append(f.items, item.text)
		scalars = scalars && item.scalar && item.text != ""
	}
	f.value = append(f.value, ']')
	if !scalars {
		f.items = nil
	}
	return f
}

func object(fields []field) []byte {
	members := make([]canonical.Member, len(fields))
	for i, f := range fields {
		members[i] = canonical.Member{Key: f.key, Value: f.value}
	}
	return canonical.AppendObject(nil, members)
}
