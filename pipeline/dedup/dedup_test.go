package dedup

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"corpuspack/schema"
	"pgregory.net/rapid"
)

func deduper(t interface{ Fatal(...any) }, c Config) *Deduper {
	d, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func printsOf(d *Deduper, docs []schema.Document) []Print {
	prints := make([]Print, len(docs))
	for i := range docs {
		prints[i] = d.Print(&docs[i])
	}
	return prints
}

// document returns a document with its own key and id.
func document(n int, text string) schema.Document {
	return schema.Document{
		Key: schema.Key{Source: fmt.Sprintf("%03d.txt", n)}, ID: fmt.Sprint("d", n),
		Text: text, Characters: int64(utf8.RuneCountInString(text)),
	}
}

func documents(texts ...string) []schema.Document {
	docs := make([]schema.Document, len(texts))
	for i, text := range texts {
		docs[i] = document(i, text)
	}
	return docs
}

func resolve(t *testing.T, c Config, docs []schema.Document) []Decision {
	t.Helper()
	d := deduper(t, c)
	got, err := resolveAll(d, printsOf(d, docs), alone())
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func jaccard(threshold int64, shingle int) Config {
	return Config{Exact: true, Near: Near{Method: "exact", Measure: "jaccard", Threshold: threshold, Shingle: shingle}}
}

// corpora draws small archives: texts that are edits of earlier ones (chains, cliques, templates), copies, shared ids.
func corpora(t *rapid.T) []schema.Document {
	word := rapid.StringMatching(`[a-h]|A|[.]|漢`)
	var docs []schema.Document
	for i := range rapid.IntRange(0, 14).Draw(t, "documents") {
		words := rapid.SliceOfN(word, 0, 12).Draw(t, "words")
		if i > 0 && rapid.IntRange(0, 3).Draw(t, "fresh") > 0 {
			words = strings.Split(docs[rapid.IntRange(0, i-1).Draw(t, "base")].Text, " ")
			for range rapid.IntRange(0, 2).Draw(t, "edits") {
				at := rapid.IntRange(0, len(words)-1).Draw(t, "at")
				words = slices.Insert(slices.Clone(words), at, word.Draw(t, "word"))
			}
		}
		d := document(i, strings.Join(words, " "))
		d.Key = schema.Key{Source: rapid.SampledFrom([]string{"a", "b"}).Draw(t, "source"), Start: int64(i)}
		if i > 0 && rapid.IntRange(0, 4).Draw(t, "own id") == 0 {
			d.ID = docs[rapid.IntRange(0, i-1).Draw(t, "same id")].ID
		}
		docs = append(docs, d)
	}
	return docs
}

func configs(t *rapid.T) Config {
	return Config{
		Exact: rapid.Bool().Draw(t, "exact"),
		Near: Near{
			Method:    rapid.SampledFrom([]string{"exact", "exact", "exact", "off"}).Draw(t, "method"),
			Measure:   rapid.SampledFrom([]string{"jaccard", "containment"}).Draw(t, "measure"),
			Threshold: rapid.SampledFrom([]int64{1, 3333, 5000, 5500, 6667, 7000, 7500, 8000, 9000, 10000}).Draw(t, "threshold"),
			Shingle:   rapid.IntRange(1, 4).Draw(t, "shingle"),
		},
	}
}

func TestResolveFollowsTheDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, docs := configs(t), corpora(t)
		d := deduper(t, c)
		got, err := resolveAll(d, printsOf(d, docs), alone())
		if want := bruteOf(c, docs).resolve(); err != nil || !slices.Equal(got, want) {
			t.Fatalf("got  %v (%v)\nwant %v", got, err, want)
		}
	})
}

