package pipeline

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"corpuspack/pipeline/archive"
	"corpuspack/pipeline/clean/quality"
	"corpuspack/pipeline/shard"
)

// entries is a list of what is read.
type entries struct {
	to    *[]archive.Entry
	keys  func(*archive.Entry) []key
	empty bool // whether the list may be
}

func (v *entries) allowed() string {
	if v.empty {
		return "list of entries"
	}
	return "list of one or more entries"
}

func (v *entries) read(c *checker, at string, n *yaml.Node) {
	if n.Kind != yaml.SequenceNode || len(n.Content) == 0 && !v.empty {
		c.add(n, at, `want a %s, got %s: write "- path: archive/"`, v.allowed(), got(n))
		return
	}
	*v.to = nil
	if len(n.Content) == 0 {
		return
	}
	list := make([]archive.Entry, len(n.Content))
	names, folders := map[string]int{}, map[string]int{}
	for i, node := range n.Content {
		place := fmt.Sprintf("%s[%d]", at, i)
		e := &list[i]
		if node.Kind == yaml.ScalarNode {
			c.add(node, place, `want an entry, got %s: write "- path: archive/"`, got(node))
			continue
		}
		c.value(place, node, group(v.keys(e)))
		if e.Path == "" {
			continue
		}
		c.checkOutside(place, node, e)
		if e.Name == "" {
			e.Name = nameOf(e.Path, e.As)
		}
		c.unique(names, at, join(place, "name"), child(node, "name"), e.Name, i)
		c.unique(folders, at, join(place, "as"), child(node, "as"), e.As, i)
	}
	*v.to = list
}

// checkOutside reports an entry that leads out of the folder of the recipe and has no name for its sources, and one
// that has a name and no use for it.
func (c *checker) checkOutside(at string, n *yaml.Node, e *archive.Entry) {
	switch out := leadsOut(e.Path); {
	case out && e.As == "":
		c.add(child(n, "path"), join(at, "path"), `%s leads out of the folder of the recipe: give the entry "as: NAME", `+
			`the folder that its files have in the release`, quote(e.Path))
	case !out && e.As != "":
		c.add(child(n, "as"), join(at, "as"), "only for a path that leads out of the folder of the recipe: leave it out")
	}
}

// unique reports a name that an earlier entry has.
func (c *checker) unique(seen map[string]int, list, at string, n *yaml.Node, name string, i int) {
	if first, ok := seen[name]; ok {
		c.add(n, at, "%s is that of %s[%d] too: give one of them another %s", quote(name), list, first, last(at))
	} else if name != "" {
		seen[name] = i
	}
}

// nameOf makes the name of a collection from the last part of its path that gives one.
func nameOf(path, as string) string {
	parts := strings.Split(path, "/")
	for _, part := range slices.Backward(parts) {
		if name := slug(part); name != "" && !strings.ContainsAny(part, globMarks) {
			return name
		}
	}
	if as != "" {
		return as
	}
	return "archive"
}

func (v *entries) write(b *strings.Builder, indent string) {
	if len(*v.to) == 0 {
		b.WriteString(" []\n")
		return
	}
	b.WriteByte('\n')
	for i := range *v.to {
		var entry strings.Builder
		write(&entry, indent+"  ", v.keys(&(*v.to)[i]))
		b.WriteString(indent + "- " + strings.TrimPrefix(entry.String(), indent+"  "))
	}
}

// shares is the mapping of the splits.
type shares struct{ to *[]shard.Share }

func (v *shares) allowed() string {
	return fmt.Sprintf("names of a-z, 0-9 and _, each with a number from 0 to 1 with at most %d decimals; their sum is 1",
		sharePlaces)
}

func (v *shares) read(c *checker, at string, n *yaml.Node) {
	if n.Kind != yaml.MappingNode {
		c.add(n, at, "want names and shares, got %s: write {test: 0.1, train: 0.9}", got(n))
		return
	}
	var list []shard.Share
	before, sum := len(c.problems), int64(0)
	for i := 0; i+1 < len(n.Content); i += 2 {
		name, node := n.Content[i], n.Content[i+1]
		s := shard.Share{Name: name.Value}
		if name.ShortTag() != "!!str" || !isSplit(s.Name) {
			c.add(name, at, "%s is no name of a split: want a-z, then a-z, 0-9 and _, at most 32", quote(name.Value))
		}
		c.value(join(at, s.Name), node, decimal(&s.Millionths, sharePlaces, 0))
		list, sum = append(list, s), sum+s.Millionths
	}
	if one := power10(sharePlaces); sum != one && len(c.problems) == before {
		c.add(n, at, "the shares add up to %s: make it 1", formatDecimal(sum, sharePlaces))
	}
	slices.SortFunc(list, compareShares)
	*v.to = list
}

// compareShares orders splits by name, but train last.
func compareShares(a, b shard.Share) int {
	if (a.Name == "train") != (b.Name == "train") {
		if a.Name == "train" {
			return 1
		}
		return -1
	}
	return strings.Compare(a.Name, b.Name)
}

func (v *shares) write(b *strings.Builder, indent string) {
	b.WriteByte('\n')
	for _, s := range *v.to {
		b.WriteString(indent + quoted(s.Name) + ": " + formatDecimal(s.Millionths, sharePlaces) + "\n")
	}
}

// bounds is the mapping of the recipe's own thresholds of quality rules.
type bounds struct{ to *[]quality.Bound }

func (v *bounds) allowed() string {
	return "rules of clean/quality/QUALITY.md, each with a least and a greatest value: {words: {min: 50, max: 100000}}"
}

func (v *bounds) read(c *checker, at string, n *yaml.Node) {
	if n.Kind != yaml.MappingNode {
		c.add(n, at, "want rules and bounds, got %s: write {words: {min: 50}}", got(n))
		return
	}
	var list []quality.Bound
	for i := 0; i+1 < len(n.Content); i += 2 {
		name := n.Content[i]
		b := quality.Bound{Rule: name.Value}
		if !slices.Contains(quality.Rules(), b.Rule) {
			c.add(name, at, "%s is no rule%s", quote(b.Rule), didYouMean(b.Rule, quality.Rules()))
			continue
		}
		place, before := join(at, b.Rule), len(c.problems)
		c.value(place, n.Content[i+1], group(boundKeys(&b)))
		if b.Min == nil && b.Max == nil && len(c.problems) == before {
			c.add(n.Content[i+1], place, "want min, max or both")
		}
		list = append(list, b)
	}
	slices.SortFunc(list, func(a, b quality.Bound) int { return strings.Compare(a.Rule, b.Rule) })
	*v.to = list
}

func boundKeys(b *quality.Bound) []key {
	return []key{
		{"min", "null", number(&b.Min), "least value that is kept"},
		{"max", "null", number(&b.Max), "greatest value that is kept"},
	}
}

func (v *bounds) write(b *strings.Builder, indent string) {
	if len(*v.to) == 0 {
		b.WriteString(" {}\n")
		return
	}
	b.WriteByte('\n')
	for i := range *v.to {
		bound := &(*v.to)[i]
		b.WriteString(indent + bound.Rule + ":\n")
		write(b, indent+"  ", boundKeys(bound))
	}
}
