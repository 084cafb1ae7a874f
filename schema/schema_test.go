package schema

import (
	"bytes"
	"encoding/json"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"corpuspack/schema/canonical"
)

func TestIDsAreThoseOfTheSpecification(t *testing.T) {
	cases := []struct {
		identity Identity
		want     string
	}{
		{Path("archive/notes/a.txt"), "dhkgqomubjccftb1d4r5dle77ob"},
		{Given("", "17"), "ddfl3ac7cbjq6822d7462qpl7mq"},
		{AtURL("", "https://example.org/a?b=c"), "dlg21a5l32qgoq4dt30ssitucfm"},
		{Post("archive/tag.txt", "Weekly update", 1), "dhu1gvb7sdad8k2kl320871g732"},
	}
	for _, c := range cases {
		if got := c.identity.ID(); got != c.want || len(got) != IDLength {
			t.Errorf("%q: got %s, want %s", c.identity, got, c.want)
		}
	}
}

func TestIdentitiesOfEveryFormDiffer(t *testing.T) {
	seen := make(map[string]Identity)
	for _, i := range []Identity{
		Given("", "a"), Given("a", ""), Given("a", "b"), AtURL("a", "b"), Slug("a", "b"), Slug("", "a"), Path("a"),
		Post("a", "b", 1), Post("a", "b", 2), Post("a", "", 1), Record("a", "b"), Record("a", "c"), Given(`a","b`, ""), Given(`a`, `b","`),
	} {
		if other, ok := seen[i.ID()]; ok {
			t.Errorf("got one id for %q and %q, want two", i, other)
		}
		seen[i.ID()] = i
	}
	if !Given("", "1").IsGiven() || Path("given").IsGiven() || (Identity)(nil).IsGiven() {
		t.Error("want the first form alone to be given")
	}
}

func TestRecordHoldsTheDigestOfItsText(t *testing.T) {
	got := string(canonical.Strings(Record("a.jsonl", "abc")))
	want := `["record","a.jsonl","ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"]` // FIPS 180-2, B.1
	if got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestDigestsHaveOneTextForm(t *testing.T) {
	d := DigestOf("abc")
	good := d.String()
	if got, err := ParseDigest(good); err != nil || got != d {
		t.Errorf("got %v and %v, want %v", got, err, d)
	}
	for _, bad := range []string{"", good[1:], good + "0", strings.ToUpper(good), " " + good[1:], "g" + good[1:], good[:63] + "\n", "0x" + good[2:]} {
		if got, err := ParseDigest(bad); err == nil || got != (Digest{}) {
			t.Errorf("%q: got %v and %v, want an error and nothing else", bad, got, err)
		}
	}
	b, err := json.Marshal(d)
	var back Digest
	if err != nil || json.Unmarshal(b, &back) != nil || back != d {
		t.Errorf("got %v from %s, want %v", back, b, d)
	}
	if json.Unmarshal([]byte(`"`+strings.ToUpper(good)+`"`), &back) == nil {
		t.Error("got no error for upper-case JSON, want one")
	}
}

func TestKeysOrderBySourceThenStart(t *testing.T) {
	keys := []Key{{"a", 2}, {"a", 10}, {"a!/b", 0}, {"a/b", 0}, {"b", 0}, {"é", 0}, {"猫", 0}, {"🐈", 0}}
	for i, a := range keys {
		for j, b := range keys {
			want := 0
			if i != j {
				want = map[bool]int{true: -1, false: 1}[i < j]
			}
			if got := a.Compare(b); got != want {
				t.Errorf("%v and %v: got %d, want %d", a, b, got, want)
			}
		}
	}
}

// frozen are the versions whose schema stands in testdata.
var frozen = map[Version]string{1: "../testdata/schema/v1.json", 2: "../testdata/schema/v2.json"}

func TestFrozenSchemasDoNotChange(t *testing.T) {
	for v := Version(1); v <= Latest; v++ {
		s, err := Of(v)
		if err != nil {
			t.Fatal(err)
		}
		got, err := canonical.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		want, err := os.ReadFile(frozen[v])
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("a frozen schema may not change: make another version. Version %d: got %s, want %s as in %s", v, got, want, frozen[v])
		}
		var back Schema
		if err := json.Unmarshal(want, &back); err != nil {
			t.Errorf("%s: %v", frozen[v], err)
		} else if again, _ := canonical.Marshal(back); !bytes.Equal(again, want) {
			t.Errorf("%s: got %s after reading, want %s", frozen[v], again, want)
		}
	}
}

