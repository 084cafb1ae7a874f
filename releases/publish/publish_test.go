package publish

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	"corpuspack/pipeline"
	"corpuspack/pipeline/worker/local"
	"corpuspack/releases"
	"corpuspack/schema"
)

const recipe = `name: small
archive:
  - path: archive
shard:
  size: 1KiB
`

// project makes a project of some texts and returns a job that releases it as v1.
func project(t *testing.T) Job { return projectOf(t, recipe) }

func projectOf(t *testing.T, recipe string) Job {
	t.Helper()
	dir := t.TempDir()
	texts := map[string]string{"a.txt": "one text", "b.txt": "one text", "c.txt": "", "d.txt": strings.Repeat("another text ", 100)}
	for name, text := range texts {
		write(t, filepath.Join(dir, "archive", name), text)
	}
	r, err := pipeline.ReadRecipe("corpuspack.yaml", strings.NewReader(recipe))
	if err != nil {
		t.Fatal(err)
	}
	plan, err := r.Compile()
	if err != nil {
		t.Fatal(err)
	}
	return Job{Project: dir, Version: releases.Version{Major: 1}, Plan: plan, Engine: local.Engine{}, Workers: 2}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// tree returns every file below dir with its content.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, _ := filepath.Rel(dir, path)
		files[name] = "folder"
		if !d.IsDir() {
			b, err := os.ReadFile(path)
			files[name] = string(b)
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// differences names what stands in one of the trees only, or otherwise.
func differences(got, want map[string]string) (names []string) {
	for name, text := range got {
		if other, ok := want[name]; !ok || other != text {
			names = append(names, name)
		}
	}
	for name := range want {
		if _, ok := got[name]; !ok {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func compareTrees(t *testing.T, got, want map[string]string) {
	t.Helper()
	if names := differences(got, want); len(names) > 0 {
		t.Errorf("left behind, gone or changed: %v", names)
	}
}

// TestWhateverFailsTheProjectIsAsBeforeOrAfter lets the first, second, third … operation fail, until none does. The
// project must be as before the run, but for the very last operation, which syncs what is done already.
func TestWhateverFailsTheProjectIsAsBeforeOrAfter(t *testing.T) {
	job := project(t)
	failEach(t, job)

	write(t, filepath.Join(job.Project, "archive", "e.txt"), "a new text")
	job.Replace = true
	failEach(t, job)
}

func failEach(t *testing.T, job Job) {
	t.Helper()
	before := tree(t, job.Project)
	last := ""
	for k := 1; ; k++ {
		var n atomic.Int64 // workers run at once
		job.fault = func(operation, path string) error {
			if n.Add(1) == int64(k) {
				last = operation + " " + path
				return syscall.ENOSPC
			}
			return nil
		}
		_, err := Publish(context.Background(), job)
		if n.Load() < int64(k) {
			if err != nil || k < 30 || last != "sync "+job.Project {
				t.Fatalf("%d operations, the last was %q: %v", k-1, last, err)
			}
			return
		}
		if !errors.Is(err, syscall.ENOSPC) {
			t.Fatalf("operation %d (%s): got %v, want %v", k, last, err, syscall.ENOSPC)
		}
		if last != "sync "+job.Project {
			compareTrees(t, tree(t, job.Project), before)
		}
		if t.Failed() {
			t.Fatalf("after operation %d (%s) failed", k, last)
		}
	}
}

func TestDocumentsReadAreKeptOrRemoved(t *testing.T) {
	job := project(t)
	before := tree(t, job.Project)
	job.Engine = forgetful{}
	_, err := Publish(context.Background(), job)
	if err == nil || !strings.Contains(err.Error(), "the counts do not add up: 5 documents read, 2 kept, 2 removed") {
		t.Errorf("got %v, want a refusal for the counts", err)
	}
	compareTrees(t, tree(t, job.Project), before)
}

// forgetful is an engine that loses a document.
type forgetful struct{}

func (forgetful) Run(ctx context.Context, job pipeline.Job) (*pipeline.Result, error) {
	result, err := local.Engine{}.Run(ctx, job)
	if err == nil {
		result.Read++
	}
	return result, err
}

func TestTwoReleasesAtOnceAreRefused(t *testing.T) {
	job := project(t)
	unlock, err := lock(filepath.Join(job.Project, "releases"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Publish(context.Background(), job); !errors.Is(err, ErrBusy) {
		t.Errorf("got %v, want %v", err, ErrBusy)
	}
	unlock()
	if _, err := Publish(context.Background(), job); err != nil {
		t.Errorf("after the other has ended: %v", err)
	}
}

func TestAnInterruptedReleaseLeavesNothing(t *testing.T) {
	job := project(t)
	before := tree(t, job.Project)
	ctx, cancel := context.WithCancel(context.Background())
	job.Meter = func(step string, _, _ int64) {
		if step == "write" {
			cancel()
		}
	}
	if _, err := Publish(ctx, job); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
	compareTrees(t, tree(t, job.Project), before)
}

func TestAReleaseInAnotherFolderIsTheSame(t *testing.T) {
	job := project(t)
	first, err := Publish(context.Background(), job)
	if err != nil {
		t.Fatal(err)
	}
	job.Out = filepath.Join(job.Project, "elsewhere")
	second, err := Publish(context.Background(), job)
	if err != nil {
		t.Fatal(err)
	}
	if first.Digest != second.Digest {
		t.Errorf("got %s, want %s", second.Digest, first.Digest)
	}
	compareTrees(t, tree(t, second.Dir), tree(t, first.Dir))
}

// TestPackingLeavesTheContentAsItIs releases with other shards, compressions and encodings: other files, other digests of
// the release, the same digests of content.
func TestPackingLeavesTheContentAsItIs(t *testing.T) {
	seen := map[string]bool{}
	var content schema.Digest
	for _, packing := range []string{
		"{size: 1KiB}", "{size: 1B}", "{size: 1GiB}", "{jsonl: gzip}", "{jsonl: none, parquet: gzip}",
		"{parquet: none}", "{parquet: snappy}", "{encodings: [jsonl]}", "{encodings: [parquet]}",
	} {
		job := projectOf(t, strings.Split(recipe, "shard:")[0]+"shard: "+packing+"\n")
		out, err := Publish(context.Background(), job)
		if err != nil {
			t.Fatalf("%s: %v", packing, err)
		}
		if content == (schema.Digest{}) {
			content = out.Manifest.Content
		}
		if out.Manifest.Content != content {
			t.Errorf("%s: got %s, want %s", packing, out.Manifest.Content, content)
		}
		if seen[out.Digest.String()] {
			t.Errorf("%s: the digest of another packing", packing)
		}
		seen[out.Digest.String()] = true
	}
}

// TestOneAtATimeHoldsTheLock lets many take and leave the lock, whose file comes and goes.
func TestOneAtATimeHoldsTheLock(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "a", "releases")
	var holders, taken atomic.Int64
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 300 {
				unlock, err := lock(folder)
				if err != nil {
					continue
				}
				if taken.Add(1); holders.Add(1) != 1 {
					t.Error("two hold the lock")
				}
				holders.Add(-1)
				unlock()
			}
		})
	}
	all.Wait()
	if taken.Load() == 0 {
		t.Error("nobody took the lock")
	}
}

// TestSweepTakesItsOwnOnly leaves the files of others alone, and puts back what a killed run had put aside.
func TestSweepTakesItsOwnOnly(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{".vimrc.old", ".venv.stage", ".v1.stage/a", ".v1.stage.scratch", ".v2.old/a", "v3/a", ".v3.old/a"} {
		write(t, filepath.Join(dir, name), name)
	}
	if err := sweep(dir); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{".": "folder", ".vimrc.old": ".vimrc.old", ".venv.stage": ".venv.stage",
		"v2": "folder", filepath.Join("v2", "a"): ".v2.old/a", "v3": "folder", filepath.Join("v3", "a"): "v3/a"}
	compareTrees(t, tree(t, dir), want)
}

// TestOneShardHasTheSameBytesForAnyWorkers has so much text that several batches of it are written, with copies and measures.
func TestOneShardHasTheSameBytesForAnyWorkers(t *testing.T) {
	var want schema.Digest
	for _, workers := range []int{1, 2, 5} {
		job := projectOf(t, "name: large\narchive: [path: archive]\nclean: {measure: [gopher], pii: [email]}\n")
		for i := range 50 {
			text := strings.Repeat(text(fmt.Sprint("w", i, "x"), 90)+"Write to a@example.org.\n\n", 100)
			write(t, filepath.Join(job.Project, "archive", fmt.Sprintf("%02d.txt", i)), text)
		}
		job.Workers, job.NoCache = workers, true
		out, err := Publish(t.Context(), job)
		if err != nil {
			t.Fatal(err)
		}
		if n := len(out.Manifest.Tables[schema.Documents]["train"].Shards); n != 2 {
			t.Fatalf("got %d files, want one of each encoding", n)
		}
		if workers == 1 {
			want = out.Digest
		} else if out.Digest != want {
			t.Errorf("%d workers: got another digest", workers)
		}
	}
}
