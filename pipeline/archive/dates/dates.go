// Package dates reads the date of publication that a source states.
//
// The rule that matters: a date is kept in the precision in which it stands, and one that can be read in two ways
// (03/04/2019) is not read. schema/FORMAT.md, section 5, has the forms.
package dates

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

const (
	clock = `(?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d+)?)?`
	day   = `(?P<day>\d\d?)(?:st|nd|rd|th)?`
	month = `(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|` +
		`sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?`
	weekday = `(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?,? )?`
	zone    = `(?P<zone>[+-]\d\d(?::?\d\d)?|[a-z]{1,3})`
)

// The forms that are read, in any letter case, with runs of white space folded to one space.
var forms = []*regexp.Regexp{
	form(`(?P<year>\d{4})(?:(?P<dash>[-/])(?P<month>\d\d)(?:(?P<dash2>[-/])(?P<day>\d\d)(?:[t ]` + clock + ` ?` + zone + `?)?)?)?`),
	form(weekday + day + ` ` + month + `,? (?P<year>\d{4})`),
	form(weekday + month + ` ` + day + `,? (?P<year>\d{4})`),
	form(weekday + day + ` ` + month + ` (?P<year>\d{4}|\d\d) ` + clock + ` ` + zone + `(?: \([^()]*\))?`),
}

func form(pattern string) *regexp.Regexp { return regexp.MustCompile(`(?i)^` + pattern + `$`) }

// zones are the names of RFC 5322, section 4.3, and UTC, with their offsets from it in hours.
var zones = map[string]int{"z": 0, "ut": 0, "utc": 0, "gmt": 0,
	"est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7}

// Published returns the date that s states as YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDThh:mm:ss, with Z where s states
// an offset, and whether s is a date. Read are ISO 8601 in these forms, also with a slash for the dash, a space for the
// T and without seconds; the dates of RFC 1123 and RFC 5322; and English month names with day and year. Fractions of a
// second are cut.
func Published(s string) (string, bool) {
	if s == "" || len(s) > 100 {
		return "", false
	}
	s = strings.Join(strings.Fields(s), " ")
	for _, f := range forms {
		if m := f.FindStringSubmatch(s); m != nil {
			return match{f, m}.date()
		}
	}
	return "", false
}

// match is a date taken apart.
type match struct {
	form  *regexp.Regexp
	parts []string
}

func (m match) part(name string) string {
	if i := m.form.SubexpIndex(name); i >= 0 {
		return m.parts[i]
	}
	return ""
}

func (m match) number(name string) int {
	n, _ := strconv.Atoi(m.part(name)) // digits by the pattern, or nothing, which is 0
	return n
}

func (m match) date() (string, bool) {
	if m.part("dash2") != "" && m.part("dash2") != m.part("dash") {
		return "", false
	}
	year, month, layout := m.year(), m.month(), m.layout()
	offset, ok := m.offset()
	t := time.Date(year, time.Month(max(month, 1)), max(m.number("day"), 1), m.number("hour"), m.number("minute"),
		m.number("second"), 0, time.FixedZone("", offset))
	if !ok || !m.names(t) {
		return "", false
	}
	if m.part("zone") != "" {
		t, layout = t.UTC(), layout+"Z"
	}
	if t.Year() < 1 || t.Year() > 9999 {
		return "", false
	}
	return t.Format(layout), true
}

// year reads a year of two digits as RFC 5322, section 4.3, does.
func (m match) year() int {
	year := m.number("year")
	switch {
	case len(m.part("year")) == 4:
		return year
	case year < 50:
		return 2000 + year
	}
	return 1900 + year
}

func (m match) month() int {
	name := strings.ToLower(m.part("name"))
	if name == "" {
		return m.number("month")
	}
	return strings.Index("janfebmaraprmayjunjulaugsepoctnovdec", name[:3])/3 + 1
}

// layout returns the precision in which the date stands, as a layout of package time.
func (m match) layout() string {
	switch {
	case m.part("hour") != "":
		return "2006-01-02T15:04:05"
	case m.part("day") != "":
		return time.DateOnly
	case m.part("month") != "":
		return "2006-01"
	}
	return "2006"
}

// offset returns the seconds east of UTC, and whether the zone is one.
func (m match) offset() (int, bool) {
	z := strings.ToLower(m.part("zone"))
	if z == "" || z[0] >= 'a' {
		hours, ok := zones[z]
		return hours * 3600, ok || z == ""
	}
	digits := strings.Replace(z[1:], ":", "", 1) + "00"
	hours, _ := strconv.Atoi(digits[:2])
	minutes, _ := strconv.Atoi(digits[2:4])
	seconds := hours*3600 + minutes*60
	if z[0] == '-' {
		seconds = -seconds
	}
	return seconds, hours < 24 && minutes < 60
}

// names reports whether the parts name t: package time takes 30 February for 2 March.
func (m match) names(t time.Time) bool {
	return (m.part("month")+m.part("name") == "" || m.month() == int(t.Month())) &&
		(m.part("day") == "" || m.number("day") == t.Day()) &&
		m.number("hour") == t.Hour() && m.number("minute") == t.Minute() && m.number("second") == t.Second()
}
