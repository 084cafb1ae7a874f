package pii

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// phone returns the phone number that begins at w[0], and how many groups it has, 0 where there is none. before is the gap
// to the group on the left.
//
// The forms, with single spaces, hyphens, dots or slashes between groups:
//   - international (ITU-T E.123): + or 00, then 8 to 13 digits, which may hold a trunk zero in parentheses;
//   - North American: three, three and four digits, the first of them 2 to 9, with or without a 1 before them;
//   - with a trunk 0, as in most of Europe: 9 to 11 digits in groups (see trunk), or 07 and nine more;
//   - where a word beside it says that it is one (see cue): 7 to 13 digits.
//
// An extension (x12, ext. 12) belongs to the number. Left alone are dates, ISBN, social security numbers, postal codes,
// amounts, and what is a part of a longer number, a name or a URL.
func (s *series) phone(before string, w []group) (span, int) {
	start := s.begin(w)
	if start < 0 || before == "-" || before == "." || before == "/" {
		return span{}, 0
	}
	for _, form := range [...]func(string, []group) int{s.international, s.american, s.trunk, s.cued} {
		if n := form(before, w); n > 0 {
			end := s.end(w[n-1].end)
			if wordAfter(s.text, end) {
				return span{}, 0
			}
			return span{start, end, phone}, n
		}
	}
	return span{}, 0
}

// begin returns where a number begins that has w[0] as its first digits: there, or at the + or the parenthesis before
// them; -1 where what stands before says that it is something else.
func (s *series) begin(w []group) int {
	start, low := w[0].start, w[0].gap
	closed := len(w) > 1 && strings.Contains(s.gapBefore(w[1]), ")")
	for start > low && (s.text[start-1] == '+' || closed && s.text[start-1] == '(') {
		start--
	}
	if r, _ := utf8.DecodeLastRuneInString(s.text[:start]); unicode.In(r, unicode.L, unicode.M) || r == '_' {
		return -1
	}
	switch c := byteAt(s.text, start-1); c {
	case '=', '#', '$', '&', '%', '@', '~', '^', '\\', '+', '-', '.':
		return -1
	case '/':
		if b := byteAt(s.text, start-2); b == '/' || isLetter(b) {
			return -1
		}
	}
	return start
}

var extension = regexp.MustCompile(`^ ?(?:x|ext\.?|extension|#) ?[0-9]{1,6}`)

// end returns where a number ends whose digits end at end: after its extension.
func (s *series) end(end int) int {
	return end + len(extension.FindString(s.text[end:min(len(s.text), end+20)]))
}

// gaps are what may stand between the groups of an international number, or of one beside a cue.
var gaps = []string{" ", "-", ".", "/", "(", ")", " (", ") ", ")-", "-(", " - ", "\u00A0", "\u202F"}

// prefix returns the greatest number of groups that have low to high digits, from only digits on, with gaps between.
func (s *series) prefix(w []group, from, low, high int) int {
	n, total := 0, -from
	for i, g := range w {
		if i > 0 && !slices.Contains(gaps, s.gapBefore(g)) {
			break
		}
		if trunk := s.digits(g) == "0" && strings.HasSuffix(s.gapBefore(g), "("); !trunk {
			total += g.len()
		}
		if total > high {
			break
		}
		if total >= low {
			n = i + 1
		}
	}
	return n
}

func (s *series) international(_ string, w []group) int {
	first := s.digits(w[0])
	plus := strings.HasSuffix(s.text[w[0].gap:w[0].start], "+")
	from := 0
	if !plus {
		if !strings.HasPrefix(first, "00") || len(w) < 2 || byteAt(s.text, w[0].start-1) == ',' || s.isDump(w) {
			return 0
		}
		from = 2
	}
	country := first[from:]
	if country == "" && len(w) > 1 {
		country = s.digits(w[1])
	}
	switch {
	case country == "" || country[0] == '0':
		return 0
	case country[0] == '1':
		return s.prefix(w, from, 11, 11)
	case !plus:
		return s.prefix(w, from, 10, 13)
	}
	return s.prefix(w, 0, 8, 13)
}

func (s *series) american(before string, w []group) int {
	n := 0
	if s.digits(w[0]) == "1" && len(w) > 1 && slices.Contains(gaps, s.gapBefore(w[1])) {
		n, w = 1, w[1:]
	}
	if w[0].len() != 3 || s.digits(w[0]) < "2" || len(w) < 2 {
		return 0
	}
	a, b := s.gapBefore(w[1]), ""
	code := strings.HasPrefix(a, ")") && slices.Contains(gaps, a)
	if code && w[1].len() == 7 && s.alone(w, 2) {
		return n + 2
	}
	if len(w) > 2 {
		b = s.gapBefore(w[2])
	}
	if len(w) < 3 || w[1].len() != 3 || w[2].len() != 4 || !s.alone(w, 3) {
		return 0
	}
	switch {
	case (code || a == " " || a == b) && (b == "-" || b == "."), code && b == " ":
		return n + 3
	case a == " " && b == " " && before == "" && s.digits(w[1]) >= "2" && (len(w) == 3 || s.gapBefore(w[3]) != " "):
		return n + 3
	}
	return 0
}

