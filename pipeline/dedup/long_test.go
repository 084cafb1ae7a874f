package dedup

import (
	"archive/tar"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"testing"

	"github.com/ulikunitz/xz"
)

// TestLongTextsAreNotAlike joins the texts of two projects into 500 long ones, which have nothing to do with each other:
// the longer texts are, the more single words they share.
func TestLongTextsAreNotAlike(t *testing.T) {
	if testing.Short() {
		t.Skip("it reads megabytes of text")
	}
	long := make([]string, 500)
	for i, text := range slices.Concat(tarTexts(t, "peps/v2.tar.xz"), tarTexts(t, "rust-blog/v2.tar.xz")) {
		long[i%len(long)] += text + "\n\n"
	}
	for x, d := range resolve(t, jaccard(8000, 5), documents(long...)) {
		if d.Reason != "" {
			t.Errorf("text %d went as %s of text %d: %v", x, d.Reason, d.Kept, d.Similarity)
		}
	}
}

// tarTexts returns the texts in a tar.xz of the sample data, or skips the test where there is none.
func tarTexts(t *testing.T, name string) (texts []string) {
	f, err := os.Open(filepath.Join("..", "..", "..", "shared", "data", "versions", filepath.FromSlash(name)))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("no sample data: %s", name)
	}
	check(t, err)
	defer f.Close()
	z, err := xz.NewReader(f)
	check(t, err)
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if err == io.EOF {
			return texts
		}
		check(t, err)
		if !slices.Contains([]string{".md", ".rst", ".txt"}, path.Ext(h.Name)) {
			continue
		}
		text, err := io.ReadAll(r)
		check(t, err)
		texts = append(texts, string(text))
	}
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
