package dedup

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// Bounds of memory: from one that puts everything on disk to none.
var memories = []int64{4 << 10, 64 << 10, 1 << 20, 0}

// counted is a crowd, and the number of files that it makes.
func counted(n int, memory int64) (Resources, *int) {
	r, made := crowd(n, memory), new(int)
	r.Space = disk{made}
	return r, made
}

// TestMemoryAndWorkersChangeNoDecision compares all bounds and numbers of workers with the definition.
func TestMemoryAndWorkersChangeNoDecision(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, docs := configs(t), corpora(t)
		d := deduper(t, c)
		prints, want := printsOf(d, docs), bruteOf(c, docs).resolve()
		workers := rapid.SampledFrom([]int{1, 2, 7}).Draw(t, "workers")
		for _, memory := range memories {
			got, err := resolveAll(d, prints, crowd(workers, memory))
			if err != nil || !slices.Equal(got, want) {
				t.Fatalf("%d workers, %d bytes: got  %v (%v)\nwant %v", workers, memory, got, err, want)
			}
		}
	})
}

// TestSampleInLittleMemory has so many shingles that small bounds need files, several rounds and sweeps.
func TestSampleInLittleMemory(t *testing.T) {
	s := readSample(t, "edited.jsonl.gz")
	exact := jaccard(8000, 5)
	minhash := exact
	minhash.Near.Method, minhash.Near.Bands, minhash.Near.Rows = "minhash", 20, 5
	for least, c := range map[int64]Config{256 << 10: exact, 64 << 10: minhash} {
		d := deduper(t, c)
		prints := printsOf(d, s.docs)
		want, err := resolveAll(d, prints, alone())
		if err != nil || c.Near.Method == "exact" && !slices.Equal(want, s.brute(c).resolve()) {
			t.Fatalf("decisions differ from the definition (error: %v)", err)
		}
		s.checkPartners(t, c, want)
		if files := checkBounds(t, d, prints, want, least, 1<<20); files[least] <= files[0] {
			t.Errorf("%s: small bounds make no more files, by bytes: %v", c.Near.Method, files)
		}
		few := prints[:60]
		if want, err = resolveAll(d, few, alone()); err != nil {
			t.Fatal(err)
		}
		checkBounds(t, d, few, want, 4<<10, 64<<10)
	}
}

// checkBounds compares runs in little memory with the decisions, and returns the number of files by the bound. The least
// one makes several rounds of the sketch.
func checkBounds(t *testing.T, d *Deduper, prints []Print, want []Decision, least, more int64) (files map[int64]int) {
	t.Helper()
	keys := 0
	for i := range prints {
		found := prints[i].bands
		if d.minhash == nil {
			found = prints[i].Shingles.lo
		}
		keys += len(found) / 8
	}
	if r := crowd(1, least); keys*cellsPerKey <= 2*r.Share(4) {
		t.Errorf("%d keys fit into one round: the test shows nothing", keys)
	}
	shuffled, places := shuffle(prints)
	files = map[int64]int{}
	for workers, memory := range map[int]int64{1: least, 2: more, 7: 0} {
		r, made := counted(workers, memory)
		got, err := resolveAll(d, shuffled, r)
		if err != nil || !slices.Equal(unshuffle(got, places), want) {
			t.Errorf("%d workers, %d bytes: other decisions (error: %v)", workers, memory, err)
		}
		files[memory] = *made
	}
	return files
}

// checkPartners checks that all that went as near has a kept partner at the threshold.
func (s sample) checkPartners(t *testing.T, c Config, decisions []Decision) {
	b, near := s.brute(c), 0
	for x, d := range decisions {
		if d.Reason != ReasonNear {
			continue
		}
		near++
		if decisions[d.Kept].Reason != "" || !b.similar(x, int(d.Kept)) {
			t.Errorf("%s: document %d went for document %d: is that kept, and like it?", c.Near.Method, x, d.Kept)
		}
	}
	if near == 0 {
		t.Errorf("%s: nothing went", c.Near.Method)
	}
	t.Logf("%s: %d near-duplicates", c.Near.Method, near)
}

// shuffle returns the prints in another order, and the place that each had.
func shuffle(prints []Print) (shuffled []Print, places []int) {
	places = rand.New(rand.NewPCG(1, 2)).Perm(len(prints))
	for _, from := range places {
		shuffled = append(shuffled, prints[from])
	}
	return shuffled, places
}

func unshuffle(got []Decision, places []int) []Decision {
	out := make([]Decision, len(got))
	for to, from := range places {
		d := got[to]
		d.Kept = int64(places[d.Kept])
		out[from] = d
	}
	return out
}

func TestMinhashRemovesNothingWrong(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, docs := configs(t), corpora(t)
		c.Near.Method, c.Near.Measure = "minhash", "jaccard"
		c.Near.Bands, c.Near.Rows = rapid.IntRange(1, 30).Draw(t, "bands"), rapid.IntRange(1, 8).Draw(t, "rows")
		d := deduper(t, c)
		prints := printsOf(d, docs)
		want, _ := resolveAll(d, prints, alone())
		b := bruteOf(c, docs)
		for x, dx := range want {
			if dx.Reason == ReasonNear && (want[dx.Kept].Reason != "" || !b.similar(x, int(dx.Kept))) {
				t.Fatalf("document %d went for document %d", x, dx.Kept)
			}
		}
		for _, memory := range memories {
			workers := rapid.SampledFrom([]int{1, 2, 7}).Draw(t, "workers")
			if got, err := resolveAll(d, prints, crowd(workers, memory)); err != nil || !slices.Equal(got, want) {
				t.Fatalf("%d workers, %d bytes: got  %v (%v)\nwant %v", workers, memory, got, err, want)
			}
		}
	})
}

func TestChance(t *testing.T) {
	for _, c := range []struct {
		threshold   int64
		bands, rows int
		want        float64
	}{
		{8000, 20, 5, 0.9996439421094793},
		{7500, 14, 8, 0.7716335687619111},
		{8000, 9, 13, 0.3988438782401637},
		{5000, 1, 1, 0.5},
		{8000, 1, 64, 6.277101735386681e-07},
		{10000, 3, 4, 1.0},
	} {
		n := Near{Method: "minhash", Measure: "jaccard", Threshold: c.threshold, Bands: c.bands, Rows: c.rows}
		if got := n.Chance(); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("%s: got %v, want %v", fmt.Sprint(c.bands, " bands of ", c.rows), got, c.want)
		}
	}
	if got := jaccard(8000, 5).Near.Chance(); got != 1 {
		t.Errorf("exact: got %v, want 1", got)
	}
}
