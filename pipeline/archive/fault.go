package archive

import (
	"strings"

	"corpuspack/schema"
)

// Fault says of a piece of the archive why it cannot be read.
type Fault struct {
	Key     schema.Key // where the piece begins
	End     int64      // where it ends, exclusive; 0 where that is not known
	Place   string     // for people: archive/a.jsonl: line 7, byte 1234
	TooLong bool       // the piece has more bytes than max_document
	Err     error
}

// Error returns the place, then the problem.
func (f *Fault) Error() string { return f.Place + ": " + f.Err.Error() }

// Unwrap returns the problem without its place.
func (f *Fault) Unwrap() error { return f.Err }

// Faults is everything that is wrong with an archive, in the order of the places.
type Faults []*Fault

// Error returns one line a fault.
func (f Faults) Error() string {
	lines := make([]string, len(f))
	for i, fault := range f {
		lines[i] = fault.Error()
	}
	return strings.Join(lines, "\n")
}
