package clean

import (
	"regexp"
	"strings"
)

// strip applies rules 1 to 4.
func strip(s string) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	if !look(s).stray {
		return s
	}
	s = strings.Map(fate, s)
	if strings.Contains(s, "\xf3\xa0\x80") || strings.Contains(s, "\xf3\xa0\x81") { // U+E0000–U+E007F
		s = tags.ReplaceAllString(s, "$1")
	}
	return s
}

// tags matches a whole emoji tag sequence, which is kept as group 1, or else a run of tag characters.
var tags = regexp.MustCompile(`(\x{1F3F4}[\x{E0020}-\x{E007E}]+\x{E007F})|[\x{E0000}-\x{E007F}]+`)

// stray says which bytes begin the UTF-8 form of a code point that rules 1 to 4 may change.
var stray = [256]bool{
	0x00: true, 0x01: true, 0x02: true, 0x03: true, 0x04: true, 0x05: true, 0x06: true, 0x07: true,
	0x08: true, 0x0B: true, 0x0C: true, 0x0D: true, 0x0E: true, 0x0F: true,
	0x10: true, 0x11: true, 0x12: true, 0x13: true, 0x14: true, 0x15: true, 0x16: true, 0x17: true,
	0x18: true, 0x19: true, 0x1A: true, 0x1B: true, 0x1C: true, 0x1D: true, 0x1E: true, 0x1F: true,
	0x7F: true,
	0xC2: true,             // U+0080–U+00BF
	0xD8: true,             // U+0600–U+063F
	0xE1: true, 0xE2: true, // U+1000–U+2FFF
	0xEF: true,                                                 // U+F000–U+FFFF
	0xF0: true, 0xF1: true, 0xF2: true, 0xF3: true, 0xF4: true, // U+10000–U+10FFFF
}

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