func TestOrderOfInputChangesNoDecision(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, docs := configs(t), corpora(t)
		d := deduper(t, c)
		prints := printsOf(d, docs)
		want, _ := resolveAll(d, prints, alone())
		places := make([]int, len(prints))
		for i := range places {
			places[i] = i
		}
		shuffled := make([]Print, len(prints))
		places = rapid.Permutation(places).Draw(t, "places")
		for to, from := range places {
			shuffled[to] = prints[from]
		}
		got, _ := resolveAll(d, shuffled, alone())
		for to, from := range places {
			g, w := got[to], want[from]
			g.Kept = int64(places[g.Kept])
			if g != w {
				t.Fatalf("document %d at place %d: got %v, want %v", from, to, g, w)
			}
		}
	})
}

func TestTwoPromises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, docs := configs(t), corpora(t)
		c.Near.Method = "exact"
		d := deduper(t, c)
		decisions, _ := resolveAll(d, printsOf(d, docs), alone())
		b := bruteOf(c, docs)
		for x, dx := range decisions {
			if decisions[int(dx.Kept)].Reason != "" {
				t.Fatalf("document %d goes for document %d, which goes too", x, int(dx.Kept))
			}
			if dx.Reason == ReasonNear && !b.similar(x, int(dx.Kept)) {
				t.Fatalf("document %d goes for document %d, which is not similar", x, int(dx.Kept))
			}
			if dx.Reason == ReasonExact && docs[x].Text != docs[int(dx.Kept)].Text {
				t.Fatalf("document %d goes as a copy of document %d, which has another text", x, int(dx.Kept))
			}
			for y := range x {
				if dx.Reason == "" && decisions[y].Reason == "" && b.similar(x, y) {
					t.Fatalf("documents %d and %d are similar, and both are kept", x, y)
				}
			}
		}
	})
}

