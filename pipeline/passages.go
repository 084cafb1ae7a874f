package pipeline

import (
	"bytes"
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
// alike. A document that goes once it is cut takes those along that went for its sake. If it had the first place of a passage,
// all passages are looked for anew without it, so that every passage keeps a place.
type Passages struct {
	in     *Intake
	last   *Intake // with the decisions
	finder *passages.Finder
	kept   *spill.Sorter // the documents in the order of their keys
	runs   *spill.Sorter // by number of a document: what is cut out of it
	firsts *spill.Sorter // by number: documents with the first place of a passage
	n      int64         // documents whose windows are there
}

// Passages compares the documents of an intake, to which nothing may be added any more. It needs the intake.
func (in *Intake) Passages() (*Passages, error) {
	p := &Passages{in: in, last: in}
	if err := errors.Join(in.resolve(), in.prints.Close(), in.lines.Flush()); err != nil {
		return nil, err
	}
	if err := p.begin(); err != nil {
		return nil, errors.Join(err, p.Close())
	}
	return p, nil
}

// Close deletes what stands on disk.
func (p *Passages) Close() (err error) {
	if p.last != p.in {
		err = p.last.Close()
	}
	return errors.Join(err, p.end())
}

// begin gets ready to look for passages in what is kept.
func (p *Passages) begin() (err error) {
	p.kept, p.runs, p.firsts = newSorter(p.in.resources), newSorter(p.in.resources), newSorter(p.in.resources)
	if p.finder, err = passages.New(p.in.plan.Recipe.Passages, p.in.resources); err != nil {
		return err
	}
	p.n = 0
	return p.order()
}

func (p *Passages) end() error {
	err := errors.Join(p.kept.Close(), p.runs.Close(), p.firsts.Close())
	if p.finder != nil {
		err = errors.Join(err, p.finder.Close())
	}
	return err
}

// Again compares what Cut has left, which next holds. It reports whether a document that has the first place of a passage went
// since; then all is to be done once more, with a new intake.
func (p *Passages) Again(next *Intake) (bool, error) {
	if err := next.resolve(); err != nil {
		return false, err
	}
	again, err := p.anyFirst(next)
	if err != nil || !again {
		return false, err
	}
	last := p.last
	p.last = next
	if last != p.in {
		err = last.Close()
	}
	return true, errors.Join(err, p.end(), p.begin())
}

// anyFirst reports whether a document that is not kept has the first place of a passage.
func (p *Passages) anyFirst(in *Intake) (any bool, err error) {
	firsts := pull(p.firsts)
	defer firsts.stop()
	for g, err := range in.gone.All() {
		if firsts.seek(g.N); err != nil || firsts.at(g.N) {
			return true, err
		}
	}
	again := pull(p.firsts)
	defer again.stop()
	for r, err := range in.lost.Sorted() {
		n := int64(binary.BigEndian.Uint64(r.Key))
		if again.seek(n); err != nil || again.at(n) {
			return true, err
		}
	}
	return false, errors.Join(firsts.err, again.err)
}

// order fills kept.
func (p *Passages) order() error {
	var key, value []byte
	for e, err := range p.decided() {
		if err != nil {
			return err
		}
		if e.isGone() {
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

func (e *Entry) isGone() bool { return e.gone != nil || e.lost != nil }

// decided yields all documents by number, with the last decisions.
func (p *Passages) decided() iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		gone := p.last.gone.Walk()
		defer gone.Stop()
		lost := pull(p.last.lost)
		defer lost.stop()
		for e, err := range p.in.Entries() {
			if err == nil {
				err = p.decide(&e, gone, lost)
			}
			if !yield(e, err) || err != nil {
				return
			}
		}
	}
}

// decide puts into e what became of it.
func (p *Passages) decide(e *Entry, gone *dedup.Walk, lost *numbered) error {
	decision, isGone, err := gone.Find(e.N)
	if isGone {
		e.gone = &decision
	}
	return errors.Join(err, lost.each(e.N, func(r spill.Record) error { e.lost = bytes.Clone(r.Value); return nil }))
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
		if p.finder.HasFirst(place) {
			if err := p.firsts.Add(appendNumber(nil, e.N), nil); err != nil {
				return err
			}
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
		dst = spill.AppendInt(spill.AppendInt(dst, int64(r.From)), int64(r.To))
	}
	return dst
}

func runsOf(b []byte) (runs []passages.Run) {
	for c := (spill.Cursor{Rest: b}); len(c.Rest) > 0; {
		runs = append(runs, passages.Run{From: int(c.Int()), To: int(c.Int())})
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
	if e.isGone() {
		return Item{of: &e}, nil
	}
	d, err := in.plan.parse(line)
	if err != nil {
		return Item{}, err
	}
	var item Item
	if len(e.runs) > 0 {
		item = in.plan.cutPassages(d, e.runs, in.prints.Print)
	} else {
		item = Item{Print: in.prints.Print(&d), Title: d.Title, Line: line}
	}
	item.Print.FailSameID, item.of = e.FailSameID, &e
	return item, nil
}

// cutPassages cuts runs of tokens out of a clean document, and cleans what is left.
func (p *Plan) cutPassages(d schema.Document, runs []passages.Run, take printer) Item {
	before := visible(d.Text)
	d.Text = passages.Cut(d.Text, runs)
	d.Repeated += before - visible(d.Text)
	d, removal := p.cleanAgain(d)
	if removal != nil {
		return Item{Removal: removal}
	}
	d, overlaps, removal := p.keepOut(d)
	if removal != nil {
		return Item{Removal: removal, overlaps: overlaps}
	}
	item := p.item(&d, false, take)
	item.overlaps = overlaps
	return item
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
		e.lost = fate{step: r.Step, reason: r.Reason, value: *r.Value, bound: *r.Bound, detail: r.Detail}.append(nil)
	}
	if e.lost != nil {
		return in.lost.Add(appendNumber(nil, e.N), e.lost)
	}
	key := appendNumber(appendNumber(nil, e.gone.Kept), e.N)
	value := spill.AppendInt(spill.AppendString(nil, e.gone.Reason), e.gone.Shared)
	return in.before.Add(key, spill.AppendInt(value, e.gone.Union))
}

// resolve decides about all documents, once.
func (in *Intake) resolve() (err error) {
	if in.gone != nil {
		return nil
	}
	if err := in.carry(); err != nil {
		return err
	}
	if err := in.withdrawCopies(); err != nil {
		return err
	}
	in.gone, err = in.prints.Resolve()
	return err
}

// carry decides about the documents that went before passages were cut: those for whose sake they went may be lost.
func (in *Intake) carry() error {
	all := newSorter(in.resources)
	if err := all.AddAll(in.lost); err != nil {
		return errors.Join(err, all.Close())
	}
	lost := pull(in.lost)
	for r, err := range in.before.Sorted() {
		if err == nil {
			err = in.carryOne(r, lost, all)
		}
		if err != nil {
			lost.stop()
			return errors.Join(err, all.Close())
		}
	}
	lost.stop()
	err := errors.Join(lost.err, in.lost.Close())
	in.lost = all
	return err
}

func (in *Intake) carryOne(r spill.Record, lost *numbered, all *spill.Sorter) error {
	kept, n := int64(binary.BigEndian.Uint64(r.Key)), int64(binary.BigEndian.Uint64(r.Key[8:]))
	if lost.seek(kept); lost.at(kept) {
		return all.Add(r.Key[8:], lost.record.Value)
	}
	c := spill.Cursor{Rest: r.Value}
	return errors.Join(lost.err, in.prints.Gone(n, dedup.Decision{Reason: c.String(), Kept: kept, Shared: c.Int(), Union: c.Int()}))
}
