package language

import "unicode"

// script is a place in scripts.
type script int

// scripts are the scripts that are told apart, each with the language that it writes, where it is one here. Chinese and
// Japanese together are han until dominant has looked for Kana.
var scripts = [...]struct {
	table    *unicode.RangeTable
	language string
}{
	latin: {unicode.Latin, ""}, cyrillic: {unicode.Cyrillic, ""}, arabic: {unicode.Arabic, ""},
	devanagari: {unicode.Devanagari, ""}, hebrew: {unicode.Hebrew, ""}, ethiopic: {unicode.Ethiopic, ""},
	tibetan: {unicode.Tibetan, ""}, han: {unicode.Han, "zh"}, hiragana: {unicode.Hiragana, "ja"},
	katakana: {unicode.Katakana, "ja"}, hangul: {unicode.Hangul, "ko"},
	11: {unicode.Greek, "el"}, 12: {unicode.Thai, "th"}, 13: {unicode.Bengali, "bn"}, 14: {unicode.Tamil, "ta"},
	15: {unicode.Telugu, "te"}, 16: {unicode.Gujarati, "gu"}, 17: {unicode.Gurmukhi, "pa"}, 18: {unicode.Kannada, "kn"},
	19: {unicode.Malayalam, "ml"}, 20: {unicode.Georgian, "ka"}, 21: {unicode.Armenian, "hy"}, 22: {unicode.Khmer, "km"},
	23: {unicode.Lao, "lo"}, 24: {unicode.Myanmar, "my"}, 25: {unicode.Sinhala, "si"}, 26: {unicode.Oriya, "or"},
	27: {unicode.Thaana, "dv"}, 28: {unicode.Cherokee, "chr"}, 29: {unicode.Mongolian, "mn-Mong"}, 30: {unicode.Vai, "vai"},
	31: {unicode.Yi, "ii"}, 32: {unicode.Canadian_Aboriginal, ""}, 33: {unicode.Tifinagh, ""},
}

const (
	latin script = iota
	cyrillic
	arabic
	devanagari
	hebrew
	ethiopic
	tibetan
	han
	hiragana
	katakana
	hangul
	scriptCount = script(len(scripts))
	unknown     = scriptCount // letters of any other script
	common      = scriptCount + 1
)

// scriptOf returns the script of the letter or mark r, common for anything else; last is tried first.
func scriptOf(r rune, last script) script {
	if r < 0x80 {
		if 'a' <= r|0x20 && r|0x20 <= 'z' {
			return latin
		}
		return common
	}
	return scriptBeyondASCII(r, last)
}

// scriptBeyondASCII stands by itself, so that the compiler puts the rest of scriptOf where it is called.
func scriptBeyondASCII(r rune, last script) script {
	if !unicode.In(r, unicode.L, unicode.M) {
		return common
	}
	if last < scriptCount && unicode.Is(scripts[last].table, r) {
		return last
	}
	for s := range scripts {
		if unicode.Is(scripts[s].table, r) {
			return script(s)
		}
	}
	if unicode.Is(unicode.M, r) { // a mark of no script, such as U+0301
		return common
	}
	return unknown
}

// dominant returns the script that most letters of parts are of, the first of equals, how many letters there are, and how
// many of them are in it. A letter of Chinese, Japanese or Korean says as much as three of others, and counts so. Chinese
// and Japanese are one script, Japanese where a tenth of it is Kana.
func dominant(parts []string) (s script, letters, in int) {
	var n [scriptCount + 1]int
	last := latin
	for _, part := range parts {
		for _, r := range part {
			if t := scriptOf(r, last); t != common {
				n[t]++
				last = t
			}
		}
	}
	n[hangul] *= 3
	kana := n[hiragana] + n[katakana]
	east := 3 * (n[han] + kana)
	n[han], n[hiragana], n[katakana] = east, 0, 0
	for i, count := range n {
		letters += count
		if count > n[s] {
			s = script(i)
		}
	}
	in = n[s]
	if s == han && 30*kana >= east {
		s = hiragana
	}
	return s, letters, in
}

// eachWord calls f with each word of part that has a letter of script s: letters, marks and the apostrophes between them.
// f must not keep the word.
func eachWord(part string, s script, f func(word []rune)) {
	var word []rune
	in := false // the word has a letter of s
	end := func() {
		for len(word) > 0 && word[len(word)-1] == '\'' {
			word = word[:len(word)-1]
		}
		if in {
			f(word)
		}
		word, in = word[:0], false
	}
	for _, r := range part {
		switch t := scriptOf(r, s); {
		case t != common || r > 0x2FF && unicode.Is(unicode.M, r): // which begin with U+0300
			word = append(word, r)
			in = in || t == s
		case len(word) > 0 && (r == '\'' || r == '’'):
			word = append(word, '\'')
		default:
			end()
		}
	}
	end()
}
