package posts

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// outline writes nodes as tag(children), with texts as they are.
func outline(nodes []node, i int32) string {
	if nodes[i].tag == "" {
		return strings.TrimSpace(nodes[i].text)
	}
	var parts []string
	for c := i + 1; c < nodes[i].next; c = nodes[c].next {
		if s := outline(nodes, c); s != "" {
			parts = append(parts, s)
		}
	}
	return fmt.Sprintf("%s(%s)", nodes[i].tag, strings.Join(parts, " "))
}

func TestTreeClosesWhatHTMLCloses(t *testing.T) {
	for page, want := range map[string]string{
		"<p>a<p>b<div>c": "html(p(a) p(b) div(c))",
		"<ul><li>a<li>b<ul><li>c</ul><li>d</ul>e": "html(ul(li(a) li(b ul(li(c))) li(d)) e)",
		"<dl><dt>a<dd>b<dt>c</dl>":                "html(dl(dt(a) dd(b) dt(c)))",
		"<table><tr><td>a<td>b<tr><td>c</table>d": "html(table(tr(td(a) td(b)) tr(td(c))) d)",
		"<table><tr><td><p>a</table>b":            "html(table(tr(td(p(a)))) b)",
		"<p><b>a<p>b</b>c":                        "html(p(b(a)) p(b c))",
		"<b>a<div>b</b>c</div>d":                  "html(b(a div(b c)) d)",
		"<a href=x>a<a href=y>b":                  "html(a(a) a(b))",
		"<span>a<div>b</span>c</div>d":            "html(span(a div(b c) d))",
		"<h2>a</h3>b":                             "html(h2(a) b)",
		"<h2>a<h3>b":                              "html(h2(a) h3(b))",
		"<head><title>x</title><p>a":              "html(head(title(x)) p(a))",
		"a</p></div><br/>b</br>c":                 "html(a br() b br() c)",
		"<div/>a":                                 "html(div(a))",
		"<script><p></script>a":                   "html(script(<p>) a)",
		"<html><body><p>a</body></html>b":         "html(body(p(a b)))",
	} {
		if got := outline(parse(page), 0); got != want {
			t.Errorf("%s: got %s, want %s", page, got, want)
		}
	}
}

// TestNodesAreWhereTheyStand: every element begins at its start tag, every text is its bytes, and children lie in order
// within their parent.
func TestNodesAreWhereTheyStand(t *testing.T) {
	tags := []string{"<p>", "</p>", "<div class=x>", "</div>", "<b>", "</b>", "<table>", "<tr>", "<td>", "</table>", "<li>", "<ul>", "</ul>", "<h2>", "</h2>", "<br>", "<a href=y>", "</a>", "<span>", "</span>", "text ", "<dt>", "<dd>"}
	rapid.Check(t, func(t *rapid.T) {
		page := strings.Join(rapid.SliceOfN(rapid.SampledFrom(tags), 0, 60).Draw(t, "page"), "")
		nodes := parse(page)
		last := 0
		for i, n := range nodes[1:] {
			up := nodes[n.parent]
			switch {
			case n.tag != "" && !strings.HasPrefix(page[n.start:], "<"+n.tag):
				t.Fatalf("%s: got node %d of tag %s at %q", page, i, n.tag, page[n.start:])
			case n.tag == "" && page[n.start:n.end] != n.text:
				t.Fatalf("%s: got text %q at %q", page, n.text, page[n.start:n.end])
			case n.start < last || n.end < n.start || n.start < up.start || n.end > up.end || n.next > up.next || n.next <= int32(i+1):
				t.Fatalf("%s: got node %d out of place", page, i)
			}
			last = n.start
		}
	})
}
