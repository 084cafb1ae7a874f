// Package segment cuts the text of a document into blocks (title, headings, paragraphs, lists, captions, quotations, code,
// tables, references and notes), and makes sections, sentences or windows of them where the recipe asks for it.
//
// The rule that matters: segments cover all of the text but white space, in order and, but for windows, without overlap; a rule that
// misjudges a line gives it a wrong kind, and loses nothing. Marks of Markdown come first, then what a line says,
// then how it stands among blank, short and long lines. schema/FORMAT.md, section 5, specifies the values.
package segment

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"corpuspack/pipeline/segment/tokens"
	"corpuspack/schema"
	"corpuspack/schema/words"
)

// Segmenter cuts documents. It may be used from many goroutines at once.
type Segmenter struct {
	config     Config
	vocabulary *tokens.Vocabulary // nil where no tokens are counted
}

// New returns a segmenter for the recipe's part c, or an error that names the value that has no meaning.
func New(c Config) (*Segmenter, error) {
	if !slices.Contains([]string{"block", "section", "sentence", "window"}, c.Unit) {
		return nil, fmt.Errorf("segment.unit: %q is no unit: want block, section, sentence or window", c.Unit)
	}
	if w := c.Window; c.Unit == "window" && w.Overlap >= w.Size {
		return nil, fmt.Errorf("segment.window.overlap: %d: want less than the size, %d", w.Overlap, w.Size)
	}
	if c.Unit == "window" && c.Window.Of == "tokens" && c.Tokens == "" {
		return nil, errors.New("segment.window.of: tokens are counted where segment.tokens names a vocabulary")
	}
	s := &Segmenter{config: c}
	if c.Tokens == "" {
		return s, nil
	}
	v, err := tokens.New(c.Tokens)
	if err != nil {
		return nil, fmt.Errorf("segment.tokens: %w", err)
	}
	s.vocabulary = v
	return s, nil
}

// CountTokens returns the number of tokens of text in the vocabulary of the recipe, or nil where it has none.
func (s *Segmenter) CountTokens(text string) *int64 {
	if s.vocabulary == nil {
		return nil
	}
	n := s.vocabulary.Count(text)
	return &n
}

// Segment returns the segments of d in the order of the text. Start and Stop count code points. The text is expected to
// be clean; of any other the segments still cover all but white space.
func (s *Segmenter) Segment(d *schema.Document) []schema.Segment {
	list := blocks(d)
	switch s.config.Unit {
	case "section":
		list = sections(d.Text, list)
	case "sentence":
		list = cutSentences(list)
	case "window":
		list = s.windows(d.Text, cutSentences(list))
	}
	for i := range list {
		list[i].Index = i
		list[i].Words = words.Count(list[i].Text)
		list[i].Tokens = s.CountTokens(list[i].Text)
	}
	return list
}

// blocks returns the blocks of d.
func blocks(d *schema.Document) []schema.Segment {
	lines := scan(d.Text)
	c := &cutter{text: d.Text, lines: lines, layout: layoutOf(d.Text, lines)}
	doc := &document{cutter: c, blocks: c.blocks()}
	doc.cutTitle(d.Title)
	doc.classify()
	return doc.segments(d)
}

// cutTitle makes the title, where the text begins with it, a block of its own. It may be wrapped on three lines.
func (d *document) cutTitle(title string) {
	if len(d.blocks) == 0 || title == "" {
		return
	}
	if b := &d.blocks[0]; b.level > 0 && sameTitle(d.headingOf(*b), title) {
		b.kind = schema.KindTitle
		return
	}
	first, at := d.blocks[0].first, 0
	for last := first; last < first+3 && d.filled(last); last++ {
		if last > d.blocks[at].last {
			at++
		}
		if !sameTitle(headingText(d.text[d.lines[first].start:d.lines[last].stop]), title) {
			continue
		}
		titled := []block{{first: first, last: last, kind: schema.KindTitle}}
		if b := d.blocks[at]; last < b.last {
			titled = append(titled, d.rest(b, last+1))
		}
		d.blocks = append(titled, d.blocks[at+1:]...)
		return
	}
}

// rest returns what is left of b from line first on, which may be blank.
func (d *document) rest(b block, first int) block {
	for d.lines[first].blank() {
		first++
	}
	b.first, b.cols = first, d.colsOf(first, b.last)
	return b
}

// sameTitle compares with runs of white space as one space.
func sameTitle(a, b string) bool {
	for {
		a, b = strings.TrimLeftFunc(a, unicode.IsSpace), strings.TrimLeftFunc(b, unicode.IsSpace)
		if a == "" || b == "" {
			return a == b
		}
		n := wordEnd(a)
		if n != wordEnd(b) || a[:n] != b[:n] {
			return false
		}
		a, b = a[n:], b[n:]
	}
}

func wordEnd(s string) int {
	if n := strings.IndexFunc(s, unicode.IsSpace); n >= 0 {
		return n
	}
	return len(s)
}

func (d *document) segments(doc *schema.Document) []schema.Segment {
	segments := make([]schema.Segment, len(d.blocks))
	var path headings
	var texts []string // of path
	for i, b := range d.blocks {
		first, last := d.lines[b.first], d.lines[b.last]
		s := schema.Segment{
			DocumentID: doc.ID, Kind: b.kind, Split: doc.Split,
			Start: int64(first.at), Stop: int64(last.at + last.runes), Text: d.textOf(b),
		}
		if b.kind == schema.KindCode || b.kind == schema.KindTable {
			s.Start, s.Text = d.withIndent(s.Start, b)
		}
		if b.kind == schema.KindHeading {
			path.leave(b.level)
			texts = path.texts()
		}
		s.Headings = texts
		if b.kind == schema.KindHeading {
			if text := d.headingOf(b); !sameTitle(text, doc.Title) {
				path.enter(b.level, text)
				texts = path.texts()
			}
		}
		segments[i] = s
	}
	return segments
}

// headingOf returns the text of the heading b without its marks; of one on two lines, on one.
func (d *document) headingOf(b block) string {
	switch {
	case b.level > 0 && rule(d.at(b.first)) != 0:
		return d.at(b.first + 1)
	case b.level > 0:
		return headingText(d.at(b.first))
	}
	return headingText(oneLine(d.textOf(b)))
}

// oneLine returns s, which has no white space at its ends, with runs of white space as one space.
func oneLine(s string) string {
	for i := 0; i < len(s); i++ {
		if !isVisible(s[i]) && (s[i] != ' ' || s[i+1] == ' ') {
			return strings.Join(strings.Fields(s), " ")
		}
	}
	return s // nearly always
}

// withIndent moves the beginning of code or of a table back over the blanks and tabs before its first line.
func (d *document) withIndent(start int64, b block) (int64, string) {
	from := d.lines[b.first].start
	for from > 0 && isSpace(d.text[from-1]) {
		from--
		start--
	}
	return start, d.text[from:d.lines[b.last].stop]
}

// headings is the headings above a place in the text, outermost first. A heading without marks has level 0: it stands one
// level below the marked ones around it.
type headings []struct {
	level int
	text  string
}

func (h *headings) leave(level int) {
	n := len(*h)
	for n > 0 && ((*h)[n-1].level == 0 || level > 0 && (*h)[n-1].level >= level) {
		n--
	}
	*h = (*h)[:n]
}

func (h *headings) enter(level int, text string) {
	*h = append(*h, struct {
		level int
		text  string
	}{level, text})
}

func (h headings) texts() []string {
	if len(h) == 0 {
		return nil
	}
	texts := make([]string, len(h))
	for i, heading := range h {
		texts[i] = heading.text
	}
	return texts
}
