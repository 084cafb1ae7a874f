package html

import (
	"net/url"
	"slices"
	"strings"

	nethtml "golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"corpuspack/pipeline/archive/header"
	"corpuspack/schema/canonical"
)

// facts are what a page says of itself.
type facts struct {
	elements  int // of the page
	metas     []meta
	article   article  // of JSON-LD
	lang      string   // of the html element
	canonical string   // address
	base      string   // address
	headings  []string // the texts of the first ones
	times     []string // different times of time elements
	pageTitle string   // of the title element
	byline    string
	published string   // of the first time element that says so
	licenses  []string // addresses
	title     string   // see bestTitle
}

// meta is a meta element: its name, property or itemprop in lower case, and its content.
type meta struct{ name, content string }

// factsOf reads what the page says.
func factsOf(doc *nethtml.Node) *facts {
	f := &facts{}
	for n := range doc.Descendants() {
		if n.Type != nethtml.ElementNode {
			continue
		}
		f.elements++
		if n.Namespace != "" {
			continue
		}
		switch n.DataAtom {
		case atom.Html:
			f.lang = first(attr(n, "lang"), attr(n, "xml:lang"))
		case atom.Base:
			f.base = first(f.base, attr(n, "href"))
		case atom.Title:
			f.pageTitle = first(f.pageTitle, fold(textOf(n)))
		case atom.Meta:
			f.meta(n)
		case atom.Script:
			if strings.Contains(strings.ToLower(attr(n, "type")), "ld+json") {
				f.article.read(textOf(n))
			}
		case atom.H1, atom.H2, atom.H3:
			f.heading(n)
		case atom.Time:
			if s := attr(n, "datetime"); s != "" && len(f.times) < 2 && !slices.Contains(f.times, s) {
				f.times = append(f.times, s)
			}
		}
		f.element(n)
	}
	f.title = f.bestTitle()
	return f
}

// heading keeps the text of a heading, those of level 1 first.
func (f *facts) heading(n *nethtml.Node) {
	const most = 50
	if len(f.headings) == most {
		return
	}
	switch s := shortLine(n); {
	case s == "":
	case n.DataAtom == atom.H1:
		f.headings = slices.Insert(f.headings, 0, s)
	default:
		f.headings = append(f.headings, s)
	}
}

func (f *facts) meta(n *nethtml.Node) {
	content := fold(attr(n, "content"))
	if content == "" {
		return
	}
	for _, key := range []string{"property", "name", "itemprop", "http-equiv"} {
		for name := range strings.FieldsSeq(strings.ToLower(attr(n, key))) {
			f.metas = append(f.metas, meta{name, content})
		}
	}
}

// element reads what an element of any name may say: its author, date, licence and address.
func (f *facts) element(n *nethtml.Node) {
	var class, itemprop string
	var rels []string
	for _, a := range n.Attr {
		switch a.Key {
		case "class":
			class = a.Val
		case "itemprop":
			itemprop = a.Val
		case "rel":
			rels = strings.Fields(strings.ToLower(a.Val))
		}
	}
	link := n.DataAtom == atom.A || n.DataAtom == atom.Link
	switch {
	case link && slices.Contains(rels, "canonical"):
		f.canonical = first(f.canonical, attr(n, "href"))
	case link && slices.Contains(rels, "license"):
		const most = 10
		if href := strings.TrimSpace(attr(n, "href")); href != "" && len(f.licenses) < most && !slices.Contains(f.licenses, href) {
			f.licenses = append(f.licenses, href)
		}
	case n.DataAtom == atom.A && slices.Contains(rels, "author"), n.DataAtom != atom.Meta && itemprop == "author", isByline(class):
		if f.byline == "" {
			f.byline = nameIn(shortLine(n))
		}
	case itemprop == "datePublished" && n.DataAtom != atom.Meta, n.DataAtom == atom.Time && isPublished(n, class):
		f.published = first(f.published, attr(n, "datetime"), attr(n, "content"), shortLine(n))
	}
}

// isByline reports whether the words of a class are those of the author's name.
func isByline(class string) bool {
	if !strings.Contains(class, "author") && !strings.Contains(class, "byline") || strings.Contains(class, "comment") {
		return false
	}
	for word := range strings.FieldsSeq(class) {
		word = strings.ReplaceAll(strings.ReplaceAll(word, "__", "-"), "_", "-")
		switch strings.ToLower(word) {
		case "byline", "author", "author-name", "p-author", "dateline", "writtenby", "article-author", "post-author", "entry-author",
			"article-byline", "byline-name", "byline-author", "authors", "author-link", "post-author-name":
			return true
		}
	}
	return false
}

func isPublished(n *nethtml.Node, class string) bool {
	if slices.ContainsFunc(n.Attr, func(a nethtml.Attribute) bool { return a.Key == "pubdate" }) {
		return true
	}
	for word := range strings.FieldsSeq(strings.ToLower(class)) {
		switch word {
		case "published", "entry-date", "dt-published", "post-date", "pubdate":
			return true
		}
	}
	return false
}

