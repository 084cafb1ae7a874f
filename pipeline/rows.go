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

// Crew lets several goroutines work on one shard.
type Crew struct {
	// Ahead applies f to batches on several goroutines, ahead of who ranges over them, and yields them in the order of in.
	Ahead func(in iter.Seq2[*Batch, error], f func(*Batch) (*Batch, error)) iter.Seq2[*Batch, error]
	// Spread calls f(0) to f(n-1), some of them at once, and returns the first error.
	Spread func(n int, f func(i int) error) error
}

// Batch is documents that are written together.
type Batch struct {
	list                []schema.Document
	bytes               int // of their texts
	documents, segments *shard.Batch
}

// Write makes a shard of removals, or one of documents and the one of their segments, in one pass over the documents. before is
// what Write has returned for the part that stands before this one in its split, or nil: see shard.Create. crew may be nil.
func (p *Plan) Write(ctx context.Context, dir shard.Dir, v *Verdict, part Part, before []shard.Info, crew *Crew) ([]shard.Info, error) {
	if part.Table == schema.Removed {
		info, err := p.Sharder.Write(ctx, dir, part.Slot, p.removalRows(v, part))
		return []shard.Info{info}, err
	}
	w, err := p.NewPair(dir, part.Slot, before)
	if err != nil {
		return nil, err
	}
	defer w.Abort()
	if crew != nil {
		err = w.addBatches(crew, p.documentsOf(v, part))
	} else {
		err = w.addAll(ctx, p.documentsOf(v, part))
	}
	if err != nil {
		return nil, err
	}
	return w.Finish()
}

// addAll writes documents one by one.
func (w *Pair) addAll(ctx context.Context, documents iter.Seq2[*schema.Document, error]) error {
	for d, err := range documents {
		if err == nil {
			err = ctx.Err()
		}
		if err == nil {
			err = w.Add(d)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// addBatches writes documents batch by batch: the rows and lines of some are made while those of the one before are compressed,
// each table and encoding by itself.
func (w *Pair) addBatches(crew *Crew, documents iter.Seq2[*schema.Document, error]) error {
	for b, err := range crew.Ahead(batches(documents), w.prepare) {
		if err != nil {
			return err
		}
		tasks := append(w.documents.Tasks(b.documents), w.segments.Tasks(b.segments)...)
		if err := crew.Spread(len(tasks), func(i int) error { return tasks[i]() }); err != nil {
			return err
		}
	}
	return nil
}

// prepare cuts the segments of a batch and makes the lines of both tables.
func (w *Pair) prepare(b *Batch) (*Batch, error) {
	documents := make([]schema.Row, len(b.list))
	var segments []schema.Row
	for i := range b.list {
		documents[i] = b.list[i].Row()
		for _, s := range w.plan.segmenter.Segment(&b.list[i]) {
			segments = append(segments, s.Row())
		}
	}
	b.documents, b.segments = w.documents.Batch(documents), w.segments.Batch(segments)
	return b, nil
}

// batchText is the number of bytes of texts that are written together. It changes no byte of a shard.
const batchText = 1 << 20

// batches gathers documents.
func batches(documents iter.Seq2[*schema.Document, error]) iter.Seq2[*Batch, error] {
	return func(yield func(*Batch, error) bool) {
		b := new(Batch)
		for d, err := range documents {
			if err != nil {
				yield(nil, err)
				return
			}
			whole := *d // the lists of d are of the next document soon
			whole.Masked, whole.Quality = slices.Clone(d.Masked), slices.Clone(d.Quality)
			b.list, b.bytes = append(b.list, whole), b.bytes+len(d.Text)
			if b.bytes < batchText {
				continue
			}
			if !yield(b, nil) {
				return
			}
			b = new(Batch)
		}
		if len(b.list) > 0 {
			yield(b, nil)
		}
	}
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
