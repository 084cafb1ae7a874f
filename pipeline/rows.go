package pipeline

import (
	"corpuspack/pipeline/shard"
	"corpuspack/schema"
)

// Fetch returns the line of a document that the engine has put away.
type Fetch func(*Entry) ([]byte, error)

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
			d, err := p.document(&kept[i], fetch)
			if !yield(d.Row(), err) || err != nil {
				return
			}
		}
	}
}

func (p *Plan) segmentRows(kept []Kept, fetch Fetch) shard.Rows {
	return func(yield func(schema.Row, error) bool) {
		for i := range kept {
			d, err := p.document(&kept[i], fetch)
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

// document returns a kept document as it stands in the release.
func (p *Plan) document(k *Kept, fetch Fetch) (schema.Document, error) {
	line, err := fetch(k.Entry)
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
