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

// Summer finds the totals of the rows of one table.
type Summer struct{ characters, start, stop, words, tokens, masked, repeated int } // places of columns, -1 for none

// NewSummer returns a Summer of rows of t.
func NewSummer(t schema.Table) Summer {
	return Summer{t.Index("characters"), t.Index("start"), t.Index("stop"), t.Index("words"), t.Index("tokens"),
		t.Index("masked"), t.Index("repeated_characters")}
}

// Of returns the totals of one row.
func (s Summer) Of(row schema.Row) Totals {
	total := Totals{
		Rows: 1, Characters: number(row, s.characters) + number(row, s.stop) - number(row, s.start),
		Words: number(row, s.words), Tokens: number(row, s.tokens), Repeated: number(row, s.repeated),
	}
	if s.masked >= 0 {
		for _, kind := range row[s.masked].List {
			total.Masked += kind.Int
		}
	}
	return total
}

// number returns the number in a column; 0 where there is no such column or it is null.
func number(row schema.Row, column int) int64 {
	if column < 0 {
		return 0
	}
	return row[column].Int
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
