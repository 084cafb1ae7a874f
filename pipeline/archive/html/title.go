package html

import (
	"slices"
	"strings"
)

// bestTitle returns the title of the page without the name of its site: what it says for those who link to it, else its
// title element, else its first heading.
func (f *facts) bestTitle() string {
	site := first(f.get("og:site_name", "application-name"), f.article.publisher)
	said := f.get("og:title", "twitter:title", "citation_title", "dc.title", "dcterms.title", "parsely-title", "sailthru.title")
	switch {
	case said != "":
		s, _ := f.withoutSite(said, site)
		return s
	case f.pageTitle != "":
		s, sure := f.withoutSite(f.pageTitle, site)
		if !sure {
			s = lessLast(s)
		}
		return s
	case f.article.headline != "":
		return f.article.headline
	case len(f.headings) > 0:
		return f.headings[0]
	}
	return ""
}

// separators stand between a title and the name of a site. The first few hardly ever stand in a title.
var separators = []string{" | ", " » ", " :: ", " « ", " - ", " – ", " — ", " · ", " • ", " : ", " / "}

// withoutSite returns the longest part of a title that is a heading of the page, or what is left without the name of the site,
// and whether it found either.
func (f *facts) withoutSite(title, site string) (string, bool) {
	parts := partsOf(title)
	best := ""
	for _, p := range parts {
		isHeading := func(heading string) bool { return strings.EqualFold(p.text, heading) }
		if len(p.text) > len(best) && !strings.EqualFold(p.text, site) && slices.ContainsFunc(f.headings, isHeading) {
			best = p.text
		}
	}
	if best != "" {
		return best, true
	}
	for _, p := range parts {
		if site != "" && strings.EqualFold(p.other, site) {
			return p.text, true
		}
	}
	return title, false
}

// part is what stands on one side of a separator in a title, and the other side.
type part struct{ text, other string }

// partsOf returns the title itself, and what stands before and behind each of its separators.
func partsOf(title string) []part {
	const most = 20
	parts := []part{{title, ""}}
	for _, separator := range separators {
		for at := 0; len(parts) < most; {
			i := strings.Index(title[at:], separator)
			if i < 0 {
				break
			}
			before, behind := title[:at+i], title[at+i+len(separator):]
			parts = append(parts, part{before, behind}, part{behind, before})
			at += i + len(separator)
		}
	}
	return parts
}

// lessLast returns a title without its last part where that looks like the name of a site: it is short, and the rest is
// not.
func lessLast(title string) string {
	for i, separator := range separators {
		at := strings.LastIndex(title, separator)
		if at < 0 {
			continue
		}
		rest, last := len(strings.Fields(title[:at])), len(strings.Fields(title[at+len(separator):]))
		if i < 4 && rest > 1 || rest > 2 && last < 4 {
			return title[:at]
		}
	}
	return title
}

// alike reports whether two titles share three quarters of their words, by length.
func alike(a, b string) bool {
	x, y := strings.Fields(strings.ToLower(a)), strings.Fields(strings.ToLower(b))
	if len(x) > len(y) {
		x, y = y, x
	}
	all, shared, length := 0, 0, 0
	for _, w := range y {
		all += len(w)
	}
	for _, w := range x {
		length += len(w)
		if slices.Contains(y, w) {
			shared += len(w)
		}
	}
	return length > 0 && 4*shared >= 3*length && (len(x) > 2 || 4*shared >= 3*all)
}
