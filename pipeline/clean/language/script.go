package language

import "unicode"

// script is a place in scripts.
type script int

// scripts are the scripts that are told apart. Han stands for the scripts of Chinese and Japanese.
var scripts = [...]*unicode.RangeTable{
	unicode.Latin, unicode.Cyrillic, unicode.Arabic, unicode.Devanagari, unicode.Han, unicode.Hiragana, unicode.Katakana,
	unicode.Hangul, unicode.Hebrew, unicode.Greek, unicode.Thai, unicode.Bengali, unicode.Tamil, unicode.Telugu,
	unicode.Gujarati, unicode.Gurmukhi, unicode.Kannada, unicode.Malayalam, unicode.Georgian, unicode.Armenian,
	unicode.Ethiopic, unicode.Khmer, unicode.Lao, unicode.Myanmar, unicode.Sinhala, unicode.Oriya, unicode.Tibetan,
	unicode.Thaana, unicode.Cherokee, unicode.Canadian_Aboriginal, unicode.Mongolian, unicode.Tifinagh, unicode.Vai, unicode.Yi,
}

const (
	latin script = iota
	cyrillic
	arabic
	devanagari
	han
	hiragana
	katakana
	hangul
	hebrew
	ethiopic    = 20
	tibetan     = 26
	scriptCount = 34
	unknown     = scriptCount // letters of any other script
	common      = scriptCount + 1
)

// only is the language of the scripts that write one here.
var only = [scriptCount + 1]string{
	4: "zh", 5: "ja", 7: "ko", 9: "el", 10: "th", 11: "bn", 12: "ta", 13: "te", 14: "gu", 15: "pa", 16: "kn", 17: "ml",
	18: "ka", 19: "hy", 21: "km", 22: "lo", 23: "my", 24: "si", 25: "or", 27: "dv", 28: "chr", 30: "mn-Mong", 32: "vai", 33: "ii",
}

// scriptOf returns the script of the letter or mark r, common for anything else; last is tried first.
func scriptOf(r rune, last script) script {
	if r < 0x80 {
		if 'a' <= r|0x20 && r|0x20 <= 'z' {
			return latin
		}
		return common
	}
	if last < scriptCount && unicode.Is(scripts[last], r) && unicode.In(r, unicode.L, unicode.M) {
		return last
	}
	if !unicode.In(r, unicode.L, unicode.M) {
		return common
	}
	for s, table := range scripts {
		if unicode.Is(table, r) {
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
		case t != common || unicode.Is(unicode.M, r):
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
