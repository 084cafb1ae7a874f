package jsonl

import (
	"bytes"
	"encoding/json"
	"math"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"corpuspack/schema"
)

// small is a table with each kind of field.
var small = schema.Table{Name: "small", Fields: []schema.Field{
	{Name: "id", Type: schema.String},
	{Name: "note", Type: schema.String, Nullable: true},
	{Name: "n", Type: schema.Int64},
	{Name: "x", Type: schema.Double, Nullable: true},
	{Name: "tags", Type: schema.Strings},
	{Name: "quality", Type: schema.Struct, Nullable: true, Members: []schema.Field{
		{Name: "z", Type: schema.Double, Nullable: true},
		{Name: "a", Type: schema.Double},
	}},
	{Name: "copies", Type: schema.Structs, Members: []schema.Field{
		{Name: "source", Type: schema.String},
		{Name: "start", Type: schema.Int64, Nullable: true},
	}},
}}

func list(t schema.Type, values ...schema.Value) schema.Value {
	if values == nil {
		values = []schema.Value{}
	}
	return schema.Value{Type: t, List: values}
}

var (
	s = schema.StringValue
	n = schema.IntValue
	x = schema.DoubleValue
)

// lines are rows of small with their lines.
var lines = []struct {
	row  schema.Row
	line string
}{
	{
		schema.Row{s(""), {}, n(0), {}, list(schema.Strings), {}, list(schema.Structs)},
		`{"id":"","note":null,"n":0,"x":null,"tags":[],"quality":null,"copies":[]}`,
	},
	{
		schema.Row{s("d1"), s("a\"\\/\b\f\n\r\t\x00\x1f\x7f<>&\u2028é猫🐈"), n(math.MinInt64), x(1e-7),
			list(schema.Strings, s(""), s("null")), list(schema.Struct, schema.Value{}, x(1e21)),
			list(schema.Structs, list(schema.Struct, s("b"), n(1)), list(schema.Struct, s("a"), schema.Value{}))},
		`{"id":"d1","note":"a\"\\/\b\f\n\r\t\u0000\u001f` + "\x7f<>&\u2028é猫🐈" + `","n":-9223372036854775808,"x":1e-7,` +
			`"tags":["","null"],"quality":{"z":null,"a":1e+21},"copies":[{"source":"b","start":1},{"source":"a","start":null}]}`,
	},
	{
		schema.Row{s("猫"), s(" "), n(math.MaxInt64), x(-0.1), list(schema.Strings, s("\n")),
			list(schema.Struct, x(5), x(0.000001)), list(schema.Structs)},
		`{"id":"猫","note":" ","n":9223372036854775807,"x":-0.1,"tags":["\n"],"quality":{"z":5,"a":0.000001},"copies":[]}`,
	},
}

func TestAppendWritesEveryKeyInSchemaOrder(t *testing.T) {
	for _, c := range lines {
		if got := string(Append(nil, small, c.row)); got != c.line {
			t.Errorf("got %s, want %s", got, c.line)
		}
		if !json.Valid([]byte(c.line)) {
			t.Errorf("%s: want JSON", c.line)
		}
	}
}

func TestAppendKeepsWhatIsThereAndAllocatesNothing(t *testing.T) {
	b := append(make([]byte, 0, 1000), "before "...)
	allocs := testing.AllocsPerRun(10, func() { b = Append(b[:7], small, lines[1].row) })
	if got, want := string(b), "before "+lines[1].line; got != want || allocs != 0 {
		t.Errorf("got %s with %v allocations, want %s with none", got, allocs, want)
	}
}

func TestNumbersThatJSONLacksAreNull(t *testing.T) {
	table := schema.Table{Fields: []schema.Field{{Name: "x", Type: schema.Double, Nullable: true}}}
	for _, f := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		if got, want := string(Append(nil, table, schema.Row{x(f)})), `{"x":null}`; got != want {
			t.Errorf("%v: got %s, want %s", f, got, want)
		}
	}
	if got, want := string(Append(nil, table, schema.Row{x(math.Copysign(0, -1))})), `{"x":0}`; got != want {
		t.Errorf("negative zero: got %s, want %s", got, want)
	}
}

func TestParseReturnsTheRow(t *testing.T) {
	for _, c := range lines {
		got, err := Parse(small, []byte(c.line))
		if err != nil || !reflect.DeepEqual(got, c.row) {
			t.Errorf("%s: got %v and %v, want %v", c.line, got, err, c.row)
		}
	}
}

func TestARowSharesNoMemoryWithItsLine(t *testing.T) {
	line := []byte(lines[1].line)
	row, err := Parse(small, line)
	if err != nil {
		t.Fatal(err)
	}
	clear(line)
	if !reflect.DeepEqual(row, lines[1].row) {
		t.Errorf("got %v, want %v", row, lines[1].row)
	}
}

