package derive

import (
	"context"
	"iter"
	"slices"

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
	old, err := schema.Of(from.Manifest.SchemaVersion())
	if err != nil {
		return nil, err
	}
	d := derivation{from: from, by: releases.ByMigration, plan: plan}
	d.rows = func(table, split string) iter.Seq2[schema.Row, error] {
		return func(yield func(schema.Row, error) bool) {
			var row schema.Row
			places := columns(old.Table(table), plan.Schema.Table(table))
			for old, err := range from.SplitRows(ctx, table, split, decode) {
				if err == nil {
					row = migrate(row, old, plan.Schema.Table(table), places)
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

// columns says where in an old row each column of a new one stands, by the ids of the fields; -1 where it is new.
func columns(old, new schema.Table) []int {
	places := make([]int, len(new.Fields))
	for i, f := range new.Fields {
		places[i] = slices.IndexFunc(old.Fields, func(g schema.Field) bool { return g.ID == f.ID })
	}
	return places
}

// migrate returns a row in the columns of table, in the memory of dst. What the old row has not is null, or empty where the
// column may not be null.
func migrate(dst, row schema.Row, table schema.Table, places []int) schema.Row {
	dst = dst[:0]
	for i, at := range places {
		switch f := &table.Fields[i]; {
		case at >= 0:
			dst = append(dst, row[at])
		case f.Nullable:
			dst = append(dst, schema.Value{})
		default:
			dst = append(dst, schema.Value{Type: f.Type})
		}
	}
	return dst
}
