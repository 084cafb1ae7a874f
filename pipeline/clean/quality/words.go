package quality

import (
	"math/bits"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/words"
)

// projectWords returns the words that the column words counts: the word segments (UAX #29) with a letter or a digit.
func projectWords(text string) *wordList {
	l := newWordList(text, bytesOfWord)
	for i := 0; i < len(text); {
		switch n := asciiWord(text[i:]); {
		case n > 0:
			l.add(text[i : i+n])
			i += n
		case text[i] < utf8.RuneSelf && text[i] != '_' && !alphanumeric(text[i]) && !extended(text[i:]):
			i += max(1, spaces(text[i:]))
		default:
			i += l.segments(text[i:])
		}
	}
	return l
}

// spaces returns the number of spaces that s begins with: they are one segment (WB3d).
func spaces(s string) int { return len(s) - len(strings.TrimLeft(s, " ")) }

// extended reports whether what follows the spaces, or the other ASCII character, that s begins with could be a part of that
// segment: U+FF9E is a letter, and joins any but a line end (WB4).
func extended(s string) bool {
	n := max(1, spaces(s))
	return n < len(s) && s[n] >= utf8.RuneSelf
}

// segments adds the words of s as the library cuts it, up to the next segment that begins with an ASCII character, and
// returns its place. A word segment that begins s is one in the text, for s begins where one ends.
func (l *wordList) segments(s string) (n int) {
	for segments := words.FromString(s); segments.Next(); {
		if strings.ContainsFunc(segments.Value(), letterOrDigit) {
			l.add(segments.Value())
		}
		if n += len(segments.Value()); n < len(s) && s[n] < utf8.RuneSelf {
			break
		}
	}
	return n
}

// asciiWord returns the length of the word segment of ASCII letters, digits and _ that s begins with, or 0 where it begins
// with _ or what follows could be a part of it.
func asciiWord(s string) int {
	n := 0
	for n < len(s) && (alphanumeric(s[n]) || s[n] == '_' && n > 0) {
		n++
	}
	switch {
	case n == len(s):
		return n
	case s[n] >= utf8.RuneSelf:
		return 0
	case strings.IndexByte("'.:,;", s[n]) < 0: // no mark that joins (WB6, WB7, WB11, WB12)
		return n
	case n+1 < len(s) && (s[n+1] >= utf8.RuneSelf || alphanumeric(s[n+1])):
		return 0
	}
	return n
}

// bytesOfWord is what room is made for: English has about six bytes a word.
const bytesOfWord = 6

func letterOrDigit(r rune) bool {
	if r < utf8.RuneSelf {
		return alphanumeric(byte(r))
	}
	return unicode.In(r, unicode.L, unicode.N)
}

// alphanumeric says whether an ASCII character is a letter or a digit; no other byte is.
func alphanumeric(c byte) bool { return asciiClasses[c] == letter || asciiClasses[c] == digit }

// spacedWords returns the words between white space, as str.split of Python.
func spacedWords(text string) *wordList {
	l := newWordList(text, bytesOfWord)
	for w := range strings.FieldsSeq(text) {
		l.add(w)
	}
	return l
}

// tokenWords returns the datatrove tokens of the text.
func tokenWords(text string) *wordList {
	l := newWordList(text, bytesOfWord)
	tokens(text, l.add)
	return l
}

// plainWords returns the number of words between ASCII white space that begin with a letter or a digit.
func plainWords(text string) int {
	n, inside := 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == ' ' || '\t' <= c && c <= '\r' || c == 0:
			inside = false
		case !inside:
			inside = true
			if r, _ := utf8.DecodeRuneInString(text[i:]); letterOrDigit(r) {
				n++
			}
		}
	}
	return n
}

func hasLetter(word string) bool {
	return asciiClasses[word[0]] == letter || strings.ContainsFunc(word, unicode.IsLetter)
}

// stopWord returns the place of a word in the paper's list of stop words, or -1.
func stopWord(word string) int {
	switch word {
	case "the":
		return 0
	case "be":
		return 1
	case "to":
		return 2
	case "of":
		return 3
	case "and":
		return 4
	case "that":
		return 5
	case "have":
		return 6
	case "with":
		return 7
	}
	return -1
}

// stopWordInLowerCase is stopWord for a word in any case. Words that are longer in bytes than any of them do not come to
// be one: U+212A, which becomes k, is in none.
func stopWordInLowerCase(word string) int {
	if len(word) > len("have") {
		return -1
	}
	return stopWord(strings.ToLower(word))
}

// differentStopWords returns how many of the stop words stand, by one of the two functions above.
func (l *wordList) differentStopWords(place func(string) int) int {
	found := 0
	for _, k := range l.kinds {
		if i := place(k.text); i >= 0 {
			found |= 1 << i
		}
	}
	return bits.OnesCount(uint(found))
}

// spacedCounts is what is counted of the words between white space.
type spacedCounts struct {
	tally
	withLetter, withSymbol        int // a symbol of Dolma: # or …
	stopWords, stopWordsInAnyCase int
}

func spacedCountsOf(text string) (c spacedCounts) {
	for w := range strings.FieldsSeq(text) {
		c.words++
		c.characters += utf8.RuneCountInString(w)
		if hasLetter(w) {
			c.withLetter++
		}
		if strings.IndexByte(w, '#') >= 0 || strings.Contains(w, "…") {
			c.withSymbol++
		}
		if stopWordInLowerCase(w) >= 0 {
			c.stopWordsInAnyCase++
			if stopWord(w) >= 0 {
				c.stopWords++
			}
		}
	}
	return c
}
