// Package withdraw reads and writes lists of documents that are withdrawn: removals.yaml of a project, which people write, and
// withdrawn.jsonl of a release, which remembers them for every later one.
//
// The rule that matters: what is withdrawn stays so. A release has all that its parent has, and what is known of the texts, so
// that no copy comes back when the text is in no archive any more. releases/FORMAT.md, section 11, specifies both files.
package withdraw

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"corpuspack/pipeline"
	"corpuspack/releases"
	"corpuspack/schema"
	"corpuspack/schema/canonical"
)

// FileName is the name of the list of a project.
const FileName = "removals.yaml"

// line is a line of withdrawn.jsonl, in the order of its keys.
type line struct {
	Date       *string `json:"date"`
	ID         *string `json:"id"`
	Reason     *string `json:"reason"`
	Shingles   []byte  `json:"shingles"`
	Source     *string `json:"source"`
	TextSHA256 *string `json:"text_sha256"`
	URL        *string `json:"url"`
}

func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func value(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// Bytes returns withdrawn.jsonl: a canonical line a withdrawal, sorted, each once.
func Bytes(list []pipeline.Withdrawal) ([]byte, error) {
	var lines []string
	for _, w := range list {
		b, err := canonical.Marshal(line{optional(w.Date), optional(w.ID), optional(w.Reason), w.Shingles, optional(w.Source),
			optional(w.TextSHA256), optional(w.URL)})
		if err != nil {
			return nil, err
		}
		lines = append(lines, string(b))
	}
	slices.Sort(lines)
	return []byte(strings.Join(slices.Compact(lines), "")), nil
}

// Parse reads what Bytes writes, and nothing looser.
func Parse(b []byte) (list []pipeline.Withdrawal, err error) {
	n := 0
	for text := range bytes.Lines(b) {
		n++
		var l line
		d := json.NewDecoder(bytes.NewReader(text))
		d.DisallowUnknownFields()
		if err := d.Decode(&l); err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		list = append(list, pipeline.Withdrawal{Date: value(l.Date), ID: value(l.ID), Reason: value(l.Reason), Shingles: l.Shingles,
			Source: value(l.Source), TextSHA256: value(l.TextSHA256), URL: value(l.URL)})
	}
	again, err := Bytes(list)
	if err == nil && !bytes.Equal(again, b) {
		err = errors.New("it is not canonical: its lines are not sorted, or are written otherwise")
	}
	return list, err
}

// OfRelease returns the list of a release; none where it has no such file.
func OfRelease(dir string) ([]pipeline.Withdrawal, error) {
	b, err := releases.ReadFile(filepath.Join(dir, releases.WithdrawnName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	list, err := Parse(b)
	if err != nil {
		err = fmt.Errorf("%s: %w", filepath.Join(dir, releases.WithdrawnName), err)
	}
	return list, err
}

// OfProject returns the list of a project; none where it has no such file.
func OfProject(project string) ([]pipeline.Withdrawal, error) {
	list, err := ReadFile(filepath.Join(project, FileName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return list, err
}

// ReadFile reads a list that people write. Its error names every problem with line and column.
func ReadFile(path string) ([]pipeline.Withdrawal, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return ParseYAML(path, b)
}

// ParseYAML reads a list: a sequence of mappings with a reason, a date, and at least one of id, source, url and text_sha256.
func ParseYAML(name string, b []byte) ([]pipeline.Withdrawal, error) {
	var document yaml.Node
	if err := yaml.Unmarshal(b, &document); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(document.Content) == 0 {
		return nil, nil
	}
	p := parser{name: name}
	root := document.Content[0]
	if root.Kind != yaml.SequenceNode {
		p.problem(root, "want a list of withdrawals, each with a reason")
	} else {
		for _, item := range root.Content {
			p.item(item)
		}
	}
	return p.list, errors.Join(p.problems...)
}

type parser struct {
	name     string
	list     []pipeline.Withdrawal
	problems []error
}

func (p *parser) problem(n *yaml.Node, format string, args ...any) {
	p.problems = append(p.problems, fmt.Errorf("%s:%d:%d: %s", p.name, n.Line, n.Column, fmt.Sprintf(format, args...)))
}

func (p *parser) item(n *yaml.Node) {
	var w pipeline.Withdrawal
	if n.Kind != yaml.MappingNode {
		p.problem(n, "want keys such as id and reason")
		return
	}
	keys := map[string]*string{"id": &w.ID, "source": &w.Source, "url": &w.URL, "text_sha256": &w.TextSHA256, "reason": &w.Reason, "date": &w.Date}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		target, ok := keys[key.Value]
		switch {
		case !ok:
			p.problem(key, "unknown key %q: want id, source, url, text_sha256, reason or date", key.Value)
		case seen[key.Value]:
			p.problem(key, "%s stands twice", key.Value)
		case value.Kind != yaml.ScalarNode || value.Value == "" || value.Tag == "!!null":
			p.problem(value, "%s: want a text", key.Value)
		default:
			*target = value.Value
			p.check(key.Value, value)
		}
		seen[key.Value] = true
	}
	if w.ID == "" && w.Source == "" && w.URL == "" && w.TextSHA256 == "" {
		p.problem(n, "it names no document: want id, source, url or text_sha256")
	}
	if w.Reason == "" {
		p.problem(n, "it has no reason")
	}
	p.list = append(p.list, w)
}

// check checks the form of a value.
func (p *parser) check(key string, n *yaml.Node) {
	var err error
	switch key {
	case "text_sha256":
		_, err = schema.ParseDigest(n.Value)
	case "date":
		_, err = time.Parse(time.DateOnly, n.Value)
	case "id":
		if len(n.Value) != schema.IDLength || n.Value[0] != 'd' {
			err = errors.New("want d and 26 characters")
		}
	}
	if err != nil {
		p.problem(n, "%s %q: %v", key, n.Value, err)
	}
}

// Append returns the list of a project with one more withdrawal at its end; what stands in it stays as people wrote it.
func Append(b []byte, w pipeline.Withdrawal) []byte {
	if len(b) > 0 && b[len(b)-1] != '\n' {
		b = append(b, '\n')
	}
	lead := "- "
	for _, one := range [][2]string{{"id", w.ID}, {"source", w.Source}, {"url", w.URL}, {"text_sha256", w.TextSHA256},
		{"reason", w.Reason}, {"date", w.Date}} {
		if one[1] != "" {
			b = append(append(append(b, lead...), one[0]+": "...), canonical.AppendString(nil, one[1])...)
			b, lead = append(b, '\n'), "  "
		}
	}
	return b
}
