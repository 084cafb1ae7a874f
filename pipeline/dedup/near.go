package dedup

import (
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
	most := max(1<<12, min(p.Share(32)/16, 1<<20)) // a key stands in the batch and in the buffer of the log
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
	b.keys = resized(b.keys, size)
	return p.Spread(p.Workers, func(w int) error {
		from, to := span(len(b.docs), w, p.Workers)
		var buf []byte
		for from < to { // what stands together is read together
			log, start, count := keys(&b.docs[from])
			next := from + 1
			for ; next < to; next++ {
				if _, nextStart, more := keys(&b.docs[next]); nextStart != start+count {
					break
				} else {
					count += more
				}
			}
			buf = resized(buf, int(8*count))
			if err := readKeys(b.keys[b.ends[next-1]-int(count):b.ends[next-1]], log, start, buf); err != nil {
				return err
			}
			from = next
		}
		return nil
	})
}
