package repair

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// Characters that are no letters, by how they stand next to letters.
const (
	inside = "’'-‐‑–—…·\u00A0\u00AD\u200C\u200D" // between two letters
	behind = "‘“”»«›‹™®©°¡¿´²³¹ªº†₂₃"            // behind a letter, where none follows
	money  = "€£¥¢"                              // behind a letter in names that play with them
	signs  = "£©®§¶±«»½¼¾¤¦°²³¹\u00A0"           // behind Â, which was put before each of them
)

// suspicion returns how wrong a text looks, from its second to its last but one character: 2 for what right text does not
// have, 1 for what it hardly has.
//
//   - 2 for a C1 control character.
//   - 2 for an upper-case letter behind a lower-case one, unless both are ASCII.
//   - 2 for two letters, or a letter and a mark, of different scripts side by side.
//   - 2 for a symbol between two letters, unless it is of those that stand inside words.
//   - 2 for a symbol behind a letter, unless it is of those that stand there; 1 for money.
//   - 2 for Â behind what is no letter and no quotation mark, and before a sign.
//   - 2 for ï¿½, which U+FFFD becomes, for âœ and â€, and for a lone Ã before a no-break space.
//   - 1 for two different signs, such as €™, and for U+FFFD behind €.
func suspicion(text []rune) int {
	n := 0
	for i := 1; i < len(text); i++ {
		x, y, z := text[i-1], text[i], ' '
		if i+1 < len(text) {
			z = text[i+1]
		}
		switch {
		case isC1(y) && i+1 < len(text):
			n += 2
		case x == 'â' && (y == 'œ' || y == '€'), y == 'Ã' && !isLetter(x) && z == '\u00A0':
			n += 2
		case x == 'ï' && y == '¿' && z == '½':
			n += 2
		case y == 'Â' && !isLetter(x) && !strings.ContainsRune("«“„‘\"'", x) && strings.ContainsRune(signs, z):
			n += 2
		case i+1 < len(text) && (isSign(x) && isSign(y) && x != y || x == '€' && y == utf8.RuneError):
			n++
		case x <= unicode.MaxASCII && y <= unicode.MaxASCII || !isLetter(x):
		case isLetter(y), unicode.IsMark(y) && !unicode.Is(unicode.Inherited, y):
			n += letters(x, y)
		case i+1 < len(text):
			n += symbol(y, z)
		}
	}
	return n
}

// letters returns how wrong letter y looks behind letter x.
func letters(x, y rune) int {
	if unicode.IsLower(x) && unicode.IsUpper(y) || !sameScript(x, y) {
		return 2
	}
	return 0
}

// symbol returns how wrong symbol y looks behind a letter and before z.
func symbol(y, z rune) int {
	switch {
	case y <= unicode.MaxASCII, unicode.IsMark(y), unicode.IsDigit(y), unicode.IsSpace(y), strings.ContainsRune(inside, y):
		return 0
	case y >= 0x3000, unicode.Is(unicode.So, y) && y >= 0x2190: // punctuation of other scripts, arrows and emoji
		return 0
	case isLetter(z):
		return 2
	case strings.ContainsRune(behind, y):
		return 0
	case strings.ContainsRune(money, y):
		return 1
	}
	return 2
}

// isSign reports whether r is a symbol of the kind that the 8-bit encodings have.
func isSign(r rune) bool { return 0x80 <= r && r < 0x2190 && unicode.Is(unicode.S, r) }

func isLetter(r rune) bool { return unicode.IsLetter(r) && r != 'ª' && r != 'º' && r != 'µ' }

var scripts = []*unicode.RangeTable{
	unicode.Latin, unicode.Cyrillic, unicode.Greek, unicode.Hebrew, unicode.Arabic, unicode.Armenian, unicode.Georgian,
	unicode.Devanagari, unicode.Thai, unicode.Han, unicode.Hangul,
}

// sameScript reports whether two letters may stand side by side. A letter of many scripts, or of one that is not in the list,
// goes with all but Latin, Cyrillic and Greek.
func sameScript(x, y rune) bool {
	a, b := script(x), script(y)
	return a == b || a > 2 && b > 2
}

func script(r rune) int {
	for i, s := range scripts {
		if unicode.Is(s, r) {
			return i
		}
	}
	return len(scripts)
}

// good reports whether all characters are ones that texts have.
func good(text []rune) bool {
	for _, r := range text {
		if isC1(r) || r == 'ſ' || unicode.Is(unicode.Co, r) ||
			!unicode.In(r, unicode.L, unicode.M, unicode.N, unicode.P, unicode.S, unicode.Z, unicode.Cf) {
			return false
		}
	}
	return true
}

// fromC1 returns the character that windows-1252 has for the byte of a C1 control character that stands alone.
func fromC1(text []rune, i int) (rune, bool) {
	if !isC1(text[i]) || text[i] == 0x85 {
		return 0, false
	}
	before, after := around(text, i, 1)
	r := charmap.Windows1252.DecodeByte(byte(text[i]))
	return r, r != utf8.RuneError && before <= unicode.MaxASCII && after <= unicode.MaxASCII && suspicion([]rune{before, r, after}) == 0
}
