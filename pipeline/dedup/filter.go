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
	lones *spill.Log    // where the sketch takes several rounds: how many keys of each document are alone, four bytes each
	left  *spill.Sorter // the documents that are left, by rank
	whole bool          // seen knows all keys
}

func newFilter(r *resolver) *filter {
	return &filter{resolver: r, lones: spill.NewLog(r.Space, 1<<16), left: spill.NewSorter(r.Space, r.Share(16))}
}

func (f *filter) close() error {
	f.seen.close()
	return errors.Join(f.lones.Close(), f.left.Close())
}

// run fills left.
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
	var rounds int
	f.seen, rounds = f.sketch(f.keys)
	f.whole = rounds == 1
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
	return nil
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

// look counts the keys of each document that occur once. In the last round it lets documents go.
func (f *filter) look(last bool) error {
	next := spill.NewLog(f.Space, 1<<16)
	at := int64(0)
	for b, err := range f.batches(f.near, f.keysOf) {
		if err != nil {
			return errors.Join(err, next.Close())
		}
		lone := make([]byte, 4*len(b.docs))
		if f.lones.Size() > 0 {
			if _, err := f.lones.ReadAt(lone, at); err != nil {
				return errors.Join(err, next.Close())
			}
		}
		at += int64(len(lone))
		err := f.Spread(f.Workers, func(w int) error {
			from, to := span(len(b.docs), w, f.Workers)
			for i := from; i < to; i++ {
				n := f.alone(b.of(i), binary.LittleEndian.Uint32(lone[4*i:]))
				binary.LittleEndian.PutUint32(lone[4*i:], n)
			}
			return nil
		})
		if err == nil && last {
			err = f.keep(b, lone)
		} else if err == nil {
			_, err = next.Append(lone)
		}
		if err != nil {
			return errors.Join(err, next.Close())
		}
	}
	err := f.lones.Close()
	f.lones = next
	return errors.Join(err, next.Flush())
}

// alone returns n and how many of the keys occur once, as far as the sketch knows; or as many as are too many.
func (f *filter) alone(keys []uint64, n uint32) uint32 {
	const stride = 64
	for at := 0; at < len(keys) && f.mayHave(len(keys), int64(n)); at += stride {
		for _, key := range keys[at:min(at+stride, len(keys))] {
			if f.seen.count(key) == 1 {
				n++
			}
		}
	}
	return n
}

// keep puts those documents of a batch that may have a partner to those that are left, and tells of the others.
func (f *filter) keep(b *batch, lone []byte) error {
	gone := 0
	for i := range b.docs {
		c := &b.docs[i]
		if !f.mayHave(len(b.of(i)), int64(binary.LittleEndian.Uint32(lone[4*i:]))) {
			gone++
			continue
		}
		f.key = appendRank(f.key[:0], c.rank)
		f.value = c.shingles.append(spill.AppendInt(f.value[:0], c.n))
		if err := f.left.Add(f.key, f.value); err != nil {
			return err
		}
	}
	return f.Step(gone)
}

// mayHave reports whether a document of n keys, lone of them nobody else's, may have a partner, or be one. A key that repeats
// itself is never lone, and counts as often as it stands in n: that may keep a document, and never lets one go.
func (f *filter) mayHave(n int, lone int64) bool {
	if f.minhash != nil || f.measure.containment {
		return lone < int64(n)
	}
	return lone*scale <= (scale-f.measure.threshold)*int64(n)
}
