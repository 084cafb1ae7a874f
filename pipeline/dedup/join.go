package dedup

import (
	"encoding/binary"
	"errors"

	"corpuspack/pipeline/spill"
)

// Two similar sets x and y share a shingle among the first |x|−⌈T·|x|/10000⌉+1 of x and the first |y|−⌈T·|y|/10000⌉+1 of
// y, in any one order of all shingles: the prefix filter (Chaudhuri, Ganti, Kaushik: A primitive operator for similarity
// joins in data cleaning, ICDE 2006; Bayardo, Ma, Srikant: Scaling up all pairs similarity search, WWW 2007). The order
// here is by rarity, so that few documents share a shingle. The place of the first shared one bounds how many more there
// can be (Xiao, Wang, Lin, Yu: Efficient similarity joins for near duplicate detection, WWW 2008).
//
// Under containment only the smaller set has such a prefix, and it shares a shingle of that with the whole of the greater.

// join takes the documents that are left in order of priority, and finds for each the most similar one of those kept before.
// It holds postings of kept documents. Where they pass the bound of memory, all later documents are compared with them, and
// the index begins anew: so a document meets every kept one before it, whatever the bound.
type join struct {
	*resolver
	order *spill.Records // the documents by rank
	rare  *sketch        // in how many documents a key stands, by which keys are put in order
	index index
	best  *spill.Log // of the documents from number `first` on: the best match, once the index has begun anew
	first int64      // in order
	work  []worker
	batch []member
}

// worker is the memory of one of the goroutines.
type worker struct {
	loader
	seen   []int64 // by document of the index: the last one that it was compared with, by its rank plus 1
	other  set
	counts []byte
	keys   []uint64
}

// member is a document that the join is at.
type member struct {
	n, rank int64
	shingles
	set
	keys   []uint64 // by which it may be found, rarest first
	lone   int      // shingles that no other document has; they come before the keys
	prefix int      // a similar document shares one of so many first shingles
	best   match
}

func (m *member) size() int { return len(m.lo) }

func newJoin(r *resolver, f *filter) (*join, error) {
	j := &join{resolver: r, order: spill.NewRecords(r.Space, 1<<20), best: spill.NewLog(r.Space, 0), rare: f.seen,
		work: make([]worker, r.Workers)}
	var record []byte
	for d, err := range f.left.Sorted() {
		if err == nil {
			record = append(spill.AppendInt(record[:0], rankOf(d.Key)), d.Value...)
			_, err = j.order.Add(record)
		}
		if err != nil {
			return j, err
		}
	}
	if err := j.order.Flush(); err != nil || f.whole {
		return j, err
	}
	f.seen.close()
	return j, j.count(f.keys)
}

func (j *join) close() error {
	j.rare.close()
	return errors.Join(j.order.Close(), j.best.Close())
}

// count counts in how many of the documents that are left each key stands, as well as memory allows.
func (j *join) count(keys int64) error {
	want, most := j.cells(keys)
	j.rare = newSketch(min(want, most), 1)
	for place := int64(0); place < j.order.Size(); {
		next, err := j.read(place)
		if err != nil {
			return err
		}
		err = j.Spread(j.Workers, func(w int) error { return j.each(w, j.loadKeys) })
		if err == nil {
			err = j.Spread(j.Workers, func(w int) error {
				for i := range j.batch {
					j.rare.add(j.batch[i].keys, w, j.Workers)
				}
				return nil
			})
		}
		if err := errors.Join(err, j.Step(0)); err != nil {
			return err
		}
		place = next
	}
	return nil
}

// each calls f with the documents of the batch that are those of a worker.
func (j *join) each(w int, f func(*worker, *member) error) error {
	from, to := span(len(j.batch), w, j.Workers)
	for i := from; i < to; i++ {
		if err := f(&j.work[w], &j.batch[i]); err != nil {
			return err
		}
	}
	return nil
}

// loadKeys reads the set of a document, and its keys in any order.
func (j *join) loadKeys(w *worker, m *member) (err error) {
	if m.set, err = w.load(m.set, j.Prints, m.shingles); err != nil {
		return err
	}
	if j.minhash == nil {
		m.keys = append(m.keys[:0], m.lo...)
		return nil
	}
	m.keys = resized(m.keys, j.minhash.bands)
	w.buf = resized(w.buf, 8*len(m.keys))
	return readKeys(m.keys, j.bands, m.shingles.bands, w.buf)
}

// maxBatch is the number of documents of a batch.
const maxBatch = 512

// run decides about every document.
func (j *join) run() error {
	for place, done := int64(0), int64(0); place < j.order.Size(); {
		next, err := j.read(place)
		if err != nil {
			return err
		}
		if err := j.probe(done); err != nil {
			return err
		}
		for i := range j.batch {
			if err := j.decide(&j.batch[i]); err != nil {
				return err
			}
		}
		place, done = next, done+int64(len(j.batch))
		if err := j.Step(len(j.batch)); err != nil {
			return err
		}
		if j.index.size() > j.Share(4) {
			if err := j.sweep(place, done); err != nil {
				return err
			}
		}
	}
	return nil
}

