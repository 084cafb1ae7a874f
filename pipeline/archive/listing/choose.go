package listing

import "slices"

// Weights of the choice, in hundredths of a point.
const (
	member                       = 300
	outsideStrict, outsideLoose  = -520, -250
	outsideCue, outsideMost      = -60, -360  // for every cue that nearly all the others have
	touchesText, standsFromText  = -300, -210 // against the habit of the members
	sameFamily                   = 150
	intervalLeast, intervalMost  = -80, 120
	smallGap                     = -250
	otherMarks                   = -300
	firstPost                    = 1500
	missedCue, missedMost        = -250, -600 // of a member that lacks what nearly all the others have
	habit                        = 80         // per cent of the members that make a habit
	sameMarks, sameGap, otherGap = 300, 150, -150
)

// choose returns the places of the titles among the candidates: the set with the greatest sum of scores whose members
// are minPost apart. It returns the scores of all candidates too.
func choose(d *document, f *facts, all []candidate, s signature) (chosen, scores []int) {
	if len(s.members) == 0 {
		return nil, nil
	}
	scores = appraise(d, all, s)
	if i := first(d, f, all, s); i >= 0 {
		scores[i] += firstPost
	}
	return heaviest(d, all, scores), scores
}

// heaviest solves the choice by dynamic programming: best[i] is the sum for the first i candidates.
func heaviest(d *document, all []candidate, scores []int) []int {
	best, taken := make([]int, len(all)+1), make([]bool, len(all))
	before := make([]int, len(all)) // candidates that are far enough above candidate i
	j := 0
	for i, c := range all {
		for j < i && d.between(all[j].line, c.line) >= minPost {
			j++
		}
		before[i] = j
		best[i+1] = best[i]
		if with := best[j] + scores[i]; with > best[i] {
			best[i+1], taken[i] = with, true
		}
	}
	var chosen []int
	for i := len(all) - 1; i >= 0; {
		if taken[i] {
			chosen = append(chosen, i)
			i = before[i]
		}
		i--
	}
	slices.Reverse(chosen)
	return chosen
}

// appraise returns the final score of every candidate.
func appraise(d *document, all []candidate, s signature) []int {
	h := habits(d, all, s)
	scores := make([]int, len(all))
	in := make([]bool, len(all))
	for _, m := range s.members {
		in[m] = true
	}
	for i := range all {
		c := &all[i]
		scores[i] = c.worth()
		touching := touches(d, c)
		switch {
		case touching && !h.touch && h.clear:
			scores[i] += touchesText
		case !touching && h.touch:
			scores[i] += standsFromText
		}
		if h.marks != "" && marks(c) != h.marks {
			scores[i] += otherMarks
		}
		if in[i] {
			scores[i] += member + max(missedMost, missedCue*s.lacks(i))
			continue
		}
		scores[i] += h.outside(d, all, c, i)
		if s.strict {
			scores[i] += outsideStrict + max(outsideMost, outsideCue*s.lacks(i))
		} else {
			scores[i] += outsideLoose
		}
	}
	return scores
}

// outside scores a candidate that is no member by how well it would fit in.
func (h customs) outside(d *document, all []candidate, c *candidate, i int) int {
	score := 0
	for _, name := range families(d, c) {
		if h.families[name] > 0 {
			score = sameFamily
		}
	}
	if d.gap(c.head) < h.gap {
		score += smallGap
	}
	k, _ := slices.BinarySearch(h.members, int32(i))
	from, to := 0, d.between(0, len(d.lines))
	if k > 0 {
		from = d.lines[all[h.members[k-1]].line].at
	}
	if k < len(h.members) {
		to = d.lines[all[h.members[k]].line].at
	}
	room := log2(to-from) - log2(h.median)
	return score + max(intervalLeast, min(intervalMost, room*60/100))
}

// first returns the candidate that begins the first post where the members begin further down, for what stands before a
// title cannot stand before the first one; -1 without.
func first(d *document, f *facts, all []candidate, s signature) int {
	top := &all[s.members[0]]
	if f.prose >= top.head || d.between(f.prose, top.head) < minPost {
		return -1
	}
	h := habits(d, all, s)
	best, most := -1, 0
	for i := range all {
		c := &all[i]
		if c.line >= f.prose || c.body > f.prose+maxHead || c.line >= top.line {
			break
		}
		if c.line < f.headline {
			continue
		}
		score := c.score() + resembles(d, c, top)
		for _, name := range families(d, c) {
			if h.families[name] > 0 {
				score += sameFamily
			}
		}
		if best < 0 || score > most {
			best, most = i, score
		}
	}
	return best
}

// resembles scores how alike the titles c and other are set.
func resembles(d *document, c, other *candidate) int {
	score := 0
	if c.prefix == other.prefix && c.suffix == other.suffix && c.underline == other.underline && c.number.form == other.number.form {
		score += sameMarks
	}
	if d.gap(c.line+1) == d.gap(other.line+1) {
		score += sameGap
	}
	if touches(d, c) != touches(d, other) {
		score += otherGap
	}
	return score
}
