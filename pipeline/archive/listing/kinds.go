package listing

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// kind says what a line is for, as far as the line alone shows it.
type kind uint8

const (
	plain     kind = iota
	separator      // nothing but rule characters
	date           // a date alone
	byline         // who wrote it, when, or both
	footer         // categories, comments, read more: what stands below a post
	furniture      // links of the page: older posts, back to top
	signoff        // "— name"
	footnote       // "[1] …"
	address        // a URL alone
	item           // of a list
	table
	code
	rule // below or above a title, as long as the title
)

// kindNames are for the cues.
var kindNames = [...]string{"plain", "separator", "date", "byline", "footer", "furniture", "signoff", "footnote", "address", "item", "table", "code", "rule"}

// meta reports whether the line is about a post, and no part of its text.
func (k kind) meta() bool { return k == date || k == byline || k == address }

// title reports whether a line of this kind can be a title at all.
func (k kind) title() bool { return k == plain || k == item || k == table || k == code }

// Beginnings of lines, lower case. They are hints: what the page repeats counts for more.
var (
	filedStarts  = []string{"posted in", "filed under", "filed in", "tags:", "tags ", "tag:", "tagged", "labels:", "category:", "categories:", "topics:"}
	footerStarts = []string{"share this", "share on", "share:", "read more", "continue reading", "(more", "more…", "more...", "keep reading", "[read more",
		"leave a comment", "leave a reply", "no comments", "comments off", "comments (", "comments:", "permalink", "like this:", "add comment", "reply", "view comments",
		"read the full", "read the rest", "full story", "post a comment", "→ read", "» read", "email this", "links to this post", "0 comments"}
	furnitureStarts = []string{"← older", "← previous", "← newer", "older posts", "older entries", "newer posts", "newer entries", "older »", "« older", "« previous",
		"next page", "previous page", "next »", "next →", "back to top", "subscribe to", "subscribe via", "powered by", "copyright", "©", "(c) ", "all rights reserved",
		"skip to content", "skip to main", "toggle navigation", "search this", "privacy", "load more", "rss feed", "proudly powered"}
	bylineStarts = []string{"by ", "by:", "posted ", "posted:", "written by", "submitted by", "author:", "authors:", "from: ", "date:", "published by", "published on",
		"published at", "published:", "on "}
)

// kindOf classifies a line by its text.
func kindOf(s string, l line) kind {
	if ruled(s) {
		return separator
	}
	if l.width > maxTitle {
		return plain
	}
	low := strings.ToLower(s)
	switch {
	case starts(low, furnitureStarts) && l.width <= 80, pager.MatchString(low):
		return furniture
	case strings.ContainsAny(s[:1], "-*+") && strings.HasPrefix(s[1:], " "), strings.HasPrefix(s, "• "):
		return item
	case dated(s):
		return date
	case strings.HasPrefix(s, "—") || strings.HasPrefix(s, "–") || strings.HasPrefix(s, "--"):
		if l.width <= maxName+20 && !sentence(s) {
			return signoff
		}
		return plain
	case l.width <= maxMeta && (starts(low, filedStarts) || starts(low, footerStarts) && !sentence(s)), commentCount.MatchString(low):
		return footer
	case signed(s, low):
		return byline
	}
	return bodyKind(s, low, l)
}

// bodyKind classifies a line that tells nothing about its post.
func bodyKind(s, low string, l line) kind {
	switch {
	case noted.MatchString(s):
		return footnote
	case strings.HasPrefix(low, "http://") || strings.HasPrefix(low, "https://"):
		if !strings.ContainsAny(s, " \t") {
			return address
		}
	case strings.Count(s, "|") > 1 || strings.Count(s, "\t") > 1:
		return table
	case programmed(s, low):
		return code
	}
	return plain
}

var (
	commentCount = regexp.MustCompile(`^\(?\d+ (comments?|replies|reply|responses?|notes|likes)\)?$|^comments? ?\(?\d+\)?$|\| ?(\d+|no) comments?`)
	pager        = regexp.MustCompile(`^page \d+( of \d+)?$`)
	noted        = regexp.MustCompile(`^\[\^?\w{1,4}\]:? `)
	programs     = regexp.MustCompile(`^(\$ |>>> |// |/\*|#include|import \S+;?$|from \S+ import|const \w+ =|let \w+ =|var \w+ =|def \w+\(|fn \w+|</?\w+[^>]*>|@\w+$)|[;{}]$|\)\s*[{:]$|=>|:=| == |\w\(\)|&&|\|\||</\w`)
)

// programmed reports whether s reads like a line of a program or of a terminal.
func programmed(s, low string) bool {
	return strings.ContainsAny(s, "${}()<>;=&@/#|") && programs.MatchString(low)
}

// ruled reports whether s is drawn of one rule character: three of them and more, or one ornament. Groups of them with
// space between are the rule of a table.
func ruled(s string) bool {
	r, size := utf8.DecodeRuneInString(s)
	if !strings.ContainsRune("-=*_~#.·•—–―─━═⁂❦§◆■●✦", r) {
		return false
	}
	drawn := strings.ReplaceAll(s, " ", "")
	n := strings.Count(drawn, s[:size])
	if n*size != len(drawn) || n < 3 && r < '⁂' {
		return false
	}
	return len(drawn) == len(s) || !strings.Contains(s, s[:size]+s[:size])
}

// signed reports whether s says who wrote a post, or when, and little else.
func signed(s, low string) bool {
	if columns(s) > maxMeta || sentence(s) {
		return false
	}
	i, j := findDate(s)
	if i == j {
		return named(s, low)
	}
	rest := strings.TrimFunc(s[:i]+s[j:], notLetter)
	words := len(strings.Fields(rest))
	return words <= 2 || words <= maxDateWords && strings.ContainsAny(s, "|·•—–@") ||
		starts(low, bylineStarts) || starts(strings.ToLower(rest), bylineStarts)
}

// named reports whether s, which has no date, says who wrote a post. "By default" does not: a name has a capital.
func named(s, low string) bool {
	if len(strings.Fields(s)) > maxBylineWords || !starts(low, bylineStarts) || strings.HasPrefix(low, "on ") ||
		strings.HasPrefix(low, "posted ") && !strings.HasPrefix(low, "posted by") {
		return false
	}
	if !strings.HasPrefix(low, "by ") {
		return true
	}
	r, _ := utf8.DecodeRuneInString(s[len("by "):])
	return unicode.IsUpper(r) || unicode.IsDigit(r) || strings.HasPrefix(low, "by the ") || strings.Contains(s, ",")
}

// sentence reports whether s ends as a sentence does.
func sentence(s string) bool {
	s = strings.TrimRight(s, "\"'”’)")
	return strings.HasSuffix(s, ".") || strings.HasSuffix(s, ":") || strings.HasSuffix(s, ";") || strings.HasSuffix(s, ",") || strings.HasSuffix(s, "。")
}

func starts(s string, with []string) bool {
	for _, w := range with {
		if strings.HasPrefix(s, w) {
			return true
		}
	}
	return false
}

func notLetter(r rune) bool { return !unicode.IsLetter(r) }
