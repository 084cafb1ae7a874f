package html

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/unicode/norm"
)

// truth is what is known of one page: its whole text, or pieces that must and must not be in it.
type truth struct {
	ID, Kind, Text, Title string
	With, Without         []string
}

// dataset returns the pages of a set by id, decoded, and what is known of them.
func dataset(tb testing.TB, name string) (map[string]string, []truth) {
	tb.Helper()
	dir := filepath.Join("..", "..", "..", "..", "shared", "data", "html-extraction", name)
	packed, err := os.Open(filepath.Join(dir, "truth.jsonl.gz"))
	if err != nil {
		tb.Skip("the pages are not here: ", err)
	}
	defer packed.Close()
	lines, err := gzip.NewReader(packed)
	must(tb, err)
	var known []truth
	for d := json.NewDecoder(lines); d.More(); {
		var one truth
		must(tb, d.Decode(&one))
		known = append(known, one)
	}
	return pages(tb, filepath.Join(dir, "pages.tar.xz")), known
}

func pages(tb testing.TB, path string) map[string]string {
	tb.Helper()
	plain, err := exec.Command("xz", "-dc", path).Output()
	if err != nil {
		tb.Skip("xz does not unpack the pages: ", err)
	}
	all := map[string]string{}
	for r := tar.NewReader(bytes.NewReader(plain)); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return all
		}
		must(tb, err)
		if h.Typeflag != tar.TypeReg {
			continue
		}
		content, err := io.ReadAll(r)
		must(tb, err)
		if !utf8.Valid(content) {
			decoder, err := charset.NewReader(bytes.NewReader(content), "text/html")
			must(tb, err)
			content, err = io.ReadAll(decoder)
			must(tb, err)
		}
		all[strings.TrimSuffix(filepath.Base(h.Name), ".html")] = strings.ToValidUTF8(string(content), "\uFFFD")
	}
}

func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

// TestWholeTextsAreFound bounds the F1 of the mean precision and the mean recall of runs of four words.
func TestWholeTextsAreFound(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 25 MB of pages")
	}
	const floor = 0.965
	texts, known := dataset(t, "readability")
	precision, recall := 0.0, 0.0
	for _, k := range known {
		page, _ := Parse(texts[k.ID], "")
		got, want := runs(page.Text), runs(k.Text)
		shared := 0
		for g, n := range want {
			shared += min(n, got[g])
		}
		precision += share(shared, sum(got), len(want) == 0)
		recall += share(shared, sum(want), true)
	}
	f1 := 2 * precision * recall / (precision + recall) / float64(len(known))
	if f1 < floor {
		t.Errorf("got F1 %.4f, want at least %.4f", f1, floor)
	}
}

func share(part, whole int, ifNone bool) float64 {
	switch {
	case whole > 0:
		return float64(part) / float64(whole)
	case ifNone:
		return 1
	}
	return 0
}

// runs counts the runs of four words of s.
func runs(s string) map[string]int {
	words := strings.FieldsFunc(norm.NFKC.String(s), func(r rune) bool {
		return r != '_' && !unicode.IsLetter(r) && !unicode.IsNumber(r)
	})
	counts := map[string]int{}
	for i := range words {
		if i+4 <= len(words) || i == 0 {
			counts[strings.Join(words[i:min(i+4, len(words))], " ")]++
		}
	}
	return counts
}

func sum(counts map[string]int) (n int) {
	for _, c := range counts {
		n += c
	}
	return n
}

// TestPiecesOfTextsAreFoundAndNothingElse bounds the F1 of pieces that must be in a text and pieces that must not.
func TestPiecesOfTextsAreFoundAndNothingElse(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 78 MB of pages")
	}
	const floor = 0.928
	texts, known := dataset(t, "trafilatura-even")
	right, missed, wrong := 0, 0, 0
	for _, k := range known {
		page, _ := Parse(texts[k.ID], "")
		got := fold(page.Text)
		for _, with := range k.With {
			if strings.Contains(got, fold(with)) {
				right++
			} else {
				missed++
			}
		}
		for _, without := range k.Without {
			if strings.Contains(got, fold(without)) {
				wrong++
			}
		}
	}
	if f1 := 2 * float64(right) / float64(2*right+missed+wrong); f1 < floor {
		t.Errorf("got F1 %.4f (%d right, %d missed, %d wrong), want at least %.4f", f1, right, missed, wrong, floor)
	}
}

// BenchmarkParse reads all pages of both sets once an iteration.
func BenchmarkParse(b *testing.B) {
	var all []string
	size := 0
	for _, set := range []string{"readability", "trafilatura-even"} {
		texts, _ := dataset(b, set)
		for _, page := range texts {
			all = append(all, page)
			size += len(page)
		}
	}
	b.SetBytes(int64(size))
	for b.Loop() {
		for _, page := range all {
			Parse(page, "")
		}
	}
	b.ReportMetric(float64(len(all)*b.N)/b.Elapsed().Seconds(), "pages/s")
}
