package pipeline

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// Problem is one thing that is wrong with a recipe, and what to do about it.
type Problem struct {
	Line, Column int    // from 1; the column counts code points
	Path         string // of the key, as archive[0].format; "" for the file
	Message      string
}

// Problems is the error of a recipe: all that is wrong with it, sorted by line and column.
type Problems struct {
	Name string // of the file
	List []Problem
}

// Error returns a line for each problem: "corpuspack.yaml:7:5: archive[0].format: …".
func (p *Problems) Error() string {
	lines := make([]string, len(p.List))
	for i, problem := range p.List {
		place := fmt.Sprintf("%s:%d:%d: ", p.Name, problem.Line, problem.Column)
		if problem.Path != "" {
			place += problem.Path + ": "
		}
		lines[i] = place + problem.Message
	}
	return strings.Join(lines, "\n")
}

// checker reads a YAML document into a recipe and gathers the problems.
type checker struct {
	problems []Problem
	marks    map[position]bool     // where a ! stands: the YAML library does not tell the tag "!" from none
	defaults map[string]*yaml.Node // parsed defaults of keys
}

type position struct{ line, column int }

func (c *checker) add(n *yaml.Node, at, format string, args ...any) {
	c.problems = append(c.problems, Problem{n.Line, n.Column, at, fmt.Sprintf(format, args...)})
}

func (c *checker) err(name string) error {
	if len(c.problems) == 0 {
		return nil
	}
	slices.SortStableFunc(c.problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return &Problems{name, slices.Compact(c.problems)}
}

// parse returns the root of a recipe, or nil.
func (c *checker) parse(data []byte) *yaml.Node {
	if len(data) > maxRecipe {
		c.add(&yaml.Node{Line: 1, Column: 1}, "", "larger than 1 MiB: a recipe names folders and globs, not every file")
		return nil
	}
	root := c.root(data)
	if len(c.problems) == 0 && (root == nil || root.ShortTag() == "!!null") {
		c.add(&yaml.Node{Line: 1, Column: 1}, "", `empty: a recipe needs at least "name" and "archive"`)
		return nil
	}
	return root
}

// root returns the root of the one YAML document that data holds, or nil.
func (c *checker) root(data []byte) *yaml.Node {
	start := &yaml.Node{Line: 1, Column: 1}
	if len(data) > maxRecipe {
		c.add(start, "", "larger than 1 MiB")
		return nil
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if !c.scan(data) {
		return nil
	}
	loader, err := yaml.NewLoader(bytes.NewReader(data), yaml.WithPlugin(shallow{}))
	if err != nil {
		c.add(start, "", "%v", err)
		return nil
	}
	root := c.document(loader)
	if len(c.problems) > 0 {
		return nil
	}
	if root == nil {
		return nil
	}
	if next := c.document(loader); next != nil {
		c.add(next, "", "a second document: a recipe is one")
	}
	return root
}

// document returns the root of the next document, or nil at the end and after an error.
func (c *checker) document(loader *yaml.Loader) *yaml.Node {
	var n yaml.Node
	err := loader.Load(&n)
	if err == nil && n.Kind == yaml.DocumentNode && len(n.Content) == 1 {
		return n.Content[0]
	}
	if err == nil || err == io.EOF {
		return nil
	}
	place, message := &yaml.Node{Line: 1, Column: 1}, err.Error()
	if e := new(yaml.LoadError); errors.As(err, &e) {
		message = strings.TrimPrefix(e.ContextMsg+": "+e.Message, ": ")
		place = &yaml.Node{Line: max(1, e.Mark.Line), Column: max(1, e.Mark.Column)}
	}
	c.add(place, "", "not valid YAML: %s", message)
	return nil
}

// maxDepth is far more than a recipe nests.
const maxDepth = 20

// shallow stops the YAML library at maxDepth.
type shallow struct{}

// CheckDepth is part of yaml.LoaderLimitsPlugin.
func (shallow) CheckDepth(depth int, _ *yaml.DepthContext) error {
	if depth > maxDepth {
		return errors.New("nested deeper than any recipe")
	}
	return nil
}

// CheckAlias is part of yaml.LoaderLimitsPlugin. No alias is ever expanded here.
func (shallow) CheckAlias(int, int) error { return nil }

// scan goes over the characters: it notes where a ! stands, and reports the first that a recipe may not hold. The YAML
// library would end a line at U+0085, U+2028 and U+2029, where no editor does.
func (c *checker) scan(data []byte) bool {
	c.marks = map[position]bool{}
	at := position{1, 1}
	for i := 0; i < len(data); {
		r, width := utf8.DecodeRune(data[i:])
		place := &yaml.Node{Line: at.line, Column: at.column}
		switch {
		case r == utf8.RuneError && width == 1:
			c.add(place, "", "invalid UTF-8: save the file as UTF-8")
			return false
		case r == '\n' || r == '\r' && !bytes.HasPrefix(data[i+1:], []byte("\n")):
			at = position{at.line + 1, 0}
		case r == '\r' || r == '\t':
		case unicode.IsControl(r) || r == '\u2028' || r == '\u2029':
			c.add(place, "", `the character %U is not taken: in double quotes, write it \u%04x`, r, r)
			return false
		case r == '!':
			c.marks[at] = true
		}
		at.column++
		i += width
	}
	return true
}
