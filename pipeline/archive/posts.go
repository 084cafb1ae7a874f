package archive

import (
	"strings"

	"corpuspack/pipeline/archive/header"
	"corpuspack/pipeline/archive/listing"
	"corpuspack/pipeline/archive/text"
	"corpuspack/schema"
)

// text returns the posts of a listing page, or the file as one document.
func (r Record) text(title func(string) string) ([]schema.Document, error) {
	s, bom, err := text.Decode(r.data)
	if err != nil {
		return nil, err
	}
	var posts []listing.Post
	if r.format != formatText {
		posts = listing.Posts(r.data[bom:], r.format == formatListing)
	}
	if posts == nil {
		return []schema.Document{r.document(header.Header{}, s, schema.Path(r.file.Source))}, nil
	}
	identities := r.identities(posts, s, title)
	documents := make([]schema.Document, len(posts))
	for i, p := range posts {
		h := header.Header{Title: p.Title, URL: strings.TrimSpace(p.URL), Author: p.Author}
		h.SetPublished("published", p.Date)
		post := r
		post.start, post.end = r.start+int64(bom+p.Start), r.start+int64(bom+p.End)
		documents[i] = post.document(h, s[p.Start:p.End], identities[i])
	}
	return documents, nil
}

// identities returns the identities of the posts of a page. Without an address of its own a post is the n-th text under
// its released title, counted from the end of the page; equal texts have an equal n.
func (r Record) identities(posts []listing.Post, page string, title func(string) string) []schema.Identity {
	type post struct{ title, text string }
	numbers, texts := map[post]int{}, map[string]int{}
	identities := make([]schema.Identity, len(posts))
	for i := len(posts) - 1; i >= 0; i-- {
		p := post{title(posts[i].Title), page[posts[i].Start:posts[i].End]}
		if numbers[p] == 0 {
			texts[p.title]++
			numbers[p] = texts[p.title]
		}
		identities[i] = schema.Post(r.file.Source, p.title, numbers[p])
		if url := strings.TrimSpace(posts[i].URL); url != "" {
			identities[i] = schema.AtURL(r.file.Entry.Namespace, url)
		}
	}
	return identities
}
