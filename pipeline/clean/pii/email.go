package pii

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// emails finds mail addresses LOCAL@DOMAIN (RFC 5322, section 3.4.1, without comments and folding; RFC 6531 adds letters
// beyond ASCII on both sides).
//
// LOCAL is a quoted string, or atoms joined by single dots, the longest that ends at the @ and begins with a letter, a
// digit or an underscore; but = ? & / and | end it on the left, for there they end a part of a URL. DOMAIN is an IPv4
// address, bare or in brackets, or two or more labels of letters, digits and inner hyphens, the last of which is of
// letters alone or begins with xn--. So lodash@4.17.21 is no address, nor is a name@host without a dot.
func emails(text string) (spans []span) {
	at := 0
	for {
		i := strings.IndexByte(text[at:], '@')
		if i < 0 {
			return spans
		}
		i += at
		start, end := local(text, at, i), 0
		if start < i {
			end = domain(text, i+1)
		}
		if end > 0 {
			spans, at = append(spans, span{start, end, email}), end
		} else {
			at = i + 1
		}
	}
}

// local returns where the local part begins that ends at the @ at end, not before low; end itself where there is none.
func local(text string, low, end int) int {
	if byteAt(text, end-1) == '"' {
		return quoted(text, low, end)
	}
	start, i := end, end
	for i > low {
		r, size := utf8.DecodeLastRuneInString(text[low:i])
		if r == '.' && (i == end || text[i] == '.') || r != '.' && !isAtom(r) {
			break
		}
		if i -= size; r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) {
			start = i
		}
	}
	return start
}

// quoted is local for a quoted string: no white space, control character or inner quote, a word boundary on the left.
func quoted(text string, low, end int) int {
	for i := end - 2; i >= low && text[i] > ' ' && text[i] != 0x7F; i-- {
		if text[i] != '"' {
			continue
		}
		if i == end-2 || i > low && (isAlnum(text[i-1]) || text[i-1] == '"') {
			break
		}
		return i
	}
	return end
}

// isAtom reports whether r may stand in an atom (RFC 5322, section 3.2.3), but for = ? & / |. Letters of the scripts that
// are written without spaces may not: what stands before an address in them is the sentence.
func isAtom(r rune) bool {
	if r < utf8.RuneSelf {
		return isAlnum(byte(r)) || strings.IndexByte("!#$%'*+-^_`{}~", byte(r)) >= 0
	}
	return isWord(r) && !unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana,
		unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// domain returns where the domain ends that begins at start, or 0 where there is none.
func domain(text string, start int) int {
	if byteAt(text, start) == '[' {
		if end := quad(text, start+1); end > 0 && byteAt(text, end) == ']' {
			return end + 1
		}
		return 0
	}
	end, labels, numeric := 0, 0, true
	for i := start; ; i++ {
		stop, digits := label(text, i)
		if stop == i {
			return end
		}
		labels, numeric = labels+1, numeric && digits
		if e := top(text[i:stop]); labels > 1 && e > 0 {
			end = i + e
		} else if numeric && labels == 4 {
			end = stop
		}
		if i = stop; byteAt(text, i) != '.' {
			return end
		}
	}
}

// label returns where the label ends that begins at start (start itself where there is none), without hyphens at its
// ends, and whether it is of digits alone.
func label(text string, start int) (end int, numeric bool) {
	end, numeric = start, true
	for i, r := range text[start:] {
		switch {
		case r == '-' && i > 0:
			continue
		case !isWord(r):
			return end, numeric
		}
		numeric = numeric && r < utf8.RuneSelf && isDigit(byte(r))
		end = start + i + utf8.RuneLen(r)
	}
	return end, numeric
}

// top returns how many bytes of label are a top-level domain: all of it where it begins with xn--, else its first
// letters, all ASCII or all not, two or more. It returns 0 where something else begins it, or a digit follows them.
func top(label string) int {
	if len(label) > 4 && strings.EqualFold(label[:4], "xn--") {
		return len(label)
	}
	letters, ascii := 0, label < "\x80"
	for i, r := range label {
		switch {
		case letters > 1 && (r == '-' || (r < utf8.RuneSelf) != ascii):
			return i
		case !unicode.In(r, unicode.L, unicode.M) || (r < utf8.RuneSelf) != ascii:
			return 0
		}
		letters++
	}
	if letters < 2 {
		return 0
	}
	return len(label)
}
