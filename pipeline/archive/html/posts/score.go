package posts

import "sort"

// Weights of a record, in hundredths of a point. A cue that most records of a group have counts for those and against
// the others; a cue that some have counts little.
const (
	perRecord                  = -330
	noBody, thinBody, fullBody = -350, -120, 60
	repeated                   = -300
	echoWeight                 = 150 // per cent of a title's echo
	valueLeast, valueMost      = -500, 700
	habitNumerator, habitOf    = 3, 4 // share of the records that makes a habit
	someShare                  = 4    // a cue that is no habit counts a fourth
	thin, full                 = 40, 150
	card                       = 90 // columns of a link that is no name for where it leads
)

// habits are the cues of records with their weights.
var habits = [...]struct {
	cue    cues
	weight int
}{
	{hasMeta, 220}, {linked, 170}, {hasFoot, 120}, {ruleAbove, 150}, {heading, 130}, {bold, 50}, {titleClass, 100}, {inPost, 130},
	{dateAbove, 60}, {dateBelow, 60}, {dateBeside, 60},
}

// Cues of a record as it is cut by a group.
const (
	hasMeta cues = cuesEnd << iota
	hasFoot
)

// record is a candidate as a member of a group.
type record struct {
	c     *candidate
	cues  cues
	mass  int // columns of its text
	value int
}

// tally holds sums over the lines before each line.
type tally struct {
	mass, meta, foot []int
}

func (d *document) sum() tally {
	n := len(d.lines) + 1
	t := tally{make([]int, n), make([]int, n), make([]int, n)}
	for i, l := range d.lines {
		t.mass[i+1], t.meta[i+1], t.foot[i+1] = t.mass[i], t.meta[i], t.foot[i]
		switch {
		case l.kind.meta():
			t.meta[i+1]++
		case l.kind == foot || l.kind == more:
			t.foot[i+1]++
		case l.kind == plain && !l.off:
			t.mass[i+1] += l.prose()
		}
	}
	return t
}

// prose returns the columns of the line that are running text. A long link is a whole card that leads to its post.
func (l *line) prose() int {
	if l.linked >= card {
		return l.width
	}
	return l.width - l.linked
}

// extent returns the first line that is not below the innermost element about all of the parts from first to last.
func (d *document) extent(first, last int32) int {
	top := first
	for d.nodes[top].next <= last {
		top = d.nodes[top].parent
	}
	return d.lineAt(d.nodes[top].next)
}

// lineAt returns the first line that begins at node n or behind it.
func (d *document) lineAt(n int32) int {
	return sort.Search(len(d.lines), func(i int) bool { return d.lines[i].first >= n })
}

// appraise returns the records of the group and the sum of their values, by the share of the page that they cover.
func (d *document) appraise(members []int32) ([]record, int) {
	records := make([]record, len(members))
	end := d.extent(d.all[members[0]].part, d.all[members[len(members)-1]].part)
	count := [len(habits)]int{}
	for i, m := range members {
		c := &d.all[m]
		to := end
		if i+1 < len(members) {
			to = d.all[members[i+1]].line
		}
		r := record{c: c, cues: c.cues, mass: d.tally.mass[to] - d.tally.mass[c.line+1]}
		if c.manner == runIn {
			r.mass += d.lines[c.line].width - len(c.title)
		}
		r.cues |= d.recordCues(c, to)
		for h := range habits {
			if r.cues&habits[h].cue > 0 {
				count[h]++
			}
		}
		records[i] = r
	}
	d.value(records, count[:])
	sum := 0
	for i := range records {
		sum += records[i].value
	}
	covered := d.tally.mass[end] - d.tally.mass[d.all[members[0]].line]
	return records, sum * covered / max(1, d.tally.mass[len(d.lines)])
}

func (d *document) recordCues(c *candidate, to int) cues {
	var q cues
	if c.cues&dated > 0 || d.tally.meta[to] > d.tally.meta[c.line] {
		q |= hasMeta
	}
	if d.tally.foot[to] > d.tally.foot[c.line] {
		q |= hasFoot
	}
	return q
}

// value sets the values of the records of a group in which count[h] have habit h.
func (d *document) value(records []record, count []int) {
	for i := range records {
		d.named[records[i].c.name]++
		d.same[records[i].c.twin]++
	}
	for i := range records {
		r := &records[i]
		v := r.c.score + perRecord + r.c.echo*echoWeight/100
		for h, habit := range habits {
			usual := count[h]*habitOf >= len(records)*habitNumerator
			switch {
			case r.cues&habit.cue > 0 && usual:
				v += habit.weight
			case r.cues&habit.cue > 0:
				v += habit.weight / someShare
			case usual:
				v -= habit.weight
			case d.often[h]:
				v -= habit.weight
			case count[h] > 1 && (habit.cue&dated == 0 || count[h]*someShare >= len(records)):
				v -= habit.weight / 2
			}
		}
		switch {
		case r.mass == 0:
			v += noBody
		case r.mass < thin:
			v += thinBody
		case r.mass >= full:
			v += fullBody
		}
		if d.named[r.c.name] > 1 && d.same[r.c.twin] == 1 {
			v += repeated
		}
		r.value = max(valueLeast, min(valueMost, v))
	}
	for i := range records {
		d.named[records[i].c.name], d.same[records[i].c.twin] = 0, 0
	}
}

// opening returns the first line of text below a title.
func (d *document) opening(c *candidate) string {
	for i := c.line + 1; i < min(len(d.lines), c.line+6); i++ {
		if l := &d.lines[i]; l.kind == plain && l.width > thin {
			return l.text
		}
	}
	return ""
}

// survey sets which habits the page has: a group without dates on a page with dates is one of other headings.
func (d *document) survey() {
	links := 0
	for i := range d.all {
		c := &d.all[i]
		if next := c.line + 1; c.cues&linked > 0 && c.cues&(heading|bold|titleClass|dated) > 0 && c.score > 0 && next < len(d.lines) &&
			2*d.lines[next].linked < d.lines[next].width {
			links++
		}
	}
	for h, habit := range habits {
		d.often[h] = habit.cue == hasMeta && d.tally.meta[len(d.lines)] > 1 || habit.cue == linked && links > 1
	}
}

// best returns the group of the greatest value, with its records.
func (d *document) best() ([]record, int) {
	var best []record
	most := 0
	for _, g := range d.groups() {
		records, v := d.appraise(g.members)
		if v > most {
			best, most = records, v
		}
	}
	return best, most
}
