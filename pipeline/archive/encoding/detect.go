package encoding

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"math/bits"
	"slices"
	"unicode/utf8"
)

// Detection measures how many bits the bytes take in each encoding: the code length under a model of each language that is
// written in it (minimum description length: J. Rissanen, Modeling by shortest data description, Automatica 14, 1978).
// For 8-bit encodings the model is the chance of a letter after the one before it, for those with two bytes a character
// the chance of the character. ASCII is the same in all, so only pairs in which a byte is not ASCII are counted. All
// costs are integers, in half bits.
//
// The encoding that takes the fewest bits wins, under three conditions. It wins over each other that reads another text
// by minMargin. It costs what text costs: at most maxCost a pair. And few bytes are misfits: letters that the
// language does not have, or symbols inside words. They are what text looks like in an encoding that is not known here, such
// as a national variant.
const (
	minMargin     = 12
	maxCost       = 12
	maxCostDouble = 13
	slackCost     = 60 // in all: short texts vary more
	maxMisfits    = 9  // one in so many
	slackMisfits  = 5
)

// count is how often byte y stands behind byte x; at least one of them is not ASCII.
type count struct {
	x, y byte
	n    int
}

// candidate is an encoding with what the bytes cost in it.
type candidate struct {
	name   string
	cost   int
	single *single // nil for one of several bytes a character
}

// detect returns the text of b in the encoding that its letters tell.
func detect(b []byte) (Text, error) {
	if at := control(string(b)); at >= 0 {
		return Text{}, &Error{Byte: at, Err: ErrBinary}
	}
	pairs := pairsIn(b)
	list := candidates(b, pairs)
	best := list[0]
	second := slices.IndexFunc(list, func(c candidate) bool { return best.differs(c, pairs) })
	first := bytes.IndexFunc(b, func(r rune) bool { return r >= utf8.RuneSelf })
	switch {
	case best.name == "utf-8":
		return Text{}, &Error{Byte: invalid(b), Err: errors.New("invalid UTF-8")}
	case list[second].cost-best.cost < minMargin:
		return Text{}, &Error{Byte: first, Err: fmt.Errorf("%w (%s or %s?)", ErrUnknown, best.name, list[second].name)}
	case !best.plausible(pairs):
		return Text{}, &Error{Byte: first, Err: ErrUnknown}
	}
	name := best.name
	if name == "gb18030" && !slices.ContainsFunc(pairs, func(p count) bool { return p.x >= 0x81 && '0' <= p.y && p.y <= '9' }) {
		name = "gbk"
	}
	return decodeAs(b, name, ByDetected, 0)
}

// control returns the first control character of s, or -1 if they are rare enough for text: no NUL, and one in 100 bytes.
func control(s string) int {
	first, n := -1, 0
	for i := range len(s) {
		c := s[i]
		if c < ' ' && (c < '\t' || '\r' < c) && c != 0x1A && c != 0x1B || c == 0x7F {
			if c == 0 {
				return i
			}
			if first < 0 {
				first = i
			}
			n++
		}
	}
	if n > len(s)/100 {
		return first
	}
	return -1
}

// candidates returns all encodings, that of the least cost first.
func candidates(b []byte, pairs []count) []candidate {
	list := []candidate{{name: "utf-8", cost: measureUTF8(b)}}
	for _, d := range preparedDoubles() {
		list = append(list, candidate{name: d.name, cost: d.measure(b)})
	}
	for _, s := range preparedSingles() {
		list = append(list, candidate{name: s.name, cost: s.measure(pairs), single: s})
	}
	slices.SortStableFunc(list, func(a, b candidate) int { return cmp.Compare(a.cost, b.cost) })
	return list
}

// pairsIn counts the pairs of b, which begins and ends at a boundary.
func pairsIn(b []byte) (list []count) {
	counts := make([]int, 1<<16)
	x := byte(boundary)
	for _, y := range b {
		if x|y >= utf8.RuneSelf {
			counts[int(x)<<8|int(y)]++
		}
		x = y
	}
	if x >= utf8.RuneSelf {
		counts[int(x)<<8|boundary]++
	}
	for i, n := range counts {
		if n > 0 {
			list = append(list, count{byte(i >> 8), byte(i), n})
		}
	}
	return list
}

// costNoRune is what a sequence costs that has the form of UTF-8, but is no character: overlong, a surrogate, above U+10FFFF.
const costNoRune = 36

// measureUTF8 returns what b costs as UTF-8, whatever the language. It wins where UTF-8 is damaged.
func measureUTF8(b []byte) int {
	cost := 0
	for i := 0; i < len(b); {
		r, size := utf8.DecodeRune(b[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			if size = formOfUTF8(b[i:]); size == 1 {
				cost += costBad
			} else {
				cost += costNoRune
			}
		case size > 1:
			cost += 6 + 6*size
		}
		i += size
	}
	return cost
}

// formOfUTF8 returns the bytes of the sequence that begins b: a lead byte and as many others as it announces; 1 if they
// are missing.
func formOfUTF8(b []byte) int {
	size := bits.LeadingZeros8(^b[0])
	if size < 2 || size > len(b) {
		return 1
	}
	for _, c := range b[1:size] {
		if utf8.RuneStart(c) {
			return 1
		}
	}
	return size
}

// differs reports whether two encodings read the pairs as different texts.
func (c candidate) differs(d candidate, pairs []count) bool {
	if c.single == nil || d.single == nil {
		return c.name != d.name
	}
	return slices.ContainsFunc(pairs, func(p count) bool { return c.single.char[p.y] != d.single.char[p.y] })
}

// plausible reports whether the pairs are text in the encoding: in one of its languages, not only in the cheapest.
func (c candidate) plausible(pairs []count) bool {
	all, high := 0, 0
	for _, p := range pairs {
		all += p.n
		if p.y >= utf8.RuneSelf {
			high += p.n
		}
	}
	if c.single == nil {
		return c.cost <= maxCostDouble*all+slackCost
	}
	for i := range c.single.models {
		cost, misfits := c.single.score(&c.single.models[i], pairs)
		if cost <= maxCost*all+slackCost && misfits <= high/maxMisfits+slackMisfits {
			return true
		}
	}
	return false
}
