package segment

import (
	"strings"

	"corpuspack/schema"
)

// A block is a run of lines that makes one segment.
type block struct {
	first, last int // lines
	kind        string
	level       int  // of a marked heading, from 1
	lone        bool // an only item of a numbered list: maybe a numbered heading
	cols        int  // columns of all lines
	unmarked    bool // code that no fence encloses
	shape       shape
}

// A cutter cuts a text into blocks by what can be seen from the lines alone: marks, indentation, blank lines, widths.
type cutter struct {
	layout
	text   string
	lines  []line
	failed [2]int // lengths of fences of ` and of ~ from which on no closing one follows, or 0
}

func (c *cutter) at(i int) string { return c.text[c.lines[i].start:c.lines[i].stop] }

// filled reports whether line i exists and is not blank.
func (c *cutter) filled(i int) bool { return i >= 0 && i < len(c.lines) && !c.lines[i].blank() }

func (c *cutter) blocks() []block {
	blocks := make([]block, 0, len(c.lines)/4+1)
	for i := 0; i < len(c.lines); {
		if c.lines[i].blank() {
			i++
			continue
		}
		b := c.cut(i)
		b.cols = c.colsOf(b.first, b.last)
		i = b.last + 1
		if n := len(blocks) - 1; n >= 0 && blocks[n].unmarked && b.unmarked && c.lines[b.first].indent > 0 {
			blocks[n].last = b.last
			continue
		}
		blocks = append(blocks, b)
	}
	return blocks
}

func (c *cutter) colsOf(first, last int) (cols int) {
	for _, l := range c.lines[first : last+1] {
		cols += l.cols
	}
	return cols
}

// cuts are the marks that a block can begin with. The first that is found wins; a paragraph needs none.
var cuts = [...]func(*cutter, int) (block, bool){
	(*cutter).frontMatter, (*cutter).fenced, (*cutter).heading, (*cutter).quote, (*cutter).table, (*cutter).definition,
	(*cutter).indented, (*cutter).code, (*cutter).list, (*cutter).ruler,
}

// cut returns the block that begins at line i.
func (c *cutter) cut(i int) block {
	for _, cut := range cuts {
		if b, ok := cut(c, i); ok {
			b.first = i
			return b
		}
	}
	return block{first: i, last: c.paragraph(i), kind: schema.KindParagraph}
}

// frontMatter is what stands between two lines "---" at the beginning of a document.
func (c *cutter) frontMatter(i int) (block, bool) {
	if i > 0 || c.at(0) != "---" || !c.filled(1) || !strings.Contains(c.at(1), ":") {
		return block{}, false
	}
	for j := 1; j < min(len(c.lines), 500); j++ {
		if c.filled(j) && c.at(j) == "---" {
			return block{last: j, kind: schema.KindCode}, true
		}
	}
	return block{}, false
}

func (c *cutter) fenced(i int) (block, bool) {
	mark, length := fence(c.at(i))
	if length == 0 {
		return block{}, false
	}
	failed := &c.failed[strings.IndexByte("`~", mark)]
	if *failed > 0 && length >= *failed {
		return block{}, false
	}
	for j := i + 1; j < len(c.lines); j++ {
		if c.filled(j) && c.at(j)[0] == mark && repeated(c.at(j), mark) == len(c.at(j)) && len(c.at(j)) >= length {
			return block{last: j, kind: schema.KindCode}, true
		}
	}
	*failed = length
	return block{}, false
}

