package encoding

import (
	"math"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

const (
	west    = "west fr de es pt it nl sv da fi is ca sq ga"
	central = "cs sk pl hu ro hr sl sq de"
	baltic  = "lt lv et"
	slavic  = "ru uk be bg mk sr"
)

// singles are the 8-bit encodings that are detected, and the languages that are written in them. The handicap, in half bits,
// is how much rarer than others an encoding is.
var singles = []struct {
	name      string
	charmap   *charmap.Charmap
	languages string
	handicap  int
}{
	{"windows-1252", charmap.Windows1252, west, 0},
	{"windows-1251", charmap.Windows1251, slavic, 4},
	{"windows-1250", charmap.Windows1250, central, 6},
	{"windows-1253", charmap.Windows1253, "el", 6},
	{"windows-1254", charmap.Windows1254, "tr", 6},
	{"windows-1255", charmap.Windows1255, "he", 6},
	{"windows-1256", charmap.Windows1256, "ar fa ur", 6},
	{"windows-1257", charmap.Windows1257, baltic, 8},
	{"windows-1258", charmap.Windows1258, "vi", 8},
	{"windows-874", charmap.Windows874, "th", 6},
	{"koi8-r", charmap.KOI8R, "ru bg", 6},
	{"koi8-u", charmap.KOI8U, "uk be ru", 8},
	{"iso-8859-2", charmap.ISO8859_2, central, 8},
	{"iso-8859-5", charmap.ISO8859_5, slavic, 8},
	{"iso-8859-6", charmap.ISO8859_6, "ar", 8},
	{"iso-8859-7", charmap.ISO8859_7, "el", 8},
	{"iso-8859-8", charmap.ISO8859_8, "he", 8},
	{"iso-8859-15", charmap.ISO8859_15, west, 8},
	{"iso-8859-3", charmap.ISO8859_3, "eo mt", 16},
	{"iso-8859-4", charmap.ISO8859_4, baltic, 16},
	{"iso-8859-13", charmap.ISO8859_13, baltic, 10},
	{"macintosh", charmap.Macintosh, west, 12},
	{"x-mac-cyrillic", charmap.MacintoshCyrillic, slavic, 12},
	{"ibm866", charmap.CodePage866, slavic, 8},
	{"ibm855", charmap.CodePage855, slavic, 14},
	{"ibm850", charmap.CodePage850, west, 12},
	{"ibm437", charmap.CodePage437, west, 14},
	{"ibm852", charmap.CodePage852, central, 12},
	{"ibm858", charmap.CodePage858, west, 18},
	{"ibm860", charmap.CodePage860, "pt", 20},
	{"ibm862", charmap.CodePage862, "he", 14},
	{"ibm863", charmap.CodePage863, "fr", 20},
	{"ibm865", charmap.CodePage865, "da sv", 20},
}

// What costs what, in half bits, where no model says it.
const (
	costBad       = 80 // no character in this encoding
	costForeign   = 24 // a letter that the language does not have
	costMixed     = 16 // more, where it touches a letter of another script
	costCase      = 20 // more, for an upper-case letter after a lower-case one
	costUpper     = 3  // more, for any other upper-case letter
	costQuote     = 10 // a quotation mark, a dash, a no-break space
	costRepeated  = 2  // a symbol again
	costTouching  = 16 // more, for most symbols that touch a letter
	costAfter     = 6  // what follows a letter that the language does not have
	foreign, none = 0xFF, 0xFE
)

// single is an 8-bit encoding, prepared.
type single struct {
	name     string
	handicap int
	char     [256]rune
	symbol   [256]uint8 // what a byte that stands for no letter costs
	before   [256]uint8 // what it costs more where a letter stands before it
	behind   [256]uint8 // what it costs more where a letter stands behind it
	letter   [256]*unicode.RangeTable
	upper    [256]bool
	lower    [256]bool
	models   []classes
}

// classes are the classes of the bytes in a model: foreign for a letter that is not in it, none for what is no letter.
type classes struct {
	*pairs
	of [256]uint8
}

var scripts = []*unicode.RangeTable{
	unicode.Latin, unicode.Cyrillic, unicode.Greek, unicode.Hebrew, unicode.Arabic, unicode.Thai,
}

var preparedSingles = sync.OnceValue(func() (list []*single) {
	for _, e := range singles {
		s := &single{name: e.name, handicap: e.handicap}
		for c := range 256 {
			s.prepare(byte(c), e.charmap.DecodeByte(byte(c)))
		}
		for _, m := range loaded().pairs {
			if slices.Contains(strings.Fields(e.languages), m.language) {
				s.models = append(s.models, s.classesIn(m))
			}
		}
		list = append(list, s)
	}
	return list
})

func (s *single) prepare(c byte, r rune) {
	s.char[c] = r
	s.upper[c], s.lower[c] = unicode.IsUpper(r), unicode.IsLower(r)
	if !isLetter(r) {
		s.symbol[c], s.before[c], s.behind[c] = symbolCost(r)
		return
	}
	s.letter[c] = unicode.Inherited
	for _, script := range scripts {
		if unicode.Is(script, r) {
			s.letter[c] = script
		}
	}
}

func (s *single) classesIn(m pairs) classes {
	c := classes{pairs: &m}
	for b := range 256 {
		class, ok := m.class[fold(s.char[b])]
		switch {
		case ok:
			c.of[b] = class
		case s.letter[b] != nil:
			c.of[b] = foreign
		case b >= 0x80:
			c.of[b] = none
		}
	}
	return c
}

// symbolCost returns what a character costs that is no letter, and how much more where a letter stands before it and where
// one stands behind it.
func symbolCost(r rune) (cost, before, behind uint8) {
	switch {
	case r == unicode.ReplacementChar, 0x80 <= r && r <= 0x9F, unicode.Is(unicode.Co, r):
		return costBad, 0, 0
	case strings.ContainsRune("’\u00A0\u00AD", r), unicode.Is(unicode.Cf, r):
		return costQuote, 0, 0
	case strings.ContainsRune("“„‘", r):
		return costQuote, costTouching, 0
	case strings.ContainsRune("”…", r):
		return costQuote, 0, costTouching
	case strings.ContainsRune("–—«»·", r):
		return costQuote, costTouching / 2, costTouching / 2
	case strings.ContainsRune("•©®°™§€£½²³¼¾¿¡№‚‹›ºª´†‡×±µ", r):
		return 16, costTouching, costTouching
	case strings.ContainsRune("¤¦¨¸", r):
		return 32, costTouching, costTouching
	case 0x2500 <= r && r < 0x25A0:
		return 26, costTouching, costTouching
	}
	return 22, costTouching, costTouching
}

// pair returns what byte y costs behind byte x.
func (s *single) pair(m *classes, x, y byte) int {
	a, b := m.of[x], m.of[y]
	switch {
	case b == none:
		return s.symbolBehind(x, y)
	case b == foreign:
		return costForeign + s.caseCost(x, y) + s.mixed(x, y)
	case a < none:
		return int(m.cost[a][b]) + s.caseCost(x, y)
	}
	cost := 0
	if y >= utf8.RuneSelf {
		cost = int(m.cost[0][b]) // as at a boundary
	}
	if a == foreign {
		cost += costAfter
	}
	if b == 0 {
		return cost
	}
	if a == none {
		cost += int(s.behind[x])
	}
	return cost + s.caseCost(x, y) + s.mixed(x, y)
}

// symbolBehind returns what symbol y costs behind byte x.
func (s *single) symbolBehind(x, y byte) int {
	switch {
	case x == y && s.symbol[y] > costQuote:
		return costRepeated
	case s.letter[x] != nil:
		return int(s.symbol[y]) + int(s.before[y])
	}
	return int(s.symbol[y])
}

// mixed returns what two letters of different scripts cost more. A mark goes with any.
func (s *single) mixed(x, y byte) int {
	a, b := s.letter[x], s.letter[y]
	if a != nil && b != nil && a != b && a != unicode.Inherited && b != unicode.Inherited {
		return costMixed
	}
	return 0
}

// misfits reports whether byte y does not fit behind byte x: it is a letter that the language does not have, or one of the two
// is a symbol that does not touch letters, and the other is a letter.
func (s *single) misfits(m *classes, x, y byte) bool {
	switch {
	case m.of[y] == foreign:
		return true
	case m.of[y] == none:
		return s.symbol[y] == costBad || s.letter[x] != nil && s.before[y] == costTouching
	}
	return m.of[x] == none && s.letter[y] != nil && s.behind[x] == costTouching
}

func (s *single) caseCost(x, y byte) int {
	switch {
	case !s.upper[y]:
		return 0
	case s.lower[x]:
		return costCase
	}
	return costUpper
}

// measure returns what the pairs cost in the language in which they cost least.
func (s *single) measure(pairs []count) int {
	least := math.MaxInt
	for i := range s.models {
		cost, _ := s.score(&s.models[i], pairs)
		least = min(least, cost)
	}
	return least
}

// score returns what the pairs cost in a model, and how many do not fit.
func (s *single) score(m *classes, pairs []count) (cost, misfits int) {
	cost = s.handicap
	for _, p := range pairs {
		cost += p.n * s.pair(m, p.x, p.y)
		if s.misfits(m, p.x, p.y) {
			misfits += p.n
		}
	}
	return cost, misfits
}
