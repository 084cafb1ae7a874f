package local

import (
	"context"
	"iter"

	"corpuspack/pipeline"
	"corpuspack/pipeline/clean/repeated"
	"corpuspack/schema"
)

// finish makes documents of the drafts that were put away: what many of them have is found, and taken out.
func (r *run) finish(ctx context.Context) error {
	drafts := r.entries
	r.entries = nil
	different := firsts(drafts)
	sketch := r.Plan.Sketch()
	if err := r.units(ctx, different, sketch.Add); err != nil {
		return err
	}
	common := sketch.Set()
	if err := r.units(ctx, different, common.Add); err != nil {
		return err
	}
	one := eachLine(r, func(draft pipeline.Entry, line []byte) (pipeline.Item, error) {
		return r.Plan.Finish(draft, line, common)
	})
	for items, err := range ordered(ctx, r.Workers, chunks(drafts), one) {
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

// units calls add with the lines and paragraphs of each draft.
func (r *run) units(ctx context.Context, drafts []pipeline.Entry, add func(repeated.Units)) error {
	one := eachLine(r, func(_ pipeline.Entry, line []byte) (repeated.Units, error) { return r.Plan.Units(line) })
	for units, err := range ordered(ctx, r.Workers, chunks(drafts), one) {
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
func eachLine[T any](r *run, f func(e pipeline.Entry, line []byte) (T, error)) func(context.Context, []pipeline.Entry) ([]T, error) {
	return func(_ context.Context, batch []pipeline.Entry) ([]T, error) {
		list := make([]T, len(batch))
		for i := range batch {
			line, err := r.fetch(nil, &batch[i])
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

// firsts returns the first draft of each text: a text that is there a hundred times repeats nothing but itself.
func firsts(drafts []pipeline.Entry) []pipeline.Entry {
	seen := map[schema.Digest]bool{}
	var list []pipeline.Entry
	for _, d := range drafts {
		if !seen[d.Print.Text] {
			seen[d.Print.Text] = true
			list = append(list, d)
		}
	}
	return list
}

// chunks yields the entries in batches.
func chunks(entries []pipeline.Entry) iter.Seq2[[]pipeline.Entry, error] {
	return func(yield func([]pipeline.Entry, error) bool) {
		for len(entries) > 0 {
			n, size := 0, int64(0)
			for n < len(entries) && n < batchRecords && size < batchBytes {
				size += entries[n].Length
				n++
			}
			if !yield(entries[:n], nil) {
				return
			}
			entries = entries[n:]
		}
	}
}
