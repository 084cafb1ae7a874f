package posts

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// check fails unless the posts are disjoint, in order and in the page, with text that is UTF-8.
func check(t *testing.T, page string, list []Post) {
	t.Helper()
	at := 0
	var rebuilt strings.Builder
	for i, p := range list {
		if p.Start < at || p.End < p.Start || p.End > len(page) {
			t.Fatalf("post %d: got bytes %d to %d after %d of %d", i, p.Start, p.End, at, len(page))
		}
		rebuilt.WriteString(page[at:p.Start] + page[p.Start:p.End])
		at = p.End
		if p.Title == "" || p.Confidence < 0 || p.Confidence > 1 || utf8.ValidString(page) && !utf8.ValidString(p.Title+p.Text) {
			t.Fatalf("post %d: got title %q, confidence %v, text %q", i, p.Title, p.Confidence, p.Text)
		}
	}
	if rebuilt.String()+page[at:] != page {
		t.Fatal("posts and furniture do not rebuild the page")
	}
	if len(list) == 1 {
		t.Fatal("got one post, want none or two and more")
	}
}

func TestHostilePagesEnd(t *testing.T) {
	for name, page := range map[string]string{
		"deep":                         strings.Repeat("<div>", 50_000) + "x" + strings.Repeat("</div>", 50_000),
		"formatting left open":         strings.Repeat("<font size=+1><b><i>a b c<p>", 50_000),
		"cells left open":              strings.Repeat("<table><tr><td>x", 20_000),
		"end tags alone":               strings.Repeat("<div><p><b>", 300) + strings.Repeat("</x></h1></div>", 50_000),
		"tags left open":               strings.Repeat("<", 100_000),
		"comment left open":            strings.Repeat("<!--", 100_000),
		"many equal posts":             strings.Repeat(`<div><h2><a href="/x">abc def</a></h2><p>2019-01-02<p>some text that is long enough</div>`, 10_000),
		"one post and many paragraphs": strings.Repeat(`<h2><a href="/x">abc def</a></h2><p>2019-01-02`, 3) + strings.Repeat("<div class=a>x</div><div>some text here</div>", 20_000),
		"one line":                     strings.Repeat("word ", 200_000),
		"nul and bad utf-8":            "\x00\xff<h2>a\x00</h2>\xfe<p>\xc3",
	} {
		for _, force := range []bool{false, true} {
			t.Run(name, func(t *testing.T) { check(t, page, Split(page, "", force)) })
		}
	}
}

func FuzzSplit(f *testing.F) {
	for _, l := range layouts {
		page, _ := render(l.before, strings.ReplaceAll(l.template, "BODY", "FIRST"), l.after, stories(2, ""))
		f.Add(page, true)
		f.Add(page, false)
	}
	f.Add("<b>a<p>b</b>c<table><tr><td>d<li>e</table><h2>f<h3>g</h2>", true)
	f.Add("<dl><dt>a b<dd>c<dt>d e<dd>f</dl><svg><title>x</title></svg></p></br><body><html>", true)
	f.Fuzz(func(t *testing.T, page string, force bool) {
		check(t, page, Split(page, "https://example.org/a", force))
	})
}
