// Package listing splits a listing page, the plain text of a tag archive or of the front page of a blog, into its posts.
package listing

import "slices"

// Post is one post of a page. Offsets are bytes of the page, ends are exclusive.
type Post struct {
	Title string // without the marks and the numbers that most titles of the page have

	Start      int // first byte of the post: of the title, or of a date line above it that belongs to it
	TitleStart int
	TitleEnd   int
	BodyStart  int // first byte of the text below the title and the lines about the post; End without such text
	End        int // behind the last visible character of the post

	Date, Author, URL string // as the lines about the post write them, "" without
}

// Posts returns the posts of page in order, or nil where the page is one document.
func Posts(page []byte, force bool) []Post {
	d := read(page)
	if len(d.lines) == 0 || len(d.lines) > maxLines {
		return nil
	}
	f := survey(d)
	all := strongest(candidates(d, f))
	v := index(d)
	judge(d, f, v, all)
	count(d, all)
	furnish(d, f, all)
	s := find(d, all)
	chosen := choose(d, f, all, s)
	if len(chosen) < 2 || !force && refuse(d, f, all, s, chosen) {
		return nil
	}
	return posts(d, all, chosen)
}

// strongest returns the candidates with the highest scores, in order, when there are too many.
func strongest(all []candidate) []candidate {
	if len(all) <= maxCandidates {
		return all
	}
	scores := make([]int, len(all))
	for i := range all {
		scores[i] = all[i].score()
	}
	slices.Sort(scores)
	least := scores[len(scores)-maxCandidates]
	all = slices.DeleteFunc(all, func(c candidate) bool { return c.score() < least })
	return all[:min(len(all), maxCandidates)]
}
