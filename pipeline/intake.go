package pipeline

import (
	"cmp"
	"encoding/binary"
	"errors"
	"iter"
	"slices"
	"strings"

	"corpuspack/pipeline/archive"
	"corpuspack/pipeline/dedup"
	"corpuspack/pipeline/dedup/passages"
	"corpuspack/pipeline/spill"
	"corpuspack/schema"
	"corpuspack/schema/jsonl"
)

// Intake is what reading an archive has given: the line and the print of each document, and the removals. Documents are
// numbered from 0 in the order in which they came. Close it.
type Intake struct {
	plan      *Plan
	resources dedup.Resources
	ancestry  *Ancestry // nil without a parent
	prints    *dedup.Prints
	lines     *spill.Log
	entries   *spill.Records
	removals  *spill.Sorter
	overlaps  overlaps
	counts    []Count          // of the removals
	before    *spill.Sorter    // decided before passages were cut: number of the kept document, number of the other
	lost      *spill.Sorter    // by number: documents that went for having been cut, and why
	gone      *dedup.Decisions // nil until it is decided
	withdrawn []Withdrawal     // documents that are withdrawn
	again     bool             // what was decided before passages were cut is carried on
	key, buf  []byte
}

// Intake returns an empty intake. The benchmarks of the recipe have been read. Who closes the ancestry is who has made it.
func (p *Plan) Intake(r dedup.Resources, a *Ancestry) *Intake {
	if p.against == nil && len(p.Recipe.Archive.Against) > 0 {
		panic("pipeline: documents come before the benchmarks")
	}
	return &Intake{
		plan: p, resources: r, ancestry: a, prints: p.deduper.Gather(r), lines: spill.NewLog(r.Space, 1<<20),
		entries: spill.NewRecords(r.Space, 1<<20), removals: newSorter(r), before: newSorter(r), lost: newSorter(r),
	}
}

// newSorter returns a sorter, of which few are in use at once.
func newSorter(r dedup.Resources) *spill.Sorter { return spill.NewSorter(r.Space, r.Share(16)) }

// Close deletes what stands on disk.
func (in *Intake) Close() error {
	var err error
	if in.gone != nil {
		err = in.gone.Close()
	}
	return errors.Join(err, in.prints.Close(), in.lines.Close(), in.entries.Close(), in.removals.Close(), in.before.Close(), in.lost.Close())
}

// Len returns the number of documents.
func (in *Intake) Len() int64 { return in.entries.Len() }

// Read is Plan.Read, but for the prints of texts that are here already. It may be called from many goroutines.
func (in *Intake) Read(f *archive.File, r archive.Record) []Item {
	return in.plan.read(f, r, in.prints.Print)
}

// Add takes a document or a removal. It is called in the order of the archive.
func (in *Intake) Add(item Item) error {
	in.overlaps.count(in.plan.against, item.overlaps)
	if item.withdrawn != nil {
		in.withdrawn = append(in.withdrawn, *item.withdrawn)
	}
	in.again = in.again || item.of != nil
	switch {
	case item.of != nil && (item.of.isGone() || item.Removal != nil):
		return in.addDecided(item)
	case item.Removal != nil:
		return in.remove(item.Removal)
	}
	at, err := in.lines.Append(item.Line)
	if err != nil {
		return err
	}
	e := Entry{
		Key: item.Print.Key, End: item.Print.End, ID: item.Print.ID, Text: item.Print.Text, Title: item.Title,
		FailSameID: item.Print.FailSameID, Offset: at, Length: int64(len(item.Line)),
	}
	item.Print.Known = in.ancestry.Has(e.ID)
	in.buf = e.append(in.buf[:0])
	if _, err := in.entries.Add(in.buf); err != nil || item.draft {
		return err
	}
	return in.prints.Add(&item.Print)
}

// remove puts a removal at its place in the table removed. An input that could not be read stands where it begins; several
// things in one place can be unreadable, as members of a zip that name the same bytes.
func (in *Intake) remove(r *schema.Removal) error {
	in.counts = count(in.counts, r.Step, r.Reason)
	start := uint64(0)
	if r.Start != nil {
		start = uint64(*r.Start) + 1
	}
	in.key = append(append(in.key[:0], r.ID...), 0)
	in.key = append(append(in.key, r.Source...), 0)
	in.key = append(binary.BigEndian.AppendUint64(in.key, start), r.Detail...)
	in.buf = jsonl.Append(in.buf[:0], in.plan.Schema.Table(schema.Removed), r.Row())
	return in.removals.Add(in.key, in.buf)
}

// CompareRemovals is that order.
func CompareRemovals(a, b schema.Removal) int {
	start := func(r schema.Removal) int64 {
		if r.Start == nil {
			return -1
		}
		return *r.Start
	}
	return cmp.Or(strings.Compare(a.ID, b.ID), strings.Compare(a.Source, b.Source), cmp.Compare(start(a), start(b)),
		strings.Compare(a.Detail, b.Detail))
}

