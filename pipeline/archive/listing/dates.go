package listing

import (
	"regexp"
	"strings"
)

// Dates as blogs write them. The names of months are those of English, German, French, Spanish and Portuguese.
const (
	weekday = `(?:\p{L}{2,10}\.?,? )?`
	month   = `(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|january|february|march|april|june|july|august|sept|september|october|november|december` +
		`|januar|februar|märz|mai|juni|juli|oktober|dezember|janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre` +
		`|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre` +
		`|janeiro|fevereiro|março|maio|junho|julho|setembro|outubro|novembro|dezembro)`
	day   = `[0-3]?\d(?:st|nd|rd|th|er|\.)?`
	year  = `(?:19|20)\d\d`
	clock = `(?:,?(?: at| -| @| um| à)?[ T]\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?(?: ?[ap]\.?m\.?)?(?:Z| ?[+-]\d{2}:?\d{2}| [a-z]{2,4}\b)?)?`
)

var (
	someDate = regexp.MustCompile(`(?i)(?:\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,? )?(?:` +
		`\b` + month + `\.? ` + day + `,? ` + year + `|` +
		`\b` + day + `[ -](?:de |of )?` + month + `\.?,?[ -](?:de )?` + year + `|` +
		`\b` + year + `[-/.][01]?\d[-/.][0-3]?\d|` +
		`\b[0-3]?\d[-/.][0-3]?\d[-/.](?:19|20)?\d\d|` +
		year + ` ?年 ?\d{1,2} ?月 ?\d{1,2} ?日)(?:\b|$)` + clock)
	// loneDate is a date that is the whole line: then it may lack the year or the day.
	loneDate = regexp.MustCompile(`(?i)^` + weekday + `(?:` + month + `\.? ` + day + `|` + day + ` ` + month + `\.?|` + month + `\.?,? ` + year + `)$`)
	lead     = regexp.MustCompile(`(?i)^(?:date|posted|published|posted on|published on|updated|on|le|am)\b:?$`)
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

// dated reports whether s is a date and nothing else.
func dated(s string) bool {
	if len(s) > 60 || !strings.ContainsAny(s, "0123456789") {
		return false
	}
	if loneDate.MatchString(s) {
		return true
	}
	i, j := findDate(s)
	if i == j {
		return false
	}
	before, after := strings.TrimFunc(s[:i], notLetter), strings.TrimFunc(s[j:], notLetter)
	weekdayOnly := len(strings.Fields(before)) <= 1 && strings.HasSuffix(strings.TrimSpace(s[:i]), ",")
	return after == "" && (before == "" || weekdayOnly || lead.MatchString(before))
}
