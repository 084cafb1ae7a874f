package canonical

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestDoublesAreThoseOfRFC8785(t *testing.T) {
	cases := []struct { // appendix B, but that -0 is 0, and NaN and the infinities null
		bits uint64
		want string
	}{
		{0x0000000000000000, "0"},
		{0x8000000000000000, "0"},
		{0x0000000000000001, "5e-324"},
		{0x8000000000000001, "-5e-324"},
		{0x7fefffffffffffff, "1.7976931348623157e+308"},
		{0xffefffffffffffff, "-1.7976931348623157e+308"},
		{0x4340000000000000, "9007199254740992"},
		{0xc340000000000000, "-9007199254740992"},
		{0x4430000000000000, "295147905179352830000"},
		{0x7fffffffffffffff, "null"},
		{0x7ff0000000000000, "null"},
		{0xfff0000000000000, "null"},
		{0x44b52d02c7e14af5, "9.999999999999997e+22"},
		{0x44b52d02c7e14af6, "1e+23"},
		{0x44b52d02c7e14af7, "1.0000000000000001e+23"},
		{0x444b1ae4d6e2ef4e, "999999999999999700000"},
		{0x444b1ae4d6e2ef4f, "999999999999999900000"},
		{0x444b1ae4d6e2ef50, "1e+21"},
		{0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7"},
		{0x3eb0c6f7a0b5ed8d, "0.000001"},
		{0x41b3de4355555553, "333333333.3333332"},
		{0x41b3de4355555554, "333333333.33333325"},
		{0x41b3de4355555555, "333333333.3333333"},
		{0x41b3de4355555556, "333333333.3333334"},
		{0x41b3de4355555557, "333333333.33333343"},
		{0xbecbf647612f3696, "-0.0000033333333333333333"},
		{0x43143ff3c1cb0959, "1424953923781206.2"},
	}
	for _, c := range cases {
		if got := string(AppendFloat(nil, math.Float64frombits(c.bits))); got != c.want {
			t.Errorf("%016x: got %s, want %s", c.bits, got, c.want)
		}
	}
	for f, want := range map[float64]string{5: "5", 0.8: "0.8", 1e-6: "0.000001", 1e-7: "1e-7", 1e-10: "1e-10", 1e21: "1e+21", 1e100: "1e+100"} {
		if got := string(AppendFloat([]byte("x"), f)); got != "x"+want {
			t.Errorf("got %s, want x%s", got, want)
		}
	}
}

func TestStringsEscapeOnlyWhatTheyMust(t *testing.T) {
	cases := []struct{ in, want string }{
		{"", `""`},
		{"\"\\\b\f\n\r\t", `"\"\\\b\f\n\r\t"`},
		{"\x00\x01\x0b\x1f", `"\u0000\u0001\u000b\u001f"`},
		{"/<>&\x7f\u2028\u2029\ufeff", "\"/<>&\x7f\u2028\u2029\ufeff\""},
		{"é猫🐈", `"é猫🐈"`},
		{"a\nb", `"a\nb"`},
	}
	for _, c := range cases {
		if got := string(AppendString(nil, c.in)); got != c.want {
			t.Errorf("%q: got %s, want %s", c.in, got, c.want)
		}
	}
}

func TestEscapesAreFoundAnywhere(t *testing.T) {
	for c := range rune(0x180) {
		for at := range 18 {
			before, after := strings.Repeat("a", at), strings.Repeat("é", 9)
			want := string(c)
			if c < ' ' || c == '"' || c == '\\' {
				want = string(appendEscape(nil, byte(c)))
			}
			if got := string(AppendString(nil, before+string(c)+after)); got != `"`+before+want+after+`"` {
				t.Fatalf("%q behind %d bytes: got %s", c, at, got)
			}
		}
	}
}

func TestAnyStringReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := strings.ToValidUTF8(rapid.String().Draw(t, "s"), "?")
		b := AppendString(nil, s)
		var got string
		if err := json.Unmarshal(b, &got); err != nil || got != s {
			t.Fatalf("%s: got %q and %v, want %q", b, got, err, s)
		}
		if got, ok := Unquote(b); !ok || got != s {
			t.Fatalf("%s: got %q and %v, want %q", b, got, ok, s)
		}
	})
}

