package quality

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// rule is a measured value. Its formula in words is the Doc of the member of schema.QualityMembers with its name.
type rule struct {
	name, unit string
	value      func(*facts) float64 // NaN where there is nothing to measure
}

// rules is in the order of schema.QualityMembers.
var rules = slices.Concat(wordRules, lineRules, gramRules(), pageRules)

// Units of measure.
const (
	count      = "number"
	perWord    = "per word"
	characters = "characters"
	fraction   = "share"
)

var wordRules = []rule{
	{"words", count, func(f *facts) float64 { return float64(len(f.words().runs)) }},
	{"words_datatrove", count, func(f *facts) float64 { return float64(f.realTokens().words) }},
	{"words_dolma", count, func(f *facts) float64 { return float64(f.spacedCounts().words) }},
	{"words_dclm", count, func(f *facts) float64 { return float64(plainWords(f.text)) }},
	{"mean_word_length", characters, func(f *facts) float64 { return mean(f.words().tally(nil)) }},
	{"mean_word_length_datatrove", characters, func(f *facts) float64 { return mean(f.realTokens()) }},
	{"median_word_length_dolma", characters, func(f *facts) float64 { return f.spaced().median() }},
	{"mean_word_length_dclm", characters, func(f *facts) float64 { return mean(f.spacedCounts().tally) }},
	{"hashes_per_word", perWord, func(f *facts) float64 { return ratio(f.count("#"), len(f.words().runs)) }},
	{"hashes_per_word_datatrove", perWord, func(f *facts) float64 { return ratio(f.count("#"), len(f.tokens().runs)) }},
	{"ellipses_per_word", perWord, func(f *facts) float64 { return ratio(f.count("...", "…"), len(f.words().runs)) }},
	{"ellipses_per_word_datatrove", perWord, func(f *facts) float64 { return ratio(f.count("...", "…"), len(f.tokens().runs)) }},
	{"symbol_words_dolma", fraction, func(f *facts) float64 { return ratio(f.spacedCounts().withSymbol, f.spacedCounts().words) }},
	{"symbols_per_word_dclm", perWord, func(f *facts) float64 { return ratio(f.count("#", "...", ". . .", "…"), f.spacedCounts().words) }},
}

var lineRules = []rule{
	{"bullet_lines", fraction, func(f *facts) float64 { return share(trimmed(f.text, "\n"), beginsWith("●", "•", "*", "-")) }},
	{"bullet_lines_datatrove", fraction, func(f *facts) float64 { return share(lines(f.text), datatroveBullet) }},
	{"bullet_lines_dolma", fraction, func(f *facts) float64 { return share(strings.SplitSeq(f.text, "\n"), beginsWith("*", "-")) }},
	{"ellipsis_lines", fraction, func(f *facts) float64 { return share(trimmed(f.text, "\n"), endsWith("...", ". . .", "…")) }},
	{"ellipsis_lines_datatrove", fraction, func(f *facts) float64 { return share(lines(f.text), datatroveEllipsis) }},
	{"ellipsis_lines_dolma", fraction, func(f *facts) float64 { return share(strings.SplitSeq(f.text, "\n"), endsWith("…")) }},
	{"letter_words", fraction, func(f *facts) float64 { return f.words().share(hasLetter) }},
	{"letter_words_datatrove", fraction, func(f *facts) float64 { return f.tokens().share(hasLetter) }},
	{"letter_words_dolma", fraction, func(f *facts) float64 { return ratio(f.spacedCounts().withLetter, f.spacedCounts().words) }},
	{"stop_words", count, func(f *facts) float64 { return float64(f.words().differentStopWords(stopWordInLowerCase)) }},
	{"stop_words_datatrove", count, func(f *facts) float64 { return float64(f.tokens().differentStopWords(stopWord)) }},
	{"stop_words_dolma", count, func(f *facts) float64 { return float64(f.spacedCounts().stopWords) }},
	{"stop_words_dclm", count, func(f *facts) float64 { return float64(f.spacedCounts().stopWordsInAnyCase) }},
	{"duplicate_paragraphs", fraction, func(f *facts) float64 { c := f.paragraphs(); return ratio(c.later, c.pieces) }},
	{"duplicate_paragraphs_dclm", fraction, func(f *facts) float64 { c := f.paragraphsDCLM(); return ratio(c.repeated, c.pieces) }},
	{"duplicate_paragraph_characters", fraction, func(f *facts) float64 { return ratio(f.paragraphs().laterCharacters, f.characters()) }},
	{"duplicate_paragraph_characters_dclm", fraction, func(f *facts) float64 { c := f.paragraphsDCLM(); return ratio(c.repeatedCharacters, c.characters) }},
	{"duplicate_lines", fraction, func(f *facts) float64 { c := f.lines(); return ratio(c.later, c.pieces) }},
	{"duplicate_lines_dolma", fraction, func(f *facts) float64 { c := f.linesDolma(); return ratio(c.repeated, c.pieces) }},
	{"duplicate_lines_dclm", fraction, func(f *facts) float64 { c := f.linesDCLM(); return ratio(c.repeated, c.pieces) }},
	{"duplicate_line_characters", fraction, func(f *facts) float64 { return ratio(f.lines().laterCharacters, f.characters()) }},
	{"duplicate_line_characters_dolma", fraction, func(f *facts) float64 {
		return ratio(f.linesDolma().repeatedCharacters, f.spacedCounts().characters)
	}},
	{"duplicate_line_characters_dclm", fraction, func(f *facts) float64 { c := f.linesDCLM(); return ratio(c.repeatedCharacters, c.characters) }},
}

