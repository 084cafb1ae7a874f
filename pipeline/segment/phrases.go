package segment

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// This file knows words: the openings of notes and captions and the names of reference lists. All are in lower case.

var noteOpenings = []string{
	"crossposted", "cross-posted", "originally published", "originally posted", "originally appeared", "first published",
	"this post was originally", "this article was originally", "this post originally", "this article originally",
	"republished", "reposted from", "posted by", "posted on", "written by", "guest post by", "translated by",
	"last updated", "last modified", "updated on", "published on", "published by", "update:", "note:", "editor's note",
	"editor’s note", "editors' note", "editors’ note", "disclaimer:", "photo by", "photo credit", "image credit",
}

// captionWords have a number or a colon after them, placeWords a colon.
var captionWords = []string{
	"figure", "fig.", "fig", "table", "image", "photo", "picture", "illustration", "plate", "exhibit", "screenshot",
	"abbildung", "abb.", "tabelle", "tableau", "figura", "tabla", "tabela", "рис.", "рисунок", "таблица",
	"图", "圖", "図", "表", "그림", "표",
}

var placeWords = []string{"caption", "left", "right", "top", "bottom", "above", "below", "center", "chart", "diagram"}

var referenceHeadings = []string{
	"references", "bibliography", "works cited", "literature", "literature cited", "further reading", "citations",
	"literatur", "quellen", "literaturverzeichnis", "références", "bibliographie", "referencias", "bibliografía",
	"referências", "bibliografia", "riferimenti", "литература", "список литературы", "参考文献", "參考文獻", "참고문헌", "المراجع",
}

var months = []string{
	"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
	"jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec",
}

var dateWords = []string{
	"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
	"mon", "tue", "wed", "thu", "fri", "sat", "sun",
	"st", "nd", "rd", "th", "at", "am", "pm", "utc", "gmt", "t", "z",
}

const maxNote = 400 // bytes

// isNote reports whether s is about the document and not of it: a byline, a date, where it was posted, a remark of the
// editor, or one in brackets.
func isNote(s string) bool {
	if len(s) > maxNote {
		return false
	}
	t := strings.TrimLeft(s, "*_[( ")
	return bracketed(s) || opens(t, noteOpenings) != "" || isByline(s) || isDate(s)
}

// bracketed reports whether one pair of brackets encloses all of s; of square ones, a sentence.
func bracketed(s string) bool {
	if len(s) < 12 || s[0] != '(' && (s[0] != '[' || endOf(s) == open) {
		return false
	}
	depth := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '(', '[':
			depth++
		case ')', ']':
			depth--
			if depth == 0 {
				return i == len(s)-1
			}
		}
	}
	return false
}

// isByline reads "By Name and Name, Team" and "— Name".
func isByline(s string) bool {
	t, dash := strings.CutPrefix(s, "— ")
	if dash {
		return strings.Count(t, " ") <= 6 && unicode.IsLetter(firstRune(t))
	}
	t, by := strings.CutPrefix(s, "By ")
	return by && strings.Count(t, " ") <= 15 && unicode.IsUpper(firstRune(t)) && endOf(t) == open && capitals(t)
}

// isDate reports whether s is a date and nothing else: a month by name and a number, or a year and two smaller numbers.
func isDate(s string) bool {
	if len(s) > 50 || !strings.ContainsAny(s, "0123456789") {
		return false
	}
	named, years, small := false, 0, 0
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		n := size
		switch {
		case isDigit(s[i]):
			n = span(s[i:], isDigit)
			if n == 4 {
				years++
			} else if n < 3 {
				small++
			} else {
				return false
			}
		case isLetter(s[i]):
			n = span(s[i:], isLetter)
			word := strings.ToLower(s[i : i+n])
			month := slices.Contains(months, word)
			if !month && !slices.Contains(dateWords, word) {
				return false
			}
			named = named || month
		case strings.ContainsRune("年月日년월일", r):
			named = true
		case strings.IndexByte(" ,./-:|", s[i]) < 0:
			return false
		}
		i += n
	}
	return named && years+small > 0 || years == 1 && small >= 2
}

