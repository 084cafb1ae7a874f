package segment

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A shape is what the layout rules ask of the text of a paragraph.
type shape struct {
	small    bool // one line or two, and no more than maxSmall columns: perhaps a heading or a caption
	headline bool // small, and nothing in it speaks against a heading
	capitals bool // most of the longer words begin with a capital letter
	end      ending
}

const (
	maxSmall    = 130
	maxHeadline = 100
	maxCaption  = 260
	maxShort    = 75
)

func shapeOf(s string, lines, cols int) shape {
	h := shape{end: endOf(s)}
	h.small = lines <= 2 && cols <= maxSmall
	if h.small {
		h.capitals = capitals(s)
		h.headline = cols <= maxHeadline && headline(s, h.end) && (cols <= maxShort/2 || !endsNoSentence(s))
	}
	return h
}

// headline reports whether s may be a heading: a few words that begin with no small letter and end as no sentence
// does, or as a question.
func headline(s string, end ending) bool {
	asks := end == question && (strings.HasSuffix(s, "?") || strings.HasSuffix(s, "？") || strings.HasSuffix(s, "؟"))
	if end != open && !asks || strings.Count(s, " ") > 12 || codeLike(s) || strings.Contains(s, "://") {
		return false
	}
	return opensHeadline(firstRune(s)) && !strings.ContainsAny(s, "={}<>\\|@_\t") && mostlyLetters(s)
}

// endsNoSentence reports whether s is in a script that has no full stop, so that only its length can tell a heading.
func endsNoSentence(s string) bool { return unicode.In(firstRune(s), unicode.Thai, unicode.Lao) }

// mostlyLetters reports whether s has a letter, and no more digits than letters.
func mostlyLetters(s string) bool {
	letters, digits := 0, 0
	for _, r := range s {
		switch {
		case unicode.IsLetter(r):
			letters++
		case unicode.IsDigit(r):
			digits++
		}
	}
	return letters > 0 && letters >= digits
}

// opensHeadline reports whether r is a letter but a small one, a digit or a pictogram, and none of the box drawings and shapes.
func opensHeadline(r rune) bool {
	return unicode.IsLetter(r) && !isLower(r) || unicode.IsNumber(r) || unicode.Is(unicode.So, r) && (r < 0x2500 || r > 0x25FF)
}

// capitals reports whether of the words with four letters and more, and the first word, at least two thirds begin with
// a capital letter, a digit or a letter without case.
func capitals(s string) bool {
	words, small := 0, 0
	for word := range strings.FieldsSeq(s) {
		word = opened(word)
		if words > 0 && len(word) < 4 {
			continue
		}
		words++
		if r, _ := utf8.DecodeRuneInString(word); isLower(r) {
			small++
		}
	}
	return 3*small <= words
}

func isLower(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z'
	}
	return unicode.IsLower(r)
}

// hasWord reports whether s has a letter or a digit.
func hasWord(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.In(r, unicode.L, unicode.N) })
}
