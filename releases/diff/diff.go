// Package diff says what has changed from one release to another: documents, segments, inputs, recipe and schema, and which
// version the difference asks for.
//
// The rule that matters: everything comes from the two releases alone, read in the order of their keys, so that memory does
// not grow with the corpus; and rows that stand in shards with one content digest are not read at all. releases/FORMAT.md,
// section 10, specifies what is called what.
package diff

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"iter"
	"slices"
	"strings"

	"corpuspack/pipeline"
	"corpuspack/pipeline/spill"
	"corpuspack/releases"
	"corpuspack/schema"
)

// Kinds of a change of a document.
const (
	Added     = "added"
	Removed   = "removed"
	Renamed   = "renamed"   // the same text, or most of it, under another id
	Changed   = "changed"   // in a data column
	Described = "described" // only in columns that say where the document comes from and what was measured
)

// Change is what became of one document.
type Change struct {
	Kind       string      `json:"kind"`
	ID         string      `json:"id"`               // in the new release, of a removed document in the old one
	OldID      string      `json:"old_id,omitempty"` // of a renamed document
	Title      string      `json:"title,omitempty"`
	Source     string      `json:"source"`
	OldSource  string      `json:"old_source,omitempty"` // where it is another
	Split      string      `json:"split"`
	OldSplit   string      `json:"old_split,omitempty"` // likewise
	Fields     []string    `json:"fields,omitempty"`    // columns that differ, in the order of the schema
	Text       *TextChange `json:"text,omitempty"`      // where the text differs
	Similarity float64     `json:"similarity,omitempty"`
	Step       string      `json:"step,omitempty"` // of a removed document that the new release has among the removed
	Reason     string      `json:"reason,omitempty"`
	KeptID     string      `json:"kept_id,omitempty"`
}

// TextChange is the size of a change of a text.
type TextChange struct {
	Before   int64 `json:"before"` // characters
	After    int64 `json:"after"`
	Inserted int64 `json:"inserted"` // words that the new text has more of
	Deleted  int64 `json:"deleted"`  // words that the old text has more of
}

// Difference is what has changed. Close it.
type Difference struct {
	Summary Summary

	changes *spill.Sorter // by id
}

// Options says how releases are compared.
type Options struct {
	Decode releases.Decode // of Parquet, where there are no JSON Lines
	Space  spill.Space     // for what memory does not hold
	Meter  pipeline.Meter  // told of rows that were compared; may be nil
}

// memory bounds what each sorter holds.
const memory = 8 << 20

// Compare compares two releases. Of the new one nothing but folder and manifest need be known: it may be a stage.
func Compare(ctx context.Context, old, new *releases.Release, o Options) (*Difference, error) {
	c := comparer{ctx: ctx, old: old, new: new, Options: o, changes: spill.NewSorter(o.Space, memory),
		withdrawn: map[string]bool{}}
	if err := c.compare(); err != nil {
		return nil, errors.Join(err, c.changes.Close())
	}
	return &Difference{c.summary, c.changes}, nil
}

// Changes yields the changes of documents by id.
func (d *Difference) Changes() iter.Seq2[Change, error] {
	return func(yield func(Change, error) bool) {
		for r, err := range d.changes.Sorted() {
			var change Change
			if err == nil {
				err = json.Unmarshal(r.Value, &change)
			}
			if !yield(change, err) || err != nil {
				return
			}
		}
	}
}

// Close deletes what stands on disk.
func (d *Difference) Close() error { return d.changes.Close() }

type comparer struct {
	Options
	ctx      context.Context
	old, new *releases.Release
	summary  Summary
	changes  *spill.Sorter

	rows      int64           // to compare
	withdrawn map[string]bool // ids that the new release has withdrawn
}

func (c *comparer) compare() error {
	if c.Meter == nil {
		c.Meter = func(string, int64, int64) {}
	}
	for _, name := range []string{schema.Documents, schema.Segments} {
		a, b, err := pair(c.old, c.new, c.Decode, name)
		if err != nil {
			return err
		}
		c.rows += a.left() + b.left()
	}
	c.summary = newSummary(c.old.Manifest, c.new.Manifest)
	for _, step := range []func() error{c.describe, c.documents, c.segments, c.sources} {
		if err := step(); err != nil {
			return err
		}
	}
	c.summary.decide(c.old.Manifest, c.new.Manifest)
	return nil
}

// documents compares the documents. One that is gone is looked up in the table that says why; where that does not, it is
// matched by its text with those that are new.
func (c *comparer) documents() error {
	a, b, err := pair(c.old, c.new, c.Decode, schema.Documents)
	if err != nil {
		return err
	}
	a.done, b.done = c.done, c.done
	m := newMatcher(c.Space)
	defer m.close()
	why, err := c.reasons()
	if err != nil {
		return err
	}
	defer why.stop()
	both := columnsOf(a.Table, b.Table)
	err = merge(c.ctx, a, b, func(x, y *row) error {
		switch {
		case x == nil:
			return m.add(m.fresh, b, y)
		case y == nil:
			return c.gone(m, why, a, x)
		case a.sameLines(b, x, y):
			return nil
		}
		old, new, err := parseBoth(a, b, x, y)
		if err != nil {
			return err
		}
		if fields := both.differing(old, new); len(fields) > 0 {
			return c.add(changeOf(old, new, fields))
		}
		return nil
	})
	if err != nil {
		return err
	}
	return cmp.Or(m.match(c.add), c.ctx.Err())
}

