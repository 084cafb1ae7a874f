package parquet

import (
	"errors"
	"math"
	"testing"

	"github.com/apache/arrow/go/v15/parquet"

	"corpuspack/schema"
)

// TestLevelsThatAreNoRowsAreErrors hands columns to the reader that no Writer writes: each with levels or values that do
// not fit the other column or the schema.
func TestLevelsThatAreNoRowsAreErrors(t *testing.T) {
	table := schema.Table{Name: "t", Fields: []schema.Field{
		{ID: 1, Name: "copies", Type: schema.Structs, Members: []schema.Field{
			{ID: 2, Name: "source", Type: schema.String},
			{ID: 3, Name: "similarity", Type: schema.Double, Nullable: true},
		}},
	}}
	text := []parquet.ByteArray{[]byte("a"), []byte("b")}
	double := []float64{0.5, 0.25}
	type levels = []int16
	for _, c := range []struct {
		name                     string
		definition1, repetition1 levels
		texts                    []parquet.ByteArray
		definition2, repetition2 levels
		doubles                  []float64
		want                     error
	}{
		{"good", levels{1, 1}, levels{0, 1}, text, levels{2, 2}, levels{0, 1}, double, nil},
		{"null", levels{1, 1}, levels{0, 1}, text, levels{2, 1}, levels{0, 1}, double[:1], nil},
		{"empty", levels{0}, levels{0}, nil, levels{0}, levels{0}, nil, nil},
		{"one list is empty", levels{1}, levels{0}, text[:1], levels{0}, levels{0}, nil, errLevels},
		{"the other is empty", levels{0}, levels{0}, nil, levels{2}, levels{0}, double[:1], errLevels},
		{"one list is longer", levels{1, 1}, levels{0, 1}, text, levels{2}, levels{0}, double[:1], errFew},
		{"the other is longer", levels{1}, levels{0}, text[:1], levels{2, 2}, levels{0, 1}, double, errSurplus},
		{"another row", levels{1, 1}, levels{0, 1}, text, levels{2, 2}, levels{0, 0}, double, errLevels},
		{"a level too deep", levels{2}, levels{0}, text[:1], levels{2}, levels{0}, double[:1], errLevels},
		{"a value is missing", levels{1, 1}, levels{0, 1}, text[:1], levels{2, 2}, levels{0, 1}, double, errFew},
		{"a value too many", levels{1}, levels{0}, text, levels{2}, levels{0}, double[:1], errSurplus},
		{"invalid UTF-8", levels{1}, levels{0}, []parquet.ByteArray{{0xff}}, levels{2}, levels{0}, double[:1], errUTF8},
		{"NaN", levels{1}, levels{0}, text[:1], levels{2}, levels{0}, []float64{math.NaN()}, errDouble},
	} {
		d := newDecoder(table)
		a, b := d.columns[0], d.columns[1]
		a.definition, a.repetition, a.texts, a.levels, a.values = c.definition1, c.repetition1, c.texts, len(c.definition1), len(c.texts)
		b.definition, b.repetition, b.doubles, b.levels, b.values = c.definition2, c.repetition2, c.doubles, len(c.definition2), len(c.doubles)
		if err := d.writeRows(nil, 1); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", c.name, err, c.want)
		}
	}
}
