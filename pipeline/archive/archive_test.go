package archive

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// project writes files into a new folder and returns it. A name that ends in / is an empty folder.
func project(t testing.TB, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for name, content := range files {
		file := filepath.Join(root, name)
		if strings.HasSuffix(name, "/") {
			mustDo(t, os.MkdirAll(file, 0o755))
			continue
		}
		mustDo(t, os.MkdirAll(filepath.Dir(file), 0o755))
		mustDo(t, os.WriteFile(file, []byte(content), 0o644))
	}
	return root
}

func mustDo(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// entry returns an entry with the defaults of a recipe.
func entry(path string) Entry {
	return Entry{Path: path, Name: "texts", MaxDocument: 32 << 20, Format: "auto", Encoding: "auto", OnError: "fail",
		OnSameID: "auto", Fields: Fields{Text: "text", ID: "id", Title: "title", URL: "url"}}
}

func entries(paths ...string) Config {
	var c Config
	for _, p := range paths {
		c.Entries = append(c.Entries, entry(p))
	}
	return c
}

func sources(a *Archive) []string {
	var list []string
	for _, f := range a.Files {
		list = append(list, f.Source)
	}
	return list
}

func TestFilesAreListedInByteOrder(t *testing.T) {
	root := project(t, map[string]string{"archive/b.txt": "b", "archive/a/z.txt": "zz", "archive/a.txt": "", "archive/a-b": "",
		"archive/B.txt": "", "archive/é.txt": "", "archive/~": "", "first.txt": "", "archive/empty/": ""})
	for _, c := range []Config{entries("archive", "first.txt"), entries("first.txt", "./archive/")} {
		got, err := Open(context.Background(), root, c)
		mustDo(t, err)
		want := []string{"archive/B.txt", "archive/a-b", "archive/a.txt", "archive/a/z.txt", "archive/b.txt", "archive/~",
			"archive/é.txt", "first.txt"}
		if !reflect.DeepEqual(sources(got), want) {
			t.Errorf("got %q, want %q", sources(got), want)
		}
		if f := got.Files[3]; f.Size != 2 || filepath.Clean(f.Entry.Path) != "archive" {
			t.Errorf("got size %d of entry %s, want 2 of archive", f.Size, f.Entry.Path)
		}
	}
}

func TestEntriesFindTheirFiles(t *testing.T) {
	root := project(t, map[string]string{
		"corpuspack.yaml": "", "CHECKSUMS": "", "releases/v1/a.txt": "", "top.txt": "",
		"in/a.txt": "", "in/b.md": "", "in/d/c.txt": "", "in/d/CHECKSUMS": "", "in/d/e/f.txt": "", "in/[x]/g.txt": "", "in/.h/i.txt": "", "in/.j": "",
	})
	outside := project(t, map[string]string{"o.txt": "", "p/q.txt": "", "p/.r": ""})
	for _, c := range []struct {
		path, as string
		exclude  []string
		want     string
		hidden   int
	}{
		{path: ".", want: "in/[x]/g.txt in/a.txt in/b.md in/d/CHECKSUMS in/d/c.txt in/d/e/f.txt top.txt", hidden: 2},
		{path: "*", want: "top.txt"},
		{path: "in/a.txt", want: "in/a.txt"},
		{path: "in/*", want: "in/a.txt in/b.md", hidden: 1},
		{path: "in/*.txt", want: "in/a.txt"},
		{path: "in/*/*.txt", want: "in/[x]/g.txt in/d/c.txt", hidden: 1},
		{path: "in/**/*.txt", want: "in/[x]/g.txt in/a.txt in/d/c.txt in/d/e/f.txt", hidden: 1},
		{path: "in/**", exclude: []string{"d", "\\[x\\]"}, want: "in/a.txt in/b.md", hidden: 2},
		{path: "in/{a.txt,d/c.txt}", want: "in/a.txt in/d/c.txt", hidden: 1},
		{path: "in/[x]", want: "in/[x]/g.txt"},
		{path: "in", as: "n", want: "n/[x]/g.txt n/a.txt n/b.md n/d/CHECKSUMS n/d/c.txt n/d/e/f.txt", hidden: 2},
		{path: "in", exclude: []string{"*.txt"}, want: "in/b.md in/d/CHECKSUMS", hidden: 2},
		{path: "in", exclude: []string{"d/*.txt"}, want: "in/[x]/g.txt in/a.txt in/b.md in/d/CHECKSUMS in/d/e/f.txt", hidden: 2},
		{path: "in", exclude: []string{"d/**"}, want: "in/[x]/g.txt in/a.txt in/b.md", hidden: 2},
		{path: "in", exclude: []string{"**/e/*", "a.txt/"}, want: "in/[x]/g.txt in/a.txt in/b.md in/d/CHECKSUMS in/d/c.txt", hidden: 2},
		{path: outside, as: "o", want: "o/o.txt o/p/q.txt", hidden: 1},
		{path: outside + "/*/*", as: "o", want: "o/p/q.txt", hidden: 1},
		{path: outside + "/p/q.txt", as: "o", want: "o/q.txt"},
	} {
		e := entry(c.path)
		e.As, e.Exclude = c.as, c.exclude
		got, err := Open(context.Background(), root, Config{Entries: []Entry{e}})
		if err != nil {
			t.Errorf("%s without %q: %v", c.path, c.exclude, err)
			continue
		}
		if list := strings.Join(sources(got), " "); list != c.want || got.Hidden != c.hidden {
			t.Errorf("%s without %q: got %s and %d hidden, want %s and %d", c.path, c.exclude, list, got.Hidden, c.want, c.hidden)
		}
	}
}

func TestAnEntryMayBeALink(t *testing.T) {
	root := project(t, map[string]string{"data/a.txt": "a"})
	mustDo(t, os.Symlink("data", filepath.Join(root, "folder")))
	mustDo(t, os.Symlink("data/a.txt", filepath.Join(root, "file")))
	for path, want := range map[string]string{"folder": "folder/a.txt", "file": "file", "folder/*.txt": "folder/a.txt"} {
		got, err := Open(context.Background(), root, entries(path))
		mustDo(t, err)
		if !slices.Equal(sources(got), []string{want}) {
			t.Errorf("%s: got %q, want %s", path, sources(got), want)
		}
	}
}

func TestEveryFaultOfNamesAndStructureIsListed(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("needs a file system that takes any bytes for a name")
	}
	root := project(t, map[string]string{"in/a\x1b.txt": "", "in/b\xff.txt": "", "in/c!/d.txt": "", "in/ok!.txt": "", "in/e\u0085/f": ""})
	mustDo(t, os.Symlink("ok!.txt", filepath.Join(root, "in/link")))
	mustDo(t, os.Symlink(".", filepath.Join(root, "in/loop")))
	mustDo(t, os.Symlink("nowhere", filepath.Join(root, "in/out")))
	mustDo(t, os.Symlink("nowhere", filepath.Join(root, "in/.out")))
	mustDo(t, exec.Command("mkfifo", filepath.Join(root, "in/pipe")).Run())
	_, err := Open(context.Background(), root, entries("in", "missing", "*.none", "../in", "in/pipe", "in/["))
	want := []string{
		`"in/a\x1b.txt": the name has a control character`,
		`"in/b\xff.txt": the name is no UTF-8`,
		`"in/e\u0085": the name has a control character`,
		`*.none: no file matches; correct the path of the entry, or put the input there`,
		`../in: leads out of the project; give the entry a name with "as"`,
		`in/[: "[" is no glob`,
		`in/c!: the name of a folder ends in !, which marks the members of a container`,
		`in/link: a link, which is not followed below an entry; exclude it, or make it an entry`,
		`in/loop: a link, which is not followed below an entry; exclude it, or make it an entry`,
		`in/out: a link, which is not followed below an entry; exclude it, or make it an entry`,
		`in/pipe: no regular file`,
		`in/pipe: no regular file`,
		`missing: no such file or folder; put the input there, or correct the path of the entry`,
	}
	var faults Faults
	if !errors.As(err, &faults) || faults.Error() != strings.Join(want, "\n") {
		t.Errorf("got\n%v\nwant\n%s", err, strings.Join(want, "\n"))
	}
}

