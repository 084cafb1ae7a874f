package explain

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"corpuspack/pipeline/dedup"
	"corpuspack/schema"
)

// templateDocuments is the number of documents of a collection from which on a line that they have is a template's.
const templateDocuments = 10

// Template says how much of a kept text, for whose sake another one was removed as near, many other documents have too.
type Template struct {
	KeptID     string `json:"kept_id"`
	Characters int64  `json:"characters"` // code points of its different lines with a letter
	Shared     int64  `json:"shared"`     // of those that many documents of the collection have
	Copies     int64  `json:"copies"`     // removed as near to it, of the first hundred that went for its sake
}

// certain reports whether other kept documents have most of the text. A text that no other kept one is like, with many
// near copies, may be a page of a template or one of many edits of a text: the release does not tell which.
func (t *Template) certain() bool { return t.Characters > 0 && 2*t.Shared >= t.Characters }

// String says it to people.
func (t *Template) String() string {
	if t.certain() {
		return fmt.Sprintf("%d of %d characters of the kept text stand in lines that at least %d documents of its collection have:"+
			" a template; clean.repeated takes such lines out", t.Shared, t.Characters, templateDocuments)
	}
	return fmt.Sprintf("at least %d documents went as near to the kept one: edits of one text, or pages of a template;"+
		" clean.repeated takes out lines that many texts have", t.Copies)
}

// templates looks in how many documents the lines of the kept texts stand for whose sake others were removed as near.
func (f *finder) templates() error {
	t := tally{}
	for _, s := range f.stories {
		if s.near() {
			for line := range linesOf(s.Kept) {
				t[line] = holders{}
			}
		}
	}
	if len(t) == 0 {
		return nil
	}
	if err := f.rows(schema.Documents, func(_ string, _ []byte, row schema.Row) {
		d := schema.DocumentOf(row)
		t.add(&d)
	}); err != nil {
		return err
	}
	for i := range f.stories {
		if s := &f.stories[i]; s.near() {
			if err := s.name(t.template(s.Kept)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *Story) near() bool {
	return s.Kept != nil && s.Removal != nil && s.Removal.Reason == dedup.ReasonNear
}

// name puts the template into the story.
func (s *Story) name(t *Template) error {
	if !t.certain() && t.Copies < templateDocuments {
		return nil
	}
	b, err := json.Marshal(map[string]*Template{"template": t})
	s.Template, s.Lines = t, append(s.Lines, b)
	return err
}

// tally says who has each line, for lines that are asked for.
type tally map[lineOf]holders

type lineOf struct{ collection, line string }

// holders are the kept documents that have a line, and near copies of them, which have nearly the same lines.
type holders struct{ kept, copies int64 }

// many reports whether a line is a template's. Copies of one kept document alone say nothing: they are like it in all.
func (h holders) many() bool { return h.kept > 1 && h.kept+h.copies >= templateDocuments }

func (t tally) add(d *schema.Document) {
	copies := nearCopies(d)
	for line := range linesOf(d) {
		if h, ok := t[line]; ok {
			t[line] = holders{h.kept + 1, h.copies + copies}
		}
	}
}

func (t tally) template(d *schema.Document) *Template {
	found := Template{KeptID: d.ID, Copies: nearCopies(d)}
	for line := range linesOf(d) {
		n := int64(utf8.RuneCountInString(line.line))
		found.Characters += n
		if t[line].many() {
			found.Shared += n
		}
	}
	return &found
}

// linesOf returns the different lines of a document that have a letter.
func linesOf(d *schema.Document) map[lineOf]bool {
	lines := map[lineOf]bool{}
	for line := range strings.SplitSeq(d.Text, "\n") {
		if line = strings.TrimSpace(line); strings.ContainsFunc(line, unicode.IsLetter) {
			lines[lineOf{d.Collection, line}] = true
		}
	}
	return lines
}

func nearCopies(d *schema.Document) (n int64) {
	for _, c := range d.Copies {
		if c.Kind == dedup.ReasonNear {
			n++
		}
	}
	return n
}
