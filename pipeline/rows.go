package pipeline

import (
	"context"

	"corpuspack/pipeline/shard"
	"corpuspack/schema"
	"corpuspack/schema/jsonl"
)

// Fetch returns the line of a document that the engine has put away, in the memory of line where that suffices.
type Fetch func(line []byte, e *Entry) ([]byte, error)

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

// Write makes a shard of removals, or one of documents and the one of their segments, in one pass over the documents.
// before is what Write has returned for the part that stands before this one in its split, or nil: see shard.Create.
func (p *Plan) Write(ctx context.Context, dir shard.Dir, v *Verdict, part Part, before []shard.Info, fetch Fetch) ([]shard.Info, error) {
	if part.Table == schema.Removed {
		info, err := p.Sharder.Write(ctx, dir, part.Slot, removalRows(v.Removals[part.From:part.To]))
		return []shard.Info{info}, err
	}
	w, err := p.newPair(dir, part.Slot, before)
	if err != nil {
		return nil, err
	}
	defer w.abort()
	var line []byte
	for i := range v.Kept[part.From:part.To] {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if line, err = fetch(line, v.Kept[part.From+i].Entry); err != nil {
			return nil, err
		}
		if err := w.add(&v.Kept[part.From+i], line); err != nil {
			return nil, err
		}
	}
	return w.finish()
}

// A pair writes a shard of documents and the one of their segments.
type pair struct {
	plan                *Plan
	documents, segments *shard.Writer
	document, segment   schema.Row    // the last ones
	parser              *jsonl.Parser // of what was put away
}

func (p *Plan) newPair(dir shard.Dir, documents shard.Slot, before []shard.Info) (w *pair, err error) {
	segments := documents
	segments.Table = schema.Segments
	if before == nil {
		before = make([]shard.Info, 2)
	}
	w = &pair{plan: p, parser: jsonl.NewParser(p.documents)}
	if w.documents, err = p.Sharder.Create(dir, documents, before[0]); err != nil {
		return nil, err
	}
	if w.segments, err = p.Sharder.Create(dir, segments, before[1]); err != nil {
		w.documents.Abort()
		return nil, err
	}
	return w, nil
}

// add writes a kept document, whose line is given, and its segments.
func (w *pair) add(k *Kept, line []byte) error {
	row, err := w.parser.Parse(line)
	if err != nil {
		return err
	}
	d := k.document(row)
	w.document = d.RowIn(w.document)
	if err := w.documents.Add(w.document); err != nil {
		return err
	}
	for _, s := range w.plan.segmenter.Segment(&d) {
		w.segment = s.RowIn(w.segment)
		if err := w.segments.Add(w.segment); err != nil {
			return err
		}
	}
	return nil
}

func (w *pair) finish() ([]shard.Info, error) {
	documents, err := w.documents.Finish()
	if err != nil {
		return nil, err
	}
	segments, err := w.segments.Finish()
	return []shard.Info{documents, segments}, err
}

func (w *pair) abort() {
	w.documents.Abort()
	w.segments.Abort()
}

// Rows returns the rows of one shard in table order.
func (p *Plan) Rows(v *Verdict, part Part, fetch Fetch) shard.Rows {
	switch part.Table {
	case schema.Documents:
		return p.documentRows(v.Kept[part.From:part.To], fetch)
	case schema.Segments:
		return p.segmentRows(v.Kept[part.From:part.To], fetch)
	}
	return removalRows(v.Removals[part.From:part.To])
}

func (p *Plan) documentRows(kept []Kept, fetch Fetch) shard.Rows {
	return func(yield func(schema.Row, error) bool) {
		for i := range kept {
			d, err := p.fetch(&kept[i], fetch)
			if !yield(d.Row(), err) || err != nil {
				return
			}
		}
	}
}

func (p *Plan) segmentRows(kept []Kept, fetch Fetch) shard.Rows {
	return func(yield func(schema.Row, error) bool) {
		for i := range kept {
			d, err := p.fetch(&kept[i], fetch)
			if err != nil {
				yield(nil, err)
				return
			}
			for _, s := range p.segmenter.Segment(&d) {
				if !yield(s.Row(), nil) {
					return
				}
			}
		}
	}
}

func removalRows(list []schema.Removal) shard.Rows {
	return func(yield func(schema.Row, error) bool) {
		for i := range list {
			if !yield(list[i].Row(), nil) {
				return
			}
		}
	}
}

func (p *Plan) fetch(k *Kept, fetch Fetch) (schema.Document, error) {
	line, err := fetch(nil, k.Entry)
	if err != nil {
		return schema.Document{}, err
	}
	row, err := jsonl.Parse(p.documents, line)
	if err != nil {
		return schema.Document{}, err
	}
	return k.document(row), nil
}

// document returns the document as it stands in the release, from the row of what was put away.
func (k *Kept) document(row schema.Row) schema.Document {
	d := schema.DocumentOf(row)
	d.Split, d.Copies, d.CopyCount = k.Split, k.Copies, k.CopyCount
	return d
}
