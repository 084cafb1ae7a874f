package pipeline

import (
	"bytes"
	"path"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/bmatcuk/doublestar/v4"
	"pgregory.net/rapid"

	"corpuspack/pipeline/archive"
)

func starter(name string, found []Found) []byte {
	recipe, _ := Starter(name, found)
	return recipe
}

func TestStarterReadsAsItLooks(t *testing.T) {
	got := string(starter("My Corpus", []Found{
		{Path: "readme.png", Note: "image/png"},
		{Path: "wiki/c.md", Format: "markdown"},
		{Path: "archive/a.txt", Format: "text"},
		{Path: "archive/b.txt", Format: "text"},
		{Path: "archive/p/1.png", Note: "image/png"},
		{Path: "archive/p/2.png", Note: "image/png"},
		{Path: "archive/broken.txt", Note: "application/pdf"},
		{Path: "archive/x.jsonl", Format: "jsonl", Members: []string{"ID", "Body", "headline"}},
		{Path: "archive/y.jsonl", Format: "jsonl", Members: []string{"text"}},
		{Path: "archive/z.jsonl", Format: "jsonl", Members: []string{"price", "colour"}},
	}))
	want := `
archive:
  # files found: text: 2, jsonl: 1
  - path: archive
    exclude:
      - "broken.txt" # application/pdf
      - "*.png" # 2 files: image/png
      - "y.jsonl" # has an entry of its own
      - "z.jsonl" # jsonl; no member looks like the text: price, colour
    fields: {text: Body, id: ID, title: headline}
  # files found: jsonl: 1
  - path: archive/y.jsonl
  # files found: markdown: 1
  - path: wiki
`
	want = strings.NewReplacer(`"broken.txt"`, "broken.txt", `"y.jsonl"`, "y.jsonl", `"z.jsonl"`, "z.jsonl").Replace(want)
	if !strings.Contains(got, want) || !strings.Contains(got, "\nname: my-corpus\n") {
		t.Errorf("got\n%s\nwant in it\n%s", got, want)
	}
}

func TestStarterWithoutFilesIsARecipe(t *testing.T) {
	if _, reads := Starter("", []Found{{Path: "a.png", Note: "image/png"}}); reads {
		t.Error("a picture is said to be read")
	}
	if r := read(t, string(starter("", nil))); r.Name != "corpus" || r.Archive.Entries[0].Path != "archive" {
		t.Errorf("got %+v, want the name corpus and the path archive", r)
	}
}

// TestStarterKeysWorkWithoutTheirMark takes the # away from every key that stands in a comment.
func TestStarterKeysWorkWithoutTheirMark(t *testing.T) {
	text := starter("x", nil)
	all := regexp.MustCompile(`(?m)^#(\w)`).ReplaceAll(text, []byte("$1"))
	if bytes.Equal(all, text) {
		t.Fatal("got no key in a comment")
	}
	if r := read(t, string(all)); r.License != "CC-BY-4.0" {
		t.Errorf("got licence %q, want CC-BY-4.0", r.License)
	}
}

func TestStarterReadsEachFileOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		found := rapid.SliceOfNDistinct(rapid.Custom(drawFound), 0, 12, func(f Found) string { return f.Path }).Draw(t, "found")
		isFolder := func(f Found) bool {
			return slices.ContainsFunc(found, func(other Found) bool { return strings.HasPrefix(other.Path, f.Path+"/") })
		}
		found = slices.DeleteFunc(found, isFolder)
		text := starter(rapid.String().Draw(t, "name"), found)
		r, err := ReadRecipe("corpuspack.yaml", bytes.NewReader(text))
		if err != nil {
			t.Fatalf("%v in\n%s", err, text)
		}
		for _, f := range found {
			var readers []archive.Entry
			for _, e := range r.Archive.Entries {
				if reads(e, f.Path) {
					readers = append(readers, e)
				}
			}
			_, known := fieldsOf(f.Members)
			takes := f.Format != "" && (f.Format != "jsonl" || known)
			if len(readers) > 1 || takes != (len(readers) == 1) {
				t.Fatalf("%+v is read by %d entries of\n%s", f, len(readers), text)
			}
			if takes && f.Format == "jsonl" && !reflect.DeepEqual(readers[0].Fields.Text, guess(guesses[0].members, f.Members)) {
				t.Fatalf("%+v: got the member %q for the text in\n%s", f, readers[0].Fields.Text, text)
			}
		}
	})
}

func drawFound(t *rapid.T) Found {
	name := rapid.SampledFrom([]string{"a", "b", "a.txt", "b.jsonl", "c.jsonl", "[1].txt", "{x,y}.jsonl", "d e.png", "#f: g", "é*", `\h`,
		"A", "2019", "..."})
	f := Found{
		Path:   strings.Join(rapid.SliceOfN(name, 1, 3).Draw(t, "parts"), "/"),
		Format: rapid.SampledFrom([]string{"", "text", "markdown", "jsonl"}).Draw(t, "format"),
		Note:   rapid.String().Draw(t, "note"),
	}
	if f.Format == "jsonl" {
		f.Members = rapid.SliceOf(rapid.SampledFrom([]string{"text", "Content", "body", "id", "x: y"})).Draw(t, "members")
	}
	return f
}

// reads reports whether the entry reads the file, by the rules of RECIPE.md.
func reads(e archive.Entry, file string) bool {
	below, inside := strings.CutPrefix(file, e.Path+"/")
	if e.Path == "." {
		below, inside = file, true
	}
	if !inside {
		match, _ := doublestar.Match(e.Path, file)
		return match
	}
	for _, glob := range e.Exclude {
		name := below
		if !strings.Contains(glob, "/") {
			name = path.Base(below)
		}
		if match, _ := doublestar.Match(glob, name); match {
			return false
		}
	}
	return true
}
