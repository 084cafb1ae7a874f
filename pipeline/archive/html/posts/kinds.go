package posts

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// kind is what a line says of its post.
type kind uint8

const (
	plain   kind = iota
	rule         // a horizontal rule
	date         // a date and nothing else
	byline       // who wrote the post, or when, and little else
	foot         // tags, categories, comments, sharing, permanent links
	more         // "Read more"
	pager        // "Older posts"
	remark       // the head of a comment: "Ann says:"
	nothing      // no letter and no digit
)

// meta reports whether a line of kind k says who wrote a post, or when.
func (k kind) meta() bool { return k == date || k == byline }

func words(list string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(list) {
		m[w] = true
	}
	return m
}

// Words of classes. They weigh little: the text of a line goes first.
var (
	titleWords  = words("title headline subject entrytitle posttitle hed")
	asideWords  = words("sidebar nav navbar navigation menu breadcrumb breadcrumbs pagination pager pagenav widget widgets colophon toolbar masthead")
	metaWords   = words("meta date dateline byline time timestamp published posted author postmeta info datetime pubdate details")
	footWords   = words("tags tag categories category cats comments comment share sharing social permalink tagged links addthis sharedaddy filed replies")
	moreWords   = words("more readmore continue morelink")
	postWords   = words("post entry article hentry blogpost story item teaser blog news views")
	remarkWords = words("comment comments commentlist reply replies response responses respond disqus discussion pingback trackback")
)

const (
	maxTitle = 200 // columns; a longer line is no title
	maxMeta  = 120 // columns; a longer line says nothing about its post
	maxName  = 50  // columns of a name below a post
)

var (
	startsByline = regexp.MustCompile(`(?i)^(?:(?:posted|published|written|submitted|created|added|updated|last updated|last modified|filed|reported|authored|originally published|composed)(?: (?:by|on|at|in|this)\b|:)|by:? |author:|authors:|date:|von |par |por |di |af |av |publié|veröffentlicht|geschrieben|verfasst|publicado|escrito|pubblicato|geplaatst|opublikowa|posted |gepostet|erstellt|posté|written )`)
	startsFoot   = regexp.MustCompile(`(?i)^(?:tags?\b ?:?|tagged\b|filed (?:under|in)|posted in\b|posted under|categor(?:y|ies|ie|ía|ia|ías|ie)\b ?:?|categorized|topics?:|labels?:|keywords:|comments?\b ?:?|leave a|add a? ?comment|no comments|post a? ?comment|be the first|(?:share|tweet|print|save|discuss|quote|report|reblog|bookmark|reply)(?: (?:this|on|via|it|to)\b.*)?$|like this|permalink|permanent link|trackback|pingbacks?|link to this|email this|blogthis|pin it|replies|responses|view comments|kommentare?\b|schlagw|étiquettes?|catégorie|commentaires?\b|comentarios?\b|etiquetas|facebook|twitter|digg|under:? |#\w+(?:,? #\w+)*$|views?:|section:|rating:|\d+ min(?:ute)?s? read|reading time)`)
	comments     = regexp.MustCompile(`(?i)^\W*(?:\d+|no|one|zero|keine?|aucun|sin) ?(?:new )?(?:comments?|replies|reply|responses?|thoughts|notes|likes|claps|reactions|shares|views|kommentare?|commentaires?|comentarios?|commenti|reacties|trackbacks?)\b|^comments? ?\(?\d*\)?$|^💬`)
	readMore     = regexp.MustCompile(`(?i)^\W*(?:\(?more\W*$|(?:continue|keep|finish) reading\b|read (?:the )?(?:more|on|full|rest|whole|entire|article|post|story|it\b|this\b)|read\W*$|continue\W*$|(?:see|show|view|learn|find out|full) (?:more|the rest|full|post|story|article)\b|view full|full (?:story|article|post|text)|weiterlesen|mehr lesen|lesen sie|mehr\W*$|lire (?:la suite|plus)|en savoir plus|la suite|leer más|seguir leyendo|continuar|continua|leia mais|ler mais|leggi|lees (?:meer|verder)|läs mer|les mer|læs|czytaj|więcej|читать|続きを読む|阅读|繼續|more (?:…|\.\.\.|>|»|→))|(?:read more|continue reading|weiterlesen|lire la suite|leer más)\W*$`)
	pages        = regexp.MustCompile(`(?i)^\W*(?:(?:older|newer|previous|next|earlier|recent|more|prev|ältere|neuere|nächste|vorherige|suivant|précédent)(?: (?:posts?|entries|articles|page|stories|einträge|beiträge|seite|news|\d+))?|page \d+(?: of \d+)?|\d{1,4}(?:\W+\d{1,4}){2,}|\d+(?:\W+\d+)*(?:\W+(?:next|last))+|back to (?:top|the top)|load more|home|(?:older|newer) posts?.{0,40}(?:newer|older|home).{0,20})\W*$`)
	saysHead     = regexp.MustCompile(`(?i)^.{1,60}\b(?:says?|said|wrote|writes|commented|replied|sagt|schreibt|dit|dice)(?: ?:| ?…|,? on .{6,40}| at .{4,40}| \d+ \w+ ago.*)$`)
	signoff      = regexp.MustCompile(`^(?:—|–|--|~) ?\p{Lu}[^\s]*(?: [^\s]+){0,4}$`)
	signed       = regexp.MustCompile(`(?i)(?:^|[\s|·•—–\-,])by:? \p{Lu}`)
)

