package html

import (
	"encoding/json"
	"strings"

	nethtml "golang.org/x/net/html"
)

// article is what a page says of its text in JSON-LD, in the words of schema.org. Of several texts the first counts.
type article struct {
	kind, headline, description, section, keywords, publisher string
	authors                                                   []string
	published, modified, language, license, body              string
}

// maxJSON is the number of bytes of a block of JSON-LD that is read.
const maxJSON = 1 << 20

// read takes over what a block of JSON-LD says. One that is no JSON says nothing.
func (a *article) read(block string) {
	block = strings.TrimSpace(block)
	block = strings.TrimSuffix(strings.TrimPrefix(block, "<!--"), "-->")
	var v any
	if a.kind != "" || len(block) > maxJSON || json.Unmarshal([]byte(block), &v) != nil {
		return
	}
	a.find(v, 0)
}

// find looks for an article in a value, in the lists and the graph that it holds.
func (a *article) find(v any, depth int) {
	const maxDepth = 4
	if a.kind != "" || depth > maxDepth {
		return
	}
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			a.find(e, depth+1)
		}
	case map[string]any:
		for _, kind := range list(v["@type"]) {
			if isArticle(kind) {
				a.take(kind, v)
				return
			}
		}
		a.find(v["@graph"], depth+1)
		a.find(v["mainEntity"], depth+1)
	}
}

func isArticle(kind string) bool {
	switch strings.TrimPrefix(kind, "schema:") {
	case "Article", "NewsArticle", "BlogPosting", "Report", "ScholarlyArticle", "TechArticle", "AnalysisNewsArticle",
		"AskPublicNewsArticle", "BackgroundNewsArticle", "OpinionNewsArticle", "ReportageNewsArticle", "ReviewNewsArticle",
		"AdvertiserContentArticle", "SatiricalArticle", "SocialMediaPosting", "LiveBlogPosting", "DiscussionForumPosting",
		"MedicalScholarlyArticle", "Recipe", "CreativeWork":
		return true
	}
	return false
}

func (a *article) take(kind string, v map[string]any) {
	*a = article{
		kind: kind, headline: text(first(one(v["headline"]), one(v["name"]))), description: text(one(v["description"])),
		section: text(one(v["articleSection"])), keywords: strings.Join(list(v["keywords"]), ", "), publisher: one(v["publisher"]),
		published: one(v["datePublished"]), modified: one(v["dateModified"]), language: one(v["inLanguage"]),
		license: one(v["license"]),
	}
	if body, ok := v["articleBody"].(string); ok {
		a.body = plain(body)
	}
	for _, name := range list(v["author"]) {
		if name = text(name); isName(name) {
			a.authors = append(a.authors, name)
		}
	}
}

// plain returns the text of an article, which may be HTML.
func plain(body string) string {
	if !strings.Contains(body, "</") {
		return strings.TrimSpace(body)
	}
	n, err := load(body)
	if err != nil {
		return ""
	}
	return Text(n)
}

// list returns the strings of a value: itself, the name of an object, or those of a list.
func list(v any) (found []string) {
	const most = 100
	switch v := v.(type) {
	case string:
		if v = fold(v); v != "" {
			found = append(found, v)
		}
	case map[string]any:
		name := v["name"]
		if name == nil {
			name = v["@id"]
		}
		if s, ok := name.(string); ok {
			return list(s)
		}
	case []any:
		for _, e := range v[:min(len(v), most)] {
			if _, nested := e.([]any); !nested {
				found = append(found, list(e)...)
			}
		}
	}
	return found
}

// one returns the first string of a value, or "".
func one(v any) string {
	if l := list(v); len(l) > 0 {
		return l[0]
	}
	return ""
}

// text returns s without character references: many pages write them into JSON, where they are none.
func text(s string) string { return fold(nethtml.UnescapeString(s)) }
