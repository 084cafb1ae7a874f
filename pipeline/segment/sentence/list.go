package sentence

import (
	"regexp"
	"strconv"
	"strings"
)

// form is that of the mark of an item of a list that stands on one line: "2.", "2)", "2.)", "b.", after a bullet or without.
const form = `([•⁃‣◦▪]\s?)?(?:(\d{1,3})(\.\)|\.|\))|([a-z])(\.\)|\.|\)))\s`

const markEnd = 9 // bytes from the first of the line to the last of a mark

var (
	marker = regexp.MustCompile(`(?:^|\s)` + form)
	first  = regexp.MustCompile(`^\s?` + form)
)

// listMarkers returns the bytes at which the items of a list on one line begin: marks of one form that count up from the
// first byte of p. It returns nil where there is no such list.
func listMarkers(p string) []int {
	if !strings.ContainsAny(p[:min(len(p), markEnd)], ".)") || !first.MatchString(p) {
		return nil
	}
	var places []int
	form, number := "", 0
	for _, m := range marker.FindAllStringSubmatchIndex(p, -1) {
		start := m[0] + len(p[m[0]:m[1]]) - len(strings.TrimLeft(p[m[0]:m[1]], " \t\n"))
		f, n := markOf(p, m)
		if len(places) == 0 {
			form, number = f, n
		} else if f != form || n != number+1 {
			continue
		}
		places, number = append(places, start), n
	}
	if len(places) < 2 {
		return nil
	}
	return places
}

// markOf returns the form of a mark and its number.
func markOf(p string, m []int) (string, int) {
	bullet := m[2] >= 0
	if m[4] >= 0 {
		n, _ := strconv.Atoi(p[m[4]:m[5]])
		return strconv.FormatBool(bullet) + "1" + p[m[6]:m[7]], n
	}
	return strconv.FormatBool(bullet) + "a" + p[m[10]:m[11]], int(p[m[8]])
}
