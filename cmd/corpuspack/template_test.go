package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"corpuspack/cmd/internal/cli"
)

const contentWords = 120

type page struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Text  string `json:"text"`
}

// templatePages returns pages of which so many words in a hundred are a template, half before and half behind the content.
// The contents of the last twenty differ in their last 13 words: more than a fifth of the shingles of both contents.
func templatePages(n, percent int) (list []page) {
	size := contentWords * percent / (100 - percent)
	template := words("template", size)
	for i := range n {
		content := words(fmt.Sprint("page", i, "x"), contentWords)
		if i >= n-20 {
			copy(content, words("alike", contentWords-13))
		}
		id := fmt.Sprintf("p%04d", i)
		list = append(list, page{id, id, lines(template[:size/2]) + lines(content) + lines(template[size/2:])})
	}
	return list
}

func words(name string, n int) (list []string) {
	for i := range n {
		list = append(list, fmt.Sprint(name, i))
	}
	return list
}

func lines(words []string) (text string) {
	for line := range slices.Chunk(words, 10) {
		text += strings.Join(line, " ") + "\n"
	}
	return text
}

// reaching returns the titles of the pages that go by the definition: their similarity to a kept one is 0.8 at least.
func reaching(pages []page) (titles []string) {
	type set = map[string]bool
	slices.SortStableFunc(pages, func(a, b page) int { return len(b.Text) - len(a.Text) })
	var kept []set
	for _, p := range pages {
		s := set{}
		for w := strings.Fields(p.Text); len(w) >= 5; w = w[1:] {
			s[strings.Join(w[:5], " ")] = true
		}
		like := func(k set) bool {
			both := 0
			for shingle := range s {
				if k[shingle] {
					both++
				}
			}
			return 10*both >= 8*(len(s)+len(k)-both)
		}
		if slices.ContainsFunc(kept, like) {
			titles = append(titles, p.Title)
			continue
		}
		kept = append(kept, s)
	}
	slices.Sort(titles)
	return titles
}

// released makes a release of the pages in a folder of its own, and returns the titles of the removed.
func released(t *testing.T, pages []page, more string) (titles []string) {
	t.Chdir(t.TempDir())
	var b bytes.Buffer
	for e := json.NewEncoder(&b); len(pages) > 0; pages = pages[1:] {
		check(t, e.Encode(pages[0]))
	}
	check(t, os.Mkdir("archive", 0o777))
	check(t, os.WriteFile("archive/pages.jsonl", b.Bytes(), 0o666))
	recipe := "name: pages\narchive: [{path: archive}]\nshard: {encodings: [jsonl], jsonl: none}\n" + more
	check(t, os.WriteFile("corpuspack.yaml", []byte(recipe), 0o666))
	run(t, "release", "v1", "-q")
	files, _ := filepath.Glob("releases/v1/jsonl/removed/*")
	for _, name := range files {
		b, err := os.ReadFile(name)
		check(t, err)
		for d := json.NewDecoder(bytes.NewReader(b)); d.More(); {
			var row struct{ Title, Reason string }
			check(t, d.Decode(&row))
			if row.Reason != "near" {
				t.Errorf("%s went as %s", row.Title, row.Reason)
			}
			titles = append(titles, row.Title)
		}
	}
	slices.Sort(titles)
	return titles
}

func run(t *testing.T, args ...string) string {
	t.Helper()
	var out, problems bytes.Buffer
	if code := cli.Main(args, &out, &problems); code != 0 {
		t.Fatalf("%q: exit code %d: %s", args, code, problems.String())
	}
	return out.String()
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestATemplateRemovesNothing makes releases of pages of one template around different contents.
func TestATemplateRemovesNothing(t *testing.T) {
	n := 200
	if testing.Short() {
		n = 60
	}
	for _, c := range []struct {
		percent int
		says    string
	}{
		{30, `at least 19 documents went as near to the kept one: edits of one text, or pages of a template`},
		{60, `\d+ of \d+ characters of the kept text stand in lines that at least 10 documents of its collection have: a template`},
		{85, `\d+ of \d+ characters of the kept text stand in lines that at least 10 documents of its collection have: a template`},
	} {
		t.Run(fmt.Sprint(c.percent), func(t *testing.T) {
			pages := templatePages(n, c.percent)
			if got := released(t, pages, "clean: {repeated: {lines: 0.2, documents: 10}}\n"); len(got) > 0 {
				t.Errorf("without the lines of the template, these went: %v", got)
			}
			got := released(t, pages, "")
			if want := reaching(pages); len(want) < 19 || !slices.Equal(got, want) {
				t.Fatalf("with the template, got %v\nwant %v", got, want)
			}
			checkExplained(t, c.says)
		})
	}
}

// checkExplained asks for all pages: each that went has the sentence, and an object in JSON.
func checkExplained(t *testing.T, says string) {
	text := run(t, "explain", "v1", "archive/pages.jsonl")
	for story := range strings.SplitSeq(text, "\n\n") {
		if found, _ := regexp.MatchString(says, story); found != strings.Contains(story, ": removed, ") {
			t.Fatalf("got\n%s\nwant %s where it was removed", story, says)
		}
	}
	var rows []struct {
		Reason   string
		Template *struct{ Characters, Shared, Copies int64 }
	}
	check(t, json.Unmarshal([]byte(run(t, "explain", "--json", "v1", "archive/pages.jsonl")), &rows))
	near, named := 0, 0
	for _, r := range rows {
		if r.Reason == "near" {
			near++
		}
		if r.Template != nil && r.Template.Copies > 0 {
			named++
		}
	}
	if near == 0 || near != named {
		t.Errorf("JSON has %d near-duplicates and names the template of %d", near, named)
	}
}
