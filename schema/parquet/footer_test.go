package parquet

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go/format"

	"corpuspack/schema"
)

func footer(t *testing.T, file []byte) *format.FileMetaData {
	t.Helper()
	meta, err := readFooter(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	return meta
}

func TestFooterNamesTheMakerTheSchemaAndTheTableOnly(t *testing.T) {
	meta := footer(t, write(t, everything, Config{Codec: "zstd", Revision: 7, Schema: 3}, rows(10), 5))
	if got, want := meta.CreatedBy, "corpuspack version 7(build 0)"; got != want {
		t.Errorf("created_by: got %q, want %q", got, want)
	}
	if got, want := pairs(meta), `{corpuspack.schema="3", corpuspack.table="everything"}`; got != want {
		t.Errorf("key-value metadata: got %s, want %s", got, want)
	}
}

func TestSchemaKeepsOrderIDsAndNullability(t *testing.T) {
	want := []string{
		`"everything" (id 0, 10 members)`,
		`"id" (id 1, required, BYTE_ARRAY, STRING, converted type 0)`,
		`"text" (id 2, required, BYTE_ARRAY, STRING, converted type 0)`,
		`"language" (id 3, optional, BYTE_ARRAY, STRING, converted type 0)`,
		`"count" (id 4, required, INT64, INT(64,true))`,
		`"bound" (id 5, optional, DOUBLE)`,
		`"end" (id 6, optional, INT64, INT(64,true))`,
		`"headings" (id 7, required, 1 members, LIST, converted type 3)`,
		`"list" (id 0, repeated, 1 members)`,
		`"element" (id 0, required, BYTE_ARRAY, STRING, converted type 0)`,
		`"quality" (id 8, optional, 3 members)`,
		`"share" (id 81, optional, DOUBLE)`,
		`"mean" (id 82, required, DOUBLE)`,
		`"kind" (id 83, optional, BYTE_ARRAY, STRING, converted type 0)`,
		`"copies" (id 9, required, 1 members, LIST, converted type 3)`,
		`"list" (id 0, repeated, 1 members)`,
		`"element" (id 0, required, 4 members)`,
		`"source" (id 91, required, BYTE_ARRAY, STRING, converted type 0)`,
		`"start" (id 92, optional, INT64, INT(64,true))`,
		`"similarity" (id 93, required, DOUBLE)`,
		`"names" (id 94, required, 1 members, LIST, converted type 3)`,
		`"list" (id 0, repeated, 1 members)`,
		`"element" (id 0, required, BYTE_ARRAY, STRING, converted type 0)`,
		`"split" (id 10, required, BYTE_ARRAY, STRING, converted type 0)`,
	}
	meta := footer(t, write(t, everything, zstd1, rows(10), 10))
	for i := range max(len(want), len(meta.Schema)) {
		if got := describe(meta.Schema, i); i >= len(want) || got != want[i] {
			t.Errorf("node %d: got %s, want %s", i, got, want[min(i, len(want)-1)])
		}
	}
}

// facts are what the footer says of one column chunk.
type facts struct {
	encodings        string
	bounds, findable bool // in the chunk's statistics; by a column index
}

func TestColumnsHaveTheirEncodingAndOnlyShortOnesBounds(t *testing.T) {
	want := map[string]facts{
		"id":                                     {"DELTA_LENGTH_BYTE_ARRAY", true, true},
		"text":                                   {"DELTA_LENGTH_BYTE_ARRAY", false, false},
		"language":                               {"PLAIN RLE RLE_DICTIONARY", false, false},
		"count":                                  {"DELTA_BINARY_PACKED", true, true},
		"bound":                                  {"PLAIN RLE", true, true},
		"end":                                    {"DELTA_BINARY_PACKED RLE", true, true},
		"headings.list.element":                  {"DELTA_LENGTH_BYTE_ARRAY RLE", false, false},
		"quality.share":                          {"PLAIN RLE", false, true}, // all null in these rows
		"quality.mean":                           {"PLAIN RLE", true, true},
		"quality.kind":                           {"PLAIN RLE RLE_DICTIONARY", false, false},
		"copies.list.element.source":             {"DELTA_LENGTH_BYTE_ARRAY RLE", false, false},
		"copies.list.element.start":              {"DELTA_BINARY_PACKED RLE", true, true},
		"copies.list.element.similarity":         {"PLAIN RLE", true, true},
		"copies.list.element.names.list.element": {"DELTA_LENGTH_BYTE_ARRAY RLE", false, false},
		"split":                                  {"PLAIN RLE_DICTIONARY", true, true},
	}
	meta := footer(t, write(t, everything, zstd1, rows(5000), 3000))
	for _, g := range meta.RowGroups {
		for _, c := range g.Columns {
			name := strings.Join(c.MetaData.PathInSchema, ".")
			var encodings []string
			for _, e := range c.MetaData.Encoding {
				encodings = append(encodings, e.String())
			}
			slices.Sort(encodings)
			s := c.MetaData.Statistics
			got := facts{strings.Join(encodings, " "), s.MinValue != nil || s.MaxValue != nil, c.ColumnIndexOffset != 0}
			if got != want[name] {
				t.Errorf("%s: got %v, want %v", name, got, want[name])
			}
		}
	}
}

func TestNoLongTextStandsOutsideOfThePages(t *testing.T) {
	long := "the least and the greatest text of a column"
	r := row(1)
	for _, i := range []int{1, 2} {
		r[i] = schema.StringValue(strings.Repeat(long, 9))
	}
	file := write(t, everything, zstd1, []schema.Row{r}, 1) // compression would show it once; the pages hold it compressed
	meta := footer(t, file)
	if n := bytes.Count(file, []byte(long)); n > 2 { // once in each of the two pages
		t.Errorf("got the text %d times, want at most 2", n)
	}
	last := meta.RowGroups[0].Columns[len(meta.RowGroups[0].Columns)-1].MetaData
	if tail := file[last.DataPageOffset+last.TotalCompressedSize:]; bytes.Contains(tail, []byte(long[:16])) {
		t.Error("got the text behind the pages, want it in them only")
	}
}
