package pipeline

import (
	"encoding/binary"
	"errors"
	"iter"
	"strings"
	"unicode/utf8"

	"corpuspack/pipeline/dedup"
	"corpuspack/pipeline/dedup/passages"
	"corpuspack/pipeline/spill"
	"corpuspack/schema"
)

// CutsPassages reports whether passages are cut out of the documents that an intake would keep: by Passages, and by Cut of
// a second intake, which then decides.
func (p *Plan) CutsPassages() bool { return p.Recipe.Passages.On() }

// Passages are the documents that are kept as long as nothing is cut out of them, and the passages in them. Close it.
//
// The rule that matters: duplicates are found in whole texts, so a near-duplicate is never cut down to what it has of its own;
// passages are looked for in what is kept; and what is left is compared again, so that no two documents of the release are
// alike. A document that goes once it is cut takes those along that went for its sake.
type Passages struct {
	in     *Intake
	finder *passages.Finder
	gone   *dedup.Decisions
	kept   *spill.Sorter // the documents in the order of their keys
	runs   *spill.Sorter // by number of a document: what is cut out of it
	n      int64         // documents whose windows are there
}

// Passages compares the documents of an intake, to which nothing may be added any more.
func (in *Intake) Passages() (*Passages, error) {
	gone, err := in.prints.Resolve()
	if err != nil {
		return nil, err
	}
	finder, err := passages.New(in.plan.Recipe.Passages, in.resources)
	if err != nil {
		return nil, errors.Join(err, gone.Close())
	}
	p := &Passages{in, finder, gone, newSorter(in.resources), newSorter(in.resources), 0}
	if err := errors.Join(in.prints.Close(), in.lines.Flush(), p.order()); err != nil {
		return nil, errors.Join(err, p.Close())
	}
	return p, nil
}

// Close deletes what stands on disk.
func (p *Passages) Close() error {
	return errors.Join(p.finder.Close(), p.gone.Close(), p.kept.Close(), p.runs.Close())
}

// order fills kept.
func (p *Passages) order() error {
	var key, value []byte
	for e, err := range p.decided() {
		if err != nil {
			return err
		}
		if e.gone != nil {
			continue
		}
		key = appendNumber(append(append(key[:0], e.Key.Source...), 0), e.Key.Start)
		value = e.append(appendNumber(value[:0], e.N))
		if err := p.kept.Add(key, value); err != nil {
			return err
		}
	}
	return nil
}

// decided yields all documents by number, with the decisions.
func (p *Passages) decided() iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		next, stop := iter.Pull2(p.gone.All())
		defer stop()
		gone, err, more := next()
		for e, readErr := range p.in.Entries() {
			err = errors.Join(readErr, err)
			if err == nil && more && gone.N == e.N {
				decision := gone.Decision
				e.gone = &decision
				gone, err, more = next()
			}
			if !yield(e, err) || err != nil {
				return
			}
		}
	}
}

// Kept yields the documents whose windows Add takes, in that order.
func (p *Passages) Kept() iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		for r, err := range p.kept.Sorted() {
			if err != nil {
				yield(Entry{}, err)
				return
			}
			if !yield(entryOf(int64(binary.BigEndian.Uint64(r.Value)), r.Value[8:]), nil) {
				return
			}
		}
	}
}

// Windows returns the windows of a document. It is pure.
func (p *Passages) Windows(line []byte) (dedup.Shingles, error) {
	d, err := p.in.plan.parse(line)
	return p.finder.Windows(d.Text), err
}

// Add takes the windows of the next document that Kept yields.
func (p *Passages) Add(windows dedup.Shingles) error {
	p.n++
	return p.finder.Add(p.n-1, windows)
}

// Find finds the passages, when the windows of all documents are there.
func (p *Passages) Find() error {
	if err := p.finder.Resolve(); err != nil {
		return err
	}
	next, stop := iter.Pull2(p.finder.All())
	defer stop()
	found, err, more := next()
	place := int64(0)
	for e, readErr := range p.Kept() {
		if err := errors.Join(readErr, err); err != nil {
			return err
		}
		if more && found.Number == place {
			if err := p.runs.Add(appendNumber(nil, e.N), appendRuns(nil, found.Runs)); err != nil {
				return err
			}
			found, err, more = next()
		}
		place++
	}
	return err
}

