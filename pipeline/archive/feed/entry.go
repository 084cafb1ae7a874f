package feed

import (
	"encoding/xml"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"corpuspack/schema/canonical"
)

// The elements that a field may come from, the best first.
var (
	ids       = []string{"id", "guid", "atom:id"}
	authors   = []string{"dc:creator", "author", "atom:author", "itunes:author"}
	dates     = []string{"published", "pubDate", "dc:date", "dcterms:created", "issued", "created", "dcterms:issued", "atom:published", "updated", "modified", "dcterms:modified", "atom:updated"}
	contents  = []string{"content:encoded", "content", "atom:content", "xhtml:body", "body", "xhtml:div"}
	summaries = []string{"summary", "description", "atom:summary", "dc:description", "itunes:summary"}
)

// entry reads the entry that t begins.
func (p *parser) entry(t xml.StartElement, language string) (Entry, error) {
	e := Entry{Language: language}
	all, err := p.element(t, -1)
	if err != nil {
		return e, err
	}
	f := &fields{left: all.children}
	e.ID = trim(f.take(ids, present).text)
	e.Link = f.link(e.ID)
	title := f.take([]string{"title", "atom:title", "dc:title"}, present)
	e.Title = title.plainText()
	e.Author = f.authors()
	e.Published = trim(f.take(dates, present).text)
	if l := trim(f.take([]string{"dc:language", "language"}, present).text); l != "" {
		e.Language = l
	}
	content := f.take(contents, readable)
	if e.HTML = content.html(); strings.TrimSpace(e.HTML) == "" {
		e.HTML = f.take(summaries, readable).html()
		e.Summary = strings.TrimSpace(e.HTML) != ""
	}
	e.Rest = rest(all.attrs, f.left)
	return e, nil
}

// fields are the elements of an entry that no field has taken.
type fields struct{ left []element }

// take takes out the first element with the best of the names for which ok is true.
func (f *fields) take(names []string, ok func(element) bool) element {
	for _, name := range names {
		i := slices.IndexFunc(f.left, func(e element) bool { return e.name == name && ok(e) })
		if i >= 0 {
			e := f.left[i]
			f.left = slices.Delete(slices.Clone(f.left), i, i+1)
			return e
		}
	}
	return element{}
}

func present(e element) bool { return trim(e.text) != "" || len(e.children) > 0 }

// readable reports whether the element holds text or HTML (RFC 4287, section 4.1.3.3), and not bytes or a reference.
func readable(e element) bool {
	kind := strings.ToLower(attribute(e.attrs, "type"))
	return present(e) && attribute(e.attrs, "src") == "" && attribute(e.attrs, "mode") != "base64" &&
		(!strings.Contains(kind, "/") || strings.HasPrefix(kind, "text/") || isXML(kind))
}

func isXML(kind string) bool {
	return strings.HasSuffix(kind, "+xml") || strings.HasSuffix(kind, "/xml")
}

// link takes the link of the page: that of RSS, else the alternate one of Atom, else the id if it is one.
func (f *fields) link(id string) string {
	if l := f.take([]string{"link"}, func(e element) bool { return trim(e.text) != "" }); l.name != "" {
		return trim(l.text)
	}
	alternate := func(e element) bool {
		rel := attribute(e.attrs, "rel")
		return (rel == "" || rel == "alternate") && trim(attribute(e.attrs, "href")) != ""
	}
	if l := f.take([]string{"link", "atom:link"}, alternate); l.name != "" {
		return trim(attribute(l.attrs, "href"))
	}
	if strings.HasPrefix(id, "http://") || strings.HasPrefix(id, "https://") {
		return id
	}
	return ""
}