// span returns how many bytes at the beginning of s are of a class.
func span(s string, class func(byte) bool) (n int) {
	for n < len(s) && class(s[n]) {
		n++
	}
	return n
}

// isCaption reports whether s says that it is a caption: "Figure 3: Text", "CAPTION: Text", an image of Markdown.
func isCaption(s string) bool {
	if image(s) {
		return true
	}
	s = strings.TrimLeft(s, "*_([ ")
	if place := opens(s, placeWords); place != "" {
		return strings.HasPrefix(s[len(place):], ":")
	}
	word := opens(s, captionWords)
	rest := strings.TrimLeft(s[len(word):], "*_ ")
	if word == "" || rest == "" {
		return false
	}
	if rest[0] == ':' || strings.HasPrefix(rest, "：") {
		return true
	}
	n := span(rest, func(c byte) bool { return isDigit(c) || c == '.' || c == '-' })
	if n == 0 || !isDigit(rest[0]) {
		return false
	}
	after := firstRune(strings.TrimLeft(rest[n:], " )"))
	return rest[n-1] == '.' || n == len(rest) || !isLower(after)
}

// isEntry reports whether s is a numbered entry of a reference list: "[7] Author, Title, 2016".
func isEntry(s string) bool {
	n := strings.IndexByte(s[:min(len(s), 12)], ']')
	return s[0] == '[' && n > 1 && n+2 < len(s) && s[n+1] == ' ' && isDigit(s[1]) && cites(s[n:])
}

func isReferenceHeading(s string) bool {
	return len(s) < 60 && slices.Contains(referenceHeadings, strings.ToLower(strings.Trim(s, "0123456789.:* ")))
}

// opens returns the one of phrases, in the letters of s, that s begins with as whole words, or "".
func opens(s string, phrases []string) string {
	for _, phrase := range phrases {
		if len(s) < len(phrase) || s[0]|0x20 != phrase[0]|0x20 && s[0] < 0x80 || !strings.EqualFold(s[:len(phrase)], phrase) {
			continue
		}
		next, _ := utf8.DecodeRuneInString(s[len(phrase):])
		last, _ := utf8.DecodeLastRuneInString(phrase)
		if !unicode.IsLetter(last) || !unicode.IsLetter(next) || last >= 0x3000 {
			return s[:len(phrase)]
		}
	}
	return ""
}

// isEdge reports whether r may stand around a word.
func isEdge(r rune) bool { return strings.ContainsRune(openers+closers+",:;", r) }

// nounPhrase reports whether the first sentence of s is English and has no finite verb among the common ones: "A look at the
// parts of the engine."
func nounPhrase(s string) bool {
	english := false
	for _, word := range strings.Fields(s) {
		w := strings.ToLower(strings.TrimFunc(word, isEdge))
		end := endOf(word) == stop || endOf(word) == colon
		w = strings.TrimRight(w, ".:")
		english = english || slices.Contains(particles, w)
		if slices.Contains(finite, w) || strings.HasSuffix(w, "n't") || strings.HasSuffix(w, "n’t") {
			return false
		}
		if end {
			break
		}
	}
	return english
}

var particles = []string{"a", "an", "the", "of", "from", "with"}

var finite = []string{
	"is", "are", "was", "were", "am", "be", "been", "has", "have", "had", "do", "does", "did", "can", "could", "will", "would", "shall",
	"should", "may", "might", "must", "i", "we", "you", "he", "she", "it", "they", "there", "let", "let's", "it's", "we're", "we've",
	"that's", "it’s", "we’re", "we’ve", "that’s", "i'm", "i’m", "you'll", "you’ll", "we'll", "we’ll",
}
