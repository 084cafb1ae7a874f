package encoding

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
)

// modelText is what train_test.go counted in the translations of the Universal Declaration of Human Rights. A model of pairs is
// a line with the name of the language, a space and its letters beyond ASCII, then a line for what stands first: a
// boundary, then, for a language in Latin script, a to z, then the letters. After a boundary or an ASCII letter the line
// has the cost of each letter beyond ASCII, after another letter that of all in the same order. A model of characters is
// a line with the name alone, then a line a cost: the cost, then the characters. A cost is a code length in half bits,
// written as the ASCII character that stands so far behind '0'.
//
//go:embed models.txt
var modelText string

// boundary stands for everything that is no letter.
const boundary = ' '

// pairs is a language that is written with an alphabet: what each letter costs after each other one.
type pairs struct {
	language string
	class    map[rune]uint8 // of the letters; 0, the boundary, is not in it
	plain    uint8          // the classes from here on are not ASCII
	cost     [][]uint8      // by the classes of the first and the second; 0 between ASCII letters
}

// characters is a language that is written with thousands of characters: what each of the frequent ones costs.
type characters struct {
	language string
	cost     []struct {
		text string
		cost uint8
	}
}

type models struct {
	pairs      []pairs
	characters []characters
}

var loaded = sync.OnceValue(func() (m models) {
	lines := strings.Split(strings.TrimSuffix(modelText, "\n"), "\n")
	for len(lines) > 0 {
		language, letters, alphabet := strings.Cut(lines[0], " ")
		lines = lines[1:]
		if alphabet {
			p := newPairs(language, letters)
			n := len(p.class) + 1
			p.fill(lines[:n])
			m.pairs, lines = append(m.pairs, p), lines[n:]
			continue
		}
		c := characters{language: language}
		for ; len(lines) > 0 && lines[0][0] < 'a'; lines = lines[1:] {
			c.cost = append(c.cost, struct {
				text string
				cost uint8
			}{lines[0][1:], lines[0][0] - '0'})
		}
		m.characters = append(m.characters, c)
	}
	return m
})

func newPairs(language, letters string) pairs {
	p := pairs{language: language, class: map[rune]uint8{}, plain: 1}
	if strings.ContainsFunc(letters, func(r rune) bool { return unicode.Is(unicode.Latin, r) }) {
		for r := 'a'; r <= 'z'; r++ {
			p.class[r] = p.plain
			p.plain++
		}
	}
	next := p.plain
	for _, r := range letters {
		p.class[r] = next
		next++
	}
	return p
}

func (p *pairs) fill(lines []string) {
	for i, line := range lines {
		row := make([]uint8, len(lines))
		skip := 0
		if i < int(p.plain) {
			skip = int(p.plain)
		}
		for j := range len(line) {
			row[skip+j] = line[j] - '0'
		}
		p.cost = append(p.cost, row)
	}
}

// isLetter reports whether r is a letter or a mark on one, and not an ordinal or the micro sign, which are letters to
// Unicode alone.
func isLetter(r rune) bool {
	return unicode.In(r, unicode.L, unicode.M) && r != 'ª' && r != 'º' && r != 'µ'
}

// fold returns the lower case of r, but no ASCII letter for one that is none, and the cedillas that the 8-bit encodings
// of Romanian have for its commas.
func fold(r rune) rune {
	switch r {
	case 'ș', 'Ș':
		return 'ş'
	case 'ț', 'Ț':
		return 'ţ'
	}
	if l := unicode.ToLower(r); l > unicode.MaxASCII || r <= unicode.MaxASCII {
		return l
	}
	return r
}