// alone reports whether the number of the first n groups is not the beginning of a longer one.
func (s *series) alone(w []group, n int) bool {
	if n == len(w) {
		return true
	}
	next := s.gapBefore(w[n])
	return next != "-" && next != "." && next != "/"
}

// trunkShapes are the lengths of the groups of numbers whose first group has a zero and one more digit; other such shapes
// are dates and times.
var trunkShapes = []string{"22222", "244", "234", "2322", "2332", "27", "28"}

// otherShapes are those of numbers that are no phone numbers: of United States social security numbers and postal codes.
var otherShapes = []string{"324", "54"}

func (s *series) trunk(before string, w []group) int {
	first := s.digits(w[0])
	if first[0] != '0' || len(first) == 1 || first[1] == '0' || len(before) == 1 {
		return 0
	}
	if len(first) == 11 && first[1] == '7' && s.alone(w, 1) {
		return 1
	}
	if len(first) > 5 || len(w) == 1 {
		return 0
	}
	shape, total, n := []byte{byte('0' + len(first))}, len(first), 1
	for ; n < len(w) && n < 6 && total+w[n].len() <= 11 && s.sameGap(w, n); n++ {
		shape, total = append(shape, byte('0'+w[n].len())), total+w[n].len()
		if w[n].len() == 1 {
			return 0
		}
	}
	dotted := s.gapBefore(w[1]) == "."
	switch {
	case n == 1 || s.isDump(w) || total < 9 || !s.alone(w, n) || dotted && n < 4:
		return 0
	case n > 2 && n < len(w) && s.gapBefore(w[n]) == s.gapBefore(w[n-1]): // a row of numbers
		return 0
	case len(first) == 2 && !slices.Contains(trunkShapes, string(shape)), slices.Contains(otherShapes, string(shape)):
		return 0
	}
	return n
}

// isDump reports whether w looks like bytes in hexadecimal: pairs of digits, the second a zero or pairs with letters beside.
func (s *series) isDump(w []group) bool {
	last := w[0]
	for _, g := range w[:min(len(w), 5)] {
		if g.len() != 2 {
			return false
		}
		last = g
	}
	return s.digits(w[0]) == "00" || isPair(s.text, last.end+1) || isPair(s.text, w[0].start-3)
}

// isPair reports whether two hexadecimal digits, one a letter or more, stand between spaces at i.
func isPair(text string, i int) bool {
	a, b := byteAt(text, i), byteAt(text, i+1)
	return isHex(a) && isHex(b) && (isLetter(a) || isLetter(b)) && byteAt(text, i-1) != '-' &&
		!isAlnum(byteAt(text, i-1)) && !isAlnum(byteAt(text, i+2))
}

// sameGap reports whether what stands before group n of a number with a trunk zero fits what stands between the others.
func (s *series) sameGap(w []group, n int) bool {
	gap := s.gapBefore(w[n])
	if n == 1 {
		return slices.Contains(gaps, gap) && !strings.Contains(gap, "(")
	}
	if n == 2 {
		return (gap == " " || gap == "-" || gap == "\u00A0" || gap == "\u202F" || gap == ".") &&
			(gap == s.gapBefore(w[1]) || strings.ContainsAny(s.gapBefore(w[1]), ")/-"))
	}
	return gap == s.gapBefore(w[2])
}

// cued returns how many groups a number has that only a word beside it shows to be one.
func (s *series) cued(_ string, w []group) int {
	n := s.prefix(w, 0, 7, 13)
	if n == 0 || !s.alone(w, n) || s.isDate(w[:n]) {
		return 0
	}
	if cueAfter.MatchString(s.text[w[n-1].end:min(len(s.text), w[n-1].end+12)]) {
		return n
	}
	around := s.text[max(0, w[0].start-28):w[0].start]
	if i := strings.LastIndexAny(around, "<>0123456789"); i >= 0 {
		around = around[i+1:]
	}
	if cue.MatchString(around) {
		return n
	}
	return 0
}

// cue and cueAfter match the words that make a number a phone number, before and after it.
var (
	cue = regexp.MustCompile(`(?i)(?:^|[^a-z])(?:(?:(?:tele|smart|cell ?)?phone|tel|telefone?|t[ée]l[ée](?:phone|fono)|telefono|` +
		`telefoon|puhelin|puh|tlf|mobile?|mob|m[óo]vil|cell|cellular|fax|call|dial|hotline|whatsapp|sms|messages to|` +
		`answering at|reach \w+ (?:at|on))(?:[^a-z]|$)|(?:desk|office|handy|portable|ring)[:.]?\s*$)`)
	cueAfter = regexp.MustCompile(`(?i)^[ -]?\(?(?:office|fax|mobile|phone|cell|desk|home|direct)\b`)
)

// isDate reports whether the groups have the lengths and the marks of a date.
func (s *series) isDate(w []group) bool {
	if len(w) != 3 || s.gapBefore(w[1]) != s.gapBefore(w[2]) {
		return false
	}
	return w[1].len() <= 2 && (w[0].len() == 4 && w[2].len() <= 2 || w[0].len() <= 2 && w[2].len() == 4)
}
