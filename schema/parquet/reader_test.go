package parquet

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"corpuspack/schema"
)

func TestReaderRefusesAFileOfAnotherSchema(t *testing.T) {
	path := save(t, write(t, everything, zstd1, rows(10), 10))
	change := func(i int, f func(*schema.Field)) schema.Table {
		other := everything
		other.Fields = append([]schema.Field(nil), everything.Fields...)
		f(&other.Fields[i])
		return other
	}
	cases := []struct {
		version schema.Version
		table   schema.Table
		want    string
	}{
		{2, everything, `want {corpuspack.schema="2", corpuspack.table="everything"}, got {corpuspack.schema="1", `},
		{1, schema.Table{Name: "x", Fields: everything.Fields}, `want {corpuspack.schema="1", corpuspack.table="x"}, got`},
		{1, schema.Table{Name: "everything", Fields: everything.Fields[:9]}, `want "everything" (id 0, 9 members), got "everything" (id 0, 10 members)`},
		{1, change(1, func(f *schema.Field) { f.Name = "body" }), `want "body" (id 2, required, BYTE_ARRAY, STRING, converted type 0), got "text"`},
		{1, change(1, func(f *schema.Field) { f.ID = 3 }), `want "text" (id 3, required`},
		{1, change(1, func(f *schema.Field) { f.Nullable = true }), `want "text" (id 2, optional`},
		{1, change(3, func(f *schema.Field) { f.Type = schema.Double }), `want "count" (id 4, required, DOUBLE), got "count" (id 4, required, INT64`},
	}
	for _, c := range cases {
		err := WriteLines(io.Discard, path, c.version, c.table)
		if err == nil || !strings.HasPrefix(err.Error(), path+": ") || !strings.Contains(err.Error(), c.want) {
			t.Errorf("got %v, want %s: … %s …", err, path, c.want)
		}
	}
}

func TestReaderRefusesAPageWhoseCRCDiffers(t *testing.T) {
	b := write(t, everything, Config{Codec: "none", Revision: 1, Schema: 1}, rows(10), 10)
	b[bytes.Index(b, []byte("naïve"))] ^= 1
	err := WriteLines(io.Discard, save(t, b), 1, everything)
	if err == nil || !strings.Contains(err.Error(), "row group 0: column text: page 0: want CRC ") {
		t.Errorf("got %v, want an error that names the page and its CRC", err)
	}
}

// all reads the lines of the file at path from a child, within a time that a slow machine keeps.
func all(t testing.TB, path, table string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	r, err := Lines(ctx, os.Args[0], path, 1, table)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	if ctx.Err() != nil {
		t.Fatalf("the child hangs: %v", err)
	}
	return b, err
}

// removals are rows of a table of schema version 1, which a child finds by its name.
func removals() (schema.Table, []schema.Row) {
	s, _ := schema.Of(1)
	start, value := int64(5), 0.25
	var rows []schema.Row
	for i, title := range []string{"", "naïve", "語\n", "<&>", ""} {
		r := schema.Removal{ID: "d1", Source: "a.txt", Title: title, Step: "clean", Reason: "empty"}
		if i%2 == 1 {
			r.Start, r.Value = &start, &value
		}
		rows = append(rows, r.Row())
	}
	return s.Table(schema.Removed), rows
}

func TestLinesOfAChildAreThoseOfTheRows(t *testing.T) {
	table, rows := removals()
	got, err := all(t, save(t, write(t, table, zstd1, rows, 2)), table.Name)
	if want := lines(table, rows); err != nil || !bytes.Equal(got, want) {
		t.Errorf("got %s and %v, want %s", got, err, want)
	}
}

func TestFaultsOfAChildAreOneLineThatNamesTheFile(t *testing.T) {
	table, rows := removals()
	good := save(t, write(t, table, zstd1, rows, 2))
	bad := save(t, []byte("PAR1 and more, but no PAR1 at its end"))
	cases := []struct{ path, table, crash, want string }{
		{bad, table.Name, "", bad + `: want PAR1 at its end, got " end"`},
		{save(t, nil), table.Name, "", ""},
		{save(t, []byte("text")), table.Name, "", ""},
		{good, schema.Documents, "", good + `: key-value metadata: want {corpuspack.schema="1", corpuspack.table="documents"}, got`},
		{good, "nothing", "", good + `: no table is called "nothing"`},
		{good + "x", table.Name, "", "open " + good + "x: no such file"},
		{good, table.Name, "1", good + ": the reader crashed (exit status 2): panic: damaged page"},
	}
	for _, c := range cases {
		t.Setenv(crashVariable, c.crash)
		_, err := all(t, c.path, c.table)
		if err == nil || !strings.HasPrefix(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("got %v, want one line that begins with %s", err, c.want)
		}
	}
}

func TestLinesEndWithTheirContextAndWhenClosed(t *testing.T) {
	table, rows := removals()
	path := save(t, write(t, table, zstd1, rows, 2))
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if r, err := Lines(ctx, os.Args[0], path, 1, table.Name); err == nil {
		if _, err = io.ReadAll(r); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v, want %v", err, context.Canceled)
		}
	} else if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
	r, err := Lines(context.Background(), os.Args[0], path, 1, table.Name)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil {
		t.Errorf("got %v, want no error", err)
	}
	if _, err := r.Read(make([]byte, 1)); err == nil || err == io.EOF {
		t.Errorf("read after Close: got %v, want an error", err)
	}
}

func TestDamageIsAnErrorOrDoesNotMatter(t *testing.T) {
	table, rows := removals()
	good := write(t, table, zstd1, rows, 2)
	want := lines(table, rows)
	step := 61 // a prime, so that the bits and the places change together
	if testing.Short() {
		step = 307
	}
	noticed, tried := 0, 0
	for i := 0; i < len(good); i += step {
		b := bytes.Clone(good)
		b[i] ^= 1 << (i % 8)
		got, err := all(t, save(t, b), table.Name)
		if err == nil && !bytes.Equal(got, want) {
			t.Fatalf("byte %d flipped: got other lines and no error: %s", i, difference(got, want))
		}
		tried++
		if err != nil {
			noticed++
		}
	}
	if noticed < tried/2 {
		t.Errorf("got %d errors for %d flips, want more", noticed, tried)
	}
	for i := 0; i < len(good); i += 10 * step {
		if _, err := all(t, save(t, good[:i]), table.Name); err == nil {
			t.Fatalf("cut at byte %d: got no error", i)
		}
	}
}

func FuzzWriteLines(f *testing.F) {
	table, rows := removals()
	good := write(f, table, zstd1, rows, 2)
	f.Add(uint(len(good)/2), byte(1))
	f.Fuzz(func(t *testing.T, at uint, mask byte) {
		b := bytes.Clone(good)
		b[at%uint(len(b))] ^= mask
		if got, err := all(t, save(t, b), table.Name); err == nil && !bytes.Equal(got, lines(table, rows)) {
			t.Fatalf("got other lines and no error: %s", difference(got, lines(table, rows)))
		}
	})
}
