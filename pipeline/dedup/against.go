package dedup

import (
	"cmp"
	"fmt"
	"math/bits"
	"slices"
)

// ReasonAgainst is the reason of a removal: the document has a benchmark text that must not be in the release.
const ReasonAgainst = "against"

// Against finds benchmark texts in documents. Of a benchmark text it holds the different runs of Overlap.NGram tokens; one
// with fewer tokens is one run, all of them. A document overlaps a benchmark text where it has at least the threshold's
// share of these runs, wherever they stand (schema/FORMAT.md, section 6). It may be used from many goroutines at once.
//
// Every run begins with as many tokens as the shortest has. So one rolling hash of that length goes over a document, and a
// filter of bits tells for nearly every place of it that nothing begins there.
type Against struct {
	overlap Overlap
	sizes   []int64 // different runs of each text; 0 where it is too short to be looked for
	lead    int     // tokens that a run has at least
	top     uint64  // baseLo to the power of lead-1
	filter  bitmap  // of the leads of the grams
	grams   []gram  // in order
	holders []int32 // the texts of each gram in turn
}

// gram is a run of tokens.
type gram struct {
	lead    uint64 // lower half of the hash of its first tokens
	hash    Shingle
	length  int // tokens
	holders int // where its first is
}

func (g gram) compare(h gram) int {
	return cmp.Or(cmp.Compare(g.lead, h.lead), cmp.Compare(g.length, h.length), g.hash.compare(h.hash))
}

// bitmap has a bit for each of as many ranges of hashes: a power of two.
type bitmap struct {
	words []uint64
	shift int // from a hash to its bit
}

// newBitmap returns an empty bitmap in which one bit of 32 at most will be set by n hashes.
func newBitmap(n int) bitmap {
	log := max(6, bits.Len(uint(32*n)))
	return bitmap{make([]uint64, 1<<(log-6)), 64 - log}
}

func (b bitmap) add(hash uint64) { b.words[hash>>b.shift>>6] |= 1 << (hash >> b.shift & 63) }

func (b bitmap) has(hash uint64) bool { return b.words[hash>>b.shift>>6]>>(hash>>b.shift&63)&1 != 0 }

// held is a run of a text.
type held struct {
	gram
	text int32
}

func (a held) compare(b held) int { return cmp.Or(a.gram.compare(b.gram), cmp.Compare(a.text, b.text)) }

// NewAgainst returns what finds the texts, which are known by their numbers from now on, or an error that names the value
// that has no meaning.
func NewAgainst(o Overlap, texts []string) (*Against, error) {
	switch {
	case o.NGram < 1 || o.Shortest < 1:
		return nil, fmt.Errorf("dedup.overlap: ngram %d, shortest %d: want at least 1 token", o.NGram, o.Shortest)
	case o.Threshold < 1 || o.Threshold > scale:
		return nil, fmt.Errorf("dedup.overlap.threshold: %d ten-thousandths: want 1 to %d", o.Threshold, scale)
	case o.Action != "remove" && o.Action != "cut":
		return nil, fmt.Errorf("dedup.overlap.action: %q: want remove or cut", o.Action)
	}
	a := &Against{overlap: o, sizes: make([]int64, len(texts)), lead: min(o.NGram, o.Shortest), top: 1}
	for range a.lead - 1 {
		a.top *= baseLo
	}
	var all []held
	for i, text := range texts {
		runs := a.runsOf(int32(i), text)
		a.sizes[i] = int64(len(runs))
		all = append(all, runs...)
	}
	a.index(all)
	return a, nil
}

// runsOf returns the different runs of a text; none where it is too short.
func (a *Against) runsOf(number int32, text string) (runs []held) {
	tokens := appendHashes(nil, text)
	if len(tokens) < a.overlap.Shortest {
		return nil
	}
	n := min(a.overlap.NGram, len(tokens))
	for ; len(tokens) >= n; tokens = tokens[1:] {
		runs = append(runs, held{gram{lead: shingleOf(tokens[:a.lead]).Lo, hash: shingleOf(tokens[:n]), length: n}, number})
	}
	slices.SortFunc(runs, held.compare)
	return slices.Compact(runs)
}

func (a *Against) index(all []held) {
	slices.SortFunc(all, held.compare)
	a.filter = newBitmap(len(all))
	for _, h := range all {
		if n := len(a.grams); n == 0 || a.grams[n-1].compare(h.gram) != 0 {
			h.gram.holders = len(a.holders)
			a.grams = append(a.grams, h.gram)
			a.filter.add(h.lead)
		}
		a.holders = append(a.holders, h.text)
	}
}

// holdersOf returns the texts that have a gram.
func (a *Against) holdersOf(g int) []int32 {
	if g+1 == len(a.grams) {
		return a.holders[a.grams[g].holders:]
	}
	return a.holders[a.grams[g].holders:a.grams[g+1].holders]
}

// IsShort reports whether a benchmark text has too few tokens to be looked for.
func (a *Against) IsShort(text int) bool { return a.sizes[text] == 0 }

// Cuts reports whether the recipe has passages cut, and not documents removed.
func (a *Against) Cuts() bool { return a.overlap.Action == "cut" }

// Bound returns the share from which on a document overlaps a benchmark text.
func (o Overlap) Bound() float64 { return float64(o.Threshold) / scale }
