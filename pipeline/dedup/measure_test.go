package dedup

import (
	"math"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestBoundsAreIntegers(t *testing.T) {
	if got := (measure{threshold: 5500}).least(100); got != 55 {
		t.Errorf("0.55 of 100 shingles: got %d, want 55", got)
	}
	words := make([]string, 100)
	for i := range words {
		words[i] = strings.Repeat("x", i+1)
	}
	docs := documents(strings.Join(words, " "), strings.Join(words[:55], " "))
	got := resolve(t, jaccard(5500, 1), docs)[1]
	if want := (Decision{ReasonNear, 0, 55, 100, 0.55}); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := resolve(t, jaccard(5501, 1), docs)[1]; got.Reason != "" {
		t.Errorf("threshold 0.5501: got %v, want kept", got)
	}
}

func TestNeedIsTheLeastThatIsSimilar(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := measure{rapid.Bool().Draw(t, "containment"), rapid.Int64Range(1, scale).Draw(t, "threshold")}
		a := rapid.Int64Range(1, 300).Draw(t, "a")
		b := rapid.Int64Range(1, 300).Draw(t, "b")
		for i := range min(a, b) + 1 {
			similar := scale*i >= m.threshold*m.union(a, b, i)
			if got := i >= m.need(a, b); got != similar {
				t.Fatalf("%d shared: got %v, want %v", i, got, similar)
			}
			if similar && i < m.least(min(a, b)) {
				t.Fatalf("%d shared are enough, less than the least, %d", i, m.least(min(a, b)))
			}
		}
	})
}

func TestSharesCompareExactly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func(least int64, name string) int64 { return rapid.Int64Range(least, math.MaxInt64).Draw(t, name) }
		i, u, j, v := draw(0, "i"), draw(1, "u"), draw(0, "j"), draw(1, "v")
		want := big.NewRat(i, u).Cmp(big.NewRat(j, v))
		if got := compareShares(i, u, j, v); got != want {
			t.Fatalf("got %d, want %d", got, want)
		}
	})
}
