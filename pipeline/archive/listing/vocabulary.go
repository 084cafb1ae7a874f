package listing

import (
	"math"
	"math/bits"
	"strings"
	"unicode"
)

// vocabulary is the page as numbered words.
type vocabulary struct {
	words []int32 // the word at each place
	first []int   // the place of the first word of each line, and of the end
	count []int64 // how often the page has each word
	seen  []int64 // scratch, zero between calls
	other []int64
}

// stem is the number of characters of a word that count, so that most endings do not.
const stem = 7

// index numbers the words of the page in order of appearance.
func index(d *document) *vocabulary {
	v := &vocabulary{}
	numbers := map[string]int32{}
	add := func(word string) {
		n, ok := numbers[word]
		if !ok {
			n = int32(len(numbers))
			numbers[word] = n
			v.count = append(v.count, 0)
		}
		v.count[n]++
		v.words = append(v.words, n)
	}
	for i := range d.lines {
		v.first = append(v.first, len(v.words))
		for _, field := range strings.FieldsFunc(strings.ToLower(d.at(i)), notWord) {
			eachWord(field, add)
		}
	}
	v.first = append(v.first, len(v.words))
	v.seen, v.other = make([]int64, len(numbers)), make([]int64, len(numbers))
	return v
}

func notWord(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }

// eachWord calls add with the stem of field, or with each of its ideographs.
func eachWord(field string, add func(string)) {
	n := 0
	for i, r := range field {
		switch n++; {
		case ideographic(r):
			add(string(r))
			n = stem + 1
		case n == stem+1:
			add(field[:i])
			return
		}
	}
	if n > 1 && n <= stem {
		add(field)
	}
}

// rarity returns the information in word, in hundredths of a bit.
func (v *vocabulary) rarity(word int32) int64 {
	return int64(log2(len(v.words) / int(v.count[word])))
}

// before and after return up to n words on either side of line i.
func (v *vocabulary) before(i, n int) []int32 { return v.words[max(0, v.first[i]-n):v.first[i]] }
func (v *vocabulary) after(i, n int) []int32 {
	return v.words[v.first[i]:min(len(v.words), v.first[i]+n)]
}

// Windows of the two lexical measures, in words.
const (
	titleAfter  = 370
	titleBefore = 300
	topicWindow = 250
)

// echo returns how much more the words of line title occur behind line body than before the title, in hundredths from
// -100 to 100. A word counts by its rarity.
func (v *vocabulary) echo(title, body int) int {
	after, before := v.after(body, titleAfter), v.before(title, titleBefore)
	for _, w := range after {
		v.seen[w] |= 1
	}
	for _, w := range before {
		v.seen[w] |= 2
	}
	var sum, total int64
	for _, w := range v.words[v.first[title]:v.first[title+1]] {
		r := v.rarity(w)
		total += r
		sum += r * (v.seen[w]&1 - v.seen[w]>>1)
	}
	clearWords(v.seen, after, before)
	if total == 0 {
		return 0
	}
	return int(100 * sum / total)
}

// likeness returns the cosine of the words before and behind line i, in thousandths (Hearst, TextTiling, 1997, with
// words weighted by rarity).
func (v *vocabulary) likeness(i int) int {
	before, after := v.before(i, topicWindow), v.after(i, topicWindow)
	for _, w := range before {
		v.seen[w] += v.rarity(w)
	}
	for _, w := range after {
		v.other[w] += v.rarity(w)
	}
	var dot, a, b int64
	for _, w := range before {
		dot += v.seen[w] * v.other[w] / 1000
		a += v.seen[w] * v.seen[w] / 1000
		v.seen[w] = 0
	}
	for _, w := range after {
		b += v.other[w] * v.other[w] / 1000
		v.other[w] = 0
	}
	if a == 0 || b == 0 {
		return 0
	}
	// One product and one exact square root: the same on every machine.
	return int(1000 * dot / max(1, int64(math.Sqrt(float64(a)*float64(b)))))
}

func clearWords(count []int64, lists ...[]int32) {
	for _, words := range lists {
		for _, w := range words {
			count[w] = 0
		}
	}
}

// log2 returns the binary logarithm of n in hundredths, linear between powers of two, and 0 for n below 1.
func log2(n int) int {
	if n < 1 {
		return 0
	}
	k := bits.Len(uint(n)) - 1
	low := 1 << k
	return 100*k + int(100*int64(n-low)/int64(low))
}
