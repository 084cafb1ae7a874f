package diff

import (
	"cmp"
	"fmt"
	"strings"

	"corpuspack/releases/card"
)

// Changelog returns CHANGELOG.md of the new release: what has changed since its parent, in words and numbers.
func (s *Summary) Changelog() []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "# Changes\n\n## %s\n\n", s.New.Version)
	fmt.Fprintf(&b, "Since %s, a %s change of documents: %s.\n\n", s.Old.Version, s.Bump, s.Documents)
	fmt.Fprintf(&b, "| | %s | %s | change |\n| --- | ---: | ---: | ---: |\n", s.Old.Version, s.New.Version)
	for _, n := range []struct {
		what     string
		old, new int64
	}{
		{"documents", s.Old.Documents, s.New.Documents}, {"words", s.Old.Words, s.New.Words},
		{"characters", s.Old.Characters, s.New.Characters}, {"removed documents", s.Old.Removed, s.New.Removed},
	} {
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", n.what, card.Count(n.old), card.Count(n.new), signed(n.new-n.old))
	}
	s.lists(&b)
	s.moves(&b)
	s.settings(&b)
	return []byte(b.String())
}

// String lists the numbers that are not 0.
func (c Counts) String() string {
	var parts []string
	for _, n := range []struct {
		n    int64
		what string
	}{
		{c.Added, "added"}, {c.Removed, "gone"}, {c.Renamed, "renamed"}, {c.Changed, "changed"},
		{c.Described, "described anew"}, {c.Unchanged, "unchanged"},
	} {
		if n.n > 0 {
			parts = append(parts, card.Count(n.n)+" "+n.what)
		}
	}
	return cmp.Or(strings.Join(parts, ", "), "none")
}

func signed(n int64) string {
	switch {
	case n > 0:
		return "+" + card.Count(n)
	case n < 0:
		return "-" + card.Count(-n)
	}
	return "0"
}

// plain keeps markup out of the page: what is HTML or a cell of a table, and what Markdown makes links and emphasis of.
func plain(s string) string {
	return strings.NewReplacer("[", `\[`, "]", `\]`, "`", "\\`", "*", `\*`).Replace(card.Escape(s))
}

// lists names the first documents of each kind.
func (s *Summary) lists(b *strings.Builder) {
	for _, kind := range []struct {
		name, heading string
		n             int64
	}{
		{Added, "Added", s.Documents.Added}, {Removed, "Gone", s.Documents.Removed},
		{Renamed, "Renamed", s.Documents.Renamed}, {Changed, "Changed", s.Documents.Changed},
	} {
		if kind.n == 0 {
			continue
		}
		fmt.Fprintf(b, "\n### %s\n\n", kind.heading)
		if kind.name == Removed && len(s.Reasons) > 0 {
			fmt.Fprintf(b, "Among the removed, with the reason: %s.\n\n", s.reasons())
		}
		for i := range s.First[kind.name] {
			fmt.Fprintf(b, "- %s\n", plain(s.First[kind.name][i].Line()))
		}
		if more := kind.n - int64(len(s.First[kind.name])); more > 0 {
			fmt.Fprintf(b, "- and %s more\n", card.Count(more))
		}
	}
}

func (s *Summary) reasons() string {
	var parts []string
	for _, r := range s.Reasons {
		parts = append(parts, fmt.Sprintf("%s %s", r.Reason, card.Count(r.N)))
	}
	return strings.Join(parts, ", ")
}

// Line says of a document what it is called, where it stands, and what has changed.
func (c *Change) Line() string {
	text := cmp.Or(c.Title, c.ID) + " (" + c.Source + ")"
	if c.OldSource != "" {
		text += ", was in " + c.OldSource
	}
	if c.OldSplit != "" {
		text += fmt.Sprintf(", from %s to %s", c.OldSplit, c.Split)
	}
	if what := c.what(); what != "" {
		text += ": " + what
	}
	if c.Reason != "" {
		text += ": " + c.Reason
	}
	return text
}

// what says what of a document is another: the words of its text, and the columns that do not follow from that.
func (c *Change) what() string {
	var parts []string
	if c.Text != nil {
		parts = append(parts, fmt.Sprintf("%s words in, %s words out", card.Count(c.Text.Inserted), card.Count(c.Text.Deleted)))
	}
	for _, f := range c.Fields {
		if f != "id" && f != "text" && (c.Kind == Described || isData(f)) {
			parts = append(parts, f)
		}
	}
	return strings.Join(parts, ", ")
}

func (s *Summary) moves(b *strings.Builder) {
	if len(s.Moves) == 0 {
		return
	}
	b.WriteString("\n### Moved between splits\n\n")
	for _, m := range s.Moves {
		fmt.Fprintf(b, "- %s from %s to %s\n", card.Count(m.N), m.From, m.To)
	}
}

// settings lists what has changed in recipe, schema and format.
func (s *Summary) settings(b *strings.Builder) {
	var lines []string
	for _, r := range s.Recipe {
		lines = append(lines, fmt.Sprintf("recipe: %s was %s, is %s", r.Key, cmp.Or(r.Old, "not there"), cmp.Or(r.New, "not there")))
	}
	for _, c := range s.Schema {
		lines = append(lines, "schema: "+c.String())
	}
	if s.Old.Revision != s.New.Revision {
		lines = append(lines, fmt.Sprintf("format revision: was %d, is %d", s.Old.Revision, s.New.Revision))
	}
	if len(lines) == 0 {
		return
	}
	b.WriteString("\n### How it is made\n\n")
	for _, line := range lines {
		fmt.Fprintf(b, "- %s\n", plain(line))
	}
}
