package dedup

import (
	"slices"
	"strings"
	"unicode"

	"corpuspack/schema"
)

// brute decides by the definition (schema/FORMAT.md, section 6), with no hash and no filter: every document is compared
// with every kept one. shared returns the number of shingles that two documents share, size those of one.
type brute struct {
	Config
	docs   []schema.Document
	size   func(a int) int64
	shared func(a, b int) int64
}

func bruteOf(c Config, docs []schema.Document) brute {
	sets := make([]map[string]bool, len(docs))
	for i := range docs {
		sets[i] = bruteShingles(docs[i].Text, c.Near.Shingle)
	}
	return brute{c, docs, func(a int) int64 { return int64(len(sets[a])) }, func(a, b int) (n int64) {
		for s := range sets[a] {
			if sets[b][s] {
				n++
			}
		}
		return n
	}}
}

func bruteShingles(text string, n int) map[string]bool {
	set := map[string]bool{}
	tokens := bruteTokens(text)
	if len(tokens) > 0 && len(tokens) < n {
		set[strings.Join(tokens, "\x00")] = true
	}
	for i := 0; i+n <= len(tokens); i++ {
		set[strings.Join(tokens[i:i+n], "\x00")] = true
	}
	return set
}

func bruteTokens(text string) []string {
	isPart := func(r rune) bool { return r == '_' || unicode.In(r, unicode.L, unicode.M, unicode.N) }
	scripts := []*unicode.RangeTable{unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar}
	var tokens []string
	for _, run := range strings.FieldsFunc(strings.Map(unicode.ToLower, text), func(r rune) bool { return !isPart(r) }) {
		run = strings.TrimLeftFunc(run, unicode.IsMark)
		alone := true // whether the next code point, if it is no mark, begins a token
		for _, r := range run {
			whole := !unicode.IsMark(r) && unicode.In(r, scripts...)
			if !unicode.IsMark(r) && (alone || whole) {
				tokens = append(tokens, "")
			}
			tokens[len(tokens)-1] += string(r)
			alone = whole || alone && unicode.IsMark(r)
		}
	}
	return tokens
}

func (b brute) union(x, y int) int64 {
	if b.Near.Measure == "containment" {
		return min(b.size(x), b.size(y))
	}
	return b.size(x) + b.size(y) - b.shared(x, y)
}

func (b brute) similar(x, y int) bool {
	i := b.shared(x, y)
	return i > 0 && scale*i >= b.Near.Threshold*b.union(x, y)
}

// before reports whether document x comes before y by priority.
func (b brute) before(x, y int) bool {
	if p, q := b.docs[x].Characters, b.docs[y].Characters; p != q {
		return p > q
	}
	return b.docs[x].Key.Compare(b.docs[y].Key) < 0
}

func (b brute) resolve() []Decision {
	order := make([]int, len(b.docs))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(x, y int) int {
		if b.before(x, y) {
			return -1
		}
		return 1
	})
	decisions := make([]Decision, len(b.docs))
	for i := range decisions {
		decisions[i].Kept = int64(i)
	}
	left := order
	step := func(f func(kept []int, x int) Decision) {
		var kept []int
		for _, x := range left {
			if d := f(kept, x); d.Reason != "" {
				decisions[x] = d
				continue
			}
			kept = append(kept, x)
		}
		left = kept
	}
	step(b.sameID)
	if b.Exact {
		step(b.sameText)
	}
	if b.Near.Method == "exact" {
		step(b.near)
	}
	for _, x := range order {
		for decisions[decisions[x].Kept].Reason != "" {
			next := decisions[decisions[x].Kept]
			if decisions[x].Reason == "exact" {
				decisions[x] = next
			}
			decisions[x].Kept = next.Kept
		}
	}
	return decisions
}

func (b brute) sameID(kept []int, x int) Decision {
	for _, k := range kept {
		if b.docs[k].ID == b.docs[x].ID && b.docs[k].Text == b.docs[x].Text {
			return Decision{Reason: "exact", Kept: int64(k), Similarity: 1}
		}
		if b.docs[k].ID == b.docs[x].ID {
			return Decision{Reason: "same-id", Kept: int64(k)}
		}
	}
	return Decision{}
}

func (b brute) sameText(kept []int, x int) Decision {
	for _, k := range kept {
		if b.docs[k].Text == b.docs[x].Text {
			return Decision{Reason: "exact", Kept: int64(k), Similarity: 1}
		}
	}
	return Decision{}
}

func (b brute) near(kept []int, x int) (best Decision) {
	for _, k := range kept {
		if !b.similar(x, k) {
			continue
		}
		i, u := b.shared(x, k), b.union(x, k)
		if best.Reason == "" || i*best.Union > best.Shared*u {
			best = Decision{"near", int64(k), i, u, float64(i) / float64(u)}
		}
	}
	return best
}
