package dedup

import "encoding/binary"

// set is the different shingles of a document in order, their halves apart.
type set struct{ lo, hi []uint64 }

// member is a document that the join is at.
type member struct {
	at, length int64 // its record in sets
	record     []byte
	n, rank    int64
	head       int // bytes of the record before the set
	set
	keys   []uint64 // by which it may be found
	lone   int      // shingles that no other document has; they come before the keys
	prefix int      // a similar document shares one of so many first shingles
	best   match
}

func (m *member) size() int { return len(m.lo) }

// parse reads the record (filter.appendSet).
func (m *member) parse(bands bool) *member {
	c := cursor{m.record}
	m.n, m.rank = c.int(), c.int()
	size := int(c.int())
	m.head = len(m.record) - len(c.rest)
	m.lo, m.hi = make([]uint64, size), make([]uint64, size)
	decode(m.lo, c.bytes(8*size))
	decode(m.hi, c.bytes(8*size))
	if bands {
		m.keys = make([]uint64, len(c.rest)/8)
		decode(m.keys, c.rest)
		return m
	}
	m.keys = make([]uint64, 0, size)
	for i, key := range m.lo {
		if c.rest[i/8]>>(i%8)&1 != 0 {
			m.keys = append(m.keys, key)
		}
	}
	return m
}

func decode(dst []uint64, b []byte) {
	for i := range dst {
		dst[i] = binary.LittleEndian.Uint64(b[8*i:])
	}
}

// index is the kept documents and, for each key, the documents that it leads to.
type index struct {
	heads    map[uint64]int32 // the posting added last, plus 1
	postings []posting
	docs     []kept
	batch    int32 // documents that are there when a batch begins
	cached   int   // the first document whose set is in memory
	shingles int   // of those sets
}

// posting says that a key stands in a document.
type posting struct {
	doc   int32
	place int32 // among the ranked shingles of the document
	next  int32 // the posting of the same key that was added before, plus 1
}

// kept is a document that others may go for.
type kept struct {
	n, rank int64
	at      int64 // where its set begins
	size    int
	prefix  int32
	set     // nil where it must be read
}

// size returns about how many bytes the index takes without the sets.
func (x *index) size() int { return 48*len(x.postings) + 96*len(x.docs) }

// add lets later documents find m. Sets are held up to a number of bytes, those added last.
func (x *index) add(m *member, bytes int) {
	if x.heads == nil {
		x.heads = map[uint64]int32{}
	}
	doc := int32(len(x.docs))
	x.docs = append(x.docs, kept{n: m.n, rank: m.rank, at: m.at + int64(m.head), size: m.size(), prefix: int32(m.prefix), set: m.set})
	for i, key := range m.keys {
		x.postings = append(x.postings, posting{doc, int32(m.lone + i), x.heads[key]})
		x.heads[key] = int32(len(x.postings))
	}
	for x.shingles += m.size(); 16*x.shingles > bytes && x.cached < len(x.docs); x.cached++ {
		x.shingles -= x.docs[x.cached].size
		x.docs[x.cached].set = set{}
	}
}

// look compares m with the documents from number `from` to `to` of the index that its keys lead to.
func (j *join) look(w *worker, m *member, from, to int32) error {
	for len(w.seen) < len(j.index.docs) {
		w.seen = append(w.seen, 0)
	}
	for i, key := range m.keys {
		place := m.lone + i
		for at := j.index.heads[key]; at > 0; {
			p := j.index.postings[at-1]
			if at = p.next; p.doc < from {
				break // those before were added before
			}
			d := &j.index.docs[p.doc]
			if p.doc >= to || w.seen[p.doc] == m.rank+1 || place >= m.prefix && p.place >= d.prefix {
				continue
			}
			w.seen[p.doc] = m.rank + 1
			if err := j.compare(w, m, d, place, int(p.place)); err != nil {
				return err
			}
		}
	}
	return nil
}

// compare makes d the best match of m if it is. They have nothing in common before these places.
func (j *join) compare(w *worker, m *member, d *kept, place, placeOfD int) error {
	a, b := int64(m.size()), int64(d.size)
	need := j.measure.need(a, b)
	if j.minhash != nil {
		place, placeOfD = 0, 0
	}
	if int64(min(m.size()-place, d.size-placeOfD)) < need {
		return nil
	}
	other := d.set
	if other.lo == nil {
		var err error
		if other, err = j.load(w, d); err != nil {
			return err
		}
	}
	i := shared(m.set, other, need)
	if i < need {
		return nil
	}
	if found := (match{d.n, d.rank, i, j.measure.union(a, b, i)}); found.beats(m.best) {
		m.best = found
	}
	return nil
}

// load reads the set of a kept document; it is valid until the next one.
func (j *join) load(w *worker, d *kept) (set, error) {
	if cap(w.buf) < 16*d.size {
		w.buf = make([]byte, 16*d.size)
		w.set = set{make([]uint64, d.size), make([]uint64, d.size)}
	}
	b := w.buf[:16*d.size]
	if _, err := j.sets.ReadAt(b, d.at); err != nil {
		return set{}, err
	}
	s := set{w.set.lo[:d.size], w.set.hi[:d.size]}
	decode(s.lo, b[:8*d.size])
	decode(s.hi, b[8*d.size:])
	return s, nil
}
