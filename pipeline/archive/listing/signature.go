package listing

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// cue is one thing that titles of the page have in common: "two blank lines before", "a byline below".
type cue struct {
	name    string
	leads   bool // it is a mark of the title or of what stands above, which the page's software puts at every post
	speaks  bool // and it is something written
	members []int32
	value   int
}

// signature is how the page sets off its titles: the candidates that show one cue, or two.
type signature struct {
	members   []int32
	strict    bool  // every post must show it
	of        []cue // that it consists of
	shown     []cue // cues that nearly all members show, and hardly another
	templates []cue // the cues of lines that the software writes at every post
	value     int
}

// Weights of the search, in hundredths of a point.
const (
	worthBar    = 260 // a candidate must score more to speak for a cue
	worthMost   = 350
	worthLeast  = -400
	layoutShare = 80 // per cent of the layout score that counts
	closePair   = 150
	leading     = 30 // for a member, where the cue leads
	cuePrice    = 100
	contentMost = 650
	goodTitle   = 200 // and more to be one that the signature should have
	maxOthers   = 2   // good titles beside the signature for each of its members
	fewMembers  = 4   // from which the first one may lack what the others have
	agreement   = 85  // per cent of shared members from which a cue is one with the signature
	repetition  = 60  // and from which its line is a template
)

// worth returns what candidate c says for a cue that it shows.
func (c *candidate) worth() int {
	return c.score() - worthBar
}

// score returns the sum of the content and the layout score.
func (c *candidate) score() int { return min(c.content, contentMost) + c.layout*layoutShare/100 }

// find returns the best signature of the page, without members where there is none.
func find(d *document, all []candidate) signature {
	cues := collect(d, all)
	judged := func(members []int32, n int, speaks bool) int {
		sum := -cuePrice * n
		if speaks {
			sum += leading * len(members)
		}
		for k, m := range members {
			sum += max(worthLeast, min(worthMost, all[m].worth()))
			if k > 0 && d.between(all[members[k-1]].line, all[m].line) < minPost {
				sum -= closePair
			}
		}
		return sum
	}
	best := signature{}
	try := func(members []int32, of ...cue) {
		speaks := slices.ContainsFunc(of, func(c cue) bool { return c.speaks })
		if value := judged(members, len(of), speaks); value > best.value && len(members) > 1 {
			best = signature{members: slices.Clone(members), value: value, of: of}
		}
	}
	for i, c := range cues {
		cues[i].value = judged(c.members, 1, c.speaks)
		try(c.members, c)
	}
	promising := slices.Clone(cues)
	slices.SortStableFunc(promising, func(a, b cue) int { return cmp.Compare(b.value, a.value) })
	promising = promising[:min(len(promising), maxPairs)]
	var both []int32
	for i, a := range promising {
		for _, b := range promising[:i] {
			both = shared(both[:0], a.members, b.members)
			try(both, a, b)
		}
	}
	best.confirm(cues)
	best.strict = best.strict && !best.outnumbered(d, all)
	return best
}

// confirm sets what the cues that agree with the signature tell about it.
func (s *signature) confirm(cues []cue) {
	for _, c := range cues {
		n, all := s.overlap(c)
		if c.leads && n >= agreement*all || c.speaks && s.consists(c) {
			s.strict = true
			s.shown = append(s.shown, c)
		}
		place, what, _ := strings.Cut(c.name, " ")
		beside := place == "<above" || place == "<ahead" || place == "<below"
		if beside && strings.HasPrefix(what, "words ") && n >= repetition*all && len(c.members) >= leastTemplate {
			s.templates = append(s.templates, c)
		}
	}
}

// outnumbered reports whether the members are few beside the other lines that have the worth of a title. Then what the
// members share is chance.
func (s *signature) outnumbered(d *document, all []candidate) bool {
	others, last := 0, -1
	for i := range all {
		if _, in := slices.BinarySearch(s.members, int32(i)); in || all[i].worth() < goodTitle {
			continue
		}
		if last < 0 || d.between(all[last].line, all[i].line) >= minPost {
			others++
			last = i
		}
	}
	return others > maxOthers*len(s.members)
}

// consists reports whether c is one of the cues of the signature.
func (s *signature) consists(c cue) bool {
	return slices.ContainsFunc(s.of, func(o cue) bool { return o.name == c.name })
}

// overlap returns the members that c shares with the signature, times 100, and those of both. The first post need not show
// what stands above a title, for there is the top of the page.
func (s *signature) overlap(c cue) (n, all int) {
	members := s.members
	if c.leads && len(members) > fewMembers && c.members[0] > members[0] {
		members = members[1:]
	}
	n = len(shared(nil, c.members, members))
	return 100 * n, len(c.members) + len(members) - n
}

// lacks returns how many of the cues that nearly all members show candidate i does not.
func (s *signature) lacks(i int) int {
	n := 0
	for _, c := range s.shown {
		if _, ok := slices.BinarySearch(c.members, int32(i)); !ok {
			n++
		}
	}
	return n
}

