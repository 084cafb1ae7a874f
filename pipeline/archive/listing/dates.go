package listing

import (
	"regexp"
	"strings"
)

// Dates as blogs write them. The names of months are those of English, German, French, Spanish, Portuguese, Italian, Dutch,
// Polish and Russian.
const (
	weekday = `(?:\p{L}{2,10}\.?,? )?`
	month   = `(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|january|february|march|april|june|july|august|sept|september|october|november|december` +
		`|januar|februar|märz|mai|juni|juli|oktober|dezember|janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre` +
		`|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre` +
		`|janeiro|fevereiro|março|maio|junho|julho|setembro|outubro|novembro|dezembro` +
		`|gennaio|febbraio|aprile|maggio|giugno|luglio|settembre|ottobre|dicembre|januari|februari|maart|mei|augustus` +
		`|stycznia|lutego|marca|kwietnia|maja|czerwca|lipca|sierpnia|września|października|listopada|grudnia` +
		`|января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря` +
		`|mär|okt|dez|janv|févr|avr|juil|déc|ene|abr|ago|dic|mag|giu|lug|set|ott|fev|mrt)`
	day   = `[0-3]?\d(?:st|nd|rd|th|er|º|°|\.)?`
	year  = `(?:19|20)\d\d`
	clock = `(?:,?(?: at| -| @| um| à| \|| ·)?[ T]\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?(?: ?[ap]\.?m\.?)?(?:Z| ?[+-]\d{2}:?\d{2}| [a-z]{2,4}\b)?)?`
)

var (
	someDate = regexp.MustCompile(`(?i)(?:\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,? )?(?:` +
		`\b` + month + `\.? ` + day + `,? ` + year + `|` +
		`\b` + day + `[ -](?:de |of )?` + month + `\.?,?[ -](?:de |del )?` + year + `|` +
		`\b` + year + ` ` + month + ` ` + day + `|` +
		`\b` + year + `[-/.][01]?\d[-/.][0-3]?\d|` +
		`\b[0-3]?\d[-/.][0-3]?\d[-/.](?:19|20)?\d\d|` +
		year + ` ?年 ?\d{1,2} ?月 ?\d{1,2} ?日)(?:\b|$)` + clock)
	// loneDate is a date that is the whole line: then it may lack the year or the day.
	loneDate  = regexp.MustCompile(`(?i)^` + weekday + `(?:` + month + `\.? ` + day + `|` + day + ` ` + month + `\.?|` + month + `\.?,? ` + year + `)$`)
	weekdays  = regexp.MustCompile(`(?i)^(?:mon|tue|wed|thu|fri|sat|sun|die|mit|don|fre|sam|lun|mar|mer|mié|jeu|jue|ven|vie|sáb|sab|dim|dom|seg|ter|qua|qui|sex|gio|maan|din|woe|vrij|zat|zon|пон|вто|сре|чет|пят|суб|вос)\p{L}*$`)
	loneDay   = regexp.MustCompile(`^[0-3]?\d$`)
	loneMonth = regexp.MustCompile(`(?i)^` + month + `\.?$`)
	lead      = regexp.MustCompile(`(?i)^(?:date|posted|published|posted on|published on|updated|on|le|am)\b:?$`)
)

// findDate returns the first date in s, with its time.
func findDate(s string) span {
	if !mayDate(s) {
		return span{}
	}
	if at := someDate.FindStringIndex(s); at != nil {
		return span{at[0], at[1]}
	}
	return span{}
}

// mayDate reports whether s has a year, or a number between two marks of a date. It spares nearly all lines the search.
func mayDate(s string) bool {
	for i := range len(s) - 3 {
		switch c := s[i]; {
		case digit(c) && digit(s[i+1]) && (c == '1' && s[i+1] == '9' || c == '2' && s[i+1] == '0') && digit(s[i+2]) && digit(s[i+3]):
			return true
		case strings.IndexByte("-/.", c) >= 0 && digit(s[i+1]) && (s[i+2] == c || digit(s[i+2]) && s[i+3] == c):
			return true
		}
	}
	return false
}

func digit(c byte) bool { return '0' <= c && c <= '9' }

// dated reports whether s, with the date at, is a date and nothing else.
func dated(s string, at span) bool {
	if len(s) > 60 || !strings.ContainsAny(s, "0123456789") {
		return false
	}
	if loneDate.MatchString(s) {
		return true
	}
	if at.from == at.to {
		return false
	}
	before, after := strings.TrimFunc(s[:at.from], notLetter), strings.TrimFunc(s[at.to:], notLetter)
	weekdayOnly := weekdays.MatchString(before)
	return after == "" && (before == "" || weekdayOnly || lead.MatchString(before))
}

// calendar finds dates that a leaf of a calendar shows: the day on one line, the month on the next, or the other way.
func (d *document) calendar() {
	for i := 1; i < len(d.lines); i++ {
		if d.gap(i) > 0 || d.lines[i].width > maxMonth || d.lines[i-1].width > maxMonth {
			continue
		}
		a, b := d.at(i-1), d.at(i)
		if loneDay.MatchString(a) && loneMonth.MatchString(b) || loneMonth.MatchString(a) && loneDay.MatchString(b) {
			d.lines[i-1].kind, d.lines[i].kind = date, date
		}
	}
}
