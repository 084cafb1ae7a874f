package quality

import (
	"iter"
	"strings"
	"unicode/utf8"
)

// copies is what stands more than once among the pieces of a text: its lines or its paragraphs.
type copies struct {
	pieces, characters           int // all of them
	later, laterCharacters       int // those that stood before
	repeated, repeatedCharacters int // those that stand more than once, the first one too
}

// copiesIn compares pieces of text byte by byte.
func copiesIn(text string, pieces iter.Seq[string]) (c copies) {
	l := newWordList(text, bytesOfLine)
	defer l.free()
	for p := range pieces {
		l.add(p)
	}
	for _, k := range l.kinds {
		count, size := int(k.count), int(k.characters)
		c.pieces += count
		c.characters += count * size
		c.later += count - 1
		c.laterCharacters += (count - 1) * size
		if count > 1 {
			c.repeated += count
			c.repeatedCharacters += count * size
		}
	}
	return c
}

// bytesOfLine is what room is made for.
const bytesOfLine = 64

// split yields what stands between runs of at least breaks line ends; what stands before a first and after a last one may
// be empty.
func split(text string, breaks int) iter.Seq[string] {
	return func(yield func(string) bool) {
		start := 0
		for end := 0; ; {
			i := strings.IndexByte(text[end:], '\n')
			if i < 0 {
				yield(text[start:])
				return
			}
			end += i
			after := end
			for after < len(text) && text[after] == '\n' {
				after++
			}
			if after-end >= breaks {
				if !yield(text[start:end]) {
					return
				}
				start = after
			}
			end = after
		}
	}
}

// trimmed yields the pieces between separators without the white space at their ends, but for those of white space only.
func trimmed(text, separator string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for p := range strings.SplitSeq(text, separator) {
			if p = strings.TrimSpace(p); p != "" && !yield(p) {
				return
			}
		}
	}
}

// notBlank yields the lines that are more than white space, as they stand.
func notBlank(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for line := range strings.SplitSeq(text, "\n") {
			if strings.TrimSpace(line) != "" && !yield(line) {
				return
			}
		}
	}
}

// lines yields the lines as str.splitlines of Python does: no line stands after the last line end.
func lines(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for line := range strings.Lines(text) {
			if !yield(strings.TrimSuffix(line, "\n")) {
				return
			}
		}
	}
}

// share returns the share of the lines that holds says.
func share(lines iter.Seq[string], holds func(string) bool) float64 {
	n, all := 0, 0
	for line := range lines {
		all++
		if holds(line) {
			n++
		}
	}
	return ratio(n, all)
}

func beginsWith(marks ...string) func(string) bool { return anyOf(strings.HasPrefix, marks) }
func endsWith(marks ...string) func(string) bool   { return anyOf(strings.HasSuffix, marks) }

func anyOf(holds func(line, mark string) bool, marks []string) func(string) bool {
	return func(line string) bool {
		for _, m := range marks {
			if holds(line, m) {
				return true
			}
		}
		return false
	}
}

// thirdLongest returns the characters of the third longest line; 0 where there are fewer than three.
func thirdLongest(text string) int {
	var top [3]int
	for line := range strings.SplitSeq(text, "\n") {
		n := utf8.RuneCountInString(line)
		for i := range top {
			if n > top[i] {
				n, top[i] = top[i], n
			}
		}
	}
	return top[2]
}
