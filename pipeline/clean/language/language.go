// Package language guesses the language of a text.
//
// The rule that matters: the same text has the same guess everywhere. All sums are of integers, over a model that is part
// of the program.
//
// The script that most letters are of comes first. Some scripts write one language here, and that is the guess. For the
// others each word is scored in each language of the script: by the sum of the weights of its substrings of up to four
// letters, the ends of the word included. The weights are those of an interpolated character model (Witten and Bell 1991,
// method C) in additive form, in eighths of a bit. No word counts against a language by more than a bound, and a word with
// a capital letter inside a text counts half, so that names of other languages decide little. The language with the highest
// sum wins.
//
// The model is made by TestModelIsWhatTheSourcesGive from the Universal Declaration of Human Rights in each language and
// from lists of everyday words, testdata/words.txt. Near languages are told apart as well as that allows: Malay and
// Indonesian, or Bosnian, Croatian and Serbian in Latin letters, are often mistaken for each other in single sentences.
package language

import (
	"encoding/binary"
	"slices"
	"unicode"
	"unicode/utf8"
)

// Undetermined is the tag of a text whose language is not known (BCP 47, the subtag und).
const Undetermined = "und"

const (
	maxOrder   = 4   // letters in the longest substring
	maxWord    = 32  // letters of a word that are looked at
	wordBound  = 92  // eighths of a bit, as in the model: what one word may count against a language
	handicap   = 320 // of languages or spellings that few texts are in; half eighths of a bit, as the sums
	leastLead  = 4   // of the winner over the next; half eighths of a bit
	fullLead   = 160 // the lead that gives the score 0.5
	minLetters = 4   // a text with fewer has no language; a Han, Kana or Hangul letter counts as three
)

// Detector guesses languages. It may be used from many goroutines at once.
type Detector struct{ models [scriptCount]*model }

// New returns a detector. It takes some milliseconds and holds the model, some megabytes.
func New() *Detector { return &Detector{decode(packed)} }

// Detect returns the BCP 47 tag of the language that text is most likely in, and how sure that is, from 0 to 1. It is und
// and 0 where the text has too few letters, is in a script that the model does not know, or two languages are too near. Of
// a long text it looks at parts, spread evenly, so the time does not grow with the length.
//
// The score is the share of the letters that are in the script of the language, times L / (L + C), where L is the lead over
// the next language and C a constant.
func (d *Detector) Detect(text string) (tag string, score float64) {
	parts := sample(text)
	s, letters, in := dominant(parts)
	if letters < minLetters {
		return Undetermined, 0
	}
	share := float64(in) / float64(letters)
	if s == unknown {
		return Undetermined, 0
	}
	m := d.models[s]
	if m == nil {
		return single(scripts[s].language, share)
	}
	sums := m.sums(parts, s)
	best, next := first2(sums)
	lead := sums[best] - sums[next]
	if lead < leastLead {
		return Undetermined, 0
	}
	return m.tags[best], share * (float64(lead) / float64(lead+fullLead))
}

// single returns the answer for a script that writes language alone, or none that is known.
func single(language string, share float64) (string, float64) {
	if language == "" {
		return Undetermined, 0
	}
	return language, share
}

// Languages returns the tags that Detect can return, but und, in alphabetical order.
func (d *Detector) Languages() []string {
	var tags []string
	for s, m := range d.models {
		if tag := scripts[s].language; tag != "" {
			tags = append(tags, tag)
		}
		if m != nil {
			tags = append(tags, m.tags...)
		}
	}
	slices.Sort(tags)
	return slices.Compact(tags)
}

// first2 returns the places of the greatest and the second greatest of sums, the first of equals.
func first2(sums []int) (best, next int) {
	next = -1
	for i := 1; i < len(sums); i++ {
		switch {
		case sums[i] > sums[best]:
			best, next = i, best
		case next < 0 || sums[i] > sums[next]:
			next = i
		}
	}
	return best, next
}

