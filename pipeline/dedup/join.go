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
	sets  *spill.Records
	order *spill.Records // by priority: where the set of a document stands in sets, and how long it is
	rare  *sketch        // in how many sets a key stands
	index index
	best  *spill.Log // of the documents from number `first` on: the best match, once the index has begun anew
	first int64      // in order
	work  []worker
}

// worker is the memory of one of the goroutines.
type worker struct {
	seen []int64 // by document of the index: the last one that it was compared with, by its rank plus 1
	buf  []byte
	set  set
}

func newJoin(r *resolver, f *filter) (*join, error) {
	j := &join{resolver: r, sets: f.sets, order: spill.NewRecords(r.Space, r.Share(32)), best: spill.NewLog(r.Space, 0),
		work: make([]worker, r.Workers)}
	for d, err := range f.order.Sorted() {
		if err == nil {
			_, err = j.order.Add(d.Value)
		}
		if err != nil {
			return j, err
		}
	}
	return j, errors.Join(j.count(), j.order.Flush())
}

func (j *join) close() error { return errors.Join(j.order.Close(), j.best.Close()) }

// count counts in how many sets each key stands, to order the keys by it.
func (j *join) count() error {
	const cellsPerKey = 2
	total := uint64(j.sets.Size() / 16)
	j.rare = newSketch(8, min(total*cellsPerKey, uint64(j.Share(4)))/4*4+64, 1)
	size := 0
	var members []member
	var keys [][]uint64
	flush := func() error {
		keys = append(keys[:0], make([][]uint64, len(members))...)
		err := j.Spread(j.Workers, func(w int) error {
			from, to := span(len(members), w, j.Workers)
			for i := from; i < to; i++ {
				keys[i] = members[i].parse(j.minhash != nil).keys
			}
			return nil
		})
		if err == nil {
			err = j.Spread(j.Workers, func(w int) error {
				for _, list := range keys {
					j.rare.add(list, w, j.Workers)
				}
				return nil
			})
		}
		members, size = members[:0], 0
		return errors.Join(err, j.Step(0))
	}
	for record, err := range j.sets.All() {
		if err != nil {
			return err
		}
		members, size = append(members, member{record: append([]byte(nil), record...)}), size+len(record)
		if size > j.batchBytes() {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	return flush()
}

// batchBytes bounds the records of one batch.
func (j *join) batchBytes() int { return max(1<<16, min(j.Share(64), 4<<20)) }

// maxBatch is the number of documents of a batch.
const maxBatch = 512

// run decides about every document.
func (j *join) run() error {
	for place, done := int64(0), int64(0); place < j.order.Size(); {
		batch, next, err := j.read(place)
		if err != nil {
			return err
		}
		if err := j.matched(batch, done); err != nil {
			return err
		}
		if err := j.probe(batch); err != nil {
			return err
		}
		for i := range batch {
			if err := j.decide(&batch[i]); err != nil {
				return err
			}
		}
		place, done = next, done+int64(len(batch))
		if err := j.Step(len(batch)); err != nil {
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

// read returns a batch of documents, in order, and where the next one begins.
func (j *join) read(place int64) (batch []member, next int64, err error) {
	size := 0
	for d, err := range j.order.From(place) {
		if err != nil {
			return nil, 0, err
		}
		c := cursor{d}
		m := member{at: c.int(), length: c.int()}
		batch = append(batch, m)
		place += int64(1 + len(d)) // the length of so short a record takes one byte
		if size += int(m.length); size > j.batchBytes() || len(batch) == maxBatch {
			break
		}
	}
	return batch, place, nil
}

// probe reads the sets of the batch, ranks their keys and looks for partners in the index.
func (j *join) probe(batch []member) error {
	return j.Spread(j.Workers, func(w int) error {
		from, to := span(len(batch), w, j.Workers)
		for i := from; i < to; i++ {
			m := &batch[i]
			m.record = make([]byte, m.length)
			if _, err := j.sets.ReadAt(m.record, m.at); err != nil {
				return err
			}
			m.parse(j.minhash != nil)
			j.rank(m)
			if err := j.look(&j.work[w], m, 0, int32(len(j.index.docs))); err != nil {
				return err
			}
		}
		return nil
	})
}

// rank orders the keys of a document by the number of sets that they stand in, rarest first and then by key, without those
// that stand in no other set. They come in order, and the sort is stable. Under Jaccard nobody asks for more than the prefix.
func (j *join) rank(m *member) {
	var starts [257]int
	counts := make([]byte, len(m.keys))
	for i, key := range m.keys {
		counts[i] = j.rare.count(key)
		starts[int(counts[i])+1]++
	}
	alone := starts[1] + starts[2] // none has 0
	starts[1], starts[2] = 0, 0
	for i := 1; i < len(starts); i++ {
		starts[i] += starts[i-1]
	}
	ranked := make([]uint64, len(m.keys)-alone)
	for i, key := range m.keys {
		if counts[i] > 1 {
			ranked[starts[counts[i]]] = key
			starts[counts[i]]++
		}
	}
	size := m.size()
	m.prefix = size - int(j.measure.least(int64(size))) + 1
	m.lone = size - len(ranked)
	if j.minhash != nil {
		m.prefix, m.lone = len(ranked), 0
	}
	if !j.measure.containment {
		ranked = ranked[:max(0, min(len(ranked), m.prefix-m.lone))]
	}
	m.keys = ranked
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
	for at := done; place < j.order.Size(); {
		batch, next, err := j.read(place)
		if err != nil {
			return errors.Join(err, best.Close())
		}
		err = errors.Join(j.matched(batch, at), j.probe(batch))
		for i := range batch {
			if err == nil {
				_, err = best.Append(batch[i].best.append(nil))
			}
		}
		if err := errors.Join(err, j.Step(0)); err != nil {
			return errors.Join(err, best.Close())
		}
		place, at = next, at+int64(len(batch))
	}
	j.index = index{}
	for i := range j.work {
		j.work[i].seen = nil
	}
	err := j.best.Close()
	j.best, j.first = best, done
	return errors.Join(err, best.Flush())
}

// matched gives the documents of a batch, the first of which has a number in order, what was found before.
func (j *join) matched(batch []member, number int64) error {
	j.index.batch = int32(len(j.index.docs))
	if j.best.Size() == 0 {
		return nil
	}
	b := make([]byte, matchSize*len(batch))
	if _, err := j.best.ReadAt(b, matchSize*(number-j.first)); err != nil {
		return err
	}
	for i := range batch {
		batch[i].best = matchOf(b[matchSize*i:])
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
