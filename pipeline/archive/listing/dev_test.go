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
		Posts []truePost
	}
}

type truePost struct {
	place
	BodyEnd   int `json:"body_end"`
	Truncated bool
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

// TestDeveloperPages holds what the package reaches on the developer set. A start is right between the post's first byte
// and its title, an end between the last byte of its text and the next post.
func TestDeveloperPages(t *testing.T) {
	packed, err := gzip.NewReader(bytes.NewReader(sharedFile(t, "archive-segmentation/truth.json.gz")))
	if err != nil {
		t.Fatal(err)
	}
	var set truth
	if err := json.NewDecoder(packed).Decode(&set); err != nil {
		t.Fatal(err)
	}
	pages := unpacked(t, sharedFile(t, "archive-segmentation/archives.tar.xz"))
	var c figures
	for _, a := range set.Archives {
		if strings.HasSuffix(a.File, ".txt") {
			c.add(a.Posts, Posts(pages[a.File], Options{}))
		}
	}
	for _, m := range []struct {
		name       string
		got, least float64
	}{
		{"F1 of the starts", 2 * float64(c.starts) / float64(c.wanted+c.found), 0.990},
		{"ends", float64(c.ends) / float64(c.wanted), 0.974},
		{"pages wholly right", float64(c.perfect) / float64(c.pages), 0.80},
		{"precision of the teasers", float64(c.teasers) / float64(c.truncated), 0.95},
	} {
		if m.got < m.least {
			t.Errorf("%s: got %.4f, want at least %.4f", m.name, m.got, m.least)
		}
	}
}

// figures are sums over pages.
type figures struct{ pages, perfect, wanted, found, starts, ends, teasers, truncated int }

func (c *figures) add(want []truePost, got []Post) {
	right := 0
	for i, w := range want {
		next := w.End + 1<<30
		if i+1 < len(want) {
			next = want[i+1].Start
		}
		for _, p := range got {
			if p.Start < w.Start || p.Start > w.TitleStart {
				continue
			}
			right++
			if w.BodyEnd <= p.End && p.End <= next {
				c.ends++
			}
			if p.Truncated && w.Truncated {
				c.teasers++
			}
		}
	}
	for _, p := range got {
		if p.Truncated {
			c.truncated++
		}
	}
	c.pages++
	if right == len(want) && len(got) == len(want) {
		c.perfect++
	}
	c.wanted, c.found, c.starts = c.wanted+len(want), c.found+max(1, len(got)), c.starts+right
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
			if posts := Posts(text, Options{}); posts != nil {
				t.Logf("%s: %d posts", name, len(posts))
				split++
			}
		}
		if all == 0 || 100*split > all {
			t.Errorf("%s: got %d of %d documents split, want at most 1 %%", set, split, all)
		}
	}
}