// sums returns the score of each language of m for the words of parts in script s.
func (m *model) sums(parts []string, s script) []int {
	sums := slices.Clone(m.priors)
	memo := m.memo()
	defer m.memos.Put(memo)
	start := true
	for _, part := range parts {
		eachWord(part, s, func(word []rune) {
			weight := 2
			if !start && unicode.IsUpper(word[0]) {
				weight = 1
			}
			start = false
			for i, count := range m.counts(word, memo) {
				sums[i] += weight * int(count)
			}
		})
	}
	return sums
}

const (
	memoWords   = 16384
	memoLetters = 16 // with the marks
)

// memo keeps what words count, for most words of a text stood in one before: each in the one place that its letters give.
type memo struct {
	words  [memoWords][memoLetters]uint8 // classes of their letters
	counts []int8                        // of each word, and behind them of a longer one
	scores []int
	lanes  []uint64 // the part of them that is in rows
}

func (m *model) memo() *memo {
	if found, ok := m.memos.Get().(*memo); ok {
		return found
	}
	n := len(m.tags)
	return &memo{counts: make([]int8, (memoWords+1)*n), scores: make([]int, n), lanes: make([]uint64, m.width)}
}

// counts returns what word counts for each language, which is 0 for the likeliest and less for others. It lasts until the
// next call.
func (m *model) counts(word []rune, memo *memo) []int8 {
	var letters [maxWord + 2]uint16
	var classes [maxWord + 2]uint8
	n := marked(word, &letters)
	for i, letter := range letters[:n] {
		classes[i] = m.classes[letter]
	}
	at := memoWords
	if n <= memoLetters {
		key := [memoLetters]uint8(classes[:])
		at = place(key)
		if memo.words[at] == key {
			return memo.counts[at*len(m.tags):][:len(m.tags)]
		}
		memo.words[at] = key
	}
	m.score(classes[:n], memo)
	top := slices.Max(memo.scores)
	counts := memo.counts[at*len(m.tags):][:len(m.tags)]
	for i, score := range memo.scores {
		counts[i] = int8(max(score-top, -wordBound))
	}
	return counts
}

// place returns the place of a word in a memo (Fibonacci hashing: Knuth, The Art of Computer Programming, volume 3, section
// 6.4).
func place(key [memoLetters]uint8) int {
	h := binary.LittleEndian.Uint64(key[:8])*0x9E3779B97F4A7C15 ^ binary.LittleEndian.Uint64(key[8:])
	return int(h * 0x9E3779B97F4A7C15 >> 32 % memoWords)
}

// score sets scores to the sums of the weights of the substrings of a word, a mark at each end of it included.
func (m *model) score(word []uint8, memo *memo) {
	clear(memo.scores)
	clear(memo.lanes)
	for i := range word {
		at, row := &m.nodes[0], m.row(0)
		for _, class := range word[i:min(len(word), i+maxOrder)] {
			if at = m.child(at, class); at == nil { // then no longer substring is there either
				break
			}
			if at.row > 0 {
				row = m.row(at.row)
				continue
			}
			for _, w := range m.all[at.start:][:at.n] {
				memo.scores[w.language] += int(w.weight)
			}
		}
		for l, four := range row {
			memo.lanes[l] += four
		}
	}
	for l := range memo.scores {
		memo.scores[l] += int(uint16(memo.lanes[l/4]>>(l%4*16))) - len(word)*laneZero
	}
}

// The marks at the ends of a word.
const (
	wordStart = 1
	wordEnd   = 2
)

// marked writes word in small letters to letters, between the two marks, and returns how many there are. Letters beyond
// the Basic Multilingual Plane, which no language of the model has, become U+FFFD.
func marked(word []rune, letters *[maxWord + 2]uint16) int {
	letters[0] = wordStart
	n := 1
	for _, r := range word[:min(len(word), maxWord)] {
		if r = unicode.ToLower(r); r > 0xFFFF {
			r = utf8.RuneError
		}
		letters[n] = uint16(r)
		n++
	}
	letters[n] = wordEnd
	return n + 1
}
