// Package posts splits a listing page in HTML, the front page of a blog or the archive of a tag, into its posts.
//
// The rule that matters: no mark of any one program is known to be the title of a post. Titles are the lines that have
// most in common on the page itself, and the posts of the whole page are chosen at once.
//
//   - The tokens of the page become a tree whose elements know their bytes (tree.go), and the tree becomes the lines that
//     a browser would show (lines.go). A line says what it is by its words and its classes: a date, a byline, a foot of a
//     post, a link to older posts (kinds.go, dates.go).
//   - A line that may be a title is a candidate. Its words, its type, its link and what stands about it give it a score
//     (candidates.go, weigh.go), and so does how often its words come back in the text below (echo.go; after Hearst,
//     TextTiling, Computational Linguistics 23, 1997).
//   - Candidates with something in common are a group: a path of tags, a class, a place as the first line of an element, a
//     date below (groups.go). This mines records as Liu, Grossman and Zhai do (MDR, KDD 2003), but from the titles and not
//     from the elements about them, so that pages without such elements are read as well.
//   - The group of the greatest value wins (score.go): records that have what the others have gain, those without it lose.
//     Stray titles are dropped, and a featured post of another shape is added (refine.go).
//   - The outermost element about a title that holds no other title is its post, or its head (place.go). A page is refused
//     where its records have too little that the sections of one document have not (facts.go, refuse.go).
//
// Scores are integers, in hundredths of a point, so the same bytes give the same posts on every machine, and of equal
// groups the first on the page wins. Work is bounded by counts. pipeline/RECIPE.md has the format "listing".
package posts

// Post is one post of a page. Posts are disjoint and in order; what lies between them is furniture of the page.
type Post struct {
	Title      string  // without the number or the date that all titles of the page have
	Text       string  // running text as Markdown, with the title where it stands in the post
	Start, End int     // bytes of the page, end exclusive
	Author     string  // as the page writes it, "" without
	Date       string  // as the page writes it, the datetime of its time element before what it shows; "" without
	URL        string  // of the post's own page; absolute, "" without
	Truncated  bool    // a teaser: it ends with a link to the rest or with an ellipsis
	Confidence float64 // 0 to 1, that a post begins here
}

// document is a page that is read.
type document struct {
	page  string
	nodes []node
	sizes []int
	lines []line
	site  site
	prev  []int32 // the sibling before each node, or -1
	namer *namer
	tally tally
	all   []candidate

	often [len(habits)]bool // habits that the page has, whoever has them
	named []int32           // how many records have each title, and
	same  []int32           // each title with the same text below; zero between calls
}

// maxLines is the number of lines of a page; a longer one is one document.
const maxLines = 1 << 19

// Split returns the posts of the page in order, two or more, or nil where the page is one document. With force it splits
// wherever two posts or more can be told apart, as the recipe's format "listing" asks. The page should be UTF-8; base is
// its address, "" where that is not known: then a post whose links are relative has no URL.
func Split(page, base string, force bool) []Post {
	d := read(page, base)
	if d == nil {
		return nil
	}
	records, _ := d.best()
	if len(records) < 2 {
		return nil
	}
	records = d.refine(records)
	list := d.places(records)
	if !force && d.refuse(records, list) {
		return nil
	}
	return d.posts(list)
}

// read returns the page with its candidates, or nil where it is too long.
func read(page, base string) *document {
	nodes := parse(page)
	if nodes == nil {
		return nil
	}
	d := &document{page: page, nodes: nodes, sizes: textSizes(nodes), lines: cut(nodes), site: locate(nodes, base)}
	if len(d.lines) > maxLines {
		return nil
	}
	for i := range d.lines {
		d.lines[i].kind = d.classify(&d.lines[i])
	}
	d.tally = d.sum()
	d.all = d.candidates()
	d.named, d.same = make([]int32, len(d.all)+1), make([]int32, len(d.all)+1)
	d.listen()
	d.survey()
	d.namer, d.prev = name(nodes), siblings(nodes)
	return d
}

// posts makes the posts that lie at places.
func (d *document) posts(places []place) []Post {
	var list []Post
	undate(places)
	unnumber(places)
	for _, p := range places {
		list = append(list, d.post(p))
	}
	return list
}
