package dedup

import (
	"errors"

	"corpuspack/pipeline/spill"
)

// Guests are texts that take no part in Resolve: documents are compared with them, and they with nobody. Close it.
type Guests struct {
	prints *Prints
	list   *spill.Records // id and place of the shingles of each
	n      int64
}

// Guests returns an empty list.
func (d *Deduper) Guests(r Resources) *Guests {
	return &Guests{prints: d.Gather(r), list: spill.NewRecords(r.Space, 1<<20)}
}

// Add takes the shingles of a text and the name that Alike says. A text without shingles resembles nothing.
func (g *Guests) Add(name string, s Shingles) error {
	if s.Len() == 0 {
		return nil
	}
	at := shingles{start: g.prints.lo.Size() / 8, count: int64(s.Len())}
	g.n++
	_, err := g.list.Add(at.append(spill.AppendString(nil, name)))
	return errors.Join(err, g.prints.addShingles(&Print{Shingles: s}))
}

// Shingles returns the shingles of a text as Print has them; none where the recipe asks for no near-duplicates.
func (d *Deduper) Shingles(text string) Shingles {
	if !d.near {
		return Shingles{}
	}
	return shinglesOf(text, d.shingle)
}

// Close deletes what stands on disk.
func (g *Guests) Close() error { return errors.Join(g.prints.Close(), g.list.Close()) }

// Likeness is a guest that a document resembles.
type Likeness struct {
	N             int64 // number of the document
	Guest         string
	Shared, Union int64
}

// Similarity returns Shared divided by Union.
func (l Likeness) Similarity() float64 { return float64(l.Shared) / float64(l.Union) }

// beats reports whether l is more similar, or as similar to a guest with a smaller name.
func (l Likeness) beats(other Likeness) bool {
	if other.Shared == 0 {
		return true
	}
	c := compareShares(l.Shared, l.Union, other.Shared, other.Union)
	return c > 0 || c == 0 && l.Guest < other.Guest
}

// Alike calls found, in the order of their numbers, with the documents that resemble a guest by the recipe's measure and
// threshold, and the most similar one of those: of several that with the smaller name. They are documents with shingles that
// are not in gone, which is what Resolve has returned, and whose id is not known.
func (p *Prints) Alike(g *Guests, gone *Decisions, known func(id string) bool, found func(Likeness) error) error {
	return p.alike(g, func(left *spill.Sorter) error {
		return p.leave(left, gone, func(c *candidate) bool { return !known(c.id) })
	}, found)
}

// AlikeTexts is Alike before Resolve: of the documents with one text it tells of one.
func (p *Prints) AlikeTexts(g *Guests, found func(Likeness) error) error {
	return p.alike(g, func(left *spill.Sorter) error {
		rank := int64(0)
		for d, err := range p.docs.Sorted() {
			if err != nil {
				return err
			}
			if h := headOf(d.Value); h.count > 0 {
				p.key, p.value = candidate{n: h.n, rank: rank, shingles: h.shingles}.append(p.key[:0], p.value[:0])
				if err := left.Add(p.key, p.value); err != nil {
					return err
				}
			}
			rank++
		}
		return nil
	}, found)
}

// Without takes documents back, before Resolve.
func (p *Prints) Without(gone func(n int64) bool) error {
	left := spill.NewSorter(p.Space, p.Share(8))
	for d, err := range p.docs.Sorted() {
		if err == nil && !gone(headOf(d.Value).n) {
			err = left.Add(d.Key, d.Value)
		}
		if err != nil {
			return errors.Join(err, left.Close())
		}
	}
	err := p.docs.Close()
	p.docs = left
	return err
}

// alike finds the guests that the documents resemble that leave puts in order. As many guests as memory holds are looked for
// in all documents at a time. Two similar sets share one of the first shingles of each, in any one order: here that of the
// hashes (see join).
func (p *Prints) alike(g *Guests, leave func(*spill.Sorter) error, found func(Likeness) error) error {
	if g.n == 0 || !p.Deduper.near {
		return nil
	}
	left := spill.NewSorter(p.Space, p.Share(16))
	defer left.Close()
	if err := leave(left); err != nil {
		return err
	}
	if err := errors.Join(g.list.Flush(), g.prints.lo.Flush(), g.prints.hi.Flush()); err != nil {
		return err
	}
	a := alike{Prints: p, from: left, best: spill.NewSorter(p.Space, p.Share(16))}
	defer a.best.Close()
	if err := a.run(g); err != nil {
		return err
	}
	return a.tell(found)
}

// alike is one run of Alike.
type alike struct {
	*Prints
	from    *spill.Sorter
	best    *spill.Sorter // by number of the document: likenesses
	names   []string
	sets    []set
	holders map[uint64][]int32 // by the lower half of a shingle of its prefix: places of guests
	size    int                // bytes that are held, about
}

