package pipeline

import (
	"iter"

	"corpuspack/pipeline/shard"
	"corpuspack/pipeline/spill"
	"corpuspack/schema"
	"corpuspack/schema/jsonl"
)

// Rows returns the rows of one shard in table order.
func (p *Plan) Rows(v *Verdict, part Part) shard.Rows {
	switch part.Table {
	case schema.Documents:
		return p.documentRows(v.documents(p, part))
	case schema.Segments:
		return p.segmentRows(v.documents(p, part))
	}
	return p.removalRows(v, part)
}

// documents yields the documents of a part as they stand in the release.
func (v *Verdict) documents(p *Plan, part Part) iter.Seq2[*schema.Document, error] {
	return func(yield func(*schema.Document, error) bool) {
		for b, err := range first(v.kept.From(part.at), part.N) {
			if err != nil {
				yield(nil, err)
				return
			}
			d, err := p.document(v.lines, keptOf(b))
			if !yield(&d, err) || err != nil {
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

func (p *Plan) documentRows(documents iter.Seq2[*schema.Document, error]) shard.Rows {
	return func(yield func(schema.Row, error) bool) {
		for d, err := range documents {
			if err != nil {
				yield(nil, err)
				return
			}
			if !yield(d.Row(), nil) {
				return
			}
		}
	}
}

func (p *Plan) segmentRows(documents iter.Seq2[*schema.Document, error]) shard.Rows {
	return func(yield func(schema.Row, error) bool) {
		for d, err := range documents {
			if err != nil {
				yield(nil, err)
				return
			}
			for _, s := range p.segmenter.Segment(d) {
				if !yield(s.Row(), nil) {
					return
				}
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

// document returns a kept document as it stands in the release.
func (p *Plan) document(lines *spill.Log, k Kept) (schema.Document, error) {
	line, err := readLine(lines, k.Offset, k.Length)
	if err != nil {
		return schema.Document{}, err
	}
	d, err := p.parse(line)
	if err != nil {
		return d, err
	}
	d.Split, d.Copies, d.CopyCount = k.Split, k.Copies, k.CopyCount
	return d, nil
}