func TestOnlyKnownVersionsHaveASchema(t *testing.T) {
	for _, v := range []Version{-1, Latest + 1} {
		if _, err := Of(v); err == nil {
			t.Errorf("version %d: got no error, want one", v)
		}
	}
}

// fields calls f for each field of each table of each version, members too.
func fields(t *testing.T, f func(v Version, place string, field Field)) {
	var walk func(v Version, place string, list []Field)
	walk = func(v Version, place string, list []Field) {
		for _, x := range list {
			f(v, place+"."+x.Name, x)
			walk(v, place+"."+x.Name, x.Members)
		}
	}
	for v := Version(1); v <= Latest; v++ {
		s, err := Of(v)
		if err != nil {
			t.Fatal(err)
		}
		for _, table := range s.Tables {
			walk(v, table.Name, table.Fields)
		}
	}
}

func TestFieldIDsAreNeverUsedTwice(t *testing.T) {
	type use struct {
		place string
		typ   Type
	}
	uses := make(map[int]use)
	places := make(map[string]bool)
	fields(t, func(v Version, place string, f Field) {
		now := use{place, f.Type}
		if before, ok := uses[f.ID]; ok && before != now {
			t.Errorf("field id %d: got %v and %v, want one field", f.ID, before, now)
		}
		if key := string(rune(v)) + place; places[key] {
			t.Errorf("%s: got it twice in version %d, want it once", place, v)
		} else {
			places[key] = true
		}
		if f.ID <= 0 {
			t.Errorf("%s: got field id %d, want a positive one", place, f.ID)
		}
		uses[f.ID] = now
	})
}

func TestFieldsAreWellFormed(t *testing.T) {
	name := regexp.MustCompile(`^[a-z0-9_]+$`)
	fields(t, func(_ Version, place string, f Field) {
		if !name.MatchString(f.Name) {
			t.Errorf("%s: want a name that matches %s", place, name)
		}
		if f.Doc == "" {
			t.Errorf("%s: want a word of what it is", place)
		}
		if isStruct := f.Type == Struct || f.Type == Structs; isStruct != (len(f.Members) > 0) {
			t.Errorf("%s: got %d members of a %s", place, len(f.Members), f.Type)
		}
		if f.Nullable && (f.Type == Strings || f.Type == Structs) {
			t.Errorf("%s: want a list that is never null", place)
		}
		if f.Type == Null {
			t.Errorf("%s: want a type", place)
		}
	})
}

// fit reports the places where a value is not of its field.
func fit(t *testing.T, place string, f Field, v Value) {
	if v.Type == Null && f.Nullable {
		return
	}
	if v.Type != f.Type {
		t.Errorf("%s: got %s, want %s", place, v.Type, f.Type)
		return
	}
	switch f.Type {
	case Strings, Structs:
		for _, e := range v.List {
			fit(t, place, f.Element(), e)
		}
	case Struct:
		fitAll(t, place, f.Members, v.List)
	}
}

func fitAll(t *testing.T, place string, fields []Field, values []Value) {
	if len(values) != len(fields) {
		t.Errorf("%s: got %d values, want %d", place, len(values), len(fields))
		return
	}
	for i, f := range fields {
		fit(t, place+"."+f.Name, f, values[i])
	}
}

func TestRowsFitTheirTables(t *testing.T) {
	s, err := Of(Latest)
	if err != nil {
		t.Fatal(err)
	}
	n, x := int64(1), 0.5
	full := Document{Title: "t", URL: "u", Author: "a", Published: "2019", Language: "en", License: "MIT", Metadata: "{}",
		Copies: []Copy{{Kind: "exact", Similarity: 1}, {Kind: "near"}}}
	for _, d := range []Document{{}, full} {
		fitAll(t, Documents, s.Table(Documents).Fields, d.Row())
	}
	for _, g := range []Segment{{}, {Headings: []string{"a", ""}}} {
		fitAll(t, Segments, s.Table(Segments).Fields, g.Row())
	}
	for _, r := range []Removal{{}, {Start: &n, End: &n, Value: &x, Bound: &x, KeptID: "d", Similarity: &x, TextSHA256: "0"}} {
		fitAll(t, Removed, s.Table(Removed).Fields, r.Row())
	}
}

