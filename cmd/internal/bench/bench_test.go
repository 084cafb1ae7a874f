package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const testSeed = "../../../" + ownTexts

// made returns the records of a corpus of about six copies of the own texts.
func made(t *testing.T, mode string) (seed, all []record) {
	t.Helper()
	seed, err := readOwn(testSeed)
	if err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	const size = 300_000
	n, err := writeCorpus(&file, seed, mode, size)
	if err != nil || file.Len() < size {
		t.Fatalf("got %d bytes (%v), want %d", file.Len(), err, size)
	}
	for d := json.NewDecoder(&file); ; {
		var r record
		if err := d.Decode(&r); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, r)
	}
	if int64(len(all)) != n || n < int64(3*len(seed)) {
		t.Fatalf("got %d records of %d, want %d and at least three copies", len(all), len(seed), n)
	}
	return seed, all
}

// kept returns how many of the records deduplication keeps.
func kept(t *testing.T, all []record) int64 {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a.jsonl")
	err := toFile(path, func(w io.Writer) error {
		e := json.NewEncoder(w)
		for _, r := range all {
			if err := e.Encode(r); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	f, err := alone(path, 1, 0)
	if err != nil {
		t.Fatal(err)
	}
	return f.Documents - f.Removed
}

func TestCopiesAreWhatTheirModeSays(t *testing.T) {
	for _, mode := range modes {
		t.Run(mode, func(t *testing.T) {
			seed, all := made(t, mode)
			ids := map[string]bool{}
			for i, r := range all {
				if ids[r.ID] {
					t.Fatalf("the id %s comes twice", r.ID)
				}
				ids[r.ID] = true
				first := seed[i%len(seed)].Text
				if same := r.Text == first; same != (i < len(seed) || mode == exact) {
					t.Errorf("%s: the text is that of the seed: %v", r.ID, same)
				}
			}
			before, after, copies := kept(t, seed), kept(t, all), int64(len(all)/len(seed))
			switch {
			case mode == fresh && after < copies*before:
				t.Errorf("of %d copies of %d texts %d are kept: some resemble each other", copies, before, after)
			case mode == exact && after != before:
				t.Errorf("%d are kept, want the %d of the seed", after, before)
			case mode == near && after > copies*before/2:
				t.Errorf("of %d copies of %d texts %d are kept: few resemble each other", copies, before, after)
			}
		})
	}
}

func TestACorpusIsTheSameInEveryRun(t *testing.T) {
	_, first := made(t, fresh)
	_, second := made(t, fresh)
	if !slices.Equal(first, second) {
		t.Error("two runs differ")
	}
}

func TestOneWordIsAnother(t *testing.T) {
	for text, want := range map[string]string{
		"a b c d e": "a b X d e",
		"a\nb\nc":   "a\nX\nc",
		"word":      "X",
		"two words": "two X",
		"":          "X",
	} {
		if got := withWord(text, "X"); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestPagesHaveTheShareOfTheTemplate(t *testing.T) {
	seed := filepath.Join(t.TempDir(), "seed.jsonl")
	var texts []string
	for i := range 40 {
		var words strings.Builder
		for j := range 900 + i {
			fmt.Fprintf(&words, "%c%c%c%d ", 'a'+rune(i%20), 'a'+rune(j%19), 'b'+rune(j%23), i*j)
		}
		texts = append(texts, words.String())
	}
	if err := writeTexts(seed, texts); err != nil {
		t.Fatal(err)
	}
	to := filepath.Join(t.TempDir(), "pages.jsonl")
	if _, err := templateChild(to, seed, 60); err != nil {
		t.Fatal(err)
	}
	all, err := readSeed(to)
	if err != nil || len(all) != pages {
		t.Fatalf("got %d pages (%v), want %d", len(all), err, pages)
	}
	first := strings.Fields(all[0].Text)
	second := strings.Fields(all[pages-1].Text)
	same := 0
	for i := range first {
		if first[i] == second[i] {
			same++
		}
	}
	if got := float64(same) / float64(len(first)); len(first) != len(second) || math.Abs(got-0.6) > 0.05 {
		t.Errorf("%.2f of the words are the same in place, want 0.60", got)
	}
	if kept(t, all) != pages {
		t.Error("pages are near-duplicates")
	}
}

func TestFitsFindTheLaw(t *testing.T) {
	var line, square cost
	for _, x := range []float64{1, 2, 4, 8} {
		line.add(x, 3+2*x)
		square.add(x, 5*x*x)
	}
	slope, start, off := line.line()
	if math.Abs(slope-2)+math.Abs(start-3)+off > 1e-9 {
		t.Errorf("got %g + %g x, off by %g", start, slope, off)
	}
	if p := square.exponent(); math.Abs(p-2) > 1e-9 {
		t.Errorf("got x^%g, want x^2", p)
	}
}

func TestSizes(t *testing.T) {
	for s, want := range map[string]int64{"2GB": 2e9, "64MB": 64e6, "5kB": 5000, "2MiB": 2 << 20, "7B": 7} {
		if got, err := parseSize(s); err != nil || got != want {
			t.Errorf("%s: got %d (%v), want %d", s, got, err, want)
		}
	}
	if _, err := parseSize("2 GB"); err == nil {
		t.Error("2 GB is taken")
	}
}

func TestAloneCountsWhatGoes(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.jsonl")
	lines := `{"id":"1","text":"a b c d e f g h"}` + "\n" + `{"id":"2","text":"a b c d e f g h"}` + "\n" + `{"id":"3","text":"x"}`
	if err := os.WriteFile(path, []byte(lines), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, workers := range []int{1, 2, 7} {
		if f, err := alone(path, workers, 0); err != nil || f.Documents != 3 || f.Removed != 1 {
			t.Errorf("%d workers: got %+v (%v), want 1 of 3 removed", workers, f, err)
		}
	}
}
