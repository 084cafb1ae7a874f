package pipeline

import (
	"context"
	"iter"
	"slices"

	"corpuspack/pipeline/shard"
	"corpuspack/schema"
	"corpuspack/schema/jsonl"
)

// Passes returns the shards that are to be made, each by one call of Write: those of documents, which make the segments
// too, and those of removals.
func (v *Verdict) Passes() (parts []Part) {
	for _, p := range v.Slots {
		if p.Table != schema.Segments {
			parts = append(parts, p)
		}
	}
	return parts
}

// Spread calls f(0) to f(n-1), some of them at once, and returns the first error.
type Spread = func(n int, f func(i int) error) error

// Write makes a shard of removals, or one of documents and the one of their segments, in one pass over the documents. before is
// what Write has returned for the part that stands before this one in its split, or nil: see shard.Create. With spread, which
// may be nil, the work on one shard is done on several goroutines.
func (p *Plan) Write(ctx context.Context, dir shard.Dir, v *Verdict, part Part, before []shard.Info, spread Spread) ([]shard.Info, error) {
	if part.Table == schema.Removed {
		info, err := p.Sharder.Write(ctx, dir, part.Slot, p.removalRows(v, part))
		return []shard.Info{info}, err
	}
	w, err := p.NewPair(dir, part.Slot, before)
	if err != nil {
		return nil, err
	}
	defer w.Abort()
	b := batch{pair: w, spread: spread}
	for d, err := range p.documentsOf(v, part) {
		if err == nil {
			err = ctx.Err()
		}
		if err == nil {
			err = b.add(d)
		}
		if err != nil {
			return nil, err
		}
	}
	if err := b.flush(); err != nil {
		return nil, err
	}
	return w.Finish()
}

// batch gathers documents, for several goroutines to write.
type batch struct {
	pair      *Pair
	spread    Spread // nil where a document is written as it comes
	documents []schema.Document
	bytes     int // of their texts
}

// batchText is the number of bytes of texts that are written at a time. It changes no byte of a shard.
const batchText = 2 << 20

func (b *batch) add(d *schema.Document) error {
	if b.spread == nil {
		return b.pair.Add(d)
	}
	whole := *d // the lists of d are of the next document soon
	whole.Masked, whole.Quality = slices.Clone(d.Masked), slices.Clone(d.Quality)
	b.documents, b.bytes = append(b.documents, whole), b.bytes+len(d.Text)
	if b.bytes < batchText {
		return nil
	}
	return b.flush()
}

// flush writes the documents that were gathered: first their segments are cut, then the lines of both tables made, then the
// lines of each compressed, and its columns.
func (b *batch) flush() error {
	if len(b.documents) == 0 {
		return nil
	}
	documents, segments, err := b.rows()
	if err != nil {
		return err
	}
	var tasks [2][]func() error
	err = b.spread(2, func(i int) (err error) {
		if i == 0 {
			tasks[i], err = b.pair.documents.Batch(documents)
		} else {
			tasks[i], err = b.pair.segments.Batch(segments)
		}
		return err
	})
	if err != nil {
		return err
	}
	all := slices.Concat(tasks[:]...)
	b.documents, b.bytes = b.documents[:0], 0
	return b.spread(len(all), func(i int) error { return all[i]() })
}

// rows returns the rows of the documents and of their segments.
func (b *batch) rows() (documents, segments []schema.Row, err error) {
	documents = make([]schema.Row, len(b.documents))
	cut := make([][]schema.Row, len(b.documents))
	err = b.spread(len(b.documents), func(i int) error {
		d := &b.documents[i]
		documents[i] = d.Row()
		for _, s := range b.pair.plan.segmenter.Segment(d) {
			cut[i] = append(cut[i], s.Row())
		}
		return nil
	})
	return documents, slices.Concat(cut...), err
}

// Pair writes a shard of documents and the one of their segments. It is of no more use after an error.
type Pair struct {
	plan                *Plan
	documents, segments *shard.Writer
	document, segment   schema.Row // the last ones
}

// NewPair begins a shard of documents and the one of their segments. before is what Finish has returned for the shards that stand
// before them, or nil: see shard.Create.
func (p *Plan) NewPair(dir shard.Dir, documents shard.Slot, before []shard.Info) (w *Pair, err error) {
	segments := documents
	segments.Table = schema.Segments
	if before == nil {
		before = make([]shard.Info, 2)
	}
	w = &Pair{plan: p}
	if w.documents, err = p.Sharder.Create(dir, documents, before[0]); err != nil {
		return nil, err
	}
	if w.segments, err = p.Sharder.Create(dir, segments, before[1]); err != nil {
		w.documents.Abort()
		return nil, err
	}
	return w, nil
}

// Add writes a document and its segments, in the order of the table.
func (w *Pair) Add(d *schema.Document) error {
	w.document = d.RowIn(w.document)
	if err := w.documents.Add(w.document); err != nil {
		return err
	}
	for _, s := range w.plan.segmenter.Segment(d) {
		w.segment = s.RowIn(w.segment)
		if err := w.segments.Add(w.segment); err != nil {
			return err
		}
	}
	return nil
}

// Finish ends both shards and says what was written. Their files are durable.
func (w *Pair) Finish() ([]shard.Info, error) {
	documents, err := w.documents.Finish()
	if err != nil {
		return nil, err
	}
	segments, err := w.segments.Finish()
	return []shard.Info{documents, segments}, err
}

// Abort closes the files that Finish has not closed; the caller throws them away.
func (w *Pair) Abort() {
	w.documents.Abort()
	w.segments.Abort()
}

// Rows returns the rows of one shard in table order.
func (p *Plan) Rows(v *Verdict, part Part) shard.Rows {
	if part.Table == schema.Removed {
		return p.removalRows(v, part)
	}
	return func(yield func(schema.Row, error) bool) {
		for d, err := range p.documentsOf(v, part) {
			if err != nil {
				yield(nil, err)
				return
			}
			if part.Table == schema.Documents {
				if !yield(d.Row(), nil) {
					return
				}
				continue
			}
			for _, s := range p.segmenter.Segment(d) {
				if !yield(s.Row(), nil) {
					return
				}
			}
		}
	}
}

// documentsOf yields the documents of a part as they stand in the release. One is valid until the next one.
func (p *Plan) documentsOf(v *Verdict, part Part) iter.Seq2[*schema.Document, error] {
	return func(yield func(*schema.Document, error) bool) {
		parser := jsonl.NewParser(p.documents)
		var line []byte
		for b, err := range first(v.kept.From(part.at), part.N) {
			k := Kept{}
			if err == nil {
				k = keptOf(b)
				line = slices.Grow(line[:0], int(k.Length))[:k.Length]
				_, err = v.lines.ReadAt(line, k.Offset)
			}
			var row schema.Row
			if err == nil {
				row, err = parser.Parse(line)
			}
			if err != nil {
				yield(nil, err)
				return
			}
			d := schema.DocumentOf(row)
			k.in(&d)
			if !yield(&d, nil) {
				return
			}
		}
	}
}

// first yields the first n of a sequence.
func first[T any](seq iter.Seq2[T, error], n int64) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for item, err := range seq {
			if n--; !yield(item, err) || n == 0 {
				return
			}
		}
	}
}

func (p *Plan) removalRows(v *Verdict, part Part) shard.Rows {
	return func(yield func(schema.Row, error) bool) {
		for line, err := range first(v.removals.From(part.at), part.N) {
			var row schema.Row
			if err == nil {
				row, err = jsonl.Parse(p.Schema.Table(schema.Removed), line)
			}
			if !yield(row, err) || err != nil {
				return
			}
		}
	}
}
