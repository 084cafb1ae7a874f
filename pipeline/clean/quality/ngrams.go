package quality

import (
	"math"
	"sync"
)

// The runs of n words of a text are named level by level (Karp, Miller and Rosenberg 1972, "Rapid identification of
// repeated patterns in strings, trees and arrays"): a run is the pair of the two runs of n-1 words in it. Names are small
// integers and pairs are told apart by counting, without a hash, so no two runs are taken for one; and a run can only stand
// twice where both of its halves do, so most runs of ordinary text are never looked at.

// longest is the greatest n of a rule.
const longest = 10

// grams is the runs of n words of a text.
type grams struct {
	n      int
	words  int
	starts []int32 // characters of the words before each word, and, at last, of all
	names  []int32 // the name of the run from each word on; 0 for one that stands once, and where there is none
	counts []int32 // by name, how often such a run stands
	places []int32 // where the runs that stand more than once begin, those of one name together

	// Working space of next and settle.
	fresh []int32 // by index in places, a name of the next level before settle has dropped those that stand once
	sizes []int32 // by such a name, how often it stands
	owner []int32 // by name of a second half, the name of the first half that it last stood after
	pair  []int32 // by name of a second half, the fresh name of the two
	spare []int32 // for places
}

// spareGrams has the memory of runs of earlier texts.
var spareGrams = sync.Pool{New: func() any { return new(grams) }}

// newGrams returns the runs of one word.
func newGrams(l *wordList) *grams {
	g := spareGrams.Get().(*grams)
	g.n, g.words = 1, len(l.runs)
	g.starts, g.names = sized(g.starts, g.words+1), sized(g.names, g.words+1)
	g.places, g.fresh = sized(g.places, g.words), sized(g.fresh, g.words)
	g.sizes = sized(g.sizes, len(l.kinds)+1)
	clear(g.sizes)
	g.starts[0], g.names[g.words] = 0, 0
	for i, k := range l.runs {
		g.starts[i+1] = g.starts[i] + l.kinds[k].characters
		g.places[i] = int32(i)
		g.fresh[i] = int32(k) + 1
		g.sizes[k+1]++
	}
	g.settle()
	return g
}

// next goes on to runs of one word more.
func (g *grams) next() {
	g.n++
	clear(g.owner)
	g.sizes = append(g.sizes[:0], 0)
	for k, i := range g.places {
		first, second := g.names[i], g.names[i+1]
		if second == 0 {
			g.fresh[k] = 0
			continue
		}
		if g.owner[second] != first {
			g.owner[second], g.pair[second] = first, int32(len(g.sizes))
			g.sizes = append(g.sizes, 0)
		}
		g.fresh[k] = g.pair[second]
		g.sizes[g.fresh[k]]++
	}
	g.settle()
}

// settle gives the runs that stand more than once their names, and groups their places by name.
func (g *grams) settle() {
	g.counts = append(g.counts[:0], 0)
	cursor, total := append(g.owner[:0], 0), int32(0)
	for name, size := range g.sizes {
		g.sizes[name] = 0
		if size > 1 {
			g.sizes[name] = int32(len(g.counts))
			g.counts = append(g.counts, size)
			cursor = append(cursor, total)
			total += size
		}
	}
	grouped := sized(g.spare, int(total))
	for k, i := range g.places {
		name := g.sizes[g.fresh[k]]
		g.names[i] = name
		if name > 0 {
			grouped[cursor[name]] = i
			cursor[name]++
		}
	}
	g.places, g.spare, g.owner = grouped, g.places, cursor
	g.pair = sized(g.pair, len(g.counts))
}

// free leaves the memory of g to other texts, unless it is very much.
func (g *grams) free() {
	if cap(g.starts) < 1<<20 {
		spareGrams.Put(g)
	}
}

// runs returns the number of runs.
func (g *grams) runs() int { return max(g.words-g.n+1, 0) }

// characters returns the characters of the words of the run from word i on.
func (g *grams) characters(i int) int { return int(g.starts[i+g.n] - g.starts[i]) }

// all returns the characters of all words.
func (g *grams) all() int { return int(g.starts[g.words]) }

// top returns the characters of the run that stands most often, and how often: the first of them or, with longest, the
// longest.
func (g *grams) top(longest bool) (characters, count int) {
	for i, name := range g.names[:g.runs()] {
		c := max(int(g.counts[name]), 1)
		if c > count || longest && c == count && g.characters(i) > characters {
			characters, count = g.characters(i), c
		}
	}
	return characters, count
}

// gramValues has the value for each n, NaN where the text has no run of n words.
type gramValues [longest + 1]float64

// gramStyle is how a tool turns runs into values: of the most frequent run for n up to 4, of the repeated runs from 5 on.
// Text is the characters of the text.
type gramStyle struct {
	top, repeated func(g *grams, text int) float64
}

func (s gramStyle) values(l *wordList, text int) (v gramValues) {
	g := newGrams(l)
	defer g.free()
	for g.n < longest {
		g.next()
		switch {
		case g.runs() == 0:
			v[g.n] = math.NaN()
		case g.n <= 4:
			v[g.n] = s.top(g, text)
		default:
			v[g.n] = s.repeated(g, text)
		}
	}
	return v
}

// plainGrams is our reading of the paper, and that of DCLM: the top run counts where it stands twice or more; each
// character of the words in repeated runs counts once.
var plainGrams = gramStyle{
	top: func(g *grams, _ int) float64 {
		if len(g.places) == 0 {
			return 0
		}
		characters, count := g.top(true)
		return ratio(characters*count, g.all())
	},
	repeated: func(g *grams, _ int) float64 {
		if len(g.places) == 0 {
			return 0
		}
		sum, end := 0, 0
		for i, name := range g.names[:g.runs()] {
			if name > 0 {
				sum += int(g.starts[i+g.n] - g.starts[max(i, end)])
				end = i + g.n
			}
		}
		return ratio(sum, g.all())
	},
}

// datatroveGrams counts a space between the words of the top run, and looks for repeated runs from left to right: after
// one that stood before, the next begins where it ends. Both are divided by the characters of the text.
var datatroveGrams = gramStyle{
	top: func(g *grams, text int) float64 {
		characters, count := g.top(false)
		return ratio((characters+g.n-1)*count, text)
	},
	repeated: func(g *grams, text int) float64 {
		if len(g.places) == 0 {
			return 0
		}
		sum, seen := 0, make([]bool, len(g.counts))
		for i := 0; i < g.runs(); {
			name := g.names[i]
			if seen[name] {
				sum += g.characters(i)
				i += g.n
				continue
			}
			seen[name] = name > 0
			i++
		}
		return ratio(sum, text)
	},
}

// dolmaGrams counts every copy of a repeated run, overlapping or not, and divides by the characters of all runs.
var dolmaGrams = gramStyle{
	top: func(g *grams, _ int) float64 {
		characters, count := g.top(false)
		return ratio(characters*count, g.all())
	},
	repeated: func(g *grams, _ int) float64 {
		if len(g.places) == 0 {
			return 0
		}
		sum, all := 0, 0
		for i, name := range g.names[:g.runs()] {
			c := g.characters(i)
			all += c
			if name > 0 {
				sum += c
			}
		}
		return ratio(sum, all)
	},
}

// ratio returns a / b in one division, and 0 where b is 0: there is nothing then to count.
func ratio(a, b int) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}
