package pipeline

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// value is what stands under a key: it reads a node into a field of the recipe and writes the field as YAML.
type value interface {
	read(c *checker, at string, n *yaml.Node)
	write(b *strings.Builder, indent string) // what follows "key:", with the line end
	allowed() string                         // for RECIPE.md
}

// scalar is a value that is one word, number or text.
type scalar struct {
	kinds string                     // short YAML tags that are taken
	words string                     // what is allowed
	known []string                   // where words are a list of it
	parse func(string) (hint string) // sets the field, or says what is wrong
	yaml  func() string
}

func (s scalar) allowed() string { return s.words }

func (s scalar) write(b *strings.Builder, _ string) { b.WriteString(" " + s.yaml() + "\n") }

func (s scalar) read(c *checker, at string, n *yaml.Node) {
	if n.Kind != yaml.ScalarNode || !strings.Contains(s.kinds, n.ShortTag()) {
		c.add(n, at, "want %s, got %s%s", s.words, got(n), s.remedy(n))
		return
	}
	given := n.Value
	if n.ShortTag() == "!!null" {
		given = ""
	}
	if hint := s.parse(given); hint != "" {
		c.add(n, at, "%s, got %s%s", hint, got(n), didYouMean(given, s.known))
	}
}

// remedy says how to write a scalar of the wrong kind, where that is clear.
func (s scalar) remedy(n *yaml.Node) string {
	switch {
	case n.Kind != yaml.ScalarNode || n.ShortTag() == "!!null":
		return ""
	case strings.Contains(s.kinds, "!!str"):
		return ": a text that looks like a number or a boolean needs quotes"
	case n.Style != 0:
		return ": write it without quotes"
	}
	return ""
}

const (
	textKinds     = "!!str !!timestamp" // a plain 2026-11-23 is a timestamp to the YAML library; its characters count
	optionalKinds = textKinds + " !!null"
)

// text is a string for which check has no complaint.
func text(to *string, words string, check func(string) string) scalar {
	parse := func(s string) string {
		*to = s
		return check(s)
	}
	return scalar{kinds: textKinds, words: words, parse: parse, yaml: func() string { return quoted(*to) }}
}

// optional is a text that may be null, which is the empty string.
func optional(to *string, words string, check func(string) string) scalar {
	s := text(to, words+", or null", func(s string) string {
		if s == "" {
			return ""
		}
		return check(s)
	})
	s.kinds = optionalKinds
	s.yaml = func() string {
		if *to == "" {
			return "null"
		}
		return quoted(*to)
	}
	return s
}

// choice is one of the words, which are separated by a comma and a space.
func choice(to *string, words string) scalar {
	known := strings.Split(words, ", ")
	choice := text(to, words, func(s string) string {
		if slices.Contains(known, s) {
			return ""
		}
		return "want " + words
	})
	choice.known = known
	return choice
}

// flag is a boolean, and no other spelling of one.
func flag(to *bool) scalar {
	parse := func(s string) string {
		*to = s == "true"
		if !*to && s != "false" {
			return "want true, false"
		}
		return ""
	}
	return scalar{kinds: "!!bool", words: "true, false", parse: parse, yaml: func() string { return strconv.FormatBool(*to) }}
}

// integer is a decimal number from least to most.
func integer[T ~int | ~int64](to *T, least, most int64) scalar {
	words := fmt.Sprintf("integer from %d to %d", least, most)
	if least == most {
		words = strconv.FormatInt(least, 10)
	}
	parse := func(s string) string {
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil || n < least || n > most || strconv.FormatInt(n, 10) != s {
			return "want " + words
		}
		*to = T(n)
		return ""
	}
	return scalar{kinds: "!!int", words: words, parse: parse, yaml: func() string { return strconv.FormatInt(int64(*to), 10) }}
}

// list is a list of scalars. A set is written in the order of its elements, has none of them twice, and is not empty
// unless it may be.
type list struct {
	to         *[]string
	element    func(*string) scalar
	set, empty bool
}

func line(to *string) scalar { return text(to, "text of one line", checkLine) }
func glob(to *string) scalar { return text(to, "glob, relative to the entry's folder", checkGlob) }

func (l *list) allowed() string {
	words := l.element(new(string)).words
	if l.set && !l.empty {
		return "list of one or more: " + words
	}
	return "list: " + words
}

func (l *list) read(c *checker, at string, n *yaml.Node) {
	if n.Kind != yaml.SequenceNode {
		c.add(n, at, "want a list, got %s", got(n))
		return
	}
	*l.to = nil
	for i, e := range n.Content {
		var s string
		c.value(fmt.Sprintf("%s[%d]", at, i), e, l.element(&s))
		if l.set && slices.Contains(*l.to, s) {
			c.add(e, fmt.Sprintf("%s[%d]", at, i), "%s stands in the list twice", quoted(s))
			continue
		}
		*l.to = append(*l.to, s)
	}
	if l.set {
		slices.Sort(*l.to)
	}
	if l.set && !l.empty && len(n.Content) == 0 {
		c.add(n, at, "want at least one of %s", l.element(new(string)).words)
	}
}

func (l *list) write(b *strings.Builder, _ string) {
	parts := make([]string, len(*l.to))
	for i, s := range *l.to {
		parts[i] = quoted(s)
	}
	b.WriteString(" [" + strings.Join(parts, ", ") + "]\n")
}

// group is a mapping with keys of its own.
type group []key

func (g group) read(c *checker, at string, n *yaml.Node) { c.mapping(at, n, g) }
func (g group) allowed() string                          { return "" }

func (g group) write(b *strings.Builder, indent string) {
	b.WriteByte('\n')
	write(b, indent, g)
}
