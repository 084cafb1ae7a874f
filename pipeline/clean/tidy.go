package clean

import (
	"strings"
	"unicode"
)

// tidy applies rule 6. unicode.IsSpace is the property White_Space.
func tidy(s string) string {
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
