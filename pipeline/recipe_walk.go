package pipeline

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// forbid reports, in all of the tree, what YAML has and a recipe does not: anchors, aliases, tags, merge keys, keys
// that are no words, and keys given twice.
func (c *checker) forbid(at string, n *yaml.Node) {
	switch {
	case n.Kind == yaml.AliasNode:
		c.add(n, at, "an alias (*%s) is not taken: write the value out", shorten(n.Value))
	case n.Anchor != "":
		c.add(n, at, "an anchor (&%s) is not taken: leave it out", shorten(n.Anchor))
	}
	if c.tagged(n) {
		c.add(n, at, "a tag (!) is not taken: leave it out, or put the text in quotes")
	}
	switch n.Kind {
	case yaml.SequenceNode:
		for i, e := range n.Content {
			c.forbid(fmt.Sprintf("%s[%d]", at, i), e)
		}
	case yaml.MappingNode:
		c.forbidKeys(at, n)
	}
}

func (c *checker) forbidKeys(at string, n *yaml.Node) {
	seen := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		path := join(at, k.Value)
		switch line, twice := seen[k.Value]; {
		case k.Kind == yaml.AliasNode:
		case k.Kind != yaml.ScalarNode:
			c.add(k, at, "want a word as key, got %s", got(k))
		case k.ShortTag() == "!!merge":
			c.add(k, at, "a merge key (<<) is not taken: write the keys out")
		case twice:
			c.add(k, path, "given twice, first in line %d: leave one out", line)
		default:
			seen[k.Value] = k.Line
		}
		c.forbid(at, k)
		c.forbid(path, v)
	}
}

func (c *checker) tagged(n *yaml.Node) bool {
	return n.Style&yaml.TaggedStyle != 0 || c.marks[position{n.Line, n.Column}]
}

// value reads n, unless forbid has refused it.
func (c *checker) value(at string, n *yaml.Node, v value) {
	if n.Kind != yaml.AliasNode && !c.tagged(n) {
		v.read(c, at, n)
	}
}

// mapping reads the values of keys out of n, and fills in the defaults of keys that are not there.
func (c *checker) mapping(at string, n *yaml.Node, keys []key) {
	if n.Kind != yaml.MappingNode {
		c.add(n, at, "want keys and values, got %s: a key that is left out has its default", got(n))
		return
	}
	given := make([]bool, len(keys))
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		if k.Kind != yaml.ScalarNode || k.ShortTag() == "!!merge" {
			continue
		}
		j := slices.IndexFunc(keys, func(known key) bool { return known.name == k.Value })
		switch {
		case j < 0:
			c.add(k, join(at, k.Value), "no such key%s", c.instead(k.Value, keys))
		case !given[j]:
			given[j] = true
			c.value(join(at, k.Value), v, keys[j].value)
		}
	}
	for j, k := range keys {
		if !given[j] {
			c.missing(at, n, k)
		}
	}
}

// missing gives the default to a key that is not there.
func (c *checker) missing(at string, n *yaml.Node, k key) {
	if k.initial == required {
		c.add(n, join(at, k.name), "missing: %s", k.doc)
		return
	}
	k.value.read(c, join(at, k.name), c.initial(k))
}

// initial returns the default of a key as a node.
func (c *checker) initial(k key) *yaml.Node {
	if n, ok := c.defaults[k.initial]; ok {
		return n
	}
	var n yaml.Node
	if err := yaml.Load([]byte(k.initial), &n); err != nil {
		panic("recipe: default of " + k.name + ": " + err.Error())
	}
	if c.defaults == nil {
		c.defaults = map[string]*yaml.Node{}
	}
	unplace(&n)
	c.defaults[k.initial] = n.Content[0]
	return n.Content[0]
}

// unplace takes the places from a tree: they are none in the file.
func unplace(n *yaml.Node) {
	n.Line, n.Column = 0, 0
	for _, child := range n.Content {
		unplace(child)
	}
}

// maxHints is the number of problems after which unknown keys get no hint: looking for one takes time.
const maxHints = 100

// instead says which key may be meant by a name that none has: one that is written nearly so, or one that stands
// elsewhere in the recipe.
func (c *checker) instead(name string, keys []key) string {
	if len(c.problems) > maxHints {
		return ""
	}
	names := make([]string, len(keys))
	for i, k := range keys {
		names[i] = k.name
	}
	if hint := didYouMean(name, names); hint != "" {
		return hint
	}
	hint := ": one of " + strings.Join(names, ", ")
	visit("", new(Recipe).keys(), func(path string, k key) {
		if k.name == name && !strings.HasSuffix(hint, "?") {
			hint = ": did you mean " + path + "?"
		}
	})
	return hint
}

// child returns the value of a key of a mapping, or else the mapping.
func child(n *yaml.Node, name string) *yaml.Node {
	for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == name {
			return n.Content[i+1]
		}
	}
	return n
}

// got says in words what a node is.
func got(n *yaml.Node) string {
	switch {
	case n.Kind == yaml.MappingNode:
		return "keys and values"
	case n.Kind == yaml.SequenceNode:
		return "a list"
	case n.ShortTag() == "!!null":
		return "nothing"
	case n.ShortTag() == "!!bool":
		return "the boolean " + shorten(n.Value)
	case n.ShortTag() == "!!int" || n.ShortTag() == "!!float":
		return "the number " + shorten(n.Value)
	}
	return quote(n.Value)
}

// join returns the path of a key below at.
func join(at, name string) string {
	if name == "" || !only(name, letters+digits+"_-") || len(name) > maxShown {
		name = quote(name)
	}
	if at == "" {
		return name
	}
	return at + "." + name
}

// last returns the last key of a path.
func last(at string) string { return at[strings.LastIndexByte(at, '.')+1:] }

// maxShown is the number of characters of the file's own text that a message shows at most.
const maxShown = 60

func quote(s string) string { return strconv.Quote(shorten(s)) }

func shorten(s string) string {
	if runes := []rune(s[:min(len(s), 4*maxShown+4)]); len(runes) > maxShown {
		return string(runes[:maxShown]) + "…"
	}
	return s
}

// didYouMean returns a question after the word of list that is closest to s, where one is close.
func didYouMean(s string, list []string) string {
	best, least := "", 1+max(1, min(len(s), maxShown)/3)
	for _, word := range list {
		if d := distance(shorten(s), word); d < least {
			best, least = word, d
		}
	}
	if best == "" {
		return ""
	}
	return ": did you mean " + best + "?"
}

// distance is the number of bytes to put in, take out or change between a and b (V. Levenshtein, 1966).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		corner := row[0]
		row[0] = i + 1
		for j := range len(b) {
			d := corner
			if a[i] != b[j] {
				d++
			}
			corner = row[j+1]
			row[j+1] = min(d, row[j+1]+1, row[j]+1)
		}
	}
	return row[len(b)]
}
