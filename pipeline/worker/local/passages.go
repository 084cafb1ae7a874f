package local

import (
	"context"

	"corpuspack/pipeline"
	"corpuspack/pipeline/dedup"
)

// cut cuts passages that stand in other documents out of those that would be kept.
func (r *run) cut(ctx context.Context) error {
	whole := r.intake
	p, err := whole.Passages()
	if err != nil {
		return err
	}
	defer p.Close()
	windows := eachLine(whole, func(_ pipeline.Entry, line []byte) (dedup.Shingles, error) { return p.Windows(line) })
	for list, err := range ordered(ctx, r.Workers, chunks(p.Kept()), windows) {
		if err != nil {
			return err
		}
		for _, w := range list {
			if err := p.Add(w); err != nil {
				return err
			}
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := p.Find(); err != nil {
		return err
	}
	return r.compareAgain(ctx, whole, p)
}

// compareAgain fills an intake with what is left of the documents of another one.
func (r *run) compareAgain(ctx context.Context, whole *pipeline.Intake, p *pipeline.Passages) error {
	defer whole.Close()
	r.intake = r.Plan.Intake(r.resources(ctx))
	if err := whole.AddRemovals(r.intake); err != nil {
		return err
	}
	one := eachLine(whole, func(e pipeline.Entry, line []byte) (pipeline.Item, error) { return r.intake.Cut(e, line) })
	for items, err := range ordered(ctx, r.Workers, chunks(p.Documents()), one) {
		if err != nil {
			return err
		}
		for _, item := range items {
			if err := r.keep(item); err != nil {
				return err
			}
		}
	}
	return ctx.Err()
}
