package pipeline

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"corpuspack/pipeline/archive"
	"corpuspack/pipeline/clean/quality"
)

func problems(t *testing.T, text string) string {
	t.Helper()
	r, err := ReadRecipe("r.yaml", strings.NewReader(text))
	if err == nil {
		t.Errorf("%.200q: got %+v, want problems", text, r)
		return ""
	}
	if p := new(Problems); !errors.As(err, &p) {
		t.Errorf("%.200q: got the error type %T, want *Problems", text, err)
	}
	return err.Error()
}

// TestProblemsAreNamed has a line for each rule: a file, and all that is said of it, without "r.yaml:".
func TestProblemsAreNamed(t *testing.T) {
	const base = "name: x\narchive: [{path: a}]\n"
	for _, c := range []struct{ text, want string }{
		{"", `1:1: empty: a recipe needs at least "name" and "archive"`},
		{"# only this\n", `1:1: empty: a recipe needs at least "name" and "archive"`},
		{"---\n", `1:1: empty: a recipe needs at least "name" and "archive"`},
		{"{}", "1:1: name: missing: name of the corpus\n1:1: archive: missing: what is read; each entry is a collection"},
		{"- x", `1:1: want keys and values, got a list: a key that is left out has its default`},
		{base + "---\n" + base, `4:1: a second document: a recipe is one`},
		{base + "---\n", `4:1: a second document: a recipe is one`},
		{base + "...\n---\n[", `6:1: not valid YAML: while parsing a flow node: did not find expected node content`},
		{base + "title: a: b", `3:9: not valid YAML: mapping values are not allowed in this context`},
		{"name: \xff", `1:7: invalid UTF-8: save the file as UTF-8`},
		{base + "title: é\u0085", `3:9: the character U+0085 is not taken: in double quotes, write it \u0085`},
		{base + "title: a\u2028", `3:9: the character U+2028 is not taken: in double quotes, write it \u2028`},
		{base + "title: \x00", `3:8: the character U+0000 is not taken: in double quotes, write it \u0000`},
		{base + `title: "\0"`, `3:8: title: want one line without control characters, got "\x00"`},

		// what YAML has and a recipe does not
		{base + "title: &a b\ncite: *a", "3:8: title: an anchor (&a) is not taken: leave it out\n" +
			"4:7: cite: an alias (*a) is not taken: write the value out"},
		{base + "title: *a", "3:8: not valid YAML: unknown anchor 'a' referenced"},
		{base + "title: !!str b", "3:8: title: a tag (!) is not taken: leave it out, or put the text in quotes"},
		{base + "title: ! b", "3:8: title: a tag (!) is not taken: leave it out, or put the text in quotes"},
		{base + "clean: !!map\n  unicode: nfc", "3:8: clean: a tag (!) is not taken: leave it out, or put the text in quotes"},
		{base + "<<: {title: a}", "3:1: a merge key (<<) is not taken: write the keys out"},
		{base + "dedup: {<<: {exact: false}}", "3:9: dedup: a merge key (<<) is not taken: write the keys out"},
		{base + "title: a\ntitle: b", "4:1: title: given twice, first in line 3: leave one out"},
		{base + "dedup: {exact: true, 'exact': true}", "3:22: dedup.exact: given twice, first in line 3: leave one out"},
		{base + "? [a]\n: b", "3:3: want a word as key, got a list"},
		{base + "? {a: b}\n: c", "3:3: want a word as key, got keys and values"},

		// keys
		{base + "licence: MIT", "3:1: licence: no such key: did you mean license?"},
		{base + "threshold: 1", "3:1: threshold: no such key: did you mean dedup.near.threshold?"},
		{base + "segment: {qqqqqqqqq: 1}", "3:11: segment.qqqqqqqqq: no such key: one of unit, window, tokens"},
		{base + "\"a\\nb\": 1", `3:1: "a\nb": no such key: one of name, title, description, license, creators, homepage, date, ` +
			`cite, schema, archive, clean, dedup, segment, split, shard`},
		{base + "clean:\n", "3:7: clean: want keys and values, got nothing: a key that is left out has its default"},

		// texts
		{base + "title: 2017", "3:8: title: want text of one line, or null, got the number 2017: " +
			"a text that looks like a number or a boolean needs quotes"},
		{base + "title: true", "3:8: title: want text of one line, or null, got the boolean true: " +
			"a text that looks like a number or a boolean needs quotes"},
		{base + "title: [a]", "3:8: title: want text of one line, or null, got a list"},
		{base + "title: \"a\\nb\"", `3:8: title: want one line without control characters, got "a\nb"`},
		{base + "title: ' '", `3:8: title: a text of white space says nothing: want null or a text, got " "`},
		{base + "creators: A", `3:11: creators: want a list, got "A"`},
		{base + "creators: [A, null]", `3:15: creators[1]: want text of one line, got nothing`},
		{base + "license: CC BY", `3:10: license: want an SPDX license expression, as CC-BY-4.0 or MIT OR Apache-2.0, got "CC BY"`},
		{base + "homepage: example.org", `3:11: homepage: want an address that begins with https:// or http://, got "example.org"`},
		{base + "date: 2023-02-29", `3:7: date: want a date of the calendar as YYYY-MM-DD, got "2023-02-29"`},
		{"name: My Corpus\narchive: [{path: a}]", "1:7: name: want " + nameWords + ` (as my-corpus), got "My Corpus"`},
		{"name: null\narchive: [{path: a}]", "1:7: name: want " + nameWords + `, got nothing`},

		// numbers
		{base + "schema: 3", "3:9: schema: want integer from 1 to 2, got the number 3"},
		{base + "schema: 1.0", "3:9: schema: want integer from 1 to 2, got the number 1.0"},
		{base + "schema: '1'", `3:9: schema: want integer from 1 to 2, got "1": write it without quotes`},
		{base + "clean: {min_characters: 010}", "3:25: clean.min_characters: want integer from 1 to 1000000000, got the number 010"},
		{base + "clean: {min_characters: 1_0}", "3:25: clean.min_characters: want integer from 1 to 1000000000, got the number 1_0"},
		{base + "clean: {min_characters: 0x10}", "3:25: clean.min_characters: want integer from 1 to 1000000000, got the number 0x10"},
		{base + "clean: {min_characters: -1}", "3:25: clean.min_characters: want integer from 1 to 1000000000, got the number -1"},
		{base + "clean: {min_characters: 99999999999999999999}",
			"3:25: clean.min_characters: want integer from 1 to 1000000000, got the number 99999999999999999999"},
		{base + "clean: {min_characters: null}", "3:25: clean.min_characters: want integer from 1 to 1000000000, got nothing"},
		{base + "dedup: {exact: yes}", `3:16: dedup.exact: want true, false, got "yes"`},
		{base + "dedup: {exact: True}", `3:16: dedup.exact: want true, false, got the boolean True`},
		{base + "dedup: {near: {threshold: 0}}", "3:27: dedup.near.threshold: want number above 0, up to 1, with at most 4 decimals (as 0.8), got the number 0"},
		{base + "dedup: {near: {threshold: 0.80001}}", "3:27: dedup.near.threshold: want number above 0, up to 1, with at most 4 decimals (as 0.8), got the number 0.80001"},
		{base + "dedup: {near: {threshold: 8e-1}}", "3:27: dedup.near.threshold: want number above 0, up to 1, with at most 4 decimals (as 0.8), got the number 8e-1"},
		{base + "shard: {size: 10}", "3:15: shard.size: want integer with B, KiB, MiB or GiB, at most 1024GiB (as 32MiB), got the number 10"},
		{base + "shard: {size: 10MB}", `3:15: shard.size: want integer with B, KiB, MiB or GiB, at most 1024GiB (as 32MiB), got "10MB"`},
		{base + "shard: {size: 0B}", `3:15: shard.size: want integer with B, KiB, MiB or GiB, at most 1024GiB (as 32MiB), got "0B"`},
		{base + "shard: {size: 010B}", `3:15: shard.size: want integer with B, KiB, MiB or GiB, at most 1024GiB (as 32MiB), got "010B"`},
		{base + "shard: {size: 9223372036854775807GiB}", `3:15: shard.size: want integer with B, KiB, MiB or GiB, at most 1024GiB (as 32MiB), got "9223372036854775807GiB"`},

		// words
		{base + "shard: {jsonl: gzp}", `3:16: shard.jsonl: want zstd, gzip, none, got "gzp": did you mean gzip?`},
		{base + "shard: {encodings: []}", `3:20: shard.encodings: want at least one of jsonl, parquet`},
		{base + "shard: {encodings: [jsonl, jsonl]}", `3:28: shard.encodings[1]: jsonl stands in the list twice`},
		{base + "segment: {unit: page}", `3:17: segment.unit: want block, section, sentence, window, got "page"`},
		{base + "segment: {tokens: gpt2}", `3:19: segment.tokens: want cl100k_base, o200k_base, got "gpt2"`},
		{base + "dedup: {near: {method: lsh}}", `3:24: dedup.near.method: want exact, minhash, off, got "lsh"`},
		{base + "dedup: {near: {bands: 0}}", `3:23: dedup.near.bands: want integer from 1 to 4096, got the number 0`},
		{base + "dedup: {near: {rows: 65}}", `3:22: dedup.near.rows: want integer from 1 to 64, got the number 65`},
		{base + "clean: {quality: [gophr]}", `3:19: clean.quality[0]: want ` + strings.Join(quality.Profiles(), ", ") + `, got "gophr": did you mean gopher?`},
		{base + "clean: {languages: [DE]}", `3:21: clean.languages[0]: want a BCP 47 tag in its letter case (as en, zh, sr-Latn), got "DE"`},
		{base + "clean: {pii: [email, email]}", `3:22: clean.pii[1]: email stands in the list twice`},
		{base + "clean: {rules: {word: {min: 1}}}", `3:17: clean.rules: "word" is no rule: did you mean words?`},
		{base + "clean: {rules: {words: {}}}", `3:24: clean.rules.words: want min, max or both`},
		{base + "clean: {rules: {words: {min: .inf}}}", `3:30: clean.rules.words.min: want a number, or null, got the number .inf`},
		{base + "clean: {pii: email}", `3:14: clean.pii: want a list, got "email"`},
		{base + "dedup: {against: {path: a}}", `3:18: dedup.against: want a list of entries, got keys and values: write "- path: archive/"`},
		{base + "dedup: {against: [{path: a, license: MIT}]}", `3:29: dedup.against[0].license: no such key: did you mean license?`},
		{base + "dedup: {against: [{path: b, fields: {text: []}}]}", `3:44: dedup.against[0].fields.text: want at least one of name of a member`},
		{base + "dedup: {against: [{path: b}, {path: c/b}]}", `3:30: dedup.against[1].name: "b" is that of dedup.against[0] too: give one of them another name`},
		{base + "dedup: {against: [{path: ../b}]}", `3:26: dedup.against[0].path: "../b" leads out of the folder of the recipe: give the entry "as: NAME", the folder that its files have in the release`},
		{base + "dedup: {overlap: {threshold: 0}}", `3:30: dedup.overlap.threshold: want number above 0, up to 1, with at most 4 decimals (as 0.8), got the number 0`},
		{base + "dedup: {overlap: {action: mask}}", `3:27: dedup.overlap.action: want remove, cut, got "mask"`},

		// splits
		{base + "split: {train: 0.9}", "3:8: split: the shares add up to 0.9: make it 1"},
		{base + "split: {}", "3:8: split: the shares add up to 0: make it 1"},
		{base + "split: {train: 1, test: 0.000001}", "3:8: split: the shares add up to 1.000001: make it 1"},
		{base + "split: [train]", "3:8: split: want names and shares, got a list: write {test: 0.1, train: 0.9}"},
		{base + "split: {Train: 1}", `3:9: split: "Train" is no name of a split: want a-z, then a-z, 0-9 and _, at most 32`},
		{base + "split: {null: 1}", `3:9: split: "null" is no name of a split: want a-z, then a-z, 0-9 and _, at most 32`},
		{base + "split: {train: .inf}", "3:16: split.train: want number from 0 to 1 with at most 6 decimals (as 0.8), got the number .inf"},
		{base + "split: {train: 0.9999999}", "3:16: split.train: want number from 0 to 1 with at most 6 decimals (as 0.8), got the number 0.9999999"},
		{base + "split: {a: -0.5, train: 1.5}", "3:12: split.a: want number from 0 to 1 with at most 6 decimals (as 0.8), got the number -0.5\n" +
			"3:25: split.train: want number from 0 to 1 with at most 6 decimals (as 0.8), got the number 1.5"},

		// entries
		{"name: x\narchive: archive/", `2:10: archive: want a list of one or more entries, got "archive/": write "- path: archive/"`},
		{"name: x\narchive: []", `2:10: archive: want a list of one or more entries, got a list: write "- path: archive/"`},
		{"name: x\narchive: [a]", `2:11: archive[0]: want an entry, got "a": write "- path: archive/"`},
		{"name: x\narchive: [{}]", `2:11: archive[0].path: missing: a file, a folder with all that is in it, or a glob`},
		{"name: x\narchive: [{path: a}, {path: b}, {path: c/B}]", `2:33: archive[2].name: "b" is that of archive[1] too: give one of them another name`},
		{"name: x\narchive: [{path: ../b}]", `2:18: archive[0].path: "../b" leads out of the folder of the recipe: give the entry "as: NAME", the folder that its files have in the release`},
		{"name: x\narchive: [{path: /b, as: q}, {path: .., as: q}]", "2:45: archive[1].as: \"q\" is that of archive[0] too: give one of them another as"},
		{"name: x\narchive: [{path: a, as: q}]", `2:25: archive[0].as: only for a path that leads out of the folder of the recipe: leave it out`},
		{"name: x\narchive: [{path: a/../../b}]", `2:18: archive[0].path: .. may only stand at the beginning of a path, got "a/../../b"`},
		{"name: x\narchive: [{path: '{..,a}/b'}]", `2:18: archive[0].path: .. may only stand at the beginning of a path, got "{..,a}/b"`},
		{"name: x\narchive: [{path: '\\.\\./b'}]", `2:18: archive[0].path: .. may only stand at the beginning of a path, got "\\.\\./b"`},
		{"name: x\narchive: [{path: 'a[', format: pdf}]", "2:18: archive[0].path: not a valid glob (a \\ before [, { or * takes it as it is), got \"a[\"\n" +
			"2:32: archive[0].format: want " + archive.Formats + `, got "pdf"`},
		{"name: x\narchive: [{path: a, exclude: [/b, ../c, '[']}]", "2:31: archive[0].exclude[0]: want a glob relative to the entry's folder, got \"/b\"\n" +
			"2:35: archive[0].exclude[1]: want a glob relative to the entry's folder, got \"../c\"\n" +
			"2:41: archive[0].exclude[2]: not a valid glob (a \\ before [, { or * takes it as it is), got \"[\""},
		{"name: x\narchive: [{path: a, fields: {text: null}}]", "2:36: archive[0].fields.text: want name of a member, got nothing"},
	} {
		if got := strings.ReplaceAll(problems(t, c.text), "r.yaml:", ""); got != c.want {
			t.Errorf("%q:\ngot\n%s\nwant\n%s", c.text, got, c.want)
		}
	}
}

