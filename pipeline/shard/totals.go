package shard

import "corpuspack/schema"

// Totals are sums over the rows of a table. What a table does not count is 0.
type Totals struct {
	Rows       int64 `json:"rows"`
	Characters int64 `json:"characters"`
	Words      int64 `json:"words"`
	Tokens     int64 `json:"tokens"`
	Masked     int64 `json:"masked"`              // places, of all kinds of personal data
	Repeated   int64 `json:"repeated_characters"` // taken out
}

// TotalsOf returns the totals of one row.
func TotalsOf(t schema.Table, row schema.Row) Totals {
	total := Totals{Rows: 1}
	switch t.Name {
	case schema.Documents:
		total.Characters = row[t.Index("characters")].Int
		total.Repeated = row[t.Index("repeated_characters")].Int
		for _, kind := range row[t.Index("masked")].List {
			total.Masked += kind.Int
		}
	case schema.Segments:
		total.Characters = row[t.Index("stop")].Int - row[t.Index("start")].Int
	default:
		return total
	}
	total.Words, total.Tokens = row[t.Index("words")].Int, row[t.Index("tokens")].Int
	return total
}

// Add adds b to a.
func (a *Totals) Add(b Totals) {
	a.Rows += b.Rows
	a.Characters += b.Characters
	a.Words += b.Words
	a.Tokens += b.Tokens
	a.Masked += b.Masked
	a.Repeated += b.Repeated
}
