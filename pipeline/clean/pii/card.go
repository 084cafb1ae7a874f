package pii

import "strings"

// card returns how many of the groups at the start of w are a payment card number, 0 where none are.
//
// A number has 12 to 19 digits in one group, or groups of 4 with a last one of 1 to 4, or of 4, 6 and 4 or 5, all with the
// same space or hyphen between; its first digits and its length are those of an issuer (ISO/IEC 7812-1), and its last
// digit is right (annex B, the Luhn formula).
func (s *series) card(before string, w []group) int {
	sep := ""
	if len(w) > 1 {
		sep = s.gapBefore(w[1])
	}
	n := 1
	if w[0].len() == 4 && (sep == " " || sep == "-" || sep == "\u00A0" || sep == "\u202F") {
		n = s.quartets(w, sep)
	}
	if before == "." || before == "-" || n > 1 && before == sep {
		return 0
	}
	for ; n > 0; n-- { // the last group may be something else, such as the month of expiry
		if s.isCard(w, n) {
			return n
		}
	}
	return 0
}

// isCard reports whether the first n groups of w are a number of an issuer, and no part of something longer.
func (s *series) isCard(w []group, n int) bool {
	var number strings.Builder
	for _, g := range w[:n] {
		number.WriteString(s.digits(g))
	}
	if n < len(w) && (s.gapBefore(w[n]) == "." || s.gapBefore(w[n]) == "-") {
		return false
	}
	return !wordAfter(s.text, w[n-1].end) && hasIssuer(number.String()) && luhn(number.String())
}

// quartets returns how many groups with sep between them make a card number, by their lengths.
func (s *series) quartets(w []group, sep string) int {
	n := 1
	for n < len(w) && n < 5 && s.gapBefore(w[n]) == sep {
		if w[n].len() == 6 && n == 1 && len(w) > 2 && s.gapBefore(w[2]) == sep && (w[2].len() == 5 || w[2].len() == 4) {
			return 3
		}
		if w[n].len() > 4 {
			break
		}
		if n++; w[n-1].len() < 4 {
			break
		}
	}
	return n
}

// luhn reports whether the last digit of number is the check digit of the others.
func luhn(number string) bool {
	sum := 0
	for i := range len(number) {
		d := int(number[len(number)-1-i] - '0')
		if i%2 == 1 {
			d *= 2
		}
		sum += d/10 + d%10
	}
	return sum%10 == 0
}

// issuer is a range of first digits, and the least and the greatest length of a number with them.
type issuer struct {
	from, to  string
	low, high int
}

var issuers = []issuer{
	{"1800", "1800", 15, 15}, {"2131", "2131", 15, 15}, {"35", "35", 16, 19}, // JCB
	{"2200", "2204", 16, 19},                       // Mir
	{"2221", "2720", 16, 16}, {"51", "55", 16, 16}, // Mastercard
	{"300", "305", 14, 19}, {"3095", "3095", 14, 19}, {"36", "36", 14, 19}, {"38", "39", 14, 19}, // Diners Club
	{"34", "34", 15, 15}, {"37", "37", 15, 15}, // American Express
	{"4", "4", 13, 13}, {"4", "4", 16, 16}, {"4", "4", 19, 19}, // Visa
	{"0604", "0604", 12, 19}, {"5018", "5018", 12, 19}, {"5020", "5020", 12, 19}, {"5038", "5038", 12, 19}, {"56", "58", 12, 19}, // Maestro
	{"6304", "6304", 12, 19}, {"6390", "6390", 12, 19}, {"6759", "6759", 12, 19}, {"6761", "6763", 12, 19},
	{"506099", "506198", 16, 19},                                           // Verve
	{"5019", "5019", 16, 16},                                               // Dankort
	{"6011", "6011", 16, 19}, {"644", "649", 16, 19}, {"65", "65", 16, 19}, // Discover
	{"60", "60", 16, 16}, {"81", "82", 16, 16}, // RuPay
	{"62", "62", 16, 19},     // UnionPay
	{"637", "639", 16, 16},   // InstaPayment
	{"9792", "9792", 16, 16}, // Troy
}

// hasIssuer reports whether number has the first digits and the length of an issuer's cards.
func hasIssuer(number string) bool {
	for _, is := range issuers {
		if is.low <= len(number) && len(number) <= is.high {
			if first := number[:len(is.from)]; is.from <= first && first <= is.to {
				return true
			}
		}
	}
	return false
}
