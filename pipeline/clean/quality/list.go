package quality

import (
	"math/bits"
	"slices"
	"sync"
	"unicode/utf8"

	"github.com/zeebo/xxh3"
)

// wordList is the words of a text, by one of the ways to cut it.
type wordList struct {
	kinds []kind   // the different words, in the order in which they first stand
	runs  []uint32 // the kind of each word, in turn
	slots []uint32 // a hash table of kinds, each one more than its index; its size is a power of two
	seed  uint64
}

// kind is one of the different words.
type kind struct {
	text       string
	hash       uint64
	characters int32 // code points
	count      int32 // how often it stands
}

// spareLists has the memory of lists of earlier texts.
var spareLists = sync.Pool{New: func() any { return new(wordList) }}

// newWordList returns an empty list of pieces of text, of which it makes room for about one in so many bytes. The seed
// depends on all of the text, so that nobody can write words that fall into one slot.
func newWordList(text string, bytesEach int) *wordList {
	l := spareLists.Get().(*wordList)
	kinds := min(len(text)/bytesEach/2+1, 1<<16)
	l.runs, l.kinds = l.runs[:0], slices.Grow(l.kinds[:0], kinds)
	l.slots = sized(l.slots, 1<<bits.Len(uint(2*kinds-1)))
	clear(l.slots)
	l.seed = xxh3.HashString(text)
	return l
}

// sized returns n integers, in the memory of s where it is enough.
func sized[T int32 | uint32](s []T, n int) []T {
	return slices.Grow(s[:0], n)[:n]
}

// free leaves the memory of the list to other texts, unless it is very much.
func (l *wordList) free() {
	if cap(l.runs) < 1<<20 {
		clear(l.kinds) // they hold on to the text
		spareLists.Put(l)
	}
}

func (l *wordList) add(word string) {
	hash := xxh3.HashStringSeed(word, l.seed)
	mask := uint64(len(l.slots) - 1)
	for i := hash & mask; ; i = (i + 1) & mask {
		slot := l.slots[i]
		if slot == 0 {
			l.kinds = append(l.kinds, kind{word, hash, int32(utf8.RuneCountInString(word)), 1})
			l.slots[i] = uint32(len(l.kinds))
			l.runs = append(l.runs, uint32(len(l.kinds)-1))
			l.grow()
			return
		}
		if k := &l.kinds[slot-1]; k.hash == hash && k.text == word {
			k.count++
			l.runs = append(l.runs, slot-1)
			return
		}
	}
}

// grow doubles the slots where more than half of them are taken.
func (l *wordList) grow() {
	if 2*len(l.kinds) <= len(l.slots) {
		return
	}
	l.slots = make([]uint32, 2*len(l.slots))
	mask := uint64(len(l.slots) - 1)
	for k := range l.kinds {
		i := l.kinds[k].hash & mask
		for l.slots[i] != 0 {
			i = (i + 1) & mask
		}
		l.slots[i] = uint32(k + 1)
	}
}

// plain returns the list without the words that do not begin with a letter or a digit, such as _name: those whose runs are
// looked at. The kinds stay, whatever their counts then say.
func (l *wordList) plain() *wordList {
	keep := func(k uint32) bool {
		r, _ := utf8.DecodeRuneInString(l.kinds[k].text)
		return letterOrDigit(r)
	}
	for i := range l.kinds {
		if !keep(uint32(i)) {
			runs := slices.DeleteFunc(slices.Clone(l.runs), func(k uint32) bool { return !keep(k) })
			return &wordList{kinds: l.kinds, runs: runs}
		}
	}
	return l
}

// tally is how many words some kinds have, and how many characters these have.
type tally struct{ words, characters int }

// tally adds up the kinds that holds says; nil says all.
func (l *wordList) tally(holds func(string) bool) (t tally) {
	for _, k := range l.kinds {
		if holds == nil || holds(k.text) {
			t.words += int(k.count)
			t.characters += int(k.count) * int(k.characters)
		}
	}
	return t
}

// share returns the share of the words that holds says.
func (l *wordList) share(holds func(string) bool) float64 {
	return ratio(l.tally(holds).words, len(l.runs))
}

// median returns the median of the characters of a word, the mean of the middle two where their number is even.
func (l *wordList) median() float64 {
	kinds := slices.Clone(l.kinds)
	slices.SortFunc(kinds, func(a, b kind) int { return int(a.characters - b.characters) })
	return float64(nth(kinds, (len(l.runs)-1)/2)+nth(kinds, len(l.runs)/2)) / 2
}

// nth returns the characters of the i-th word of sorted kinds; 0 without words.
func nth(kinds []kind, i int) int {
	for _, k := range kinds {
		if i -= int(k.count); i < 0 {
			return int(k.characters)
		}
	}
	return 0
}
