package pipeline

import (
	"net/url"
	"path"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/bmatcuk/doublestar/v4"
	"golang.org/x/text/language"

	"corpuspack/pipeline/archive/encoding"
)

// The checks below return what is wrong with a text, or "".

const (
	maxName   = 96
	maxSplit  = 32
	nameWords = "up to 96 of a-z 0-9 . _ -, the first a letter or a digit"
	lower     = "abcdefghijklmnopqrstuvwxyz"
	letters   = lower + "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	digits    = "0123456789"
	globMarks = `*?[{\`
)

func checkName(s string) string {
	if isName(s) {
		return ""
	}
	if better := slug(s); better != "" {
		return "want " + nameWords + " (as " + better + ")"
	}
	return "want " + nameWords
}

func isName(s string) bool {
	return s != "" && len(s) <= maxName && only(s[:1], lower+digits) && only(s, lower+digits+"._-")
}

func isSplit(s string) bool {
	return s != "" && len(s) <= maxSplit && only(s[:1], lower) && only(s, lower+digits+"_")
}

// only reports whether s has no byte but those of set.
func only(s, set string) bool { return strings.Trim(s, set) == "" }

// slug makes a name of s, or "" where nothing is left of it.
func slug(s string) string {
	mapped := strings.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z':
			return r - 'A' + 'a'
		case strings.ContainsRune(lower+digits+"._", r):
			return r
		}
		return '-'
	}, s)
	for strings.Contains(mapped, "--") {
		mapped = strings.ReplaceAll(mapped, "--", "-")
	}
	mapped = strings.TrimLeft(mapped, "._-")
	return strings.TrimRight(mapped[:min(len(mapped), maxName)], "._-")
}

func checkText(s string) string {
	for _, r := range s {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return "control characters are not taken"
		}
	}
	if strings.TrimSpace(s) == "" {
		return "a text of white space says nothing: want null or a text"
	}
	return ""
}

func checkLine(s string) string {
	if problem := checkMember(s); problem != "" {
		return problem
	}
	return checkText(s)
}

// checkMember takes all that stands on one line, the empty text too.
func checkMember(s string) string {
	if strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' }) {
		return "want one line without control characters"
	}
	return ""
}

func checkURL(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || strings.ContainsFunc(s, unicode.IsSpace) {
		return "want an address that begins with https:// or http://"
	}
	return ""
}

func checkDate(s string) string {
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		return "want a date of the calendar as YYYY-MM-DD"
	}
	return ""
}

func checkGlob(s string) string {
	switch {
	case s == "" || checkMember(s) != "":
		return "want a glob on one line"
	case !doublestar.ValidatePattern(s):
		return `not a valid glob (a \ before [, { or * takes it as it is)`
	case strings.HasPrefix(s, "/") || climbs(s):
		return "want a glob relative to the entry's folder"
	}
	return ""
}

// checkPath takes a path or glob and puts its shortest form into *to.
func checkPath(to *string) func(string) string {
	return func(s string) string {
		inside := s
		for strings.HasPrefix(inside, "../") {
			inside = inside[len("../"):]
		}
		switch {
		case s == "" || checkMember(s) != "":
			return "want a path on one line"
		case !doublestar.ValidatePattern(s):
			return `not a valid glob (a \ before [, { or * takes it as it is)`
		case inside != ".." && climbs(inside):
			return ".. may only stand at the beginning of a path"
		}
		*to = path.Clean(s)
		return ""
	}
}

// climbs reports whether a part of the glob can be "..", also one between braces or with escapes.
func climbs(s string) bool {
	isBreak := func(r rune) bool { return strings.ContainsRune("/{},", r) }
	for _, part := range strings.FieldsFunc(strings.ReplaceAll(s, `\`, ""), isBreak) {
		if part == ".." {
			return true
		}
	}
	return false
}

// leadsOut reports whether a clean path leads out of the folder that it is relative to.
func leadsOut(p string) bool {
	return p == ".." || strings.HasPrefix(p, "../") || strings.HasPrefix(p, "/")
}

// ambiguous are words that a reader of YAML may take for something else than text.
const ambiguous = " null true false yes no on off y n "

// quoted writes s as a YAML scalar in the flow style: as it is where every reader of YAML takes it for text, else in
// double quotes. The escapes of Go (strconv.Quote) are escapes of YAML 1.2, section 5.7, too.
func quoted(s string) string {
	plain := s != "" && only(s[:1], letters) && only(s, letters+digits+"._/+-")
	if plain && !strings.Contains(ambiguous, " "+strings.ToLower(s)+" ") {
		return s
	}
	return strconv.Quote(s)
}

func checkLanguage(s string) string {
	if tag, err := language.Raw.Parse(s); err != nil || tag.String() != s {
		return "want a BCP 47 tag in its letter case (as en, zh, sr-Latn)"
	}
	return ""
}

func checkVocabulary(s string) string {
	if s != "cl100k_base" && s != "o200k_base" {
		return "want cl100k_base, o200k_base"
	}
	return ""
}

func checkEncoding(s string) string {
	if name, err := encoding.Name(s); s != "auto" && (err != nil || name != s) {
		return "want auto, or the name of an encoding in the WHATWG's Encoding Standard, in lower case (as windows-1252)"
	}
	return ""
}
