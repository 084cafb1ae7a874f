package listing

import (
	"regexp"
	"slices"
	"strings"
)

// facts are what holds for the page as a whole.
type facts struct {
	wrap     int     // width to which paragraphs are broken, 0 where a paragraph is one line
	headline int     // the line that says that this is a listing, -1 without
	header   int     // lines of a document header (Key: value) at the top
	prose    int     // first line of running text
	gaps     [10]int // number of gaps of 0, 1, 2 … blank lines
}

var (
	headline = regexp.MustCompile(`archives?$|^\W*archives? (for|of)\b|^(tag|category|topic|author|monthly|daily|yearly) archives?\b|archives?:` +
		`|^\W*(posts?|entries|articles|stories|items) (tagged|in|by|from|about|filed|on|for|categori[sz]ed|with)\b` +
		`|^\W*(category|tag|topic|label|section|tagged|filed under|browsing|author|archive)( ?[:/»›]|$)` +
		`|^\W*(our |the )?(latest|recent|all|newest) ([\w-]+ )?(posts|articles|stories|entries|news|updates|writing)` +
		`|archiv(o|io)?$|^(archief|arquivo|архив)$|^\W*(kategorie|catégorie|categoría|categoria|schlagwort|étiquette|etiqueta|rubrik|рубрика)( ?[:/»›]|$)` +
		`|^\W*(neueste|alle|letzte|aktuelle) (beiträge|artikel|einträge)|^\W*(derniers|tous les|nouveaux) (articles|billets)|^\W*(últimas|todas las|todas as) (entradas|noticias|postagens|notícias)|^\W*(ultimi|tutti gli) (articoli|post)|^\W*(laatste|alle) berichten` +
		`|^\W*(weblog|blog|news|articles|posts|journal|diary|notes|updates|stories)$|^page \d+|^showing (posts|all)`)
	siteName = regexp.MustCompile(`\b(we)?blog$|\bnews$|^blog\b`)
	keyed    = regexp.MustCompile(`^[\p{L}][\p{L}\p{N}_-]*( [\p{L}-]+)?: ?`)
)

const (
	topLines   = 25 // lines in which a headline can stand
	proseWidth = 110
)

// survey collects the facts of the page.
func survey(d *document) *facts {
	f := &facts{headline: -1, wrap: wrapWidth(d)}
	for i := range d.lines {
		f.gaps[min(d.gap(i), len(f.gaps)-1)]++
	}
	for f.prose < len(d.lines) && !running(d, f.prose, f.wrap) {
		f.prose++
	}
	f.header = header(d)
	d.order = f.order(d)
	for i := f.header; i < min(f.prose, topLines); i++ {
		s := strings.ToLower(d.at(i))
		if d.lines[i].width <= 80 && (headline.MatchString(s) || i == 0 && siteName.MatchString(s)) && d.kind(i) != item && !sentence(s) {
			f.headline = i
		}
	}
	return f
}

// order says where a page has the dates and bylines of its posts.
type order uint8

const (
	unclear    order = iota
	aboveTitle       // the page begins with one, and its title follows
	belowText        // the page ends with one, and has none before its first text
)

// order finds where dates and bylines stand from the top and the end of the page.
func (f *facts) order(d *document) order {
	first, last := 0, len(d.lines)-1
	for first < len(d.lines) && (!d.kind(first).meta() || possible(d, first)) {
		first++
	}
	for last > 0 && (d.kind(last) == furniture || d.kind(last) == separator || d.kind(last) == footer) {
		last--
	}
	title := first
	d.top = d.kind(first)
	for d.kind(title).meta() && !possible(d, title) {
		title++
	}
	switch {
	case first > f.prose && d.kind(last).meta():
		return belowText
	case title < f.prose && !d.kind(last).meta() && d.gap(first) > 0 && d.gap(first) >= d.gap(title):
		return aboveTitle
	}
	return unclear
}

// header returns the number of lines at the top that describe the document: front matter, or three or more keys.
func header(d *document) int {
	if s := d.at(0); s == "---" || s == "+++" {
		for i := 1; i < min(topLines, len(d.lines)); i++ {
			if d.at(i) == s {
				return i + 1
			}
		}
	}
	n := 0
	for n < len(d.lines) && (keyed.MatchString(d.at(n)) || n > 0 && d.lines[n].indent > 0 && d.gap(n) == 0) {
		n++
	}
	if n < 3 || d.recurs(keyed.FindString(d.at(0))) {
		return 0
	}
	return n
}

// recurs reports whether lines begin with start again and again.
func (d *document) recurs(start string) bool {
	n := 0
	for i := range d.lines {
		if strings.HasPrefix(d.at(i), start) {
			n++
		}
	}
	return n > 2
}

// running reports whether a paragraph of prose begins at line i.
func running(d *document, i, wrap int) bool {
	if d.kind(i) != plain {
		return false
	}
	return d.lines[i].width >= proseWidth || wrap > 0 && joined(d, i, wrap) && joined(d, i+1, wrap) ||
		d.lines[i].width >= proseWidth/2 && sentence(d.at(i))
}

// wrapWidth returns the width of the page's paragraphs where they are broken into lines, else 0.
func wrapWidth(d *document) int {
	var widths []int
	touching := 0
	for i := range d.lines {
		widths = append(widths, d.lines[i].width)
		if d.gap(i) == 0 && d.lines[max(i-1, 0)].width > 40 {
			touching++
		}
	}
	if len(widths) < 20 {
		return 0
	}
	slices.Sort(widths)
	if w := widths[len(widths)*97/100]; w <= 100 && touching*3 >= len(widths) {
		return w
	}
	return 0
}

// joined reports whether line i is broken off because the first word of the next one did not fit.
func joined(d *document, i, wrap int) bool {
	if i+1 >= len(d.lines) || d.gap(i+1) > 0 || d.kind(i+1) != plain {
		return false
	}
	word, _, _ := strings.Cut(d.at(i+1), " ")
	return d.lines[i].width+1+columns(word) > wrap-wrapSlack
}

// wrapSlack is what a line may fall short, for lines are counted in other units here than where they were broken.
const wrapSlack = 2
