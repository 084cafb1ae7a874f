package html

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"unicode/utf8"

	nethtml "golang.org/x/net/html"
)

func TestStructureBecomesMarkdown(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"<h1>A\n <i>b</i></h1><p>one<br>two<br><br>three</p>", "# A b\n\none\ntwo\n\nthree"},
		{"<p>a <b>bold</b> <a href=x>link</a> <code>x</code></p>plain", "a bold link x\n\nplain"},
		{"<ul><li>a<li>b<ul><li>c</ul><li>d</ul>e", "- a\n- b\n  - c\n- d\n\ne"},
		{"<ol start=9><li>a<li><p>b<p>c</ol>", "9. a\n10. b\n\n    c"},
		{"<ul><li><ol><li>a</ol></ul>", "- 1. a"},
		{"<ul><li> <li>a</ul>", "- a"},
		{"<blockquote><p>a<br>b<p>c</blockquote>d", "> a\n> b\n>\n> c\n\nd"},
		{"<ul><li><blockquote>a</blockquote></ul>", "- > a"},
		{"<pre>\na  b\n\n\tc<br>d</pre>", "```\na  b\n\n\tc\nd\n```"},
		{"<pre>a ``` b</pre>", "````\na ``` b\n````"},
		{"<ul><li>x<pre>a\n\nb</pre></ul>", "- x\n\n  ```\n  a\n\n  b\n  ```"},
		{"<table><caption>T</caption><tr><th>a<th>b<tr><td>1<br>2<td>3</table>", "T\n\n| a | b |\n| 1 2 | 3 |"},
		{"<table><tr><td><table><tr><td>a</table><td><p>b</table>", "a\n\nb"},
		{"<table><tr><td>a<tr><td>b</table>", "a\n\nb"},
		{"<p># 1. *a* | `b` &lt;i> \\ &amp;amp; &copy &notanentity;</p>", "# 1. *a* | `b` <i> \\ &amp; © ¬anentity;"},
		{"a<script>b</script><style>c</style><p hidden>d<p style='DISPLAY : none'>e<p>f", "a\n\nf"},
		{"<p>a&nbsp; b</p><p>&nbsp;</p>", "a\u00a0 b"},
		{"<dl><dt>a<dd>b</dl>", "a\n\nb"},
		{"<h2> </h2><ul></ul><table></table><pre> </pre>", ""},
	} {
		n, err := nethtml.Parse(strings.NewReader(c.in))
		must(t, err)
		if got := Text(n); got != c.want {
			t.Errorf("%s:\ngot  %q\nwant %q", c.in, got, c.want)
		}
	}
}

// story is enough text to be the main text of a page.
var story = strings.Repeat("<p>It was a long story, and it went on for some time, as stories do. Then it ended.</p>", 9)

var storyText = strings.TrimSuffix(strings.Repeat("It was a long story, and it went on for some time, as stories do. Then it ended.\n\n", 9), "\n\n")

func TestOnlyTheMainTextIsText(t *testing.T) {
	for name, page := range map[string]string{
		"navigation": "<nav><a href=/>Home</a></nav><div class=sidebar>About us, and more.</div><article>" + story + "</article><footer>Imprint</footer>",
		"title":      "<title>A long story | News</title><h1>A long story</h1><div class=post-content><h1>A long story</h1>" + story + "</div>",
		"comments":   "<div id=main>" + story + "</div><div id=comments><p>I like it. It is long, and good.</p><p>Me too.</p></div>",
		"share":      "<article>" + story + "<div class='share-buttons'>Share this story. It is good.</div><ul><li><a href=1>Another story</a><li><a href=2>One more story</a></ul></article>",
		"links":      "<article>" + story + "<p><a href=3>Read also: one more story that is long</a></p><h2>More stories</h2></article>",
	} {
		p, err := Parse(page, "")
		must(t, err)
		if p.Text != storyText {
			t.Errorf("%s: got %q", name, p.Text)
		}
	}
}

func TestTheLeadBetweenTitleAndTextIsText(t *testing.T) {
	const lead = "What happened on that day, and what the people say about it today."
	p, err := Parse("<title>Day</title><div><h1>Day</h1><p class=lead>"+lead+"</p><p>By A. B.</p></div><div class=article-body>"+story+"</div>", "")
	must(t, err)
	if want := lead + "\n\n" + storyText; p.Text != want {
		t.Errorf("got %q, want %q", p.Text, want)
	}
}

