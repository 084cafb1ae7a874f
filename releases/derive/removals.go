package derive

import (
	"cmp"
	"context"
	"encoding/binary"
	"iter"
	"slices"

	"corpuspack/pipeline"
	"corpuspack/pipeline/dedup"
	"corpuspack/pipeline/spill"
	"corpuspack/releases"
	"corpuspack/releases/withdraw"
	"corpuspack/schema"
	"corpuspack/schema/jsonl"
)

// Gone is a document that a withdrawal takes out of a release.
type Gone struct {
	ID         string  `json:"id"`
	Title      string  `json:"title"`
	Source     string  `json:"source"`
	Split      string  `json:"split"`
	Similarity float64 `json:"similarity"` // to the text that was withdrawn; 1 where the document itself is named
	Reason     string  `json:"reason"`     // of the withdrawal
}

// Removals is what withdrawals take out of a release. It grows with that, not with the release. Close it.
type Removals struct {
	Gone  []Gone // in the order of the table
	Rows  int64  // of removed that were withdrawn too
	from  *releases.Release
	plan  *pipeline.Plan
	list  []pipeline.Withdrawal // that are applied, and each text of removed that they name
	known []pipeline.Withdrawal // the same with what the release knows of the texts, and all that it has withdrawn before

	why     map[string]why           // by id of a document that goes
	copies  map[string][]schema.Copy // by id of a document that stays and loses a copy: what is left of them
	removed *spill.Sorter            // rows of removed, in order
	decode  releases.Decode
}

// why says for which withdrawal a document goes.
type why struct {
	*pipeline.Withdrawal
	similarity float64 // to its text
}

// Find looks for the documents of a release that the list names, their copies, and those that are similar to them by the
// measure and the threshold of the release.
func Find(ctx context.Context, from *releases.Release, list []pipeline.Withdrawal, decode releases.Decode) (*Removals, error) {
	plan, err := planOf(from, from.Manifest.Schema)
	if err != nil {
		return nil, err
	}
	r := &Removals{from: from, plan: plan, list: list, decode: decode, why: map[string]why{},
		copies: map[string][]schema.Copy{}, removed: spill.NewSorter(spill.Temp{}, 16<<20)}
	if r.known, err = withdraw.Of(from); err == nil {
		r.known = slices.Concat(r.known, list)
		plan.Withdraw(list)
		for _, find := range []func(context.Context) error{r.findRemoved, r.findDocuments, r.sort} {
			if err = cmp.Or(err, ctx.Err()); err == nil {
				err = find(ctx)
			}
		}
	}
	if err != nil {
		r.Close()
		return nil, err
	}
	return r, nil
}

// Close deletes what stands on disk.
func (r *Removals) Close() error { return r.removed.Close() }

// None reports whether nothing goes.
func (r *Removals) None() bool { return len(r.Gone) == 0 && r.Rows == 0 }

// names returns the withdrawal that names a removed document, or nil.
func (r *Removals) names(m *schema.Removal) *pipeline.Withdrawal {
	return r.plan.Withdraws(&schema.Document{ID: m.ID, Key: schema.Key{Source: m.Source}, TextSHA256: m.TextSHA256})
}

// findRemoved finds the kept documents that have the text, or nearly, of a removed one that is withdrawn.
func (r *Removals) findRemoved(ctx context.Context) error {
	list := slices.Clip(r.list)
	for row, err := range r.from.Rows(ctx, schema.Removed, r.decode) {
		if err != nil {
			return err
		}
		m := schema.RemovalOf(row)
		w := r.names(&m)
		if w == nil || m.Step == "archive" {
			continue
		}
		if m.TextSHA256 != "" && w.TextSHA256 != m.TextSHA256 {
			text := pipeline.Withdrawal{ID: m.ID, TextSHA256: m.TextSHA256, Reason: w.Reason, Date: w.Date}
			list, r.known = append(list, text), append(r.known, text)
		}
		if m.KeptID == "" {
			continue
		}
		switch m.Reason {
		case dedup.ReasonExact, dedup.ReasonNear:
			if _, there := r.why[m.KeptID]; !there {
				r.why[m.KeptID] = why{w, *m.Similarity}
			}
		case dedup.ReasonTeaser:
			r.copies[m.KeptID] = []schema.Copy{}
		}
	}
	r.list = list
	r.plan.Withdraw(list)
	return nil
}

