package pipeline

import (
	"encoding/binary"
	"errors"
	"iter"
	"sort"
	"strings"
	"sync"

	"corpuspack/pipeline/dedup"
	"corpuspack/pipeline/spill"
	"corpuspack/schema"
)

// Ancestor is a document of the parent: the release that this one follows.
type Ancestor struct {
	ID      string
	Split   string
	SplitID string // as in schema.Document
	Source  string
	URL     string
	Text    string
}

// Ancestors returns every document of the parent, in any order: whole, or ID, Split and SplitID alone.
type Ancestors func(whole bool) iter.Seq2[Ancestor, error]

// Ancestry is what a release takes over from its parent: which documents it has and in which splits. It may be asked from many goroutines at once. Close it.
type Ancestry struct {
	splits []string
	known  *spill.Log // a record an id, in order
	index  []string   // the id of every indexStep-th record
	n      int64
	parent Ancestors

	withdrawn []Withdrawal // documents of it that are withdrawn
	mutex     sync.Mutex
	err       error
}

// A record is an id, the number of a split, and the id of the document whose split it is, or zeros.
const (
	recordSize = schema.IDLength + 2 + schema.IDLength
	indexStep  = 128
)

// Ancestry reads the parent; without one it returns nil, which knows no document.
func (p *Plan) Ancestry(r dedup.Resources, parent Ancestors) (*Ancestry, error) {
	if parent == nil {
		return nil, nil
	}
	a := &Ancestry{known: spill.NewLog(r.Space, 1<<20), parent: parent}
	byID := newSorter(r)
	defer byID.Close()
	for d, err := range parent(len(p.withdrawn.list) > 0) {
		if err == nil {
			err = a.add(p, byID, &d)
		}
		if err != nil {
			return nil, errors.Join(err, a.Close())
		}
	}
	if err := a.order(byID); err != nil {
		return nil, errors.Join(err, a.Close())
	}
	return a, nil
}

func (a *Ancestry) add(p *Plan, byID *spill.Sorter, d *Ancestor) error {
	value := binary.BigEndian.AppendUint16(make([]byte, 0, recordSize), a.split(d.Split))
	value = append(value, make([]byte, schema.IDLength)...)
	copy(value[2:], d.SplitID)
	err := byID.Add([]byte(d.ID), value)
	if len(p.withdrawn.list) > 0 {
		if w := p.withdrawn.find(d.ID, d.Source, d.URL, schema.DigestOf(d.Text).String()); w != nil {
			a.withdrawn = append(a.withdrawn, p.withdrawnText(w, d.ID, d.Text))
		}
	}
	return err
}

// split returns the number of a split.
func (a *Ancestry) split(name string) uint16 {
	for i, s := range a.splits {
		if s == name {
			return uint16(i)
		}
	}
	a.splits = append(a.splits, name)
	return uint16(len(a.splits) - 1)
}

// order writes the records of known.
func (a *Ancestry) order(byID *spill.Sorter) error {
	for r, err := range byID.Sorted() {
		if err != nil {
			return err
		}
		if a.n%indexStep == 0 {
			a.index = append(a.index, string(r.Key))
		}
		a.n++
		if _, err := a.known.Append(append(append(make([]byte, 0, recordSize), r.Key...), r.Value...)); err != nil {
			return err
		}
	}
	return a.known.Flush()
}

// Close deletes what stands on disk.
func (a *Ancestry) Close() error {
	if a == nil {
		return nil
	}
	return a.known.Close()
}

// Has reports whether the parent has a document with that id.
func (a *Ancestry) Has(id string) bool {
	_, _, ok := a.Find(id)
	return ok
}

// Find returns the split of the parent's document with that id, and the id of the document whose split it took, if any. What
// cannot be read is in Err.
func (a *Ancestry) Find(id string) (split, of string, ok bool) {
	if a == nil || a.n == 0 {
		return "", "", false
	}
	block := int64(sort.Search(len(a.index), func(i int) bool { return a.index[i] > id })) - 1
	if block < 0 {
		return "", "", false
	}
	from := block * indexStep
	b := make([]byte, recordSize*min(indexStep, a.n-from))
	if _, err := a.known.ReadAt(b, from*recordSize); err != nil {
		a.mutex.Lock()
		a.err = err
		a.mutex.Unlock()
		return "", "", false
	}
	idOf := func(i int) string { return string(b[i*recordSize : i*recordSize+schema.IDLength]) }
	n := len(b) / recordSize
	at := sort.Search(n, func(i int) bool { return idOf(i) >= id })
	if at == n || idOf(at) != id {
		return "", "", false
	}
	value := b[at*recordSize+schema.IDLength : (at+1)*recordSize]
	return a.splits[binary.BigEndian.Uint16(value)], strings.TrimRight(string(value[2:]), "\x00"), true
}

