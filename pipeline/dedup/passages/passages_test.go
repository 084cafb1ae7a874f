package passages

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode"
	"unicode/utf8"

	"corpuspack/pipeline/dedup"
	"corpuspack/pipeline/spill"

	"github.com/clipperhouse/uax29/v2/graphemes"
	"pgregory.net/rapid"
)

// disk makes temporary files and counts those that are open.
type disk struct{ open *int }

type file struct {
	*os.File
	of disk
}

func (d disk) Create() (spill.File, error) {
	*d.open++
	f, err := os.CreateTemp("", "corpuspack-test-*")
	return file{f, d}, err
}

func (f file) Close() error {
	*f.of.open--
	f.File.Close()
	return os.Remove(f.Name())
}

func resources(workers int, memory int64) dedup.Resources {
	r := dedup.Alone(disk{new(int)})
	r.Workers, r.Memory = workers, memory
	r.Spread = func(n int, f func(int) error) error {
		var all sync.WaitGroup
		for i := range n {
			all.Go(func() { f(i) })
		}
		all.Wait()
		return nil
	}
	return r
}

// find returns the runs of each text; the texts are added in the given order.
func find(t interface{ Fatal(...any) }, tokens int, texts []string, order []int, r dedup.Resources) [][]Run {
	f, err := New(Config{tokens}, r)
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range order {
		if err := f.Add(int64(i), f.Windows(texts[i])); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Resolve(); err != nil {
		t.Fatal(err)
	}
	runs := make([][]Run, len(texts))
	last := int64(-1)
	for d, err := range f.All() {
		if err != nil || d.Number <= last {
			t.Fatal(err, d.Number, last)
		}
		last = d.Number
		runs[d.Number] = d.Runs
	}
	if err := f.Close(); err != nil || *r.Space.(disk).open != 0 {
		t.Fatal(err, *r.Space.(disk).open, "files are left open")
	}
	return runs
}

func upTo(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i
	}
	return list
}

func cutAll(t interface{ Fatal(...any) }, tokens int, texts ...string) []string {
	runs := find(t, tokens, texts, upTo(len(texts)), resources(1, 0))
	out := make([]string, len(texts))
	for i, text := range texts {
		out[i] = Cut(text, runs[i])
	}
	return out
}

func tokensOf(text string) (list []string) {
	for _, t := range dedup.Tokens(text) {
		list = append(list, t.Text)
	}
	return list
}

// brute says of each token of each text, by the definition, whether it goes.
func brute(k int, texts []string) [][]bool {
	type place struct{ text, at int }
	first := map[string]place{}
	goes := make([][]bool, len(texts))
	for n, text := range texts {
		tokens := tokensOf(text)
		goes[n] = make([]bool, len(tokens))
		for at := 0; at+k <= len(tokens); at++ {
			window := strings.Join(tokens[at:at+k], " ")
			f, ok := first[window]
			if !ok {
				first[window] = place{n, at}
			} else if f.text != n || at >= f.at+k {
				for i := at; i < at+k; i++ {
					goes[n][i] = true
				}
			}
		}
	}
	return goes
}

func marks(runs []Run, n int) []bool {
	list := make([]bool, n)
	for _, r := range runs {
		for i := r.From; i < r.To; i++ {
			list[i] = true
		}
	}
	return list
}

// texts draws texts of few different words, some of them parts of others.
func texts(t *rapid.T) []string {
	word := rapid.SampledFrom([]string{"a", "b", "A", "c", "漢", "字", "é", "ab"})
	gap := rapid.SampledFrom([]string{" ", " ", " ", "\n", "\n\n", ". ", ", “", "\n- ", "(", ") ", "-"})
	var list []string
	for range rapid.IntRange(1, 6).Draw(t, "texts") {
		var b strings.Builder
		for range rapid.IntRange(0, 25).Draw(t, "words") {
			b.WriteString(word.Draw(t, "word") + gap.Draw(t, "gap"))
		}
		text := b.String()
		if n := len(list); n > 0 && rapid.Bool().Draw(t, "quotes") {
			text += list[rapid.IntRange(0, n-1).Draw(t, "other")] + rapid.SampledFrom([]string{"", " a b"}).Draw(t, "end")
		}
		list = append(list, text)
	}
	return list
}

func TestTheFinderFollowsTheDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := texts(t)
		k := rapid.IntRange(1, 5).Draw(t, "k")
		order := rapid.Permutation(upTo(len(list))).Draw(t, "order")
		r := resources(rapid.IntRange(1, 3).Draw(t, "workers"), rapid.SampledFrom([]int64{0, 8, 100}).Draw(t, "memory"))
		runs := find(t, k, list, order, r)
		for n, want := range brute(k, list) {
			if got := marks(runs[n], len(want)); !slices.Equal(got, want) {
				t.Fatalf("text %d, %q of %q\ngot  %v\nwant %v", n, list[n], list, got, want)
			}
		}
	})
}

// TestWhatIsLeft checks what a user relies on: the tokens that stay are untouched, those that go stand somewhere else, and no
// two windows apart from each other are equal, but where a cut has brought their tokens together.
func TestWhatIsLeft(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := texts(t)
		k := rapid.IntRange(2, 5).Draw(t, "k")
		goes := brute(k, list)
		type place struct{ text, at int }
		first, kept := map[string]place{}, map[string]bool{}
		for n, text := range cutAll(t, k, list...) {
			tokens := tokensOf(list[n])
			var want []string
			for i, token := range tokens {
				if goes[n][i] {
					continue
				}
				want, kept[token] = append(want, token), true
				if i+k > len(tokens) || slices.Contains(goes[n][i:i+k], true) {
					continue
				}
				window := strings.Join(tokens[i:i+k], " ")
				if f, ok := first[window]; !ok {
					first[window] = place{n, i}
				} else if f.text != n || i >= f.at+k {
					t.Fatalf("%q is left twice of %q", window, list)
				}
			}
			if got := tokensOf(text); !slices.Equal(got, want) {
				t.Fatalf("%q became %q: got tokens %q, want %q", list[n], text, got, want)
			}
		}
		for _, text := range list {
			for _, token := range tokensOf(text) {
				if !kept[token] {
					t.Fatalf("%q stands nowhere any more: %q", token, list)
				}
			}
		}
	})
}

func TestTheFirstPlaceStays(t *testing.T) {
	passage := "All that is known of the tower stands in this one sentence, which others have copied."
	got := cutAll(t, 10, "Before. "+passage+" Behind.", "A start.\n\n"+passage+"\n\nAn end.", passage+"\n"+passage)
	want := []string{"Before. " + passage + " Behind.", "A start.\n\nAn end.", ""}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	if got := cutAll(t, 10, strings.Repeat(passage+"\n", 3)); strings.TrimSpace(got[0]) != passage {
		t.Errorf("three times in one text: got %q", got)
	}
	short := "only nine words of it stand in both texts"
	if got := cutAll(t, 10, short+" here", short+" there"); got[1] != short+" there" {
		t.Errorf("fewer tokens: got %q", got)
	}
}

// TestWhatOverlapsItselfIsOnePassage: a run of one word keeps one passage of it, and not a single word.
func TestWhatOverlapsItselfIsOnePassage(t *testing.T) {
	for _, c := range []struct {
		k          int
		text, want string
	}{
		{2, "a b a b a b", "a b"},
		{3, "a b a b a b", "a b a b a b"}, // a b a, once more too near, and so b a b
		{3, "a b a b a b a", "a b a b"},   // the second passage of a b a that is apart from the first
		{3, "a a a a a", "a a a a a"},
		{3, "a a a a a a a", "a a a"},
		{1, "a a a b a", "a b"},
	} {
		if got := cutAll(t, c.k, c.text); got[0] != c.want {
			t.Errorf("%d of %q: got %q, want %q", c.k, c.text, got[0], c.want)
		}
	}
}

