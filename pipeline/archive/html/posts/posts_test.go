package posts

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// story is what a test page is made of.
type story struct{ title, date, author, link, body string }

// stories returns n posts of four paragraphs, of which the third has the heading h.
func stories(n int, h string) []story {
	titles := []string{"Bees in the walled garden", "A new roof for the shed", "Notes from the seed swap", "Why we stopped digging", "Frost, and what to do about it",
		"Our first year with hens", "Building a cold frame", "The compost question", "Water from the roof", "An orchard in pots"}
	list := make([]story, n)
	for i := range list {
		t := titles[i%len(titles)]
		var b strings.Builder
		for k := range 4 {
			if k == 2 && h != "" {
				fmt.Fprintf(&b, "<%s>What came of it</%[1]s>\n", h)
			}
			fmt.Fprintf(&b, "<p>Paragraph %d about %s: it took longer than we thought, and the neighbours helped with all of it until the evening. We would do it again.</p>\n", k+1, strings.ToLower(t))
		}
		list[i] = story{t, fmt.Sprintf("March %d, 2019", 28-i), "Ann Example", fmt.Sprintf("/2019/03/post-%d.html", i), b.String()}
	}
	return list
}

// render fills the template of one post, in which | stands where the post begins, and returns a page with the places where posts begin.
func render(before, template, after string, list []story) (page string, starts []int) {
	var b strings.Builder
	b.WriteString(before)
	for i, s := range list {
		one := strings.NewReplacer("TITLE", s.title, "DATE", s.date, "AUTHOR", s.author, "LINK", s.link, "BODY", s.body,
			"FIRST", strings.SplitAfter(s.body, "\n")[0], "NUMBER", fmt.Sprint(i+1)).Replace(template)
		at := strings.Index(one, "|")
		starts = append(starts, b.Len()+at)
		b.WriteString(one[:at] + one[at+1:])
	}
	return b.String() + after, starts
}

// layouts are ways to set a post that have little in common.
var layouts = []struct{ name, heading, before, template, after string }{
	{"articles", "h3", "<h1>Tag: Garden</h1>", `|<article><h2><a href="LINK">TITLE</a></h2><p>by AUTHOR on <time>DATE</time></p>BODY<footer>3 comments</footer></article>`, "<nav>Older posts</nav>"},
	{"articles whose sections are set as their titles", "h2", "<h1>Tag: Garden</h1>", `|<article><h2><a href="LINK">TITLE</a></h2><p>by AUTHOR on <time>DATE</time></p>BODY</article>`, ""},
	{"divs without classes", "h4", "<div><a href=/>Home</a></div><div>", `|<div><div><a href="LINK">TITLE</a></div><div>DATE</div><div>BODY</div></div>`, "</div>"},
	{"classes that mean nothing", "b", "<div id=root>", `|<div class="css-1x9"><div class="css-7a1"><span>DATE</span> <span>AUTHOR</span></div><div class="css-b2"><a href="LINK">TITLE</a></div><div class="css-c">BODY</div></div>`, "</div>"},
	{"headings and paragraphs", "h4", "<h1>Archive</h1>", "|<h3>TITLE</h3>\n<p>DATE</p>\nBODY", "<p><a href=/2>Older posts</a></p>"},
	{"bold paragraphs between rules", "h5", "<h1>Garden news</h1><hr>", "|<p><b>TITLE</b></p>\n<p><i>DATE</i></p>\nBODY\n<hr>", ""},
	{"rows of a table", "b", "<table>", "|<tr><td><b>TITLE</b></td><td>DATE</td></tr>\n<tr><td colspan=2>BODY</td></tr>\n", "</table>"},
	{"a definition list", "b", "<dl>", `|<dt><a href="LINK">TITLE</a> (DATE)</dt><dd>BODY</dd>`, "</dl>"},
	{"list items with teasers", "", "<h1>Posts</h1><ul>", `|<li><small>DATE</small><h3><a href="LINK">TITLE</a></h3>FIRST<a href="LINK">Read more</a></li>`, "</ul>"},
	{"dates above the elements of the posts", "h3", "<h1>Blog</h1>", `|<h4 class=date-header>DATE</h4><div class=post><h3><a href="LINK">TITLE</a></h3>BODY<p>Posted by AUTHOR</p></div>`, ""},
	{"line breaks", "b", "<font face=Arial>Journal<br><br>", "|<b>TITLE</b><br><i>Posted DATE by AUTHOR</i><br><br>BODY<br>", "</font>"},
	{"titles that open their paragraph", "h4", "<h2>News</h2>", "|<p><strong>TITLE</strong> (DATE). It rained for a week before we could begin with any of this, and then it rained again.</p>BODY", ""},
}

