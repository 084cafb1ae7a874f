package segment

import "strings"

// This file reads the marks that one line can begin with. Every function takes the line without the white space at its
// ends, and looks at bytes: all marks but a few bullets are ASCII.

// repeated returns how often c stands at the beginning of s.
func repeated(s string, c byte) (n int) {
	for n < len(s) && s[n] == c {
		n++
	}
	return n
}

// atx returns the level of a heading like "## Text ##" (CommonMark 0.31, section 4.2), or 0. A longer line is none.
func atx(s string) int {
	n := repeated(s, '#')
	if n == 0 || n > 6 || len(s) == n || len(s) > 300 || s[n] != ' ' && s[n] != '\t' {
		return 0
	}
	return n
}

// wiki returns the level of a heading like "==Text==", or 0.
func wiki(s string) int {
	n := repeated(s, '=')
	if n == 0 || n > 6 || len(s) <= 2*n || !strings.HasSuffix(s, s[:n]) || !hasWord(s) {
		return 0
	}
	return n
}

// headingText returns the text of a heading without its marks.
func headingText(s string) string {
	if n := atx(s); n > 0 {
		s = strings.TrimSpace(s[n:])
		if t := strings.TrimRight(s, "#"); t == "" || strings.HasSuffix(t, " ") {
			s = t
		}
	}
	if n := wiki(s); n > 0 {
		s = s[n : len(s)-n]
	}
	if bold(s) {
		s = s[2 : len(s)-2]
	}
	return strings.TrimSpace(s)
}

// rule returns the character that a ruler or an underline of at least three characters is made of, or 0.
func rule(s string) byte {
	if len(s) < 3 || strings.IndexByte("=-~^*_+#", s[0]) < 0 || repeated(s, s[0]) != len(s) {
		return 0
	}
	return s[0]
}

// setext returns the level of a heading that is underlined with s, or 0: Markdown has "=" and "-", other markup too.
func setext(s string) int { return 1 + strings.IndexByte("=-~^", rule(s)) }

// fence returns the character and the length of a code fence (CommonMark 0.31, section 4.5), or 0, 0.
func fence(s string) (byte, int) {
	if s[0] != '`' && s[0] != '~' {
		return 0, 0
	}
	n := repeated(s, s[0])
	if n < 3 || s[0] == '`' && strings.IndexByte(s[n:], '`') >= 0 {
		return 0, 0
	}
	return s[0], n
}

// item returns the mark of a list item: the bullet itself, "1" for "1.", ")" for "1)" and "a)", "(" for "(1)" and
// "(a)", or "". Items of one list have one mark.
func item(s string) string {
	switch c := s[0]; {
	case c == '-' || c == '*' || c == '+':
		if len(s) > 2 && isSpace(s[1]) {
			return s[:1]
		}
	case c == '(':
		n := 1 + enumerator(s[1:])
		if n > 1 && n < len(s) && s[n] == ')' && (n+1 == len(s) || isSpace(s[n+1])) {
			return "("
		}
	case c >= 0x80:
		for _, bullet := range [...]string{"•", "◦", "▪", "‣", "●", "○", "■", "□", "·"} {
			if t, ok := strings.CutPrefix(s, bullet); ok && len(t) > 1 && isSpace(t[0]) {
				return bullet
			}
		}
	default:
		return numbered(s)
	}
	return ""
}

func numbered(s string) string {
	n := enumerator(s)
	if n == 0 || n+2 >= len(s) || !isSpace(s[n+1]) {
		return ""
	}
	switch {
	case s[n] == ')':
		return ")"
	case s[n] == '.' && isDigit(s[0]):
		return "1"
	}
	return ""
}

// enumerator returns the length of the number, the small Roman numeral or the letter at the beginning of s.
func enumerator(s string) int {
	n := 0
	for n < len(s) && n < 3 && isDigit(s[n]) {
		n++
	}
	if n > 0 {
		return n
	}
	for n < len(s) && n < 5 && strings.IndexByte("ivx", s[n]) >= 0 {
		n++
	}
	if n == 0 && len(s) > 0 && isLetter(s[0]) {
		return 1
	}
	return n
}

