package table

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"

	"corpuspack/pipeline/archive/piece"
	"corpuspack/schema/canonical"
)

// read returns the rows as "line start-end data", the faults as "line start-end @at error".
func read(t testing.TB, in string, delimiter byte, limit int64) (list []string) {
	t.Helper()
	err := Read(iotest.OneByteReader(strings.NewReader(in)), delimiter, limit, func(p piece.Piece) error {
		s := fmt.Sprintf("%d %d-%d %s", p.Number, p.Start, p.End, p.Data)
		if p.Err != nil {
			s += fmt.Sprintf("@%d %v", p.At, p.Err)
		}
		list = append(list, s)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestARowIsAnObjectOfStrings(t *testing.T) {
	for in, want := range map[string][]string{
		"b,a\n1,2\n":                      {`2 4-7 {"a":"2","b":"1"}`},
		"\uFEFFa,b\r\n1,\r\n,2":           {`2 8-10 {"a":"1","b":""}`, `3 12-14 {"a":"","b":"2"}`},
		"a\n\"x\"\"y\n,z\r\n\"\n\"\"\n":   {`2 2-13 {"a":"x\"y\n,z\r\n"}`, `5 14-16 {"a":""}`},
		"a\n\n\r\n1\n\n":                  {`4 5-6 {"a":"1"}`},
		"a;b\n1,5;2\n":                    {`2 4-9 {"a":"1,5","b":"2"}`},
		"\"a,x\";b\n1;2\n":                {`2 8-11 {"a,x":"1","b":"2"}`},
		"\"a;x\",b\n1,2\n":                {`2 8-11 {"a;x":"1","b":"2"}`},
		"a;b,c\n1,2\n":                    {`2 6-9 {"a;b":"1","c":"2"}`},
		"a\n1;2\n":                        {`2 2-5 {"a":"1;2"}`},
		" a , b \n x , y \n":              {`2 8-15 {" a ":" x "," b ":" y "}`},
		"a":                               nil,
		"a\n\x00\u2028\n":                 {"2 2-6 {\"a\":\"\\u0000\u2028\"}"},
		"":                                {"1 0-0 @-1 no header"},
		"\n\n":                            {"1 0-0 @-1 no header"},
		"a,a\n1,2\n":                      {`1 0-3 @-1 two columns with the name "a"`},
		",a\n1,2\n":                       {`2 3-6 {"":"1","a":"2"}`}, // as pandas writes it,
		"a,b\"\n1,2\n":                    {"1 0-4 @3 a quote inside a field without quotes"},
		"a\xff\n1\n":                      {"1 0-2 @-1 invalid UTF-8"},
		strings.Repeat("a", 30) + "\n1\n": {"1 0-30 @-1 a row of more than 20 bytes"},
		"a\rb\rc":                         {"1 0-5 @1 a carriage return that ends no line"},
		"a,b\n1\n1,2,3\n1,2\n":            {"2 4-5 @-1 a row of 1 fields, where the header has 2", "3 6-11 @-1 a row of 3 fields, where the header has 2", `4 12-15 {"a":"1","b":"2"}`},
		"a\nx\"y\"\nz\n":                  {"2 2-6 @3 a quote inside a field without quotes", `3 7-8 {"a":"z"}`},
		"a\n\"x\" \nz\n":                  {"2 2-6 @5 something behind the quote that ends a field", `3 7-8 {"a":"z"}`},
		"a\n1\n\"x\nz\n":                  {`2 2-3 {"a":"1"}`, "3 4-9 @4 a quote that nothing closes"},
		"a\n\xff\nz\n":                    {"2 2-3 @-1 invalid UTF-8", `3 4-5 {"a":"z"}`},
		"a,b\n\xc3,\xa9\n":                {"2 4-7 @-1 invalid UTF-8"},
		"a\nx\ry\nz\n":                    {"2 2-5 @3 a carriage return that ends no line", `3 6-7 {"a":"z"}`},
		"a\n" + strings.Repeat("x", 50) + "\nz\n": {"2 2-52 @-1 a row of more than 20 bytes", `3 53-54 {"a":"z"}`},
	} {
		if got := read(t, in, CSV, 20); !slices.Equal(got, want) {
			t.Errorf("%q:\ngot  %q\nwant %q", in, got, want)
		}
	}
}

func TestTabsDelimitWhereTheFormatSaysSo(t *testing.T) {
	got := read(t, "a\tb;c,d\n\"1\t\"\t2\n", TSV, 20)
	if want := []string{`2 8-14 {"a":"1\t","b;c,d":"2"}`}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestWhatACSVWriterWritesReadsBack(t *testing.T) {
	cell := rapid.Custom(func(t *rapid.T) string {
		s := rapid.OneOf(rapid.String(), rapid.StringOf(rapid.SampledFrom([]rune("\"\r\n,; a")))).Draw(t, "cell")
		return strings.ReplaceAll(strings.ToValidUTF8(s, "?"), "\r", "") // encoding/csv drops some of these
	})
	rapid.Check(t, func(rt *rapid.T) {
		columns := rapid.IntRange(2, 4).Draw(rt, "columns")
		header := []string{"a", "b,", "c", "d"}[:columns]
		var in bytes.Buffer
		w := csv.NewWriter(&in)
		w.UseCRLF = rapid.Bool().Draw(rt, "crlf")
		w.Write(header)
		var want []string
		for range rapid.IntRange(0, 5).Draw(rt, "rows") {
			row := rapid.SliceOfN(cell, columns, columns).Draw(rt, "row")
			w.Write(row)
			var members []canonical.Member
			for i, s := range row {
				if w.UseCRLF {
					s = strings.ReplaceAll(s, "\n", "\r\n")
				}
				members = append(members, canonical.Member{Key: header[i], Value: canonical.AppendString(nil, s)})
			}
			want = append(want, string(canonical.AppendObject(nil, members)))
		}
		w.Flush()
		var got []string
		err := Read(&in, CSV, 1<<20, func(p piece.Piece) error { got = append(got, string(p.Data)); return p.Err })
		if err != nil || !slices.Equal(got, want) {
			rt.Fatalf("got  %q, %v\nwant %q", got, err, want)
		}
	})
}

type endless string

func (e endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = e[i%len(e)]
	}
	return len(p), nil
}

func TestMemoryIsBoundedByTheLimit(t *testing.T) {
	for _, s := range []string{"x", `"`, ",", "\r"} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		in := io.MultiReader(strings.NewReader("a,b\n\""), io.LimitReader(endless(s), 1<<24))
		if err := Read(in, CSV, 1<<10, func(piece.Piece) error { return nil }); err != nil {
			t.Fatal(err)
		}
		runtime.ReadMemStats(&after)
		if got := after.TotalAlloc - before.TotalAlloc; got > 1<<20 {
			t.Errorf("%q: got %d bytes", s, got)
		}
	}
}

func TestTheErrorOfTheReaderIsNoFault(t *testing.T) {
	broken, stop := errors.New("disk"), errors.New("stop")
	for _, in := range []string{"", "a", "a\n", "a\n\"", "a\n1", "a\n1\n"} {
		err := Read(io.MultiReader(strings.NewReader(in), iotest.ErrReader(broken)), CSV, 100, func(p piece.Piece) error { return p.Err })
		if err != broken {
			t.Errorf("%q: got %v, want %v", in, err, broken)
		}
	}
	for _, in := range []string{"", "a\n1\n", "a,a\n"} {
		if err := Read(strings.NewReader(in), CSV, 100, func(piece.Piece) error { return stop }); err != stop {
			t.Errorf("%q: got %v, want %v", in, err, stop)
		}
	}
}

func FuzzEveryByteIsInARow(f *testing.F) {
	for _, s := range []string{"a,b\n1,2\r\n", "a;b\n\"x\"\"\n\";y\n", "\uFEFFa\n\"", "a\n\r\n\xff\n1\r2\n"} {
		f.Add([]byte(s), false)
		f.Add([]byte(strings.ReplaceAll(s, ",", "\t")), true)
	}
	f.Fuzz(func(t *testing.T, in []byte, tabs bool) {
		delimiter := byte(CSV)
		if tabs {
			delimiter = TSV
		}
		end, rows, faults := int64(-1), 0, 0
		err := Read(bytes.NewReader(in), delimiter, 100, func(p piece.Piece) error {
			if p.Start < end || p.End < p.Start || p.End > int64(len(in)) {
				t.Errorf("%q: got %d to %d behind %d", in, p.Start, p.End, end)
			}
			if end >= 0 && strings.Trim(string(in[end:p.Start]), "\r\n") != "" {
				t.Errorf("%q: got nothing from %d to %d", in, end, p.Start)
			}
			if p.Err == nil {
				if c, err := canonical.Format(p.Data); err != nil || !bytes.Equal(c, p.Data) {
					t.Errorf("%q: got %s, which is not canonical: %v", in, p.Data, err)
				}
				rows++
			} else {
				faults++
			}
			end = p.End
			return nil
		})
		if err != nil {
			t.Error(err)
		}
		if rest := in[max(end, 0):]; rows > 0 && strings.Trim(string(rest), "\r\n") != "" {
			t.Errorf("%q: got nothing of %q", in, rest)
		}
	})
}