func titles(list []Post) []string {
	var s []string
	for _, p := range list {
		s = append(s, p.Title)
	}
	return s
}

func TestPostsAreFoundInEveryLayout(t *testing.T) {
	for _, l := range layouts {
		for _, n := range []int{4, 10} {
			list := stories(n, l.heading)
			page, starts := render("<html><head><title>Garden</title></head><body>"+l.before, l.template, l.after+"</body></html>", list)
			got := Split(page, "https://example.org/tag/garden", false)
			var want []string
			for _, s := range list {
				want = append(want, s.title)
			}
			if !slices.Equal(titles(got), want) {
				t.Errorf("%s, %d posts: got %q, want %q", l.name, n, titles(got), want)
				continue
			}
			for i, p := range got {
				if p.Start != starts[i] {
					t.Errorf("%s, post %d: got start %d (%.40q), want %d (%.40q)", l.name, i, p.Start, page[p.Start:], starts[i], page[starts[i]:])
				}
				if !strings.Contains(page[p.Start:p.End], list[i].title) || !strings.Contains(p.Text, "Paragraph 1 about "+strings.ToLower(p.Title)) {
					t.Errorf("%s, post %d: got %.80q, want title and text of the post", l.name, i, p.Text)
				}
				if p.Date != list[i].date {
					t.Errorf("%s, post %d: got date %q, want %q", l.name, i, p.Date, list[i].date)
				}
			}
		}
	}
}

// TestOnePageIsOnePost holds what must not be split: parts of one document that are set alike.
func TestOnePageIsOnePost(t *testing.T) {
	sections := ""
	for i, s := range stories(8, "") {
		sections += fmt.Sprintf("<h2 id=s%d>%s</h2>%s", i, s.title, s.body)
	}
	body := stories(1, "h3")[0].body
	many := func(n int, template string) string {
		s, _ := render("", "|"+template, "", stories(n, ""))
		return s
	}
	for name, page := range map[string]string{
		"sections":      "<h1>Gardening for beginners</h1><p>By Ann Example, March 3, 2019</p>" + sections,
		"questions":     "<h1>Frequently asked questions</h1><dl>" + many(9, "<dt>TITLE?</dt><dd>FIRST</dd>") + "</dl>",
		"comments":      "<h1>A garden</h1><p>March 3, 2019</p>" + strings.Repeat(body, 3) + "<ol class=commentlist>" + many(9, `<li class=comment><b><a href="/u/NUMBER">AUTHOR</a></b> says:<br><a href="#cNUMBER">DATE</a>FIRST<a href="#r">Reply</a></li>`) + "</ol>",
		"related":       "<article><h1>A garden</h1><p>March 3, 2019</p>" + strings.Repeat(body, 4) + "</article><div><h3>Related</h3>" + many(4, `<div class=card><h4><a href="LINK">TITLE</a></h4><span>DATE</span><p>A short line about it all.</p></div>`) + "</div>",
		"links":         "<h1>Archive</h1><h2>March 2019</h2><ul>" + many(10, `<li>DATE <a href="LINK">TITLE</a></li>`) + "</ul>",
		"products":      "<h1>Seeds</h1><div>" + many(9, `<div class=product><img src=x><h3><a href="LINK">TITLE</a></h3><p>A packet of 20 seeds.</p><b>4.90</b><button>Buy</button></div>`) + "</div>",
		"table of data": "<h1>Yields</h1><table>" + many(10, "<tr><td>TITLE</td><td>DATE</td><td>NUMBER kg</td></tr>") + "</table>",
		"text alone":    "<h1>A garden</h1>" + strings.Repeat(body, 3),
	} {
		if got := Split("<html><head><title>x</title></head><body>"+page+"</body></html>", "", false); got != nil {
			t.Errorf("%s: got %d posts %q, want one document", name, len(got), titles(got))
		}
	}
}