func TestCutLeavesNothingDangling(t *testing.T) {
	for _, c := range []struct{ text, want string }{ // from the first X to the last Y is cut
		{"one two. X y Y. Three.", "one two. Three."},
		{"one (X y Y) two", "one two"},
		{"one “X y Y.” Two", "one Two"},
		{"one: X y Y, “two”", "one: “two”"},
		{"one X y Y (two)", "one (two)"},
		{"one\nX y Y\ntwo", "one\ntwo"},
		{"one\n\nX y Y\n\ntwo", "one\n\ntwo"},
		{"one\n- X y Y\n- two", "one\n- two"},
		{"# X y Y\n\none", "one"},
		{"one\n- X y Y two\n- three", "one\n- two\n- three"},
		{"| one | X y Y |\n| two |", "| one |\n| two |"},
		{"one X y\nY two", "one\ntwo"},
		{"one X y\n\nY\n    two", "one\n\n    two"},
		{"one.\n\nX y Y", "one."},
		{"X y Y.", ""},
		{"**X y Y** one", "one"},
		{"one-X-Y-two", "one-two"},
		{"one(X,Y)two", "one two"},
		{"。漢X。Y。字", "。漢字"},
		{"漢。X。Y。「字」", "漢。「字」"},
		{"one — X y Y — two", "one — two"},
	} {
		tokens := tokensOf(c.text)
		run := Run{slices.Index(tokens, "x"), slices.Index(tokens, "y") + 1}
		for i, token := range tokens {
			if token == "y" {
				run.To = i + 1
			}
		}
		if got := Cut(c.text, []Run{run}); got != c.want {
			t.Errorf("%q: got %q, want %q", c.text, got, c.want)
		}
	}
}

// TestACutIsNeverInsideACharacter cuts any runs out of texts of code points that go together.
func TestACutIsNeverInsideACharacter(t *testing.T) {
	part := rapid.SampledFrom([]string{"a", " ", "e\u0301", "\u0301", "漢", "「", "👩\u200d👩\u200d👧", "🇩🇪", "1\ufe0f\u20e3", "ท", "ำ", "क्", "\u200d",
		"ष", "각", "\u1100\u1161\u11a8", ".", "\n", "👍🏽", "\u0e33"})
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(part, 1, 30).Draw(t, "parts"), "")
		tokens := dedup.Tokens(text)
		var runs []Run
		for at := 0; at < len(tokens); {
			from := at + rapid.IntRange(0, 5).Draw(t, "stay")
			to := from + rapid.IntRange(1, 5).Draw(t, "go")
			if to > len(tokens) {
				break
			}
			runs, at = append(runs, Run{from, to}), to+1
		}
		got := Cut(text, runs)
		if !utf8.ValidString(got) {
			t.Fatalf("%q became %q", text, got)
		}
		left := charactersOf(text)
		for _, c := range charactersOf(got) {
			i := slices.Index(left, c)
			if i < 0 {
				t.Fatalf("%q %v became %q: %q is no character of it", text, runs, got, c)
			}
			left = left[i+1:]
		}
	})
}

// charactersOf returns the characters of a text that are more than white space.
func charactersOf(text string) (list []string) {
	for c := graphemes.FromString(text); c.Next(); {
		if strings.TrimFunc(c.Value(), unicode.IsSpace) != "" {
			list = append(list, c.Value())
		}
	}
	return list
}

// TestManyRepeatsAreNoTrouble has texts in which every window repeats; a cost that grows with the square would not end.
func TestManyRepeatsAreNoTrouble(t *testing.T) {
	const n = 100_000
	one := strings.Repeat("spam ", n)
	line := strings.Repeat("one and the same line, which says nothing at all\n", n/10)
	got := cutAll(t, 50, one, line, one)
	if len(tokensOf(got[0])) != 50 || len(tokensOf(got[1])) != 50 || got[2] != "" {
		t.Errorf("%d, %d and %d tokens are left", len(tokensOf(got[0])), len(tokensOf(got[1])), len(tokensOf(got[2])))
	}
}

func TestNewWantsTokens(t *testing.T) {
	if _, err := New(Config{}, resources(1, 0)); err == nil || !strings.Contains(err.Error(), "dedup.passages.tokens: 0") {
		t.Errorf("got %v", err)
	}
}

func ExampleCut() {
	fmt.Println(Cut("The tower: “It was built in 1790.” So they say.", []Run{{2, 7}}))
	// Output: The tower: So they say.
}
