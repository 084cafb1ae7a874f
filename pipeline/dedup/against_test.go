package dedup

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

func against(t testing.TB, o Overlap, texts ...string) *Against {
	t.Helper()
	a, err := NewAgainst(o, texts)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// TestOverlapIsItsDefinition compares what is found in random texts with the definition by strings, and cuts until nothing
// is found.
func TestOverlapIsItsDefinition(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 3000 {
		o := Overlap{1 + random.IntN(6), 1 + random.IntN(6), 1 + random.Int64N(scale), "cut"}
		benchmark := make([]string, random.IntN(8))
		for i := range benchmark {
			benchmark[i] = wordsOf(random, random.IntN(12))
		}
		a := against(t, o, benchmark...)
		text := wordsOf(random, random.IntN(60))
		got, want := a.Find(text), bruteFind(o, benchmark, text)
		if !slices.Equal(got, want) {
			t.Fatalf("%+v, %q in %q: got %v, want %v", o, benchmark, text, got, want)
		}
		if len(want) == 0 && a.Cut(text) != text {
			t.Errorf("%q: a text without overlap was cut", text)
		}
		for len(a.Find(text)) > 0 {
			shorter := a.Cut(text)
			if len(bruteTokens(shorter)) >= len(bruteTokens(text)) {
				t.Fatalf("%+v, %q: %q was cut to %q", o, benchmark, text, shorter)
			}
			text = shorter
		}
	}
}

// wordsOf returns n random tokens of a small vocabulary, some of which need no space.
func wordsOf(random *rand.Rand, n int) string {
	var b strings.Builder
	for range n {
		b.WriteString([]string{"A", "b", "Ça", "d_1", "漢", "字", "ก่"}[random.IntN(7)])
		b.WriteString([]string{" ", ", ", "\n", "-"}[random.IntN(4)])
	}
	s := b.String()
	for _, unspaced := range []string{"漢-", "字-", "ก่-"} {
		s = strings.ReplaceAll(s, unspaced, strings.TrimSuffix(unspaced, "-"))
	}
	return s
}

func bruteFind(o Overlap, benchmark []string, text string) (list []Found) {
	for i, b := range benchmark {
		tokens := bruteTokens(b)
		if len(tokens) < o.Shortest {
			continue
		}
		n := min(o.NGram, len(tokens))
		has := map[string]bool{}
		if len(bruteTokens(text)) >= n {
			has = bruteShingles(text, n)
		}
		f := Found{Text: i}
		for gram := range bruteShingles(b, n) {
			f.Of++
			if has[gram] {
				f.Shared++
			}
		}
		if scale*f.Shared >= o.Threshold*f.Of {
			list = append(list, f)
		}
	}
	return list
}

func TestWhatIsCut(t *testing.T) {
	o := Overlap{NGram: 3, Shortest: 2, Threshold: 5000, Action: "cut"}
	for _, c := range []struct{ benchmark, text, want string }{
		{"one two three four", "Zero. ONE, two -- Three_ four! Five.", "Zero. ONE, two -- Three_ four! Five."},
		{"one two three four", "Zero. ONE, two -- three four! Five.", "Zero. ! Five."},
		{"one two three four", "one two three four", ""},
		{"one two three four", "“one two three four”", "“”"},
		{"one two three four five six", "zero one two three x three four five six seven", "zero  x  seven"},
		{"漢字漢", "abc漢字漢def", "abc def"},
		{"漢字漢", "abc漢字漢 def", "abc def"},
		{"ก่ขค", "กก่ขคก", "ก ก"},
		{"one two", "One two and one Two", " and "},
		{"one", "one one", "one one"},
	} {
		if got := against(t, o, c.benchmark).Cut(c.text); got != c.want {
			t.Errorf("%q in %q: got %q, want %q", c.benchmark, c.text, got, c.want)
		}
	}
}

func TestTheMostIsTheFirstOfEquals(t *testing.T) {
	list := []Found{{1, 1, 2}, {2, 2, 3}, {3, 4, 6}, {4, 1, 3}}
	if got := Most(list); got != list[1] || got.Share() != 2.0/3 {
		t.Errorf("got %v", got)
	}
}

func TestBadOverlapsAreNamed(t *testing.T) {
	good := Overlap{NGram: 13, Shortest: 8, Threshold: 5000, Action: "remove"}
	for _, change := range []func(*Overlap){
		func(o *Overlap) { o.NGram = 0 }, func(o *Overlap) { o.Shortest = 0 }, func(o *Overlap) { o.Threshold = 0 },
		func(o *Overlap) { o.Threshold = scale + 1 }, func(o *Overlap) { o.Action = "" },
	} {
		bad := good
		change(&bad)
		if _, err := NewAgainst(bad, nil); err == nil || !strings.Contains(err.Error(), "dedup.overlap") {
			t.Errorf("%+v: got %v", bad, err)
		}
	}
}

// BenchmarkAgainst looks for the texts of a benchmark in clean text; tokens is what only hashing them takes.
func BenchmarkAgainst(b *testing.B) {
	random := rand.New(rand.NewPCG(3, 4))
	text := func(vocabulary, n int) string {
		var s strings.Builder
		for range n {
			fmt.Fprintf(&s, "w%d ", random.IntN(vocabulary))
		}
		return s.String()
	}
	benchmark := make([]string, 10000)
	for i := range benchmark {
		benchmark[i] = text(5000, 50)
	}
	a := against(b, Overlap{13, 8, 5000, "remove"}, benchmark...)
	clean := text(5000, 200000)
	b.Run("find", func(b *testing.B) {
		b.SetBytes(int64(len(clean)))
		for b.Loop() {
			a.Find(clean)
		}
	})
	b.Run("tokens", func(b *testing.B) {
		b.SetBytes(int64(len(clean)))
		for b.Loop() {
			appendHashes(nil, clean)
		}
	})
}
