package posts

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ulikunitz/xz"
	"golang.org/x/net/html/charset"
)

// sharedFile returns a file of the shared test data, and skips the test without it.
func sharedFile(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "..", "..", "..", "shared", "data", filepath.FromSlash(name)))
	if errors.Is(err, os.ErrNotExist) {
		t.Skipf("no %s beside the repository", name)
	}
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// unpacked returns the files of a .tar.xz file by name.
func unpacked(t *testing.T, packed []byte) map[string][]byte {
	t.Helper()
	plain, err := xz.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for r := tar.NewReader(plain); ; {
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

// TestDeveloperPages holds the posts of the open pages: each begins between its first byte and its title, has that title,
// and ends between the end of its body and the next post.
func TestDeveloperPages(t *testing.T) {
	packed, err := gzip.NewReader(bytes.NewReader(sharedFile(t, "archive-segmentation/truth.json.gz")))
	if err != nil {
		t.Fatal(err)
	}
	var truth struct {
		Archives []struct {
			File  string
			Posts []struct {
				Title      string
				Start      int
				TitleStart int `json:"title_start"`
				BodyEnd    int `json:"body_end"`
			}
		}
	}
	if err := json.NewDecoder(packed).Decode(&truth); err != nil {
		t.Fatal(err)
	}
	pages := unpacked(t, sharedFile(t, "archive-segmentation/archives.tar.xz"))
	for _, a := range truth.Archives {
		if !strings.HasSuffix(a.File, ".html") {
			continue
		}
		got := Split(string(pages[a.File]), "", false)
		if len(got) != len(a.Posts) {
			t.Errorf("%s: got %d posts, want %d", a.File, len(got), len(a.Posts))
			continue
		}
		for i, w := range a.Posts {
			if p := got[i]; p.Title != w.Title || p.Start < w.Start || p.Start > w.TitleStart || p.End < w.BodyEnd {
				t.Errorf("%s, post %d: got %q, bytes %d to %d, want %q from %d (title %d) to %d or more", a.File, i, p.Title, p.Start, p.End, w.Title, w.Start, w.TitleStart, w.BodyEnd)
			}
		}
	}
}

// TestSinglePagesStayWhole bounds the share of ordinary pages that are split: one in a hundred.
func TestSinglePagesStayWhole(t *testing.T) {
	const every = 3 // pages, for the sake of time
	split, all := 0, 0
	for _, set := range []string{"readability", "trafilatura-even"} {
		files := unpacked(t, sharedFile(t, "html-extraction/"+set+"/pages.tar.xz"))
		for i, name := range slices.Sorted(maps.Keys(files)) {
			if i%every != 0 || !strings.HasSuffix(name, ".html") {
				continue
			}
			r, err := charset.NewReader(bytes.NewReader(files[name]), "")
			if err != nil {
				t.Fatal(err)
			}
			page, err := io.ReadAll(r)
			if err != nil {
				t.Fatal(err)
			}
			all++
			if list := Split(string(page), "", false); list != nil {
				t.Logf("%s: %d posts", name, len(list))
				split++
			}
		}
	}
	if all == 0 || 100*split > all {
		t.Errorf("got %d of %d pages split, want at most 1 %%", split, all)
	}
}