// gone takes a document that the new release has not.
func (c *comparer) gone(m *matcher, why *reasons, a *table, x *row) error {
	removal, err := why.of(x.key)
	if err != nil {
		return err
	}
	if removal == nil {
		return m.add(m.gone, a, x)
	}
	old, err := a.parse(x.line)
	if err != nil {
		return err
	}
	change := alone(Removed, old)
	change.Step, change.Reason, change.KeptID = removal.Step, removal.Reason, removal.KeptID
	return c.add(change)
}

// alone is the change of a document that only one of the releases has.
func alone(kind string, row schema.Row) Change {
	d := schema.DocumentOf(row)
	return Change{Kind: kind, ID: d.ID, Title: d.Title, Source: d.Source, Split: d.Split}
}

func (c *comparer) done(rows int64) { c.Meter("diff", rows, c.rows) }

// sameLines reports whether two rows are the same without a look at their columns.
func (t *table) sameLines(other *table, a, b *row) bool {
	return t.release.Manifest.SchemaVersion() == other.release.Manifest.SchemaVersion() && string(a.line) == string(b.line)
}

func parseBoth(a, b *table, x, y *row) (old, new schema.Row, err error) {
	if old, err = a.parse(x.line); err == nil {
		new, err = b.parse(y.line)
	}
	return old, new, err
}

// changeOf is the change of a document that both releases have. fields differ.
func changeOf(old, new schema.Row, fields []string) Change {
	a, b := schema.DocumentOf(old), schema.DocumentOf(new)
	change := Change{Kind: Described, ID: b.ID, Title: b.Title, Source: b.Source, Split: b.Split, Fields: fields}
	if slices.ContainsFunc(fields, isData) {
		change.Kind = Changed
	}
	change.from(&a, &b)
	return change
}

// from fills in what differs from the old document.
func (c *Change) from(a, b *schema.Document) {
	if a.Source != b.Source {
		c.OldSource = a.Source
	}
	if a.Split != b.Split {
		c.OldSplit = a.Split
	}
	if a.Text != b.Text {
		c.Text = textChange(a, b)
	}
}

// textChange counts words as runs of what is no white space.
func textChange(a, b *schema.Document) *TextChange {
	change := TextChange{Before: a.Characters, After: b.Characters}
	counts := map[string]int64{}
	for word := range strings.FieldsSeq(a.Text) {
		counts[word]--
	}
	for word := range strings.FieldsSeq(b.Text) {
		counts[word]++
	}
	for _, n := range counts {
		change.Inserted += max(n, 0)
		change.Deleted += max(-n, 0)
	}
	return &change
}

// add takes a change into the summary and puts it away.
func (c *comparer) add(change Change) error {
	if change.Kind == Removed && c.withdrawn[change.ID] {
		change.Title, change.Step, change.Reason = "", pipeline.ReasonWithdrawn, pipeline.ReasonWithdrawn
	}
	c.summary.count(&change)
	b, err := json.Marshal(change)
	if err != nil {
		return err
	}
	return c.changes.Add([]byte(change.ID+change.Kind), b)
}

// reasons is the table of removed documents of the new release, read beside ids that go up.
type reasons struct {
	*table
	cursor
	more bool
}

func (c *comparer) reasons() (*reasons, error) {
	_, t, err := pair(c.old, c.new, c.Decode, schema.Removed)
	if err != nil {
		return nil, err
	}
	clear(t.skip)
	r := &reasons{table: t}
	r.next, r.stop = iter.Pull2(t.rows(c.ctx))
	r.more = r.advance()
	return r, nil
}

// of returns the first removal of an id, or nil.
func (r *reasons) of(id string) (*schema.Removal, error) {
	for r.more && r.err == nil && r.row.key < id {
		r.more = r.advance()
	}
	if r.err != nil || !r.more || r.row.key != id {
		return nil, r.err
	}
	row, err := r.parse(r.row.line)
	if err != nil {
		return nil, err
	}
	m := schema.RemovalOf(row)
	return &m, nil
}

// segments counts the segments that only one release has and those that differ.
func (c *comparer) segments() error {
	a, b, err := pair(c.old, c.new, c.Decode, schema.Segments)
	if err != nil {
		return err
	}
	a.done, b.done = c.done, c.done
	both := columnsOf(a.Table, b.Table)
	return merge(c.ctx, a, b, func(x, y *row) error {
		switch {
		case x == nil:
			c.summary.segment(Added, y.key)
			return nil
		case y == nil:
			c.summary.segment(Removed, x.key)
			return nil
		case a.sameLines(b, x, y):
			return nil
		}
		old, new, err := parseBoth(a, b, x, y)
		if err != nil {
			return err
		}
		switch fields := both.differing(old, new); {
		case slices.ContainsFunc(fields, isSegmentData):
			c.summary.segment(Changed, y.key)
		case len(fields) > 0:
			c.summary.segment(Described, y.key)
		}
		return nil
	})
}
