package quality

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// class is what an ASCII character is to the tokenizer.
type class uint8

const (
	other class = iota
	letter
	digit
	single // a mark of its own at both ends of a chunk
)

var asciiClasses = newASCIIClasses()

func newASCIIClasses() (t [256]class) {
	for c := range utf8.RuneSelf {
		switch {
		case 'a' <= c|0x20 && c|0x20 <= 'z':
			t[c] = letter
		case '0' <= c && c <= '9':
			t[c] = digit
		case strings.ContainsRune(",:;!?()[]{}<>_#*&'\"`", rune(c)):
			t[c] = single
		}
	}
	return t
}

// quotes are what stands around speech, brackets of East Asian scripts included.
const quotes = "'\"”“`‘´’‚„»«「」『』（）〔〕【】《》〈〉⟦⟧"

func quote(r rune) bool { return strings.ContainsRune(quotes, r) }

// mark says whether r is a token of its own at either end of a chunk.
func mark(r rune) bool {
	if r < utf8.RuneSelf {
		return asciiClasses[r] == single
	}
	return r == '…' || strings.ContainsRune("¿؟¡。？！，、；：～·।،۔؛٪", r) || quote(r)
}

// icon says whether r is a symbol such as a pictograph.
func icon(r rune) bool { return r >= utf8.RuneSelf && unicode.Is(unicode.So, r) }

func alpha(r rune) bool {
	if r < utf8.RuneSelf {
		return asciiClasses[r] == letter
	}
	return unicode.IsLetter(r)
}

func alphaOrDigit(r rune) bool { return alpha(r) || '0' <= r && r <= '9' }

// lower and upper both hold of a letter without case.
func lower(r rune) bool { return alpha(r) && !unicode.IsUpper(r) }
func upper(r rune) bool { return alpha(r) && !unicode.IsLower(r) }

// symbolOnly says whether datatrove takes a token for punctuation alone: none of its characters is anything else.
func symbolOnly(token string) bool {
	return strings.IndexFunc(token, func(r rune) bool { return !symbol(r) }) < 0
}

// symbol says whether r is in datatrove's list of punctuation; U+FF11, the digit, stands in it too.
func symbol(r rune) bool {
	if r < utf8.RuneSelf {
		return asciiClasses[r] != letter && asciiClasses[r] != digit && r != ' ' && r != '\t' && r != '\n'
	}
	return r < 0xA0 || sentenceEnd(r) || strings.ContainsRune("«´»–—’“”„…∶━►、〈〉《》「」【】％（），１：；～", r)
}

// sentenceEnd says whether r ends a sentence for datatrove: Sentence_Terminal, and the marks of Khmer.
func sentenceEnd(r rune) bool {
	return unicode.Is(unicode.STerm, r) || strings.ContainsRune("។៕៖៙៚", r)
}

// address says whether s is a web or mail address, which is not cut. One of more than 2,048 bytes is not taken for one.
func address(s string) bool {
	if len(s) > 2048 || strings.IndexByte(s, '.') < 0 {
		return false
	}
	if scheme, rest, ok := strings.Cut(s, "://"); ok && len(scheme) > 1 && strings.IndexFunc(scheme, notInScheme) < 0 {
		s = rest
	}
	at := strings.LastIndexByte(s, '@')
	return host(s) || at > 0 && host(s[at+1:])
}

// host says whether s is a name of two or more labels, of which the last is in lower case, with or without a port and a
// path after it.
func host(s string) bool {
	if i := strings.IndexFunc(s, endsHost); i >= 0 {
		s = s[:i]
	}
	if name, port, ok := strings.Cut(s, ":"); ok {
		if len(port) < 2 || len(port) > 5 || strings.Trim(port, "0123456789") != "" {
			return false
		}
		s = name
	}
	dot := strings.LastIndexByte(s, '.')
	if dot < 0 || utf8.RuneCountInString(s[dot+1:]) < 2 || strings.IndexFunc(s[dot+1:], notLower) >= 0 {
		return false
	}
	for label := range strings.SplitSeq(s[:dot], ".") {
		if label == "" || strings.IndexFunc(label, notInName) >= 0 || strings.Trim(label, "-_") != label {
			return false
		}
	}
	return true
}

func endsHost(r rune) bool { return r == '/' || r == '?' || r == '#' }

func notLower(r rune) bool { return !lower(r) }

func notInName(r rune) bool { return r < 0xA1 && r != '-' && r != '_' && !alphaOrDigit(r) }

func notInScheme(r rune) bool {
	return r != '+' && r != '-' && r != '.' && r != '_' && !letterOrDigit(r)
}
