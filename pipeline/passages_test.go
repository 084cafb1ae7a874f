package pipeline

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"corpuspack/pipeline/archive"
	"corpuspack/pipeline/dedup"
	"corpuspack/pipeline/spill"
	"corpuspack/schema"
	"corpuspack/schema/jsonl"

	"pgregory.net/rapid"
)

type disk string

func (d disk) Create() (spill.File, error) { return os.CreateTemp(string(d), "") }

// released is what becomes of some texts.
type released struct {
	documents map[string]schema.Document // by source
	removed   map[string]schema.Removal
	lines     []string
}

// release runs the steps of a recipe over texts, which come in the order of the list; their sources are a, b, c and so on by
// their places.
func release(t interface{ Fatal(...any) }, recipe string, r dedup.Resources, texts []string, order []int) released {
	read, err := ReadRecipe("corpuspack.yaml", strings.NewReader("name: a\narchive: [{path: a}]\n"+recipe))
	if err != nil {
		t.Fatal(err)
	}
	plan, err := read.Compile()
	if err != nil {
		t.Fatal(err)
	}
	in := plan.Intake(r, nil)
	check := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, i := range order {
		source := schema.Path(string(rune('a' + i)))
		d := schema.Document{Identity: source, ID: source.ID(), Key: schema.Key{Source: string(rune('a' + i))}, Text: texts[i]}
		check(in.Add(plan.prepare(&archive.Entry{}, d, in.prints.Print)))
	}
	if plan.CutsPassages() {
		p, err := in.Passages()
		check(err)
		next := plan.Intake(r, nil)
		for again := true; again; {
			for e := range p.Kept() {
				line, _ := in.Line(&e)
				windows, err := p.Windows(line)
				check(err)
				check(p.Add(windows))
			}
			check(p.Find())
			check(in.AddRemovals(next))
			for e, err := range p.Documents() {
				check(err)
				line, _ := in.Line(&e)
				item, err := next.Cut(e, line)
				check(err)
				check(next.Add(item))
			}
			if again, err = p.Again(next); again {
				next = plan.Intake(r, nil)
			}
			check(err)
		}
		check(p.Close())
		check(in.Close())
		in = next
	}
	v, err := in.Decide()
	check(err)
	out := released{map[string]schema.Document{}, map[string]schema.Removal{}, nil}
	for _, part := range v.Slots {
		for row, err := range plan.Rows(v, part) {
			check(err)
			out.lines = append(out.lines, string(jsonl.Append(nil, plan.Schema.Table(part.Table), row)))
			switch part.Table {
			case schema.Documents:
				d := schema.DocumentOf(row)
				d.Masked = slices.Clone(d.Masked) // the row is used again
				out.documents[d.Source] = d
			case schema.Removed:
				r := schema.RemovalOf(row)
				out.removed[r.Source] = r
			}
		}
	}
	check(v.Close())
	check(in.Close())
	return out
}

func words(from, to int) string {
	var list []string
	for i := from; i < to; i++ {
		list = append(list, fmt.Sprint("w", i))
	}
	return strings.Join(list, " ")
}

func upTo(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i
	}
	return list
}