func TestParseRefusesAllElse(t *testing.T) {
	const good = `{"id":"d","note":null,"n":5,"x":0.5,"tags":["a","b"],"quality":{"z":null,"a":1},"copies":[{"source":"a","start":1}]}`
	if _, err := Parse(small, []byte(good)); err != nil {
		t.Fatal(err)
	}
	cases := []struct{ name, old, new, want string }{
		{"white space", `{"id"`, `{ "id"`, `byte 0: want {"id":, got "{ \"id\":`},
		{"white space after a colon", `"n":5`, `"n": 5`, `byte 26: want an integer, got " 5,`},
		{"white space at the end", `}]}`, `}]} `, `byte 116: want the end of the line, got " "`},
		{"line end", `}]}`, "}]}\n", `byte 116: want the end of the line, got "\n"`},
		{"other key", `"note"`, `"nota"`, `byte 9: want ,"note":, got`},
		{"other order", `"z":null,"a":1`, `"a":1,"z":null`, `byte 63: want {"z":, got`},
		{"missing key", `"note":null,`, ``, `byte 9: want ,"note":, got`},
		{"missing keys at the end", `,"copies":[{"source":"a","start":1}]`, ``, `byte 79: want ,"copies":, got "}"`},
		{"another key", `"start":1}]}`, `"start":1}],"y":1}`, `byte 115: want }, got`},
		{"key twice", `"n":5`, `"n":5,"n":5`, `want ,"x":, got`},
		{"null that is none", `"d"`, `null`, `byte 6: want a string, got "null,`},
		{"null in a list", `["a",`, `[null,`, `want a string, got "null,`},
		{"null for a list", `["a","b"]`, `null`, `want [, got "null,`},
		{"null for a struct", `{"source":"a","start":1}`, `null`, `want {"source":, got "null]}"`},
		{"trailing comma", `"b"]`, `"b",]`, `want a string, got "],`},
		{"no comma", `"a","b"`, `"a""b"`, `want , or ], got`},
		{"number for a string", `"d"`, `5`, `want a string, got "5,`},
		{"string for a number", `:5`, `:"5"`, `want an integer, got "\"5\",`},
		{"fraction", `:5`, `:5.0`, `want an integer, got "5.0,`},
		{"exponent", `:5`, `:5e0`, `want an integer, got "5e0,`},
		{"leading zero", `:5`, `:05`, `want an integer, got "05,`},
		{"negative zero", `:5`, `:-0`, `want an integer, got "-0,`},
		{"plus", `:5`, `:+5`, `want an integer, got "+5,`},
		{"underscore", `:5`, `:5_0`, `want an integer, got "5_0,`},
		{"too large", `:5`, `:9223372036854775808`, `want an integer, got`},
		{"empty number", `:5`, `:`, `want an integer, got ",`},
		{"double with a zero", `0.5`, `0.50`, `want a number as RFC 8785 writes it, got "0.50,`},
		{"double with too many digits", `0.5`, `0.1000000000000000055`, `want a number as RFC 8785 writes it`},
		{"double without a zero", `0.5`, `.5`, `want a number as RFC 8785 writes it`},
		{"double with a small exponent", `0.5`, `5e-1`, `want a number as RFC 8785 writes it`},
		{"double zero", `0.5`, `-0`, `want a number as RFC 8785 writes it`},
		{"infinity", `0.5`, `1e999`, `want a number as RFC 8785 writes it`},
		{"NaN", `0.5`, `NaN`, `want a number as RFC 8785 writes it`},
		{"hexadecimal", `0.5`, `0x1p-1`, `want a number as RFC 8785 writes it`},
		{"escaped slash", `"d"`, `"a\/"`, `byte 8: want an escape as section 2 of the format has it, got "\\/\"`},
		{"escaped letter", `"d"`, `"\u0041"`, `byte 7: want an escape`},
		{"long escape of a line end", `"d"`, `"\u000a"`, `byte 7: want an escape`},
		{"upper-case escape", `"d"`, `"\u001F"`, `byte 7: want an escape`},
		{"surrogates", `"d"`, `"\ud83d\udc08"`, `byte 7: want an escape`},
		{"cut escape", `"d"`, `"\u00"`, `byte 7: want an escape`},
		{"signed escape", `"d"`, `"\u00+1"`, `byte 7: want an escape`},
		{"control character", `"d"`, "\"a\nb\"", `byte 8: want an escape, got "\nb\",`},
		{"invalid UTF-8", `"d"`, "\"ab\xff\"", `byte 9: invalid UTF-8`},
		{"surrogate as bytes", `"d"`, "\"\xed\xa0\x80\"", `byte 7: invalid UTF-8`},
		{"byte order mark", `{"id"`, "\ufeff{\"id\"", `byte 0: want {"id":, got`},
	}
	for _, c := range cases {
		line := strings.Replace(good, c.old, c.new, 1)
		if _, err := Parse(small, []byte(line)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %s", c.name, err, c.want)
		}
	}
	for i := range good {
		if _, err := Parse(small, []byte(good[:i])); err == nil {
			t.Errorf("%s: got no error, want one", good[:i])
		}
	}
}

