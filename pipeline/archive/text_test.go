package archive

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// against opens a benchmark of files beside an archive.
func against(t *testing.T, e Entry, files map[string]string) (*Archive, error) {
	t.Helper()
	root := t.TempDir()
	files["a/a.txt"] = "a"
	for name, text := range files {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	e.Name, e.Path, e.MaxDocument, e.Encoding = "b", "b", 1<<20, "auto"
	a := Entry{Name: "a", Path: "a"}
	return Open(t.Context(), root, Config{Entries: []Entry{a}, Against: []Entry{e}})
}

func TestTextsOfABenchmark(t *testing.T) {
	a, err := against(t, Entry{Format: "auto", Texts: []string{"passage", "q"}}, map[string]string{
		"b/1.jsonl": `{"q":"Why?","passage":"Because.","id":[1]}` + "\n\n" + `{"passage":"None.","q":""}`,
		"b/2.csv":   "q,passage,n\nWho?,\"It, and they.\",1\n",
		"b/3.txt":   "A text.\n",
		"b/4.jsonl": `{"passage":"and no question"}`,
		"b/5.jsonl": `{"passage":["a","b"],"q":"Which?"}`,
	})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for i := range a.Against {
		if _, err := a.Against[i].Read(t.Context(), func(r Record) error {
			texts, err := r.Texts()
			for _, text := range texts {
				got = append(got, text.Place+"="+text.Text)
			}
			if err != nil {
				got = append(got, err.Error())
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{
		"b/1.jsonl: line 1: passage=Because.", "b/1.jsonl: line 1: q=Why?", "b/1.jsonl: line 3: passage=None.", "b/1.jsonl: line 3: q=",
		"b/2.csv: line 2: passage=It, and they.", "b/2.csv: line 2: q=Who?", "b/3.txt=A text.\n",
		`b/4.jsonl: line 1: no member "q" for the text`, `b/5.jsonl: line 1: member "passage" for the text is no string`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if len(a.Files) != 1 || a.Files[0].Source != "a/a.txt" {
		t.Errorf("the archive has %v", a.Files)
	}
}

func TestABenchmarkWithoutFilesProtectsNobody(t *testing.T) {
	_, err := against(t, Entry{Format: "auto"}, map[string]string{"b/.hidden": ""})
	if err == nil || !strings.Contains(err.Error(), "b: no files to read") {
		t.Errorf("got %v", err)
	}
}
