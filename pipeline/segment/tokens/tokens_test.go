package tokens

import (
	"strings"
	"testing"
)

// The counts are those of Python's tiktoken 0.14.0 with the same vocabulary files.
func TestCountsAreThoseOfTiktoken(t *testing.T) {
	for _, c := range []struct {
		text         string
		cl100k, o200 int64
	}{
		{"", 0, 0},
		{"hello world", 2, 2},
		{"The ladder has not moved at all.", 8, 8},
		{"<|endoftext|>", 7, 7},
	} {
		for name, want := range map[string]int64{"cl100k_base": c.cl100k, "o200k_base": c.o200} {
			v, err := New(name)
			if err != nil {
				t.Fatal(err)
			}
			if got := v.Count(c.text); got != want {
				t.Errorf("%s of %q: got %d, want %d", name, c.text, got, want)
			}
		}
	}
}

func TestLongTextsAreCutWhereNoTokenIs(t *testing.T) {
	v, err := New("cl100k_base")
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Repeat("Where a long text is cut, no token is: 12345 words, don't you think? ", 2500)
	if got, want := v.Count(text), int64(len(v.encoding.EncodeOrdinary(text))); got != want {
		t.Errorf("got %d, want %d", got, want)
	}
}

func TestLongRunsTakeNoLongTime(t *testing.T) {
	v, err := New("cl100k_base")
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{strings.Repeat("xq", 50_000), strings.Repeat(" ", 200_000), strings.Repeat("=-", 50_000)} {
		if n := v.Count(text); n < 1 || n > int64(len(text)) {
			t.Errorf("got %d tokens of %d bytes", n, len(text))
		}
	}
}