func TestAnArchiveThatIsNoneIsRefused(t *testing.T) {
	root := project(t, map[string]string{"empty/": "", "hidden/.a": "", "in/a.txt": "", "in/d/b.txt": "", "x/in/a.txt": "", "corpuspack.yaml": "",
		"releases/v1/a.txt": ""})
	mustDo(t, os.Symlink("in", filepath.Join(root, "alias")))
	as := func(path, as string) Entry { e := entry(path); e.As = as; return e }
	for _, c := range []struct {
		name    string
		entries []Entry
		want    []string
	}{
		{"empty", []Entry{entry("empty"), entry("hidden")}, []string{"empty: " + errEmpty.Error(), "hidden: " + errEmpty.Error()}},
		{"only folders", []Entry{entry("in/d*")}, []string{"in/d*: " + errNoMatch.Error()}},
		{"own file", []Entry{entry("corpuspack.yaml")}, []string{"corpuspack.yaml: " + errOwn.Error()}},
		{"own folder", []Entry{entry("releases")}, []string{"releases: " + errOwn.Error()}},
		{"in own folder", []Entry{entry("releases/v1/*.txt")}, []string{"releases/v1/*.txt: " + errOwn.Error()}},
		{"own folder by another way", []Entry{as(root+"/releases", "x")}, []string{root + "/releases: " + errOwn.Error()}},
		{"twice", []Entry{entry("in"), entry("in/*.txt")}, []string{"in/a.txt: two entries read this file, in and in/*.txt; exclude it from one"}},
		{"through a link", []Entry{entry("in"), entry("alias/d")}, []string{"in/d/b.txt: two entries read this file, alias/d and in; exclude it from one"}},
		{"through another name", []Entry{entry("in/d"), as(root+"/in/d/b.txt", "o")}, []string{"o/b.txt: two entries read this file, in/d and " + root + "/in/d/b.txt; exclude it from one"}},
		{"one name", []Entry{entry("in/a.txt"), as("x/in", "in")}, []string{"in/a.txt: " + errSource.Error()}},
		{"name of the entry", []Entry{as("in", "a/../b")}, []string{"in: " + errEmptyName.Error()}},
		{"exclude", []Entry{{Path: "in", Exclude: []string{"["}}}, []string{`in: "[" is no glob`}},
	} {
		_, err := Open(context.Background(), root, Config{Entries: c.entries})
		var faults Faults
		if !errors.As(err, &faults) || faults.Error() != strings.Join(c.want, "\n") {
			t.Errorf("%s: got %v\nwant %s", c.name, err, strings.Join(c.want, "\n"))
		}
	}
}

func TestExcludedLinksAreNoFault(t *testing.T) {
	root := project(t, map[string]string{"in/a.txt": ""})
	mustDo(t, os.Symlink("a.txt", filepath.Join(root, "in/link")))
	e := entry("in")
	e.Exclude = []string{"link"}
	if _, err := Open(context.Background(), root, Config{Entries: []Entry{e}}); err != nil {
		t.Error(err)
	}
	if _, err := Open(context.Background(), root, entries("in/*.txt")); err != nil {
		t.Errorf("a link that the glob does not match: %v", err)
	}
}

func TestOpenStopsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	root := project(t, map[string]string{"in/a.txt": ""})
	if _, err := Open(ctx, root, entries("in")); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
}
