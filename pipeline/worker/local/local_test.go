package local

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"corpuspack/pipeline"
	"corpuspack/pipeline/archive"
	"corpuspack/pipeline/spill"
)

// job opens an archive of the given texts in a project of its own.
func job(t testing.TB, recipe string, texts map[string]string) (j pipeline.Job, dir string) {
	t.Helper()
	dir = t.TempDir()
	for name, text := range texts {
		path := filepath.Join(dir, "archive", name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	r, err := pipeline.ReadRecipe("corpuspack.yaml", strings.NewReader(recipe))
	if err != nil {
		t.Fatal(err)
	}
	plan, err := r.Compile()
	if err != nil {
		t.Fatal(err)
	}
	input, err := archive.Open(t.Context(), dir, r.Archive)
	if err != nil {
		t.Fatal(err)
	}
	return pipeline.Job{Plan: plan, Archive: input, Dir: nowhere{}, Scratch: folder(t.TempDir()), Workers: 2}, dir
}

// folder is where temporary files are made.
type folder string

func (f folder) Create() (spill.File, error) { return os.CreateTemp(string(f), "") }

// nowhere is a shard.Dir that keeps nothing.
type nowhere struct{}

func (nowhere) Create(string) (io.WriteCloser, error) { return nopCloser{io.Discard}, nil }
func (nowhere) Open(string) (io.ReadCloser, error)    { return nil, os.ErrNotExist }

type nopCloser struct{ io.Writer }

func (nopCloser) Close() error { return nil }

const recipe = "name: a\narchive: [{path: archive}]\n"

func TestEveryInputThatCannotBeReadIsNamed(t *testing.T) {
	j, dir := job(t, recipe, map[string]string{"a.txt": "a", "b.txt": "b\xc3\xa9\xff\xc3\xa9", "c.txt": "c", "d.txt": "d", "e.pdf": "%PDF-1.4"})
	for _, name := range []string{"a.txt", "d.txt"} {
		if err := os.Remove(filepath.Join(dir, "archive", name)); err != nil {
			t.Fatal(err)
		}
	}
	_, err := Engine{}.Run(context.Background(), j)
	var unreadable *pipeline.Unreadable
	if !errors.As(err, &unreadable) || !errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("got %v", err)
	}
	for _, want := range []string{"4 of the archive's inputs", "archive/a.txt: ", "archive/b.txt: byte ", "archive/d.txt: ", "archive/e.pdf: "} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q in it", err, want)
		}
	}
}

func TestALimitReadsNoMore(t *testing.T) {
	texts := map[string]string{}
	for i := range 50 {
		texts[fmt.Sprintf("%02d.txt", i)] = fmt.Sprintf("text %d", i)
	}
	j, _ := job(t, recipe, texts)
	j.Workers, j.Limit = 1, 7
	result, err := Engine{}.Run(context.Background(), j)
	if err != nil || result.Read != 7 {
		t.Errorf("got %+v, %v", result, err)
	}
}

func TestAReleaseWithoutDocumentsIsRefused(t *testing.T) {
	j, _ := job(t, recipe, map[string]string{"a.txt": " \n", "b.txt": "\u200b"})
	_, err := Engine{}.Run(context.Background(), j)
	if err == nil || !strings.Contains(err.Error(), "no document is left: 2 were read, and all were removed (empty 2)") {
		t.Errorf("got %v", err)
	}
}

func TestAnInterruptedRunSaysSo(t *testing.T) {
	j, _ := job(t, recipe, map[string]string{"a.txt": "a", "b.txt": "b"})
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := (Engine{}).Run(ctx, j); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
}

// BenchmarkRun reads, compares and writes a thousand texts of a few kilobytes, a third of them near-copies.
func BenchmarkRun(b *testing.B) {
	texts, size := map[string]string{}, 0
	for i := range 1000 {
		var text strings.Builder
		for word := range 500 {
			fmt.Fprintf(&text, "w%d ", (i-i%3)*1000+word*(1+i%3/2))
		}
		texts[fmt.Sprintf("%04d.txt", i)] = text.String()
		size += text.Len()
	}
	b.SetBytes(int64(size))
	for b.Loop() {
		b.StopTimer()
		j, _ := job(b, recipe, texts)
		b.StartTimer()
		if _, err := (Engine{}).Run(context.Background(), j); err != nil {
			b.Fatal(err)
		}
	}
}
