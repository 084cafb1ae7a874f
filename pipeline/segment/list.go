package segment

import (
	"strings"

	"corpuspack/schema"
)

// list reads items with one mark, what is indented below them, and lines that go on with the sentence of an item.
func (c *cutter) list(i int) (block, bool) {
	mark := item(c.at(i))
	if mark == "" || !hasWord(c.at(i)) {
		return block{}, false
	}
	last, items := i, 1
	for j := i + 1; j < len(c.lines); j++ {
		if c.lines[j].blank() {
			continue
		}
		next := item(c.at(j))
		if !c.belongs(i, last, j, mark, next) {
			break
		}
		if next == mark {
			items++
		}
		last = j
	}
	lone := items == 1 && last == i && mark != "(" && isDigit(c.at(i)[0])
	if lone {
		return block{last: c.paragraph(i), kind: schema.KindParagraph, lone: true}, true
	}
	return block{last: last, kind: schema.KindList}, true
}

// belongs reports whether line j belongs to the list that begins at line i and has come to line last.
func (c *cutter) belongs(i, last, j int, mark, next string) bool {
	deeper := c.lines[j].indent - c.lines[i].indent
	tight := last+1 == j
	switch {
	case next == mark && deeper >= 0:
		return true
	case deeper >= 2 && c.lines[i].indent >= c.margin:
		return true
	case next != "" || !tight || c.marked(j):
		return false
	case bare(c.at(last)):
		return true
	}
	return c.joins(last, j) && rule(c.at(j)) == 0
}

// bare reports whether s is the mark of an item and nothing else, as in laws: "(a)".
func bare(s string) bool { return s[0] == '(' && strings.IndexByte(s, ')') == len(s)-1 }

// items returns the lines at which the items of the list b begin.
func (c *cutter) items(b block) []int {
	mark := item(c.at(b.first))
	var starts []int
	for i := b.first; i <= b.last; i++ {
		if i == b.first || c.filled(i) && c.lines[i].indent <= c.lines[b.first].indent+1 && item(c.at(i)) == mark {
			starts = append(starts, i)
		}
	}
	return starts
}
