package quality

import (
	"strings"
	"unicode/utf8"
)

// facts is what the rules need to know of a text, each found when a rule first asks.
type facts struct {
	text      string
	size      memo[int]
	lowerCase memo[string]

	wordList, tokenList, spacedList             memo[*wordList]
	tokenTally                                  memo[tally]
	spacedTally                                 memo[spacedCounts]
	wordGrams, tokenGrams, dolmaGrams           memo[gramValues]
	lineCopies, dolmaLineCopies, dclmLineCopies memo[copies]
	paragraphCopies, dclmParagraphCopies        memo[copies]
	c4Lines                                     memo[c4Counts]
}

// memo keeps a value once it is found.
type memo[T any] struct {
	value T
	found bool
}

func (m *memo[T]) get(find func() T) T {
	if !m.found {
		m.value, m.found = find(), true
	}
	return m.value
}

// free leaves the memory of the lists to other texts. No rule may ask afterwards.
func (f *facts) free() {
	for _, l := range []*wordList{f.wordList.value, f.tokenList.value, f.spacedList.value} {
		if l != nil {
			l.free()
		}
	}
}

func (f *facts) characters() int {
	return f.size.get(func() int { return utf8.RuneCountInString(f.text) })
}

func (f *facts) folded() string {
	return f.lowerCase.get(func() string { return strings.ToLower(f.text) })
}

func (f *facts) words() *wordList {
	return f.wordList.get(func() *wordList { return projectWords(f.text) })
}

func (f *facts) tokens() *wordList {
	return f.tokenList.get(func() *wordList { return tokenWords(f.text) })
}

func (f *facts) spaced() *wordList {
	return f.spacedList.get(func() *wordList { return spacedWords(f.text) })
}

func (f *facts) spacedCounts() spacedCounts {
	return f.spacedTally.get(func() spacedCounts { return spacedCountsOf(f.text) })
}

// realTokens is the tokens that are more than punctuation.
func (f *facts) realTokens() tally {
	return f.tokenTally.get(func() tally {
		return f.tokens().tally(func(token string) bool { return !symbolOnly(token) })
	})
}

func (f *facts) grams() gramValues {
	return f.wordGrams.get(func() gramValues { return plainGrams.values(f.words().plain(), 0) })
}

func (f *facts) gramsDatatrove() gramValues {
	return f.tokenGrams.get(func() gramValues { return datatroveGrams.values(f.tokens(), f.characters()) })
}

func (f *facts) gramsDolma() gramValues {
	return f.dolmaGrams.get(func() gramValues { return dolmaGrams.values(f.spaced(), 0) })
}

func (f *facts) lines() copies {
	return f.lineCopies.get(func() copies { return copiesIn(f.text, split(f.text, 1)) })
}

func (f *facts) linesDolma() copies {
	return f.dolmaLineCopies.get(func() copies { return copiesIn(f.text, strings.SplitSeq(f.text, "\n")) })
}

func (f *facts) linesDCLM() copies {
	return f.dclmLineCopies.get(func() copies { return copiesIn(f.text, trimmed(f.text, "\n")) })
}

func (f *facts) paragraphs() copies {
	return f.paragraphCopies.get(func() copies { return copiesIn(f.text, split(strings.TrimSpace(f.text), 2)) })
}

func (f *facts) paragraphsDCLM() copies {
	return f.dclmParagraphCopies.get(func() copies { return copiesIn(f.text, trimmed(f.text, "\n\n")) })
}

func (f *facts) c4() c4Counts {
	return f.c4Lines.get(func() c4Counts { return c4CountsOf(f.text) })
}

// count returns how often the marks stand in the text, without overlap.
func (f *facts) count(marks ...string) (n int) {
	for _, m := range marks {
		n += strings.Count(f.text, m)
	}
	return n
}

// countLines returns for how many lines holds says want; after a line end at the end of the text stands one more line.
func (f *facts) countLines(holds func(string) bool, want bool) (n int) {
	for line := range strings.SplitSeq(f.text, "\n") {
		if holds(line) == want {
			n++
		}
	}
	return n
}
