package verify

import (
	"testing"

	"corpuspack/schema"
)

func TestOnlyWhatCannotBeReadStandsInOnePlaceWithItsLike(t *testing.T) {
	at := func(start int64, step, detail string) schema.Removal {
		return schema.Removal{ID: "d", Source: "a.zip", Start: &start, Step: step, Detail: detail}
	}
	for _, c := range []struct {
		name string
		a, b schema.Removal
		want bool
	}{
		{"behind", at(1, "dedup", ""), at(2, "dedup", ""), true},
		{"before", at(2, "archive", "x"), at(1, "archive", "x"), false},
		{"two members in one place", at(1, "archive", "../x"), at(1, "archive", "../y"), true},
		{"the same in the wrong order", at(1, "archive", "../y"), at(1, "archive", "../x"), false},
		{"the same member twice", at(1, "archive", "../x"), at(1, "archive", "../x"), true},
		{"the same document twice", at(1, "dedup", ""), at(1, "dedup", ""), false},
	} {
		if got := follows(c.a, c.b); got != c.want {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
}
