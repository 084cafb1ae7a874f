package publish

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"corpuspack/pipeline"
	"corpuspack/releases"
	"corpuspack/schema"
)

// next publishes the next version, as it comes with the cache, and makes it again without: a Conflict is other bytes.
func next(t *testing.T, job *Job) *Outcome {
	t.Helper()
	job.Version.Major++
	warm, err := Publish(context.Background(), *job)
	if err != nil {
		t.Fatal(err)
	}
	cold, err := Publish(context.Background(), *job)
	if err != nil {
		t.Fatal(err)
	}
	if cold.Status != Unchanged || cold.Linked > 0 {
		t.Fatalf("a release of the ledger is %s, with %d files of others", cold.Status, cold.Linked)
	}
	return warm
}

func (job *Job) setRecipe(t *testing.T, recipe string) {
	t.Helper()
	r, err := pipeline.ReadRecipe("corpuspack.yaml", strings.NewReader(recipe))
	if err != nil {
		t.Fatal(err)
	}
	if job.Plan, err = r.Compile(); err != nil {
		t.Fatal(err)
	}
}

// many is a project of so many texts that it has many shards.
func many(t *testing.T) Job {
	t.Helper()
	job := projectOf(t, recipe)
	job.Base = NoBase
	for i := range 8 {
		write(t, filepath.Join(job.Project, "archive", fmt.Sprintf("m%02d.txt", i)), strings.Repeat(fmt.Sprint("word", i, " "), 40+i))
	}
	return job
}

// numbers is a text of numbers.
func numbers(from, to int) (text string) {
	for n := range to - from {
		text += fmt.Sprint(from+n, " ")
	}
	return text
}

// TestWithTheCacheTheBytesAreTheSame edits a project in every way and counts the files that are taken from the release before.
func TestWithTheCacheTheBytesAreTheSame(t *testing.T) {
	for _, workers := range []int{1, 3} {
		t.Run(strconv.Itoa(workers), func(t *testing.T) { editAll(t, workers) })
	}
}

func editAll(t *testing.T, workers int) {
	job := many(t)
	job.Workers = workers
	archive := filepath.Join(job.Project, "archive")
	bench, against := filepath.Join(job.Project, "bench", "b.txt"), recipe+"dedup: {against: [{path: bench}]}\n"
	write(t, bench, numbers(0, 40))
	write(t, filepath.Join(archive, "m09.txt"), numbers(10, 50))
	jsonl := `{"id":"a","text":"of a"}` + "\n" + `{"id":"b","text":"of b"}` + "\n"
	for _, edit := range []struct {
		name string
		do   func()
		all  bool // files are taken from before
		none bool
	}{
		{"first", func() {}, false, true},
		{"nothing", func() {}, true, false},
		{"an edit", func() { write(t, filepath.Join(archive, "m03.txt"), "another text") }, false, false},
		{"added", func() { write(t, filepath.Join(archive, "new.jsonl"), jsonl) }, false, false},
		{"a copy", func() { write(t, filepath.Join(archive, "m04b.txt"), "another text") }, false, false},
		{"a rename", func() { os.Rename(filepath.Join(archive, "m05.txt"), filepath.Join(archive, "moved.txt")) }, false, false},
		{"deleted", func() { os.Remove(filepath.Join(archive, "m06.txt")) }, false, false},
		{"the first of copies deleted", func() { os.Remove(filepath.Join(archive, "m03.txt")) }, false, false},
		{"another recipe", func() { job.setRecipe(t, recipe+"license: MIT\n") }, false, true},
		{"back", func() { job.setRecipe(t, recipe) }, false, true},
		{"another program", func() { another(t) }, false, true},
		{"drafts", func() { job.setRecipe(t, recipe+"clean: {repeated: {lines: 0.2, documents: 2}}\n") }, false, true},
		{"an edit of drafts", func() { write(t, filepath.Join(archive, "m07.txt"), "a draft") }, false, false},
		{"a benchmark", func() { job.setRecipe(t, against) }, false, true},
		{"an edit beside it", func() { write(t, filepath.Join(archive, "m10.txt"), "no benchmark") }, false, false},
		{"another benchmark", func() { write(t, bench, numbers(20, 60)) }, false, true},
		{"no JSON Lines", func() { job.setRecipe(t, strings.Replace(recipe, "1KiB", "1KiB\n  encodings: [parquet]", 1)) }, false, true},
		{"an edit without them", func() { write(t, filepath.Join(archive, "m08.txt"), "a text") }, false, false},
	} {
		edit.do()
		out := next(t, &job)
		if n := int(out.Manifest.ShardFiles()); out.Linked == n != edit.all || out.Linked == 0 != edit.none {
			t.Errorf("%s: %d of %d files are those of another release", edit.name, out.Linked, n)
		}
	}
}

// TestWhatIsUnchangedIsNotReadAgain counts the calls of the meter: one a record that is read, and one a file.
func TestWhatIsUnchangedIsNotReadAgain(t *testing.T) {
	job := project(t)
	path := filepath.Join(job.Project, "archive", "records.jsonl")
	lines := ""
	for i := range 100 {
		lines += fmt.Sprintf(`{"id":"%d","text":"text %d"}`+"\n", i, i)
	}
	write(t, path, lines)
	var calls atomic.Int64
	job.Meter = func(step string, _, _ int64) {
		if step == "read" {
			calls.Add(1)
		}
	}
	for _, again := range []bool{true, false, true} { // the first version is what next has made before
		if again {
			next(t, &job)
		} else {
			write(t, path, lines+`{"id":"new","text":"new"}`+"\n")
		}
		calls.Store(0)
		job.Version.Major++
		if _, err := Publish(context.Background(), job); err != nil {
			t.Fatal(err)
		}
		if n := calls.Load(); (n < 10) != again {
			t.Errorf("%d records and files were read", n)
		}
	}
}

