package schema

import "slices"

// Draft is the schema of the releases that format revision 1 has made, which call it version 1: the columns that version 1 had
// before it was frozen. Nothing writes it any more.
const Draft Version = 0

// The greatest ids of fields that the draft has.
const (
	draftDocuments = 19
	draftSegments  = 210
	draftRemoved   = 312
)

var (
	documents0 = until(documents1, draftDocuments)
	segments0  = until(segments1, draftSegments)
	removed0   = until(removed1, draftRemoved)
)

// until returns a table with the fields of t up to an id.
func until(t Table, id int) Table {
	t.Fields = slices.DeleteFunc(slices.Clone(t.Fields), func(f Field) bool { return f.ID > id })
	return t
}

// upgrade returns a row of the draft as one of a later table, with null for what it lacks. A row of that table is returned as
// it is: the number of its columns tells them apart.
func upgrade(r Row, draft, table Table) Row {
	if len(r) != len(draft.Fields) {
		return r
	}
	row := make(Row, len(table.Fields))
	for i, f := range draft.Fields {
		row[table.Index(f.Name)] = r[i]
	}
	return row
}