// heading reads "# Text", "== Text ==" and headings with a ruler below them, or above and below. Lines with "#" one below the
// other are comments or a list.
func (c *cutter) heading(i int) (block, bool) {
	s := c.at(i)
	if level := atx(s); level > 0 {
		list := (level == 1 || !c.markdown) && (c.sameLevel(i-1, level) || c.sameLevel(i+1, level))
		return block{last: i, kind: schema.KindHeading, level: level}, !list && !c.comment(i)
	}
	if level := wiki(s); level > 0 {
		return block{last: i, kind: schema.KindHeading, level: level}, true
	}
	if setext(s) > 0 {
		return block{last: i + 2, kind: schema.KindHeading, level: setext(s)}, c.ruled(i)
	}
	if !c.filled(i+1) || c.filled(i-1) && rule(c.at(i-1)) == 0 || c.lines[i].cols > 100 || gaps(s) > 1 {
		return block{}, false
	}
	level, width := setext(c.at(i+1)), c.lines[i+1].cols
	underlined := level > 0 && (2*width >= c.lines[i].cols || c.markdown) && rule(s) == 0 && item(s) == ""
	return block{last: i + 1, kind: schema.KindHeading, level: level}, underlined
}

// ruled reports whether the rulers at lines i and i+2 enclose a heading.
func (c *cutter) ruled(i int) bool {
	if !c.filled(i+1) || !c.filled(i+2) {
		return false
	}
	return rule(c.at(i)) == rule(c.at(i+2)) && hasWord(c.at(i+1)) && c.lines[i+1].cols <= c.lines[i].cols
}

// comment reports whether line i is "# Text" above a command: without Markdown around, a heading has a sentence below it.
func (c *cutter) comment(i int) bool {
	const most = 8 // lines of one comment
	if c.markdown || atx(c.at(i)) != 1 {
		return false
	}
	below := i + 1
	for below < i+most && c.sameLevel(below, 1) {
		below++
	}
	return c.filled(below) && (isLower(firstRune(c.at(below))) && c.lines[below].cols <= maxWidth || codeLike(c.at(below)))
}

func (c *cutter) sameLevel(i, level int) bool { return c.filled(i) && atx(c.at(i)) == level }

func (c *cutter) quote(i int) (block, bool) {
	if !c.quoted(i) {
		return block{}, false
	}
	last := i
	for c.quoted(last + 1) {
		last++
	}
	return block{last: last, kind: schema.KindQuote}, true
}

func (c *cutter) quoted(i int) bool {
	return c.filled(i) && c.at(i)[0] == '>' && !strings.HasPrefix(c.at(i), ">>> ")
}

// table reads rows between pipes, rows between borders like "=== ===", two and more lines with tabs, and three and more
// with wide gaps.
func (c *cutter) table(i int) (block, bool) {
	last := i
	switch n := gaps(c.at(i)); {
	case pipes(c.at(i)) || c.filled(i+1) && delimiter(c.at(i+1)) && strings.IndexByte(c.at(i), '|') >= 0:
		for c.filled(last+1) && strings.ContainsAny(c.at(last+1), "|+") {
			last++
		}
	case border(c.at(i)):
		for j := i + 1; c.filled(j); j++ {
			if border(c.at(j)) {
				last = j
			}
		}
		if last == i {
			return block{}, false
		}
	case n > 0 && item(c.at(i)) == "":
		tabs := strings.IndexByte(c.at(i), '\t') >= 0
		for c.filled(last+1) && c.row(last+1, n, tabs) {
			last++
		}
		if last < i+2 && (last == i || !tabs) {
			return block{}, false
		}
	default:
		return block{}, false
	}
	return block{last: last, kind: schema.KindTable}, true
}

func (c *cutter) row(i, n int, tabs bool) bool {
	if rule(c.at(i)) != 0 {
		return true
	}
	m := gaps(c.at(i))
	return item(c.at(i)) == "" && (m == n || m > 0 && tabs == (strings.IndexByte(c.at(i), '\t') >= 0))
}

func (c *cutter) definition(i int) (block, bool) {
	mark := definition(c.at(i))
	if mark == "" {
		return block{}, false
	}
	last := i
	for c.filled(last+1) && c.lines[last+1].indent > c.lines[i].indent+1 {
		last++
	}
	if mark == "^" {
		return block{last: last, kind: schema.KindNote}, true
	}
	return block{last: last, kind: schema.KindReference}, true
}

