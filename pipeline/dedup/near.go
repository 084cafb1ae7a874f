package dedup

import "slices"

// Two similar sets x and y share a shingle among the first |x|−⌈T·|x|/10000⌉+1 of x and the first |y|−⌈T·|y|/10000⌉+1 of
// y, in any one order of all shingles: the prefix filter (Chaudhuri, Ganti, Kaushik: A primitive operator for similarity
// joins in data cleaning, ICDE 2006; Bayardo, Ma, Srikant: Scaling up all pairs similarity search, WWW 2007). The order
// here is by rarity, so that few documents share a shingle. The place of the first shared one bounds how many more there
// can be (Xiao, Wang, Lin, Yu: Efficient similarity joins for near duplicate detection, WWW 2008).
//
// Under containment only the smaller set has such a prefix, and it shares a shingle of that with the whole of the greater.

// search finds, for one document after the other in order of priority, the most similar one of those kept before.
type search struct {
	measure
	sets     [][]Shingle // by document
	counts   counts
	prefixes index    // of the kept documents
	wholes   index    // of the kept documents; under Jaccard nobody asks for more than the prefixes
	seen     []int    // by document: the last one that it was compared with; 0 at first, which is compared with none
	ranked   []uint64 // of rank, to be used again
}

// match is a kept document and what it shares with the one at hand.
type match struct {
	doc           int
	shared, union int64
}

// stride is the number of prints between two calls of step.
const stride = 1000

// resolve decides for the prints of order, which is by priority. A document is a place in order.
func (m measure) resolve(prints []Print, order []int, decisions []Decision, step func(int) error) error {
	sets := make([][]Shingle, len(order))
	for doc, i := range order {
		sets[doc] = prints[i].Shingles
	}
	s := &search{
		measure: m, sets: sets, counts: newCounts(sets),
		prefixes: newIndex(), wholes: newIndex(), seen: make([]int, len(sets)),
	}
	for doc, i := range order {
		if best := s.next(doc); best.shared > 0 {
			similarity := float64(best.shared) / float64(best.union)
			decisions[i] = Decision{ReasonNear, order[best.doc], best.shared, best.union, similarity}
		}
		if (doc+1)%stride == 0 {
			if err := step(stride); err != nil {
				return err
			}
		}
	}
	return step(len(order) % stride)
}

// next returns the partner of doc among the documents kept before, or a match that shares nothing: then it keeps doc.
func (s *search) next(doc int) match {
	set := s.sets[doc]
	prefix := len(set) - int(s.least(int64(len(set)))) + 1
	ranked, lone := s.rank(set)
	if !s.containment {
		ranked = ranked[:max(0, min(len(ranked), prefix-lone))]
	}
	best := match{union: 1}
	for i, r := range ranked {
		from := &s.prefixes
		if s.containment && lone+i < prefix {
			from = &s.wholes
		}
		s.compare(&best, from, doc, set[uint32(r)], lone+i)
	}
	if best.shared == 0 {
		s.keep(doc, ranked, lone, prefix)
	}
	return best
}

// rank returns the shingles of set that may stand in another set too, rarest first: each as its place in set, below its
// count. lone is the number of the others, which come before them.
func (s *search) rank(set []Shingle) (ranked []uint64, lone int) {
	ranked = s.ranked[:0]
	for i, shingle := range set {
		if c := s.counts.of(shingle); c > 1 {
			ranked = append(ranked, uint64(c)<<32|uint64(i))
		}
	}
	slices.Sort(ranked)
	s.ranked = ranked
	return ranked, len(set) - len(ranked)
}

// compare puts into best the most similar document of those that have shingle in the index, if it is similar enough. Of
// equally similar ones the first by priority is the best. place is that of shingle in the ranked set of doc, which has
// nothing before it in common with a document that it was not compared with yet.
func (s *search) compare(best *match, from *index, doc int, shingle Shingle, place int) {
	a := s.sets[doc]
	for p := range from.of(shingle) {
		if s.seen[p.doc] == doc {
			continue
		}
		s.seen[p.doc] = doc
		b := s.sets[p.doc]
		need := s.need(int64(len(a)), int64(len(b)))
		if int64(min(len(a)-place, len(b)-int(p.place))) < need {
			continue
		}
		i := shared(a, b, need)
		if i < need {
			continue
		}
		u := s.union(int64(len(a)), int64(len(b)), i)
		if c := compareShares(i, u, best.shared, best.union); c > 0 || c == 0 && int(p.doc) < best.doc {
			*best = match{int(p.doc), i, u}
		}
	}
}

// keep lets later documents find doc.
func (s *search) keep(doc int, ranked []uint64, lone, prefix int) {
	for i, r := range ranked {
		p := posting{doc: int32(doc), place: int32(lone + i)}
		shingle := s.sets[doc][uint32(r)]
		if lone+i < prefix {
			s.prefixes.add(shingle, p)
		}
		if s.containment {
			s.wholes.add(shingle, p)
		}
	}
}
