package verify

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"corpuspack/schema"
)

func TestCodePointsAreThoseOfAnyText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := strings.ToValidUTF8(rapid.String().Draw(t, "s"), "?")
		if got, want := codePoints(s), int64(utf8.RuneCountInString(s)); got != want {
			t.Fatalf("%q: got %d, want %d", s, got, want)
		}
	})
}

func TestASegmentIDIsTheDocumentsWithTheIndex(t *testing.T) {
	const id = "d00000000000000000000000000"
	for _, i := range []int{0, 7, 10, 99999, 100000, 1234567} {
		s := schema.Segment{DocumentID: id, Index: i}
		if good := s.Row()[0].Str; !isSegmentID(good, id, i) || isSegmentID(good, id, i+1) || isSegmentID(good, id+"-", i) {
			t.Errorf("%d: got another answer", i)
		}
	}
	for _, bad := range []string{"", id, id + "-", id + "-0", id + "-0000", id + "-000000", id + "000000", id + "-00000x", "x" + id + "-00000"} {
		if isSegmentID(bad, id, 0) {
			t.Errorf("%q: got an id, want none", bad)
		}
	}
	for i := range 300 {
		if s := fmt.Sprintf("%s-%05d", id, i*997); !isSegmentID(s, id, i*997) {
			t.Errorf("%q: got none, want an id", s)
		}
	}
}
