package markdown

import (
	"slices"
	"strings"

	"corpuspack/schema/canonical"
)

// front is front matter.
type front struct {
	fields []field
	toml   bool
}

// field is one key of front matter.
type field struct {
	key    string
	scalar bool     // neither a list nor a mapping
	text   string   // the characters of a scalar; "" for null
	items  []string // of a list of scalars
	value  []byte   // canonical JSON
}

// columns are the keys that fill the columns of a document; of several keys the first with a value counts.
var columns = []struct {
	keys []string
	list bool // a list of scalars fills it too, joined by "; "
	set  func(p *Page, key, text string)
}{
	{[]string{"title"}, false, func(p *Page, _, text string) { p.Title = text }},
	{[]string{"url", "permalink"}, false, (*Page).setURL},
	{[]string{"author", "authors"}, true, func(p *Page, _, text string) { p.Author = text }},
	{[]string{"license"}, false, func(p *Page, _, text string) { p.License = text }},
	{[]string{"language", "lang"}, false, func(p *Page, key, text string) { p.SetLanguage(key, text) }},
	{[]string{"date"}, false, func(p *Page, key, text string) { p.SetPublished(key, text) }},
}

// take fills the page from its front matter. Keys that fill no column make the rest.
func (p *Page) take(f front) {
	taken := make([]*field, len(columns))
	rest := f.fields
	for i, c := range columns {
		taken[i], rest = choose(rest, c.keys, c.list)
	}
	for _, r := range rest {
		p.Rest = append(p.Rest, canonical.Member{Key: r.key, Value: r.value})
	}
	for i, c := range columns {
		if taken[i] != nil {
			c.set(p, taken[i].key, taken[i].text)
		}
	}
	p.setSlug(f)
}

// choose returns the field that fills a column, or nil, and the fields without it and without those of the column that
// say nothing.
func choose(fields []field, keys []string, list bool) (*field, []field) {
	var chosen *field
	for _, key := range keys {
		i := slices.IndexFunc(fields, func(f field) bool { return f.key == key })
		if i < 0 || chosen != nil || !fields[i].scalar && !(list && fields[i].items != nil) {
			continue
		}
		f := fields[i]
		if !f.scalar {
			f.text = strings.Join(f.items, "; ")
		}
		fields = slices.Delete(slices.Clone(fields), i, i+1)
		if f.text != "" {
			chosen = &f
		}
	}
	return chosen, fields
}

// setURL takes text, the field called key, for the address of the page. A permalink may be the pattern of a whole site
// instead (/:year/:title/, pretty), by which every page would be one: that goes to the rest.
func (p *Page) setURL(key, text string) {
	text = strings.TrimSpace(text)
	if strings.HasPrefix(text, ":") || strings.Contains(text, "/:") || key == "permalink" && !strings.ContainsAny(text, "/.") {
		p.Rest = append(p.Rest, canonical.Member{Key: key, Value: canonical.AppendString(nil, text)})
		return
	}
	p.URL = text
}

func (p *Page) setSlug(f front) {
	for _, r := range f.fields {
		switch {
		case r.key == "slug" && !p.Root:
			p.Slug = r.text
		case r.key == "path" && f.toml && r.text != "":
			p.Slug, p.Root = r.text, true
		}
	}
}