// classify returns the kind of line l.
func (d *document) classify(l *line) kind {
	if l.kind == rule {
		return rule
	}
	s := l.text
	if l.width > maxTitle || l.pre {
		return plain
	}
	if strings.IndexFunc(s, wordy) < 0 {
		return nothing
	}
	heading := level(d.nodes[l.block].atom) > 0
	switch {
	case lonelyDate(s):
		return date
	case heading && !comments.MatchString(s):
		return plain
	case l.width > maxMeta:
		return plain
	case saysHead.MatchString(s):
		return remark
	}
	if l.width <= maxName && signoff.MatchString(s) && !sentence(s) {
		return byline
	}
	if k := textKind(s, l); k != plain {
		return k
	}
	return d.classKind(l)
}

// textKind tells a short line by its words.
func textKind(s string, l *line) kind {
	linked := 2*l.linked > l.width
	switch {
	case readMore.MatchString(s) && (linked || l.width < 30):
		return more
	case comments.MatchString(s) && l.width < 80:
		return foot
	case pages.MatchString(s) && l.width < 50:
		return pager
	case startsFoot.MatchString(s) && !sentence(s) && (linked || l.width < 60 || l.linked > 0):
		return foot
	}
	i, j := findDate(s)
	rest := strings.TrimFunc(s[:i]+" "+s[j:], notLetter)
	n := len(strings.Fields(rest))
	switch {
	case i < j && (n <= 3 && !linked || n <= 14 && (startsByline.MatchString(s) || startsByline.MatchString(rest) || signed.MatchString(s)) || i == 0 && n <= 12 && !linked && !sentence(s) || n <= 10 && strings.ContainsAny(s, "|·•@")):
		return byline
	case startsByline.MatchString(s) && !sentence(s) && l.width < 80 && n <= 12 && capitalised(s):
		return byline
	}
	return plain
}

// capitalised reports whether a word of s but the first has a capital, as a name has.
func capitalised(s string) bool {
	for i, w := range strings.Fields(s) {
		r, _ := utf8.DecodeRuneInString(w)
		if i > 0 && (unicode.IsUpper(r) || unicode.IsDigit(r) || r == '@') {
			return true
		}
	}
	return false
}

// classKind tells a short line by the classes of the elements that hold all of it.
func (d *document) classKind(l *line) kind {
	for i := l.el; i > 0; i = d.nodes[i].parent {
		n := &d.nodes[i]
		if i < l.block && !d.only(i, l) {
			break
		}
		switch {
		case titled(n):
			return plain
		case sentence(l.text) && !strings.HasSuffix(l.text, ":"):
		case n.tag == "time", n.tag == "address", n.get("rel") == "author", n.get("itemprop") == "author", n.get("itemprop") == "datePublished":
			return byline
		case n.get("rel") == "tag", n.get("rel") == "category tag":
			return foot
		case named(n, metaWords):
			return byline
		case named(n, footWords):
			return foot
		case named(n, moreWords) && l.linked > 0 && l.width < 40:
			return more
		}
	}
	return plain
}

// only reports whether element i holds short text alone.
func (d *document) only(i int32, l *line) bool {
	return d.sizes[d.nodes[i].next]-d.sizes[i] < 2*len(l.text)+40
}

// sentence reports whether s ends as a sentence does.
func sentence(s string) bool {
	s = strings.TrimRight(s, "\"'”’)")
	return strings.HasSuffix(s, ".") && !strings.HasSuffix(s, "...") || strings.HasSuffix(s, ":") || strings.HasSuffix(s, ";") ||
		strings.HasSuffix(s, ",") || strings.HasSuffix(s, "。")
}

func wordy(r rune) bool     { return unicode.IsLetter(r) || unicode.IsDigit(r) }
func notWord(r rune) bool   { return !wordy(r) }
func notLetter(r rune) bool { return !unicode.IsLetter(r) }
