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
// Before them, where the recipe asks for it, mojibake is undone (package repair). After them, each where the recipe asks
// for it: lines that many documents have are taken out (package repeated), personal data is masked (package pii), the
// language is detected (package language), and quality rules measure, edit and remove (package quality). All that is
// measured is measured on the text as it stands in the release, so that anybody can measure it again.
//
// A text that is too short for the recipe is removed as empty. A title or an author is cleaned by the rules above; then
// runs of white space become one space, and none is left at the ends.
package clean

import (
	"fmt"
	"slices"
	"strings"

	"corpuspack/pipeline/clean/language"
	"corpuspack/pipeline/clean/pii"
	"corpuspack/pipeline/clean/quality"
	"corpuspack/pipeline/clean/repair"
	"corpuspack/pipeline/clean/repeated"
	"corpuspack/schema"
	"corpuspack/schema/canonical"
	"corpuspack/schema/words"
)

// Cleaner cleans documents. It may be used from many goroutines at once.
type Cleaner struct {
	config   Config
	form     form
	masker   *pii.Masker
	detector *language.Detector // nil where no language is looked for
	filter   *quality.Filter
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
	masker, err := pii.New(c.PII)
	if err != nil {
		return nil, fmt.Errorf("clean.pii: %w", err)
	}
	filter, err := quality.New(quality.Config{Measure: c.Measure, Remove: c.Quality, Own: c.Rules})
	if err != nil {
		return nil, fmt.Errorf("clean.quality: %w", err)
	}
	cleaner := &Cleaner{config: c, form: f, masker: masker, filter: filter}
	if c.DetectLanguage || len(c.Languages) > 0 {
		cleaner.detector = language.New()
	}
	for _, tag := range c.Languages {
		known := cleaner.detector.Languages()
		if !slices.ContainsFunc(known, func(l string) bool { return matches(l, tag) }) {
			return nil, fmt.Errorf("clean.languages: %q is not told from others: want some of %s", tag, strings.Join(known, ", "))
		}
	}
	return cleaner, nil
}

// matches reports whether a detected language is the one of a recipe, or a form of it: sr-Latn is sr (RFC 4647, section
// 3.3.1).
func matches(detected, tag string) bool {
	return detected == tag || strings.HasPrefix(detected, tag+"-")
}

// Clean returns d with clean Text, Title and Author, counted and measured. A document that the recipe does not want comes
// back with the removal that says why.
func (c *Cleaner) Clean(d schema.Document) (schema.Document, *schema.Removal) {
	d, removal := c.Normalize(d)
	if removal != nil {
		return d, removal
	}
	return c.Finish(d, nil)
}

// Normalize is the part of Clean that needs to know no other document: it makes the characters and lines of the text,
// the title and the author clean.
func (c *Cleaner) Normalize(d schema.Document) (schema.Document, *schema.Removal) {
	if c.config.Repair {
		d.Text = c.repaired(d.Text)
	}
	d.Text = c.text(d.Text)
	d.Title, d.Author = c.Line(d.Title), c.Line(d.Author)
	return d, c.count(&d)
}

// repaired undoes mojibake, of which control characters are a part, and then what cleaning brings to light, until none is
// left.
func (c *Cleaner) repaired(s string) string {
	s, _ = repair.Text(s)
	for range maxRounds {
		again, n := repair.Text(c.text(s))
		if n == 0 {
			break
		}
		s = again
	}
	return s
}

// maxRounds bounds what is done until nothing changes. Each round but the last makes the text shorter.
const maxRounds = 16

// Finish is the rest of Clean, of what Normalize has returned. The lines of common, which may be nil, are taken out.
func (c *Cleaner) Finish(d schema.Document, common *repeated.Set) (schema.Document, *schema.Removal) {
	if d.Text, d.Repeated = common.Cut(d.Collection, d.Text); d.Repeated > 0 {
		d.Text = c.text(d.Text)
	}
	text, masked, result := c.settle(d.Text)
	c.maskFields(&d, masked)
	d.Text, d.Masked, d.Quality = text, c.maskedRow(masked), result.Values
	if removal := c.count(&d); removal != nil {
		return d, removal
	}
	d.Words = words.Count(d.Text)
	if c.detector != nil {
		tag, score := c.detector.Detect(d.Text)
		d.Detected, d.Score = tag, &score
	}
	if removal := c.foreign(&d); removal != nil {
		return d, removal
	}
	if f := result.Failed; f != nil {
		return d, removalOf(&d, f.Reason(), f.Value, f.Bound)
	}
	return d, nil
}

