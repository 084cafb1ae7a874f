// Command bench measures corpuspack beside the programs that people would use instead, on the same data and in the same
// run, and prints tables. What it cannot run it says. pipeline/SPEED.md has the tables as they were measured.
//
// The rule that matters: whatever is measured runs as a child process of its own, so that its time and its memory are its
// own; and a program that is not here is a line of the result, never an error.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"

	"corpuspack/pipeline"
)

const usage = `bench measures corpuspack beside other programs. Run it in the folder of the repository.

  go run ./cmd/internal/bench [FLAGS] [TOPIC...]

Topics: dedup, release, parquet, verify, and, which take long, traps and growth. Without one: the first four.

Examples:
  go run ./cmd/internal/bench                             what is quick, on a small corpus of its own
  go run ./cmd/internal/bench -size 2GB -corpus texts.jsonl.xz dedup release
  go run ./cmd/internal/bench -size 250MB growth          dedup and release at 1, 2, 4 and 8 times 250 MB
  go run ./cmd/internal/bench -size 2GB -mode near -write corpus.jsonl

`

// bench is one run: what is asked for, and where.
type bench struct {
	ctx    context.Context
	corpus string // a seed, or none
	mode   string
	size   int64 // of the corpus, in bytes
	part   int   // documents that the other deduplicators get
	turns  int
	long   string // tar files with the long texts of the traps
	more   string // a file with more of the recipe
	dir    string

	temporary bool   // dir goes in the end
	self      string // this program
	program   string // corpuspack
}

var topics = []struct {
	name string
	run  func(*bench) error
}{
	{"dedup", (*bench).dedup},
	{"release", (*bench).release},
	{"parquet", (*bench).parquet},
	{"verify", (*bench).verify},
	{"traps", (*bench).traps},
	{"growth", (*bench).growth},
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	err := run(ctx, os.Args[1:])
	switch {
	case errors.Is(err, flag.ErrHelp):
	case err != nil:
		fmt.Fprintf(os.Stderr, "bench: %v\n", err)
		stop()
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	if len(args) > 0 && args[0] == childCommand {
		return child(args[1:])
	}
	b := &bench{ctx: ctx}
	size, write, chosen, err := b.parse(args)
	if err != nil {
		return err
	}
	if b.size, err = parseSize(size); err != nil {
		return fmt.Errorf("-size: %w", err)
	}
	if b.self, err = os.Executable(); err != nil {
		return err
	}
	if write != "" {
		return b.write(write, b.mode, b.size)
	}
	return b.all(chosen)
}

// parse reads the command line: size and the file to write as they stand there, and the topics that are asked for.
func (b *bench) parse(args []string) (size, write string, chosen []string, err error) {
	f := flag.NewFlagSet("bench", flag.ContinueOnError)
	f.Usage = func() { fmt.Fprint(f.Output(), usage, "Flags:\n"); f.PrintDefaults() }
	f.StringVar(&b.corpus, "corpus", "", "make the corpus from the texts of this `FILE`, JSON Lines with id and text, .xz too (default testdata/archive)")
	f.StringVar(&b.mode, "mode", "fresh", "copies of the texts are `KIND`: fresh (other words), near (one word changed) or exact")
	f.StringVar(&size, "size", "64MB", "`BYTES` of the corpus, such as 500MB or 2GB")
	f.IntVar(&b.part, "part", 20000, "the other deduplicators get the first `N` documents")
	f.IntVar(&b.turns, "turns", 1, "measure `N` times, and take the least processor time")
	f.StringVar(&b.long, "long", "../shared/data/versions/peps/v2.tar.xz,../shared/data/versions/rust-blog/v2.tar.xz",
		"the traps join their long texts from the files in these `TARS`; where one is missing, from the corpus")
	f.StringVar(&b.more, "recipe", "", "add the keys in this `FILE` to the recipe of the release")
	f.StringVar(&b.dir, "dir", "", "work in corpuspack-bench below this `FOLDER` and leave everything there (default a new one, removed afterwards)")
	f.StringVar(&write, "write", "", "only make the corpus, and write it to `FILE`")
	if err := f.Parse(args); err != nil {
		return "", "", nil, err
	}
	chosen = f.Args()
	if len(chosen) == 0 {
		chosen = []string{"dedup", "release", "parquet", "verify"}
	}
	return size, write, chosen, b.check(chosen)
}

func (b *bench) check(chosen []string) error {
	var names []string
	for _, t := range topics {
		names = append(names, t.name)
	}
	for _, c := range chosen {
		if !slices.Contains(names, c) {
			return fmt.Errorf("no topic is called %q: want %s", c, strings.Join(names, ", "))
		}
	}
	if !slices.Contains(modes, b.mode) {
		return fmt.Errorf("-mode %q: want %s", b.mode, strings.Join(modes, ", "))
	}
	if b.turns < 1 || b.part < 1 {
		return errors.New("-turns and -part: want a number from 1 on")
	}
	return nil
}

// parseSize reads a size as people write it of files (2GB) or as a recipe has it (2GiB).
func parseSize(s string) (int64, error) {
	for _, unit := range []struct{ short, bytes string }{{"GB", "000000000B"}, {"MB", "000000B"}, {"kB", "000B"}} {
		if n, found := strings.CutSuffix(s, unit.short); found {
			s = n + unit.bytes
		}
	}
	return pipeline.ParseSize(s)
}

// all makes what the topics share, and runs those that are chosen.
func (b *bench) all(chosen []string) error {
	err := b.prepare()
	if b.temporary {
		defer removeAll(b.dir)
	}
	if err != nil {
		return err
	}
	for _, t := range topics {
		if !slices.Contains(chosen, t.name) {
			continue
		}
		if err := t.run(b); err != nil {
			return fmt.Errorf("%s: %w", t.name, err)
		}
	}
	return nil
}

func (b *bench) prepare() (err error) {
	if b.dir == "" {
		b.temporary = true
		b.dir, err = os.MkdirTemp("", "corpuspack-bench-")
	} else {
		b.dir, err = filepath.Abs(filepath.Join(b.dir, "corpuspack-bench"))
	}
	if err != nil {
		return err
	}
	// What an earlier run has left there is of another corpus.
	if err := errors.Join(removeAll(b.dir), os.MkdirAll(filepath.Join(b.dir, "archive"), 0o777)); err != nil {
		return err
	}
	b.program = filepath.Join(b.dir, "corpuspack")
	out, err := exec.CommandContext(b.ctx, "go", "build", "-o", b.program, "./cmd/corpuspack").CombinedOutput()
	if err != nil {
		err = fmt.Errorf("go build ./cmd/corpuspack: %w\n%s", err, out)
	}
	return err
}
