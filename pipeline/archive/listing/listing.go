// Package listing splits a listing page, the plain text of a tag archive or of the front page of a blog, into its posts.
//
// The rule that matters: no mark of any one blog is known here. What sets off the titles is found on the page itself, for
// software puts the same marks at every post, and the boundaries of the whole page are chosen at once.
//
//   - Lines with something to see get a kind each: separator, date, byline, footer, list item and so on (lines.go,
//     kinds.go, dates.go). Facts of the page follow: wrapped paragraphs, a headline of a listing, a document header.
//   - Every line that stands out is a candidate. Its content score says how its words and the text around it speak for a
//     title (score.go); its layout score says the same of gaps, rules, dates and numbers (layout.go, numbers.go). The
//     lexical measures follow TextTiling (Hearst, Computational Linguistics 23, 1997).
//   - The signature is the cue, or the pair of cues, whose candidates have the greatest sum of scores: two blank lines
//     before, a byline below, "Filed under" above (signature.go).
//   - Candidates gain by the signature or lose without it, and dynamic programming takes the best set (choose.go).
//   - Lines that stand beside most titles and begin alike are then known for bylines and footers in whatever language, and
//     the page is read once more with that knowledge (learn.go).
//   - A boundary that is not sure enough is dropped; a page whose titles may as well be headings stays one document. Both
//     chances make the confidence of a post (refuse.go).
//
// Scores are integers, in hundredths of a point, so the same bytes give the same posts on every machine. Where two sets
// are equal, the one that stands first on the page wins. Work is bounded by counts (limits.go).
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

	Truncated  bool    // a teaser: the post ends with an invitation to read the rest
	Confidence float64 // that a post begins at Start, from 0 to 1 in steps of a ten-thousandth
}

// Options says what the caller knows about a page.
type Options struct {
	Force bool                    // split wherever two posts or more can be told apart, for it is a listing
	Known func(title string) bool // whether another document of the archive has this title; nil where nobody knows
}

// Posts returns the posts of a page in order, or nil where the page is one document. Posts are disjoint; what is in none of
// them (headline, navigation, separators, blank lines) is furniture of the page. The page should be UTF-8: any bytes are
// read, with or without a byte order mark, and with \n, \r\n or \r at the ends of lines.
func Posts(text []byte, o Options) []Post {
	d := read(text)
	if d == nil || len(d.lines) == 0 {
		return nil
	}
	f, all, s := study(d, o.Known)
	if d.learn(all, s) {
		f, all, s = study(d, o.Known)
	}
	chosen, scores := choose(d, f, all, s)
	if !o.Force {
		chosen = certain(chosen, scores)
	}
	if len(chosen) < 2 {
		return nil
	}
	page := trust(d, f, all, chosen)
	if !o.Force && page < listingBar {
		return nil
	}
	list := posts(d, all, chosen)
	for i, k := range chosen {
		list[i].Confidence = float64(odds.of(page)*sure(i, scores[k])) / 10_000
	}
	return list
}

// study returns the facts of the page, its candidates with their scores, and the signature.
func study(d *document, known func(string) bool) (*facts, []candidate, signature) {
	f := survey(d)
	all := candidates(d, f)
	furnish(d, f, all)
	all = strongest(all)
	judge(d, f, index(d), all, known)
	count(d, all)
	furnish(d, f, all)
	return f, all, find(d, all)
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