func TestFormatSortsKeysAndKeepsNumbers(t *testing.T) {
	cases := []struct{ in, want string }{
		{`null`, `null`},
		{` [ 1 , 2 ]` + "\n", `[1,2]`},
		{`{}`, `{}`},
		{`[]`, `[]`},
		{`{"b":1,"a":{"d":[],"c":true}}`, `{"a":{"c":true,"d":[]},"b":1}`},
		{`[1.10,12345678901234567890,-0,1E5,0.0]`, `[1.10,12345678901234567890,-0,1E5,0.0]`},
		{`"\u0041\/\ud83d\udc08\u001F\u000a"`, `"A/🐈\u001f\n"`},
		{`{"\ufb33":1,"\ud83d\ude00":2,"é":3,"\r":4}`, `{"\r":4,"é":3,"` + "\ufb33" + `":1,"😀":2}`}, // RFC 8785 would sort UTF-16
	}
	for _, c := range cases {
		got, err := Format([]byte(c.in))
		if err != nil || string(got) != c.want {
			t.Errorf("%s: got %s and %v, want %s", c.in, got, err, c.want)
		}
	}
}

func TestFormatRefusesWhatHasNoOneMeaning(t *testing.T) {
	for _, in := range []string{
		``, ` `, `{`, `[1,]`, `{"a":1,}`, `[1 2]`, `{"a" 1}`, `{a:1}`, `nul`, `01`, `+1`, `.5`, `NaN`, `'a'`, `// x`,
		`1 2`, `{} {}`, `[]]`, `1 x`,
		`{"a":1,"a":2}`, `{"a":1,"\u0061":2}`, `{"x":{"a":1,"a":1}}`,
		"\"\xff\"", "\"\xed\xa0\x80\"", `"\ud800"`, `"\udc08\ud83d"`, `"\ud800x"`, "\"a\nb\"", `"\x"`, "\ufeff1",
	} {
		if got, err := Format([]byte(in)); err == nil {
			t.Errorf("%q: got %s, want an error", in, got)
		}
	}
}

func TestMarshalIsTheFileOfAValue(t *testing.T) {
	got, err := Marshal(struct {
		B string  `json:"b"`
		A float64 `json:"a"`
	}{"<&>\u2028", 1e-7})
	if want := "{\"a\":1e-7,\"b\":\"<&>\u2028\"}\n"; err != nil || string(got) != want {
		t.Errorf("got %s and %v, want %s", got, err, want)
	}
	if _, err := Marshal(math.NaN()); err == nil {
		t.Error("NaN: got no error, want one")
	}
}

func TestObjectKeepsTheOrderOfItsMembers(t *testing.T) {
	members, err := Object([]byte(`{"b": 1.0, "a": {"d": 1, "c": 2}}`))
	if err != nil {
		t.Fatal(err)
	}
	want := []Member{{"b", []byte(`1.0`)}, {"a", []byte(`{"c":2,"d":1}`)}}
	if !slices.EqualFunc(members, want, func(a, b Member) bool { return a.Key == b.Key && string(a.Value) == string(b.Value) }) {
		t.Errorf("got %q, want %q", members, want)
	}
	if got, want := string(AppendObject(nil, members)), `{"a":{"c":2,"d":1},"b":1.0}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	for _, in := range []string{``, `1`, `[]`, `"a"`, `null`, `{"a":1} 1`, `{"a":1,"a":1}`, `{"a"`, `{"a":}`} {
		if got, err := Object([]byte(in)); err == nil {
			t.Errorf("%s: got %q, want an error", in, got)
		}
	}
}

func TestUnquoteTakesStringsOnly(t *testing.T) {
	for _, in := range []string{``, `1`, `null`, `"a`, `a"`, "\"\xff\"", `"\ud800"`} {
		if got, ok := Unquote([]byte(in)); ok {
			t.Errorf("%s: got %q, want no string", in, got)
		}
	}
}

func FuzzFormatTwiceIsFormatOnce(f *testing.F) {
	f.Add([]byte(`{"b":[1.10,"\u0041",null],"a":{"d":-0,"c":"é"}}`))
	f.Fuzz(func(t *testing.T, in []byte) {
		once, err := Format(in)
		if err != nil {
			return
		}
		twice, err := Format(once)
		if err != nil || string(twice) != string(once) {
			t.Errorf("%q: got %q and %v, want %q", in, twice, err, once)
		}
		if !json.Valid(once) {
			t.Errorf("%q: got %q, want JSON", in, once)
		}
	})
}

func TestMapStringsLeavesKeysAndNumbersAlone(t *testing.T) {
	got := string(MapStrings([]byte(`{"a":["a\"b",1.10,{"a":"a","b\\":null}]}`), strings.ToUpper))
	if want := `{"a":["A\"B",1.10,{"a":"A","b\\":null}]}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
