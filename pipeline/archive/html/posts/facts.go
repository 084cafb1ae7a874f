package posts

import (
	"regexp"
	"strings"

	"golang.org/x/net/html/atom"
)

// facts are what a page says of itself as a whole.
type facts struct {
	listing bool // it calls itself an archive, a category, a blog
	single  bool // it calls itself one article
	pages   bool // it leads to older and newer posts
}

var (
	listingTitle = regexp.MustCompile(`(?i)\b(?:tag|tags|tagged|category|categories|archives?|posts (?:tagged|by|in|about|with|from)|all posts|(?:latest|recent) (?:posts|news|articles|entries|stories)|schlagwor[dt]|kategorie|catégorie|étiquette|etiqueta|blog|weblog|journal|news|showing posts)\b`)
	listingBody  = words("archive archives blog home index category tag taxonomy listing hfeed multiple list")
	singleBody   = words("single article singular postid story")
)

// facts reads what the page says of itself: in its first lines, the classes of its body, its metadata.
func (d *document) facts(first int) facts {
	var f facts
	for i := range d.nodes {
		n := &d.nodes[i]
		switch n.atom {
		case atom.Meta:
			p := n.get("property")
			if p == "og:type" {
				f.single = f.single || strings.Contains(strings.ToLower(n.get("content")), "article")
			}
			f.single = f.single || strings.HasPrefix(p, "article:published")
		case atom.Body:
			f.listing = f.listing || named(n, listingBody)
			f.single = f.single || named(n, singleBody)
		case atom.Link:
			f.pages = f.pages || n.get("rel") == "next"
		case atom.Title:
			f.listing = f.listing || i+1 < len(d.nodes) && listingTitle.MatchString(d.nodes[i+1].text)
		}
	}
	for i, l := range d.lines {
		f.pages = f.pages || l.kind == pager && !strings.EqualFold(l.text, "home")
		f.listing = f.listing || i < first && l.width < 80 && level(d.nodes[l.block].atom) > 0 && listingTitle.MatchString(l.text)
	}
	return f
}