func TestProblemsStandInOrder(t *testing.T) {
	text := "shard: {jsonl: x}\nsegment: 1\nnam: 2\ntitle: [\n  1]\narchive:\n- path: a\n  b: 1\n- {}\n"
	_, err := ReadRecipe("r.yaml", strings.NewReader(text))
	var p *Problems
	if !errors.As(err, &p) {
		t.Fatalf("got %v, want *Problems", err)
	}
	var got []string
	for i, problem := range p.List {
		got = append(got, problem.Path)
		if i > 0 {
			before := p.List[i-1]
			if before.Line > problem.Line || before.Line == problem.Line && before.Column > problem.Column {
				t.Errorf("got %v before %v, want them by line and column", before, problem)
			}
		}
	}
	want := "name shard.jsonl segment nam title archive[0].b archive[1].path"
	if strings.Join(got, " ") != want {
		t.Errorf("got %v, want %s", got, want)
	}
}

// TestBombsAreRefusedSoon has inputs of 1 MiB that take a careless reader long, much memory, or its stack.
func TestBombsAreRefusedSoon(t *testing.T) {
	fill := func(s string) string { return strings.Repeat(s, maxRecipe/len(s)) }
	for _, text := range []string{
		fill("["), fill("{"), fill("{a: "), fill("- "), fill("? "), fill("a: &a *a\n"), fill("---\n"), fill("!"), fill("# a\n"),
		"archive: [" + fill("a,")[:maxRecipe-20] + "]", "archive: [" + fill("{path: a},")[:maxRecipe-20] + "{}]",
		strings.Repeat("a", maxRecipe) + ":", fill("\"") + "\"", "a: " + fill("!a "), maxKeys(),
		"a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nd: [" + strings.Repeat("*c,", 1000) + "]",
		short + fill("# a\n"), "\ufeff" + short + fill("# a\n"),
	} {
		start := time.Now()
		problems(t, text)
		if took := time.Since(start); took > 20*time.Second {
			t.Errorf("%.20q…: got %v, want seconds", text, took)
		}
	}
}