// authors takes the authors of the best name. Of Atom it takes the names, and leaves what else it says.
func (f *fields) authors() string {
	var names []string
	for _, name := range authors {
		var left []element
		for _, e := range f.left {
			written := trim(e.text)
			i := slices.IndexFunc(e.children, func(c element) bool { return c.name == "name" || c.name == "atom:name" })
			if i >= 0 {
				written = trim(e.children[i].text)
			}
			if e.name == name && written != "" {
				names = append(names, written)
			}
			if e.name != name || written == "" || len(e.children) > 1 {
				left = append(left, e)
			}
		}
		if len(names) > 0 {
			f.left = left
			break
		}
	}
	return strings.Join(names, "; ")
}

func trim(s string) string { return strings.TrimSpace(s) }

// html returns the HTML that the element holds. In RSS that is its text, in Atom its type says so, and where elements stand
// in it, they are meant.
func (e element) html() string {
	kind := strings.ToLower(attribute(e.attrs, "type"))
	atom := e.name == "content" || e.name == "summary" || strings.HasPrefix(e.name, "atom:")
	switch {
	case len(e.children) > 0 || isXML(kind) && attribute(e.attrs, "mode") != "escaped":
		return e.inner
	case kind == "text" || kind == "text/plain" || atom && kind == "":
		return strings.ReplaceAll(html.EscapeString(trim(e.text)), "\n", "<br>\n")
	}
	return e.text
}

// plainText returns the text of a title.
func (e element) plainText() string {
	kind := strings.ToLower(attribute(e.attrs, "type"))
	if kind != "html" && kind != "text/html" && len(e.children) == 0 {
		return trim(e.text)
	}
	var text strings.Builder
	for z := html.NewTokenizer(strings.NewReader(e.html())); ; {
		switch z.Next() {
		case html.ErrorToken:
			return trim(text.String())
		case html.TextToken:
			text.WriteString(z.Token().Data)
		}
	}
}

// rest returns the elements that no field has, and the attributes of the entry, in the order of their keys: each key once, with
// an array where it stands more than once.
func rest(attrs []xml.Attr, left []element) []canonical.Member {
	var members []canonical.Member
	for _, a := range attrs {
		if key := name(a.Name, ""); !declaration(a.Name) && key != "xml:lang" {
			members = append(members, canonical.Member{Key: key, Value: canonical.AppendString(nil, a.Value)})
		}
	}
	for _, e := range left {
		if present(e) || len(e.attrs) > 0 {
			members = append(members, canonical.Member{Key: e.name, Value: e.value()})
		}
	}
	slices.SortStableFunc(members, func(a, b canonical.Member) int { return strings.Compare(a.Key, b.Key) })
	var joined []canonical.Member
	for i, j := 0, 0; i < len(members); i = j {
		for j = i; j < len(members) && members[j].Key == members[i].Key; {
			j++
		}
		joined = append(joined, canonical.Member{Key: members[i].Key, Value: join(members[i:j])})
	}
	return joined
}

func join(members []canonical.Member) []byte {
	if len(members) == 1 {
		return members[0].Value
	}
	b := []byte{'['}
	for i, m := range members {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, m.Value...)
	}
	return append(b, ']')
}

func declaration(n xml.Name) bool { return n.Space == "xmlns" || n.Space == "" && n.Local == "xmlns" }

// value returns the element as JSON: its text, or an object of its attributes and its "#text", or the source "#xml" of what
// stands in it where that has elements.
func (e element) value() []byte {
	var members []canonical.Member
	for _, a := range e.attrs {
		if !declaration(a.Name) {
			members = append(members, canonical.Member{Key: name(a.Name, ""), Value: canonical.AppendString(nil, a.Value)})
		}
	}
	text := canonical.AppendString(nil, trim(e.text))
	switch {
	case len(e.children) > 0:
		members = append(members, canonical.Member{Key: "#xml", Value: canonical.AppendString(nil, e.inner)})
	case len(members) == 0:
		return text
	case trim(e.text) != "":
		members = append(members, canonical.Member{Key: "#text", Value: text})
	}
	return canonical.AppendObject(nil, members)
}
