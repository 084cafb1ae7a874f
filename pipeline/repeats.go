package pipeline

import (
	"corpuspack/pipeline/clean/repeated"
	"corpuspack/schema"
	"corpuspack/schema/jsonl"
)

// Repeats reports whether the documents that Read returns are drafts: lines that many of them have are still to be
// found and taken out, by Units and Finish.
func (p *Plan) Repeats() bool { return p.Recipe.Clean.Repeated.On() }

// Sketch returns an empty count of the lines and paragraphs of different texts.
func (p *Plan) Sketch() *repeated.Sketch { return repeated.NewSketch(p.Recipe.Clean.Repeated) }

// Units returns the lines and paragraphs of a draft. It is pure.
func (p *Plan) Units(line []byte) (repeated.Units, error) {
	d, err := p.parse(line)
	return p.Recipe.Clean.Repeated.Units(d.Collection, d.Text), err
}

// Finish makes a document of a draft.
func (in *Intake) Finish(draft Entry, line []byte, common *repeated.Set) (Item, error) {
	d, err := in.plan.parse(line)
	return in.plan.finish(d, draft.FailSameID, common, in.prints.Print), err
}

func (p *Plan) parse(line []byte) (schema.Document, error) {
	row, err := jsonl.Parse(p.documents, line)
	if err != nil {
		return schema.Document{}, err
	}
	return schema.DocumentOf(row), nil
}
