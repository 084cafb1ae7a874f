// Package withdraw reads and writes what has been withdrawn: removals.yaml of a project, which people write, and
// withdrawn.jsonl of a release, which says the same with all that was known of the texts.
//
// The rule that matters: an entry is never lost. A release knows what was withdrawn before it, also where no archive has the
// text any more. releases/FORMAT.md, section 11, specifies both files.
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

	"corpuspack/pipeline"
	"corpuspack/pipeline/dedup"
	"corpuspack/releases"
	"corpuspack/schema"
	"corpuspack/schema/canonical"
)

// ProjectName is the name of the file in a project.
const ProjectName = "removals.yaml"

// Read returns what the project in folder withdraws: nothing where it has no removals.yaml.
func Read(folder string) ([]pipeline.Withdrawal, error) {
	list, err := ReadFile(filepath.Join(folder, ProjectName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return list, err
}

// ReadFile reads a removals.yaml.
func ReadFile(path string) ([]pipeline.Withdrawal, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return pipeline.ReadWithdrawals(path, f)
}

// head begins a new removals.yaml.
const head = "# What must not be in a release: by id, source, url or text_sha256, with the reason and the date.\n"

// Append returns the content of a removals.yaml with one more entry at its end. All that stands there stays as it is.
func Append(content []byte, w pipeline.Withdrawal) ([]byte, error) {
	old, err := pipeline.ReadWithdrawals(ProjectName, bytes.NewReader(content))
	if err != nil {
		return nil, err
	}
	if len(content) == 0 {
		content = []byte(head)
	}
	if !bytes.HasSuffix(content, []byte("\n")) {
		content = append(slices.Clip(content), '\n')
	}
	for _, indent := range []string{"", "  ", "    "} {
		longer := append(slices.Clip(content), entry(w, indent)...)
		got, err := pipeline.ReadWithdrawals(ProjectName, bytes.NewReader(longer))
		if err == nil && len(got) == len(old)+1 && Same(got[len(old)], w) && slices.EqualFunc(got[:len(old)], old, Same) {
			return longer, nil
		}
	}
	return nil, fmt.Errorf("%s: an entry can only be added to a list whose lines begin with a dash; write it by hand:\n%s",
		ProjectName, entry(w, ""))
}

// Same reports whether two withdrawals say the same, whatever is known of the texts.
func Same(a, b pipeline.Withdrawal) bool {
	return a.ID == b.ID && a.Source == b.Source && a.URL == b.URL && a.TextSHA256 == b.TextSHA256 &&
		a.Reason == b.Reason && a.Date == b.Date
}

func entry(w pipeline.Withdrawal, indent string) string {
	var b strings.Builder
	lead := "- "
	for _, k := range []struct{ name, value string }{
		{"id", w.ID}, {"source", w.Source}, {"url", w.URL}, {"text_sha256", w.TextSHA256}, {"reason", w.Reason}, {"date", w.Date},
	} {
		if k.value == "" {
			continue
		}
		if k.name != "id" && k.name != "date" {
			k.value = string(canonical.AppendString(nil, k.value)) // also a text of YAML
		}
		fmt.Fprintf(&b, "%s%s%s: %s\n", indent, lead, k.name, k.value)
		lead = "  "
	}
	return b.String()
}

// line is a line of withdrawn.jsonl.
type line struct {
	Date     string  `json:"date"`
	ID       *string `json:"id"`
	Reason   string  `json:"reason"`
	Shingles *string `json:"shingles"`
	Source   *string `json:"source"`
	Text     *string `json:"text_sha256"`
	URL      *string `json:"url"`
}

// Of returns what a release has withdrawn: nothing where it has no withdrawn.jsonl.
func Of(r *releases.Release) ([]pipeline.Withdrawal, error) {
	if _, listed := r.Sums.Find(releases.WithdrawnName); !listed {
		return nil, nil
	}
	path := filepath.Join(r.Dir, releases.WithdrawnName)
	b, err := releases.ReadFile(path)
	if err != nil {
		return nil, err
	}
	list, err := Parse(b)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return list, nil
}

// Bytes returns the file of a release: a line of canonical JSON each, sorted, each once.
func Bytes(list []pipeline.Withdrawal) ([]byte, error) {
	lines := make([][]byte, len(list))
	for i, w := range list {
		var shingles string
		if len(w.Shingles) > 0 {
			shingles = dedup.EncodeShingles(w.Shingles)
		}
		var err error
		lines[i], err = canonical.Marshal(line{w.Date, orNull(w.ID), w.Reason, orNull(shingles), orNull(w.Source), orNull(w.TextSHA256), orNull(w.URL)})
		if err != nil {
			return nil, err
		}
	}
	slices.SortFunc(lines, bytes.Compare)
	return bytes.Join(slices.CompactFunc(lines, bytes.Equal), nil), nil
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func orEmpty(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// Parse reads what Bytes writes, and nothing looser. Its error names the line.
func Parse(b []byte) ([]pipeline.Withdrawal, error) {
	var list []pipeline.Withdrawal
	for n, text := range bytes.SplitAfter(b, []byte("\n")) {
		if len(text) == 0 {
			continue
		}
		w, err := parseLine(text)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n+1, err)
		}
		list = append(list, w)
	}
	if again, err := Bytes(list); err != nil || !bytes.Equal(again, b) {
		return nil, errors.New("its lines are not canonical JSON, or not sorted")
	}
	return list, nil
}

func parseLine(text []byte) (w pipeline.Withdrawal, err error) {
	var l line
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&l); err != nil {
		return w, err
	}
	w = pipeline.Withdrawal{ID: orEmpty(l.ID), Source: orEmpty(l.Source), URL: orEmpty(l.URL), TextSHA256: orEmpty(l.Text),
		Reason: l.Reason, Date: l.Date}
	switch {
	case w.ID+w.Source+w.URL+w.TextSHA256 == "":
		return w, errors.New("it names no document")
	case w.TextSHA256 != "":
		if _, err := schema.ParseDigest(w.TextSHA256); err != nil {
			return w, err
		}
	}
	if l.Shingles != nil {
		w.Shingles, err = dedup.ParseShingles(*l.Shingles)
	}
	return w, err
}
