package parquet

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"math"
	"runtime"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"corpuspack/schema"
)

// Another digest here is another format revision.
func TestBytesAreTheSameOnEveryMachine(t *testing.T) {
	want := map[string]string{
		"zstd":   "bc0dbce4131e1444be9839b17d4192b69f92819dfff01f568357fb2d696db872",
		"snappy": "a2ca926b7e3a568f8c107f614e6382f7baa47026788ab428f7fe4945296dacb9",
		"gzip":   "53f6328f1674d06d5010c496e410767845067f299194b462f097d4c51f808dc0",
		"none":   "65b8467473707c4fcb2a25d243dc349e2ec368c41878d4ce7e6675efef5c25c9",
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, procs := range []int{1, 4, 4} { // the second time with buffers that were used before
		runtime.GOMAXPROCS(procs)
		for _, codec := range []string{"zstd", "snappy", "gzip", "none"} {
			sum := sha256.Sum256(write(t, everything, Config{Codec: codec, Revision: 1, Schema: 1}, rows(3000), 2000))
			if got := hex.EncodeToString(sum[:]); got != want[codec] {
				t.Errorf("%s on %d processors: got %s, want %s", codec, procs, got, want[codec])
			}
		}
	}
}

func TestWriterRefusesValuesOfAnotherKind(t *testing.T) {
	cases := []struct {
		column int
		value  schema.Value
		want   string
	}{
		{0, schema.Value{}, "row 1: column id: want string, got null"},
		{3, schema.StringValue("5"), "row 1: column count: want int64, got string"},
		{4, schema.DoubleValue(math.NaN()), "row 1: column bound: want a finite number, got NaN"},
		{4, schema.DoubleValue(math.Inf(-1)), "row 1: column bound: want a finite number, got -Inf"},
		{6, schema.Value{}, "row 1: column headings: want list<string>, got null"},
		{6, list(schema.Strings, schema.IntValue(1)), "row 1: column headings.list.element: want string, got int64"},
		{7, list(schema.Struct, schema.Value{}, schema.Value{}, schema.Value{}), "row 1: column quality.mean: want double, got null"},
		{8, list(schema.Structs, schema.Value{}), "row 1: column copies.list.element: want struct, got null"},
	}
	for _, c := range cases {
		w, err := NewWriter(new(bytes.Buffer), everything, zstd1)
		if err != nil {
			t.Fatal(err)
		}
		bad := row(3)
		bad[c.column] = c.value
		if err := writeGroup(w, []schema.Row{row(2), bad}); err == nil || err.Error() != c.want {
			t.Errorf("got %v, want %s", err, c.want)
		}
	}
}

func TestNewWriterRefusesWhatItCannotWrite(t *testing.T) {
	cases := []struct {
		codec string
		field schema.Field
		want  string
	}{
		{"brotli", schema.Field{Name: "a", Type: schema.String}, `codec "brotli": want zstd, snappy, gzip or none`},
		{"none", schema.Field{Name: "a", Type: schema.Null}, "table t: column a: no column has type null"},
		{"none", schema.Field{Name: "a", Type: schema.Strings, Nullable: true}, "table t: column a: a list is never null"},
	}
	for _, c := range cases {
		_, err := NewWriter(nil, schema.Table{Name: "t", Fields: []schema.Field{c.field}}, Config{Codec: c.codec})
		if err == nil || err.Error() != c.want {
			t.Errorf("got %v, want %s", err, c.want)
		}
	}
}

type failing struct{ after int }

var errDisk = errors.New("disk full")

func (f *failing) Write(p []byte) (int, error) {
	if f.after -= len(p); f.after < 0 {
		return 0, errDisk
	}
	return len(p), nil
}

func TestWriterReportsEveryFailedWrite(t *testing.T) {
	size := len(write(t, everything, zstd1, rows(300), 100))
	for after := 0; after < size; after += size / 50 {
		w, err := NewWriter(&failing{after}, everything, zstd1)
		for i := 0; i < 3 && err == nil; i++ {
			err = writeGroup(w, rows(300)[i*100:][:100])
		}
		if err == nil {
			err = w.Close()
		}
		if !errors.Is(err, errDisk) {
			t.Fatalf("after %d bytes: got %v, want %v", after, err, errDisk)
		}
	}
}

// anyValue draws a value of f.
func anyValue(t *rapid.T, f schema.Field) schema.Value {
	if f.Nullable && rapid.Bool().Draw(t, "null") {
		return schema.Value{}
	}
	v := schema.Value{Type: f.Type}
	switch f.Type {
	case schema.String:
		v.Str = strings.ToValidUTF8(rapid.String().Draw(t, f.Name), "?")
	case schema.Int64:
		v.Int = rapid.Int64().Draw(t, f.Name)
	case schema.Double:
		v.Float = rapid.Float64().Draw(t, f.Name)
	case schema.Struct:
		for _, m := range f.Members {
			v.List = append(v.List, anyValue(t, m))
		}
	default:
		for range rapid.IntRange(0, 3).Draw(t, f.Name) {
			v.List = append(v.List, anyValue(t, f.Element()))
		}
	}
	return v
}

func TestAnyRowsOfAnyTableReadBack(t *testing.T) {
	s, err := schema.Of(schema.Latest)
	if err != nil {
		t.Fatal(err)
	}
	tables := append(s.Tables, everything)
	rapid.Check(t, func(rt *rapid.T) {
		table := rapid.SampledFrom(tables).Draw(rt, "table")
		var all []schema.Row
		for range rapid.IntRange(1, 20).Draw(rt, "rows") {
			all = append(all, anyValue(rt, schema.Field{Type: schema.Struct, Members: table.Fields}).List)
		}
		path := save(t, write(t, table, zstd1, all, rapid.IntRange(1, 20).Draw(rt, "group")))
		var got bytes.Buffer
		if err := WriteLines(&got, path, 1, table); err != nil {
			rt.Fatal(err)
		}
		if want := lines(table, all); !bytes.Equal(got.Bytes(), want) {
			rt.Fatalf("got other lines: %s", difference(got.Bytes(), want))
		}
	})
}
