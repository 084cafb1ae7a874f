package dedup

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"corpuspack/schema"
)

// bruteQuotes finds by comparing all with all, with no hash, for each kept document of an odd number what the document of an
// even number has of it that has most.
func bruteQuotes(c Config, docs []schema.Document, decisions []Decision) (want []string) {
	b := bruteOf(c, docs)
	for x := 1; x < len(docs); x += 2 {
		if decisions[x].Reason != "" || b.size(x) == 0 {
			continue
		}
		best, most := -1, int64(0)
		for y := 0; y < len(docs); y += 2 {
			if n := b.shared(x, y); decisions[y].Reason == "" && (n > most || n > 0 && n == most && b.before(y, best)) {
				best, most = y, n
			}
		}
		if most == 0 {
			best = 0
		}
		want = append(want, fmt.Sprint(x, docs[x].ID, best, most, b.size(x)))
	}
	return want
}

func TestQuotesFollowTheDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, docs := configs(t), corpora(t)
		c.Near.Method = "exact"
		number := map[string]int{}
		for i := range docs {
			docs[i].ID = fmt.Sprint("d", i) // what names the documents of a kind
			number[docs[i].ID] = i
		}
		d := deduper(t, c)
		prints := printsOf(d, docs)
		decisions, err := resolveAll(d, prints, alone())
		if err != nil {
			t.Fatal(err)
		}
		p := d.Gather(crowd(rapid.SampledFrom([]int{1, 2, 7}).Draw(t, "workers"), rapid.SampledFrom([]int64{0, 4096, 1 << 16}).Draw(t, "memory")))
		defer p.Close()
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
		isOdd := func(id string) bool { return number[id]%2 == 1 }
		isEven := func(id string) bool { return number[id]%2 == 0 }
		if err := p.Quotes(gone, isOdd, isEven, func(q Quote) error {
			got = append(got, fmt.Sprint(q.N, q.ID, q.Other, q.Shared, q.Size))
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		want := bruteQuotes(c, docs, decisions)
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Fatalf("got  %q\nwant %q", got, want)
		}
	})
}

// TestWhatManyDocumentsHaveIsPassedOver has a form in more documents than are looked up.
func TestWhatManyDocumentsHaveIsPassedOver(t *testing.T) {
	d := deduper(t, jaccard(10000, 2))
	p := d.Gather(alone())
	defer p.Close()
	docs := []schema.Document{document(0, "the form of all is this own text of train")}
	for i := 1; i <= maxHolders+1; i++ {
		docs = append(docs, document(i, fmt.Sprintf("the form of all is w%d", i)))
	}
	docs[1].Text = "the form of all is own text of the others"
	for i := range docs {
		docs[i].ID = fmt.Sprintf("d%04d", i)
		print := d.Print(&docs[i])
		if err := p.Add(&print); err != nil {
			t.Fatal(err)
		}
	}
	gone, err := p.Resolve()
	if err != nil {
		t.Fatal(err)
	}
	defer gone.Close()
	shared := map[int64]int64{}
	isTrain := func(id string) bool { return id == "d0000" }
	err = p.Quotes(gone, func(id string) bool { return !isTrain(id) }, isTrain, func(q Quote) error {
		shared[q.N] = q.Shared
		return nil
	})
	if err != nil || len(shared) != maxHolders+1 || shared[2] != 0 || shared[1] != 2 {
		t.Errorf("got %d documents, %d and %d shared, %v; want %d, 0 and 2 (own text, text of)",
			len(shared), shared[2], shared[1], err, maxHolders+1)
	}
}