// indented reads lines that stand four columns to the right after a blank line: code, or without Markdown a quotation.
func (c *cutter) indented(i int) (block, bool) {
	edge := c.margin + 4
	if c.lines[i].indent < edge || c.filled(i-1) || item(c.at(i)) != "" && !c.markdown {
		return block{}, false
	}
	last, lines, code := i, 0, 0
	for j := i; j < len(c.lines) && (c.markdown || c.filled(j)) && (c.lines[j].blank() || c.lines[j].indent >= edge); j++ {
		if c.lines[j].blank() {
			continue
		}
		last = j
		lines++
		if codeLike(c.at(j)) || gaps(c.at(j)) > 0 {
			code++
		}
	}
	if c.markdown || 3*code >= lines {
		return block{last: last, kind: schema.KindCode, unmarked: true}, true
	}
	return block{last: last, kind: schema.KindQuote}, last > i && !c.filled(last+1)
}

// code reads lines of a program that nothing marks, with what is indented below them and the lines that close them.
func (c *cutter) code(i int) (block, bool) {
	if !c.program(i) {
		return block{}, false
	}
	last := i
	for j := i + 1; j < len(c.lines); j++ {
		if c.lines[j].blank() {
			continue
		}
		goesOn := last+1 == j && (!hasWord(c.at(j)) || c.comment(last))
		if !goesOn && !c.program(j) && c.lines[j].indent <= c.lines[i].indent {
			break
		}
		last = j
	}
	return block{last: last, kind: schema.KindCode, unmarked: true}, true
}

// program reports whether line i is code, or a short line that opens a run of code.
func (c *cutter) program(i int) bool {
	switch {
	case c.markdown:
		return tags(c.at(i))
	case codeLike(c.at(i)) || c.comment(i):
		return true
	}
	return !c.filled(i-1) && c.filled(i+1) && c.lines[i].cols < 60 && endOf(c.at(i)) == open &&
		!strings.Contains(c.at(i), " ") && codeLike(c.at(i+1))
}

// ruler is a line without a letter or a digit, like "* * *".
func (c *cutter) ruler(i int) (block, bool) {
	return block{last: i, kind: schema.KindNote}, !hasWord(c.at(i))
}

// paragraph returns the last line of the paragraph that begins at line i.
func (c *cutter) paragraph(i int) int {
	for c.filled(i+1) && c.joins(i, i+1) && !c.marked(i+1) && !image(c.at(i)) {
		i++
	}
	return i
}

// marked reports whether line i begins a block that can stand right below a paragraph.
func (c *cutter) marked(i int) bool {
	s := c.at(i)
	switch s[0] {
	case '#':
		return atx(s) > 0
	case '=':
		return wiki(s) > 0
	case '`', '~':
		_, length := fence(s)
		return length > 0
	case '>':
		return c.quoted(i)
	case '|':
		return pipes(s)
	case '[':
		return definition(s) != ""
	case '<':
		return tags(s)
	case '!':
		return image(s)
	}
	mark := item(s)
	return mark != "" && (mark != "1" || hasAnyPrefix(s, "1.", "0.") || !c.markdown)
}

// joins reports whether line j goes on with the sentence or the paragraph of the line i before it. In Markdown it always
// does. Elsewhere a line that was wrapped has no room for the first word of the next one, and a sentence that goes
// on has a small letter next.
func (c *cutter) joins(i, j int) bool {
	if c.markdown {
		return true
	}
	a, b := c.lines[i], c.lines[j]
	s, t := c.at(i), c.at(j)
	end := endOf(s)
	if b.indent > a.indent+1 && end >= question {
		return false
	}
	if isLower(firstRune(t)) && end < colon && (c.width > 0 || a.cols >= minWidth) && !codeLike(t) {
		return true
	}
	return c.width > 0 && full(a, t, c.width)
}
