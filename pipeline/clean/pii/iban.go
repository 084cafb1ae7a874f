package pii

import "strings"

// ibans finds international bank account numbers (ISO 13616-1): a country and two check digits, then letters and digits
// up to the country's length, all capitals or all small letters, together or with one space, no-break space or hyphen
// after each four. The check digits must be right (ISO/IEC 7064, MOD 97-10).
func ibans(text string) (spans []span) {
	for i := 2; i < len(text)-1; i++ {
		if !isDigit(text[i]) || !isDigit(text[i+1]) || !isLetter(text[i-1]) || !isLetter(text[i-2]) {
			continue
		}
		if end := ibanEnd(text, i-2); end > 0 {
			spans = append(spans, span{i - 2, end, iban})
			i = end + 1
		}
	}
	return spans
}

// ibanEnd returns where the IBAN ends that begins at start, or 0 where there is none.
func ibanEnd(text string, start int) int {
	small := text[start] & 0x20
	length := ibanLength(text[start : start+2])
	if length == 0 || wordBefore(text, start) {
		return 0
	}
	rest, i := 0, start // the number up to i modulo 97
	for n := range length {
		if n > 0 && n%4 == 0 {
			i += ibanGap(text, i)
		}
		c := byteAt(text, i)
		if !isAlnum(c) || isLetter(c) && c&0x20 != small {
			return 0
		}
		if n >= 4 { // the country and the check digits count last
			rest = checkDigit(rest, c)
		}
		i++
	}
	for _, c := range []byte(text[start : start+4]) {
		rest = checkDigit(rest, c)
	}
	if rest != 1 || wordAfter(text, i) {
		return 0
	}
	return i
}

func ibanGap(text string, i int) int {
	if byteAt(text, i) == '-' {
		return 1
	}
	return blank(text, i)
}

// checkDigit returns the remainder modulo 97 of the number with remainder rest after c is written to it, where the letters
// count as 10 to 35 (ISO/IEC 7064).
func checkDigit(rest int, c byte) int {
	if isDigit(c) {
		return (10*rest + int(c-'0')) % 97
	}
	return (100*rest + int(c|0x20-'a') + 10) % 97
}

// ibanLength returns how many characters an IBAN of country has, 0 where it has none.
func ibanLength(country string) int {
	i := strings.Index(ibanLengths, strings.ToUpper(country)+":")
	if i < 0 {
		return 0
	}
	return int(ibanLengths[i+3]-'0')*10 + int(ibanLengths[i+4]-'0')
}

// ibanLengths is the length by country (the IBAN registry of SWIFT).
const ibanLengths = "AD:24 AE:23 AL:28 AT:20 AZ:28 BA:20 BE:16 BG:22 BH:22 BI:27 BR:29 BY:28 CH:21 CR:22 CY:28 CZ:24 " +
	"DE:22 DJ:27 DK:18 DO:28 EE:20 EG:29 ES:24 FI:18 FK:18 FO:18 FR:27 GB:22 GE:22 GI:23 GL:18 GR:27 GT:28 HN:28 HR:21 " +
	"HU:28 IE:22 IL:23 IQ:23 IS:26 IT:27 JO:30 KW:30 KZ:20 LB:28 LC:32 LI:21 LT:20 LU:20 LV:21 LY:25 MC:27 MD:24 ME:22 " +
	"MK:19 MN:20 MR:27 MT:31 MU:30 NI:28 NL:18 NO:15 OM:23 PK:24 PL:28 PS:29 PT:25 QA:29 RO:24 RS:22 RU:33 SA:24 SC:31 " +
	"SD:18 SE:24 SI:19 SK:24 SM:27 SO:23 ST:25 SV:28 TL:23 TN:24 TR:26 UA:29 VA:22 VG:24 XK:20 YE:30"
