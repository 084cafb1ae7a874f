package dedup

import (
	"encoding/binary"
	"iter"

	"corpuspack/pipeline/spill"
)

// similar removes near-duplicates: one pass over the shingles counts them, a second lets go the documents that nobody
// resembles, and what is left is joined.
func (r *resolver) similar() error {
	f := newFilter(r)
	defer f.close()
	if err := f.run(); err != nil {
		return err
	}
	j, err := newJoin(r, f)
	defer j.close()
	if err != nil {
		return err
	}
	return j.run()
}

// keysOf returns the log and the range of the keys by which a document is found: its shingles, or its bands.
func (p *Prints) keysOf(c *candidate) (log *spill.Log, start, count int64) {
	if p.minhash != nil {
		return p.bands, c.bands, int64(p.minhash.bands)
	}
	return p.shinglesOf(c)
}

// shinglesOf returns the log and the range of the shingles of a document, their lower halves.
func (p *Prints) shinglesOf(c *candidate) (log *spill.Log, start, count int64) {
	return p.lo, c.start, c.count
}

// readKeys reads keys from a log into dst.
func readKeys(dst []uint64, log *spill.Log, start int64, buf []byte) error {
	buf = buf[:8*len(dst)]
	if _, err := log.ReadAt(buf, 8*start); err != nil {
		return err
	}
	for i := range dst {
		dst[i] = binary.LittleEndian.Uint64(buf[8*i:])
	}
	return nil
}

// batch is documents with their keys.
type batch struct {
	docs []candidate
	keys []uint64
	ends []int // of the keys of each document
}

// of returns the keys of document i.
func (b *batch) of(i int) []uint64 {
	start := 0
	if i > 0 {
		start = b.ends[i-1]
	}
	return b.keys[start:b.ends[i]]
}

// span returns the range of a list that worker i of n works on.
func span(size, i, n int) (from, to int) { return size * i / n, size * (i + 1) / n }

// ranger says where the keys of a document are.
type ranger = func(*candidate) (log *spill.Log, start, count int64)

// batches yields documents, in their order, with the keys that keys leads to. A batch is valid until the next one.
func (p *Prints) batches(from *spill.Sorter, keys ranger) iter.Seq2[*batch, error] {
	most := p.Share(32) / 16 // a key stands in the batch and in the buffer of the log
	most = max(1<<14, min(most, 1<<20))
	return func(yield func(*batch, error) bool) {
		b := new(batch)
		size := 0
		for d, err := range from.Sorted() {
			if err != nil {
				yield(nil, err)
				return
			}
			c := candidateOf(d)
			_, _, count := keys(&c)
			if size > 0 && size+int(count) > most {
				if !yield(b, p.fill(b, size, keys)) {
					return
				}
				b.docs, b.ends, size = b.docs[:0], b.ends[:0], 0
			}
			size += int(count)
			b.docs, b.ends = append(b.docs, c), append(b.ends, size)
		}
		if size > 0 {
			yield(b, p.fill(b, size, keys))
		}
	}
}

// fill reads the keys of the batch.
func (p *Prints) fill(b *batch, size int, keys ranger) error {
	if cap(b.keys) < size {
		b.keys = make([]uint64, size)
	}
	b.keys = b.keys[:size]
	return p.Spread(p.Workers, func(w int) error {
		var buf []byte
		from, to := span(len(b.docs), w, p.Workers)
		for i := from; i < to; i++ {
			log, start, count := keys(&b.docs[i])
			if cap(buf) < int(8*count) {
				buf = make([]byte, 8*count+8*count/2)
			}
			if err := readKeys(b.of(i), log, start, buf); err != nil {
				return err
			}
		}
		return nil
	})
}