// guestSize is about what a guest takes beside its shingles, and each shingle of its prefix.
const guestSize = 128

func (a *alike) run(g *Guests) error {
	a.clear()
	var l loader
	for b, err := range g.list.All() {
		if err != nil {
			return err
		}
		c := spill.Cursor{Rest: b}
		name, place := c.String(), placeOf(&c)
		s, err := l.load(set{}, g.prints, place)
		if err != nil {
			return err
		}
		a.add(name, s)
		if a.size > a.Share(4) {
			if err := a.flush(); err != nil {
				return err
			}
		}
	}
	return a.flush()
}

func (a *alike) clear() {
	a.names, a.sets, a.holders, a.size = nil, nil, map[uint64][]int32{}, 0
}

// prefix returns the first shingles of a set of which a similar one must have one among its own. Under containment the set
// that is smaller has such a prefix, and which one that is nobody knows yet.
func (a *alike) prefix(s set) []uint64 {
	if a.measure.containment {
		return s.lo
	}
	n := int64(len(s.lo))
	return s.lo[:n-a.measure.least(n)+1]
}

func (a *alike) add(name string, s set) {
	at := int32(len(a.names))
	a.names, a.sets = append(a.names, name), append(a.sets, s)
	prefix := a.prefix(s)
	for _, lo := range prefix {
		a.holders[lo] = append(a.holders[lo], at)
	}
	a.size += guestSize*(1+len(prefix)) + 16*len(s.lo)
}

// flush looks for the guests that are held in all documents, and begins anew.
func (a *alike) flush() error {
	defer a.clear()
	if len(a.names) == 0 {
		return nil
	}
	work := make([]looker, a.Workers)
	for b, err := range a.batches(a.from, a.shinglesOf) {
		if err != nil {
			return err
		}
		if err := a.Spread(a.Workers, func(w int) (err error) {
			from, to := span(len(b.docs), w, a.Workers)
			work[w].found = work[w].found[:0]
			for i := from; i < to && err == nil; i++ {
				err = a.look(&work[w], &b.docs[i], b.of(i))
			}
			return err
		}); err != nil {
			return err
		}
		for w := range work {
			for _, l := range work[w].found {
				a.key = appendRank(a.key[:0], l.N)
				a.value = spill.AppendInt(spill.AppendInt(spill.AppendString(a.value[:0], l.Guest), l.Shared), l.Union)
				if err := a.best.Add(a.key, a.value); err != nil {
					return err
				}
			}
		}
		if err := a.Step(0); err != nil {
			return err
		}
	}
	return nil
}

// looker is the memory of one of the goroutines.
type looker struct {
	loader
	set   set
	seen  []int64 // by guest: the last document that it was compared with, by its rank plus 1
	found []Likeness
}

// look finds the most similar guest of a document, whose shingles are keys in any order.
func (a *alike) look(w *looker, c *candidate, keys []uint64) (err error) {
	any := false
	for _, lo := range keys {
		any = any || len(a.holders[lo]) > 0
	}
	if !any {
		return nil
	}
	if w.set, err = w.load(w.set, a.Prints, c.shingles); err != nil {
		return err
	}
	if w.seen == nil {
		w.seen = make([]int64, len(a.names))
	}
	best := Likeness{}
	for _, lo := range a.prefix(w.set) {
		for _, g := range a.holders[lo] {
			if w.seen[g] == c.rank+1 {
				continue
			}
			w.seen[g] = c.rank + 1
			if l, ok := a.compare(w.set, g); ok && l.beats(best) {
				best = l
			}
		}
	}
	if best.Shared > 0 {
		best.N = c.n
		w.found = append(w.found, best)
	}
	return nil
}

// compare returns what a set shares with a guest, and whether that is enough.
func (a *alike) compare(s set, g int32) (Likeness, bool) {
	x, y := int64(len(s.lo)), int64(len(a.sets[g].lo))
	need := a.measure.need(x, y)
	n := shared(s, a.sets[g], need)
	return Likeness{Guest: a.names[g], Shared: n, Union: a.measure.union(x, y, n)}, n >= need
}

// tell calls found with the best likeness of each document.
func (a *alike) tell(found func(Likeness) error) error {
	best := Likeness{N: -1}
	for r, err := range a.best.Sorted() {
		if err != nil {
			return err
		}
		c := spill.Cursor{Rest: r.Value}
		l := Likeness{N: rankOf(r.Key), Guest: c.String(), Shared: c.Int(), Union: c.Int()}
		if l.N != best.N && best.N >= 0 {
			if err := found(best); err != nil {
				return err
			}
		}
		if l.N != best.N || l.beats(best) {
			best = l
		}
	}
	if best.N < 0 {
		return nil
	}
	return found(best)
}