// another makes the program another one until the test ends.
func another(t *testing.T) {
	before := program
	t.Cleanup(func() { program = before })
	program = func() (schema.Digest, error) { return schema.DigestOf("another"), nil }
}

// TestAnyEditsGiveTheSameBytes makes random edits, several at a time, of few texts, so that there are copies.
func TestAnyEditsGiveTheSameBytes(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	job := many(t)
	job.Base = "" // what is taken over from the parent counts too
	recipes := []string{recipe, recipe + "dedup: {passages: {tokens: 20}}\n"}
	for range 12 {
		for range random.IntN(4) {
			path := filepath.Join(job.Project, "archive", fmt.Sprintf("m%02d.txt", random.IntN(16)))
			switch random.IntN(4) {
			case 0:
				os.Remove(path)
			case 1:
				os.Rename(path, path+".txt")
			default:
				write(t, path, strings.Repeat([]string{"one ", "two ", "three ", "four "}[random.IntN(4)], 30+random.IntN(20)))
			}
		}
		if random.IntN(4) == 0 {
			job.setRecipe(t, recipes[random.IntN(len(recipes))])
		}
		next(t, &job)
	}
}

// TestADamagedCacheChangesNothing changes bytes all over the cache.
func TestADamagedCacheChangesNothing(t *testing.T) {
	job := many(t)
	next(t, &job)
	path := filepath.Join(job.Project, "releases", cacheName, "entries")
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for at := 0; at < len(whole); at += len(whole) / 9 {
		damaged := strings.Clone(string(whole[:at])) + string(whole[at]^0x10) + string(whole[at+1:])
		write(t, path, damaged)
		next(t, &job)
		write(t, path, string(whole[:at]))
		next(t, &job)
	}
}

// TestADamagedReleaseIsNotTaken damages the shards of the release before: they are made again.
func TestADamagedReleaseIsNotTaken(t *testing.T) {
	job := many(t)
	first := next(t, &job)
	for name, content := range tree(t, first.Dir) {
		if path := filepath.Join(first.Dir, name); strings.HasSuffix(name, ".parquet") {
			os.Chmod(path, 0o666)
			write(t, path, "X"+content[1:])
		}
	}
	if second := next(t, &job); second.Linked > 0 {
		t.Errorf("%d files are damaged ones", second.Linked)
	}
	if third := next(t, &job); third.Linked != int(third.Manifest.ShardFiles()) {
		t.Errorf("%d files are taken from the release that is whole", third.Linked)
	}
}

func TestWhereNothingCanBeLinkedFilesAreCopied(t *testing.T) {
	job := many(t)
	first := next(t, &job)
	job.fault = func(operation, path string) error {
		if operation == "link" {
			return os.ErrPermission
		}
		return nil
	}
	second := next(t, &job)
	if n := int(second.Manifest.ShardFiles()); second.Linked != n {
		t.Errorf("%d of %d files are those of the release before", second.Linked, n)
	}
	sameFile(t, first, second, false)
	job.fault = nil
	sameFile(t, second, next(t, &job), true)
}

// sameFile reports whether a shard is one file under two names.
func sameFile(t *testing.T, a, b *Outcome, want bool) {
	t.Helper()
	name := filepath.FromSlash(a.Manifest.Tables[schema.Removed][schema.Removed].Shards[0].Name)
	x, errX := os.Stat(filepath.Join(a.Dir, name))
	y, errY := os.Stat(filepath.Join(b.Dir, name))
	if errX != nil || errY != nil || os.SameFile(x, y) != want {
		t.Errorf("one file: %v, want %v (%v, %v)", !want, want, errX, errY)
	}
}

// TestNoCacheLeavesNone takes the cache neither when it is asked not to, nor for a look, nor where it cannot be.
func TestNoCacheLeavesNone(t *testing.T) {
	job := many(t)
	folder := filepath.Join(job.Project, "releases", cacheName)
	for _, without := range []func(*Job){func(j *Job) { j.NoCache = true }, func(j *Job) { j.Limit = 3 }} {
		job := job
		without(&job)
		if _, err := Publish(context.Background(), job); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(folder); err == nil {
			t.Error("a cache is left behind")
		}
		job.Version.Major++
	}
	write(t, folder, "no folder")
	if out := next(t, &job); out.Linked > 0 {
		t.Errorf("%d files come from nowhere", out.Linked)
	}
}

// TestAFailedReleaseLeavesTheCache lets a release fail, whose cache would have had less.
func TestAFailedReleaseLeavesTheCache(t *testing.T) {
	job := many(t)
	next(t, &job)
	before := tree(t, filepath.Join(job.Project, "releases", cacheName))
	write(t, filepath.Join(job.Project, "archive", "bad.txt"), "\x00\xff\x00")
	failed := job
	failed.Version = releases.Version{Major: 2}
	if _, err := Publish(context.Background(), failed); err == nil {
		t.Fatal("it did not fail")
	}
	compareTrees(t, tree(t, filepath.Join(job.Project, "releases", cacheName)), before)
}
