package derive

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"corpuspack/pipeline"
	"corpuspack/pipeline/dedup"
	"corpuspack/pipeline/worker/local"
	"corpuspack/releases"
	"corpuspack/releases/publish"
	"corpuspack/releases/verify"
	"corpuspack/releases/withdraw"
	"corpuspack/schema"
)

// text is n words that follow from a seed.
func text(seed uint64, n int) []string {
	r := rand.New(rand.NewPCG(seed, 1))
	words := make([]string, n)
	for i := range words {
		words[i] = fmt.Sprintf("w%d", r.IntN(1000))
	}
	return words
}

// release publishes v1 of files in a new project.
func release(t *testing.T, recipe string, files map[string]string) *releases.Release {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		path := filepath.Join(dir, "archive", name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	r, err := pipeline.ReadRecipe("corpuspack.yaml", strings.NewReader("name: made\narchive: [path: archive]\n"+recipe))
	if err != nil {
		t.Fatal(err)
	}
	plan, err := r.Compile()
	if err != nil {
		t.Fatal(err)
	}
	out, err := publish.Publish(t.Context(), publish.Job{Project: dir, Version: releases.Version{Major: 1}, Plan: plan,
		Engine: local.Engine{}, Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	return open(t, out.Dir)
}

func open(t *testing.T, dir string) *releases.Release {
	t.Helper()
	r, err := releases.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// whole fails unless the release has no problems.
func whole(t *testing.T, r *releases.Release) {
	t.Helper()
	report, err := verify.Release(t.Context(), r.Dir, verify.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range report.Problems {
		t.Error(p)
	}
}

// documents returns those of a release by source.
func documents(t *testing.T, r *releases.Release) map[string]schema.Document {
	t.Helper()
	all := map[string]schema.Document{}
	for row, err := range r.Rows(t.Context(), schema.Documents, nil) {
		if err != nil {
			t.Fatal(err)
		}
		d := schema.DocumentOf(row)
		all[d.Source] = d
	}
	return all
}

// apply makes a release without what a list withdraws, and checks it.
func apply(t *testing.T, r *releases.Release, list ...pipeline.Withdrawal) *releases.Release {
	t.Helper()
	removals, err := Find(t.Context(), r, list, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer removals.Close()
	made, err := removals.Release(t.Context(), filepath.Join(t.TempDir(), "v1"))
	if err != nil {
		t.Fatal(err)
	}
	made = open(t, made.Dir)
	whole(t, made)
	return made
}

const packed = "shard: {size: 2KiB, encodings: [jsonl]}\nsplit: {train: 0.5, test: 0.5}\n"

// many are texts of which some are copies and near copies of others.
func many(seed uint64) map[string]string {
	files := map[string]string{}
	r := rand.New(rand.NewPCG(seed, 2))
	for i := range 40 {
		words := text(uint64(r.IntN(25)), 60)
		if r.IntN(3) == 0 {
			words[r.IntN(60)] = "other"
		}
		files[fmt.Sprintf("%02d.txt", i)] = strings.Join(words, " ")
	}
	return files
}

// TestWhatIsSimilarGoes holds what stays to the definition: no document that is left is named by the withdrawal or has a text
// that is similar to one that is.
func TestWhatIsSimilarGoes(t *testing.T) {
	for seed := range uint64(4) {
		r := release(t, packed, many(seed))
		name := fmt.Sprintf("archive/%02d.txt", 7*seed)
		made := apply(t, r, pipeline.Withdrawal{Source: name, Reason: "asked for", Date: "2026-11-23"})
		old, left := documents(t, r), documents(t, made)
		bad := strings.Fields(many(seed)[filepath.Base(name)])
		for source, d := range old {
			_, stays := left[source]
			if similar := shared(bad, strings.Fields(d.Text)) >= 0.8; similar == stays {
				t.Errorf("seed %d: %s: similar is %t, stays is %t", seed, source, similar, stays)
			}
		}
		if m := made.Manifest; m.Counts.Read != r.Manifest.Counts.Read || *m.Derived != (releases.Derived{By: releases.ByRemovals,
			Digest: r.Digest, Revision: schema.Revision, Version: r.Manifest.Version}) {
			t.Errorf("got %+v, %+v", m.Counts, m.Derived)
		}
	}
}

// shared is the Jaccard similarity of two texts by the definition: of their runs of five words.
func shared(a, b []string) float64 {
	runs := func(words []string) map[string]bool {
		set := map[string]bool{}
		for i := range len(words) - 4 {
			set[strings.Join(words[i:i+5], " ")] = true
		}
		return set
	}
	x, y := runs(a), runs(b)
	n := 0
	for run := range x {
		if y[run] {
			n++
		}
	}
	return float64(n) / float64(len(x)+len(y)-n)
}

// TestWhatAReleaseHasWithdrawnIsKnownUnderAnyName applies what one release knows of a text to another one.
func TestWhatAReleaseHasWithdrawnIsKnownUnderAnyName(t *testing.T) {
	bad := text(1, 60)
	files := map[string]string{"a.txt": strings.Join(bad, " "), "b.txt": "another text"}
	made := apply(t, release(t, packed, files), pipeline.Withdrawal{Source: "archive/a.txt", Reason: "why", Date: "2026-11-23"})
	list, err := withdraw.Of(made)
	if err != nil {
		t.Fatal(err)
	}
	for n := range 8 { // of 56 runs, five less for each word
		words := slices.Clone(bad)
		for i := range n {
			words[7*i+4] = fmt.Sprintf("other%d-%d", n, i)
		}
		others := map[string]string{"z.txt": "a third text", "x.txt": strings.Join(words, " ")}
		removals, err := Find(t.Context(), release(t, packed, others), list, nil)
		if err != nil {
			t.Fatal(err)
		}
		stays := removals.None()
		removals.Close()
		if similar := shared(bad, words) >= 0.8; similar == stays {
			t.Errorf("%d words: similar is %t, stays is %t", n, similar, stays)
		}
	}
}

// TestALeakIsCountedAnew compares the leaks after a withdrawal with those of an archive that never had the text.
func TestALeakIsCountedAnew(t *testing.T) {
	files := map[string]string{}
	for i := range 12 {
		files[fmt.Sprintf("%02d.txt", i)] = strings.Join(slices.Concat(text(100, 30)[:10+i], text(uint64(i), 40)), " ")
	}
	r := release(t, packed, files)
	leak := *r.Manifest.Leak["test"].ID
	var source string
	for name, d := range documents(t, r) {
		if d.ID == leak {
			source = name
		}
	}
	made := apply(t, r, pipeline.Withdrawal{ID: leak, Reason: "asked for", Date: "2026-11-23"})
	delete(files, filepath.Base(source))
	want := release(t, packed, files).Manifest.Leak["test"]
	got := made.Manifest.Leak["test"]
	if *got.ID != *want.ID || *got.PartnerID != *want.PartnerID || got.Greatest != want.Greatest || got.Half != want.Half {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

// TestTheRowOfADocumentLosesWhatIsNoCopyAnyMore takes the only copy out of the row of a document that stays.
func TestTheRowOfADocumentLosesWhatIsNoCopyAnyMore(t *testing.T) {
	r := release(t, "shard: {encodings: [jsonl]}\n", map[string]string{"a.txt": "one text", "b.txt": "one text"})
	kept := documents(t, r)["archive/a.txt"]
	if kept.CopyCount != 1 {
		t.Fatalf("got %+v", kept)
	}
	d := schema.DocumentOf(new(Removals).withCopies(kept.Row(), nil))
	if d.CopyCount != 0 || len(d.Copies) != 0 || d.Text != kept.Text {
		t.Errorf("got %d copies, %v", d.CopyCount, d.Copies)
	}
}

func TestAReleaseWithoutDocumentsIsRefused(t *testing.T) {
	r := release(t, "", map[string]string{"a.txt": "one text"})
	removals, err := Find(t.Context(), r, []pipeline.Withdrawal{{Source: "archive/a.txt", Reason: "why", Date: "2026-11-23"}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer removals.Close()
	target := filepath.Join(t.TempDir(), "v1")
	if _, err := removals.Release(t.Context(), target); err == nil || !strings.Contains(err.Error(), "no document") {
		t.Errorf("got %v", err)
	}
	if left, _ := os.ReadDir(filepath.Dir(target)); len(left) > 0 {
		t.Errorf("%s was left behind", left[0].Name())
	}
}

func TestMigrationsBackAndForthGiveTheSameRows(t *testing.T) {
	r := release(t, packed, many(9))
	old, err := Migrate(t.Context(), r, 1, filepath.Join(t.TempDir(), "v1"), nil)
	if err != nil {
		t.Fatal(err)
	}
	whole(t, open(t, old.Dir))
	again, err := Migrate(t.Context(), open(t, old.Dir), 2, filepath.Join(t.TempDir(), "v1"), nil)
	if err != nil {
		t.Fatal(err)
	}
	whole(t, open(t, again.Dir))
	if again.Manifest.Content != r.Manifest.Content || old.Manifest.Content == r.Manifest.Content {
		t.Errorf("got content %s, %s, %s", r.Manifest.Content, old.Manifest.Content, again.Manifest.Content)
	}
}

func TestWhatIsWithdrawnComesBackAsItWas(t *testing.T) {
	list := []pipeline.Withdrawal{
		{ID: "d00000000000000000000000000", Reason: "why", Date: "2026-11-23"},
		{URL: "https://example.org/a", Reason: "\"so\"", Date: "2026-11-24", Shingles: []dedup.Shingle{{Hi: 2, Lo: 1}, {Hi: 1, Lo: 2}}},
	}
	b, err := withdraw.Bytes([]pipeline.Withdrawal{list[1], list[0], list[1]})
	if err != nil {
		t.Fatal(err)
	}
	got, err := withdraw.Parse(b)
	if err != nil || !slices.EqualFunc(got, list, withdraw.Same) || !slices.Equal(got[1].Shingles, list[1].Shingles) {
		t.Errorf("got %+v, %v", got, err)
	}
	for _, bad := range []string{"{}\n", string(b[:len(b)-1]), string(b) + string(b), "\n", strings.Replace(string(b), "null", "1", 1)} {
		if _, err := withdraw.Parse([]byte(bad)); err == nil {
			t.Errorf("%q: want an error", bad)
		}
	}
}
