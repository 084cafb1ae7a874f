package dedup

import (
	"cmp"
	"slices"
	"strings"

	"github.com/zeebo/xxh3"
)

// Found is a benchmark text that a document overlaps.
type Found struct {
	Text   int   // its number
	Shared int64 // of its different runs, those that the document has
	Of     int64 // its different runs
}

// Share returns Shared divided by Of.
func (f Found) Share() float64 { return float64(f.Shared) / float64(f.Of) }

// Most returns the one of which the document has the greatest share; of equals, the first.
func Most(list []Found) Found {
	return slices.MaxFunc(list, func(a, b Found) int { return compareShares(a.Shared, a.Of, b.Shared, b.Of) })
}

// Find returns the benchmark texts that a document's text overlaps, by number.
func (a *Against) Find(text string) []Found { return a.overlapped(a.look(text)) }

// placedGram is a gram that stands in a document.
type placedGram struct {
	at   int // its first token
	gram int
}

// look returns all grams that stand in a text, by place.
func (a *Against) look(text string) (hits []placedGram) {
	lent := tokenHashes.Get().(*[]xxh3.Uint128)
	defer tokenHashes.Put(lent)
	*lent = appendHashes((*lent)[:0], text)
	tokens := *lent
	if len(tokens) < a.lead {
		return nil
	}
	lead := shingleOf(tokens[:a.lead]).Lo
	for at := 0; ; at++ {
		if a.filter.has(lead) {
			hits = a.at(hits, tokens, at, lead)
		}
		if at+a.lead == len(tokens) {
			return hits
		}
		lead = (lead-tokens[at].Lo*a.top)*baseLo + tokens[at+a.lead].Lo
	}
}

// at appends the grams that stand at a place of the tokens.
func (a *Against) at(hits []placedGram, tokens []xxh3.Uint128, at int, lead uint64) []placedGram {
	g, _ := slices.BinarySearchFunc(a.grams, lead, func(g gram, lead uint64) int { return cmp.Compare(g.lead, lead) })
	length, hash := 0, Shingle{}
	for ; g < len(a.grams) && a.grams[g].lead == lead && at+a.grams[g].length <= len(tokens); g++ {
		if a.grams[g].length != length {
			length = a.grams[g].length
			hash = shingleOf(tokens[at : at+length])
		}
		if a.grams[g].hash == hash {
			hits = append(hits, placedGram{at, g})
		}
	}
	return hits
}

// overlapped returns the texts that have enough of the grams.
func (a *Against) overlapped(hits []placedGram) (list []Found) {
	var texts []int32
	for _, g := range different(hits) {
		texts = append(texts, a.holdersOf(g)...)
	}
	slices.Sort(texts)
	for from := 0; from < len(texts); {
		f := Found{Text: int(texts[from]), Of: a.sizes[texts[from]]}
		for ; from < len(texts) && int(texts[from]) == f.Text; from++ {
			f.Shared++
		}
		if scale*f.Shared >= a.overlap.Threshold*f.Of {
			list = append(list, f)
		}
	}
	return list
}

// different returns the numbers of the grams, in order.
func different(hits []placedGram) []int {
	grams := make([]int, len(hits))
	for i, h := range hits {
		grams[i] = h.gram
	}
	slices.Sort(grams)
	return slices.Compact(grams)
}

// Cut returns the text without the passages that it shares with the benchmark texts it overlaps: from the first byte of
// the first token of a run to the last byte of its last. Where the tokens on both sides would stand side by side, a space
// is put between them. What is left may have other passages: look again.
func (a *Against) Cut(text string) string {
	tokens := Tokens(text)
	var b strings.Builder
	kept := 0 // bytes of the text that are dealt with
	for _, p := range a.passages(text) {
		first, last := tokens[p.from], tokens[p.to-1]
		b.WriteString(text[kept:first.Start])
		kept = last.End
		if p.from > 0 && p.to < len(tokens) && tokens[p.from-1].End == first.Start && tokens[p.to].Start == last.End {
			b.WriteByte(' ')
		}
	}
	return b.String() + text[kept:]
}

// passage is a range of tokens.
type passage struct{ from, to int }

// passages returns what a text shares with the benchmark texts it overlaps, in order, and no two that touch.
func (a *Against) passages(text string) (list []passage) {
	hits := a.look(text)
	found := a.overlapped(hits)
	grams := slices.DeleteFunc(different(hits), func(g int) bool {
		return !slices.ContainsFunc(a.holdersOf(g), func(t int32) bool {
			_, ok := slices.BinarySearchFunc(found, int(t), func(f Found, t int) int { return cmp.Compare(f.Text, t) })
			return ok
		})
	})
	for _, h := range hits {
		if _, ok := slices.BinarySearch(grams, h.gram); !ok {
			continue
		}
		end := h.at + a.grams[h.gram].length
		if n := len(list); n > 0 && h.at <= list[n-1].to {
			list[n-1].to = max(list[n-1].to, end)
		} else {
			list = append(list, passage{h.at, end})
		}
	}
	return list
}
