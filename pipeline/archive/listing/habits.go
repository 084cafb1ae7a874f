package listing

import (
	"slices"
	"strings"
)

// customs are what the members of a signature have in common beyond its cues.
type customs struct {
	touch, clear bool           // most titles touch their text; most do not
	families     map[string]int // how many members begin or end with these words
	gap          int            // above all but a tenth of them, at least
	median       int            // columns from member to member
	members      []int32
	marks        string // of more than half of the members
}

// marks returns the markup of a title.
func marks(c *candidate) string { return c.prefix + string(c.underline) }

func habits(d *document, all []candidate, s signature) customs {
	h := customs{families: map[string]int{}, members: s.members}
	n := 0
	wear := map[string]int{}
	var gaps, steps []int
	for k, m := range s.members {
		c := &all[m]
		if touches(d, c) {
			n++
		}
		for _, name := range families(d, c) {
			h.families[name]++
		}
		if wear[marks(c)]++; 2*wear[marks(c)] > len(s.members) {
			h.marks = marks(c)
		}
		gaps = append(gaps, d.gap(c.head))
		if k > 0 {
			steps = append(steps, d.between(all[s.members[k-1]].line, c.line))
		}
	}
	h.touch, h.clear = 100*n >= habit*len(s.members), 100*n <= (100-habit)*len(s.members)
	slices.Sort(gaps)
	slices.Sort(steps)
	h.gap, h.median = gaps[len(gaps)/10], steps[len(steps)/2]
	return h
}

// touches reports whether no blank line stands between the title, with what belongs to it, and the text.
func touches(d *document, c *candidate) bool {
	for i := c.line + 1; i <= c.body; i++ {
		if d.gap(i) > 0 {
			return false
		}
	}
	return true
}

// families returns the beginning and the end of a title, with numbers masked.
func families(d *document, c *candidate) []string {
	words := strings.Fields(mask(d.at(c.line)[c.number.size:], span{}))
	if len(words) < 3 {
		return nil
	}
	return []string{"<" + strings.Join(words[:2], " "), ">" + strings.Join(words[len(words)-2:], " ")}
}