// anyValue draws a value of f.
func anyValue(t *rapid.T, f schema.Field) schema.Value {
	if f.Nullable && rapid.Bool().Draw(t, "null") {
		return schema.Value{}
	}
	switch f.Type {
	case schema.String:
		return s(strings.ToValidUTF8(rapid.String().Draw(t, f.Name), "?"))
	case schema.Int64:
		return n(rapid.Int64().Draw(t, f.Name))
	case schema.Double:
		return x(rapid.Float64().Draw(t, f.Name) + 0) // never -0, which is written 0
	}
	v := list(f.Type)
	for _, m := range f.Members {
		if f.Type == schema.Struct {
			v.List = append(v.List, anyValue(t, m))
		}
	}
	if f.Type != schema.Struct {
		for range rapid.IntRange(0, 3).Draw(t, f.Name) {
			v.List = append(v.List, anyValue(t, f.Element()))
		}
	}
	return v
}

func TestAnyRowOfAnyTableReadsBack(t *testing.T) {
	version, err := schema.Of(schema.Latest)
	if err != nil {
		t.Fatal(err)
	}
	tables := append(version.Tables, small)
	rapid.Check(t, func(t *rapid.T) {
		table := rapid.SampledFrom(tables).Draw(t, "table")
		row := schema.Row(anyValue(t, schema.Field{Type: schema.Struct, Members: table.Fields}).List)
		line := Append(nil, table, row)
		if got, err := Parse(table, line); err != nil || !reflect.DeepEqual(got, row) {
			t.Fatalf("%s: got %v and %v, want %v", line, got, err, row)
		}
		if !json.Valid(line) {
			t.Fatalf("%s: want JSON", line)
		}
	})
}

// TestAParserIsParse reads lines of one table one after another into the memory of one row, among them lines that are
// cut. The strings of earlier rows stay.
func TestAParserIsParse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := NewParser(small)
		type kept struct{ got, want string }
		var ids []kept
		for range 9 {
			drawn := schema.Row(anyValue(t, schema.Field{Type: schema.Struct, Members: small.Fields}).List)
			line := Append(nil, small, drawn)
			if cut := rapid.IntRange(0, 4*len(line)).Draw(t, "cut"); cut < len(line) {
				if _, err := p.Parse(line[:cut]); err == nil {
					t.Fatalf("%s: got no error, want one", line[:cut])
				}
			}
			row, err := p.Parse(line)
			if err != nil {
				t.Fatal(err)
			}
			if want, err := Parse(small, line); err != nil || !reflect.DeepEqual(row, want) {
				t.Fatalf("%s: got %v, want %v", line, row, want)
			}
			ids = append(ids, kept{row[0].Str, drawn[0].Str})
			clear(line)
		}
		for _, id := range ids {
			if id.got != id.want {
				t.Fatalf("got %q, want %q", id.got, id.want)
			}
		}
	})
}

func FuzzParseTakesOnlyWhatAppendWrites(f *testing.F) {
	for _, c := range lines {
		f.Add([]byte(c.line))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		row, err := Parse(small, line)
		if err != nil {
			return
		}
		if got := Append(nil, small, row); !bytes.Equal(got, line) {
			t.Errorf("got %s, want %s", got, line)
		}
	})
}

func BenchmarkAppend(b *testing.B) {
	row := benchmarkRow()
	var line []byte
	for b.Loop() {
		line = Append(line[:0], small, row)
	}
	b.SetBytes(int64(len(line)))
}

func BenchmarkParse(b *testing.B) {
	line := Append(nil, small, benchmarkRow())
	b.SetBytes(int64(len(line)))
	for b.Loop() {
		if _, err := Parse(small, line); err != nil {
			b.Fatal(err)
		}
	}
}

// benchmarkRow is a row with a text of 2 KB.
func benchmarkRow() schema.Row {
	row := append(schema.Row(nil), lines[1].row...)
	row[1] = s(strings.Repeat("A line of plain text, as long as lines of text are.\n", 40))
	return row
}

func BenchmarkParser(b *testing.B) {
	line := Append(nil, small, benchmarkRow())
	b.SetBytes(int64(len(line)))
	p := NewParser(small)
	for b.Loop() {
		if _, err := p.Parse(line); err != nil {
			b.Fatal(err)
		}
	}
}