// shared appends to list the members of both sorted lists.
func shared(list, a, b []int32) []int32 {
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] < b[0]:
			a = a[1:]
		case a[0] > b[0]:
			b = b[1:]
		default:
			list = append(list, a[0])
			a, b = a[1:], b[1:]
		}
	}
	return list
}

// collect returns the cues that two candidates or more show, in order of appearance.
func collect(d *document, all []candidate) []cue {
	numbers := map[string]int{}
	var cues []cue
	for i := range all {
		for _, name := range cuesOf(d, &all[i]) {
			n, ok := numbers[name]
			if !ok {
				n = len(cues)
				numbers[name] = n
				cues = append(cues, cue{name: name, leads: name[0] == '<', speaks: name[0] == '<' && name != "<flush " && !strings.HasPrefix(name, "<gap")})
			}
			if m := cues[n].members; len(m) == 0 || m[len(m)-1] != int32(i) {
				cues[n].members = append(m, int32(i))
			}
		}
	}
	return slices.DeleteFunc(cues, func(c cue) bool { return len(c.members) < 2 })
}

// cuesOf returns the names of the cues that c shows. Those that lead begin with "<".
func cuesOf(d *document, c *candidate) []string {
	before, after := size(d.gap(c.line)), size(d.gap(c.line+1))
	names := []string{"<gap " + before, "gap below " + after, "<gap above head " + size(d.gap(c.head)), "gaps " + before + after,
		"gaps to body " + before + after + size(d.gap(c.body))}
	names = append(names, own(d, c)...)
	if n := c.body - c.line - 1; n > 0 && c.underline == 0 {
		names = append(names, "<lines to body "+strconv.Itoa(n))
	}
	names = append(names, template(d, "<above ", c.line-1)...)
	names = append(names, template(d, "<ahead ", c.head-1)...)
	names = append(names, template(d, "<over ", c.head-2)...)
	return append(names, template(d, "<below ", c.line+1)...)
}

const deep = 5 // the indentation of a centred line

func size(gap int) string { return strconv.Itoa(min(gap, 5)) }

// own returns the cues of the title line itself.
func own(d *document, c *candidate) []string {
	var names []string
	add := func(what, value string) {
		if value != "" {
			names = append(names, what+value)
		}
	}
	s := d.at(c.line)
	add("<prefix ", c.prefix)
	add("<suffix ", c.suffix)
	if c.underline != 0 {
		add("<rule ", string(c.underline))
	}
	if c.chained {
		add("<number ", c.number.form)
	}
	if strings.ToUpper(s) == s && strings.ToLower(s) != s {
		add("<upper case", " ")
	}
	if n := d.lines[c.line].indent; n > 0 {
		add("<indented", " ")
		add("<indented ", strconv.Itoa(min(n, 12)))
		if n >= deep {
			add("<indented deep", " ")
		}
	} else {
		add("<flush", " ")
	}
	if key := keyed.FindString(s); key != "" {
		add("key ", strings.ToLower(key))
	}
	switch at := d.lines[c.line].date; {
	case at.from == at.to:
	case strings.TrimFunc(s[:at.from], notWord) == "":
		add("<begins with a date", " ")
	case strings.TrimFunc(s[at.to:], notWord) == "":
		add("<ends with a date", " ")
	}
	if first, _, ok := strings.Cut(d.mask(c.line), " "); ok && strings.Contains(first, "0") && c.number.form == "" {
		add("begins with ", first)
	}
	return names
}

// template returns the cues of line i as a neighbour: its kind, its first two words, its last word and its shape.
func template(d *document, where string, i int) []string {
	if i < 0 || i >= len(d.lines) {
		return nil
	}
	var names []string
	if k := d.kind(i); k != plain {
		names = append(names, where+"kind "+kindNames[k])
	}
	if d.lines[i].width > maxTitle {
		return names
	}
	s := d.mask(i)
	words := strings.Fields(s)
	names = append(names, where+"words "+strings.Join(words[:min(2, len(words))], " "))
	if len(words) > 2 {
		names = append(names, where+"end "+words[len(words)-1])
	}
	if len(words) <= 8 {
		names = append(names, where+"shape "+outline(s))
	}
	return names
}

// mask returns line i in lower case with dates and numbers masked.
func (d *document) mask(i int) string {
	if d.masks[i] == "" {
		d.masks[i] = mask(d.at(i), d.lines[i].date)
	}
	return d.masks[i]
}

func mask(s string, at span) string {
	if at.from < at.to {
		s = s[:at.from] + "0date" + s[at.to:]
	}
	var b strings.Builder
	digit := false
	for _, r := range s {
		if unicode.IsDigit(r) {
			if !digit {
				b.WriteByte('0')
			}
			digit = true
			continue
		}
		digit = false
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// outline returns the marks of s, with each word as "a" and each number as "0".
func outline(s string) string {
	var b strings.Builder
	word := false
	for _, r := range s {
		letter := unicode.IsLetter(r) || r == '\'' || r == '’'
		if letter && !word {
			b.WriteByte('a')
		}
		if !letter {
			b.WriteRune(r)
		}
		word = letter
	}
	return strings.ReplaceAll(strings.ReplaceAll(b.String(), "a a", "a"), "a a", "a")
}
