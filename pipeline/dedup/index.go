package dedup

import "slices"

// index is the kept documents and, for each key, the documents that it leads to.
type index struct {
	slots    []int32 // by a hash of a key, with linear probing: the posting of the key that was added last, plus 1
	shift    uint    // of the hash, to a slot
	postings []posting
	keys     int // different ones
	docs     []kept
	batch    int32 // documents that are there when a batch begins
	cached   int   // the first document whose set is in memory
	shingles int   // of those sets
}

// posting says that a key stands in a document.
type posting struct {
	key   uint64
	doc   int32
	place int32 // among the ranked shingles of the document
	next  int32 // the posting of the same key that was added before, plus 1
}

// kept is a document that others may go for.
type kept struct {
	n, rank int64
	shingles
	size   int // of its set
	prefix int
	set    // nil where it must be read
}

// size returns about how many bytes the index takes without the sets.
func (x *index) size() int { return 24*cap(x.postings) + 4*len(x.slots) + 112*cap(x.docs) }

// slot returns the slot of a key: its own, or the empty one where it would stand.
func (x *index) slot(key uint64) *int32 {
	// Multiplied, for the keys of prefixes are small: they come in order (Knuth, The Art of Computer Programming 3, section 6.4).
	for i := key * baseLo >> x.shift; ; i = (i + 1) & uint64(len(x.slots)-1) {
		if at := x.slots[i]; at == 0 || x.postings[at-1].key == key {
			return &x.slots[i]
		}
	}
}

// last returns the posting of a key that was added last, plus 1; 0 where there is none.
func (x *index) last(key uint64) int32 {
	if x.slots == nil {
		return 0
	}
	return *x.slot(key)
}

// grow makes room for more keys, so that half of the slots are empty at least.
func (x *index) grow(more int) {
	bits := 10
	for 1<<bits < 2*(x.keys+more) {
		bits++
	}
	if len(x.slots) >= 1<<bits {
		return
	}
	x.slots, x.shift = make([]int32, 1<<bits), uint(64-bits)
	for i, p := range x.postings {
		*x.slot(p.key) = int32(i + 1) // the last one of each key stays
	}
}

// add lets later documents find m. Sets are held up to a number of bytes, those added last.
func (x *index) add(m *member, bytes int) {
	x.grow(len(m.keys))
	doc := int32(len(x.docs))
	for i, key := range m.keys {
		slot := x.slot(key)
		if *slot == 0 {
			x.keys++
		}
		x.postings = append(x.postings, posting{key, doc, int32(m.lone + i), *slot})
		*slot = int32(len(x.postings))
	}
	x.docs = append(x.docs, kept{n: m.n, rank: m.rank, shingles: m.shingles, size: m.size(), prefix: m.prefix,
		set: set{slices.Clone(m.lo), slices.Clone(m.hi)}})
	for x.shingles += m.size(); 16*x.shingles > bytes && x.cached < len(x.docs); x.cached++ {
		x.shingles -= x.docs[x.cached].size
		x.docs[x.cached].set = set{}
	}
}

// look compares m with the documents from number `from` to `to` of the index that its keys lead to.
func (j *join) look(w *worker, m *member, from, to int32) error {
	x := &j.index
	for len(w.seen) < len(x.docs) {
		w.seen = append(w.seen, 0)
	}
	for i, key := range m.keys {
		place := m.lone + i
		for at := x.last(key); at > 0; {
			p := &x.postings[at-1]
			if at = p.next; p.doc < from {
				break // those before were added before
			}
			d := &x.docs[p.doc]
			if p.doc >= to || w.seen[p.doc] == m.rank+1 || place >= m.prefix && int(p.place) >= d.prefix {
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
		if w.other, err = w.load(w.other, j.Prints, d.shingles); err != nil {
			return err
		}
		other = w.other
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