// settle masks and edits the text until nothing changes: to take out a line may join what then is a telephone number.
// The result is measured on the text that it returns.
func (c *Cleaner) settle(text string) (string, []int64, quality.Result) {
	masked := make([]int64, len(pii.Kinds))
	for round := 1; ; round++ {
		s, counts := c.masker.Mask(text)
		for i, n := range counts {
			masked[i] += n
		}
		result := c.filter.Apply(s)
		if s = result.Text; s != text {
			s = c.text(s)
		}
		if s == text || round == maxRounds {
			return text, masked, result
		}
		text = s
	}
}

// maskFields masks what the source says of the text, and adds to the counts.
func (c *Cleaner) maskFields(d *schema.Document, masked []int64) {
	if len(c.config.PII) == 0 {
		return
	}
	mask := func(s string) string {
		s, counts := c.masker.Mask(s)
		for i, n := range counts {
			masked[i] += n
		}
		return s
	}
	d.Title, d.Author = c.Line(mask(d.Title)), c.Line(mask(d.Author))
	d.Metadata = string(canonical.MapStrings([]byte(d.Metadata), mask))
}

// maskedRow returns the counts of the kinds that are masked; nil where none is.
func (c *Cleaner) maskedRow(counts []int64) schema.Row {
	if len(c.config.PII) == 0 {
		return nil
	}
	row := make(schema.Row, len(pii.Kinds))
	for i, kind := range pii.Kinds {
		if slices.Contains(c.config.PII, kind) {
			row[i] = schema.IntValue(counts[i])
		}
	}
	return row
}

// count counts the characters, and removes a document that has too few.
func (c *Cleaner) count(d *schema.Document) *schema.Removal {
	d.Characters = characters(d.Text)
	if d.Characters >= c.config.MinCharacters {
		return nil
	}
	return removalOf(d, "empty", float64(d.Characters), float64(c.config.MinCharacters))
}

// foreign removes a document in a language that is not kept, or in none that is sure.
func (c *Cleaner) foreign(d *schema.Document) *schema.Removal {
	least := float64(c.config.LanguageScore) / 10000
	keeps := func(tag string) bool { return matches(d.Detected, tag) }
	if len(c.config.Languages) == 0 || slices.ContainsFunc(c.config.Languages, keeps) && *d.Score >= least {
		return nil
	}
	return removalOf(d, "language", *d.Score, least)
}

// Line returns s cleaned as a title or an author is: on one line, with single spaces, without white space at the ends.
func (c *Cleaner) Line(s string) string {
	if isLine(s) {
		return s
	}
	return strings.Join(strings.Fields(c.text(s)), " ")
}

// text applies the rules to a text, without a copy and in one pass where none has anything to do.
func (c *Cleaner) text(s string) string {
	v, clean := c.form.look(s), s
	if v.stray {
		clean = lineEnds(s) // mostly there is no other
		v = c.form.look(clean)
	}
	before := clean
	switch {
	case v.stray:
		clean = c.form.normal(strip(clean))
	case !v.normal:
		clean = c.form.normal(clean)
	}
	if v.stray || v.loose || clean != before {
		clean = tidy(clean)
	}
	if clean != s {
		return clean
	}
	return s // a step may have copied what it left as it was
}

func removalOf(d *schema.Document, reason string, value, bound float64) *schema.Removal {
	start, end := d.Start, d.End
	r := &schema.Removal{
		ID: d.ID, Source: d.Source, Start: &start, End: &end, Title: d.Title,
		Step: "clean", Reason: reason, Value: &value, Bound: &bound,
	}
	if d.Text != "" {
		r.TextSHA256 = schema.DigestOf(d.Text).String()
	}
	return r
}