// gramRules returns the rules on runs of 2 to 10 words.
func gramRules() (list []rule) {
	for n := 2; n <= longest; n++ {
		name := "top_"
		if n > 4 {
			name = "duplicate_"
		}
		name += strconv.Itoa(n) + "_gram_characters"
		list = append(list,
			rule{name, fraction, func(f *facts) float64 { return f.grams()[n] }},
			rule{name + "_datatrove", fraction, func(f *facts) float64 { return f.gramsDatatrove()[n] }},
			rule{name + "_dolma", fraction, func(f *facts) float64 { return f.gramsDolma()[n] }})
	}
	return list
}

var pageRules = []rule{
	{"lorem_ipsum_lines_c4", count, func(f *facts) float64 { return float64(f.c4().loremIpsum) }},
	{"curly_bracket_lines_c4", count, func(f *facts) float64 { return float64(f.c4().curlyBracket) }},
	{"sentences_c4", count, func(f *facts) float64 { return float64(f.c4().sentences) }},
	{"dropped_lines_c4", fraction, func(f *facts) float64 { c := f.c4(); return ratio(c.dropped, c.lines) }},
	{"lorem_ipsums_dolma", count, func(f *facts) float64 { return float64(strings.Count(f.folded(), "lorem ipsum")) }},
	{"curly_brackets_dolma", count, func(f *facts) float64 { return float64(f.count("{")) }},
	{"javascripts_dolma", count, func(f *facts) float64 { return float64(strings.Count(f.folded(), "javascript")) }},
	{"unended_lines_dolma", count, func(f *facts) float64 { return float64(f.countLines(dolmaEnded, false)) }},
	{"short_lines_dolma", count, func(f *facts) float64 { return float64(f.countLines(dolmaShort, true)) }},
	{"third_longest_line", characters, func(f *facts) float64 { return float64(thirdLongest(f.text)) }},
	{"ended_lines_fineweb", fraction, func(f *facts) float64 { return share(notBlank(f.text), endsSentence) }},
	{"short_lines_fineweb", fraction, func(f *facts) float64 { return share(notBlank(f.text), shortLine) }},
	{"duplicate_line_characters_fineweb", fraction, func(f *facts) float64 {
		return ratio(copiesIn(f.text, notBlank(f.text)).laterCharacters, f.characters()-f.count("\n"))
	}},
	{"newlines_per_word_fineweb", perWord, func(f *facts) float64 { return ratio(f.count("\n"), len(f.tokens().runs)) }},
}

func datatroveBullet(line string) bool {
	return beginsWith("•", "-")(strings.TrimSpace(line))
}

func datatroveEllipsis(line string) bool {
	return endsWith("...", "…")(strings.TrimSpace(line))
}

func endsSentence(line string) bool {
	r, _ := utf8.DecodeLastRuneInString(line)
	return sentenceEnd(r)
}

// shortLine says whether a line has at most the 30 characters of FineWeb.
func shortLine(line string) bool {
	return len(line) <= 30 || len(line) <= 30*utf8.UTFMax && utf8.RuneCountInString(line) <= 30
}

func mean(t tally) float64 { return ratio(t.characters, t.words) }

// ruleIndex returns the place of a rule in the table, or -1.
func ruleIndex(name string) int {
	return slices.IndexFunc(rules, func(r rule) bool { return r.name == name })
}
