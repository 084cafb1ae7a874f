package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"os"
	"sync"
	"unicode/utf8"

	"corpuspack/pipeline/dedup"
	"corpuspack/schema"
)

// aloneBatch is the number of bytes of lines that the workers share at a time.
const aloneBatch = 1 << 20

// alone is deduplication alone: it reads a corpus of JSON Lines, decides with the defaults of a recipe which documents go,
// and writes nothing.
func alone(path string, workers int) (f figures, err error) {
	file, err := os.Open(path)
	if err != nil {
		return f, err
	}
	defer file.Close()
	near := dedup.Near{Method: "exact", Measure: "jaccard", Threshold: 8000, Shingle: 5}
	d, err := dedup.New(dedup.Config{Exact: true, Near: near})
	if err != nil {
		return f, err
	}
	var watch stopwatch
	watch.start()
	prints, err := printAll(d, bufio.NewReaderSize(file, 1<<16), workers)
	if err != nil {
		return f, err
	}
	decisions, err := d.Resolve(prints, nil)
	watch.stop()
	for _, decision := range decisions {
		if decision.Reason != "" {
			f.Removed++
		}
	}
	f.CPU, f.Wall, f.Documents = watch.cpu, watch.wall, int64(len(decisions))
	return f, err
}

func printAll(d *dedup.Deduper, r *bufio.Reader, workers int) (prints []dedup.Print, err error) {
	for {
		lines, err := readLines(r, aloneBatch)
		if err != nil || len(lines) == 0 {
			return prints, err
		}
		first := len(prints)
		prints = append(prints, make([]dedup.Print, len(lines))...)
		err = spread(len(lines), workers, func(i int) (err error) {
			prints[first+i], err = printOf(d, int64(first+i), lines[i])
			return err
		})
		if err != nil {
			return nil, err
		}
	}
}

func printOf(d *dedup.Deduper, place int64, line []byte) (dedup.Print, error) {
	var r record
	if err := json.Unmarshal(line, &r); err != nil {
		return dedup.Print{}, err
	}
	return d.Print(&schema.Document{
		Key: schema.Key{Start: place}, ID: r.ID, Text: r.Text, Characters: int64(utf8.RuneCountInString(r.Text))}), nil
}

// spread calls f with every number below n, on a number of workers, each with a run of them.
func spread(n, workers int, f func(i int) error) error {
	errs := make([]error, n)
	var running sync.WaitGroup
	for w := range workers {
		work := func() {
			for i := w * n / workers; i < (w+1)*n/workers; i++ {
				errs[i] = f(i)
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

// readLines returns the next lines, of about size bytes in all. It returns none at the end.
func readLines(r *bufio.Reader, size int) (lines [][]byte, err error) {
	for total := 0; total < size; {
		line, err := r.ReadBytes('\n')
		if len(line) > 0 {
			lines, total = append(lines, line), total+len(line)
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
	}
	return lines, nil
}