// read makes the documents from a place of order on the batch, and returns where the next one begins.
func (j *join) read(place int64) (next int64, err error) {
	most := int64(j.Share(64) / 32) // shingles: a set and its keys, in the batch
	size, n := int64(0), 0
	for d, err := range j.order.From(place) {
		if err != nil {
			return 0, err
		}
		if n == len(j.batch) {
			j.batch = append(j.batch, member{})
		}
		m, c := &j.batch[n], spill.Cursor{Rest: d}
		m.rank, m.n, m.shingles, m.best = c.Int(), c.Int(), placeOf(&c), match{}
		place += spill.Size(d)
		n++
		if size += m.count; size > most || n == maxBatch {
			break
		}
	}
	j.batch = j.batch[:n]
	return place, nil
}

// probe ranks the keys of each document of the batch, the first of which has a number in order, and looks for partners in the
// index.
func (j *join) probe(number int64) error {
	j.index.batch = int32(len(j.index.docs))
	if err := j.matched(number); err != nil {
		return err
	}
	return j.Spread(j.Workers, func(w int) error {
		return j.each(w, func(w *worker, m *member) error {
			if err := j.loadKeys(w, m); err != nil {
				return err
			}
			j.rank(w, m)
			return j.look(w, m, 0, j.index.batch)
		})
	})
}

// rank orders the keys of a document by the number of documents that they stand in, rarest first and then as they come,
// without those that stand in no other. Under Jaccard nobody asks for more than the prefix.
func (j *join) rank(w *worker, m *member) {
	var starts [most + 2]int
	w.counts, w.keys = resized(w.counts, len(m.keys)), resized(w.keys, len(m.keys))
	for i, key := range m.keys {
		w.counts[i] = j.rare.count(key)
		starts[w.counts[i]+1]++
	}
	alone := starts[1] + starts[2] // none has 0
	starts[1], starts[2] = 0, 0
	for i := 1; i < len(starts); i++ {
		starts[i] += starts[i-1]
	}
	for i, key := range m.keys {
		if c := w.counts[i]; c > 1 {
			w.keys[starts[c]] = key
			starts[c]++
		}
	}
	ranked, size := w.keys[:len(m.keys)-alone], m.size()
	m.prefix, m.lone = size-int(j.measure.least(int64(size)))+1, size-len(ranked)
	if j.minhash != nil {
		m.prefix, m.lone = len(ranked), 0
	}
	if !j.measure.containment {
		ranked = ranked[:max(0, min(len(ranked), m.prefix-m.lone))]
	}
	m.keys = append(m.keys[:0], ranked...)
}

// decide compares a document with those of its batch that are kept, and removes it or lets later ones find it.
func (j *join) decide(m *member) error {
	w := &j.work[0]
	if err := j.look(w, m, j.index.batch, int32(len(j.index.docs))); err != nil {
		return err
	}
	if m.best.shared > 0 {
		return j.remove(m.n, Decision{Reason: ReasonNear, Kept: m.best.n, Shared: m.best.shared, Union: m.best.union})
	}
	j.index.add(m, j.Share(16))
	return nil
}

// sweep compares all documents from a place of order on with the index, and begins a new one.
func (j *join) sweep(place, done int64) error {
	best := spill.NewLog(j.Space, 1<<16)
	var record []byte
	for at := done; place < j.order.Size(); {
		next, err := j.read(place)
		if err == nil {
			err = j.probe(at)
		}
		record = record[:0]
		for i := range j.batch {
			record = j.batch[i].best.append(record)
		}
		if err == nil {
			_, err = best.Append(record)
		}
		if err := errors.Join(err, j.Step(0)); err != nil {
			return errors.Join(err, best.Close())
		}
		place, at = next, at+int64(len(j.batch))
	}
	j.index = index{}
	for i := range j.work {
		j.work[i].seen = nil
	}
	err := j.best.Close()
	j.best, j.first = best, done
	return errors.Join(err, best.Flush())
}

// matched gives the documents of the batch, the first of which has a number in order, what was found before.
func (j *join) matched(number int64) error {
	if j.best.Size() == 0 || len(j.batch) == 0 {
		return nil
	}
	b := make([]byte, matchSize*len(j.batch))
	if _, err := j.best.ReadAt(b, matchSize*(number-j.first)); err != nil {
		return err
	}
	for i := range j.batch {
		j.batch[i].best = matchOf(b[matchSize*i:])
	}
	return nil
}

// match is a kept document and what it shares with the one at hand; the zero match shares nothing.
type match struct{ n, rank, shared, union int64 }

const matchSize = 32

func (m match) append(dst []byte) []byte {
	for _, v := range []int64{m.n, m.rank, m.shared, m.union} {
		dst = binary.LittleEndian.AppendUint64(dst, uint64(v))
	}
	return dst
}

func matchOf(b []byte) match {
	at := func(i int) int64 { return int64(binary.LittleEndian.Uint64(b[8*i:])) }
	return match{at(0), at(1), at(2), at(3)}
}

// beats reports whether m is the better partner: more similar, or as similar and before the other by priority.
func (m match) beats(other match) bool {
	if other.shared == 0 {
		return true
	}
	c := compareShares(m.shared, m.union, other.shared, other.union)
	return c > 0 || c == 0 && m.rank < other.rank
}
