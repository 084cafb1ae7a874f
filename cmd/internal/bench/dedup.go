package main

import (
	"bufio"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// A peer is a deduplicator that is not ours: a Python package, with a script that runs it on a file.
type peer struct {
	name     string
	packages string // a list in python/
	script   string
	args     func(file, folder string) []string
	slow     int // it gets one document of so many
}

// peers find near-duplicates by words, in runs of five. Those of the trap with settings of others are not among them.
var peers = []peer{
	minhash("rensa", "rensa", 1),
	minhash("gaoya", "gaoya", 1),
	minhash("datasketch", "datasketch", 1),
	{"datatrove, FineWeb's settings", "datatrove.txt", "fineweb.py", func(file, folder string) []string {
		return []string{file, folder}
	}, 10},
}

// minhash is a library that the script minhash.py knows, with settings of another program or its own.
func minhash(name, library string, slow int, settings ...string) peer {
	return peer{name, library + ".txt", "minhash.py", func(file, _ string) []string {
		return append([]string{library, file}, settings...)
	}, slow}
}

// run removes the near-duplicates of a file.
func (p peer) run(b *bench, file string) (figures, error) {
	folder, err := os.MkdirTemp(b.dir, "peer-")
	if err != nil {
		return figures{}, err
	}
	defer os.RemoveAll(folder)
	return b.python(p.packages, p.script, p.args(file, folder)...)
}

// dedup measures deduplication alone, over the whole corpus beside SHA-256, and over a part of it beside its peers.
func (b *bench) dedup() error {
	corpus, err := b.input()
	if err != nil {
		return err
	}
	if err := b.dedupAlone(corpus); err != nil {
		return err
	}
	return b.dedupPeers(corpus)
}

func (b *bench) dedupAlone(corpus string) error {
	sum, err := b.own("sha256", corpus)
	if err != nil {
		return err
	}
	t := newTable("deduplication alone", "MB", "CPU s", "wall s", "MB/CPU s", "peak MiB", "CPU/sha256", "CPU/1 worker", "kept", "removed")
	t.add("crypto/sha256", megabytes(sum.Bytes), seconds(sum.CPU), seconds(sum.Wall), rate(sum.Bytes, sum.CPU), mebibytes(sum.Peak), "1.00")
	var one figures
	for _, workers := range []string{"1", "2"} {
		f, err := b.own("alone", corpus, workers, "0")
		if err != nil {
			return err
		}
		if workers == "1" {
			one = f
		}
		t.add("workers: "+workers, megabytes(sum.Bytes), seconds(f.CPU), seconds(f.Wall), rate(sum.Bytes, f.CPU), mebibytes(f.Peak),
			ratio(f.CPU, sum.CPU), ratio(f.CPU, one.CPU), fmt.Sprint(f.Documents-f.Removed), fmt.Sprint(f.Removed))
	}
	t.print()
	return nil
}

func (b *bench) dedupPeers(corpus string) error {
	t := newTable("deduplication beside others", "documents", "CPU s", "documents/s", "ours", "ratio", "peak MiB", "ours", "kept", "ours", "removed", "ours")
	for _, p := range peers {
		part, ours, err := b.first(corpus, p.slow)
		if err != nil {
			return err
		}
		f, err := p.run(b, part)
		if err != nil {
			t.missing(p.name, err)
			continue
		}
		t.add(p.name, fmt.Sprint(f.Documents), seconds(f.CPU), perSecond(f.Documents, f.CPU), perSecond(ours.Documents, ours.CPU),
			ratio(f.CPU, ours.CPU), mebibytes(f.Peak), mebibytes(ours.Peak),
			fmt.Sprint(f.Documents-f.Removed), fmt.Sprint(ours.Documents-ours.Removed), fmt.Sprint(f.Removed), fmt.Sprint(ours.Removed))
	}
	t.print()
	return nil
}

// first writes the first documents of the corpus into a file of their own, and measures ours on them.
func (b *bench) first(corpus string, slow int) (path string, ours figures, err error) {
	n := max(1, b.part/slow)
	path = filepath.Join(b.dir, fmt.Sprintf("first-%d.jsonl", n))
	if _, err := b.own("head", corpus, path, fmt.Sprint(n)); err != nil {
		return "", ours, err
	}
	ours, err = b.own("alone", path, "1", "0")
	return path, ours, err
}

func headChild(from, to string, n int64) (f figures, err error) {
	file, err := os.Open(from)
	if err != nil {
		return f, err
	}
	defer file.Close()
	r := bufio.NewReader(file)
	return f, toFile(to, func(w io.Writer) error {
		for range n {
			line, err := r.ReadBytes('\n')
			if _, werr := w.Write(line); err != nil || werr != nil {
				return werr // or the end
			}
		}
		return nil
	})
}

// sumChild goes over a file with SHA-256.
func sumChild(path string) (f figures, err error) {
	file, err := os.Open(path)
	if err != nil {
		return f, err
	}
	defer file.Close()
	var watch stopwatch
	watch.start()
	f.Bytes, err = io.CopyBuffer(struct{ io.Writer }{sha256.New()}, struct{ io.Reader }{file}, make([]byte, 1<<20))
	watch.stop()
	f.CPU, f.Wall = watch.cpu, watch.wall
	return f, err
}

// input returns the corpus of this run, and makes it where it is not there yet.
func (b *bench) input() (string, error) {
	path := filepath.Join(b.dir, "archive", "corpus.jsonl")
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	if err := b.write(path, b.mode, b.size); err != nil {
		return "", err
	}
	seed := b.corpus
	if seed == "" {
		seed = ownTexts
	}
	fmt.Printf("corpus: %s, copies: %s, %s MB\n\n", filepath.ToSlash(filepath.Base(seed)), b.mode, megabytes(b.size))
	return path, nil
}
