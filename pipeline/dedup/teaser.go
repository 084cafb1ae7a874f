package dedup

// TeaserShare is the least share of a teaser's shingles, in ten-thousandths, that the full text has. The lines around the
// passage that a teaser quotes (title, date, "Read more") are its own.
const TeaserShare = 5000

// teasers removes the teasers of order, which is by priority, whose full text is there too, and returns the rest. The
// full text is the document that has most of the teaser's shingles and is no teaser itself.
func (r *resolver) teasers(order []int) []int {
	holders := map[Shingle][]int{} // places in order
	for at, i := range order {
		if p := &r.prints[i]; p.Teaser {
			for _, s := range p.Shingles {
				holders[s] = append(holders[s], at)
			}
		}
	}
	if len(holders) == 0 {
		return order
	}
	best := make([]match, len(order))
	shared := make([]int64, len(order))
	for at, i := range order {
		if !r.prints[i].Teaser {
			r.quoted(at, i, holders, shared, best)
		}
	}
	left := order[:0:0]
	for at, i := range order {
		b, n := best[at], int64(len(r.prints[i].Shingles))
		if b.shared == 0 || b.shared*scale < TeaserShare*n {
			left = append(left, i)
			continue
		}
		r.decisions[i] = Decision{ReasonTeaser, order[b.doc], b.shared, n, float64(b.shared) / float64(n)}
	}
	return left
}

// quoted looks for teasers of document i, which stands at a place of the order. shared is all 0, before and after.
func (r *resolver) quoted(at, i int, holders map[Shingle][]int, shared []int64, best []match) {
	var found []int
	for _, s := range r.prints[i].Shingles {
		for _, t := range holders[s] {
			if shared[t] == 0 {
				found = append(found, t)
			}
			shared[t]++
		}
	}
	for _, t := range found {
		if shared[t] > best[t].shared {
			best[t] = match{doc: at, shared: shared[t]}
		}
		shared[t] = 0
	}
}
