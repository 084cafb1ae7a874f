package dedup

import (
	"encoding/binary"
	"errors"
	"sync"

	"corpuspack/pipeline/spill"
	"corpuspack/schema"
)

// Resources is what a comparison may use. None of it changes a decision.
type Resources struct {
	Space   spill.Space
	Memory  int64 // bytes to hold, about; 0 is as much as is of use
	Workers int   // at least 1
	// Spread calls f(0) to f(n-1), some of them at once, and returns the first error.
	Spread func(n int, f func(i int) error) error
	// Step is called now and then with the number of documents that have been compared since. Its error ends it all.
	Step func(n int) error
}

// Alone returns resources for one goroutine, without bound.
func Alone(space spill.Space) Resources {
	return Resources{Space: space, Workers: 1, Step: func(int) error { return nil },
		Spread: func(n int, f func(i int) error) error {
			for i := range n {
				if err := f(i); err != nil {
					return err
				}
			}
			return nil
		}}
}

// Share returns a part of the memory, in bytes: a bound for one of the things that are held at once.
func (r *Resources) Share(parts int64) int {
	const unbound = 4 << 30
	if r.Memory == 0 {
		return int(unbound / parts)
	}
	return int(r.Memory / parts)
}

// Prints gathers the prints of an archive, numbers them from 0 in the order in which they come, and decides. Close it.
type Prints struct {
	*Deduper
	Resources
	n      int64
	docs   *spill.Sorter // by priority
	lo, hi *spill.Log    // halves of all shingles
	bands  *spill.Log    // of minhash
	near   *spill.Sorter // what the exact steps leave, by the place of its shingles
	gone   *Decisions    // nil where nothing is decided before
	seen   seen
	key    []byte
	value  []byte
}

// Gather returns an empty Prints.
func (d *Deduper) Gather(r Resources) *Prints {
	log := func() *spill.Log { return spill.NewLog(r.Space, 1<<20) }
	return &Prints{
		Deduper: d, Resources: r, docs: spill.NewSorter(r.Space, r.Share(8)), lo: log(), hi: log(), bands: log(),
		near: spill.NewSorter(r.Space, r.Share(16)),
		seen: seen{texts: map[schema.Digest]bool{}, most: r.Share(8) / seenSize},
	}
}

// seen is texts whose shingles are there already. It is asked from many goroutines at once.
type seen struct {
	mutex sync.RWMutex
	texts map[schema.Digest]bool
	most  int
}

// seenSize is about what one text takes in the map.
const seenSize = 80

func (s *seen) has(text schema.Digest) bool {
	s.mutex.RLock()
	defer s.mutex.RUnlock()
	return s.texts[text]
}

func (s *seen) add(text schema.Digest) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if len(s.texts) < s.most {
		s.texts[text] = true
	}
}

// Print returns the print of a document as Deduper.Print does, but for the shingles of a text whose shingles are gathered
// already. It may be called from many goroutines, also while prints are added.
func (p *Prints) Print(doc *schema.Document) Print {
	if print := p.bare(doc); p.Deduper.near && p.seen.has(print.Text) {
		return print
	}
	return p.Deduper.Print(doc)
}

// Add takes a print, and gives it the next number.
func (p *Prints) Add(print *Print) error {
	d := head{n: p.n, print: print}
	p.n++
	if print.Shingles.Len() > 0 && !p.seen.has(print.Text) {
		p.seen.add(print.Text)
		d.shingles = shingles{p.lo.Size() / 8, int64(print.Shingles.Len()), p.bands.Size() / 8}
		if err := p.addShingles(print); err != nil {
			return err
		}
	}
	p.key, p.value = d.append(p.key[:0], p.value[:0])
	return p.docs.Add(p.key, p.value)
}

func (p *Prints) addShingles(print *Print) error {
	_, errLo := p.lo.Append(print.Shingles.lo)
	_, errHi := p.hi.Append(print.Shingles.hi)
	_, errBands := p.bands.Append(print.bands)
	return errors.Join(errLo, errHi, errBands)
}

// Skip gives the next number to a document that is not compared.
func (p *Prints) Skip() { p.n++ }

// Gone takes a decision about a document that was skipped, for the sake of one that was not. Resolve leads it to a kept one.
func (p *Prints) Gone(n int64, v Decision) error {
	if p.gone == nil {
		p.gone = newDecisions(p)
	}
	return p.gone.add(n, v)
}

// Len returns the number of prints.
func (p *Prints) Len() int64 { return p.n }

// Close deletes what stands on disk.
func (p *Prints) Close() error {
	if p.gone != nil {
		defer p.gone.Close()
	}
	return errors.Join(p.docs.Close(), p.near.Close(), p.lo.Close(), p.hi.Close(), p.bands.Close())
}

// head is what the exact steps know of a document.
type head struct {
	n        int64
	print    *Print
	shingles // none where another document with the text has them
}

// shingles is where those of a text stand in the logs.
type shingles struct {
	start, count int64 // of lo and hi
	bands        int64 // place of the first hash of its bands
}

func (s shingles) append(dst []byte) []byte {
	dst = spill.AppendInt(dst, s.start)
	dst = spill.AppendInt(dst, s.count)
	return spill.AppendInt(dst, s.bands)
}

func placeOf(c *spill.Cursor) shingles { return shingles{c.Int(), c.Int(), c.Int()} }

// append appends the key, which is in order of priority, and the value of the document.
func (d *head) append(key, value []byte) ([]byte, []byte) {
	p := d.print
	key = binary.BigEndian.AppendUint64(key, ^uint64(p.Characters))
	key = spill.AppendFlag(key, !p.Known)
	key = append(append(key, p.Key.Source...), 0) // no source has a control character
	key = binary.BigEndian.AppendUint64(key, uint64(p.Key.Start))
	key = append(append(append(key, p.ID...), 0), p.Text[:]...)
	value = d.shingles.append(spill.AppendInt(value, d.n))
	value = spill.AppendFlag(spill.AppendFlag(value, p.FailSameID), p.Teaser)
	value = append(value, p.Text[:]...)
	value = spill.AppendString(value, p.ID)
	value = spill.AppendString(value, p.Key.Source)
	return key, spill.AppendInt(value, p.Key.Start)
}

func headOf(value []byte) head {
	c := spill.Cursor{Rest: value}
	d := head{n: c.Int(), shingles: placeOf(&c), print: new(Print)}
	d.print.FailSameID, d.print.Teaser = c.Flag(), c.Flag()
	copy(d.print.Text[:], c.Bytes(len(d.print.Text)))
	d.print.ID, d.print.Key.Source = c.String(), c.String()
	d.print.Key.Start = c.Int()
	return d
}
