package explain

import (
	"fmt"
	"strconv"
	"strings"

	"corpuspack/pipeline"
	"corpuspack/pipeline/clean/quality"
	"corpuspack/pipeline/dedup"
	"corpuspack/schema"
)

// Text returns the story in a few lines for people. What the source says is in it as it stands.
func (s *Story) Text() string {
	var b strings.Builder
	if s.Document != nil {
		s.kept(&b)
	} else {
		s.removed(&b)
	}
	return b.String()
}

// line writes what a step did.
func line(b *strings.Builder, step, format string, args ...any) {
	fmt.Fprintf(b, "  %-9s %s\n", step, fmt.Sprintf(format, args...))
}

func (s *Story) kept(b *strings.Builder) {
	d := s.Document
	fmt.Fprintf(b, "%s, bytes %d to %d: kept as %s%s\n", d.Source, d.Start, d.End, d.ID, titled(d.Title))
	line(b, "archive", "read as %s, in %s (%s)", d.Format, d.Encoding.Name, encodingFrom[d.Encoding.From])
	if d.Confidence != nil {
		line(b, "", "one post of a listing page; confidence that it begins here: %s", number(*d.Confidence))
	}
	if d.Truncated != "" {
		line(b, "", "the source has less than the whole text: %s", d.Truncated)
	}
	s.cleaned(b)
	line(b, "dedup", "no document that comes before it is like it; %d removed for its sake", d.CopyCount)
	for _, c := range d.Copies {
		line(b, "", "%s copy, similarity %s: %s, byte %d", c.Kind, number(c.Similarity), c.Source, c.Start)
	}
	var kinds []string
	for _, k := range s.Segments {
		kinds = append(kinds, fmt.Sprintf("%d %s", k.N, k.What))
	}
	line(b, "segment", "%s", strings.Join(kinds, ", "))
	line(b, "shard", "split %s%s, %s", d.Split, splitReason(d), s.Shard)
}

// splitReason says why a document is in its split, where its id does not say so.
func splitReason(d *schema.Document) string {
	switch d.SplitBy {
	case schema.SplitParent:
		return ", as in the release before"
	case schema.SplitSimilar:
		return ", for it resembles " + d.SplitID + ", which a release before holds there"
	}
	return ""
}

var encodingFrom = map[string]string{
	"bom": "by its byte order mark", "recipe": "by the recipe", "http": "declared by what carried it", "meta": "declared in the page",
	"utf-8": "its bytes are valid UTF-8", "form": "by NUL bytes or escape sequences", "detected": "detected, declared nowhere",
}

// repeated says what may have been taken out.
func (s *Story) repeated() string {
	switch lines := "lines that many documents have"; {
	case !s.Recipe.Passages.On():
		return lines
	case s.Recipe.Clean.Repeated.On():
		return lines + " and passages that stand before"
	}
	return "passages that stand before"
}

func (s *Story) cleaned(b *strings.Builder) {
	d := s.Document
	line(b, "clean", "characters %d, words %d%s", d.Characters, d.Words, tokens(d.Tokens))
	if d.Repeated > 0 {
		line(b, "", "%d characters taken out, in %s", d.Repeated, s.repeated())
	}
	for i, v := range d.Masked {
		if v.Int > 0 {
			line(b, "", "%d of kind %s masked", v.Int, s.member("masked", i))
		}
	}
	if d.Score != nil {
		line(b, "", "language %s, score %s", d.Detected, number(*d.Score))
	}
	for i, v := range d.Quality {
		if v.Type != schema.Null {
			line(b, "", "%s %s", schema.QualityMembers()[i].Name, number(v.Float))
		}
	}
}

func (s *Story) member(column string, i int) string {
	found, _ := schema.Of(s.Recipe.Schema)
	t := found.Table(schema.Documents)
	return t.Fields[t.Index(column)].Members[i].Name
}

func (s *Story) removed(b *strings.Builder) {
	m := s.Removal
	place := m.Source
	if m.Start != nil {
		place = fmt.Sprintf("%s, bytes %d to %d", m.Source, *m.Start, *m.End)
	}
	fmt.Fprintf(b, "%s: removed, would be %s%s\n", place, m.ID, titled(m.Title))
	line(b, m.Step, "%s", s.why())
	if m.KeptID != "" {
		line(b, "", "kept for it: %s", m.KeptID)
	}
	if k := s.Kept; k != nil {
		line(b, "", "which is %s, bytes %d to %d%s", k.Source, k.Start, k.End, titled(k.Title))
	}
	if s.Template != nil {
		line(b, "", "%s", s.Template)
	}
}

// why says why it was removed.
func (s *Story) why() string {
	m := s.Removal
	bounds := ""
	if m.Value != nil && m.Bound != nil {
		bounds = fmt.Sprintf(": %s, the bound is %s", number(*m.Value), number(*m.Bound))
	}
	switch m.Reason {
	case "unreadable", "too-long":
		return m.Reason + ": " + m.Detail
	case "empty":
		return "too few characters" + bounds
	case "language":
		return "in none of the languages that the recipe keeps, or not surely" + bounds
	case "same-id":
		return "same-id: another text under the id of a kept document"
	case "exact":
		return "exact: it has the text of a kept document"
	case "teaser":
		return "teaser: a kept document has the whole text" + bounds
	case "near":
		n := s.Recipe.Dedup.Near
		return fmt.Sprintf("near: %s of its %d-token shingles%s", n.Measure, n.Shingle, bounds)
	case pipeline.ReasonWithdrawn:
		return "it is withdrawn, or has a text that is: " + m.Detail + bounds
	case dedup.ReasonAgainst:
		n := s.Recipe.Dedup.Overlap.NGram
		return fmt.Sprintf("against: it has %s, a text of a benchmark: share of its %d-token runs%s", m.Detail, n, bounds)
	}
	meaning, _ := quality.Meaning(m.Reason)
	return fmt.Sprintf("%s (%s)%s", m.Reason, meaning, bounds)
}

func titled(title string) string {
	if title == "" {
		return ""
	}
	return fmt.Sprintf(", %q", title)
}

func tokens(n *int64) string {
	if n == nil {
		return ""
	}
	return ", tokens " + strconv.FormatInt(*n, 10)
}

// number writes a measured value as people read it; the row has every digit.
func number(f float64) string { return strconv.FormatFloat(f, 'g', 4, 64) }
