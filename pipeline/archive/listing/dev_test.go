package listing

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// truth is what the developer set says about its pages.
type truth struct {
	Archives []struct {
		File  string
		Posts []place
	}
}

// unpacked returns the files of a .tar.xz file by name.
func unpacked(t *testing.T, packed []byte) map[string][]byte {
	t.Helper()
	xz := exec.Command("xz", "-dc")
	xz.Stdin = bytes.NewReader(packed)
	plain, err := xz.Output()
	if errors.Is(err, exec.ErrNotFound) {
		t.Skip("no xz to unpack the test data with")
	}
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for r := tar.NewReader(bytes.NewReader(plain)); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return files
		}
		if err != nil {
			t.Fatal(err)
		}
		if files[h.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
	}
}

// TestDeveloperPages holds the share of right starts, counted as a post's start where the split lies between the
// post's first byte and its title.
func TestDeveloperPages(t *testing.T) {
	const floor = 0.982
	packed, err := gzip.NewReader(bytes.NewReader(sharedFile(t, "archive-segmentation/truth.json.gz")))
	if err != nil {
		t.Fatal(err)
	}
	var set truth
	if err := json.NewDecoder(packed).Decode(&set); err != nil {
		t.Fatal(err)
	}
	pages := unpacked(t, sharedFile(t, "archive-segmentation/archives.tar.xz"))
	right, wanted, found := 0, 0, 0
	for _, a := range set.Archives {
		if !strings.HasSuffix(a.File, ".txt") {
			continue
		}
		posts := Posts(pages[a.File], false)
		wanted, found = wanted+len(a.Posts), found+max(1, len(posts))
		for _, w := range a.Posts {
			for _, p := range posts {
				if w.Start <= p.Start && p.Start <= w.TitleStart {
					right++
				}
			}
		}
	}
	if f1 := 2 * float64(right) / float64(wanted+found); f1 < floor {
		t.Errorf("got F1 %.4f (%d right of %d, %d found), want at least %.4f", f1, right, wanted, found, floor)
	}
}

// TestOrdinaryDocumentsStayWhole bounds the share of single documents that are split: one in a hundred.
func TestOrdinaryDocumentsStayWhole(t *testing.T) {
	const every = 5 // documents, for the sake of time
	for _, set := range []string{"peps", "rust-blog"} {
		files := unpacked(t, sharedFile(t, "versions/"+set+"/v1.tar.xz"))
		split, all := 0, 0
		for i, name := range slices.Sorted(maps.Keys(files)) {
			if i%every != 0 || !strings.HasSuffix(name, ".md") && !strings.Contains(name, "pep-") {
				continue
			}
			text := files[name]
			all++
			if posts := Posts(text, false); posts != nil {
				t.Logf("%s: %d posts", name, len(posts))
				split++
			}
		}
		if all == 0 || 100*split > all {
			t.Errorf("%s: got %d of %d documents split, want at most 1 %%", set, split, all)
		}
	}
}