func TestForceSplitsWhatIsRefused(t *testing.T) {
	page, starts := render("<h1>Garden</h1>", "|<h2>TITLE</h2>BODY", "", stories(5, "h3"))
	if got := Split(page, "", false); got != nil {
		t.Errorf("got %d posts without force, want one document", len(got))
	}
	if got := Split(page, "", true); len(got) != len(starts) {
		t.Errorf("got %q with force, want %d posts", titles(got), len(starts))
	}
	if got := Split("<p>one paragraph</p>", "", true); got != nil {
		t.Errorf("got %q, want nothing to split", titles(got))
	}
}

func TestFieldsOfAPost(t *testing.T) {
	page, _ := render("", `|<div class=post><h2><a href="LINK">TITLE</a></h2>
<p class=meta>Posted by <a rel=author href="/u/ann">AUTHOR</a> on <time datetime="2019-03-0NUMBERT10:00:00Z">DATE</time></p>
FIRST<ul><li>one</li><li>two</li></ul><pre>a
  b</pre><p><a href="LINK">Continue reading</a></p><div class=share><a href="http://x.example">Tweet</a></div><p class=tags>Tags: <a href="/t/x">x</a></p></div>`, "", stories(5, ""))
	got := Split(page, "https://example.org/blog/", false)
	if len(got) != 5 {
		t.Fatalf("got %d posts, want 5", len(got))
	}
	p := got[0]
	want := Post{Title: "Bees in the walled garden", Author: "Ann Example", Date: "2019-03-01T10:00:00Z", URL: "https://example.org/2019/03/post-0.html", Truncated: true,
		Text: "## Bees in the walled garden\n\nParagraph 1 about bees in the walled garden: it took longer than we thought, and the neighbours helped with all of it until the evening. We would do it again.\n\n- one\n- two\n\n```\na\n  b\n```"}
	if p.Title != want.Title || p.Author != want.Author || p.Date != want.Date || p.URL != want.URL || p.Truncated != want.Truncated {
		t.Errorf("got %q %q %q %q %v, want %q %q %q %q %v", p.Title, p.Author, p.Date, p.URL, p.Truncated, want.Title, want.Author, want.Date, want.URL, want.Truncated)
	}
	if p.Text != want.Text {
		t.Errorf("got text %q, want %q", p.Text, want.Text)
	}
	if p.Confidence <= 0.5 || p.Confidence > 1 {
		t.Errorf("got confidence %v, want more than one half", p.Confidence)
	}
}

// TestAnAddressWithoutABaseIsNone: of two sites, /1 would be the same post.
func TestAnAddressWithoutABaseIsNone(t *testing.T) {
	page, _ := render("", `|<article><h2><a href="LINK">TITLE</a></h2><p>DATE</p>BODY</article>`, "", stories(4, ""))
	for _, p := range Split(page, "", false) {
		if p.URL != "" {
			t.Errorf("got %q, want no address", p.URL)
		}
	}
}

func TestAFeaturedPostOfAnotherShapeIsFound(t *testing.T) {
	list := stories(7, "h4")
	first, _ := render("<h5>Garden</h5>", `|<section class=featured><span>DATE</span><h1><a href="LINK">TITLE</a></h1><div>BODY</div></section>`, "", list[:1])
	page, _ := render(first, `|<div class=entry><h3><a href="LINK">TITLE</a></h3><span>DATE</span>BODY</div>`, "", list[1:])
	if got := Split(page, "", false); len(got) != 7 || got[0].Title != list[0].title {
		t.Errorf("got %q, want 7 posts from %q on", titles(got), list[0].title)
	}
}

func TestNumbersAndDatesAreNoPartOfTitles(t *testing.T) {
	for _, template := range []string{"|<h3>NUMBER. TITLE</h3><p>DATE</p>BODY", "|<h3>TITLE (DATE)</h3>BODY", "|<details><summary>DATE - TITLE</summary>BODY</details>"} {
		page, _ := render("<h1>Archive</h1>", template, "", stories(6, "h4"))
		if got := Split(page, "", false); len(got) != 6 || got[0].Title != "Bees in the walled garden" {
			t.Errorf("%s: got %q, want bare titles", template, titles(got))
		}
	}
}
