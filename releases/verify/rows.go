package verify

import (
	"iter"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"corpuspack/pipeline"
	"corpuspack/pipeline/archive"
	"corpuspack/pipeline/archive/dates"
	"corpuspack/pipeline/clean/quality"
	"corpuspack/pipeline/dedup"
	"corpuspack/pipeline/shard"
	"corpuspack/releases"
	"corpuspack/schema"
	"corpuspack/schema/canonical"
	"corpuspack/schema/words"
)

var idForm = regexp.MustCompile(`^d[0-9a-v]{26}$`)

// splitRows checks the documents of a split, each with its segments.
func (c *checker) splitRows(split string, removed *removedRows) {
	next, stop := iter.Pull2(c.rows(schema.Segments, split))
	defer stop()
	segments := segmentReader{next: next}
	segments.advance()
	whole := !c.anyDamaged(c.manifest.Tables[schema.Documents][split].Shards) &&
		!c.anyDamaged(c.manifest.Tables[schema.Segments][split].Shards)
	last := ""
	for p, row := range c.rows(schema.Documents, split) {
		d := schema.DocumentOf(row)
		c.checkID(p, d.ID, &last)
		c.checkDocument(p, &d, split)
		removed.keep(c, p, &d)
		list := segments.of(d.ID)
		if whole {
			c.checkSegments(p, &d, list)
		}
	}
	if whole && segments.ok {
		c.row(segments.at, "it belongs to no document of the split, or stands out of order")
	}
}

// checkID checks the form, the order and the shard of an id.
func (c *checker) checkID(p place, id string, last *string) {
	switch {
	case !idForm.MatchString(id):
		c.row(p, "%q is no id", id)
		return
	case id <= *last:
		c.row(p, "id %s does not stand behind %s", id, *last)
	case shard.Index(id, p.bits) != p.shard:
		c.row(p, "id %s belongs to shard %d", id, shard.Index(id, p.bits))
	}
	*last = id
}

// checkDocument checks the values of a row that follow from its other values, the recipe or INPUTS.
func (c *checker) checkDocument(p place, d *schema.Document, split string) {
	if d.Split != split || d.Split != c.plan.SplitOf(d.ID) {
		c.row(p, "split is %q in a shard of %q; its id gives %q", d.Split, split, c.plan.SplitOf(d.ID))
	}
	if d.TextSHA256 != schema.DigestOf(d.Text).String() {
		c.row(p, "text_sha256 is not that of its text")
	}
	if !c.plan.IsClean(*d) {
		c.row(p, "text, title or author is not clean, or what is counted, detected or measured is not that of text")
	}
	if d.Metadata != "" && !isCanonical(d.Metadata) {
		c.row(p, "metadata is no canonical JSON object")
	}
	if !c.isInput(d.Source) || d.Start < 0 || d.End < d.Start {
		c.row(p, "%s has no input %q, or source_start and source_end are no range", releases.InputsName, d.Source)
	}
	if !slices.ContainsFunc(c.plan.Recipe.Archive.Entries, func(e archive.Entry) bool { return e.Name == d.Collection }) {
		c.row(p, "the recipe has no collection %q", d.Collection)
	}
	if date, ok := dates.Published(d.Published); d.Published != "" && (!ok || date != d.Published) {
		c.row(p, "published %q is no date of the format", d.Published)
	}
	if d.Format == "" || d.Encoding.Name == "" || d.Encoding.From == "" {
		c.row(p, "format, encoding or encoding_from is empty")
	}
	if o := d.Confidence; o != nil && (*o < 0 || *o > 1) {
		c.row(p, "boundary_confidence %v is not from 0 to 1", *o)
	}
	if d.URL != strings.TrimSpace(d.URL) {
		c.row(p, "url %q has white space at an end", d.URL)
	}
}

// isInput reports whether INPUTS has the file of a source, which may be a member of it.
func (c *checker) isInput(source string) bool {
	file, _, _ := strings.Cut(source, "!/")
	return c.inputs == nil || c.inputs[source] || c.inputs[file]
}

func isCanonical(s string) bool {
	b, err := canonical.Format([]byte(s))
	return err == nil && string(b) == s && strings.HasPrefix(s, "{") && s != "{}"
}

// segmentReader hands out the segments of one document after another.
type segmentReader struct {
	next func() (place, schema.Row, bool)
	at   place
	row  schema.Row
	ok   bool
}

func (r *segmentReader) advance() { r.at, r.row, r.ok = r.next() }

// placed is a segment with its id as the row has it, and where the row stands.
type placed struct {
	schema.Segment
	id string
	at place
}

func (r *segmentReader) of(id string) (list []placed) {
	for r.ok && r.row[1].Str == id {
		list = append(list, placed{schema.SegmentOf(r.row), r.row[0].Str, r.at})
		r.advance()
	}
	return list
}

// point is a place in a text.
type point struct {
	code int64 // code points before it
	byte int
}

