// Package repeated finds the lines and paragraphs that many documents of a collection have (navigation, notices,
// signatures), and takes them out.
//
// The rule that matters: what goes does not depend on the order of the documents. Every document is looked at twice: once
// for an upper bound of the number of documents that a line stands in (a count-min sketch: Cormode and Muthukrishnan,
// Journal of Algorithms 55, 2005), in memory that does not grow, and once to count those exactly that may be too many.
package repeated

import (
	"strings"
	"unicode"

	"github.com/zeebo/xxh3"
)

// Config says what is repeated too often.
type Config struct {
	Lines, Paragraphs int64 // ten-thousandths of the documents of a collection; 0: never
	Documents         int64 // and at least so many
}

// On reports whether anything can go.
func (c Config) On() bool { return c.Lines > 0 || c.Paragraphs > 0 }

// Unit stands for a line or a paragraph of a collection.
type Unit = xxh3.Uint128

// Units are the different lines and paragraphs of one document.
type Units struct {
	Collection        string
	Lines, Paragraphs []Unit
}

// Units returns the lines and paragraphs of a clean text that are looked at: those with a letter.
func (c Config) Units(collection, text string) Units {
	u := Units{Collection: collection}
	lines, paragraphs := map[Unit]bool{}, map[Unit]bool{}
	for p := range strings.SplitSeq(text, "\n\n") {
		if c.Paragraphs > 0 {
			u.Paragraphs = add(u.Paragraphs, paragraphs, unitOf(paragraphMark, collection, p), p)
		}
		if c.Lines == 0 {
			continue
		}
		for l := range strings.SplitSeq(p, "\n") {
			u.Lines = add(u.Lines, lines, unitOf(lineMark, collection, l), l)
		}
	}
	return u
}

func add(list []Unit, seen map[Unit]bool, u Unit, s string) []Unit {
	if seen[u] || !strings.ContainsFunc(s, unicode.IsLetter) {
		return list
	}
	seen[u] = true
	return append(list, u)
}

const (
	lineMark      = "l"
	paragraphMark = "p"
)

func unitOf(mark, collection, s string) Unit {
	return xxh3.HashString128(mark + collection + "\x00" + strings.TrimSpace(s))
}

// Sketch holds an upper bound of the number of documents of each line and paragraph, in 64 MiB.
type Sketch struct {
	config    Config
	rows      [2][]uint32
	documents map[string]int64 // of a collection
}

const rowSize = 1 << 23

// NewSketch returns a sketch of no documents.
func NewSketch(c Config) *Sketch {
	return &Sketch{c, [2][]uint32{make([]uint32, rowSize), make([]uint32, rowSize)}, map[string]int64{}}
}

// Add takes a document into account.
func (s *Sketch) Add(u Units) {
	s.documents[u.Collection]++
	for _, list := range [][]Unit{u.Lines, u.Paragraphs} {
		for _, unit := range list {
			s.rows[0][unit.Lo%rowSize]++
			s.rows[1][unit.Hi%rowSize]++
		}
	}
}

// Set is what is taken out. Documents that the sketch knows are given to Add once more before it is used.
type Set struct {
	config Config
	sketch *Sketch
	counts map[Unit]int64
}

// Set returns a set that counts what the sketch holds possible.
func (s *Sketch) Set() *Set { return &Set{s.config, s, map[Unit]int64{}} }

// Add counts a document.
func (s *Set) Add(u Units) {
	s.add(u.Lines, s.least(u.Collection, s.config.Lines))
	s.add(u.Paragraphs, s.least(u.Collection, s.config.Paragraphs))
}

func (s *Set) add(list []Unit, least int64) {
	for _, u := range list {
		if int64(min(s.sketch.rows[0][u.Lo%rowSize], s.sketch.rows[1][u.Hi%rowSize])) >= least {
			s.counts[u]++
		}
	}
}

// least is the number of documents from which on a line of the collection goes.
func (s *Set) least(collection string, share int64) int64 {
	return max(s.config.Documents, (share*s.sketch.documents[collection]+9999)/10000)
}

// Cut returns the text without the paragraphs and lines that are repeated too often, and the number of their code points.
// A nil set cuts nothing.
func (s *Set) Cut(collection, text string) (string, int64) {
	if s == nil {
		return text, 0
	}
	var kept []string
	cut := int64(0)
	for p := range strings.SplitSeq(text, "\n\n") {
		if s.has(paragraphMark, collection, p, s.config.Paragraphs) {
			cut += visible(p)
			continue
		}
		var lines []string
		for l := range strings.SplitSeq(p, "\n") {
			if s.has(lineMark, collection, l, s.config.Lines) {
				cut += visible(l)
				continue
			}
			lines = append(lines, l)
		}
		kept = append(kept, strings.Join(lines, "\n"))
	}
	if cut == 0 {
		return text, 0
	}
	return strings.Join(kept, "\n\n"), cut
}

func (s *Set) has(mark, collection, text string, share int64) bool {
	return share > 0 && s.counts[unitOf(mark, collection, text)] >= s.least(collection, share)
}

// visible returns the number of code points of s but line ends.
func visible(s string) (n int64) {
	for _, r := range s {
		if r != '\n' {
			n++
		}
	}
	return n
}
