package canonical

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"pgregory.net/rapid"
)

// library returns the members of the object in src as jsontext alone reads them, the values in the form in which they stand.
func library(src []byte) ([]Member, error) {
	d := jsontext.NewDecoder(bytes.NewReader(src))
	if d.PeekKind() != '{' {
		return nil, errors.New("no object")
	}
	if _, err := d.ReadToken(); err != nil {
		return nil, err
	}
	var members []Member
	for d.PeekKind() != '}' {
		key, err := d.ReadToken()
		if err != nil {
			return nil, err
		}
		name := key.String()
		value, err := d.ReadValue()
		if err != nil {
			return nil, err
		}
		members = append(members, Member{name, bytes.Clone(value)})
	}
	if _, err := d.ReadToken(); err != nil {
		return nil, err
	}
	if _, err := d.ReadToken(); err != io.EOF {
		return nil, errors.New("more than one value")
	}
	return members, nil
}

// canonicalize is what jsontext makes of a value, with the keys in the order of RFC 8785, which is ours below U+10000.
func canonicalize(t interface{ Fatal(...any) }, value []byte) string {
	v := jsontext.Value(bytes.Clone(value))
	if err := v.Format(jsontext.ReorderRawObjects(true)); err != nil {
		t.Fatal(err)
	}
	return string(v)
}

// beyondBMP reports whether a code point from U+10000 on may stand in value.
func beyondBMP(value []byte) bool {
	return bytes.ContainsFunc(value, func(r rune) bool { return r > 0xFFFF }) || bytes.Contains(bytes.ToLower(value), []byte(`\ud`))
}

// agree compares what the scanner and jsontext make of src.
func agree(t interface {
	Fatal(...any)
	Fatalf(string, ...any)
}, src []byte) {
	want, err := library(src)
	var s Scanner
	got, ok := s.Object(src, maxDepth)
	if ok != (err == nil) {
		t.Fatalf("%q: got %t, and jsontext says %v", src, ok, err)
	}
	if !ok {
		if _, refusal := Object(src); refusal == nil {
			t.Fatalf("%q: got no reason to refuse it", src)
		}
		return
	}
	if len(got) != len(want) {
		t.Fatalf("%q: got %d members, want %d", src, len(got), len(want))
	}
	for i, m := range want {
		text, _ := jsontext.AppendUnquote(nil, m.Value)
		v := got[i].Value
		if string(got[i].Key) != m.Key || v.IsText() && v.Text() != string(text) || string(v.raw) != string(m.Value) {
			t.Fatalf("%q: got member %q with %q, want %q with %q", src, got[i].Key, v.Text(), m.Key, m.Value)
		}
		if c := string(v.Canonical()); !beyondBMP(m.Value) && c != canonicalize(t, m.Value) {
			t.Fatalf("%q: got the canonical form %q, want %q", m.Value, c, canonicalize(t, m.Value))
		}
	}
}

// pieces are what JSON is made of, and what breaks it, to be put together at random.
var pieces = []string{
	"{", "}", "[", "]", ",", ":", " ", "\n", "\t", "\r", `"`, `\`, `"a"`, `"b"`, `"a":`, `"b":`, `"\u0061":`, `"a\n":`, `,"c":`, `{"a":1}`,
	`{"b":[1, 2],"a":{}}`, `{"a":0,"a":0}`, `[]`, `"\ud83d\ude00"`, `"\ud83d"`, `"\ude00\ud83d"`, `\u00e9`, `\uD`, `\u00G0`, `\/`, `\x`, `\"`, `\\`,
	"é", "漢", "😀", "\xc3", "\xa9", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xc0\x80", "\xff", "\x00", "\x1f", "\x7f", "\ufeff", "\u2028", "0", "-0", "01",
	"-", "1.5", "1.", ".5", "1e5", "1E+05", "1e", "1e-", "true", "tru", "false", "null", "nul", "NaN", "12345678901234567890",
	"plain text of more than eight bytes", strings.Repeat("long ", 10) + `\n`,
}

func TestScannerAndLibraryAgree(t *testing.T) {
	value := rapid.OneOf(rapid.SampledFrom([]string{`1`, `"x\ty"`, `{"b": 1,"a":[ ]}`, `[{"a":1 , "b":"\u0041"}]`, `null`, `"é"`}), rapid.SampledFrom(pieces))
	rapid.Check(t, func(t *rapid.T) {
		var members []string
		for _, key := range rapid.SliceOfN(rapid.StringMatching(`[a-d]{0,2}`), 0, 12).Draw(t, "keys") {
			members = append(members, `"`+key+`":`+value.Draw(t, "value"))
		}
		src := "{" + strings.Join(members, ",") + "}"
		for _, p := range rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 3).Draw(t, "pieces") {
			i := rapid.IntRange(0, len(src)).Draw(t, "at")
			src = src[:i] + p + src[min(len(src), i+rapid.IntRange(0, 2).Draw(t, "cut")):]
		}
		agree(t, []byte(src))
	})
}

func FuzzScannerAndLibraryAgree(f *testing.F) {
	for _, p := range pieces {
		f.Add([]byte(`{"k":` + p + `}`))
		f.Add([]byte(`{"k":"` + p + `"}`))
		f.Add([]byte(`{"k` + p + `":1,"k":2}`))
		f.Add([]byte(`{"text":"eight bytes and ` + p + ` eight bytes and more"}`))
	}
	f.Fuzz(func(t *testing.T, src []byte) { agree(t, src) })
}

func TestScannerStopsWhereTheLibraryDoes(t *testing.T) {
	for _, n := range []int{1, 100, maxDepth - 1, maxDepth, maxDepth + 1} {
		agree(t, []byte(strings.Repeat(`{"":`, n)+"1"+strings.Repeat(`}`, n)))
		agree(t, []byte(`{"":`+strings.Repeat(`[`, n-1)+strings.Repeat(`]`, n-1)+`}`))
	}
	var s Scanner
	if _, ok := s.Object([]byte(`{"a":{"b":[]}}`), 3); !ok {
		t.Error("3 levels of 3: got false")
	}
	if _, ok := s.Object([]byte(`{"a":{"b":[]}}`), 2); ok {
		t.Error("3 levels of 2: got true")
	}
}

func TestScannerIsReadyForTheNextObject(t *testing.T) {
	var s Scanner
	for _, c := range []struct{ src, keys string }{
		{`{"a\n":"\t","b":{"c":[`, ""}, {`{"x":"1\n","y":"2\n"}`, "x 1\n y 2\n"}, {`{"a":1,"a":2}`, ""}, {`{}`, ""}, {`{"z":"\u00e9"}`, "z é"},
	} {
		var list []string
		if fields, ok := s.Object([]byte(c.src), maxDepth); ok {
			for _, f := range fields {
				list = append(list, string(f.Key), f.Value.Text())
			}
		}
		if got := strings.Join(list, " "); got != c.keys {
			t.Errorf("%s: got %q, want %q", c.src, got, c.keys)
		}
	}
}

func TestObjectDoesNotChangeItsSource(t *testing.T) {
	src := []byte(`{"b":"\u0041","a":{"d":1,"c":"\n"}}`)
	before := slices.Clone(src)
	if _, err := Object(src); err != nil || !bytes.Equal(src, before) {
		t.Errorf("got %s and %v, want %s", src, err, before)
	}
}
