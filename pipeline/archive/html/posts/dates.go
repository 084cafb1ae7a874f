package posts

import (
	"regexp"
	"strings"
)

// Dates as blogs write them. The names of months are those of English, German, French, Spanish, Portuguese, Italian and
// Dutch.
const (
	month = `(?:jan(?:uary|uar|uari|vier)?|feb(?:ruary|ruar|ruari)?|mar(?:ch|zo|ço|s)?|apr(?:il|ile)?|may|june?|july?|aug(?:ust|ustus)?|sept?(?:ember|embre)?` +
		`|oct(?:ober|obre|ubre)?|nov(?:ember|embre|iembre|embro)?|dec(?:ember|iembre)?|märz|mai|juni|juli|okt(?:ober)?|dez(?:ember|embro)?` +
		`|févr?(?:ier)?|avr(?:il)?|juin|juil(?:let)?|août|déc(?:embre)?|enero|febrero|abril|mayo|junio|julio|agosto|septiembre|diciembre` +
		`|janeiro|fevereiro|maio|junho|julho|setembro|outubro|gennaio|febbraio|maggio|giugno|luglio|settembre|ottobre|dicembre|maart|mei)`
	weekday = `(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?`
	day     = `[0-3]?\d(?:st|nd|rd|th|er|º|\.)?`
	year    = `(?:19|20)\d\d`
	clock   = `(?:,?(?: at| -| @| um| à)?[ T]\d{1,2}[:.h]\d{2}(?::\d{2})?(?:\.\d+)?(?: ?[ap]\.?m\.?)?(?:Z| ?[+-]\d{2}:?\d{2}| [a-z]{2,4}\b)?)?`
)

var (
	someDate = regexp.MustCompile(`(?i)(?:\b` + weekday + `\.?,? )?(?:` +
		`\b` + month + `\.? ` + day + `,? ` + year + `|` +
		`\b` + day + `(?: |-|/)(?:de |of )?` + month + `\.?,?(?: |-|/)(?:de )?` + year + `|` +
		`\b` + year + `[-/.][01]?\d[-/.][0-3]?\d|` +
		`\b[0-3]?\d[-/.][0-3]?\d[-/.](?:(?:19|20)?\d\d)\b|` +
		`\b` + weekday + `,? ` + month + `\.? ` + day + `|` +
		year + ` ?年 ?\d{1,2} ?月(?: ?\d{1,2} ?日)?)` + clock)
	// shortDate is a date that is the whole line: then it may lack the year or the day.
	shortDate = regexp.MustCompile(`(?i)^(?:` + weekday + `\.?,? )?(?:` + month + `\.? ` + day + `|` + day + ` ` + month + `\.?|` + month + `[.']?,? '?` + year + `)` + clock + `$`)
	ago       = regexp.MustCompile(`(?i)^(?:about |over |almost )?(?:\d+|an?|one|two) (?:second|minute|min|hour|hr|day|week|month|year|yr)s? ago$|^(?:yesterday|today)$|^(?:vor|il y a|hace) \d+ \p{L}+$`)
	dateLead  = regexp.MustCompile(`(?i)^(?:date|posted|published|posted on|published on|published at|updated|on|le|am|el|em|du|created|last updated|` + weekday + `)?$`)
)

// findDate returns the bytes of s that are a date with its time, or 0, 0.
func findDate(s string) (start, end int) {
	if !strings.ContainsAny(s, "0123456789") {
		return 0, 0
	}
	if at := someDate.FindStringIndex(s); at != nil {
		return at[0], at[1]
	}
	return 0, 0
}

// lonelyDate reports whether s is a date and nothing else.
func lonelyDate(s string) bool {
	if len(s) > 70 || len(s) > 24 && !strings.ContainsAny(s, "0123456789") {
		return false
	}
	s = strings.Trim(s, " ()[]|·•:,-–—»«*~=")
	if shortDate.MatchString(s) || ago.MatchString(s) {
		return true
	}
	i, j := findDate(s)
	return i < j && dateLead.MatchString(strings.TrimFunc(s[:i], notLetter)) && strings.TrimFunc(s[j:], notLetter) == ""
}