// AddRemovals adds the removals of in, and what was found of benchmarks, to another intake.
func (in *Intake) AddRemovals(to *Intake) error {
	to.counts = slices.Clone(in.counts)
	to.withdrawn = slices.Clone(in.withdrawn)
	to.overlaps = overlaps{slices.Clone(in.overlaps.found), slices.Clone(in.overlaps.documents)}
	return to.removals.AddAll(in.removals)
}

// Entry is what is kept of a document between reading and writing: no text.
type Entry struct {
	N          int64 // its number
	Key        schema.Key
	End        int64
	ID         string
	Text       schema.Digest
	Title      string
	FailSameID bool
	Offset     int64 // of its line
	Length     int64 // in bytes

	gone *dedup.Decision // nil where it does not go for the sake of another
	lost []byte          // nil where it does not go for having been cut
	runs []passages.Run  // that are cut out
}

func (e *Entry) append(dst []byte) []byte {
	dst = spill.AppendString(spill.AppendString(spill.AppendString(dst, e.Key.Source), e.ID), e.Title)
	for _, n := range []int64{e.Key.Start, e.End, e.Offset, e.Length} {
		dst = spill.AppendInt(dst, n)
	}
	return spill.AppendFlag(append(dst, e.Text[:]...), e.FailSameID)
}

func entryOf(n int64, b []byte) Entry {
	c := spill.Cursor{Rest: b}
	e := Entry{N: n, Key: schema.Key{Source: c.String()}, ID: c.String(), Title: c.String()}
	e.Key.Start, e.End, e.Offset, e.Length = c.Int(), c.Int(), c.Int(), c.Int()
	e.Text, e.FailSameID = schema.Digest(c.Bytes(len(e.Text))), c.Flag()
	return e
}

// Entries yields the documents by number.
func (in *Intake) Entries() iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		n := int64(0)
		for b, err := range in.entries.All() {
			if err != nil {
				yield(Entry{}, err)
				return
			}
			if !yield(entryOf(n, b), nil) {
				return
			}
			n++
		}
	}
}

// Firsts yields, by number, the first document of each text.
func (in *Intake) Firsts() iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		byText, firsts := newSorter(in.resources), newSorter(in.resources)
		defer byText.Close()
		defer firsts.Close()
		if err := in.firsts(byText, firsts); err != nil {
			yield(Entry{}, err)
			return
		}
		first := pull(firsts)
		defer first.stop()
		for e, err := range in.Entries() {
			any := false
			if err == nil {
				err = first.each(e.N, func(spill.Record) error { any = true; return nil })
			}
			if (any || err != nil) && !yield(e, err) {
				return
			}
		}
	}
}

func (in *Intake) firsts(byText, firsts *spill.Sorter) error {
	for e, err := range in.Entries() {
		if err != nil {
			return err
		}
		if err := byText.Add(appendNumber(append(in.key[:0], e.Text[:]...), e.N), nil); err != nil {
			return err
		}
	}
	var text schema.Digest
	for r, err := range byText.Sorted() {
		if err != nil {
			return err
		}
		t := schema.Digest(r.Key[:len(text)])
		if t == text {
			continue
		}
		text = t
		if err := firsts.Add(r.Key[len(text):], nil); err != nil {
			return err
		}
	}
	return nil
}

// Line returns the line of a document. It may be called from many goroutines once all documents are there.
func (in *Intake) Line(e *Entry) ([]byte, error) { return readLine(in.lines, e.Offset, e.Length) }

func readLine(lines *spill.Log, at, length int64) ([]byte, error) {
	line := make([]byte, length)
	_, err := lines.ReadAt(line, at)
	return line, err
}

// appendNumber appends a number so that records sort by it.
func appendNumber(dst []byte, n int64) []byte { return binary.BigEndian.AppendUint64(dst, uint64(n)) }

// numbered is sorted records whose keys begin with a number, for going over them beside something in order of that number.
type numbered struct {
	next   func() (spill.Record, error, bool)
	stop   func()
	record spill.Record
	err    error
	more   bool
}

func pull(s *spill.Sorter) *numbered {
	var n numbered
	n.next, n.stop = iter.Pull2(s.Sorted())
	n.record, n.err, n.more = n.next()
	return &n
}

// at reports whether the next record is of a number.
func (n *numbered) at(number int64) bool {
	return n.more && n.err == nil && binary.BigEndian.Uint64(n.record.Key) == uint64(number)
}

// seek passes over the records of lesser numbers.
func (n *numbered) seek(number int64) {
	for n.more && n.err == nil && binary.BigEndian.Uint64(n.record.Key) < uint64(number) {
		n.record, n.err, n.more = n.next()
	}
}

// each calls f with the records of a number; those of lesser ones are over.
func (n *numbered) each(number int64, f func(spill.Record) error) error {
	for n.at(number) {
		if err := f(n.record); err != nil {
			return err
		}
		n.record, n.err, n.more = n.next()
	}
	return n.err
}
