package local

import (
	"context"

	"corpuspack/pipeline"
	"corpuspack/pipeline/dedup"
)

// cut cuts passages that stand in other documents out of those that would be kept.
func (r *run) cut(ctx context.Context) error {
	whole := r.intake
	defer whole.Close()
	r.intake = r.Plan.Intake(r.resources(ctx), r.ancestry)
	p, err := whole.Passages()
	if err != nil {
		return err
	}
	defer p.Close()
	for {
		if err := r.findPassages(ctx, whole, p); err != nil {
			return err
		}
		if err := r.cutPassages(ctx, whole, p); err != nil {
			return err
		}
		again, err := p.Again(r.intake)
		if err != nil || !again {
			return err
		}
		r.intake = r.Plan.Intake(r.resources(ctx), r.ancestry)
	}
}

func (r *run) findPassages(ctx context.Context, whole *pipeline.Intake, p *pipeline.Passages) error {
	one := eachLine(whole, func(_ pipeline.Entry, line []byte) (dedup.Shingles, error) { return p.Windows(line) })
	for list, err := range ordered(ctx, r.Workers, chunks(p.Kept()), one) {
		if err != nil {
			return err
		}
		for _, windows := range list {
			if err := p.Add(windows); err != nil {
				return err
			}
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return p.Find()
}

// cutPassages fills the intake with what is left of the documents.
func (r *run) cutPassages(ctx context.Context, whole *pipeline.Intake, p *pipeline.Passages) error {
	if err := whole.AddRemovals(r.intake); err != nil {
		return err
	}
	one := eachLine(whole, func(e pipeline.Entry, line []byte) (pipeline.Item, error) { return r.intake.Cut(e, line) })
	return r.keepAll(ctx, ordered(ctx, r.Workers, chunks(p.Documents()), one))
}
