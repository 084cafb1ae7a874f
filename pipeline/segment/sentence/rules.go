package sentence

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// window is the number of bytes on either side of a boundary that the rules look at.
const window = 64

// ends reports whether the sentence that begins at start of p does end at end, where UAX #29 has a boundary.
func ends(p string, start, end int) bool {
	left := strings.TrimRightFunc(p[max(start, end-window):end], unicode.IsSpace)
	right := p[end:min(len(p), end+window)]
	next, _ := utf8.DecodeRuneInString(right)
	last, _ := utf8.DecodeLastRuneInString(left)
	switch {
	case unicode.IsLower(next) && !isOrdinal(right):
		return false // "Yahoo! in the accounting department", «"What?" he asked»
	case next == '.' || strings.ContainsRune(",;:", next):
		return false // inside an ellipsis with spaces
	case next == '(' && closesBeforeStop(right):
		return false // «…" (Smith 55).»
	case !hasWord(p[start:end]):
		return false // "1." or "a.)" that begins an item, ". . ."
	case last != '.':
		return true
	}
	return !continues(strings.TrimSuffix(left, "."), right)
}

// isOrdinal reports whether s begins with an item mark of one letter, such as "b. ".
func isOrdinal(s string) bool { return len(s) > 2 && s[1] == '.' && s[2] == ' ' }

// closesBeforeStop reports whether s is a remark in brackets with the stop of the sentence behind it.
func closesBeforeStop(s string) bool {
	i := strings.IndexByte(s, ')')
	return i > 0 && i+1 < len(s) && strings.IndexByte(".!?", s[i+1]) >= 0
}

// hasWord reports whether s has more than the mark of a list item: two letters, one that is not of ASCII, or a number
// that is too long.
func hasWord(s string) bool {
	letters, digits := 0, 0
	for _, r := range s {
		switch {
		case unicode.IsLetter(r) && r > unicode.MaxASCII:
			return true
		case unicode.IsLetter(r):
			letters++
		case unicode.IsDigit(r):
			digits++
		}
		if letters > 1 || digits > 3 {
			return true
		}
	}
	return false
}

// continues reports whether the sentence goes on behind the word that left ends with and its full stop.
func continues(left, right string) bool {
	word := left[strings.LastIndexFunc(left, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(`("'“‘[`, r) })+1:]
	bare := strings.ToLower(strings.Trim(word, "“”‘’\"'()[]"))
	switch {
	case beforeNumber[bare]:
		return startsDigit(right)
	case titles[bare]:
		return true
	case isInitial(word), isAcronym(bare):
		return !starts(right)
	case abbreviations[bare]:
		return !starts(right) && !startsQuote(right)
	}
	return false
}

// starts reports whether s begins with a word that often begins a sentence.
func starts(s string) bool {
	word := firstWord(s)
	return startsUpper(word) && starters[strings.ToLower(word)]
}

func firstWord(s string) string {
	s = strings.TrimLeftFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	if i := strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' && r != '’' }); i >= 0 {
		return s[:i]
	}
	return s
}

func startsUpper(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r)
}

func startsDigit(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsDigit(r) || unicode.IsUpper(r) && len(firstWord(s)) <= 4 && strings.Trim(firstWord(s), "IVXLC") == ""
}

func startsQuote(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return strings.ContainsRune(`"“‘«`, r)
}

// isInitial reports whether word is one capital letter, as in "Albert I. Jones".
func isInitial(word string) bool {
	r, n := utf8.DecodeRuneInString(word)
	return n > 0 && n == len(word) && unicode.IsUpper(r)
}

// isAcronym reports whether word is single letters with full stops between them: "u.s", "e.u".
func isAcronym(word string) bool {
	parts := strings.Split(word, ".")
	for _, p := range parts {
		if r, n := utf8.DecodeRuneInString(p); n != len(p) || !unicode.IsLetter(r) {
			return false
		}
	}
	return len(parts) > 1
}

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

var (
	// titles stand before a name, or in the middle of a sentence at any rate.
	titles = set(`mr mrs ms messrs mme mlle dr prof st mt gen maj col capt cpt lt sgt cpl adm cmdr sen rep gov pres hon rev fr
		supt insp det ft vs cf viz e.g i.e eg ie resp approx ca incl excl`)
	// beforeNumber are abbreviations where a number follows.
	beforeNumber = set(`no nos nr n° p pp vol vols fig figs eq eqs sec sect ch chap art arts par para § tab ex op cit ver`)
	// abbreviations may end a sentence too.
	abbreviations = set(`inc co corp ltd llc bros plc jr sr esq phd etc al ave blvd rd ln hwy bldg apt dept univ assn est
		jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun
		a.m p.m ed eds trans rev min max tel ext`)
	// starters are words that often begin a sentence and seldom a name.
	starters = set(`the a an this that these those it its he she they we you i his her their our my your there here who what when
		where why how which if in on at as for from to by with after before since while because although though but and or so
		yet then thus however moreover finally also no not is are was were do does did can could will would should may might
		let let's please some many most all each every one two first second next now today yesterday last under over about`)
)