// findDocuments finds the documents that are named, and then those that are similar to one of them.
func (r *Removals) findDocuments(ctx context.Context) error {
	deduper, err := dedup.New(r.plan.Recipe.Dedup)
	if err != nil {
		return err
	}
	few, of := deduper.Few(), []*pipeline.Withdrawal{} // of each set
	add := func(w *pipeline.Withdrawal, set []dedup.Shingle) { few.Add(set); of = append(of, w) }
	for i := range r.list {
		add(&r.list[i], r.list[i].Shingles)
	}
	if err := r.documents(ctx, func(d *schema.Document) {
		w := r.plan.Withdraws(d)
		if w == nil {
			return
		}
		r.why[d.ID] = why{w, 1}
		set := deduper.Set(d.Text)
		r.known = append(r.known, pipeline.Withdrawal{ID: d.ID, TextSHA256: d.TextSHA256, Reason: w.Reason, Date: w.Date, Shingles: set})
		add(w, set)
	}); err != nil {
		return err
	}
	return r.documents(ctx, func(d *schema.Document) {
		w, there := r.why[d.ID]
		if !there {
			var set int
			if set, w.similarity, there = few.Find(d.Text); there {
				w.Withdrawal = of[set]
				r.why[d.ID] = w
			}
		}
		if there {
			r.Gone = append(r.Gone, Gone{d.ID, d.Title, d.Source, d.Split, w.similarity, w.Reason})
			delete(r.copies, d.ID)
		}
	})
}

func (r *Removals) documents(ctx context.Context, f func(*schema.Document)) error {
	for row, err := range r.from.Rows(ctx, schema.Documents, r.decode) {
		if err != nil {
			return err
		}
		d := schema.DocumentOf(row)
		f(&d)
	}
	return nil
}

// sort fills removed: with the old rows, which are withdrawn where they are named or where a copy of them goes, and with the
// documents that go.
func (r *Removals) sort(ctx context.Context) error {
	for row, err := range r.from.Rows(ctx, schema.Removed, r.decode) {
		if err != nil {
			return err
		}
		m := schema.RemovalOf(row)
		if w, ok := r.goes(&m); ok {
			r.Rows++
			m = r.withdrawn(m, w)
		}
		if copies, ok := r.copies[m.KeptID]; ok && m.Similarity != nil {
			c := schema.Copy{Key: schema.Key{Source: m.Source, Start: *m.Start}, End: *m.End, Kind: m.Reason, Similarity: *m.Similarity}
			r.copies[m.KeptID] = append(copies, c)
		}
		if err := r.add(&m); err != nil {
			return err
		}
	}
	return r.each(ctx, func(d *schema.Document, w why) error {
		m := r.withdrawn(schema.Removal{ID: d.ID, Source: d.Source, Start: &d.Start, End: &d.End, TextSHA256: d.TextSHA256}, w)
		return r.add(&m)
	})
}

// goes reports whether a removed document is withdrawn now, and its similarity to the text that is: 0 where it went for the
// sake of such a document and not for its text. What could not be read has no text.
func (r *Removals) goes(m *schema.Removal) (w why, ok bool) {
	if m.Step == "archive" || m.Step == pipeline.ReasonWithdrawn {
		return w, false
	}
	if w := r.names(m); w != nil {
		return why{w, 1}, true
	}
	if w, ok = r.why[m.KeptID]; !ok {
		return w, false
	}
	w.similarity = 0
	if m.Reason == dedup.ReasonExact || m.Reason == dedup.ReasonNear {
		w.similarity = *m.Similarity
	}
	return w, true
}

