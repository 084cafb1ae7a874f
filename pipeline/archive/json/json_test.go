package json

import (
	"archive/tar"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"

	"corpuspack/pipeline/archive/piece"
	"corpuspack/schema/canonical"
)

// read returns the records as "number start-end data", the faults as "number start-end @at error".
func read(t testing.TB, in string, limit int64) (list []string) {
	t.Helper()
	err := Read(iotest.OneByteReader(strings.NewReader(in)), limit, func(p piece.Piece) error {
		s := fmt.Sprintf("%d %d-%d ", p.Number, p.Start, p.End)
		switch {
		case p.Err != nil:
			s += fmt.Sprintf("@%d %v", p.At, p.Err)
		case in[p.Start:p.End] != string(p.Data):
			t.Errorf("%q: got %q for %d to %d", in, p.Data, p.Start, p.End)
		default:
			s += string(p.Data)
		}
		list = append(list, s)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestAFileIsAnObjectOrAnArrayOrManyObjects(t *testing.T) {
	deep := `{"a":` + strings.Repeat("[", 100) + strings.Repeat("]", 100) + "}"
	for in, want := range map[string][]string{
		`{}`:                                {`1 0-2 {}`},
		"\uFEFF {\"a\": [1, \"]}\\\"\"]}\n": {`1 4-22 {"a": [1, "]}\""]}`},
		`[]`:                                nil,
		` [ ] `:                             nil,
		`[{"a":1},{"b":2}]`:                 {`1 1-8 {"a":1}`, `2 9-16 {"b":2}`},
		"[\n{\"a\":\n1} , {}\n]\n":          {"1 2-10 {\"a\":\n1}", `2 13-15 {}`},
		"{\"a\":1}\n{}{\n}":                 {`1 0-7 {"a":1}`, `2 8-10 {}`, "3 10-13 {\n}"},
		`{"data":[{"text":"x"}]}`:           {`1 0-23 {"data":[{"text":"x"}]}`},

		``:               {`0 0-0 @0 no JSON value`},
		" \n":            {`0 0-0 @2 no JSON value`},
		`{"a":1`:         {`1 0-0 @6 the data is cut off`},
		`{"a":"1`:        {`1 0-0 @7 the data is cut off`},
		`{"a":"1\`:       {`1 0-0 @8 the data is cut off`},
		`[{}`:            {`1 1-3 {}`, `2 3-0 @3 the data is cut off`},
		`[{},`:           {`1 1-3 {}`, `2 4-0 @4 the data is cut off`},
		`[{},]`:          {`1 1-3 {}`, `2 4-0 @4 invalid character ']' at start of value`},
		`[{} {}]`:        {`1 1-3 {}`, `2 4-0 @4 unexpected '{'`},
		`[{}}`:           {`1 1-3 {}`, `2 3-0 @3 unexpected '}'`},
		`[{}] {}`:        {`1 1-3 {}`, `2 5-0 @5 unexpected '{'`},
		`{},{}`:          {`1 0-2 {}`, `2 2-0 @2 unexpected ','`},
		`1 {} 2`:         {`1 0-1 @-1 a JSON object was expected, not number`, `2 2-4 {}`, `3 5-0 @5 unexpected '2'`},
		`{"a":1,}`:       {`1 0-0 @7 invalid character '}' at start of string (expecting '"')`},
		`{"a":[}`:        {`1 0-0 @7 the data is cut off`},
		`[{"a":[}]},{}]`: {`1 1-0 @7 invalid character '}' at start of value`},
		`["a",1,null,[],{}]`: {`1 1-4 @-1 a JSON object was expected, not string`, `2 5-6 @-1 a JSON object was expected, not number`,
			`3 7-11 @-1 a JSON object was expected, not null`, `4 12-14 @-1 a JSON object was expected, not [`, `5 15-17 {}`},
		`[{"a":1,"a":2},{}]`:       {`1 1-14 @8 key "a" is given twice`, `2 15-17 {}`},
		`[{"a":"\ud800"},{}]`:      {"1 1-15 @7 invalid surrogate pair `\\ud800\"}` in string", `2 16-18 {}`},
		"[{\"a\":\"\xff\"},{}]":    {`1 1-10 @7 invalid UTF-8`, `2 11-13 {}`},
		`[{"text":"12345678"},{}]`: {`1 1-20 {"text":"12345678"}`, `2 21-23 {}`},
		"[" + deep + ",{}]":        {`1 1-207 @105 nested deeper than 100 levels`, `2 208-210 {}`},
	} {
		if got := read(t, in, 300); !slices.Equal(got, want) {
			t.Errorf("%s:\ngot  %q\nwant %q", in, got, want)
		}
	}
}

func TestTheRecordsBehindALongOneAreRead(t *testing.T) {
	in := `[{"a":"` + strings.Repeat(`\"}`, 100) + `"},{"b":1}]`
	want := []string{`1 1-309 @-1 a record of more than 10 bytes`, `2 310-317 {"b":1}`}
	if got := read(t, in, 10); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// endless is an object with a member of n bytes.
func endless(n int64) io.Reader {
	return io.MultiReader(strings.NewReader(`{"a":"`), io.LimitReader(as{}, n), strings.NewReader(`"}`))
}

type as struct{}

func (as) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'a'
	}
	return len(p), nil
}

func TestMemoryIsBoundedByTheLimit(t *testing.T) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if err := Read(endless(1<<24), 1<<10, func(p piece.Piece) error { return nil }); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	if got := after.TotalAlloc - before.TotalAlloc; got > 1<<20 {
		t.Errorf("got %d bytes", got)
	}
}

func TestJSONTestSuite(t *testing.T) {
	unpacked, err := exec.Command("xz", "-dc",
		filepath.Join("..", "..", "..", "..", "shared", "data", "hostile", "json-testsuite.tar.xz")).Output()
	if err != nil {
		t.Skip("the JSONTestSuite is not here: ", err)
	}
	refused := []string{"y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json"} // by our rule
	for r := tar.NewReader(bytes.NewReader(unpacked)); ; {
		h, err := r.Next()
		if err == io.EOF {
			break
		}
		name := filepath.Base(h.Name)
		file, _ := io.ReadAll(r)
		fault := error(nil)
		err = Read(bytes.NewReader(file), 1<<20, func(p piece.Piece) error {
			if p.Err != nil && !errors.Is(p.Err, ErrNoObject) {
				fault = p.Err
			}
			return nil
		})
		switch {
		case err != nil:
			t.Errorf("%s: got error %v", name, err)
		case strings.HasPrefix(name, "n_") && fault == nil:
			t.Errorf("%s: got no fault", name)
		case strings.HasPrefix(name, "y_") && fault != nil && !slices.Contains(refused, name):
			t.Errorf("%s: got %v", name, fault)
		}
	}
}

func TestTheErrorOfTheReaderIsNoFault(t *testing.T) {
	broken := errors.New("disk")
	for _, in := range []string{"", `{"a`, `[`, `[{}`, `[{},`, `[{}]`, `[1`, `{}`} {
		err := Read(io.MultiReader(strings.NewReader(in), iotest.ErrReader(broken)), 100, func(p piece.Piece) error {
			if p.Err != nil && !errors.Is(p.Err, ErrNoObject) {
				t.Errorf("%s: got fault %v", in, p.Err)
			}
			return nil
		})
		if err != broken {
			t.Errorf("%s: got %v, want %v", in, err, broken)
		}
	}
	stop := errors.New("stop")
	for _, in := range []string{"", "{}", "[1]"} {
		if err := Read(strings.NewReader(in), 100, func(piece.Piece) error { return stop }); err != stop {
			t.Errorf("%s: got %v, want %v", in, err, stop)
		}
	}
}

func TestAnyObjectsComeBack(t *testing.T) {
	object := rapid.Custom(func(t *rapid.T) string {
		s := strings.ToValidUTF8(rapid.String().Draw(t, "s"), "?")
		return string(append(canonical.AppendString([]byte(`{"a": [`), s), " ] }"...))
	})
	space := rapid.StringOfN(rapid.SampledFrom([]rune(" \t\r\n")), 0, 3, -1)
	rapid.Check(t, func(rt *rapid.T) {
		objects := rapid.SliceOfN(object, 1, 5).Draw(rt, "objects")
		in, array := "", rapid.Bool().Draw(rt, "array")
		for i, o := range objects {
			if i > 0 && array {
				in += ","
			}
			in += space.Draw(rt, "before") + o + space.Draw(rt, "behind")
		}
		if array {
			in = "[" + in + "]"
		}
		var got []string
		err := Read(strings.NewReader(in), 1<<10, func(p piece.Piece) error { got = append(got, string(p.Data)); return p.Err })
		if err != nil || !slices.Equal(got, objects) {
			rt.Fatalf("got %q, %v, want %q", got, err, objects)
		}
	})
}

func FuzzAFileIsRecordsOrAFault(f *testing.F) {
	for _, s := range []string{`[{"a":1},{"b":[{}]}]`, `{"a":"\ud83d\ude00"} {}`, "\uFEFF[1,[2]]", `[{"a":1,"a":2}]`, `{"a":[}`, `"\`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		end := int64(0)
		err := Read(bytes.NewReader(in), 50, func(p piece.Piece) error {
			if p.Err != nil {
				return nil
			}
			if p.Start < end || string(in[p.Start:p.End]) != string(p.Data) {
				t.Errorf("%q: got %q for %d to %d, behind %d", in, p.Data, p.Start, p.End, end)
			}
			if _, err := canonical.Object(p.Data); err != nil {
				t.Errorf("%q: got %q, which is no object: %v", in, p.Data, err)
			}
			end = p.End
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
}
