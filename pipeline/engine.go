// Package pipeline turns an archive into the shards of a release: a recipe is compiled to a plan of pure steps, and an
// engine runs the plan.
//
// The rule that matters: what a release contains is decided here and in the packages of the steps (archive, clean,
// dedup, segment, shard), from the archive's bytes and the recipe alone. An engine only decides where the steps run.
// RECIPE.md beside this file has every key of a recipe.
package pipeline

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"corpuspack/pipeline/archive"
	"corpuspack/pipeline/shard"
	"corpuspack/pipeline/spill"
	"corpuspack/schema"
)

// Job is one run of a plan over an archive, whose benchmarks the plan has read.
type Job struct {
	Plan    *Plan
	Archive *archive.Archive
	Dir     shard.Dir   // where the shards are made
	Scratch spill.Space // where what memory does not hold is put away
	Memory  int64       // bytes to stay near; 0 is as many as are of use
	Workers int         // at least 1
	Parent  Ancestors   // nil where the release follows none
	Limit   int64       // documents to read; 0 is all
	Meter   Meter       // may be nil
	Reuse   *Reuse      // what the run before has done; may be nil
}

// Meter is told of progress: n more of total in a step (read: bytes; compare, write: documents). It is called from
// several goroutines at once.
type Meter func(step string, n, total int64)

// Engine runs jobs.
type Engine interface {
	Run(ctx context.Context, job Job) (*Result, error)
}

// Result says what a run has read and written.
type Result struct {
	Inputs  []Input     // by source
	Read    int64       // documents, an input that could not be read counting as one
	Passed  []Passed    // what was no document, by what it was
	Removed []Count     // by step and reason
	Against []Benchmark // by name
	Leaks   []Leak      // by split

	Withdrawn []Withdrawal     // what the release is to remember
	Unread    []*archive.Fault // inputs that could not be read and are removed
	Shards    []shard.Info
	Linked    int       // files of shards that are those of an earlier release
	Tables    []Content // a table and split each, by name
}

// Input is one file of the archive.
type Input struct {
	Source string
	Bytes  int64
	SHA256 schema.Digest
}

// Passed is a number of things in the archive that are no documents: requests in a web archive, pictures.
type Passed struct {
	What string
	N    int64
}

// Tally counts one more of what in a list that is sorted by it, and returns the list.
func Tally(list []Passed, what string) []Passed {
	at, found := slices.BinarySearchFunc(list, what, func(p Passed, what string) int { return strings.Compare(p.What, what) })
	if !found {
		list = slices.Insert(list, at, Passed{What: what})
	}
	list[at].N++
	return list
}

// Count is a number of removed documents.
type Count struct {
	Step, Reason string
	N            int64
}

// Content is the digest of the canonical lines of a table and split.
type Content struct {
	Table, Split string
	SHA256       schema.Digest
}

// Unreadable is the error of a run over an archive with inputs that cannot be read, all of them.
type Unreadable struct {
	Faults []*archive.Fault // of the content: on_error says what becomes of them
	Disk   []error          // of the disk
}

// maxNamed is the number of faults of one source that the error names.
const maxNamed = 10

// Error returns a line a fault, of one source no more than maxNamed and how many there are beside them.
func (u *Unreadable) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d of the archive's inputs cannot be read:", len(u.Faults)+len(u.Disk))
	for from := 0; from < len(u.Faults); {
		to := from + 1
		for to < len(u.Faults) && u.Faults[to].Key.Source == u.Faults[from].Key.Source {
			to++
		}
		for _, f := range u.Faults[from:min(to, from+maxNamed)] {
			fmt.Fprintf(&b, "\n  %v", f)
		}
		if n := to - from - maxNamed; n > 0 {
			fmt.Fprintf(&b, "\n  %s: and %d more", u.Faults[from].Key.Source, n)
		}
		from = to
	}
	for _, err := range u.Disk {
		fmt.Fprintf(&b, "\n  %v", err)
	}
	return b.String()
}

// Unwrap returns the errors of the disk.
func (u *Unreadable) Unwrap() []error { return u.Disk }