// maxKeys is a mapping of many different unknown keys.
func maxKeys() string {
	var b bytes.Buffer
	for i := 0; b.Len() < maxRecipe-100; i++ {
		b.WriteString("nam")
		for n := i; n > 0; n /= 26 {
			b.WriteByte(byte('a' + n%26))
		}
		b.WriteString(":\n")
	}
	return b.String()
}

func FuzzReadRecipe(f *testing.F) {
	for _, seed := range []string{short, "", "a: &a [*a]", "<<: {}", "? {}\n: ", "archive: [{path: '{..,a}'}]", "\xff\xfea", "- - - x",
		"split: {a: 0.1, train: 0.9}", "name: !x y", "x: \"\\u2028\\x00\"", "a: |+\n\n  b\n\n...\n---\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := ReadRecipe("r.yaml", bytes.NewReader(data))
		if err != nil {
			if p := new(Problems); !errors.As(err, &p) || len(p.List) == 0 {
				t.Fatalf("got the error %v of type %T, want *Problems with a list", err, err)
			}
			return
		}
		text := r.YAML()
		back, err := ReadRecipe("r.yaml", bytes.NewReader(text))
		if err != nil || !bytes.Equal(back.YAML(), text) {
			t.Fatalf("got error %v and\n%s\nwant\n%s", err, back.YAML(), text)
		}
	})
}
