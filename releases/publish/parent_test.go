package publish

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"corpuspack/pipeline"
	"corpuspack/releases"
	"corpuspack/schema"
)

const splitRecipe = `name: small
archive: [path: archive]
split: {train: 0.5, test: 0.3, validation: 0.2}
`

// text is a text of its own.
func text(seed string, words int) string {
	var b strings.Builder
	for i := range words {
		fmt.Fprintf(&b, "%s%d ", seed, i*i)
	}
	return b.String() + "\n"
}

// publishAs publishes the archive as it is.
func publishAs(t *testing.T, job Job, version string) *releases.Release {
	t.Helper()
	v, err := releases.ParseVersion(version)
	if err != nil {
		t.Fatal(err)
	}
	job.Version = v
	out, err := Publish(t.Context(), job)
	if err != nil {
		t.Fatal(err)
	}
	r, err := releases.Open(out.Dir)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func documents(t *testing.T, r *releases.Release) map[string]schema.Document {
	t.Helper()
	docs := map[string]schema.Document{}
	for row, err := range r.Rows(t.Context(), schema.Documents, nil) {
		if err != nil {
			t.Fatal(err)
		}
		d := schema.DocumentOf(row)
		docs[d.Source] = d
	}
	return docs
}

// withTexts makes a project of n texts of their own.
func withTexts(t *testing.T, recipe string, n int) Job {
	t.Helper()
	job := projectOf(t, recipe)
	if err := os.RemoveAll(filepath.Join(job.Project, "archive")); err != nil {
		t.Fatal(err)
	}
	for i := range n {
		write(t, filepath.Join(job.Project, "archive", fmt.Sprintf("%02d.txt", i)), text(fmt.Sprint("w", i, "x"), 60))
	}
	return job
}

// TestWhatWasHeldOutStaysOutOfTrainUnderAnyName plants near copies of all documents that v1 holds out: some beside the original,
// longer and shorter than it, some in its stead.
func TestWhatWasHeldOutStaysOutOfTrainUnderAnyName(t *testing.T) {
	for _, method := range []string{"exact", "minhash"} {
		job := withTexts(t, splitRecipe+"dedup: {near: {method: "+method+"}}\n", 40)
		held := map[string]schema.Document{}
		for source, d := range documents(t, publishAs(t, job, "v1")) {
			if d.Split != pipeline.Train {
				held[source] = d
			}
		}
		planted := map[string]schema.Document{} // by source
		for i, source := range slices.Sorted(func(yield func(string) bool) {
			for s := range held {
				if !yield(s) {
					return
				}
			}
		}) {
			d := held[source]
			if i%3 == 0 {
				if err := os.Remove(filepath.Join(job.Project, filepath.FromSlash(source))); err != nil {
					t.Fatal(err)
				}
			}
			copied := d.Text + " and an end"
			if i%3 == 1 {
				copied = d.Text[:len(d.Text)-12]
			}
			name := fmt.Sprintf("zz planted %d.txt", i)
			write(t, filepath.Join(job.Project, "archive", name), copied+"\n")
			planted["archive/"+name] = d
		}
		if len(planted) < 12 {
			t.Fatalf("only %d documents are held out", len(planted))
		}
		after := documents(t, publishAs(t, job, "v2"))
		kept := 0
		for source, original := range planted {
			d, ok := after[source]
			if !ok {
				continue // a duplicate of the original, which is still there
			}
			kept++
			if d.Split != original.Split || d.SplitBy != schema.SplitSimilar || d.SplitID != original.ID {
				t.Errorf("%s: got split %s, %s of %s, want %s of %s", source, d.Split, d.SplitBy, d.SplitID, original.Split, original.ID)
			}
		}
		if kept < len(planted)/3 {
			t.Errorf("%d of %d planted copies were kept: the test shows little", kept, len(planted))
		}
		for source, d := range held {
			if again, ok := after[source]; ok && again.Split != d.Split {
				t.Errorf("%s: was in %s, is in %s", source, d.Split, again.Split)
			}
		}
		third := documents(t, publishAs(t, job, "v3"))
		for source, d := range after {
			if got := third[source]; got.Split != d.Split || got.SplitBy != d.SplitBy || got.SplitID != d.SplitID {
				t.Errorf("%s: got %s %s %s in v3, want %s %s %s", source, got.Split, got.SplitBy, got.SplitID, d.Split, d.SplitBy, d.SplitID)
			}
		}
	}
}

// TestEqualTextsAreHeldOutWithoutNearDuplicates has a renamed file, and a text without words.
func TestEqualTextsAreHeldOutWithoutNearDuplicates(t *testing.T) {
	job := withTexts(t, splitRecipe+"dedup: {near: {method: off}}\n", 20)
	write(t, filepath.Join(job.Project, "archive", "mark.txt"), "!?\n")
	before := documents(t, publishAs(t, job, "v1"))
	for source := range before {
		path := filepath.Join(job.Project, filepath.FromSlash(source))
		if err := os.Rename(path, path+".renamed.txt"); err != nil {
			t.Fatal(err)
		}
	}
	after := documents(t, publishAs(t, job, "v2"))
	for source, d := range before {
		got := after[source+".renamed.txt"]
		if d.Split != pipeline.Train && (got.Split != d.Split || got.SplitID != d.ID) {
			t.Errorf("%s: was in %s, is in %s", source, d.Split, got.Split)
		}
	}
}

// TestSplitsOutliveTheirShares moves all shares to train.
func TestSplitsOutliveTheirShares(t *testing.T) {
	job := withTexts(t, splitRecipe, 20)
	before := documents(t, publishAs(t, job, "v1"))
	job.Plan = planOf(t, "name: small\narchive: [path: archive]\n")
	write(t, filepath.Join(job.Project, "archive", "new.txt"), text("new", 60))
	after := documents(t, publishAs(t, job, "v2"))
	for source, d := range before {
		if got := after[source]; got.Split != d.Split || (got.SplitBy == schema.SplitParent) != (d.Split != pipeline.Train) {
			t.Errorf("%s: was in %s, is in %s by %q", source, d.Split, got.Split, got.SplitBy)
		}
	}
	if d := after["archive/new.txt"]; d.Split != pipeline.Train {
		t.Errorf("the new document is in %s", d.Split)
	}
}

func planOf(t *testing.T, recipe string) *pipeline.Plan {
	t.Helper()
	r, err := pipeline.ReadRecipe("corpuspack.yaml", strings.NewReader(recipe))
	if err != nil {
		t.Fatal(err)
	}
	plan, err := r.Compile()
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

// TestAKeptDocumentStaysKept adds a copy as good as it, whose key is smaller.
func TestAKeptDocumentStaysKept(t *testing.T) {
	job := withTexts(t, recipe, 3)
	before := documents(t, publishAs(t, job, "v1"))
	write(t, filepath.Join(job.Project, "archive", "00 copy.txt"), text("w1x", 60))
	write(t, filepath.Join(job.Project, "archive", "00 near.txt"), strings.Replace(text("w2x", 60), "w2x0", "w2y0", 1))
	after := documents(t, publishAs(t, job, "v2"))
	for source, d := range before {
		if got, ok := after[source]; !ok || got.ID != d.ID || got.TextSHA256 != d.TextSHA256 {
			t.Errorf("%s is not kept", source)
		}
	}
	if len(after) != len(before) {
		t.Errorf("got %d documents, want %d", len(after), len(before))
	}
}

func TestTheParentIsTheOneBefore(t *testing.T) {
	job := withTexts(t, recipe, 3)
	v1 := publishAs(t, job, "v1")
	if v1.Manifest.Parent != nil {
		t.Errorf("v1 has the parent %v", v1.Manifest.Parent)
	}
	write(t, filepath.Join(job.Project, "archive", "a.txt"), text("a", 60))
	v2 := publishAs(t, job, "v2")
	if want := (releases.Parent{Version: v1.Manifest.Version, Digest: v1.Digest, Content: v1.Manifest.Content}); v2.Manifest.Parent == nil || *v2.Manifest.Parent != want {
		t.Errorf("got %v, want %v", v2.Manifest.Parent, want)
	}
	job.Base = "v1"
	write(t, filepath.Join(job.Project, "archive", "b.txt"), text("b", 60))
	if got := publishAs(t, job, "v3").Manifest.Parent.Version; got != v1.Manifest.Version {
		t.Errorf("got %s", got)
	}
	job.Base = NoBase
	if got := publishAs(t, job, "v4").Manifest.Parent; got != nil {
		t.Errorf("got %v", got)
	}
	job.Base = ""
	for _, version := range []string{"v4", "v3", "v2", "v1"} { // again what is there: each with the parent that it has
		job.Version, _ = releases.ParseVersion(version)
		if version == "v2" || version == "v1" {
			if err := os.Remove(filepath.Join(job.Project, "archive", map[string]string{"v2": "b.txt", "v1": "a.txt"}[version])); err != nil {
				t.Fatal(err)
			}
		}
		if out, err := Publish(context.Background(), job); err != nil || out.Status != Unchanged {
			t.Errorf("%s: got %+v, %v", version, out, err)
		}
	}
}

func TestABrokenOrMissingParentIsRefused(t *testing.T) {
	job := withTexts(t, recipe, 3)
	v1 := publishAs(t, job, "v1")
	write(t, filepath.Join(job.Project, "archive", "a.txt"), text("a", 60))
	job.Version = releases.Version{Major: 2}
	shard := filepath.Join(v1.Dir, filepath.FromSlash(v1.Shards(schema.Documents, "train")[0]))
	if err := os.Chmod(shard, 0o666); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(shard)
	if err != nil {
		t.Fatal(err)
	}
	b[len(b)/2] ^= 1
	if err := os.WriteFile(shard, b, 0o666); err != nil {
		t.Fatal(err)
	}
	var bad *BadParent
	if _, err := Publish(t.Context(), job); !errors.As(err, &bad) || !strings.Contains(err.Error(), "is damaged") {
		t.Errorf("damaged: got %v", err)
	}
	if err := os.RemoveAll(v1.Dir); err != nil {
		t.Fatal(err)
	}
	if _, err := Publish(t.Context(), job); !errors.As(err, &bad) || !strings.Contains(err.Error(), "there is no ") {
		t.Errorf("missing: got %v", err)
	}
	other := withTexts(t, recipe, 4)
	if err := os.CopyFS(v1.Dir, os.DirFS(publishAs(t, other, "v1").Dir)); err != nil {
		t.Fatal(err)
	}
	if _, err := Publish(t.Context(), job); !errors.As(err, &bad) || !strings.Contains(err.Error(), "not what was published") {
		t.Errorf("another one: got %v", err)
	}
	if _, err := os.Stat(filepath.Join(job.Project, "releases", "v2")); err == nil {
		t.Error("v2 was published")
	}
}

func TestASmallerStepThanTheDifferenceIsRefused(t *testing.T) {
	job := withTexts(t, recipe, 3)
	publishAs(t, job, "v1")
	write(t, filepath.Join(job.Project, "archive", "a.txt"), text("a", 60))
	next := func() string {
		job.Version = releases.Version{}
		out, err := Publish(t.Context(), job)
		if err != nil {
			t.Fatal(err)
		}
		return out.Manifest.Version.String() + " " + out.Status
	}
	var small *TooSmall
	job.Version = releases.Version{Major: 1, Patch: 1}
	if _, err := Publish(t.Context(), job); !errors.As(err, &small) || small.Bump != releases.Minor || len(small.Because) == 0 {
		t.Errorf("got %v", err)
	}
	if got := next(); got != "v1.1 published" {
		t.Errorf("added: got %s", got)
	}
	if got := next(); got != "v1.1 unchanged" {
		t.Errorf("nothing: got %s", got)
	}
	job.Plan = planOf(t, recipe+"title: Another card\n")
	if got := next(); got != "v1.1.1 published" {
		t.Errorf("another card: got %s", got)
	}
	write(t, filepath.Join(job.Project, "archive", "a.txt"), text("b", 60))
	job.Version = releases.Version{Major: 1, Minor: 2}
	if _, err := Publish(t.Context(), job); !errors.As(err, &small) || small.Bump != releases.Major {
		t.Errorf("got %v", err)
	}
	if got := next(); got != "v2 published" {
		t.Errorf("edited: got %s", got)
	}
}