// on returns the point that lies n code points behind p, or at the end of the text.
func (p point) on(text string, n int64) point {
	for ; n > 0 && p.byte < len(text); n-- {
		_, size := utf8.DecodeRuneInString(text[p.byte:])
		p.code, p.byte = p.code+1, p.byte+size
	}
	return p
}

// checkSegments checks that the segments are parts of the text in order, and leave out white space only. Windows may
// overlap.
func (c *checker) checkSegments(p place, d *schema.Document, list []placed) {
	windows := c.plan.Recipe.Segment.Unit == "window"
	var start, stop point // of the segment before
	for i, s := range list {
		q := s.at
		least := stop.code
		if windows {
			least = start.code
		}
		if s.Start < least || s.Stop <= s.Start || s.Stop < stop.code || s.Index != i || s.id != s.Row()[0].Str {
			c.row(q, "id, index, start or stop does not follow the segment before it")
			return
		}
		start = start.on(d.Text, s.Start-start.code)
		if start.byte > stop.byte && strings.TrimFunc(d.Text[stop.byte:start.byte], unicode.IsSpace) != "" {
			c.row(q, "the text before it is in no segment")
		}
		stop = start.on(d.Text, s.Stop-start.code)
		if part := d.Text[start.byte:stop.byte]; part != s.Text || strings.HasPrefix(part, "\n") || strings.HasSuffix(part, "\n") {
			c.row(q, "its text is not text[%d:%d] of document %s", s.Start, s.Stop, d.ID)
		}
		c.checkSegment(q, d, &s.Segment)
	}
	if strings.TrimFunc(d.Text[stop.byte:], unicode.IsSpace) != "" {
		c.row(p, "its text from code point %d on is in no segment", stop.code)
	}
}

// checkSegment checks the values of a segment that follow from its text and its document.
func (c *checker) checkSegment(p place, d *schema.Document, s *schema.Segment) {
	if s.Split != d.Split || s.Words != words.Count(s.Text) || !slices.Contains(schema.Kinds, s.Kind) {
		c.row(p, "its split, its words or its kind is wrong")
	}
	if !sameCount(s.Tokens, c.plan.CountTokens(s.Text)) {
		c.row(p, "its tokens are not those of its text")
	}
	if slices.ContainsFunc(s.Headings, func(h string) bool { return h == "" || h != strings.TrimSpace(h) }) {
		c.row(p, "a heading is empty, or has white space at an end")
	}
}

func sameCount(a, b *int64) bool { return a == nil && b == nil || a != nil && b != nil && *a == *b }

// removedRows counts the removed by reason, and gathers the copies that each kept document should have.
type removedRows struct {
	counts map[pipeline.Count]int64
	kept   map[string]*kept // by kept_id
	whole  bool
}

// kept is what the removed say of a document that they name.
type kept struct {
	copies []schema.Copy
	texts  []placedText // of its exact copies
	places []place      // of the rows; nil when the document was seen
}

type placedText struct {
	sha256 string
	at     place
}

// reasons are the steps and the reasons that each may give.
var reasons = map[string][]string{
	"archive": {"unreadable", "too-long"}, "clean": {"empty", "language"},
	"dedup": {"same-id", "exact", "teaser", "near", "against"},
}

// gives reports whether the step gives the reason; clean gives PROFILE.RULE too.
func gives(step, reason string) bool {
	_, isRule := quality.Meaning(reason)
	return slices.Contains(reasons[step], reason) || step == "clean" && isRule
}

func (c *checker) removedRows() *removedRows {
	r := &removedRows{counts: map[pipeline.Count]int64{}, kept: map[string]*kept{}, whole: true}
	var last schema.Removal
	for _, split := range c.manifest.Splits(schema.Removed) {
		r.whole = r.whole && !c.anyDamaged(c.manifest.Tables[schema.Removed][split].Shards)
		for p, row := range c.rows(schema.Removed, split) {
			m := schema.RemovalOf(row)
			r.counts[pipeline.Count{Step: m.Step, Reason: m.Reason}]++
			if !idForm.MatchString(m.ID) || shard.Index(m.ID, p.bits) != p.shard || !follows(last, m) {
				c.row(p, "id %q does not stand in order, or belongs to another shard", m.ID)
			}
			c.checkRemoval(p, &m)
			if m.KeptID != "" {
				r.add(p, &m)
			}
			last = m
		}
	}
	return r
}

// follows reports whether removal b stands behind a. Only what cannot be read may stand in one place with its like.
func follows(a, b schema.Removal) bool {
	order := pipeline.CompareRemovals(a, b)
	return order < 0 || order == 0 && b.Step == "archive"
}

