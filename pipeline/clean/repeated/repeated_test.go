package repeated

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func setOf(c Config, texts ...string) *Set {
	sketch := NewSketch(c)
	for _, t := range texts {
		sketch.Add(c.Units("web", t))
	}
	set := sketch.Set()
	for _, t := range texts {
		set.Add(c.Units("web", t))
	}
	return set
}

func pages(n int) []string {
	var texts []string
	for i := range n {
		texts = append(texts, fmt.Sprintf("Home\nAbout\n\nPage %c says something.\n\nWe use cookies.\nThey are good.", 'A'+i))
	}
	return texts
}

func TestLinesOfManyDocumentsGo(t *testing.T) {
	texts := pages(20)
	set := setOf(Config{Lines: 5000, Documents: 10}, texts...)
	got, n := set.Cut("web", texts[0])
	if want := "Page A says something."; strings.TrimSpace(got) != want || n != int64(len("HomeAboutWe use cookies.They are good.")) {
		t.Errorf("got %q and %d, want %q", got, n, want)
	}
	if got, n := set.Cut("mail", texts[0]); got != texts[0] || n != 0 {
		t.Errorf("another collection: got %q", got)
	}
}

func TestParagraphsOfManyDocumentsGoAndTheirLinesStayElsewhere(t *testing.T) {
	set := setOf(Config{Paragraphs: 5000, Documents: 10}, pages(20)...)
	got, _ := set.Cut("web", "Home\nAbout\n\nA text.\n\nHome\nand away")
	if want := "A text.\n\nHome\nand away"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestNothingGoesBelowTheBounds(t *testing.T) {
	texts := append(pages(9), strings.Repeat("Home\n", 50))
	for _, c := range []Config{{Lines: 100, Documents: 11}, {Lines: 10000, Documents: 2}, {}} {
		set := setOf(c, append(texts, "nothing of it")...)
		if got, n := set.Cut("web", texts[0]); n != 0 || got != texts[0] {
			t.Errorf("%+v: got %q", c, got)
		}
	}
}

func TestLinesWithoutALetterStay(t *testing.T) {
	texts := []string{"***\n1\na", "***\n1\nb", "***\n1\nc"}
	if got, n := setOf(Config{Lines: 1, Documents: 2}, texts...).Cut("web", texts[0]); n != 0 {
		t.Errorf("got %q", got)
	}
}

func TestOrderIsOfNoAccount(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`([a-d]\n{1,2}){0,8}`)
		texts := rapid.SliceOfN(text, 1, 30).Draw(t, "texts")
		c := Config{Lines: rapid.Int64Range(0, 10000).Draw(t, "lines"), Paragraphs: 3000, Documents: 2}
		set, shuffled := setOf(c, texts...), setOf(c, rapid.Permutation(texts).Draw(t, "shuffled")...)
		for _, s := range texts {
			one, _ := set.Cut("web", s)
			other, _ := shuffled.Cut("web", s)
			if one != other {
				t.Fatalf("got %q and %q", one, other)
			}
			for l := range strings.SplitSeq(one, "\n") {
				with := func(s string) bool { return slices.Contains(strings.Split(s, "\n"), l) }
				if n := len(slices.DeleteFunc(slices.Clone(texts), func(s string) bool { return !with(s) })); l != "" &&
					c.Lines > 0 && int64(n) >= max(2, (c.Lines*int64(len(texts))+9999)/10000) {
					t.Fatalf("line %q of %d in %d texts stays", l, n, len(texts))
				}
			}
		}
	})
}
