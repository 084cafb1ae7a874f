package quality

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// The line rules of C4, in the order of the reference implementation (tensorflow_datasets, c4_utils.clean_page), which
// datatrove follows.

// verdict is what C4 does with a line.
type verdict uint8

const (
	keep verdict = iota
	drop
	loremIpsum   // the document goes
	curlyBracket // the document goes
)

const (
	maxWordCharacters = 1000
	minLineWords      = 3
)

// policies are the phrases of notices about cookies and terms.
var policies = []string{"terms of use", "privacy policy", "cookie policy", "uses cookies", "use of cookies", "use cookies"}

// c4Line returns a line as C4 releases it, and what it does with it.
func c4Line(line string) (string, verdict) {
	line = strings.TrimSpace(line)
	short, long := wordLengths(line)
	if long {
		return line, drop
	}
	line = withoutCitations(line, false)
	if !endsWith(".", "?", "!", `"`, "'")(line) || strings.HasSuffix(line, "...") || short {
		return line, drop
	}
	folded := strings.ToLower(line)
	switch {
	case strings.Contains(folded, "lorem ipsum"):
		return line, loremIpsum
	case strings.Contains(folded, "javascript"):
		return line, drop
	case strings.Contains(line, "{"):
		return line, curlyBracket
	}
	for _, p := range policies {
		if strings.Contains(folded, p) {
			return line, drop
		}
	}
	return line, keep
}

// wordLengths says whether a line has too few words, and whether it has a word that is too long.
func wordLengths(line string) (short, long bool) {
	n := 0
	for w := range strings.FieldsSeq(line) {
		n++
		long = long || len(w) > maxWordCharacters && utf8.RuneCountInString(w) > maxWordCharacters
	}
	return n < minLineWords, long
}

// fixed returns a line as C4 leaves it when it is run on its own result until nothing changes.
func fixed(line string) (string, verdict) {
	once, v := c4Line(line)
	if v == drop || once == line {
		return once, v
	}
	return c4Line(strings.TrimSpace(withoutCitations(once, true)))
}

// c4Edit returns text without the lines that C4 drops.
func c4Edit(text string) string {
	var b strings.Builder
	for line := range lines(text) {
		if l, v := fixed(line); v != drop {
			appendLine(&b, l)
		}
	}
	return unlessSame(text, &b)
}

// dolmaEdit returns text without the lines that Dolma's mixer of its C4 replication cuts out.
func dolmaEdit(text string) string {
	var b strings.Builder
	for line := range lines(text) {
		if dolmaEnded(line) && !dolmaShort(line) {
			appendLine(&b, line)
		}
	}
	return unlessSame(text, &b)
}

func appendLine(b *strings.Builder, line string) {
	if b.Len() > 0 {
		b.WriteByte('\n')
	}
	b.WriteString(line)
}

// unlessSame returns what b holds, or text itself where they are equal.
func unlessSame(text string, b *strings.Builder) string {
	if b.String() == text {
		return text
	}
	return b.String()
}

// dolmaEnded says whether a line ends a sentence for Dolma.
func dolmaEnded(line string) bool {
	return endsWith(".", "?", "!", `"`)(strings.TrimSpace(line))
}

// dolmaShort says whether a line has too few words for Dolma.
func dolmaShort(line string) bool {
	short, _ := wordLengths(line)
	return short
}

// withoutCitations returns a line without [1], [edit], [citation needed] and the like. With nested, what becomes one when
// another goes out of it goes too: the marks behave like brackets, so one pass with a stack does it. A mark stays where a
// combining character follows, which would fall on the character before.
func withoutCitations(line string, nested bool) string {
	if strings.IndexByte(line, '[') < 0 {
		return line
	}
	out := make([]byte, 0, len(line))
	from := 0 // where a mark may begin
	for i := 0; i < len(line); i++ {
		out = append(out, line[i])
		if line[i] != ']' || !boundary(line[i+1:]) {
			continue
		}
		if n := citation(out[from:]); n > 0 {
			out = out[:len(out)-n]
			if !nested {
				from = len(out)
			}
		}
	}
	return string(out)
}

// citation returns the length of the mark that s, which ends with ], ends with, or 0.
func citation(s []byte) int {
	for _, mark := range []string{"[edit]", "[citation needed]"} {
		if bytes.HasSuffix(s, []byte(mark)) {
			return len(mark)
		}
	}
	i := len(s) - 2
	for i >= 0 && '0' <= s[i] && s[i] <= '9' {
		i--
	}
	if i < 0 || s[i] != '[' {
		return 0
	}
	return len(s) - i
}

// boundary says whether s may stand after any character without composing with it.
func boundary(s string) bool {
	return s == "" || s[0] < utf8.RuneSelf || norm.NFC.PropertiesString(s).BoundaryBefore()
}

// c4Counts is what C4 does with the lines of a text.
type c4Counts struct {
	lines, dropped, loremIpsum, curlyBracket, sentences int
}

func c4CountsOf(text string) (c c4Counts) {
	for line := range notBlank(text) {
		c.lines++
		line, v := fixed(line)
		switch v {
		case drop:
			c.dropped++
		case loremIpsum:
			c.loremIpsum++
		case curlyBracket:
			c.curlyBracket++
		case keep:
			c.sentences += sentences(line)
		}
	}
	return c
}