func TestColumnsHoldWhatTheyAreNamedAfter(t *testing.T) {
	s, _ := Of(Latest)
	d := Document{Key: Key{"a.txt", 3}, ID: "d1", End: 9, Text: "abc", TextSHA256: DigestOf("abc").String(), Title: "T", Collection: "c", Characters: 3, Words: 1, Split: "train", CopyCount: 2}
	want := map[string]any{"id": "d1", "text": "abc", "title": "T", "url": nil, "collection": "c", "source": "a.txt", "source_start": int64(3),
		"source_end": int64(9), "characters": int64(3), "words": int64(1), "text_sha256": DigestOf("abc").String(), "split": "train", "copy_count": int64(2)}
	table, row := s.Table(Documents), d.Row()
	for name, w := range want {
		if got := plain(row[table.Index(name)]); got != w {
			t.Errorf("documents.%s: got %v, want %v", name, got, w)
		}
	}
	g := Segment{DocumentID: "d1", Index: 7, Kind: KindList, Start: 1, Stop: 2, Text: "b", Words: 1, Split: "test"}
	want = map[string]any{"id": "d1-00007", "document_id": "d1", "index": int64(7), "kind": "list", "start": int64(1), "stop": int64(2), "text": "b", "split": "test"}
	table, row = s.Table(Segments), g.Row()
	for name, w := range want {
		if got := plain(row[table.Index(name)]); got != w {
			t.Errorf("segments.%s: got %v, want %v", name, got, w)
		}
	}
	g.Index = 123456
	if got, want := g.Row()[0].Str, "d1-123456"; got != want {
		t.Errorf("got id %s, want %s", got, want)
	}
}

func TestRecordsComeBackFromTheirRows(t *testing.T) {
	n, x := int64(1), 0.5
	d := Document{Key: Key{"a", 1}, ID: "d", End: 2, Text: "b", Title: "c", URL: "e", Author: "f", Published: "g", Language: "h", License: "i",
		Collection: "j", Characters: 3, Words: 4, TextSHA256: "k", Split: "l", Copies: []Copy{{Key{"m", 5}, 6, "n", 0.7}}, CopyCount: 8, Metadata: "o"}
	if got := DocumentOf(d.Row()); !reflect.DeepEqual(got, d) {
		t.Errorf("got %+v, want %+v", got, d)
	}
	g := Segment{DocumentID: "a", Index: 1, Kind: "b", Headings: []string{"c", "e"}, Start: 2, Stop: 3, Text: "f", Words: 4, Split: "g"}
	if got := SegmentOf(g.Row()); !reflect.DeepEqual(got, g) {
		t.Errorf("got %+v, want %+v", got, g)
	}
	r := Removal{ID: "a", Source: "b", Start: &n, Title: "c", Step: "e", Reason: "f", Bound: &x, KeptID: "g", TextSHA256: "h"}
	if got := RemovalOf(r.Row()); !reflect.DeepEqual(got, r) {
		t.Errorf("got %+v, want %+v", got, r)
	}
	r = Removal{ID: "a", End: &n, Value: &x, Similarity: &x}
	if got := RemovalOf(r.Row()); !reflect.DeepEqual(got, r) {
		t.Errorf("got %+v, want %+v", got, r)
	}
}

func plain(v Value) any {
	switch v.Type {
	case String:
		return v.Str
	case Int64:
		return v.Int
	case Double:
		return v.Float
	}
	return nil
}

func TestIndexFindsFieldsByName(t *testing.T) {
	s, _ := Of(Latest)
	if got := s.Table(Documents).Index("text"); got != 1 {
		t.Errorf("got %d, want 1", got)
	}
	if got := s.Table(Documents).Index("nothing"); got != -1 {
		t.Errorf("got %d, want -1", got)
	}
}
