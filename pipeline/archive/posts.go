package archive

import (
	"net/url"
	"strings"

	"corpuspack/pipeline/archive/encoding"
	"corpuspack/pipeline/archive/header"
	"corpuspack/pipeline/archive/html/posts"
	"corpuspack/pipeline/archive/listing"
	"corpuspack/schema"
)

// pagePost is one post of a listing page, of plain text or of HTML.
type pagePost struct {
	title, text, date, author, url string
	start, end                     int // bytes of the page in UTF-8
	truncated                      bool
	confidence                     float64
}

// splits reports whether the record is split where it is a listing page, and whether it is said to be one.
func (r Record) splits() (may, must bool) {
	return r.split == formatAuto || r.split == formatListing, r.split == formatListing
}

// text returns the posts of a listing page, or the file as one document.
func (r Record) text(text encoding.Text, title func(string) string) ([]schema.Document, error) {
	if list := r.textPosts(text.Text); list != nil {
		return r.posts(list, text, title), nil
	}
	return []schema.Document{r.document(header.Header{URL: r.url}, text, text.Text, r.identity())}, nil
}

func (r Record) textPosts(page string) []pagePost {
	may, must := r.splits()
	if !may {
		return nil
	}
	var list []pagePost
	for _, p := range listing.Posts([]byte(page), listing.Options{Force: must}) {
		list = append(list, pagePost{p.Title, page[p.Start:p.End], p.Date, p.Author, strings.TrimSpace(p.URL),
			p.Start, p.End, p.Truncated, p.Confidence})
	}
	return list
}

func (r Record) pagePosts(text encoding.Text) []pagePost {
	may, must := r.splits()
	if !may {
		return nil
	}
	var list []pagePost
	for _, p := range posts.Split(text.Text, r.url, must) {
		if u, err := url.Parse(p.URL); err != nil || !u.IsAbs() {
			p.URL = "" // an address that is only part of one may be that of many posts
		}
		list = append(list, pagePost{p.Title, p.Text, p.Date, p.Author, p.URL, p.Start, p.End, p.Truncated, p.Confidence})
	}
	return list
}

// posts returns the documents of the posts of a page.
func (r Record) posts(list []pagePost, text encoding.Text, title func(string) string) []schema.Document {
	places := make([]int, 0, 2*len(list))
	for _, p := range list {
		places = append(places, p.start, p.end)
	}
	bytes := text.Bytes(r.data, places)
	identities := r.identities(list, title)
	documents := make([]schema.Document, len(list))
	for i, p := range list {
		h := header.Header{Title: p.title, URL: p.url, Author: p.author}
		h.SetPublished("published", p.date)
		one := r
		one.start, one.end = r.start+bytes[2*i], r.start+bytes[2*i+1]
		if p.truncated {
			one.truncated = schema.Teaser
		}
		documents[i] = one.document(h, text, p.text, identities[i])
		documents[i].Confidence = &p.confidence
	}
	return documents
}

// identities returns the identities of the posts of a page. Without an address of its own a post is the n-th text under
// its released title, counted from the end of the page; equal texts have an equal n. A page of a web archive, which has
// many, is known by its address.
func (r Record) identities(list []pagePost, title func(string) string) []schema.Identity {
	type key struct{ title, text string }
	numbers, texts := map[key]int{}, map[string]int{}
	identities := make([]schema.Identity, len(list))
	for i := len(list) - 1; i >= 0; i-- {
		p := key{title(list[i].title), list[i].text}
		if numbers[p] == 0 {
			texts[p.title]++
			numbers[p] = texts[p.title]
		}
		switch namespace := r.file.Entry.Namespace; {
		case list[i].url != "":
			identities[i] = schema.AtURL(namespace, list[i].url)
		case r.url != "":
			identities[i] = schema.PostAt(namespace, r.url, p.title, numbers[p])
		default:
			identities[i] = schema.Post(r.source, p.title, numbers[p])
		}
	}
	return identities
}
