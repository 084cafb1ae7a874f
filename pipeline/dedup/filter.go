package dedup

import (
	"encoding/binary"
	"errors"

	"corpuspack/pipeline/spill"
)

// filter finds the documents that may have a partner. A partner shares a certain part of a document's shingles; a document
// of which too many shingles occur only once has none, is kept, and leaves no trace. A document that might contain a smaller
// one is not let go while it shares a shingle with anybody.
type filter struct {
	*resolver
	keys  int64 // of all documents
	seen  *sketch
	lones *spill.Log     // where the sketch takes several rounds: how many keys of each document are alone, four bytes each
	sets  *spill.Records // of the documents that are left: see appendSet
	order *spill.Sorter  // by rank: where the set begins
}

func (f *filter) close() error {
	return errors.Join(f.lones.Close(), f.sets.Close(), f.order.Close())
}

func newFilter(r *resolver) *filter {
	return &filter{resolver: r, lones: spill.NewLog(r.Space, 1<<16),
		sets: spill.NewRecords(r.Space, 1<<20), order: spill.NewSorter(r.Space, r.Share(16))}
}

// run fills sets and order.
func (f *filter) run() error {
	if err := errors.Join(f.lo.Flush(), f.hi.Flush(), f.bands.Flush()); err != nil {
		return err
	}
	for d, err := range f.near.Sorted() {
		if err != nil {
			return err
		}
		c := candidateOf(d)
		_, _, count := f.keysOf(&c)
		f.keys += count
	}
	size, rounds := f.plan()
	f.seen = newSketch(2, size, rounds)
	for round := range rounds {
		if round > 0 {
			f.seen.next()
		}
		if err := f.count(); err != nil {
			return err
		}
		if err := f.look(round+1 == rounds); err != nil {
			return err
		}
	}
	f.seen = nil
	return f.sets.Flush()
}

// Counters of two bits that a key gets: with three a quarter of the keys that occur once share a counter with another. Where
// memory is short, as many rounds are made as two need.
const (
	cellsPerKey       = 3
	fewestCellsPerKey = 2
)

// plan returns the counters of a sketch, and the number of rounds in which it counts all keys.
func (f *filter) plan() (size, rounds uint64) {
	want := uint64(f.keys)*cellsPerKey/4*4 + 64
	most := uint64(f.Share(4)) * 4
	if want <= most {
		return want, 1
	}
	return most, (uint64(f.keys)*fewestCellsPerKey + most - 1) / most
}

// count counts the keys of all documents.
func (f *filter) count() error {
	for b, err := range f.batches(f.near, f.keysOf) {
		if err != nil {
			return err
		}
		err := f.Spread(f.Workers, func(w int) error {
			f.seen.add(b.keys, w, f.Workers)
			return nil
		})
		if err := errors.Join(err, f.Step(0)); err != nil {
			return err
		}
	}
	return nil
}

// look counts the keys of each document that occur once. In the last round it lets documents go, and makes the sets of the
// others.
func (f *filter) look(last bool) error {
	next := spill.NewLog(f.Space, 1<<16)
	at := int64(0)
	for b, err := range f.batches(f.near, f.keysOf) {
		if err != nil {
			return err
		}
		lone := make([]byte, 4*len(b.docs))
		if f.lones.Size() > 0 {
			if _, err := f.lones.ReadAt(lone, at); err != nil {
				return err
			}
		}
		at += int64(len(lone))
		records := make([][]byte, len(b.docs))
		err := f.Spread(f.Workers, func(w int) (err error) {
			from, to := span(len(b.docs), w, f.Workers)
			for i := from; i < to && err == nil; i++ {
				n := binary.LittleEndian.Uint32(lone[4*i:]) + f.alone(b.of(i))
				binary.LittleEndian.PutUint32(lone[4*i:], n)
				if last && f.mayHave(len(b.of(i)), int64(n)) {
					records[i], err = f.appendSet(&b.docs[i], b.of(i))
				}
			}
			return err
		})
		if err != nil {
			return err
		}
		if !last {
			_, err = next.Append(lone)
		} else {
			err = f.keep(b, records)
		}
		if err != nil {
			return err
		}
	}
	err := f.lones.Close()
	f.lones = next
	return errors.Join(err, next.Flush())
}

// alone returns how many of the keys occur once, as far as the sketch knows.
func (f *filter) alone(keys []uint64) (n uint32) {
	for _, key := range keys {
		if f.seen.count(key) == 1 {
			n++
		}
	}
	return n
}

// mayHave reports whether a document of n keys, lone of them nobody else's, may have a partner, or be one. A key that repeats
// itself is never lone, and counts as often as it stands in n: that may keep a document, and never lets one go.
func (f *filter) mayHave(n int, lone int64) bool {
	if f.minhash != nil || f.measure.containment {
		return lone < int64(n)
	}
	return lone*scale <= (scale-f.measure.threshold)*int64(n)
}

// keep adds the sets of the documents of a batch that are left, and tells of the others.
func (f *filter) keep(b *batch, records [][]byte) error {
	gone := 0
	for i, record := range records {
		if record == nil {
			gone++
			continue
		}
		if _, err := f.sets.Add(record); err != nil {
			return err
		}
		f.key = appendRank(f.key[:0], b.docs[i].rank)
		f.value = binary.AppendUvarint(f.value[:0], uint64(f.sets.Size()-int64(len(record))))
		f.value = binary.AppendUvarint(f.value, uint64(len(record)))
		if err := f.order.Add(f.key, f.value); err != nil {
			return err
		}
	}
	return f.Step(gone)
}

// appendSet returns the record of a document in sets: its number, its rank, the number of its different shingles, the lower
// halves of these in order, the higher halves, and a bit each that says whether it may stand in another document; with
// minhash, in the place of the bits, the bands that may stand in another.
func (f *filter) appendSet(c *candidate, keys []uint64) ([]byte, error) {
	s := Shingles{make([]byte, 8*c.count), make([]byte, 8*c.count)}
	if _, err := f.lo.ReadAt(s.lo, 8*c.start); err != nil {
		return nil, err
	}
	if _, err := f.hi.ReadAt(s.hi, 8*c.start); err != nil {
		return nil, err
	}
	set := s.set()
	record := make([]byte, 0, 3*binary.MaxVarintLen64+16*len(set)+8*len(keys)+8)
	for _, n := range []int64{c.n, c.rank, int64(len(set))} {
		record = binary.AppendUvarint(record, uint64(n))
	}
	for _, shingle := range set {
		record = binary.LittleEndian.AppendUint64(record, shingle.Lo)
	}
	for _, shingle := range set {
		record = binary.LittleEndian.AppendUint64(record, shingle.Hi)
	}
	if f.minhash == nil {
		return f.appendFlags(record, set), nil
	}
	for _, key := range keys {
		if f.seen.count(key) != 1 {
			record = binary.LittleEndian.AppendUint64(record, key)
		}
	}
	return record, nil
}

// appendFlags appends a bit a shingle, from the lowest on: whether it may stand in another document too.
func (f *filter) appendFlags(record []byte, set []Shingle) []byte {
	for from := 0; from < len(set); from += 8 {
		bits := byte(0)
		for i, shingle := range set[from:min(from+8, len(set))] {
			if f.seen.count(shingle.Lo) != 1 {
				bits |= 1 << i
			}
		}
		record = append(record, bits)
	}
	return record
}
