package local

import (
	"context"
	"iter"

	"corpuspack/pipeline"
	"corpuspack/pipeline/clean/repeated"
)

// finish makes documents of the drafts that were put away: what many of them have is found, and taken out. A text that is
// there a hundred times repeats nothing but itself: only the first draft of each text counts.
func (r *run) finish(ctx context.Context) error {
	drafts := r.intake
	defer drafts.Close()
	r.intake = r.Plan.Intake(r.resources(ctx), r.ancestry)
	if err := drafts.AddRemovals(r.intake); err != nil {
		return err
	}
	sketch := r.Plan.Sketch()
	if err := r.units(ctx, drafts, sketch.Add); err != nil {
		return err
	}
	common := sketch.Set()
	if err := r.units(ctx, drafts, common.Add); err != nil {
		return err
	}
	one := eachLine(drafts, func(draft pipeline.Entry, line []byte) (pipeline.Item, error) {
		return r.intake.Finish(draft, line, common)
	})
	return r.keepAll(ctx, ordered(ctx, r.Workers, chunks(drafts.Entries()), one))
}

// units calls add with the lines and paragraphs of each different draft.
func (r *run) units(ctx context.Context, drafts *pipeline.Intake, add func(repeated.Units)) error {
	one := eachLine(drafts, func(_ pipeline.Entry, line []byte) (repeated.Units, error) { return r.Plan.Units(line) })
	for units, err := range ordered(ctx, r.Workers, chunks(drafts.Firsts()), one) {
		if err != nil {
			return err
		}
		for _, u := range units {
			add(u)
		}
	}
	return ctx.Err()
}

// eachLine returns the function that applies f to each entry of a batch and its line.
func eachLine[T any](from *pipeline.Intake, f func(e pipeline.Entry, line []byte) (T, error)) func(context.Context, []pipeline.Entry) ([]T, error) {
	return func(_ context.Context, batch []pipeline.Entry) ([]T, error) {
		list := make([]T, len(batch))
		for i := range batch {
			line, err := from.Line(&batch[i])
			if err != nil {
				return nil, err
			}
			if list[i], err = f(batch[i], line); err != nil {
				return nil, err
			}
		}
		return list, nil
	}
}

// chunks yields the entries in batches.
func chunks(entries iter.Seq2[pipeline.Entry, error]) iter.Seq2[[]pipeline.Entry, error] {
	return func(yield func([]pipeline.Entry, error) bool) {
		var batch []pipeline.Entry
		size := int64(0)
		for e, err := range entries {
			if err != nil {
				yield(nil, err)
				return
			}
			batch, size = append(batch, e), size+e.Length
			if len(batch) < batchRecords && size < batchBytes {
				continue
			}
			if !yield(batch, nil) {
				return
			}
			batch, size = nil, 0
		}
		if len(batch) > 0 {
			yield(batch, nil)
		}
	}
}
