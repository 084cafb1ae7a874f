package clean

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// form is a normalization form: its name in x/text, that of its decomposition, and its simple code points.
type form struct {
	composed, decomposed norm.Form
	simple               func() *set
}

func formOf(name string) (form, error) {
	switch name {
	case "nfc":
		return form{norm.NFC, norm.NFD, simpleNFC}, nil
	case "nfkc":
		return form{norm.NFKC, norm.NFKD, simpleNFKC}, nil
	}
	return form{}, fmt.Errorf("clean.unicode: %q: want nfc or nfkc", name)
}

// joiner is the character that x/text puts after each 30 combining marks in a row (UAX #15, section 13, Stream-Safe Text).
const joiner = "\u034F"

// normal applies rule 5. Lines in which x/text put a joiner are done again without it; no form looks across a line end.
func (f form) normal(s string) string {
	out := f.composed.String(s)
	if out == s || strings.Count(out, joiner) == strings.Count(s, joiner) {
		return out
	}
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		lines[i] = f.composed.String(line)
		if strings.Count(lines[i], joiner) != strings.Count(line, joiner) {
			lines[i] = f.long(line)
		}
	}
	return strings.Join(lines, "\n")
}

// mark is a code point with its canonical combining class (0 for a starter).
type mark struct {
	r     rune
	class uint8
}

// long returns the form of line by the definition (The Unicode Standard, section 3.11, D108 to D118), for lines with runs
// of combining marks of any length.
func (f form) long(line string) string {
	var marks []mark
	for _, r := range line {
		for _, d := range f.decomposed.String(string(r)) {
			marks = append(marks, mark{d, norm.NFD.PropertiesString(string(d)).CCC()})
		}
	}
	reorder(marks)
	return compose(marks)
}

// reorder is the canonical ordering algorithm (D109): it sorts each run of non-starters by class, keeping the order of equals.
func reorder(marks []mark) {
	start := 0
	for i := range len(marks) + 1 {
		if i == len(marks) || marks[i].class == 0 {
			slices.SortStableFunc(marks[start:i], func(a, b mark) int { return int(a.class) - int(b.class) })
			start = i + 1
		}
	}
}

// compose is the canonical composition algorithm (D117): each code point goes into the last starter where a composite of
// the two exists and nothing between them blocks it.
func compose(marks []mark) string {
	var out []rune
	starter, class := -1, uint8(0) // the class of what was written after the starter; 0 where there is nothing
	for _, m := range marks {
		if starter >= 0 && (class == 0 || class < m.class) {
			if c, ok := composite(out[starter], m.r); ok {
				out[starter] = c
				continue
			}
		}
		if m.class == 0 {
			starter = len(out)
		}
		class = m.class
		out = append(out, m.r)
	}
	return string(out)
}

// composite returns the code point that a and b compose to, if there is one.
func composite(a, b rune) (rune, bool) {
	pair := []rune(norm.NFC.String(string([]rune{a, b})))
	return pair[0], len(pair) == 1
}
