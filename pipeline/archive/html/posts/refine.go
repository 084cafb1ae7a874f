package posts

import "slices"

// asTitle are the cues of a title by itself, without what depends on where its post ends.
const asTitle = dated | bylined | linked | heading | bold | titleClass

// lackMost is the weight of the usual cues that a title may lack.
const lackMost = 150

// refine drops the records that are not set as the others are, and adds the titles that have the same about them in
// another shape: a post that is featured above the others.
func (d *document) refine(records []record) []record {
	usual := usualCues(records)
	kept := d.cull(records, usual)
	members := d.extend(kept, usual)
	records, _ = d.appraise(members)
	return records
}

// usualCues returns the cues that most records have.
func usualCues(records []record) cues {
	var usual cues
	for q := cues(1); q > 0 && q <= hasFoot; q <<= 1 {
		n := 0
		for _, r := range records {
			if r.cues&q > 0 {
				n++
			}
		}
		if n*habitOf >= len(records)*habitNumerator {
			usual |= q
		}
	}
	return usual
}

// cull returns the members without those that lack what is usual, or all of them where those are many.
func (d *document) cull(records []record, usual cues) []int32 {
	own, path := usualName(records, d.namer.own), usualName(records, d.namer.ownPath)
	var kept []int32
	for _, r := range records {
		lack := 0
		for _, h := range habits {
			if usual&asTitle&h.cue > 0 && r.cues&h.cue == 0 {
				lack += h.weight
			}
		}
		if (lack < lackMost || d.namer.own[r.c.part] == own) && (r.value >= 0 || d.namer.ownPath[r.c.part] == path) {
			kept = append(kept, r.c.index)
		}
	}
	if len(kept) < 2 || len(kept)*habitOf < len(records)*habitNumerator-2 {
		kept = kept[:0]
		for _, r := range records {
			kept = append(kept, r.c.index)
		}
	}
	return kept
}

// usualName returns what most titles have of names, the names of all nodes.
func usualName(records []record, names []int32) int32 {
	counts := map[int32]int{}
	for _, r := range records {
		counts[names[r.c.part]]++
	}
	best := names[records[0].c.part]
	for _, r := range records {
		if n := names[r.c.part]; counts[n] > counts[best] {
			best = n
		}
	}
	return best
}

// extend adds titles outside the posts of the members that have what is usual: a date or a byline, and a link.
func (d *document) extend(members []int32, usual cues) []int32 {
	strong := usual & asTitle
	if strong&(dated|bylined) == 0 || strong&linked == 0 {
		return members
	}
	records, _ := d.appraise(members)
	list := d.places(records)
	added := slices.Clone(members)
	for i := range d.all {
		c := &d.all[i]
		if _, member := slices.BinarySearch(members, c.index); member || !alike(c, strong) || d.inside(list, c) || d.bodyAfter(members, c) < full {
			continue
		}
		added = append(added, c.index)
	}
	slices.Sort(added)
	return added
}

// alike reports whether c has what usual titles have: about when, by whom, and a link, and if they stand out it does too.
func alike(c *candidate, usual cues) bool {
	has := func(q cues) bool { return usual&q == 0 || c.cues&q > 0 }
	return c.score > 100 && has(linked) && (usual&dated == 0 || c.cues&dated > 0) && has(bylined) &&
		(usual&(heading|bold|titleClass) == 0 || c.cues&(heading|bold|titleClass) > 0)
}

// inside reports whether c stands in one of the places.
func (d *document) inside(list []place, c *candidate) bool {
	at := d.first(c)
	i, found := slices.BinarySearchFunc(list, at, func(p place, n int32) int { return int(p.lo - n) })
	return found || i > 0 && at < list[i-1].hi
}

// bodyAfter returns the columns of text between c and the next member.
func (d *document) bodyAfter(members []int32, c *candidate) int {
	i, _ := slices.BinarySearch(members, c.index)
	to := len(d.lines)
	if i < len(members) {
		to = d.all[members[i]].line
	}
	return d.columns(c.line+1, to)
}
