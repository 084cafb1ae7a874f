// Package passages finds the passages that stand more than once in a set of documents, and cuts them out but for their first
// place.
//
// The rule that matters: a window is a run of k tokens (schema/FORMAT.md, section 6). All windows stand in one order, by the
// number of their document, then by place. A window is a repeat if the first window equal to it stands before it and does not
// overlap it. A token goes if it lies in a repeat. So no token goes that does not stand earlier, too, in the same company;
// what is left of the texts has no two equal windows apart from each other, but where a cut has brought their tokens
// together; and the order in which documents come, workers and memory change nothing.
//
// What it costs: every window is hashed once and counted. Only those that may occur twice are sorted, so the time
// is that of going over the texts, and n log n in the windows that repeat, however often one of them does.
package passages

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"iter"

	"corpuspack/pipeline/dedup"
	"corpuspack/pipeline/spill"
)

// Config is the part of a recipe that says which passages are cut out.
type Config struct {
	Tokens int // of a passage at least; 0: none is
}

// On reports whether anything is cut out.
func (c Config) On() bool { return c.Tokens > 0 }

// Finder finds the passages of a set of documents. Close it.
type Finder struct {
	dedup.Resources
	tokens  int
	windows int64
	lo, hi  *spill.Log    // halves of all windows
	docs    *spill.Log    // documents
	repeats *spill.Sorter // number of the document and place of each repeat
	firsts  []uint64      // a bit a document: whether something in it is repeated later
	buf     []byte
}

// New returns an empty finder of the passages that the recipe's part c wants to go, or an error where it wants none.
func New(c Config, r dedup.Resources) (*Finder, error) {
	if !c.On() {
		return nil, fmt.Errorf("dedup.passages.tokens: %d: want at least 1 token", c.Tokens)
	}
	f := &Finder{Resources: r, tokens: c.Tokens, repeats: spill.NewSorter(r.Space, r.Share(8))}
	f.empty()
	return f, nil
}

// empty makes the logs of the windows new ones.
func (f *Finder) empty() {
	for _, log := range []**spill.Log{&f.lo, &f.hi, &f.docs} {
		*log = spill.NewLog(f.Space, 1<<20)
	}
}

// drop deletes the windows.
func (f *Finder) drop() error {
	err := errors.Join(f.lo.Close(), f.hi.Close(), f.docs.Close())
	f.empty()
	return err
}

// Close deletes what stands on disk.
func (f *Finder) Close() error { return errors.Join(f.drop(), f.repeats.Close()) }

// Windows returns the windows of a text. It is pure.
func (f *Finder) Windows(text string) dedup.Shingles { return dedup.Windows(text, f.tokens) }

// Add takes the windows of a document. Documents may come in any order; their numbers, which are not negative, say which
// stands before which, and no two have the same.
func (f *Finder) Add(number int64, windows dedup.Shingles) error {
	if windows.Len() == 0 {
		return nil
	}
	f.windows += int64(windows.Len())
	lo, hi := windows.Halves()
	_, errLo := f.lo.Append(lo)
	_, errHi := f.hi.Append(hi)
	f.buf = binary.LittleEndian.AppendUint64(f.buf[:0], uint64(number))
	_, errDocs := f.docs.Append(binary.LittleEndian.AppendUint64(f.buf, uint64(f.windows)))
	return errors.Join(errLo, errHi, errDocs)
}

// Resolve finds the repeats. Nothing may be added any more.
func (f *Finder) Resolve() error {
	if err := errors.Join(f.lo.Flush(), f.hi.Flush(), f.docs.Flush()); err != nil {
		return err
	}
	left := spill.NewLog(f.Space, 1<<20)
	defer left.Close()
	if err := f.sieve(left); err != nil {
		return err
	}
	if err := errors.Join(f.drop(), left.Flush()); err != nil {
		return err
	}
	sorted := spill.NewSorter(f.Space, f.Share(8))
	defer sorted.Close()
	if err := f.sieveAgain(left, sorted); err != nil {
		return err
	}
	return f.group(sorted)
}

// group puts the repeats among windows that are sorted by hash, then by place.
func (f *Finder) group(sorted *spill.Sorter) error {
	var hash, first []byte
	for r, err := range sorted.Sorted() {
		if err != nil {
			return err
		}
		at := r.Key[hashSize:]
		switch {
		case !bytes.Equal(r.Key[:hashSize], hash):
			hash, first = append(hash[:0], r.Key[:hashSize]...), append(first[:0], at...)
		case !f.overlap(first, at):
			f.addFirst(first)
			if err := f.repeats.Add(at, nil); err != nil {
				return err
			}
		}
	}
	return nil
}

func (f *Finder) addFirst(at []byte) {
	number, _ := placeOf(at)
	for int64(len(f.firsts)) <= number/64 {
		f.firsts = append(f.firsts, 0)
	}
	f.firsts[number/64] |= 1 << (number % 64)
}

// HasFirst reports whether the first place of something that is repeated is in a document.
func (f *Finder) HasFirst(number int64) bool {
	return number/64 < int64(len(f.firsts)) && f.firsts[number/64]>>(number%64)&1 != 0
}

// overlap reports whether two windows, the first of which stands before the other, share a token.
func (f *Finder) overlap(a, b []byte) bool {
	documentA, placeA := placeOf(a)
	documentB, placeB := placeOf(b)
	return documentA == documentB && placeB < placeA+f.tokens
}

// Run is the tokens of a text from one up to another, exclusive.
type Run struct{ From, To int }

// Repeated is a document in which there are repeats, and the tokens that lie in them.
type Repeated struct {
	Number int64
	Runs   []Run // in order, apart from each other
}

// All yields the documents in which there are repeats, by number.
func (f *Finder) All() iter.Seq2[Repeated, error] {
	return func(yield func(Repeated, error) bool) {
		var d Repeated
		for r, err := range f.repeats.Sorted() {
			if err != nil {
				yield(Repeated{}, err)
				return
			}
			number, from := placeOf(r.Key)
			if number != d.Number && len(d.Runs) > 0 {
				if !yield(d, nil) {
					return
				}
				d.Runs = nil
			}
			d.Number = number
			d.add(Run{from, from + f.tokens})
		}
		if len(d.Runs) > 0 {
			yield(d, nil)
		}
	}
}

// add adds a run that begins behind the begin of the last one.
func (d *Repeated) add(r Run) {
	if n := len(d.Runs); n > 0 && r.From <= d.Runs[n-1].To {
		d.Runs[n-1].To = r.To
		return
	}
	d.Runs = append(d.Runs, r)
}
