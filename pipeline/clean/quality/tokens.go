package quality

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// tokens calls emit for each token of text, as datatrove's word tokenizer for English would: that of spaCy, which takes a
// run of characters between white space, cuts marks from both of its ends, and cuts what is left at marks inside words.
// It is written from the rules that spaCy documents (Usage, Linguistic features, Tokenization), without emoticons.
func tokens(text string, emit func(string)) {
	t := tokenizer{emit: emit}
	for i := 0; i < len(text); {
		n := simple(text[i:])
		switch end := i + n; {
		case n > 0 && spaceAt(text, end): // a word, the most frequent chunk
			t.whole(text[i:end])
			i = end
		case n > 0 && asciiClasses[text[end]] == single && text[end] != '\'' && spaceAt(text, end+1): // and one with a mark
			t.whole(text[i:end])
			emit(text[end : end+1])
			i = end + 1
		case n == 0 && spaceAt(text, i):
			i++
		default:
			chunk, after := field(text[i:])
			t.chunk(chunk)
			i += after
		}
	}
}

// spaceAt says whether ASCII white space or the end of s stands at i.
func spaceAt(s string, i int) bool {
	return i == len(s) || s[i] == ' ' || '\t' <= s[i] && s[i] <= '\r'
}

// field returns what s begins with, up to white space, and the length of it and of a white space character after it.
func field(s string) (chunk string, after int) {
	for i := 0; i < len(s); {
		if s[i] < utf8.RuneSelf {
			if spaceAt(s, i) {
				return s[:i], i + 1
			}
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if unicode.IsSpace(r) {
			return s[:i], i + size
		}
		i += size
	}
	return s, len(s)
}

type tokenizer struct {
	emit     func(string)
	suffixes []string // cut from the end, the last first
}

// chunk emits the tokens of s, which has no white space.
func (t *tokenizer) chunk(s string) {
	t.suffixes = t.suffixes[:0]
	for s != "" {
		var done bool
		if s, done = t.cut(s); done {
			break
		}
	}
	t.middle(s)
	for i := len(t.suffixes) - 1; i >= 0; i-- {
		t.emit(t.suffixes[i])
	}
}

// cut cuts a mark from the start of s and one from its end, and says whether nothing more is to be cut.
func (t *tokenizer) cut(s string) (rest string, done bool) {
	if _, ok := exception(s); ok {
		return s, true
	}
	p := prefix(s)
	if _, ok := exception(s[p:]); ok && p > 0 {
		t.emit(s[:p])
		t.middle(s[p:])
		return "", false
	}
	q := suffix(s[p:])
	if _, ok := exception(s[:len(s)-q]); ok && q > 0 {
		t.suffixes = append(t.suffixes, s[len(s)-q:])
		return s[:len(s)-q], true
	}
	if p > 0 {
		t.emit(s[:p])
	}
	if q > 0 {
		t.suffixes = append(t.suffixes, s[len(s)-q:])
	}
	return s[p : len(s)-q], p+q == 0
}

// whole emits s, in the parts of its exception where it is one.
func (t *tokenizer) whole(s string) {
	parts, _ := exception(s)
	for _, n := range parts {
		t.emit(s[:n])
		s = s[n:]
	}
	t.emit(s)
}

// middle emits what is left of a chunk, cut at the marks inside.
func (t *tokenizer) middle(s string) {
	if s == "" {
		return
	}
	if _, ok := exception(s); ok || simple(s) == len(s) || address(s) {
		t.whole(s)
		return
	}
	start, before := 0, rune(0)
	for i := 0; i < len(s); {
		if alphanumeric(s[i]) {
			before = rune(s[i])
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		n := infix(before, r, s[i:])
		if n == 0 {
			before = r
			i += size
			continue
		}
		if i > 0 {
			if i > start {
				t.whole(s[start:i])
			}
			t.emit(s[i : i+n])
			start = i + n
		}
		before, _ = utf8.DecodeLastRuneInString(s[:i+n])
		i += n
	}
	if start < len(s) {
		t.whole(s[start:])
	}
}

// simple returns how many ASCII letters and digits s begins with, up to a digit before a letter, which may begin a unit.
func simple(s string) int {
	last := other
	for i := range len(s) {
		c := asciiClasses[s[i]]
		if c == letter && last == digit || c != letter && c != digit {
			return i
		}
		last = c
	}
	return len(s)
}

// prefix returns the length of the mark that s begins with, or 0.
func prefix(s string) int {
	r, size := utf8.DecodeRuneInString(s)
	switch {
	case r == '.':
		if n := run(s, '.'); n > 1 {
			return n
		}
		return 0
	case r == '+' && len(s) > 1 && asciiClasses[s[1]] == digit:
		return 0
	case strings.HasPrefix(s, "''"):
		return 2
	case strings.HasPrefix(s, "US$"), strings.HasPrefix(s, "C$"), strings.HasPrefix(s, "A$"):
		return strings.IndexByte(s, '$') + 1
	case mark(r), unicode.Is(unicode.Sc, r), icon(r):
		return size
	}
	switch r {
	case '+', '§', '%', '=', '—', '–':
		return size
	}
	return 0
}

// suffix returns the length of the mark that s ends with, or 0.
func suffix(s string) int {
	r, size := utf8.DecodeLastRuneInString(s)
	s = s[:len(s)-size]
	before, beforeSize := utf8.DecodeLastRuneInString(s)
	afterDigit := '0' <= before && before <= '9'
	switch {
	case size == 0:
		return 0
	case r == '\'' && before == r:
		return 2
	case r == '.':
		return stop(s, before, beforeSize)
	case r == '—', r == '–', mark(r), icon(r):
		return size
	case (r == 's' || r == 'S') && (before == '\'' || before == '’'):
		return beforeSize + size
	case r == '+', unicode.Is(unicode.Sc, r):
		if afterDigit {
			return size
		}
		return 0
	}
	return unit(s, r)
}

// stop returns the length of the full stop, or of the dots, after s, or 0 where it belongs to an abbreviation.
func stop(s string, before rune, size int) int {
	switch {
	case before == '.':
		return 1 + len(s) - len(strings.TrimRight(s, "."))
	case lower(before), '0' <= before && before <= '9', mark(before):
		return 1
	case before == '%', before == '²', before == '-', before == '+':
		return 1
	case upper(before):
		if r, _ := utf8.DecodeLastRuneInString(s[:len(s)-size]); upper(r) {
			return 1
		}
	}
	return 0
}

// unit returns the length of the unit of measure at the end of s and r, directly after a digit, or 0.
func unit(s string, r rune) int {
	for i := len(s) - 1; i >= max(0, len(s)-longestUnit); i-- {
		if '0' <= s[i] && s[i] <= '9' {
			if u := s[i+1:] + string(r); units[u] {
				return len(u)
			}
			break
		}
	}
	return 0
}

// infix returns the length of the mark at the start of s at which a word is cut, or 0. The code point before it is before,
// and r is its first.
func infix(before, r rune, s string) int {
	switch r {
	case '.':
		if n := run(s, '.'); n > 1 {
			return n
		}
		if next := second(s); (lower(before) || quote(before)) && (upper(next) || quote(next)) {
			return 1
		}
	case '…':
		return len("…")
	case ',':
		if alpha(before) && alpha(second(s)) {
			return 1
		}
	case ':', '<', '>', '=', '/':
		if alphaOrDigit(before) && alpha(second(s)) {
			return 1
		}
	case '+', '*', '^', '-':
		if next := second(s); '0' <= before && before <= '9' && (next == '-' || '0' <= next && next <= '9') {
			return 1
		}
	}
	switch {
	case r == '-', r == '–', r == '—', r == '~':
		if alphaOrDigit(before) {
			return hyphen(s, r)
		}
	case icon(r):
		return utf8.RuneLen(r)
	}
	return 0
}

// hyphen returns the length of the hyphen or dash that s begins with, if a letter follows: up to three -, up to two —.
func hyphen(s string, r rune) int {
	n := run(s, r)
	if next, _ := utf8.DecodeRuneInString(s[n*utf8.RuneLen(r):]); !alpha(next) {
		return 0
	}
	if n == 1 || n <= 3 && r == '-' || n == 2 && r == '—' {
		return n * utf8.RuneLen(r)
	}
	return 0
}

// run returns how many r s begins with.
func run(s string, r rune) (n int) {
	for _, c := range s {
		if c != r {
			break
		}
		n++
	}
	return n
}

// second returns the second code point of s.
func second(s string) rune {
	_, size := utf8.DecodeRuneInString(s)
	r, _ := utf8.DecodeRuneInString(s[size:])
	return r
}

// sentences returns the number of sentences of a line, as spaCy's rule-based sentencizer has them: a sentence begins with
// the first token that is no punctuation after one that is a full stop or the like.
func sentences(line string) int {
	n, ended := 0, true
	tokens(line, func(token string) {
		r, size := utf8.DecodeRuneInString(token)
		switch {
		case size == len(token) && unicode.Is(unicode.STerm, r):
			n, ended = max(n, 1), true
		case ended && (n == 0 || !punctuation(token)):
			n, ended = n+1, false
		}
	})
	return n
}

func punctuation(token string) bool {
	return strings.IndexFunc(token, func(r rune) bool { return !unicode.IsPunct(r) }) < 0
}
