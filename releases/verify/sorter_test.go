package verify

import (
	"bytes"
	"os"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestRecordsComeInOrderHoweverFewAreHeld sorts records in runs of any size.
func TestRecordsComeInOrderHoweverFewAreHeld(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	rapid.Check(t, func(t *rapid.T) {
		records := rapid.SliceOf(rapid.SliceOfN(rapid.Byte(), 1, 9)).Draw(t, "records")
		s := sorter{limit: rapid.IntRange(1, 99).Draw(t, "limit")}
		defer s.close()
		for _, r := range records {
			if err := s.add(r); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.sort(); err != nil {
			t.Fatal(err)
		}
		slices.SortFunc(records, bytes.Compare)
		for _, want := range append(records, nil) {
			if got, err := s.next(); err != nil || !bytes.Equal(got, want) {
				t.Fatalf("got %x and %v, want %x", got, err, want)
			}
		}
	})
	if left, err := os.ReadDir(os.TempDir()); err != nil || len(left) > 0 {
		t.Errorf("got %v and %v, want no file left", left, err)
	}
}
