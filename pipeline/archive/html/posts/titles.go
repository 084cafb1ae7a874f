package posts

import (
	"regexp"
	"strconv"
)

var numberedTitle = regexp.MustCompile(`^(?:#|No\. ?)?(\d{1,5})(?:[.):]|:? [-–—]) +`)

// unnumber takes the numbers off titles that count up or down.
func unnumber(list []place) {
	before := 0
	for i, p := range list {
		m := numberedTitle.FindStringSubmatch(p.title.title)
		if m == nil {
			return
		}
		n, _ := strconv.Atoi(m[1])
		if i > 0 && n != before+1 && n != before-1 {
			return
		}
		before = n
	}
	for _, p := range list {
		p.title.title = p.title.title[len(numberedTitle.FindString(p.title.title)):]
	}
}

// undate takes the dates off titles where most have one.
func undate(list []place) {
	n := 0
	for _, p := range list {
		n += pick(p.title.bare != "", 1)
	}
	for _, p := range list {
		if p.title.bare != "" && 2*n > len(list) {
			p.title.title = p.title.bare
		}
	}
}