// Err returns the first thing that Find could not read.
func (a *Ancestry) Err() error {
	if a == nil {
		return nil
	}
	a.mutex.Lock()
	defer a.mutex.Unlock()
	return a.err
}

// placement is the split of a document, and why it stands there where its id does not say so.
type placement struct{ split, by, id string }

// place finds out in which split a kept document stands.
func (d *decider) place(id string) placement {
	if split, of, ok := d.ancestry.Find(id); ok {
		return d.inherited(id, split, of)
	}
	if p, ok := d.similar[id]; ok {
		return p
	}
	return placement{split: d.plan.SplitOf(id)}
}

// inherited is the placement of a document that the parent has. It says the same as in the parent, so that a document that
// does not change is the same row in every release.
func (d *decider) inherited(id, split, of string) placement {
	switch {
	case of != "":
		return placement{split, schema.SplitSimilar, of}
	case split != d.plan.SplitOf(id):
		return placement{split, schema.SplitParent, ""}
	}
	return placement{split: split}
}

// splitOf returns the split of a kept document.
func (d *decider) splitOf(id string) string { return d.place(id).split }

// heldOut is the documents of the parent outside train, for comparing others with them.
type heldOut struct {
	guests *dedup.Guests
	texts  *spill.Sorter // digest of the text and id
}

func (d *decider) heldOut() (*heldOut, error) {
	h := &heldOut{d.plan.deduper.Guests(d.resources), newSorter(d.resources)}
	for a, err := range d.ancestry.parent(true) {
		if err == nil && a.Split != Train {
			text := schema.DigestOf(a.Text)
			err = errors.Join(h.guests.Add(a.ID, d.plan.deduper.Shingles(a.Text)), h.texts.Add(append(text[:], a.ID...), nil))
		}
		if err != nil {
			return nil, errors.Join(err, h.close())
		}
	}
	return h, nil
}

func (h *heldOut) close() error { return errors.Join(h.guests.Close(), h.texts.Close()) }

// inherit finds the kept documents that the parent has not, and that resemble one that it has outside train: they take its
// split, so that what was held out stays out of train under any name.
func (d *decider) inherit() error {
	if d.ancestry == nil {
		return nil
	}
	fresh, err := d.fresh()
	if err != nil || fresh.Len() == 0 {
		return err
	}
	defer fresh.Close()
	h, err := d.heldOut()
	if err != nil {
		return err
	}
	defer h.close()
	guest := map[int64]string{}
	if err := d.prints.Alike(h.guests, d.gone, d.ancestry.Has, func(l dedup.Likeness) error {
		guest[l.N] = l.Guest
		return nil
	}); err != nil {
		return err
	}
	if err := h.sameTexts(fresh, guest); err != nil || len(guest) == 0 {
		return err
	}
	return d.placeAlike(guest)
}

// fresh returns the kept documents that the parent has not: digest of the text and number.
func (d *decider) fresh() (*spill.Sorter, error) {
	byText := newSorter(d.resources)
	walk := d.gone.Walk()
	defer walk.Stop()
	for e, err := range d.Entries() {
		gone := false
		if err == nil {
			_, gone, err = walk.Find(e.N)
		}
		if err == nil && !gone && !d.ancestry.Has(e.ID) {
			err = byText.Add(appendNumber(append(d.key[:0], e.Text[:]...), e.N), nil)
		}
		if err != nil {
			return nil, errors.Join(err, byText.Close())
		}
	}
	return byText, d.ancestry.Err()
}

// sameTexts finds the documents whose text one that is held out has, where no shingles were compared or the text has none. Of
// several the smallest id counts.
func (h *heldOut) sameTexts(fresh *spill.Sorter, guest map[int64]string) error {
	next, stop := iter.Pull2(h.texts.Sorted())
	defer stop()
	held, err, more := next()
	for r, failure := range fresh.Sorted() {
		const size = len(schema.Digest{})
		for more && err == nil && failure == nil && string(held.Key[:size]) < string(r.Key[:size]) {
			held, err, more = next()
		}
		if err := errors.Join(failure, err); err != nil {
			return err
		}
		n := int64(binary.BigEndian.Uint64(r.Key[size:]))
		if _, found := guest[n]; !found && more && string(held.Key[:size]) == string(r.Key[:size]) {
			guest[n] = string(held.Key[size:])
		}
	}
	return nil
}

// placeAlike gives each document the split of the one that is held out.
func (d *decider) placeAlike(guest map[int64]string) error {
	d.similar = map[string]placement{}
	for e, err := range d.Entries() {
		if err != nil {
			return err
		}
		if id, ok := guest[e.N]; ok {
			split, _, _ := d.ancestry.Find(id)
			d.similar[e.ID] = placement{split, schema.SplitSimilar, id}
		}
	}
	return d.ancestry.Err()
}
