package listing

import (
	"regexp"
	"slices"
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
	rule  // below or above a title, as long as the title
	field // "Key: value" in a block that the page repeats
)

// kindNames are for the cues.
var kindNames = [...]string{"plain", "separator", "date", "byline", "footer", "furniture", "signoff", "footnote", "address", "item", "table", "code", "rule", "field"}

// meta reports whether the line is about a post, and no part of its text.
func (k kind) meta() bool { return k == date || k == byline || k == address || k == field }

// title reports whether a line of this kind can be a title at all.
func (k kind) title() bool { return k == plain || k == item || k == table || k == code }

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
	case starts(low, furnitureStarts) && l.width <= 80 && (!sentence(s) || owned.MatchString(low)), pager.MatchString(low):
		return furniture
	case strings.ContainsAny(s[:1], "-*+") && strings.HasPrefix(s[1:], " "), strings.HasPrefix(s, "• "):
		return item
	case strings.HasPrefix(s, "—") || strings.HasPrefix(s, "–") || strings.HasPrefix(s, "--"):
		if l.width <= maxName+20 && !sentence(s) {
			return signoff
		}
		return plain
	case dated(s, l.date):
		return date
	case l.width <= maxMeta && (starts(low, filedStarts) || starts(low, footerStarts) && !sentence(s)), counts(low):
		return footer
	case signed(s, low, l.date):
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
	owned    = regexp.MustCompile(`©|\(c\)|copyright|rights|derechos|direitos|diritti|droits|rechte`) // a sentence that is furniture all the same
	pager    = regexp.MustCompile(`^page \d+( of \d+)?$`)
	noted    = regexp.MustCompile(`^\[\^?\w{1,4}\]:? `)
	programs = regexp.MustCompile(`^(\$ |>>> |// |/\*|#include|import \S+;?$|from \S+ import|const \w+ =|let \w+ =|var \w+ =|def \w+\(|fn \w+|</?\w+[^>]*>|@\w+$)|[;{}]$|\)\s*[{:]$|=>|:=| == |\w\(\)|&&|\|\||</\w`)
)

// counts reports whether s counts the comments.
func counts(s string) bool {
	return strings.ContainsAny(s, "0123456789|") && len(s) <= maxMeta && commentCount.MatchString(s)
}

// programmed reports whether s reads like a line of a program or of a terminal.
func programmed(s, low string) bool {
	return strings.ContainsAny(s, "${}()<>;=&@/#|") && programs.MatchString(low)
}

// ruled reports whether s is drawn of one rule character: three of them and more, or one ornament. Groups of them with
// space between are the rule of a table.
func ruled(s string) bool {
	if len(s) > 2 && s[0] == '+' && s[len(s)-1] == '+' {
		s = s[1 : len(s)-1] // the side of a box
	}
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
func signed(s, low string, at span) bool {
	if columns(s) > maxMeta || sentence(s) {
		return false
	}
	if at.from == at.to {
		return named(s, low)
	}
	rest := strings.TrimFunc(s[:at.from]+s[at.to:], notLetter)
	words := len(strings.Fields(rest))
	return words <= 2 || words <= maxDateWords && (strings.ContainsAny(s, "|·•—–@") || strings.Contains(s, " / ")) ||
		starts(low, bylineStarts) || starts(strings.ToLower(rest), bylineStarts)
}

// named reports whether s, which has no date, says who wrote a post. "By default" does not: a name has a capital.
func named(s, low string) bool {
	if len(strings.Fields(s)) > maxBylineWords || !starts(low, bylineStarts) || strings.HasPrefix(low, "on ") ||
		strings.HasPrefix(low, "posted ") && !strings.HasPrefix(low, "posted by") {
		return false
	}
	first, rest, _ := strings.Cut(s, " ")
	if !slices.Contains(prepositions, low[:len(first)]) {
		return true
	}
	r, _ := utf8.DecodeRuneInString(rest)
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