func appendRuns(dst []byte, runs []passages.Run) []byte {
	for _, r := range runs {
		dst = binary.AppendVarint(binary.AppendVarint(dst, int64(r.From)), int64(r.To))
	}
	return dst
}

func runsOf(b []byte) (runs []passages.Run) {
	for c := (cursor{b}); len(c.rest) > 0; {
		runs = append(runs, passages.Run{From: int(c.int()), To: int(c.int())})
	}
	return runs
}

// Documents yields all documents by number, for Cut.
func (p *Passages) Documents() iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		runs := pull(p.runs)
		defer runs.stop()
		for e, err := range p.decided() {
			if err == nil {
				err = runs.each(e.N, func(r spill.Record) error { e.runs = runsOf(r.Value); return nil })
			}
			if !yield(e, err) || err != nil {
				return
			}
		}
	}
}

// Cut makes a document of one that Documents yields: what Add of an empty intake takes, in that order. It may be called from
// many goroutines.
func (in *Intake) Cut(e Entry, line []byte) (Item, error) {
	if e.gone != nil {
		return Item{of: &e}, nil
	}
	d, err := in.plan.parse(line)
	if err != nil {
		return Item{}, err
	}
	var item Item
	if len(e.runs) > 0 {
		item = in.plan.cut(d, e.runs, in.prints.Print)
	} else {
		item = Item{Print: in.prints.Print(&d), Title: d.Title, Line: line}
	}
	item.Print.FailSameID, item.of = e.FailSameID, &e
	return item, nil
}

// cut cuts runs of tokens out of a clean document, and cleans what is left. What was masked before still counts.
func (p *Plan) cut(d schema.Document, runs []passages.Run, take printer) Item {
	repeated, masked := d.Repeated+visible(d.Text), d.Masked
	d.Text = passages.Cut(d.Text, runs)
	repeated -= visible(d.Text)
	d, removal := p.cleaner.Normalize(d)
	if removal == nil {
		d, removal = p.cleaner.Finish(d, nil)
	}
	if removal != nil {
		return Item{Removal: removal}
	}
	d.Repeated = repeated
	for i := range d.Masked {
		d.Masked[i].Int += masked[i].Int
	}
	return p.item(&d, false, take)
}

// visible returns the number of code points of a clean text but line ends.
func visible(s string) int64 { return int64(utf8.RuneCountInString(s) - strings.Count(s, "\n")) }

// addDecided takes a document that went before passages were cut, or went for having been cut.
func (in *Intake) addDecided(item Item) error {
	e := *item.of
	e.Offset, e.Length = 0, 0
	if _, err := in.entries.Add(e.append(nil)); err != nil {
		return err
	}
	in.prints.Skip()
	if r := item.Removal; r != nil {
		f := fate{step: r.Step, reason: r.Reason, value: *r.Value, bound: *r.Bound}
		return errors.Join(in.remove(r), in.lost.Add(appendNumber(nil, e.N), f.append(nil)))
	}
	key := appendNumber(appendNumber(nil, e.gone.Kept), e.N)
	value := binary.AppendVarint(appendString(nil, e.gone.Reason), e.gone.Shared)
	return in.before.Add(key, binary.AppendVarint(value, e.gone.Union))
}

// carry decides about the documents that went before passages were cut: those whose sake they went for may be lost.
func (d *decider) carry() error {
	for r, err := range d.lost.Sorted() {
		if err == nil {
			err = d.fates.Add(r.Key, fate{}.append(nil))
		}
		if err != nil {
			return err
		}
	}
	lost := pull(d.lost)
	defer lost.stop()
	for r, err := range d.before.Sorted() {
		if err != nil {
			return err
		}
		kept, n := int64(binary.BigEndian.Uint64(r.Key)), int64(binary.BigEndian.Uint64(r.Key[8:]))
		if lost.seek(kept); lost.err != nil {
			return lost.err
		}
		if lost.at(kept) {
			err = d.fates.Add(r.Key[8:], lost.record.Value)
		} else {
			c := cursor{r.Value}
			err = d.prints.Gone(n, dedup.Decision{Reason: c.string(), Kept: kept, Shared: c.int(), Union: c.int()})
		}
		if err != nil {
			return err
		}
	}
	return nil
}
