package derive

import (
	"context"
	"iter"

	"corpuspack/releases"
	"corpuspack/releases/withdraw"
	"corpuspack/schema"
)

// Migrate writes the rows of a release in the schema version v as the folder target, which must not be there. A column that
// the old version has not is null; one that the new version has not is gone.
func Migrate(ctx context.Context, from *releases.Release, v schema.Version, target string, decode releases.Decode) (*releases.Release, error) {
	plan, err := planOf(from, v)
	if err != nil {
		return nil, err
	}
	d := derivation{from: from, by: releases.ByMigration, plan: plan}
	d.rows = func(table, split string) iter.Seq2[schema.Row, error] {
		return func(yield func(schema.Row, error) bool) {
			var row schema.Row
			for old, err := range from.SplitRows(ctx, table, split, decode) {
				if err == nil {
					row = migrate(row, old, plan.Schema.Table(table))
				}
				if !yield(row, err) || err != nil {
					return
				}
			}
		}
	}
	d.leaks = d.oldLeaks
	if d.withdrawn, err = withdraw.Of(from); err != nil {
		return nil, err
	}
	return d.publish(ctx, target)
}

// migrate returns a row in the columns of table, in the memory of dst: a newer version only has more columns, at the end.
func migrate(dst, row schema.Row, table schema.Table) schema.Row {
	dst = append(dst[:0], row[:min(len(row), len(table.Fields))]...)
	for len(dst) < len(table.Fields) {
		dst = append(dst, schema.Value{})
	}
	return dst
}
