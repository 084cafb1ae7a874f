package pipeline

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"corpuspack/pipeline/archive"
	"corpuspack/pipeline/dedup"
	"corpuspack/schema"
)

// keeper returns a plan whose benchmark is the lines of a text file each.
func keeper(t *testing.T, recipe string, texts ...string) *Plan {
	t.Helper()
	plan, err := tryKeeper(t, recipe, texts...)
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

func tryKeeper(t *testing.T, recipe string, texts ...string) (*Plan, error) {
	t.Helper()
	dir := t.TempDir()
	files := map[string]string{"a/a.txt": "text"}
	for i, text := range texts {
		files[fmt.Sprintf("b/%02d.txt", i)] = text
	}
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	r, err := ReadRecipe("corpuspack.yaml", strings.NewReader("name: x\narchive: [path: a]\n"+recipe))
	if err != nil {
		t.Fatal(err)
	}
	plan, err := r.Compile()
	if err != nil {
		t.Fatal(err)
	}
	input, err := archive.Open(t.Context(), dir, r.Archive)
	if err != nil {
		t.Fatal(err)
	}
	_, err = plan.ReadBenchmarks(t.Context(), input)
	return plan, err
}

// cleaned returns what a text becomes before benchmarks are looked for.
func (p *Plan) cleaned(t *testing.T, text string) schema.Document {
	t.Helper()
	d, removal := p.cleaner.Clean(schema.Document{ID: "d0", Text: text})
	if removal != nil {
		t.Fatalf("%q: %+v", text, removal)
	}
	return d
}

const cutting = "dedup: {against: [path: b], overlap: {ngram: 4, shortest: 3, action: cut}}\n"

// TestToCutMayJoinAnotherPassage cuts a passage in the middle of another.
func TestToCutMayJoinAnotherPassage(t *testing.T) {
	p := keeper(t, cutting, "one two three four five six", "red green blue white black")
	d, texts, removal := p.keepOut(p.cleaned(t, "Begin. One two three red green blue white black four five six. End."))
	if d.Text != "Begin. . End." || !slices.Equal(texts, []int{0, 1}) || removal != nil || d.Words != 2 {
		t.Errorf("got %q, %v, %+v", d.Text, texts, removal)
	}
}

// TestCuttingEnds has passages in passages, more of them than are cut one after another.
func TestCuttingEnds(t *testing.T) {
	var benchmark []string
	text := ""
	for i := range maxCuts + 4 {
		half := func(side string) string { return fmt.Sprintf("a%[2]s%[1]d b%[2]s%[1]d c%[2]s%[1]d", i, side) }
		benchmark = append(benchmark, half("l")+" "+half("r"))
		text = half("l") + " " + text + " " + half("r")
	}
	p := keeper(t, cutting, benchmark...)
	_, texts, removal := p.keepOut(p.cleaned(t, text))
	if removal == nil || removal.Reason != "against" || removal.Detail != fmt.Sprintf("b/%02d.txt", maxCuts) || *removal.Value != 1 {
		t.Errorf("got %+v", removal)
	}
	if len(texts) != maxCuts+1 {
		t.Errorf("got %v", texts)
	}
}

func TestWhatIsMaskedIsCountedOnceWhateverIsCut(t *testing.T) {
	p := keeper(t, "clean: {pii: [email, phone]}\n"+cutting, "Write to desk@example.org today, please", "red green blue white black")
	text := "Ask a@example.org. WRITE to other@example.org today: please! Or call +44 20 red green blue white black 7946 0958 now."
	d, texts, removal := p.keepOut(p.cleaned(t, text))
	if removal != nil || !slices.Equal(texts, []int{0, 1}) || !strings.HasPrefix(d.Text, "Ask <EMAIL>. ! Or call ") {
		t.Errorf("got %q, %v, %+v", d.Text, texts, removal)
	}
	if emails := d.Masked[1].Int; emails != 2 || !p.IsClean(d) {
		t.Errorf("got %d addresses masked", emails)
	}
}

func TestARemovalNamesTheTextThatIsOverlappedMost(t *testing.T) {
	p := keeper(t, strings.Replace(cutting, "cut", "remove", 1), "one two three four five six", "Three, four, five, six!", "six five four three")
	d := p.cleaned(t, "Two three four five six seven")
	got, texts, removal := p.keepOut(d)
	if got.Text != d.Text || !slices.Equal(texts, []int{0, 1}) || removal == nil {
		t.Fatalf("got %+v, %v, %+v", got, texts, removal)
	}
	if r := removal; r.Step != "dedup" || r.Reason != "against" || r.Detail != "b/01.txt" || *r.Value != 1 || *r.Bound != 0.5 ||
		r.TextSHA256 != schema.DigestOf(d.Text).String() || r.KeptID != "" || r.Similarity != nil {
		t.Errorf("got %+v", r)
	}
}

// TestNothingOverlapsWhatStays cuts and cleans random texts.
func TestNothingOverlapsWhatStays(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	line := func(n int) string {
		var b strings.Builder
		for range n {
			b.WriteString([]string{"Red", "green", "blue,", "7946", "+44 20", "a@example.org", "漢字", "é.\n", "\n\n"}[random.IntN(9)])
			b.WriteString([]string{" ", " ", ""}[random.IntN(3)])
		}
		return b.String()
	}
	cut := 0
	for range 20 {
		p := keeper(t, "clean: {pii: [email, phone], quality: [c4]}\n"+cutting, line(6), line(6), line(8), line(3))
		for range 50 {
			d, removal := p.cleaner.Clean(schema.Document{ID: "d0", Text: line(40) + "\nThis line ends, and it has enough words in it. So has this one. And one."})
			if removal != nil {
				continue
			}
			kept, texts, removal := p.keepOut(d)
			if (len(texts) > 0) != (len(p.against.Find(d.Text)) > 0) {
				t.Fatalf("%q: got %v", d.Text, texts)
			}
			if removal != nil {
				continue
			}
			if len(texts) > 0 {
				cut++
			}
			if left := p.against.Find(kept.Text); len(left) > 0 || !p.IsClean(kept) || len(texts) == 0 && kept.Text != d.Text {
				t.Fatalf("%q became %q, in which %v is left", d.Text, kept.Text, left)
			}
		}
	}
	if cut == 0 {
		t.Error("nothing was cut")
	}
}

func TestBenchmarksAreCounted(t *testing.T) {
	b := &benchmarks{of: []int{0, 0, 1, 2}, list: []Benchmark{{Name: "a", Texts: 2}, {Name: "b"}, {Name: "c"}}}
	in := Intake{plan: &Plan{against: b}}
	for _, texts := range [][]int{nil, {0, 1}, {1, 2}, {1}} {
		in.overlaps.count(b, texts)
	}
	want := []Benchmark{{Name: "a", Texts: 2, Found: 2, Documents: 3}, {Name: "b", Found: 1, Documents: 1}, {Name: "c"}}
	if got := in.Benchmarks(); !slices.Equal(got, want) || b.list[0].Found != 0 {
		t.Errorf("got %+v", got)
	}
}

func TestDocumentsBeforeBenchmarksAreAMistake(t *testing.T) {
	r, err := ReadRecipe("r.yaml", strings.NewReader("name: x\narchive: [path: a]\n"+cutting))
	if err != nil {
		t.Fatal(err)
	}
	plan, err := r.Compile()
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if recover() == nil {
			t.Error("documents are taken, and nobody looks for the benchmarks")
		}
	}()
	plan.Intake(dedup.Resources{}, nil)
}

func TestABenchmarkThatCannotBeReadIsNamed(t *testing.T) {
	texts := make([]string, 2*maxNamed)
	for i := range texts {
		texts[i] = "\xff\xfe\xfd"
	}
	_, err := tryKeeper(t, strings.Replace(cutting, "path: b", "{path: b, encoding: utf-8}", 1), texts...)
	if err == nil || !strings.Contains(err.Error(), "20 texts of the benchmarks cannot be read") || strings.Count(err.Error(), "\n") != maxNamed {
		t.Errorf("got %v", err)
	}
}
