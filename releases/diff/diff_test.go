package diff_test

import (
	"archive/tar"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/ulikunitz/xz"

	"corpuspack/pipeline"
	"corpuspack/pipeline/spill"
	"corpuspack/pipeline/worker/local"
	"corpuspack/releases"
	"corpuspack/releases/diff"
	"corpuspack/releases/publish"
	"corpuspack/schema"
)

const recipe = `name: small
archive: [path: archive]
`

// release publishes a version of files in a project and returns it.
func release(t *testing.T, project, recipe, version, base string, files map[string]string) *releases.Release {
	t.Helper()
	archive := filepath.Join(project, "archive")
	if err := os.RemoveAll(archive); err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		path := filepath.Join(archive, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	r, err := pipeline.ReadRecipe("corpuspack.yaml", strings.NewReader(recipe))
	if err != nil {
		t.Fatal(err)
	}
	plan, err := r.Compile()
	if err != nil {
		t.Fatal(err)
	}
	v, err := releases.ParseVersion(version)
	if err != nil {
		t.Fatal(err)
	}
	out, err := publish.Publish(t.Context(), publish.Job{Project: project, Version: v, Base: base, Plan: plan,
		Engine: local.Engine{}, Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	published, err := releases.Open(out.Dir)
	if err != nil {
		t.Fatal(err)
	}
	return published
}

func compare(t *testing.T, old, new *releases.Release) *diff.Difference {
	t.Helper()
	d, err := diff.Compare(t.Context(), old, new, diff.Options{Space: spill.Temp{}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

func changes(t *testing.T, d *diff.Difference) (list []diff.Change) {
	t.Helper()
	for c, err := range d.Changes() {
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, c)
	}
	return list
}

// long is a text that resembles no other one.
func long(seed string, words int) string {
	var b strings.Builder
	for i := range words {
		fmt.Fprintf(&b, "%s%d ", seed, i*i)
	}
	return b.String() + "\n"
}

// TestBump releases files, then what a case makes of them, independently, and asks for the version that the difference wants.
func TestBump(t *testing.T) {
	base := map[string]string{"a.md": "---\ntitle: One\n---\n\n" + long("a", 60), "b.md": long("b", 60), "c.md": long("c", 60)}
	with := func(name, text string) map[string]string {
		files := maps.Clone(base)
		if files[name] = text; text == "" {
			delete(files, name)
		}
		return files
	}
	for _, c := range []struct {
		name        string
		files       map[string]string
		old, recipe string // keys of the recipe
		want        releases.Bump
		because     string
	}{
		{"nothing", base, "", "", releases.NoBump, ""},
		{"add", with("d.md", long("d", 60)), "", "", releases.Minor, "1 documents were added"},
		{"edit", with("b.md", long("b", 60)+"more words\n"), "", "", releases.Major, "(archive/b.md) differs in text"},
		{"remove", with("b.md", ""), "", "", releases.Major, "(archive/b.md) is gone"},
		{"rename", func() map[string]string { f := with("b.md", ""); f["e.md"] = base["b.md"]; return f }(), "", "",
			releases.Major, "(archive/b.md) is d"},
		{"retitle", with("a.md", "---\ntitle: Two\n---\n\n"+long("a", 60)), "", "", releases.Major, "(archive/a.md) differs in title"},
		{"move split", base, "", "split: {test: 1}\n", releases.Major, "differs in split"},
		{"another copy", with("d.md", base["b.md"]), "", "", releases.Minor, "1 documents differ in columns that describe them"},
		{"removed only", with("d.md", "\n"), "", "", releases.Minor, "the table of removed documents differs"},
		{"other segments", base, "", "segment: {unit: sentence}\n", releases.Major, "segment d"},
		{"new nullable column", base, "schema: 1\n", "", releases.Minor, "split_reason"},
		{"a column goes", base, "", "schema: 1\n", releases.Major, "split_reason (field id 31): removed"},
		{"other compression", base, "", "shard: {jsonl: gzip}\n", releases.Patch, "the content is the same"},
		{"other card", base, "", "title: Small things\n", releases.Patch, "the content is the same"},
	} {
		t.Run(c.name, func(t *testing.T) {
			project := t.TempDir()
			old := release(t, project, recipe+c.old, "v1", publish.NoBase, base)
			s := compare(t, old, release(t, project, recipe+c.recipe, "v2", publish.NoBase, c.files)).Summary
			if s.Bump != c.want || !strings.Contains(strings.Join(s.Because, "\n"), c.because) {
				t.Errorf("got %s because %q, want %s because %q", s.Bump, s.Because, c.want, c.because)
			}
		})
	}
}

func TestChangesSayWhatHasChanged(t *testing.T) {
	project := t.TempDir()
	a, b, moved, near := long("a", 80), long("b", 80), long("m", 80), long("n", 80)
	old := release(t, project, recipe, "v1", "", map[string]string{
		"a.md": a, "b.md": "---\ntitle: Bee\n---\n\n" + b, "m.md": moved, "n.md": near, "gone.md": long("g", 80), "copy.md": long("c", 80)})
	new := release(t, project, recipe, "v2", "", map[string]string{
		"a.md": a, "b.md": "---\ntitle: Wasp\n---\n\n" + b + "three more words\n", "moved.md": moved,
		"near.md": near + "and an end of its own\n", "new.md": long("x", 80), "copy.md": "\n"})
	d := compare(t, old, new)
	got := map[string]diff.Change{}
	for _, c := range changes(t, d) {
		got[c.Kind+" "+c.Source] = c
	}
	if len(got) != 6 {
		t.Fatalf("got %d changes: %v", len(got), got)
	}
	if c := got["changed archive/b.md"]; !slices.Equal(c.Fields, []string{"text", "title", "source_end", "characters", "words", "text_sha256"}) ||
		c.Text == nil || c.Text.Inserted != 3 || c.Text.Deleted != 0 || c.Text.After-c.Text.Before != 17 {
		t.Errorf("changed: got %+v, %+v", c, c.Text)
	}
	if c := got["renamed archive/moved.md"]; c.OldSource != "archive/m.md" || c.Similarity != 1 || c.Text != nil {
		t.Errorf("renamed: got %+v", c)
	}
	if c := got["renamed archive/near.md"]; c.OldSource != "archive/n.md" || c.Similarity < 0.5 || c.Similarity >= 1 {
		t.Errorf("renamed and edited: got %+v", c)
	}
	if c := got["removed archive/copy.md"]; c.Step != "clean" || c.Reason != "empty" {
		t.Errorf("removed for a reason: got %+v", c)
	}
	if c := got["removed archive/gone.md"]; c.Step != "" {
		t.Errorf("gone: got %+v", c)
	}
	if _, ok := got["added archive/new.md"]; !ok {
		t.Error("the new document is not there")
	}
	if want := (diff.Counts{Added: 1, Removed: 2, Renamed: 2, Changed: 1, Unchanged: 1}); d.Summary.Documents != want {
		t.Errorf("got %+v", d.Summary.Documents)
	}
}

func TestWords(t *testing.T) {
	project := t.TempDir()
	old := release(t, project, recipe, "v1", "", map[string]string{"a.md": "One two three.\n", "b.md": "Other.\n"})
	new := release(t, project, recipe, "v2", "", map[string]string{"a.md": "One new three and more.\n", "b.md": "Other.\n"})
	w, err := diff.Words(t.Context(), schema.Path("archive/a.md").ID(), schema.Path("archive/a.md").ID(), old, new, nil)
	if err != nil || !w.InOld || !w.InNew || !w.Differs() {
		t.Fatalf("got %+v, %v", w, err)
	}
	if got, want := w.String(), "One [-two three.-]{+new three and more.+}"; got != want && got != "One [-two-]{+new+} [-three.-]{+three and more.+}" {
		t.Errorf("got %q", got)
	}
	if w, err := diff.Words(t.Context(), "d"+strings.Repeat("-", 26), "nothing", old, new, nil); err != nil || w.InOld || w.InNew {
		t.Errorf("got %+v, %v", w, err)
	}
}

// TestDamageIsAnError cuts a shard of the old release.
func TestDamageIsAnError(t *testing.T) {
	project := t.TempDir()
	old := release(t, project, recipe, "v1", "", map[string]string{"a.md": long("a", 50)})
	new := release(t, project, recipe, "v2", "", map[string]string{"a.md": long("b", 50)})
	name := filepath.Join(old.Dir, filepath.FromSlash(old.Shards(schema.Documents, "train")[0]))
	if err := errors.Join(os.Chmod(name, 0o666), os.Truncate(name, 40)); err != nil {
		t.Fatal(err)
	}
	if _, err := diff.Compare(t.Context(), old, new, diff.Options{Space: spill.Temp{}}); err == nil || !strings.Contains(err.Error(), old.Dir) {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := diff.Compare(ctx, new, new, diff.Options{Space: spill.Temp{}}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// TestTheDifferenceOfRealArchives releases archives of real texts at two dates, and compares what is said of their files with
// what git says.
func TestTheDifferenceOfRealArchives(t *testing.T) {
	const folder = "../../../shared/data/versions"
	for _, name := range []string{"peps", "rust-blog", "rust-blog-moved"} {
		t.Run(name, func(t *testing.T) {
			b, err := os.ReadFile(filepath.Join(folder, name, "truth.json"))
			if err != nil {
				t.Skipf("no sample data: %v", err)
			}
			project := t.TempDir()
			recipe := recipe + "split: {train: 0.8, validation: 0.1, test: 0.1}\nshard: {size: 1MiB}\n"
			old := release(t, project, recipe, "v1", "", untar(t, filepath.Join(folder, name, "v1.tar.xz")))
			new := release(t, project, recipe, "v2", "", untar(t, filepath.Join(folder, name, "v2.tar.xz")))
			d := compare(t, old, new)
			if got, want := sourcesOf(d.Summary.Sources), truthOf(t, b); !reflect.DeepEqual(got, want) {
				t.Errorf("got %d, want %d changes of sources, or others", len(got), len(want))
			}
			checkUnchanged(t, d, old, new)
			if s := d.Summary.Documents; name == "rust-blog-moved" && (s.Renamed != 565 || s.Removed != 0 || s.Changed != 0) {
				t.Errorf("got %+v", s)
			}
		})
	}
}

func untar(t *testing.T, path string) map[string]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	x, err := xz.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for r := tar.NewReader(x); ; {
		h, err := r.Next()
		if err == io.EOF {
			return files
		}
		if err != nil {
			t.Fatal(err)
		}
		if h.Typeflag != tar.TypeReg {
			continue
		}
		var b bytes.Buffer
		if _, err := io.Copy(&b, r); err != nil {
			t.Fatal(err)
		}
		files[h.Name] = b.String()
	}
}

// sourcesOf returns what became of each file, as truthOf does.
func sourcesOf(list []diff.SourceChange) map[string]string {
	got := map[string]string{}
	for _, c := range list {
		got[strings.TrimPrefix(c.Path, "archive/")] = strings.TrimSpace(c.Kind + " " + strings.TrimPrefix(c.Old, "archive/"))
	}
	return got
}

func truthOf(t *testing.T, b []byte) map[string]string {
	t.Helper()
	var truth struct {
		Added, Deleted, Modified []string
		Renamed                  []struct{ From, To string }
	}
	if err := json.Unmarshal(b, &truth); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{}
	for kind, names := range map[string][]string{diff.Added: truth.Added, diff.Removed: truth.Deleted, diff.Changed: truth.Modified} {
		for _, name := range names {
			want[name] = kind
		}
	}
	for _, r := range truth.Renamed {
		want[r.To] = diff.Renamed + " " + r.From
	}
	return want
}

// checkUnchanged checks that a file that did not change keeps its document's id, digest and split.
func checkUnchanged(t *testing.T, d *diff.Difference, old, new *releases.Release) {
	t.Helper()
	differ := map[string]bool{}
	for _, c := range d.Summary.Sources {
		differ[c.Path] = true
	}
	type document struct{ id, text, split string }
	rows := func(r *releases.Release) map[string]document {
		m := map[string]document{}
		for row, err := range r.Rows(t.Context(), schema.Documents, nil) {
			if err != nil {
				t.Fatal(err)
			}
			d := schema.DocumentOf(row)
			m[d.Source] = document{d.ID, d.TextSHA256, d.Split}
		}
		return m
	}
	before, after := rows(old), rows(new)
	n := 0
	for source, d := range before {
		if got, kept := after[source]; !differ[source] && kept {
			n++
			if got != d {
				t.Errorf("%s: was %v, is %v", source, d, got)
			}
		}
	}
	if n == 0 && len(before) > len(differ) {
		t.Error("no document of an unchanged file was looked at")
	}
}