// definition returns "^" for a footnote "[^1]: Text", "]" for a link "[1]: address", or "".
func definition(s string) string {
	n := strings.Index(s[:min(len(s), 100)], "]:")
	if s[0] != '[' || n < 2 || n+2 >= len(s) || strings.IndexByte(s[1:n], ']') >= 0 {
		return ""
	}
	if s[1] == '^' {
		return "^"
	}
	return "]"
}

// bold reports whether all of s is bold in Markdown.
func bold(s string) bool {
	return len(s) > 4 && strings.HasPrefix(s, "**") && strings.HasSuffix(s, "**") && strings.Count(s, "**") == 2
}

// pipes reports whether s is a row of a table between pipes, or a border of one.
func pipes(s string) bool {
	last := s[len(s)-1]
	return s[0] == '|' && last == '|' && len(s) > 1 || s[0] == '+' && last == '+' && strings.HasPrefix(s, "+-")
}

// delimiter reports whether s is the row below the head of a table: "--- | :--:".
func delimiter(s string) bool {
	return strings.IndexByte(s, '|') >= 0 && strings.Contains(s, "--") && strings.Trim(s, "|-: \t") == ""
}

// border reports whether s is a border like "==== ===" of a table of reStructuredText.
func border(s string) bool {
	return s[0] == '=' && strings.Contains(s, "= ") && strings.Trim(s, "= ") == ""
}

// gaps returns how often cells of a table could part in s: at tabs, or at three spaces and more.
func gaps(s string) (n int) {
	if strings.IndexByte(s, '\t') < 0 && !strings.Contains(s, "   ") {
		return 0
	}
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\t':
			n++
			i += repeated(s[i:], '\t') - 1
		case s[i] == ' ' && strings.HasPrefix(s[i:], "   "):
			n++
			i += repeated(s[i:], ' ') - 1
		}
	}
	return n
}

// codeLike reports whether s looks like a line of a program, a command or markup, and not like prose that mentions one.
func codeLike(s string) bool {
	last := s[len(s)-1]
	switch {
	case last == '{', last == '(', last == '[', s[0] == '}', last == '}' && s[0] != '\\', tags(s),
		hasAnyPrefix(s, "//", "/*", "#include", "#!", "$ ", ">>> ", "<?"):
		return true
	case strings.Count(s, " ") > 12 || last == '.':
		return false
	case last == ';':
		return strings.IndexByte(s, '=') >= 0 || call(s)
	case !hasSign(s):
		return false
	}
	return containsAny(s, " = ", " == ", " := ", " += ", "=>", "->", "();", " && ", " || ") ||
		strings.Contains(strings.TrimRight(s, ":"), "::") ||
		last == ')' && call(s) && !strings.Contains(s, " (")
}

// hasSign reports whether s has one of the signs without which none of the patterns of codeLike is there.
func hasSign(s string) bool {
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '=', '>', '(', '&', '|', ':':
			return true
		}
	}
	return false
}

// tags reports whether s is tags of HTML or XML, with three words at most between them.
func tags(s string) bool {
	if s[0] != '<' || s[len(s)-1] != '>' || len(s) < 3 || !isLetter(s[1]) && s[1] != '/' && s[1] != '!' {
		return false
	}
	words := 0
	for s != "" {
		_, after, _ := strings.Cut(s, ">")
		text, _, _ := strings.Cut(after, "<")
		words += len(strings.Fields(text))
		s = after[len(text):]
	}
	return words <= 3
}

// image reports whether s is an image of Markdown and nothing else: "![text](address)".
func image(s string) bool {
	return strings.HasPrefix(s, "![") && s[len(s)-1] == ')' && strings.Contains(s, "](")
}

// call reports whether an opening parenthesis stands right after a letter in s.
func call(s string) bool {
	n := strings.IndexByte(s, '(')
	return n > 0 && (isLetter(s[n-1]) || s[n-1] == '_')
}

func containsAny(s string, parts ...string) bool {
	for _, part := range parts {
		if strings.Contains(s, part) {
			return true
		}
	}
	return false
}

func hasAnyPrefix(s string, prefixes ...string) bool {
	for _, prefix := range prefixes {
		if strings.HasPrefix(s, prefix) {
			return true
		}
	}
	return false
}

func isSpace(c byte) bool  { return c == ' ' || c == '\t' }
func isDigit(c byte) bool  { return '0' <= c && c <= '9' }
func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }
