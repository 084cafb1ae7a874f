package dedup

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"unicode/utf8"

	"corpuspack/schema"
)

// records reads a gzipped file of JSON lines from the sample data, or skips the test where there is none.
func records[T any](t *testing.T, name string) []T {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "..", "..", "shared", "data", "near-duplicates", name))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("no sample data: %s", name)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var out []T
	for d := json.NewDecoder(bufio.NewReader(z)); d.More(); {
		var v T
		if err := d.Decode(&v); err != nil {
			t.Fatal(err)
		}
		out = append(out, v)
	}
	return out
}

type sample struct {
	docs  []schema.Document
	sizes []int64
	table [][]int32 // shingles that two documents share, counted for all pairs
}

// readSample reads documents and counts, shingle by shingle, what each pair shares.
func readSample(t *testing.T, name string) sample {
	texts := records[struct{ ID, Text string }](t, name)
	s := sample{sizes: make([]int64, len(texts)), table: make([][]int32, len(texts))}
	holders := map[string][]int{}
	for i, r := range texts {
		s.docs = append(s.docs, schema.Document{
			Key: schema.Key{Source: r.ID}, ID: r.ID, Text: r.Text, Characters: int64(utf8.RuneCountInString(r.Text))})
		s.table[i] = make([]int32, len(texts))
		set := bruteShingles(r.Text, 5)
		s.sizes[i] = int64(len(set))
		for shingle := range set {
			for _, k := range holders[shingle] {
				s.table[k][i]++
				s.table[i][k]++
			}
			holders[shingle] = append(holders[shingle], i)
		}
	}
	return s
}

func (s sample) brute(c Config) brute {
	return brute{c, s.docs, func(a int) int64 { return s.sizes[a] }, func(a, b int) int64 { return int64(s.table[a][b]) }}
}

func TestSamplesFollowTheDefinition(t *testing.T) {
	names, thresholds := []string{"edited", "natural"}, []int64{5000, 7000, 8000, 9000}
	if testing.Short() {
		names, thresholds = names[:1], []int64{8000}
	}
	for _, name := range names {
		s := readSample(t, name+".jsonl.gz")
		s.compareWithTruth(t, name)
		prints := printsOf(deduper(t, jaccard(8000, 5)), s.docs)
		for _, measure := range []string{"jaccard", "containment"} {
			for _, threshold := range thresholds {
				t.Run(fmt.Sprintf("%s/%s/%d", name, measure, threshold), func(t *testing.T) {
					c := Config{Exact: true, Near: Near{Method: "exact", Measure: measure, Threshold: threshold, Shingle: 5}}
					got, err := resolveAll(deduper(t, c), prints, crowd(2, 0))
					if want := s.brute(c).resolve(); err != nil || !slices.Equal(got, want) {
						t.Errorf("decisions differ from the definition (error: %v)", err)
					}
				})
			}
		}
	}
}

// compareWithTruth logs how the published pairs, which have Python's \w for tokens (it takes no marks), differ from ours.
func (s sample) compareWithTruth(t *testing.T, name string) {
	place := map[string]int{}
	for i := range s.docs {
		place[s.docs[i].ID] = i
	}
	pairs := records[struct {
		A, B    string
		Jaccard float64
	}](t, name+".truth.jsonl.gz")
	differ, sides, greatest := 0, 0, 0.
	for _, p := range pairs {
		a, b := place[p.A], place[p.B]
		i := int64(s.table[a][b])
		got := float64(i) / float64(s.sizes[a]+s.sizes[b]-i)
		if gap := math.Abs(got - p.Jaccard); gap > 1e-6 {
			differ, greatest = differ+1, max(greatest, gap)
		}
		if (got >= 0.8) != (p.Jaccard >= 0.8) {
			sides++
		}
	}
	t.Logf("%s: of %d published pairs, %d have another similarity here (by %.6f at most), %d on the other side of 0.8",
		name, len(pairs), differ, greatest, sides)
}
