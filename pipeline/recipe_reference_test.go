package pipeline

import (
	"os"
	"strings"
	"testing"
)

// TestReferenceIsTheTable compares the rows of RECIPE.md with the keys of the code, both ways: a row for each key, with
// its default, what is allowed, and the meaning.
func TestReferenceIsTheTable(t *testing.T) {
	page, err := os.ReadFile("RECIPE.md")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for line := range strings.Lines(string(page)) {
		if strings.HasPrefix(line, "| `") {
			got = append(got, strings.TrimSpace(line))
		}
	}
	want := reference()
	for i := range max(len(got), len(want)) {
		switch {
		case i >= len(got):
			t.Errorf("RECIPE.md ends before the row\n%s", want[i])
		case i >= len(want):
			t.Errorf("RECIPE.md has a row for no key:\n%s", got[i])
		case got[i] != want[i]:
			t.Fatalf("RECIPE.md: got the row\n%s\nwant\n%s\nall rows:\n%s", got[i], want[i], strings.Join(want, "\n"))
		}
	}
}

// reference returns the rows that RECIPE.md must have.
func reference() []string {
	var rows []string
	visit("", new(Recipe).keys(), func(path string, k key) {
		if _, ok := k.value.(group); ok {
			return
		}
		initial := "`" + k.initial + "`"
		if k.initial == required {
			initial = "required"
		}
		rows = append(rows, "| `"+path+"` | "+initial+" | "+k.value.allowed()+" | "+k.doc+" |")
	})
	return rows
}

// TestExampleOfReferenceWorks reads the YAML blocks of RECIPE.md.
func TestExampleOfReferenceWorks(t *testing.T) {
	page, err := os.ReadFile("RECIPE.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := strings.Split(string(page), "```yaml\n")[1:]
	if len(blocks) < 2 {
		t.Fatalf("got %d examples, want the short and the complete one", len(blocks))
	}
	for _, block := range blocks {
		example, _, _ := strings.Cut(block, "```")
		read(t, example)
	}
	complete, _, _ := strings.Cut(blocks[1], "```")
	visit("", new(Recipe).keys(), func(path string, k key) {
		if !strings.Contains(complete, k.name+":") {
			t.Errorf("the complete example lacks %s", path)
		}
	})
}

func TestDefaultsAreAllowed(t *testing.T) {
	visit("", new(Recipe).keys(), func(path string, k key) {
		if k.initial == required {
			return
		}
		var c checker
		k.value.read(&c, path, c.initial(k))
		if err := c.err("default"); err != nil {
			t.Error(err)
		}
	})
}