func TestChainRemovesOnlyWhatIsLikeAKeptDocument(t *testing.T) {
	words := strings.Fields("a b c d e f g h i j k l m n o p")
	text := func(from, to int) string { return strings.Join(words[from:to], " ") }
	// Each resembles the next (9 of 11 words shared, 0.82), none the one after that (8 of 12, 0.67).
	docs := documents(text(0, 10), text(1, 11), text(2, 12), text(3, 13), text(4, 14))
	got := resolve(t, jaccard(8000, 1), docs)
	want := []Decision{{Kept: 0}, {ReasonNear, 0, 9, 11, 9. / 11}, {Kept: 2}, {ReasonNear, 2, 9, 11, 9. / 11}, {Kept: 4}}
	if !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

func TestCopyOfANearDuplicateIsANearDuplicate(t *testing.T) {
	docs := documents("a b c d e f", "a b c d e", "a b c d e")
	got := resolve(t, jaccard(8000, 1), docs)
	near := Decision{ReasonNear, 0, 5, 6, 5. / 6}
	if want := []Decision{{Kept: 0}, near, near}; !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

func TestSameIDFollowsToTheKeptDocument(t *testing.T) {
	docs := documents("a b c d e f", "a b c d e", "x y", "a b c d e")
	docs[2].ID, docs[3].ID = docs[1].ID, docs[1].ID
	got := resolve(t, jaccard(8000, 1), docs)
	near := Decision{ReasonNear, 0, 5, 6, 5. / 6}
	if want := []Decision{{Kept: 0}, near, {Reason: ReasonSameID, Kept: 0}, near}; !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

func TestEqualTextsStayUnderOtherIDsWithoutExact(t *testing.T) {
	docs := documents("a b", "a b", "a b")
	docs[2].ID = docs[0].ID
	got := resolve(t, Config{Exact: false, Near: Near{Method: "off"}}, docs)
	want := []Decision{{Kept: 0}, {Kept: 1}, {Reason: ReasonExact, Kept: 0, Similarity: 1}}
	if !slices.Equal(got, want) {
		t.Errorf("near off: got  %v\nwant %v", got, want)
	}
	got = resolve(t, Config{Exact: false, Near: Near{Method: "exact", Measure: "jaccard", Threshold: 10000, Shingle: 5}}, docs)
	want = []Decision{{Kept: 0}, {ReasonNear, 0, 1, 1, 1}, {Reason: ReasonExact, Kept: 0, Similarity: 1}}
	if !slices.Equal(got, want) {
		t.Errorf("near exact: got  %v\nwant %v", got, want)
	}
}

func TestTextsWithoutTokensResembleNothing(t *testing.T) {
	got := resolve(t, jaccard(1, 1), documents("…", "!!!", "?"))
	if want := []Decision{{Kept: 0}, {Kept: 1}, {Kept: 2}}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestFailSameIDNamesTheDocuments(t *testing.T) {
	d := deduper(t, jaccard(8000, 5))
	docs := documents("the longest text", "another", "the longest text", "more")
	for i := range docs {
		docs[i].ID = "d0"
	}
	docs[3].Start = 7
	prints := printsOf(d, docs)
	if _, err := resolveAll(d, prints, alone()); err != nil {
		t.Fatalf("no document has FailSameID: got %v", err)
	}
	prints[1].FailSameID, prints[3].FailSameID = true, true
	slices.Reverse(prints)
	_, err := resolveAll(d, prints, alone())
	if e := new(SameID); !errors.As(err, &e) || len(e.Clashes) != 2 {
		t.Fatalf("got %v, want a *SameID with 2 clashes", err)
	}
	want := "001.txt: byte 0: id d0 has another text at 000.txt: byte 0\n003.txt: byte 7: id d0 has another text at 000.txt: byte 0"
	if err.Error() != want {
		t.Errorf("got  %s\nwant %s", err, want)
	}
}

func TestNewNamesTheBadValue(t *testing.T) {
	for _, c := range []struct {
		near Near
		want string
	}{
		{Near{Method: "lsh", Measure: "jaccard", Threshold: 8000, Shingle: 5}, `dedup.near.method: "lsh"`},
		{Near{Method: "exact", Measure: "cosine", Threshold: 8000, Shingle: 5}, `dedup.near.measure: "cosine"`},
		{Near{Method: "exact", Measure: "jaccard", Threshold: 0, Shingle: 5}, `dedup.near.threshold: 0`},
		{Near{Method: "exact", Measure: "jaccard", Threshold: 10001, Shingle: 5}, `dedup.near.threshold: 10001`},
		{Near{Method: "exact", Measure: "jaccard", Threshold: 8000}, `dedup.near.shingle: 0`},
		{Near{Method: "minhash", Measure: "containment", Threshold: 8000, Shingle: 5, Bands: 4, Rows: 4}, `dedup.near.measure: "containment"`},
		{Near{Method: "minhash", Measure: "jaccard", Threshold: 8000, Shingle: 5, Bands: 4}, `dedup.near: 4 bands of 0 rows`},
	} {
		if _, err := New(Config{Exact: true, Near: c.near}); err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%v: got %v, want %s…", c.near, err, c.want)
		}
	}
}

func TestATeaserYieldsToItsFullText(t *testing.T) {
	full := "The tower was built in the year of the great flood, and its bells were cast from the guns of a ship that nobody remembers."
	docs := documents(
		"Other news: nothing at all happened in the town this week, says the council, and nobody was surprised by it in the least.",
		full,
		"The tower. By A. The tower was built in the year of the great flood, and its bells … Read more",
		"The bridge was closed for a day … Read more",
		full+" And a word more.",
	)
	docs[2].Truncated, docs[3].Truncated = schema.Teaser, schema.Teaser
	got := resolve(t, jaccard(8000, 5), docs)
	if d := got[2]; d.Reason != ReasonTeaser || d.Kept != 4 || d.Shared != 10 || d.Union != 16 {
		t.Errorf("got %+v, want a teaser of text 4", d)
	}
	if got[3].Reason != "" || got[4].Reason != "" || got[1].Reason != ReasonNear {
		t.Errorf("got %+v", got)
	}
	docs[1].Truncated, docs[4].Truncated = schema.Teaser, schema.Teaser
	if got := resolve(t, jaccard(8000, 5), docs); got[2].Reason != "" {
		t.Errorf("no full text: got %+v", got[2])
	}
}
