package verify

import (
	"bytes"
	"cmp"
	"iter"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"corpuspack/pipeline"
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

func (c *checker) checkDocument(p place, d *schema.Document, split string) {
	switch {
	case d.Split != split:
		c.row(p, "split is %q in a shard of %q", d.Split, split)
	case d.TextSHA256 != schema.DigestOf(d.Text).String():
		c.row(p, "text_sha256 is not that of its text")
	case !utf8.ValidString(d.Text) || !norm.NFC.IsNormalString(d.Text):
		c.row(p, "text is not NFC")
	case strings.TrimSpace(d.Text) == "" || d.Characters != int64(utf8.RuneCountInString(d.Text)):
		c.row(p, "text is empty, or characters (%d) is not its number of code points", d.Characters)
	case d.Words != words.Count(d.Text):
		c.row(p, "words is %d, the text has %d", d.Words, words.Count(d.Text))
	case int64(len(d.Copies)) != min(d.CopyCount, 100):
		c.row(p, "copies has %d rows for a copy_count of %d", len(d.Copies), d.CopyCount)
	case !slices.IsSortedFunc(d.Copies, func(a, b schema.Copy) int { return a.Key.Compare(b.Key) }):
		c.row(p, "copies are not in key order")
	case d.Metadata != "" && !isCanonical(d.Metadata):
		c.row(p, "metadata is no canonical JSON object")
	}
}

func isCanonical(s string) bool {
	b, err := canonical.Format([]byte(s))
	return err == nil && string(b) == s && strings.HasPrefix(s, "{") && s != "{}"
}

// checkShares checks that the recipe has the split.
func (c *checker) checkShares(split string) {
	b := c.read(releases.RecipeName)
	r, err := pipeline.ReadRecipe(releases.RecipeName, bytes.NewReader(b))
	if err == nil && !slices.ContainsFunc(r.Splits, func(s shard.Share) bool { return s.Name == split }) {
		c.problem(releases.ManifestName, "the recipe has no split %q", split)
	}
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

// checkSegments checks that the segments are parts of the text in order, and leave out white space only.
func (c *checker) checkSegments(p place, d *schema.Document, list []placed) {
	rest, at := d.Text, int64(0) // rest begins at code point at
	skip := func(n int64) (part string) {
		cut := 0
		for ; n > 0 && cut < len(rest); n-- {
			_, size := utf8.DecodeRuneInString(rest[cut:])
			cut += size
		}
		part, rest = rest[:cut], rest[cut:]
		return part
	}
	for i, s := range list {
		q := s.at
		if s.Start < at || s.Stop <= s.Start || s.Index != i || s.id != s.Row()[0].Str {
			c.row(q, "id, index, start or stop does not follow the segment before it")
			return
		}
		if gap := skip(s.Start - at); strings.TrimFunc(gap, unicode.IsSpace) != "" {
			c.row(q, "the text before it is in no segment")
		}
		if part := skip(s.Stop - s.Start); part != s.Text || strings.HasPrefix(part, "\n") || strings.HasSuffix(part, "\n") {
			c.row(q, "its text is not text[%d:%d] of document %s", s.Start, s.Stop, d.ID)
		}
		if s.Split != d.Split || s.Words != words.Count(s.Text) {
			c.row(q, "its split or its words are wrong")
		}
		at = s.Stop
	}
	if strings.TrimFunc(rest, unicode.IsSpace) != "" {
		c.row(p, "its text from code point %d on is in no segment", at)
	}
}

// removedRows counts the removed by reason, and the copies that each kept document should have.
type removedRows struct {
	counts map[pipeline.Count]int64
	copies map[string]int64   // by kept_id
	owed   map[string][]place // by kept_id: rows that wait for that document
	whole  bool
}

func (c *checker) removedRows() *removedRows {
	r := &removedRows{counts: map[pipeline.Count]int64{}, copies: map[string]int64{}, owed: map[string][]place{}, whole: true}
	var last schema.Removal
	for _, split := range c.manifest.Splits(schema.Removed) {
		r.whole = r.whole && !c.anyDamaged(c.manifest.Tables[schema.Removed][split].Shards)
		for p, row := range c.rows(schema.Removed, split) {
			m := schema.RemovalOf(row)
			r.counts[pipeline.Count{Step: m.Step, Reason: m.Reason}]++
			if !idForm.MatchString(m.ID) || shard.Index(m.ID, p.bits) != p.shard || compareRemovals(last, m) >= 0 {
				c.row(p, "id %q does not stand in order, or belongs to another shard", m.ID)
			}
			if m.Step == "dedup" && m.KeptID == "" {
				c.row(p, "a duplicate without kept_id")
			}
			if m.KeptID != "" {
				r.owed[m.KeptID] = append(r.owed[m.KeptID], p)
			}
			if m.Reason == "exact" || m.Reason == "near" {
				r.copies[m.KeptID]++
			}
			last = m
		}
	}
	return r
}

func compareRemovals(a, b schema.Removal) int {
	start := func(r schema.Removal) int64 {
		if r.Start == nil {
			return -1
		}
		return *r.Start
	}
	return cmp.Or(strings.Compare(a.ID, b.ID), strings.Compare(a.Source, b.Source), cmp.Compare(start(a), start(b)))
}

// keep takes note of a kept document.
func (r *removedRows) keep(c *checker, p place, d *schema.Document) {
	if r.whole && r.copies[d.ID] != d.CopyCount {
		c.row(p, "copy_count of %s is %d, but the table removed has %d copies of it", d.ID, d.CopyCount, r.copies[d.ID])
	}
	delete(r.owed, d.ID)
}

// finish compares the counts with the manifest's, and names the rows whose kept_id is nowhere.
func (r *removedRows) finish(c *checker) {
	for _, split := range c.manifest.Splits(schema.Documents) {
		if c.anyDamaged(c.manifest.Tables[schema.Documents][split].Shards) {
			r.owed = nil // the document may stand in a file that could not be read
		}
	}
	for _, id := range slices.Sorted(maps.Keys(r.owed)) {
		for _, p := range r.owed[id] {
			c.row(p, "kept_id %s is no document of this release", id)
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