// get returns the content of the first meta element with the first of the names that there is.
func (f *facts) get(names ...string) string {
	for _, name := range names {
		for _, m := range f.metas {
			if m.name == name {
				return m.content
			}
		}
	}
	return ""
}

// all returns the different contents of the meta elements called name.
func (f *facts) all(name string) (list []string) {
	for _, m := range f.metas {
		if m.name == name && !slices.Contains(list, m.content) && len(list) < 100 {
			list = append(list, m.content)
		}
	}
	return list
}

// header returns the columns, and in the rest what else the page says.
func (f *facts) header(at string) header.Header {
	h := header.Header{Title: f.title, URL: f.address(at), Author: f.author()}
	h.Rest = f.rest()
	f.license(&h)
	h.SetPublished("date", first(f.article.published, f.get(
		"article:published_time", "og:article:published_time", "datepublished", "parsely-pub-date", "sailthru.date",
		"dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created", "dcterms.date", "dc.date", "citation_publication_date",
		"citation_date", "pubdate", "publishdate", "publish_date", "publication_date", "date"), f.published, f.onlyTime()))
	lang := strings.ReplaceAll(f.lang, "_", "-")
	h.SetLanguage("language", strings.TrimSpace(first(lang, f.article.language, f.get("content-language", "language", "dc.language", "og:locale"))))
	return h
}

// onlyTime returns the time of the page's time elements where all have the same.
func (f *facts) onlyTime() string {
	if len(f.times) != 1 {
		return ""
	}
	return f.times[0]
}

// rest returns the members that no column holds.
func (f *facts) rest() (rest []canonical.Member) {
	add := func(key, value string) {
		if value != "" {
			rest = append(rest, canonical.Member{Key: key, Value: canonical.AppendString(nil, value)})
		}
	}
	add("description", first(f.get("og:description", "description", "dc.description", "dcterms.description", "twitter:description"), f.article.description))
	add("site_name", first(f.get("og:site_name", "application-name"), f.article.publisher))
	add("type", first(f.get("og:type"), f.article.kind))
	add("section", first(f.get("article:section"), f.article.section))
	add("keywords", first(f.get("keywords", "news_keywords"), f.article.keywords))
	add("modified", first(f.article.modified, f.get("article:modified_time", "og:updated_time", "datemodified", "last-modified", "dcterms.modified")))
	if tags := f.all("article:tag"); len(tags) > 0 {
		rest = append(rest, canonical.Member{Key: "tags", Value: canonical.Strings(tags)})
	}
	return rest
}

// address returns the address that the page says is its own, else at.
func (f *facts) address(at string) string {
	from, err := url.Parse(at)
	if err != nil {
		from = &url.URL{}
	}
	if base, err := from.Parse(strings.TrimSpace(f.base)); err == nil && f.base != "" {
		from = base
	}
	for _, s := range []string{f.canonical, f.get("og:url")} {
		if u, err := from.Parse(strings.TrimSpace(s)); err == nil && s != "" && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" {
			return u.String()
		}
	}
	return at
}

// author returns the names of the authors.
func (f *facts) author() string {
	if s := strings.Join(f.article.authors, "; "); s != "" {
		return s
	}
	var names []string
	for _, name := range []string{"dc.creator", "dcterms.creator", "dc:creator", "author", "article:author", "citation_author",
		"parsely-author", "sailthru.author", "byl"} {
		for _, s := range f.all(name) {
			if s = byless(s); isName(s) {
				names = append(names, s)
			}
		}
		if len(names) > 0 {
			return strings.Join(names, "; ")
		}
	}
	return f.byline
}

// byless returns a line without the words before the name in it, as by.
func byless(s string) string {
	for _, by := range []string{"written by", "posted by", "published by", "by", "von", "par", "por", "autor", "author", "text"} {
		if rest := s[min(len(by), len(s)):]; hasPrefixFold(s, by) && rest != "" && (rest[0] == ' ' || rest[0] == ':') {
			s = strings.TrimLeft(rest, ": ")
		}
	}
	return s
}

// nameIn returns the name that a line begins with: what stands before a number or a sign that parts it from a date and the
// like; "" where that is too long.
func nameIn(line string) string {
	const most = 8 // words
	s := byless(line)
	if i := strings.IndexAny(s, "0123456789|•·—–@(:"); i >= 0 {
		s = s[:i]
	}
	if s = strings.Trim(s, " ,;-/"); len(strings.Fields(s)) > most {
		return ""
	}
	return s
}

// isName reports whether s may be a name, and is no address.
func isName(s string) bool {
	return s != "" && !strings.Contains(s, "://") && !strings.HasPrefix(s, "@") && !strings.HasPrefix(s, "www.")
}

// first returns the first string that is not empty.
func first(list ...string) string {
	for _, s := range list {
		if s != "" {
			return s
		}
	}
	return ""
}

// fold returns s with each run of white space as one space, and none at the ends.
func fold(s string) string { return strings.Join(strings.Fields(s), " ") }

// textOf returns the text of an element that can hold nothing else.
func textOf(n *nethtml.Node) string {
	if n.FirstChild == nil {
		return ""
	}
	return n.FirstChild.Data
}
