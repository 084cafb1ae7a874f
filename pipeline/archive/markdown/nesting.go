package markdown

import (
	"fmt"
	"strings"
)

// maxNesting is the number of brackets that may be open at a time in TOML, and the number of dots in a key.
const maxNesting = 16

// checkNesting refuses TOML that nests deeper than maxNesting: the time and the memory that the library takes grow with
// the third power of the depth.
func checkNesting(block string) error {
	brackets, dots := 0, 0
	for i := 0; i < len(block); i++ {
		switch block[i] {
		case '"', '\'':
			i += quoted(block[i:]) - 1
		case '#':
			i += len(line(block[i:])) - 1
		case '{', '[':
			brackets, dots = brackets+1, 0
		case '}', ']':
			brackets, dots = max(brackets-1, 0), 0
		case '=', ',', '\n':
			dots = 0
		case '.':
			dots++
		}
		if max(brackets, dots) > maxNesting {
			err := fmt.Errorf("front matter nests deeper than %d levels", maxNesting)
			return &Error{Line: 2 + strings.Count(block[:i], "\n"), Err: err} // the fence is line 1
		}
	}
	return nil
}

// quoted returns the length of the string that s begins with (TOML 1.0.0, section "String"). One that is not closed ends
// with its line, or with s where it may have many lines.
func quoted(s string) int {
	quote := s[:1]
	if triple := strings.Repeat(quote, 3); strings.HasPrefix(s, triple) {
		end := 3 + closing(s[3:], triple)
		for more := 0; more < 2 && strings.HasPrefix(s[end:], quote); more++ { // up to two quotes may stand before the last three
			end++
		}
		return end
	}
	return 1 + closing(line(s[1:]), quote)
}

// closing returns the length of what s holds up to and with the quote that closes a string. Double quotes may be escaped.
func closing(s, quote string) int {
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && quote[0] == '"':
			i++
		case strings.HasPrefix(s[i:], quote):
			return i + len(quote)
		}
	}
	return len(s)
}

func line(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}
