package diff

import (
	"slices"

	"corpuspack/schema"
)

// dataColumns are the columns of documents that say what a document is; the others say where it comes from and what was
// measured (releases/FORMAT.md, section 8).
var dataColumns = []string{"id", "text", "title", "url", "author", "published", "language", "license", "collection", "split", "metadata"}

func isData(column string) bool { return slices.Contains(dataColumns, column) }

// isSegmentData reports the same of a column of segments.
func isSegmentData(column string) bool { return column != "words" && column != "tokens" }

// columns are those that both of two tables have, by the ids of their fields.
type columns []column

type column struct {
	name     string
	old, new int
}

func columnsOf(old, new schema.Table) (list columns) {
	for i, f := range new.Fields {
		at := slices.IndexFunc(old.Fields, func(g schema.Field) bool { return g.ID == f.ID })
		if at >= 0 {
			list = append(list, column{f.Name, at, i})
		}
	}
	return list
}

// differing names the columns in which two rows differ.
func (c columns) differing(old, new schema.Row) (names []string) {
	for _, column := range c {
		if !old[column.old].Equal(new[column.new]) {
			names = append(names, column.name)
		}
	}
	return names
}
