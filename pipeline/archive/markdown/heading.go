package markdown

import (
	"regexp"
	"strings"
)

var (
	// underline is the second line of a setext heading of level 1 (CommonMark 0.31.2, section 4.3).
	underline = regexp.MustCompile(`^ {0,3}=+[ \t]*$`)
	// other is the first line of a block that is no paragraph.
	other = regexp.MustCompile("^(?: {4}| *\t| {0,3}(?:[>#<|]|[-+*](?:[ \t]|$)|[0-9]{1,9}[.)](?:[ \t]|$)|```|~~~|---|\\*\\*\\*|___|===))")
)

// heading returns the text of the heading of level 1 that the body begins with, as Markdown source, or "". A setext
// heading counts where it has one line.
func heading(body string) string {
	line, rest := "", body
	for line == "" && rest != "" {
		line, rest = cutLine(rest)
	}
	if text, ok := atx(line); ok {
		return text
	}
	if next, _ := cutLine(rest); underline.MatchString(next) && !other.MatchString(line) {
		return strings.TrimSpace(line)
	}
	return ""
}

// atx returns the text of an ATX heading of level 1 (CommonMark 0.31.2, section 4.2), and whether line is one.
func atx(line string) (string, bool) {
	trimmed := strings.TrimLeft(line, " ")
	s, ok := strings.CutPrefix(trimmed, "#")
	if !ok || len(line)-len(trimmed) > 3 || s != "" && s[0] != ' ' && s[0] != '\t' {
		return "", false
	}
	if open := strings.TrimRight(s, "#"); open == "" || strings.HasSuffix(open, " ") || strings.HasSuffix(open, "\t") {
		s = open
	}
	return strings.TrimSpace(s), true
}
