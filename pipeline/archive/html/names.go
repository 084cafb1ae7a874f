package html

import (
	"strings"

	nethtml "golang.org/x/net/html"
)

// kind is what the names (class and id) of an element say it is; a set.
type kind uint8

const (
	content  kind = 1 << iota // text of the page: article, post, entry
	body                      // the very element with the text: article-body, entry-content
	clutter                   // around the text: sidebar, share, related
	unlikely                  // clutter, where it is not inside content or is full of links
	remarks                   // what readers wrote
)

// names has the words and the pairs of words that class and id attributes are made of.
var names = kinds{}.
	add(content, "article|articles|content|contents|entry|hentry|main|page|post|posts|text|blog|story|column|shadow|maincontent").
	add(body, "article-body|article-content|article-text|articlebody|articlecontent|articletext|body-text|content-body|contentbody|"+
		"entry-content|entry-body|entrycontent|fulltext|full-text|main-content|page-content|post-body|post-content|post-text|"+
		"postbody|postcontent|posttext|post-entry|story-body|story-content|storybody|storycontent|text-content|e-content|"+
		"article-container|art-content|markdown-body|story-text|news-text|blog-content|single-content|bodytext|articlemain").
	add(clutter, "ad|ads|advert|adverts|advertisement|advertising|adsense|anzeige|werbung|breadcrumb|breadcrumbs|bread-crumb|bread-crumbs|"+
		"cookie|cookies|consent|gdpr|footer|nav|navbar|navi|navbox|navigation|subnav|menu|submenu|newsletter|newsletters|"+
		"outbrain|taboola|plista|pagination|paginator|pager|paging|popup|promo|promos|promotion|related|relatedposts|"+
		"share|shares|sharebar|sharedaddy|shariff|sharing|sidebar|social|sociable|socials|addthis|addtoany|sponsor|sponsored|sponsors|"+
		"subscribe|subscription|tags|taglist|tagcloud|toolbar|yarpp|skyscraper|"+
		"byline|postmeta|metadata|author|authors|authorbox|timestamp|dateline|rating|ratings|most-popular|most-read|"+
		"read-more|readmore|recommended|recommendations|recommendation|recirc|noprint|no-print|overlay|modal|"+
		"post-meta|entry-meta|article-meta|entry-footer|post-footer|article-footer|postmetadata|entry-utility|"+
		"skip-link|masthead|login|signup|sign-up|printfriendly|edit-section|editsection|mw-editsection|mw-jump-link|jumptonav").
	add(unlikely, "meta|date|extra|legends|remark|rss|supplemental|contact|footnote|media|scroll|shop|shopping|tag|tool|tools|banner|widget|"+
		"widgets|teaser|teasers|buttons|button|header|combx|more|next|prev|previous|bar|info|infobox|options|expand|slide|slider|"+
		"carousel|category|categories|copyright|attachment|hide|hidden").
	add(remarks, "comment|comments|commentlist|comment-list|commentarea|disqus|disqus_thread|replies|respond|reply|shoutbox|community|"+
		"akismet|kommentar|kommentare|discussion|trackback|trackbacks|pingback|pingbacks")

type kinds map[string]kind

func (k kinds) add(what kind, list string) kinds {
	for name := range strings.SplitSeq(list, "|") {
		k[name] |= what
	}
	return k
}

// kindOf returns what the names of an element say, and what its role says (WAI-ARIA 1.2, section 5.3).
func kindOf(n *nethtml.Node) kind {
	var k kind
	for _, a := range n.Attr {
		switch a.Key {
		case "class":
			k |= kindOfName(a.Val)
		case "id":
			if strings.Count(a.Val, "-")+strings.Count(a.Val, "_") < 3 { // else it is made of a heading
				k |= kindOfName(a.Val)
			}
		case "itemprop":
			if a.Val == "articleBody" {
				k |= body
			}
		case "role":
			switch a.Val {
			case "navigation", "complementary", "banner", "contentinfo", "search", "menu", "menubar", "alert", "alertdialog", "dialog":
				k |= clutter
			case "main", "article":
				k |= content
			}
		}
	}
	return k
}

// kindOfName takes a name apart where the letter case or anything that is no letter parts words.
func kindOfName(s string) kind {
	var r nameReader
	lower := false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case 'A' <= c && c <= 'Z':
			if lower {
				r.endWord()
			}
			r.letter(c + 'a' - 'A')
			lower = false
		case 'a' <= c && c <= 'z':
			r.letter(c)
			lower = true
		default:
			r.endWord()
			if c == ' ' {
				r.before, r.mute = 0, false
			}
			lower = false
		}
	}
	r.endWord()
	return r.kind
}

// nameReader looks up words, and pairs of words that follow each other.
type nameReader struct {
	kind   kind
	pair   [64]byte // the word before, a dash, and the word
	before int      // bytes of the word before and the dash
	word   int      // bytes of the word; what does not fit is cut off
	mute   bool     // the word before was one after which a word says something else: has-sidebar, js-share
}

func (r *nameReader) letter(c byte) {
	if r.before+r.word < len(r.pair)-1 {
		r.pair[r.before+r.word] = c
		r.word++
	}
}

func (r *nameReader) endWord() {
	if r.word == 0 {
		return
	}
	end := r.before + r.word
	if r.before > 0 {
		r.kind |= names[string(r.pair[:end])]
	}
	word := string(r.pair[r.before:end])
	if !r.mute {
		r.kind |= names[word]
	}
	r.mute = word == "has" || word == "with" || word == "js" || word == "no"
	copy(r.pair[:], word)
	r.pair[r.word] = '-'
	r.before, r.word = r.word+1, 0
}