// TestPassages has what can happen to a document: a near-duplicate goes whole, a quotation is cut, a copy of a document goes
// with what is left of that, what is left of two is alike, and one of which nothing is left takes its near-duplicate along.
func TestPassages(t *testing.T) {
	own := "Own words, quite some: " + words(200, 230)
	texts := []string{
		"Begin. " + words(0, 100) + " end.",
		words(0, 100) + " other.",
		own + ". " + words(20, 60) + ". Mail me: a@example.org.",
		own + ". " + words(20, 60) + ". Mail me: a@example.org.",
		words(10, 70) + "\n\n" + words(200, 230),
		words(10, 70) + "\n\n" + words(200, 230) + " x",
		"What is left. " + words(30, 90),
		"What is left.\n\n" + words(35, 96),
	}
	got := release(t, "clean: {min_characters: 5, pii: [email]}\ndedup: {passages: {tokens: 20}}", dedup.Alone(disk(t.TempDir())), texts, upTo(8))
	for source, want := range map[string]string{"a": texts[0], "c": own + ". Mail me: <EMAIL>.", "g": "What is left."} {
		d := got.documents[source]
		if d.Text != want || d.Characters != int64(len(want)) || d.TextSHA256 != schema.DigestOf(want).String() {
			t.Errorf("%s: got %q, %d characters, want %q", source, d.Text, d.Characters, want)
		}
	}
	c := got.documents["c"]
	if c.Repeated != int64(len(words(20, 60))+2) || c.CopyCount != 1 || c.Masked[1].Int != 1 {
		t.Errorf("c: got %d repeated characters, %d copies, %v masked", c.Repeated, c.CopyCount, c.Masked)
	}
	for source, want := range map[string]struct{ step, reason, kept, text string }{
		"b": {"dedup", "near", "a", texts[1]}, "d": {"dedup", "exact", "c", got.documents["c"].Text},
		"e": {"clean", "empty", "", texts[4]}, "f": {"clean", "empty", "", texts[5]}, "h": {"dedup", "exact", "g", "What is left."},
	} {
		r := got.removed[source]
		if r.Step != want.step || r.Reason != want.reason || r.KeptID != got.documents[want.kept].ID || r.TextSHA256 != schema.DigestOf(want.text).String() {
			t.Errorf("%s: got %+v, want %+v", source, r, want)
		}
	}
	if e, f := got.removed["e"], got.removed["f"]; *e.Value != *f.Value || *e.Bound != *f.Bound || e.ID == f.ID {
		t.Errorf("e went for the sake of f: got %+v and %+v", e, f)
	}
}

// TestPassagesKeepTheirPromises draws texts that are edits, parts and sums of one another.
func TestPassagesKeepTheirPromises(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		list := []string{"the first of all texts"}
		for range rapid.IntRange(1, 9).Draw(t, "texts") {
			var parts []string
			for range rapid.IntRange(1, 4).Draw(t, "parts") {
				from := rapid.IntRange(0, 60).Draw(t, "from")
				parts = append(parts, words(from, from+rapid.IntRange(1, 20).Draw(t, "length")))
				if rapid.IntRange(0, 2).Draw(t, "whole") == 0 {
					parts = append(parts, rapid.SampledFrom(list).Draw(t, "other"))
				}
			}
			list = append(list, strings.Join(parts, rapid.SampledFrom([]string{" ", "\n\n", ". "}).Draw(t, "between")))
		}
		recipe := fmt.Sprintf("clean: {min_characters: %d}\ndedup: {near: {shingle: 2}, passages: {tokens: %d}}",
			rapid.IntRange(1, 30).Draw(t, "min"), rapid.IntRange(2, 9).Draw(t, "tokens"))
		r := dedup.Alone(disk(dir))
		want := release(t, recipe, r, list, upTo(len(list)))
		r.Memory = 1 << 10
		got := release(t, recipe, r, list, rapid.Permutation(upTo(len(list))).Draw(t, "order"))
		if !slices.Equal(got.lines, want.lines) {
			t.Fatalf("in another order and with less memory: got %q, want %q", got.lines, want.lines)
		}
		if len(got.documents)+len(got.removed) != len(list) {
			t.Fatalf("%d are kept and %d removed of %d", len(got.documents), len(got.removed), len(list))
		}
		var ids, texts []string
		for i := range list {
			if d, ok := got.documents[string(rune('a'+i))]; ok {
				if ids = append(ids, d.ID); slices.Contains(texts, d.Text) {
					t.Fatalf("%q is there twice", d.Text)
				}
				texts = append(texts, d.Text)
			}
		}
		left := dedup.Tokens(strings.Join(texts, " "))
		for i := range list {
			if _, ok := got.documents[string(rune('a'+i))]; !ok {
				continue
			}
			for _, token := range dedup.Tokens(list[i]) {
				if !slices.ContainsFunc(left, func(t dedup.Token) bool { return t.Text == token.Text }) {
					t.Fatalf("%s is nowhere in %q any more, though text %d is kept: %q", token.Text, texts, i, list)
				}
			}
		}
		for _, r := range got.removed {
			if r.KeptID != "" && !slices.Contains(ids, r.KeptID) || (r.KeptID == "") != (r.Step == "clean") {
				t.Fatalf("it goes for the sake of nothing: %+v", r)
			}
		}
	})
}

func TestPassagesNeedExact(t *testing.T) {
	r, err := ReadRecipe("corpuspack.yaml", strings.NewReader("name: a\narchive: [{path: a}]\ndedup: {exact: false, passages: {tokens: 50}}"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Compile(); err == nil || !strings.Contains(err.Error(), "dedup.passages") {
		t.Errorf("got %v", err)
	}
}
