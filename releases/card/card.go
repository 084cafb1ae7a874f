// Package card writes the files of a release that people read: the dataset card, the changelog, the citation and the
// licence note.
//
// The rule that matters: they are made from the recipe and the manifest alone, and text from either is escaped.
// releases/FORMAT.md, section 6, specifies the front matter, which loaders read.
package card

import (
	"bytes"
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"text/template"

	"corpuspack/pipeline"
	"corpuspack/releases"
	"corpuspack/schema"
	"corpuspack/schema/canonical"
)

// File is a file of a release.
type File struct {
	Name    string
	Content []byte
}

//go:embed README.md.tmpl
var readme string

//go:embed CHANGELOG.md.tmpl
var changelog string

//go:embed CITATION.cff.tmpl
var citation string

//go:embed LICENSE.tmpl
var license string

var functions = template.FuncMap{
	"quote":    func(s string) string { return string(canonical.AppendString(nil, s)) },
	"features": func(fields []schema.Field) string { return features(fields, "  ") },
	"escape":   Escape,
	"lower":    strings.ToLower,
	"count":    Count,
	"size":     Size,
	"share":    share,
}

var templates = []struct {
	name string
	text *template.Template
}{
	{releases.CardName, parse(readme)},
	{releases.ChangelogName, parse(changelog)},
	{releases.CitationName, parse(citation)},
	{releases.LicenseName, parse(license)},
}

func parse(text string) *template.Template {
	return template.Must(template.New("").Funcs(functions).Parse(text))
}

// view is what the templates see.
type view struct {
	pipeline.Recipe
	M           *releases.Manifest
	Heading     string // title, or name
	Authors     []string
	Collections []collection
	Configs     []config
	Files       int64 // of the archive, without benchmarks
	Bytes       int64 // of them
	Removed     []pipeline.Count
	Passed      []pipeline.Passed
	Schema      schema.Schema
	Extension   string // of the JSON lines; "" without
	Parquet     bool
}

type collection struct{ Name, Path, License string }

// config is a table as the loaders of Hugging Face see it.
type config struct {
	schema.Table
	Splits []split
}

type split struct {
	Name, Path  string
	Bytes, Rows int64
	Words       int64
	Characters  int64
}

// Files returns the files for people. They are the same for the same recipe and manifest. The changelog of a release that has a
// parent is not among them: it is made of the difference, which a derived release does not repeat.
func Files(r pipeline.Recipe, m *releases.Manifest, s schema.Schema) []File {
	v := view{Recipe: r, M: m, Heading: r.Title, Authors: r.Creators, Removed: m.Counts.List(), Passed: m.Counts.PassedList(), Schema: s,
		Parquet: slices.Contains(r.Shard.Encodings, "parquet")}
	if v.Heading == "" {
		v.Heading = r.Name
	}
	if len(v.Authors) == 0 {
		v.Authors = []string{r.Name} // the form asks for one
	}
	if slices.Contains(r.Shard.Encodings, "jsonl") {
		v.Extension = "jsonl" + map[string]string{"zstd": ".zst", "gzip": ".gz"}[r.Shard.JSONL]
	}
	v.Files, v.Bytes = m.DocumentFiles()
	for _, e := range r.Archive.Entries {
		l := e.License
		if l == "" {
			l = r.License
		}
		v.Collections = append(v.Collections, collection{e.Name, e.Path, l})
	}
	for _, t := range s.Tables {
		if c := v.config(t); len(c.Splits) > 0 {
			v.Configs = append(v.Configs, c)
		}
	}
	var files []File
	for _, t := range templates {
		if t.name == releases.ChangelogName && m.Parent != nil && m.Derived == nil {
			continue
		}
		var b bytes.Buffer
		if err := t.text.Execute(&b, v); err != nil {
			panic(fmt.Sprintf("card: the template of %s: %v", t.name, err)) // templates are part of the program
		}
		files = append(files, File{t.name, b.Bytes()})
	}
	return files
}

