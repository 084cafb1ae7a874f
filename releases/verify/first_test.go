package verify

import (
	"os"
	"path/filepath"
	"testing"
)

// first is a release that the first finished program made, of format revision 1.
const first = "../../testdata/releases/first/v1"

func TestTheFirstReleaseIsWhole(t *testing.T) {
	report, err := Release(t.Context(), first, Options{Decode: decode})
	if err != nil || len(report.Problems) > 0 || report.Rows != 22 || report.Remark == "" {
		t.Errorf("got %+v, %v", report, err)
	}
}

// TestDamageOfTheFirstReleaseIsFound flips a byte of each file in turn, and makes its sums fit.
func TestDamageOfTheFirstReleaseIsFound(t *testing.T) {
	files, err := filepath.Glob(first + "/*/*/*.zst")
	if err != nil || len(files) != 13 {
		t.Fatalf("got %d files, %v", len(files), err)
	}
	for _, name := range files {
		dir := filepath.Join(t.TempDir(), "v1")
		if err := os.CopyFS(dir, os.DirFS(first)); err != nil {
			t.Fatal(err)
		}
		rel, _ := filepath.Rel(first, name)
		path := filepath.Join(dir, rel)
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		b[len(b)/2] ^= 1
		if err := os.WriteFile(path, b, 0o666); err != nil {
			t.Fatal(err)
		}
		report, err := Release(t.Context(), dir, Options{Decode: decode})
		if err != nil || len(report.Problems) == 0 {
			t.Errorf("%s: got no problem, %v", rel, err)
		}
	}
}
