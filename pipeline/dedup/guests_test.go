package dedup

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"corpuspack/schema"
)

// bruteAlike finds by comparing all with all, with no hash, for each kept document of an odd number the most similar one of an
// even number, kept or not: of several that with the least id.
func bruteAlike(c Config, docs []schema.Document, decisions []Decision) (want []string) {
	b := bruteOf(c, docs)
	for x := 1; x < len(docs); x += 2 {
		best := -1
		for y := 0; y < len(docs); y += 2 {
			if decisions[x].Reason != "" || !b.similar(x, y) {
				continue
			}
			order := 1
			if best >= 0 {
				order = compareShares(b.shared(x, y), b.union(x, y), b.shared(x, best), b.union(x, best))
			}
			if order > 0 || order == 0 && docs[y].ID < docs[best].ID {
				best = y
			}
		}
		if best >= 0 {
			want = append(want, fmt.Sprint(x, docs[best].ID, b.shared(x, best), b.union(x, best)))
		}
	}
	return want
}

func TestAlikeFollowsTheDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, docs := configs(t), corpora(t)
		c.Near.Method = "exact"
		d := deduper(t, c)
		resources := crowd(rapid.SampledFrom([]int{1, 2, 7}).Draw(t, "workers"), rapid.SampledFrom([]int64{0, 4096, 1 << 16}).Draw(t, "memory"))
		guests, p := d.Guests(resources), d.Gather(resources)
		defer guests.Close()
		defer p.Close()
		var mine []schema.Document // the odd ones, which are gathered
		for i := range docs {
			docs[i].ID = fmt.Sprintf("d%d", 7*i%10) + fmt.Sprint(i)
			if i%2 == 1 {
				mine = append(mine, docs[i])
			} else if err := guests.Add(docs[i].ID, d.Shingles(docs[i].Text)); err != nil {
				t.Fatal(err)
			}
		}
		prints := printsOf(d, mine)
		for i := range prints {
			if err := p.Add(&prints[i]); err != nil {
				t.Fatal(err)
			}
		}
		gone, err := p.Resolve()
		if err != nil {
			t.Fatal(err)
		}
		defer gone.Close()
		var got []string
		if err := p.Alike(guests, gone, func(string) bool { return false }, func(l Likeness) error {
			got = append(got, fmt.Sprint(2*l.N+1, l.Guest, l.Shared, l.Union))
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		decisions := make([]Decision, len(docs))
		for i, v := range bruteOf(c, mine).resolve() {
			decisions[2*i+1] = v
		}
		if want := bruteAlike(c, docs, decisions); !slices.Equal(got, want) {
			t.Fatalf("got  %q\nwant %q", got, want)
		}
	})
}

// TestOfTwoAsLongTheKnownOneStays has two texts of one length that are similar. The second by key is known to the parent.
func TestOfTwoAsLongTheKnownOneStays(t *testing.T) {
	docs := documents("a b c d e f g h i j k", "a b c d e f g h i j l")
	for i := range docs {
		docs[i].Characters = 21
	}
	d := deduper(t, jaccard(8000, 1))
	prints := printsOf(d, docs)
	for known, want := range []string{ReasonNear, ""} {
		prints[0].Known, prints[1].Known = known == 0, known == 1
		got, err := resolveAll(d, prints, alone())
		if err != nil || got[1].Reason != want || got[known].Reason != "" {
			t.Errorf("document %d known: got %v, %v", known, got, err)
		}
	}
	docs[0].Characters++
	prints = printsOf(d, docs)
	prints[1].Known = true
	if got, err := resolveAll(d, prints, alone()); err != nil || got[0].Reason != "" || got[1].Reason != ReasonNear {
		t.Errorf("a longer one is there: got %v, %v", got, err)
	}
}
