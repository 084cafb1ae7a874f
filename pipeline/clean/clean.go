// Package clean turns the text of a document into clean text, or says why the document goes.
//
// The rule that matters: cleaning is idempotent. A clean text stays as it is, byte for byte, and is not even copied.
//
// The rules, in this order. Texts are valid UTF-8.
//
//  1. Line ends: U+000D U+000A, and each of U+000B, U+000C, U+000D, U+0085, U+2028, U+2029, becomes U+000A.
//  2. Control characters (category Cc: U+0000–U+001F, U+007F–U+009F) but U+0009 and U+000A are removed.
//  3. Invisible and bidirectional formatting is removed: U+00AD, U+061C, U+180E, U+200B, U+200E, U+200F,
//     U+202A–U+202E, U+2060–U+2064, U+2066–U+206F, U+FEFF, U+FFF9–U+FFFB, and the noncharacters (U+FDD0–U+FDEF and the
//     last two code points of each plane). U+200C and U+200D stay, for scripts and emoji need them; so do variation
//     selectors.
//  4. Tag characters (U+E0000–U+E007F) are removed, but not in an emoji tag sequence (UTS #51, ED-14a) on a black flag:
//     U+1F3F4, one or more of U+E0020–U+E007E, U+E007F.
//  5. The normalization form of the recipe, NFC or NFKC (UAX #15, Unicode 15.0.0). It is the plain form: no U+034F is put
//     into long runs of combining marks, as the stream-safe format of UAX #15, section 13, would have it.
//  6. White space (property White_Space) before a line end and at the end of the text is removed; two or more empty lines
//     in a row become one; empty lines at the start and at the end are removed.
//
// A text that is then shorter than the recipe allows is removed as empty. A title or an author is cleaned in the same
// way; then runs of white space become one space, and none is left at the ends.
package clean

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"corpuspack/schema"
	"corpuspack/schema/words"
)

// Cleaner cleans documents. It may be used from many goroutines at once.
type Cleaner struct {
	form          form
	minCharacters int64
}

// New returns a cleaner for the recipe's part c, or an error that names the value that has no meaning.
func New(c Config) (*Cleaner, error) {
	f, err := formOf(c.Unicode)
	if err != nil {
		return nil, err
	}
	if c.MinCharacters < 1 {
		return nil, fmt.Errorf("clean.min_characters: %d: want at least 1, for no released text is empty", c.MinCharacters)
	}
	return &Cleaner{form: f, minCharacters: c.MinCharacters}, nil
}

// Clean returns d with clean Text, Title and Author and with its Characters and Words counted. A document with fewer
// characters than the recipe asks for comes back with the removal that says so.
func (c *Cleaner) Clean(d schema.Document) (schema.Document, *schema.Removal) {
	d.Text = c.text(d.Text)
	d.Title, d.Author = c.Line(d.Title), c.Line(d.Author)
	d.Characters = int64(utf8.RuneCountInString(d.Text))
	if d.Characters < c.minCharacters {
		return d, c.empty(&d)
	}
	d.Words = words.Count(d.Text)
	return d, nil
}

// Line returns s cleaned as a title or an author is: on one line, with single spaces, without white space at the ends.
func (c *Cleaner) Line(s string) string { return strings.Join(strings.Fields(c.text(s)), " ") }

func (c *Cleaner) text(s string) string {
	if clean := tidy(c.form.normal(strip(s))); clean != s {
		return clean
	}
	return s // a step may have copied what it left as it was
}

func (c *Cleaner) empty(d *schema.Document) *schema.Removal {
	start, end := d.Start, d.End
	value, bound := float64(d.Characters), float64(c.minCharacters)
	r := &schema.Removal{
		ID: d.ID, Source: d.Source, Start: &start, End: &end, Title: d.Title,
		Step: "clean", Reason: "empty", Value: &value, Bound: &bound,
	}
	if d.Text != "" {
		r.TextSHA256 = schema.DigestOf(d.Text).String()
	}
	return r
}
