package parquet

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"corpuspack/schema"
	"corpuspack/schema/jsonl"
)

// crashVariable makes a child crash as Arrow does: in a goroutine that nobody can recover.
const crashVariable = "PARQUET_TEST_CRASH"

// The test binary is its own child.
func TestMain(m *testing.M) {
	if len(os.Args) > 2 && os.Args[1] == ChildCommand {
		if os.Getenv(crashVariable) != "" {
			go panic("damaged page")
			select {}
		}
		os.Exit(Child(os.Args[3:], os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

// everything is a table with each kind of column, also those that schema version 1 does without.
var everything = schema.Table{Name: "everything", Fields: []schema.Field{
	{ID: 1, Name: "id", Type: schema.String},
	{ID: 2, Name: "text", Type: schema.String},
	{ID: 3, Name: "language", Type: schema.String, Nullable: true},
	{ID: 4, Name: "count", Type: schema.Int64},
	{ID: 5, Name: "bound", Type: schema.Double, Nullable: true},
	{ID: 6, Name: "end", Type: schema.Int64, Nullable: true},
	{ID: 7, Name: "headings", Type: schema.Strings},
	{ID: 8, Name: "quality", Type: schema.Struct, Nullable: true, Members: []schema.Field{
		{ID: 81, Name: "share", Type: schema.Double, Nullable: true},
		{ID: 82, Name: "mean", Type: schema.Double},
		{ID: 83, Name: "kind", Type: schema.String, Nullable: true},
	}},
	{ID: 9, Name: "copies", Type: schema.Structs, Members: []schema.Field{
		{ID: 91, Name: "source", Type: schema.String},
		{ID: 92, Name: "start", Type: schema.Int64, Nullable: true},
		{ID: 93, Name: "similarity", Type: schema.Double},
		{ID: 94, Name: "names", Type: schema.Strings},
	}},
	{ID: 10, Name: "split", Type: schema.String},
}}

func list(t schema.Type, values ...schema.Value) schema.Value {
	return schema.Value{Type: t, List: values}
}

// row returns the i-th row of a table that has every combination of null, empty and full.
func row(i int) schema.Row {
	s := schema.StringValue
	names := list(schema.Strings)
	for j := range i % 3 {
		names.List = append(names.List, s(fmt.Sprintf("%d é 猫 🐈 %d", i, j)))
	}
	r := schema.Row{
		s(fmt.Sprintf("d%06d", i)), s(strings.Repeat("naïve\n\t\"text\" \\ \u0001 语言 ", i%7)), {},
		schema.IntValue(int64(i)*1e15 - 5), {}, {}, names, {}, list(schema.Structs), s("train"),
	}
	if i%2 == 0 {
		r[2], r[4], r[5] = s("en"), schema.DoubleValue(float64(i)/3), schema.IntValue(-int64(i))
	}
	if i%5 > 1 {
		r[7] = list(schema.Struct, schema.Value{}, schema.DoubleValue(1/float64(i)), schema.OptionalString([]string{"", "a"}[i%2]))
	}
	for j := range i % 4 {
		c := list(schema.Struct, s(fmt.Sprint("c", j)), schema.Value{}, schema.DoubleValue(0.8), names)
		if j%2 == 0 {
			c.List[1] = schema.IntValue(int64(j))
		}
		r[8].List = append(r[8].List, c)
	}
	return r
}

func rows(n int) []schema.Row {
	all := make([]schema.Row, n)
	for i := range all {
		all[i] = row(i)
	}
	return all
}

func lines(t schema.Table, rows []schema.Row) []byte {
	var b []byte
	for _, r := range rows {
		b = append(jsonl.Append(b, t, r), '\n')
	}
	return b
}

// write returns a file of rows in groups of at most size rows.
func write(t testing.TB, table schema.Table, c Config, rows []schema.Row, size int) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := NewWriter(&b, table, c)
	if err != nil {
		t.Fatal(err)
	}
	for len(rows) > 0 {
		n := min(size, len(rows))
		if err := writeGroup(w, rows[:n]); err != nil {
			t.Fatal(err)
		}
		rows = rows[n:]
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func writeGroup(w *Writer, rows []schema.Row) error {
	for _, r := range rows {
		if err := w.Write(r); err != nil {
			return err
		}
	}
	return w.EndGroup()
}

func save(t testing.TB, b []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "x.parquet")
	if err := os.WriteFile(path, b, 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

var zstd1 = Config{Codec: "zstd", Revision: 1, Schema: 1}

func TestFilesReadBackAsTheLinesOfTheirRows(t *testing.T) {
	for _, codec := range []string{"zstd", "snappy", "gzip", "none"} {
		all := rows(25000)
		b := write(t, everything, Config{Codec: codec, Revision: 1, Schema: 1}, all, MaxGroupRows)
		var got bytes.Buffer
		if err := WriteLines(&got, save(t, b), 1, everything); err != nil {
			t.Errorf("%s: %v", codec, err)
		}
		if want := lines(everything, all); !bytes.Equal(got.Bytes(), want) {
			t.Errorf("%s: got other lines: %s", codec, difference(got.Bytes(), want))
		}
	}
}

// difference returns the first line in which the two differ.
func difference(got, want []byte) string {
	g, w := bytes.Split(got, []byte("\n")), bytes.Split(want, []byte("\n"))
	for i := range min(len(g), len(w)) {
		if !bytes.Equal(g[i], w[i]) {
			return fmt.Sprintf("line %d: got %.2000s, want %.2000s", i, g[i], w[i])
		}
	}
	return fmt.Sprintf("got %d lines, want %d", len(g), len(w))
}
