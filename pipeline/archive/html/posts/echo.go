package posts

import (
	"math/bits"
	"strings"
	"unicode/utf8"
)

// Windows of the echo, in words, and the number of candidates of which it is taken.
const (
	echoAfter  = 220
	echoBefore = 180
	maxEchoes  = 20_000
	stem       = 7 // characters of a word that count, so that most endings do not
)

// listen sets the echo of every candidate: how much more the words of the title occur in the text after it than in the
// text before, each word weighted by its rarity, in hundredths from -100 to 100.
func (d *document) listen() {
	if len(d.all) > maxEchoes {
		return
	}
	v := d.index()
	seen := make([]int, len(v.count))
	for i := range d.all {
		c := &d.all[i]
		at, end := v.first[c.line], v.first[c.line+1]
		title := v.words[at:end]
		if c.manner != whole {
			title = title[:min(len(title), len(strings.Fields(c.title)))]
		}
		after := v.words[end:min(len(v.words), end+echoAfter)]
		before := v.words[max(0, at-echoBefore):at]
		for _, w := range after {
			seen[w] |= 1
		}
		for _, w := range before {
			seen[w] |= 2
		}
		sum, total := 0, 0
		for _, w := range title {
			r := log2(len(v.words) / v.count[w])
			total += r
			sum += r * (seen[w]&1 - seen[w]>>1)
		}
		for _, w := range v.words[max(0, at-echoBefore):min(len(v.words), end+echoAfter)] {
			seen[w] = 0
		}
		c.echo = 100 * sum / max(1, total)
	}
}

// vocabulary is the page as numbered words.
type vocabulary struct {
	words []int
	first []int // the place of the first word of each line, and of the end
	count []int // how often the page has each word
}

func (d *document) index() vocabulary {
	var v vocabulary
	numbers := map[string]int{}
	for i := range d.lines {
		v.first = append(v.first, len(v.words))
		if d.lines[i].off {
			continue
		}
		for _, w := range strings.FieldsFunc(strings.ToLower(d.lines[i].text), notWord) {
			if utf8.RuneCountInString(w) < 2 {
				continue
			}
			w = cutWord(w)
			n, ok := numbers[w]
			if !ok {
				n = len(numbers)
				numbers[w] = n
				v.count = append(v.count, 0)
			}
			v.count[n]++
			v.words = append(v.words, n)
		}
	}
	v.first = append(v.first, len(v.words))
	return v
}

// cutWord returns the first characters of w.
func cutWord(w string) string {
	n := 0
	for i := range w {
		if n++; n > stem {
			return w[:i]
		}
	}
	return w
}

// log2 returns the binary logarithm of n in hundredths, linear between powers of two, and 0 for n below 1.
func log2(n int) int {
	if n < 1 {
		return 0
	}
	k := bits.Len(uint(n)) - 1
	return 100*k + 100*(n-1<<k)/(1<<k)
}