func (c *checker) checkRemoval(p place, m *schema.Removal) {
	_, err := schema.ParseDigest(m.TextSHA256)
	against := m.Step == "dedup" && m.Reason == dedup.ReasonAgainst
	duplicate := m.Step == "dedup" && !against
	bound, similar := c.plan.SimilarityBound(m.Reason)
	switch {
	case !gives(m.Step, m.Reason):
		c.row(p, "no step %q gives the reason %q", m.Step, m.Reason)
	case !c.isInput(m.Source):
		c.row(p, "%s has no input %q", releases.InputsName, m.Source)
	case (m.Start == nil) != (m.End == nil) || m.Start == nil && m.Step != "archive" || m.Start != nil && (*m.Start < 0 || *m.End < *m.Start):
		c.row(p, "source_start and source_end are no range")
	case m.TextSHA256 != "" && err != nil || m.TextSHA256 == "" && m.Step == "dedup":
		c.row(p, "text_sha256 is %q", m.TextSHA256)
	case (m.Detail != "") != (m.Step == "archive" || against):
		c.row(p, "what could not be read, or overlaps a benchmark, has a detail, and nothing else has")
	case against && !c.overlaps(m):
		c.row(p, "value and bound are not those of a document that overlaps a benchmark of the recipe")
	case strings.ContainsFunc(m.Title, unicode.IsControl):
		c.row(p, "title has a control character")
	case duplicate != (m.KeptID != "") || duplicate && m.Reason != "same-id" && m.Similarity == nil:
		c.row(p, "a duplicate has kept_id and similarity, and nothing else has")
	case m.Reason == "exact" && *m.Similarity != 1:
		c.row(p, "similarity of an exact copy is %v", *m.Similarity)
	case similar && (m.Value == nil || m.Bound == nil || *m.Value != *m.Similarity || *m.Bound != bound || *m.Similarity < bound || *m.Similarity > 1):
		c.row(p, "similarity, value and bound are not those of a near copy or a teaser")
	}
}

// overlaps reports whether a document may have been removed for a text of a benchmark.
func (c *checker) overlaps(m *schema.Removal) bool {
	bound := c.plan.Recipe.Dedup.Overlap.Bound()
	return len(c.manifest.Against) > 0 && m.Value != nil && m.Bound != nil && *m.Bound == bound && *m.Value >= bound && *m.Value <= 1
}

func (r *removedRows) add(p place, m *schema.Removal) {
	k := r.kept[m.KeptID]
	if k == nil {
		k = &kept{}
		r.kept[m.KeptID] = k
	}
	k.places = append(k.places, p)
	if m.Reason == "same-id" || m.Start == nil || m.End == nil || m.Similarity == nil {
		return
	}
	k.copies = append(k.copies, schema.Copy{
		Key: schema.Key{Source: m.Source, Start: *m.Start}, End: *m.End, Kind: m.Reason, Similarity: *m.Similarity})
	if m.Reason == "exact" {
		k.texts = append(k.texts, placedText{m.TextSHA256, p})
	}
}

// keep compares a kept document with what the removed say of it.
func (r *removedRows) keep(c *checker, p place, d *schema.Document) {
	k := r.kept[d.ID]
	if k == nil {
		k = &kept{}
	}
	k.places = nil
	for _, t := range k.texts {
		if t.sha256 != d.TextSHA256 {
			c.row(t.at, "an exact copy of %s has another text_sha256", d.ID)
		}
	}
	if !r.whole {
		return
	}
	if int64(len(k.copies)) != d.CopyCount {
		c.row(p, "copy_count of %s is %d, but the table removed has %d copies of it", d.ID, d.CopyCount, len(k.copies))
	}
	slices.SortFunc(k.copies, func(a, b schema.Copy) int { return a.Key.Compare(b.Key) })
	if !slices.Equal(d.Copies, k.copies[:min(len(k.copies), pipeline.MaxCopies)]) {
		c.row(p, "copies of %s are not the first of those in the table removed", d.ID)
	}
}

// finish compares the counts with the manifest's, and names the rows whose kept_id is nowhere.
func (r *removedRows) finish(c *checker) {
	for _, id := range slices.Sorted(maps.Keys(r.kept)) {
		for _, p := range r.kept[id].places {
			if !c.anyDocumentsDamaged() { // else the document may stand in a file that could not be read
				c.row(p, "kept_id %s is no document of this release", id)
			}
		}
	}
	if !r.whole {
		return
	}
	for _, n := range c.manifest.Counts.List() {
		key := pipeline.Count{Step: n.Step, Reason: n.Reason}
		if r.counts[key] != n.N {
			c.problem(releases.ManifestName, "%d documents were removed by %s for %s, the table removed has %d of them",
				n.N, n.Step, n.Reason, r.counts[key])
		}
		delete(r.counts, key)
	}
	if len(r.counts) > 0 {
		c.problem(releases.ManifestName, "the table removed has %d steps and reasons that the manifest has not", len(r.counts))
	}
}

func (c *checker) anyDocumentsDamaged() bool {
	for _, t := range c.manifest.Tables[schema.Documents] {
		if c.anyDamaged(t.Shards) {
			return true
		}
	}
	return false
}
