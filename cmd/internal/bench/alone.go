package main

import (
	"context"
	"errors"
	"path/filepath"
	"runtime/debug"
	"sync"
	"unicode/utf8"

	"corpuspack/pipeline/archive"
	"corpuspack/pipeline/dedup"
	"corpuspack/pipeline/spill"
)

// aloneBatch is the number of bytes of records that the workers share at a time.
const aloneBatch = 1 << 20

// alone is deduplication alone: it reads a corpus of JSON Lines as a release does, decides with the defaults of a recipe
// which documents go, and writes nothing. memory bounds what it holds, in bytes; 0 is no bound.
func alone(path string, workers int, memory int64) (f figures, err error) {
	if memory > 0 {
		debug.SetMemoryLimit(memory)
	}
	corpus, err := archive.Open(context.Background(), filepath.Dir(path), archive.Config{Entries: []archive.Entry{{
		Path: filepath.Base(path), Name: "corpus", MaxDocument: 32 << 20, Format: "jsonl", Encoding: "auto", OnError: "fail",
		OnSameID: "auto", Fields: archive.Fields{Text: "text", ID: "id"}}}})
	if err != nil {
		return f, err
	}
	d, err := dedup.New(dedup.Config{Exact: true, Near: dedup.Near{Method: "exact", Measure: "jaccard", Threshold: 8000, Shingle: 5}})
	if err != nil {
		return f, err
	}
	r := dedup.Alone(spill.Temp{})
	r.Workers, r.Memory = workers, memory
	r.Spread = func(n int, f func(int) error) error { return spread(n, workers, f) }
	g := gathering{prints: d.Gather(r), workers: workers}
	defer g.prints.Close()
	var watch stopwatch
	watch.start()
	if err := g.read(&corpus.Files[0]); err != nil {
		return f, err
	}
	gone, err := g.prints.Resolve()
	if err != nil {
		return f, err
	}
	watch.stop()
	f.Removed, f.Documents = gone.Len(), g.prints.Len()
	f.CPU, f.Wall = watch.cpu, watch.wall
	return f, gone.Close()
}

// gathering reads a corpus in batches.
type gathering struct {
	prints  *dedup.Prints
	workers int
	batch   []archive.Record
	size    int
}

func (g *gathering) read(f *archive.File) error {
	_, err := f.Read(context.Background(), func(r archive.Record) error {
		g.batch, g.size = append(g.batch, r), g.size+r.Size()
		if g.size < aloneBatch {
			return nil
		}
		return g.flush()
	})
	return errors.Join(err, g.flush())
}

// flush takes the prints of the batch and adds them in order.
func (g *gathering) flush() error {
	prints := make([][]dedup.Print, len(g.batch))
	err := spread(len(g.batch), g.workers, func(i int) error {
		docs, err := g.batch[i].Documents(func(title string) string { return title })
		for k := range docs {
			docs[k].Characters = int64(utf8.RuneCountInString(docs[k].Text))
			prints[i] = append(prints[i], g.prints.Print(&docs[k]))
		}
		return err
	})
	g.batch, g.size = g.batch[:0], 0
	for _, list := range prints {
		for i := range list {
			err = errors.Join(err, g.prints.Add(&list[i]))
		}
	}
	return err
}

// spread calls f with every number below n, on a number of workers, each with a run of them.
func spread(n, workers int, f func(i int) error) error {
	errs := make([]error, workers)
	var running sync.WaitGroup
	for w := range workers {
		work := func() {
			for i := w * n / workers; i < (w+1)*n/workers && errs[w] == nil; i++ {
				errs[w] = f(i)
			}
		}
		if workers == 1 {
			work()
		} else {
			running.Go(work)
		}
	}
	running.Wait()
	return errors.Join(errs...)
}
