package clean

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// tidy applies rule 6. unicode.IsSpace is the property White_Space.
func tidy(s string) string {
	if isTidy(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	gap := "" // what stands between the line before and the next one
	for line := range strings.SplitSeq(s, "\n") {
		line = strings.TrimRightFunc(line, unicode.IsSpace)
		if line == "" {
			if b.Len() > 0 {
				gap = "\n\n"
			}
			continue
		}
		b.WriteString(gap)
		b.WriteString(line)
		gap = "\n"
	}
	return b.String()
}

// isTidy reports whether rule 6 changes nothing in s.
func isTidy(s string) bool {
	blank := true // as if an empty line stood before the text: none may follow it
	for line := range strings.SplitSeq(s, "\n") {
		last, _ := utf8.DecodeLastRuneInString(line)
		if line == "" && blank || unicode.IsSpace(last) {
			return false
		}
		blank = line == ""
	}
	return !blank
}