// config lists the splits of a table with the pattern of their files: Parquet where there is Parquet.
func (v *view) config(t schema.Table) config {
	c := config{Table: t}
	for _, name := range v.M.Splits(t.Name) {
		table := v.M.Tables[t.Name][name]
		s := split{Name: name, Rows: table.Rows, Words: table.Words, Characters: table.Characters}
		s.Path = "jsonl/" + t.Name + "/" + name + "-*." + v.Extension
		if v.Parquet {
			s.Path = t.Name + "/" + name + "-*.parquet"
		}
		for _, f := range table.Shards {
			if strings.HasPrefix(f.Name, "jsonl/") != v.Parquet {
				s.Bytes += f.Bytes
			}
		}
		c.Splits = append(c.Splits, s)
	}
	return c
}

// features writes the types of the columns as the front matter of a card has them: without them, datasets guesses from
// the first rows of JSON Lines, and guesses wrong.
func features(fields []schema.Field, indent string) string {
	var b strings.Builder
	for _, f := range fields {
		fmt.Fprintf(&b, "\n%s- name: %s\n%s  ", indent, f.Name, indent)
		switch f.Type {
		case schema.String:
			b.WriteString("dtype: string")
		case schema.Int64:
			b.WriteString("dtype: int64")
		case schema.Double:
			b.WriteString("dtype: float64")
		case schema.Strings:
			b.WriteString("list: string")
		case schema.Structs:
			b.WriteString("list:" + features(f.Members, indent+"  "))
		case schema.Struct:
			b.WriteString("struct:" + features(f.Members, indent+"  "))
		}
	}
	return b.String()
}

// HubLicense returns the licence as the front matter of a card names it, or "" where that has no name for it.
func (v view) HubLicense() string {
	if v.License == "" || strings.ContainsAny(v.License, " ()") {
		return ""
	}
	return strings.ToLower(v.License)
}

// OverlapThreshold returns the share of a benchmark text from which on a document overlaps it.
func (v view) OverlapThreshold() string {
	return string(canonical.AppendFloat(nil, v.Dedup.Overlap.Bound()))
}

// Chance returns the chance that a pair at the threshold was found, in four digits.
func (v view) Chance() string { return strconv.FormatFloat(v.Dedup.Near.Chance(), 'f', 4, 64) }

// leak is a row of the table of what the splits have in common.
type leak struct {
	Split string
	releases.Leak
}

// Share returns the greatest share for people.
func (l leak) Share() string { return strconv.FormatFloat(l.Greatest, 'f', 4, 64) }

// Leaks returns the leaks by split.
func (v view) Leaks() (list []leak) {
	for _, split := range v.M.Splits(schema.Documents) {
		if l, ok := v.M.Leak[split]; ok {
			list = append(list, leak{split, l})
		}
	}
	return list
}

// Threshold returns the least similarity of a near-duplicate.
func (v view) Threshold() string {
	return string(canonical.AppendFloat(nil, float64(v.Dedup.Near.Threshold)/10000))
}

// Escape keeps markup out of a card.
func Escape(s string) string {
	return strings.NewReplacer(`\`, `\\`, "&", "&amp;", "<", "&lt;", ">", "&gt;", "|", "\\|").Replace(s)
}

// Count writes a number for people: 12,345.
func Count(n int64) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// Size writes a number of bytes for people: 12.3 MB, in powers of a thousand, rounded to tenths by integers.
func Size(n int64) string {
	if n < 1000 {
		return fmt.Sprintf("%d B", n)
	}
	divisor, unit := int64(1000), 0
	for units := "kMGTPE"; n/divisor >= 1000 && unit < len(units)-1; unit++ {
		divisor *= 1000
	}
	tenths := (n/(divisor/100) + 5) / 10
	return fmt.Sprintf("%d.%d %cB", tenths/10, tenths%10, "kMGTPE"[unit])
}

// share writes n of total in tenths of a per cent, by integers.
func share(n, total int64) string {
	if total == 0 {
		return "0 %"
	}
	tenths := (n*2000 + total) / (2 * total)
	return fmt.Sprintf("%d.%d %%", tenths/10, tenths%10)
}
