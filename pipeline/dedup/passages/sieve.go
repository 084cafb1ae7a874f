package passages

import (
	"encoding/binary"
	"errors"

	"corpuspack/pipeline/spill"
)

// A window that is left is a record that sorts as the definition wants it: the halves of its hash, the number of its document,
// its place.
const (
	hashSize   = 16
	windowSize = hashSize + 12
)

func appendPlace(dst []byte, document int64, place int) []byte {
	return binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint64(dst, uint64(document)), uint32(place))
}

func placeOf(b []byte) (document int64, place int) {
	return int64(binary.BigEndian.Uint64(b)), int(binary.BigEndian.Uint32(b[8:]))
}

// sieve leaves the windows whose lower half may occur twice. About a quarter of those that occur once slip through.
func (f *Finder) sieve(left *spill.Log) error {
	docs, hi := documents{column: column{log: f.docs, size: documentSize}}, column{log: f.hi, size: 8}
	for w, err := range f.twice(column{log: f.lo, size: 8}, 0) {
		if err != nil {
			return err
		}
		upper, errHi := hi.at(w.number)
		document, place, errDocs := docs.of(w.number)
		if err := errors.Join(errHi, errDocs); err != nil {
			return err
		}
		f.buf = appendPlace(append(append(f.buf[:0], w.bytes...), upper...), document, place)
		if _, err := left.Append(f.buf); err != nil {
			return err
		}
	}
	return nil
}

// sieveAgain leaves, of these, the windows whose higher half may occur twice.
func (f *Finder) sieveAgain(left *spill.Log, sorted *spill.Sorter) error {
	for w, err := range f.twice(column{log: left, size: windowSize}, 8) {
		if err == nil {
			err = sorted.Add(w.bytes, nil)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// documents finds the document that a window is of.
type documents struct {
	column
	next       int64 // record
	number     int64 // of the document that it is at
	start, end int64 // its windows
}

// A document is a record of its number and the number of windows up to its last.
const documentSize = 16

// of returns the number of the document that a window is of, and the place there. It is fast where windows come in order.
func (d *documents) of(window int64) (number int64, place int, err error) {
	if window < d.start {
		d.next, d.end = 0, 0
	}
	for window >= d.end {
		b, err := d.at(d.next)
		if err != nil {
			return 0, 0, err
		}
		d.next++
		d.number, d.start, d.end = int64(binary.LittleEndian.Uint64(b)), d.end, int64(binary.LittleEndian.Uint64(b[8:]))
	}
	return d.number, int(window - d.start), nil
}