func TestPagesThatAreNoArticlesAreNotLost(t *testing.T) {
	for page, want := range map[string]string{
		"<p>Short.":                            "Short.",
		"<nav>Home</nav><p>Short.":             "Short.",
		"<div class=sidebar>All of it</div>":   "All of it",
		"<nav>Nothing but navigation</nav>":    "Nothing but navigation",
		"<div hidden>Nothing but hidden</div>": "Nothing but hidden",
		"<h1>T</h1>":                           "# T",
		"<html><title>t<body><p>a<b>b<i>c<table><tr><td>d<script>var x='</p>';":                              "abc\n\nd",
		`<script type="application/ld+json">{"@type":"Article","articleBody":"From the data."}</script><p>x`: "From the data.",
	} {
		if p, err := Parse(page, ""); err != nil || p.Text != want {
			t.Errorf("%s: got %q, %v, want %q", page, p.Text, err, want)
		}
	}
	for _, page := range []string{"", " ", "<img src=x>", "<script>x</script>", "<frameset><frame src=x></frameset>"} {
		if p, err := Parse(page, ""); err == nil || !strings.Contains(err.Error(), "no text in the page") {
			t.Errorf("%q: got %q, %v", page, p.Text, err)
		}
	}
}

func TestHeaderHasWhatThePageSays(t *testing.T) {
	p, err := Parse(`<html lang=en-us><title>The day - Some Site</title>
		<link rel=canonical href="/day?x=1"><link rel=license href="https://creativecommons.org/licenses/by-sa/4.0/deed.de">
		<meta property="og:title" content="The day - Some Site"><meta property="og:site_name" content="Some Site">
		<meta name=author content="By Ann Lee"><meta name=Description content="What  it was">
		<meta property="article:published_time" content="2019-05-04T10:00:00+02:00"><meta property="article:tag" content=a>
		<meta property="article:tag" content=b><p>Text`, "https://example.org/a")
	must(t, err)
	got := fmt.Sprint(p.Title, "|", p.Author, "|", p.Published, "|", p.Language, "|", p.License, "|", p.URL, "|", p.Metadata())
	const want = `The day|Ann Lee|2019-05-04T08:00:00Z|en-US|CC-BY-SA-4.0|https://example.org/day?x=1|` +
		`{"description":"What it was","site_name":"Some Site","tags":["a","b"]}`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestStructuredDataFillsTheHeader(t *testing.T) {
	p, err := Parse(`<title>T</title><script type="application/ld+json">{"@graph":[{"@type":"WebSite","name":"S"},{"@type":["NewsArticle"],
		"author":[{"name":"A &amp; B"},"C"],"datePublished":"2020-01-02","inLanguage":"de","publisher":{"name":"S"},
		"license":"https://example.org/terms","keywords":["x","y"]}]}</script><p>Text`, "")
	must(t, err)
	got := fmt.Sprint(p.Author, "|", p.Published, "|", p.Language, "|", p.License, "|", p.Metadata())
	const want = `A & B; C|2020-01-02|de||{"keywords":"x, y","license":["https://example.org/terms"],"site_name":"S","type":"NewsArticle"}`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestTitleHasNoSite(t *testing.T) {
	for page, want := range map[string]string{
		"<title>A story of two | Site</title>":                                                "A story of two",
		"<title>Site - A story</title><h1>A story</h1>":                                       "A story",
		"<title>A - B</title>":                                                                "A - B",
		"<title>A story - Site</title><h1>Site</h1><h2>A story</h2>":                          "A story",
		"<h1>Only a heading</h1>":                                                             "Only a heading",
		"<title>x</title><meta property=og:title content='A &amp; b'>":                        "A & b",
		"<title>On it</title><meta property=og:site_name content=On><h1>Other</h1>":           "On it",
		"<title>Site · Go</title><meta property=og:site_name content=site><h1>Elsewhere</h1>": "Go",
	} {
		p, err := Parse(page+"<p>Text", "")
		must(t, err)
		if p.Title != want {
			t.Errorf("%s: got %q, want %q", page, p.Title, want)
		}
	}
}

func TestLicenceIsNamedOnlyWhereItIsSure(t *testing.T) {
	for address, want := range map[string]string{
		"http://creativecommons.org/licenses/by/3.0/":               "CC-BY-3.0",
		"https://www.creativecommons.org/licenses/by-nd-nc/1.0":     "CC-BY-NC-ND-1.0",
		"https://creativecommons.org/licenses/by/4.0/legalcode":     "CC-BY-4.0",
		"https://creativecommons.org/publicdomain/zero/1.0/":        "CC0-1.0",
		"https://creativecommons.org/licenses/by/3.0/de/":           "",
		"https://creativecommons.org/licenses/by/9.0/":              "",
		"https://evil.example/creativecommons.org/licenses/by/4.0/": "",
		"CC BY": "",
	} {
		if got := spdx(address); got != want {
			t.Errorf("%s: got %q, want %q", address, got, want)
		}
	}
}

func TestAddressIsAbsolute(t *testing.T) {
	for _, c := range []struct{ page, at, want string }{
		{"", "https://a.org/x", "https://a.org/x"},
		{"<link rel=canonical href=/y>", "https://a.org/x", "https://a.org/y"},
		{"<link rel=canonical href=/y>", "", ""},
		{"<link rel=canonical href='javascript:x'><meta property=og:url content='http://b.org/z'>", "", "http://b.org/z"},
		{"<base href=http://c.org/d/><link rel=canonical href=e>", "http://a.org/", "http://c.org/d/e"},
		{"<link rel=canonical href='http://%zz/'>", "http://a.org/", "http://a.org/"},
	} {
		if p, err := Parse(c.page+"<p>Text", c.at); err != nil || p.URL != c.want {
			t.Errorf("%s: got %q, %v, want %q", c.page, p.URL, err, c.want)
		}
	}
}

// TestHostilePagesCostLittle builds pages that make parsers slow or large.
func TestHostilePagesCostLittle(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	open := ""
	for i := range 240 {
		open += fmt.Sprintf("<i x=%d>", i)
	}
	for name, page := range map[string]string{
		"deep":           strings.Repeat("<div>", 50_000) + "text" + strings.Repeat("</div>", 50_000),
		"deep tables":    strings.Repeat("<table><tr><td>text", 50_000),
		"tables":         strings.Repeat("<table><tr><td>text<td>b</table>", 50_000),
		"open formats":   open + strings.Repeat("<p>text", 50_000),
		"fake closing":   open + "<table>" + strings.Repeat("</i>", 240) + "</table>" + strings.Repeat("<p>text", 50_000),
		"fat formats":    strings.Repeat("<b"+strings.Repeat(" a=b c", 500)+">", 3) + strings.Repeat("<p>text", 50_000),
		"long attribute": "<p title='" + strings.Repeat("x", 5<<20) + "'>text",
		"angles":         strings.Repeat("<", 3<<20) + "<p>text",
		"backticks":      "<pre>" + strings.Repeat("`", 3<<20) + "text",
		"entities":       "<p>text" + strings.Repeat("&amp", 1<<20),
		"list in list":   strings.Repeat("<ul><li>text", 200) + strings.Repeat("<li>text", 10_000),
		"json":           "<p>text<script type=application/ld+json>" + strings.Repeat("[", 1<<19) + "</script>",
		"headings":       strings.Repeat("<h1><div itemprop=author>", 200) + strings.Repeat("text, ", 1<<20),
		"names":          "<p class='" + strings.Repeat("nav-bar ", 1<<18) + "'>text",
	} {
		p, err := Parse(page, "")
		if err == nil && !strings.Contains(p.Text, "text") {
			t.Errorf("%s: got %d bytes without the text", name, len(p.Text))
		}
		if name != "angles" && err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	var m runtime.MemStats
	if runtime.ReadMemStats(&m); m.Sys > 512<<20 {
		t.Errorf("got %d MiB from the system, want at most 512", m.Sys>>20)
	}
}

func TestTooManyTagsAreRefused(t *testing.T) {
	_, err := Parse(strings.Repeat("<p>a", maxTags+1), "")
	if want := "500001 start tags: at most 500000 are read"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func FuzzParseIsPureAndValid(f *testing.F) {
	f.Add("<title>a - b</title><h1>a</h1><ul><li>x<pre>``` y</ul><table><tr><td>1<td>2", "http://a/b")
	f.Add(story+"<nav><p>x</nav><div class='share-x entryContent'>y</div>", "")
	f.Add(`<script type="application/ld+json">{"@type":"Article","author":[["a"]],"articleBody":"x"}</script>`, ":")
	f.Add(strings.Repeat("<b><div><blockquote><li>", 200)+"&#xD800;\x00&#0;", "")
	f.Add("<html lang=en><meta name=date content=2020><link rel=license href=//creativecommons.org/licenses/by/4.0><svg><title>x", "")
	f.Fuzz(func(t *testing.T, page, url string) {
		page, url = strings.ToValidUTF8(page, "?"), strings.ToValidUTF8(url, "?")
		a, err := Parse(page, url)
		b, again := Parse(page, url)
		if a.Text != b.Text || a.Title != b.Title || a.Metadata() != b.Metadata() || (err == nil) != (again == nil) {
			t.Error("two readings differ")
		}
		if err == nil && (strings.TrimSpace(a.Text) == "" || !utf8.ValidString(a.Text+a.Title+a.Author+a.URL+a.Metadata())) {
			t.Errorf("got %q, %+v", a.Text, a.Header)
		}
		if strings.HasSuffix(a.Text, "\n") || len(a.Text) > 100+(maxPrefix+20)*len(page) {
			t.Errorf("got %d bytes of text from %d", len(a.Text), len(page))
		}
	})
}

func TestAQuotationStandsApartFromWhatIsBeforeIt(t *testing.T) {
	page, err := Parse("<p>A paragraph of some length stands here.</p><blockquote><p>A quotation of some length stands here.</p><p>And goes on.</p></blockquote>", "")
	want := "A paragraph of some length stands here.\n\n> A quotation of some length stands here.\n>\n> And goes on."
	if err != nil || page.Text != want {
		t.Errorf("got %q and %v, want %q", page.Text, err, want)
	}
}
