package diff

import (
	"bytes"
	"errors"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"corpuspack/releases"
	"corpuspack/releases/withdraw"
	"corpuspack/schema"
)

// Setting is a key of the recipe whose value is another.
type Setting struct {
	Key string `json:"key"`
	Old string `json:"old"` // "" where there was none
	New string `json:"new"`
}

// describe compares the recipes and the schemas, and the digests of the removed.
func (c *comparer) describe() error {
	old, err := schema.Of(c.old.Manifest.SchemaVersion())
	if err != nil {
		return err
	}
	new, err := schema.Of(c.new.Manifest.SchemaVersion())
	if err != nil {
		return err
	}
	c.summary.Schema = append(c.summary.Schema, schema.Compare(old, new)...)
	c.summary.removedRows = c.old.Manifest.Tables[schema.Removed][schema.Removed].SHA256 != c.new.Manifest.Tables[schema.Removed][schema.Removed].SHA256
	if err := c.readWithdrawn(); err != nil {
		return err
	}
	a, err := settings(c.old)
	if err != nil {
		return err
	}
	b, err := settings(c.new)
	if err != nil {
		return err
	}
	for _, s := range b {
		if old := find(a, s.Key); old != s.New {
			c.summary.Recipe = append(c.summary.Recipe, Setting{s.Key, old, s.New})
		}
	}
	for _, s := range a {
		if !slices.ContainsFunc(b, func(t Setting) bool { return t.Key == s.Key }) {
			c.summary.Recipe = append(c.summary.Recipe, Setting{s.Key, s.New, ""})
		}
	}
	return nil
}

// readWithdrawn compares the lists of what is withdrawn, and notes which documents the new one names: their titles are not to be
// said again.
func (c *comparer) readWithdrawn() error {
	a, err := releases.ReadFile(c.old.Path(releases.WithdrawnName))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	b, err := releases.ReadFile(c.new.Path(releases.WithdrawnName))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	c.summary.Withdrawn = !bytes.Equal(a, b)
	list, err := withdraw.Parse(b)
	for _, w := range list {
		c.withdrawn[w.ID] = true
	}
	return err
}

// settings are the keys of a recipe with their values: archive[0].path, dedup.near.threshold.
func settings(r *releases.Release) ([]Setting, error) {
	b, err := releases.ReadFile(filepath.Join(r.Dir, releases.RecipeName))
	if err != nil {
		return nil, err
	}
	var node yaml.Node
	if err := yaml.Unmarshal(b, &node); err != nil {
		return nil, err
	}
	return flatten("", &node, nil), nil
}

func flatten(key string, n *yaml.Node, list []Setting) []Setting {
	switch {
	case n.Kind == yaml.DocumentNode && len(n.Content) > 0:
		return flatten(key, n.Content[0], list)
	case n.Kind == yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			list = flatten(strings.TrimPrefix(key+"."+n.Content[i].Value, "."), n.Content[i+1], list)
		}
		return list
	case n.Kind == yaml.SequenceNode && len(n.Content) > 0 && n.Content[0].Kind != yaml.ScalarNode:
		for i, item := range n.Content {
			list = flatten(key+"["+strconv.Itoa(i)+"]", item, list)
		}
		return list
	case n.Kind == yaml.SequenceNode:
		var items []string
		for _, item := range n.Content {
			items = append(items, item.Value)
		}
		return append(list, Setting{Key: key, New: "[" + strings.Join(items, ", ") + "]"})
	}
	return append(list, Setting{Key: key, New: n.Value})
}

func find(list []Setting, key string) string {
	for _, s := range list {
		if s.Key == key {
			return s.New
		}
	}
	return ""
}
