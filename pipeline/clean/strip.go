package clean

import (
	"regexp"
	"strings"
)

// lineEnds applies the part of rule 1 that takes two characters for one, once: what it leaves may look like them again.
func lineEnds(s string) string { return strings.ReplaceAll(s, "\r\n", "\n") }

// strip applies rules 1 to 4 to what lineEnds returns.
func strip(s string) string {
	s = strings.Map(fate, s)
	if strings.Contains(s, "\xf3\xa0\x80") || strings.Contains(s, "\xf3\xa0\x81") { // U+E0000–U+E007F
		s = tags.ReplaceAllString(s, "$1")
	}
	return s
}

// tags matches a whole emoji tag sequence, which is kept as group 1, or else a run of tag characters.
var tags = regexp.MustCompile(`(\x{1F3F4}[\x{E0020}-\x{E007E}]+\x{E007F})|[\x{E0000}-\x{E007F}]+`)

// fate returns what rules 1 to 3 make of r: r itself, '\n', or -1 where it is removed.
func fate(r rune) rune {
	switch {
	case r == '\n', r == '\t':
		return r
	case r == '\v', r == '\f', r == '\r', r == 0x85, r == 0x2028, r == 0x2029:
		return '\n'
	case r < 0x20, 0x7F <= r && r <= 0x9F,
		r == 0xAD, r == 0x61C, r == 0x180E, r == 0x200B, r == 0x200E, r == 0x200F,
		0x202A <= r && r <= 0x202E, 0x2060 <= r && r <= 0x2064, 0x2066 <= r && r <= 0x206F,
		r == 0xFEFF, 0xFFF9 <= r && r <= 0xFFFB, 0xFDD0 <= r && r <= 0xFDEF, r&0xFFFE == 0xFFFE:
		return -1
	}
	return r
}