// withdrawn returns the row of a withdrawn document: no title, and no document for whose sake it went.
func (r *Removals) withdrawn(m schema.Removal, w why) schema.Removal {
	m = schema.Removal{ID: m.ID, Source: m.Source, Start: m.Start, End: m.End, TextSHA256: m.TextSHA256,
		Step: pipeline.ReasonWithdrawn, Reason: pipeline.ReasonWithdrawn, Detail: w.Reason}
	if w.similarity > 0 {
		bound := r.plan.WithdrawnBound()
		m.Value, m.Bound = &w.similarity, &bound
	}
	return m
}

// each calls f with each document that goes.
func (r *Removals) each(ctx context.Context, f func(*schema.Document, why) error) error {
	for row, err := range r.from.Rows(ctx, schema.Documents, r.decode) {
		if err != nil {
			return err
		}
		if w, ok := r.why[row[0].Str]; ok {
			d := schema.DocumentOf(row)
			if err := f(&d, w); err != nil {
				return err
			}
		}
	}
	return nil
}

// add puts a row of removed to the others, in the order of pipeline.CompareRemovals.
func (r *Removals) add(m *schema.Removal) error {
	start := uint64(0)
	if m.Start != nil {
		start = uint64(*m.Start) + 1
	}
	key := append(append(append([]byte(m.ID), 0), m.Source...), 0)
	key = append(binary.BigEndian.AppendUint64(key, start), m.Detail...)
	return r.removed.Add(key, jsonl.Append(nil, r.plan.Schema.Table(schema.Removed), m.Row()))
}

// Release writes the release without what goes as the folder target, which must not be there.
func (r *Removals) Release(ctx context.Context, target string) (*releases.Release, error) {
	rows := func(table, split string) iter.Seq2[schema.Row, error] { return r.rows(ctx, table, split) }
	d := derivation{from: r.from, by: releases.ByRemovals, plan: r.plan, rows: rows, withdrawn: r.known}
	d.leaks = func(splits []string) ([]pipeline.Leak, error) {
		if len(r.Gone) == 0 {
			return d.oldLeaks(splits)
		}
		if len(splits) < 2 && splits[0] == pipeline.Train {
			return nil, nil
		}
		return r.plan.Leaks(dedup.Alone(spill.Temp{}), r.left(rows, splits))
	}
	return d.publish(ctx, target)
}

// left yields the documents that stay.
func (r *Removals) left(rows Rows, splits []string) iter.Seq2[schema.Document, error] {
	return func(yield func(schema.Document, error) bool) {
		for _, split := range splits {
			for row, err := range rows(schema.Documents, split) {
				var d schema.Document
				if err == nil {
					d = schema.DocumentOf(row)
				}
				if !yield(d, err) || err != nil {
					return
				}
			}
		}
	}
}

// rows yields the rows that the new release has.
func (r *Removals) rows(ctx context.Context, table, split string) iter.Seq2[schema.Row, error] {
	if table == schema.Removed {
		return r.removedRows()
	}
	column := 0 // of the document's id
	if table == schema.Segments {
		column = 1
	}
	return func(yield func(schema.Row, error) bool) {
		for row, err := range r.from.SplitRows(ctx, table, split, r.decode) {
			if err == nil {
				if _, gone := r.why[row[column].Str]; gone {
					continue
				}
				if copies, ok := r.copies[row[0].Str]; ok && table == schema.Documents {
					row = r.withCopies(row, copies)
				}
			}
			if !yield(row, err) || err != nil {
				return
			}
		}
	}
}

func (r *Removals) removedRows() iter.Seq2[schema.Row, error] {
	return func(yield func(schema.Row, error) bool) {
		for record, err := range r.removed.Sorted() {
			var row schema.Row
			if err == nil {
				row, err = jsonl.Parse(r.plan.Schema.Table(schema.Removed), record.Value)
			}
			if !yield(row, err) || err != nil {
				return
			}
		}
	}
}

// withCopies returns the row of a document with the copies that are left.
func (r *Removals) withCopies(row schema.Row, copies []schema.Copy) schema.Row {
	slices.SortFunc(copies, func(a, b schema.Copy) int { return a.Key.Compare(b.Key) })
	d := schema.DocumentOf(row)
	d.Copies, d.CopyCount = copies[:min(len(copies), pipeline.MaxCopies)], int64(len(copies))
	return d.Row()
}
