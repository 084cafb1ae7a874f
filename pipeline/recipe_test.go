package pipeline

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"

	"corpuspack/pipeline/archive"
	"corpuspack/pipeline/clean"
	"corpuspack/pipeline/clean/quality"
	"corpuspack/pipeline/clean/repeated"
	"corpuspack/pipeline/dedup"
	"corpuspack/pipeline/dedup/passages"
	"corpuspack/pipeline/segment"
	"corpuspack/pipeline/shard"
	"corpuspack/schema"
)

func read(t *testing.T, text string) Recipe {
	t.Helper()
	r, err := ReadRecipe("corpuspack.yaml", strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// short is the shortest recipe, as the product description has it.
const short = "name: google-brain-blog\nlicense: CC-BY-4.0\narchive:\n  - path: archive/\n"

func TestShortRecipeGetsTheDefaults(t *testing.T) {
	want := Recipe{
		Name:    "google-brain-blog",
		License: "CC-BY-4.0",
		Schema:  2,
		Archive: archive.Config{Entries: []archive.Entry{{
			Path: "archive", Name: "archive", MaxDocument: 32 << 20, Format: "auto", Encoding: "auto", OnError: "fail",
			OnSameID: "auto", Fields: archive.Fields{Text: "text", ID: "id", Title: "title", URL: "url", Author: "author",
				Published: "published", Language: "language", License: "license"},
		}}},
		Clean: clean.Config{Unicode: "nfc", MinCharacters: 1, Repeated: repeated.Config{Documents: 10}, LanguageScore: 5000},
		Dedup: dedup.Config{Exact: true, Near: dedup.Near{Method: "exact", Measure: "jaccard", Threshold: 8000, Shingle: 5, Bands: 20, Rows: 5},
			Overlap: dedup.Overlap{NGram: 13, Shortest: 8, Threshold: 5000, Action: "remove"}},
		Segment: segment.Config{Unit: "block", Window: segment.Window{Size: 512, Of: "words"}},
		Splits:  []shard.Share{{Name: "train", Millionths: 1_000_000}},
		Shard:   shard.Config{Size: 256 << 20, Encodings: []string{"jsonl", "parquet"}, JSONL: "zstd", Parquet: "zstd"},
	}
	if got := read(t, short); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestConfigHasEveryDefaultInOrder(t *testing.T) {
	want := `name: google-brain-blog
title: null
description: null
license: CC-BY-4.0
creators: []
homepage: null
date: null
cite: null
schema: 2
archive:
  - path: archive
    name: archive
    as: null
    namespace: ""
    exclude: []
    license: null
    max_document: 32MiB
    format: auto
    encoding: auto
    on_error: fail
    on_same_id: auto
    fields:
      text: text
      id: id
      title: title
      url: url
      author: author
      published: published
      language: language
      license: license
clean:
  unicode: nfc
  repair: false
  min_characters: 1
  repeated:
    lines: 0
    paragraphs: 0
    documents: 10
  pii: []
  detect_language: false
  languages: []
  language_score: 0.5
  measure: []
  quality: []
  rules: {}
dedup:
  exact: true
  near:
    method: exact
    measure: jaccard
    threshold: 0.8
    shingle: 5
    bands: 20
    rows: 5
  passages:
    tokens: 0
  against: []
  overlap:
    ngram: 13
    shortest: 8
    threshold: 0.5
    action: remove
segment:
  unit: block
  window:
    size: 512
    overlap: 0
    of: words
  tokens: null
split:
  train: 1
shard:
  size: 256MiB
  encodings: [jsonl, parquet]
  jsonl: zstd
  parquet: zstd
`
	if got := string(read(t, short).YAML()); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestValues has a line for each form of a value that is taken: what is added to the short recipe, and the lines that
// config.yaml then has.
func TestValues(t *testing.T) {
	for _, c := range []struct{ added, want string }{
		{`title: "2017"`, `title: "2017"`},
		{`title: yes`, `title: "yes"`},
		{"title: a b\u00a0c é 👍", `title: "a b\u00a0c é 👍"`},
		{`title: ""`, `title: null`},
		{"description: |\n  one\n\n  two # three\n", `description: "one\n\ntwo # three\n"`},
		{"description: >-\n  one\n  two\n", `description: "one two"`},
		{`creators: [A, 'B: C']`, `creators: [A, "B: C"]`},
		{`homepage: https://example.org/a?b=c#d`, `homepage: "https://example.org/a?b=c#d"`},
		{`date: 2024-02-29`, `date: "2024-02-29"`},
		{`date: '2024-02-29'`, `date: "2024-02-29"`},
		{`clean: {unicode: nfkc, min_characters: 1000000000}`, `  min_characters: 1000000000`},
		{`clean: {quality: []}`, `  quality: []`},
		{`dedup: {exact: false}`, `  exact: false`},
		{`dedup: {passages: {tokens: 1000}}`, `    tokens: 1000`},
		{`dedup: {near: {method: off}}`, `    method: "off"`},
		{`dedup: {near: {threshold: 1}}`, `    threshold: 1`},
		{`dedup: {near: {threshold: 1.0}}`, `    threshold: 1`},
		{`dedup: {near: {threshold: 0.0001}}`, `    threshold: 0.0001`},
		{`dedup: {near: {threshold: 0.5500}}`, `    threshold: 0.55`},
		{`split: {train: 0.9, validation: 0.05, test: 0.05}`, "split:\n  test: 0.05\n  validation: 0.05\n  train: 0.9\n"},
		{`split: {train: 0.333333, zebra: 0.333333, apple: 0.333334}`, "  apple: 0.333334\n  zebra: 0.333333\n  train: 0.333333"},
		{`split: {no: 0, all_1: 1}`, "split:\n  all_1: 1\n  \"no\": 0\n"},
		{`shard: {size: 1048576B}`, `  size: 1MiB`},
		{`shard: {size: 1024GiB}`, `  size: 1024GiB`},
		{`shard: {size: 1025B}`, `  size: 1025B`},
		{`shard: {encodings: [parquet, jsonl]}`, `  encodings: [jsonl, parquet]`},
		{`shard: {encodings: [jsonl]}`, `  encodings: [jsonl]`},
		{`{}`, ``},
	} {
		text := short + c.added
		if c.added == "{}" {
			text = "\ufeff--- # JSON is YAML\n" + `{"name": "google-brain-blog", "archive": [{"path": "archive/"}]}` + "\r\n...\r\n"
		}
		if got := string(read(t, text).YAML()); !strings.Contains(got, c.want) {
			t.Errorf("%s: got\n%s\nwant in it\n%s", c.added, got, c.want)
		}
	}
}

// TestMarksInCommentsAreNoTags has a ! in a comment, wherever the text of a default may have a value.
func TestMarksInCommentsAreNoTags(t *testing.T) {
	want := string(read(t, short).YAML())
	if got := string(read(t, "#"+strings.Repeat("!", 40)+"\n"+short).YAML()); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestEntries(t *testing.T) {
	for _, c := range []struct{ path, want, name string }{
		{"archive/", "archive", "archive"},
		{"./archive//2019/./", "archive/2019", "2019"},
		{".", ".", "archive"},
		{"archive/**/*.txt", "archive/**/*.txt", "archive"},
		{"*.txt", "*.txt", "archive"},
		{"notes/My Notes.JSONL", "notes/My Notes.JSONL", "my-notes.jsonl"},
		{"archive/architecture_été/", "archive/architecture_été", "architecture_-t"},
		{"archive/Ελλάδα", "archive/Ελλάδα", "archive"},
		{`archive/a\[1\].txt`, `archive/a\[1\].txt`, "archive"},
		{"a..b/...", "a..b/...", "a..b"},
	} {
		r := read(t, fmt.Sprintf("name: x\narchive: [{path: %q}]", c.path))
		if e := r.Archive.Entries[0]; e.Path != c.want || e.Name != c.name {
			t.Errorf("path %s: got path %q, name %q, want %q, %q", c.path, e.Path, e.Name, c.want, c.name)
		}
	}
	r := read(t, "name: x\narchive: [{path: ../../data, as: outside}, {path: /, as: root}, {path: .., as: up}]")
	for i, want := range []string{"data", "root", "up"} {
		if got := r.Archive.Entries[i].Name; got != want {
			t.Errorf("name of archive[%d]: got %q, want %q", i, got, want)
		}
	}
}

func TestLicences(t *testing.T) {
	for _, s := range []string{"MIT", "cc-by-4.0", "GPL-2.0+", "MIT OR (Apache-2.0 AND BSD-3-Clause)",
		"GPL-2.0-only WITH Classpath-exception-2.0", "LicenseRef-mine", "DocumentRef-a:LicenseRef-b", "((MIT))"} {
		if problem := checkLicense(s); problem != "" {
			t.Errorf("%s: got %q, want no problem", s, problem)
		}
	}
	for _, s := range []string{"CC BY 4.0", "MIT OR", "AND MIT", "(MIT", "MIT)", "()", "MIT, Apache-2.0", "MIT (Apache-2.0)",
		"+", "MIT++", "© 2020", "OR"} {
		if checkLicense(s) == "" {
			t.Errorf("%s: got no problem, want one", s)
		}
	}
}

func TestConfigReadsBackToItself(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := drawRecipe(t)
		text := r.YAML()
		back, err := ReadRecipe("config.yaml", strings.NewReader(string(text)))
		if err != nil {
			t.Fatalf("%v in\n%s", err, text)
		}
		if !reflect.DeepEqual(back, r) {
			t.Fatalf("got  %+v\nwant %+v\nfrom\n%s", back, r, text)
		}
		if again := back.YAML(); string(again) != string(text) {
			t.Fatalf("got\n%s\nwant\n%s", again, text)
		}
	})
}

// drawRecipe draws any recipe that a file can hold.
func drawRecipe(t *rapid.T) Recipe {
	oneLine := rapid.String().Filter(func(s string) bool { return s == "" || checkLine(s) == "" })
	filled := oneLine.Filter(func(s string) bool { return s != "" })
	anyText := rapid.OneOf(oneLine, rapid.SampledFrom([]string{"a\n\nb", "\n x", "\ttab", "\u2028x", "~", "- a", "#", "'\"\\"}))
	name := rapid.StringMatching(`[a-z0-9][a-z0-9._-]{0,40}`)
	word := func(words ...string) string { return rapid.SampledFrom(words).Draw(t, "word") }
	part := rapid.StringMatching(`[a-zA-Z0-9é_ .!#&*:'"%@-]{1,8}`).Filter(func(s string) bool { return s != "." && s != ".." })
	share := func(label string) int64 { return rapid.Int64Range(0, 1e4).Draw(t, label) }
	some := func(words ...string) []string {
		return none(words[:rapid.IntRange(0, len(words)).Draw(t, "number")])
	}
	r := Recipe{
		Name: name.Draw(t, "name"), Title: oneLine.Draw(t, "title"), Description: anyText.Draw(t, "description"),
		License: word("", "MIT", "no", "MIT OR (Apache-2.0)"), Homepage: word("", "https://example.org/#x"),
		Creators: none(rapid.SliceOf(filled).Draw(t, "creators")), Date: word("", "2024-02-29"), Cite: anyText.Draw(t, "cite"), Schema: schema.Version(rapid.IntRange(1, 2).Draw(t, "schema")),
		Clean: clean.Config{Unicode: word("nfc", "nfkc"), MinCharacters: rapid.Int64Range(1, 1e9).Draw(t, "min"),
			Repair: rapid.Bool().Draw(t, "repair"), Repeated: repeated.Config{Lines: share("lines"), Paragraphs: share("paragraphs"), Documents: 2},
			PII: some("card", "email"), DetectLanguage: rapid.Bool().Draw(t, "detect"), Languages: some("de", "sr-Latn"),
			LanguageScore: share("score"), Measure: some("gopher"), Quality: some("c4", "gopher@dolma"), Rules: drawBounds(t)},
		Dedup: dedup.Config{Exact: rapid.Bool().Draw(t, "exact"), Near: dedup.Near{Method: word("exact", "minhash", "off"),
			Measure: word("jaccard", "containment"), Threshold: rapid.Int64Range(1, 1e4).Draw(t, "threshold"),
			Shingle: rapid.IntRange(1, 1000).Draw(t, "shingle"),
			Bands:   rapid.IntRange(1, 4096).Draw(t, "bands"), Rows: rapid.IntRange(1, 64).Draw(t, "rows")},
			Overlap: dedup.Overlap{NGram: rapid.IntRange(1, 1000).Draw(t, "ngram"), Shortest: rapid.IntRange(1, 1000).Draw(t, "shortest"),
				Threshold: rapid.Int64Range(1, 1e4).Draw(t, "overlap"), Action: word("remove", "cut")}},
		Passages: passages.Config{Tokens: rapid.IntRange(0, 1000).Draw(t, "passage")},
		Segment: segment.Config{Unit: word("block", "section", "sentence", "window"), Tokens: word("", "o200k_base"), Window: segment.Window{
			Size: rapid.Int64Range(1, 1e9).Draw(t, "window"), Overlap: rapid.Int64Range(0, 1e9).Draw(t, "overlap"), Of: word("words", "tokens")}},
		Shard: shard.Config{Size: rapid.Int64Range(1, 1<<40).Draw(t, "size"), JSONL: word("zstd", "gzip", "none"),
			Encodings: rapid.SampledFrom([][]string{{"jsonl"}, {"parquet"}, {"jsonl", "parquet"}}).Draw(t, "encodings"),
			Parquet:   word("zstd", "snappy", "gzip", "none")},
	}
	first := rapid.Int64Range(0, 1e6).Draw(t, "share")
	r.Splits = []shard.Share{{Name: word("no", "null", "zebra", "true"), Millionths: first}, {Name: "train", Millionths: 1e6 - first}}
	for _, collection := range rapid.SliceOfNDistinct(name, 1, 4, rapid.ID).Draw(t, "collections") {
		e := archive.Entry{Path: part.Draw(t, "path"), Name: collection, Namespace: oneLine.Draw(t, "namespace"),
			Exclude: none(rapid.SliceOf(part).Draw(t, "exclude")), License: word("", "MIT"), Format: word("auto", "jsonl"),
			MaxDocument: rapid.Int64Range(1, 1<<30).Draw(t, "max"), Encoding: word("auto", "utf-8"),
			OnError: word("fail", "remove"), OnSameID: word("auto", "fail", "remove"),
			Fields: archive.Fields{Text: filled.Draw(t, "text"), ID: oneLine.Draw(t, "id"), Title: oneLine.Draw(t, "title")}}
		if rapid.Bool().Draw(t, "outside") {
			e.Path, e.As = "../"+e.Path, "as-"+collection
		}
		r.Archive.Entries = append(r.Archive.Entries, e)
	}
	for _, benchmark := range rapid.SliceOfNDistinct(name, 0, 3, rapid.ID).Draw(t, "benchmarks") {
		r.Archive.Against = append(r.Archive.Against, archive.Entry{Path: part.Draw(t, "path"), Name: benchmark, MaxDocument: 1, Format: "csv",
			Encoding: "auto", Texts: slices.Sorted(slices.Values(rapid.SliceOfNDistinct(oneLine, 1, 3, rapid.ID).Draw(t, "texts")))})
	}
	return r
}

// none returns nil for an empty list, as ReadRecipe does.
// drawBounds draws bounds of a rule or of none.
func drawBounds(t *rapid.T) []quality.Bound {
	least, most := rapid.Float64Range(-1e300, 1e300).Draw(t, "least")+0, 1e-7
	return rapid.SampledFrom([][]quality.Bound{nil, {{Rule: "words", Min: &least}}, {{Rule: "words", Max: &most}}}).Draw(t, "bounds")
}

func none(list []string) []string {
	if len(list) == 0 {
		return nil
	}
	return list
}

func TestReadErrorIsReturned(t *testing.T) {
	broken := errors.New("broken")
	if _, err := ReadRecipe("corpuspack.yaml", iotest.ErrReader(broken)); !errors.Is(err, broken) {
		t.Errorf("got %v, want %v", err, broken)
	}
}
