package verify

import (
	"bytes"
	"encoding/binary"
	"iter"
	"math"
	"slices"
	"strings"
	"unicode"

	"corpuspack/pipeline"
	"corpuspack/pipeline/clean/quality"
	"corpuspack/pipeline/dedup"
	"corpuspack/pipeline/shard"
	"corpuspack/pipeline/spill"
	"corpuspack/releases"
	"corpuspack/schema"
)

// removedRows counts the removed by reason, and hands out what they say of each kept document: once over for each split, in
// the order of the ids, for in which split a document stands nobody knows before it comes.
type removedRows struct {
	counts     map[pipeline.Count]int64
	files      []string      // of the table
	duplicates *spill.Sorter // by its bytes alone: what names a kept document
	kept       *spill.Sorter // ids of those of them that have come
	next       func() (spill.Record, error, bool)
	stop       func()
	record     []byte // the next of them; nil behind the last
	whole      bool
}

// sortMemory bounds the records that are held at once.
const sortMemory = 16 << 20

// duplicate is what a row says of the document for the sake of which it went.
type duplicate struct {
	schema.Copy
	isCopy bool          // a document with the same id is none
	text   schema.Digest // of an exact copy
	at     place
}

// reasons are the steps and the reasons that each may give.
var reasons = map[string][]string{
	"archive": {"unreadable", "too-long"}, "clean": {"empty", "language"},
	"dedup": {"same-id", "exact", "teaser", "near", "against"}, pipeline.ReasonWithdrawn: {pipeline.ReasonWithdrawn},
}

// gives reports whether the step gives the reason; clean gives PROFILE.RULE too.
func gives(step, reason string) bool {
	_, isRule := quality.Meaning(reason)
	return slices.Contains(reasons[step], reason) || step == "clean" && isRule
}

func (c *checker) removedRows() *removedRows {
	r := &removedRows{counts: map[pipeline.Count]int64{}, whole: true, stop: func() {},
		duplicates: spill.NewSorter(spill.Temp{}, sortMemory), kept: spill.NewSorter(spill.Temp{}, sortMemory)}
	var last schema.Removal
	for _, split := range c.manifest.Splits(schema.Removed) {
		r.whole = r.whole && !c.anyDamaged(c.manifest.Tables[schema.Removed][split].Shards)
		rows := c.stream(schema.Removed, split)
		for rows.next() {
			p, m := rows.at, schema.RemovalOf(rows.row)
			r.counts[pipeline.Count{Step: m.Step, Reason: m.Reason}]++
			if !schema.IsID(m.ID) || shard.Index(m.ID, p.bits) != p.shard || !follows(last, m) {
				c.row(p, "id %q does not stand in order, or belongs to another shard", m.ID)
			}
			c.checkRemoval(p, &m)
			if m.KeptID != "" {
				r.add(c, p, &m)
			}
			last = m
		}
	}
	return r
}

// begin goes back to the first of the records, for the next split.
func (r *removedRows) begin(c *checker) {
	r.stop()
	r.next, r.stop = iter.Pull2(r.duplicates.Sorted())
	r.advance(c)
}

// follows reports whether removal b stands behind a. Only what cannot be read may stand in one place with its like.
func follows(a, b schema.Removal) bool {
	order := pipeline.CompareRemovals(a, b)
	return order < 0 || order == 0 && b.Step == "archive"
}

func (c *checker) checkRemoval(p place, m *schema.Removal) {
	_, err := schema.ParseDigest(m.TextSHA256)
	against := m.Step == "dedup" && m.Reason == dedup.ReasonAgainst
	duplicate, withdrawn := m.Step == "dedup" && !against, m.Step == pipeline.ReasonWithdrawn
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
	case c.isToday() && (m.Detail != "") != (m.Step == "archive" || against || withdrawn):
		c.row(p, "what could not be read, overlaps a benchmark or is withdrawn has a detail, and nothing else has")
	case withdrawn && (!c.measured(m) || m.Title != ""):
		c.row(p, "value and bound are not those of a document that is withdrawn, or it has a title")
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

// measured reports whether a withdrawn document has its similarity to what was withdrawn. In a derived release one that was
// removed for the sake of such a document, and not for its text, has none.
func (c *checker) measured(m *schema.Removal) bool {
	if m.Value == nil || m.Bound == nil {
		return m.Value == m.Bound && c.manifest.Derived != nil
	}
	return *m.Value >= *m.Bound && *m.Value <= 1
}

// overlaps reports whether a document may have been removed for a text of a benchmark.
func (c *checker) overlaps(m *schema.Removal) bool {
	bound := c.plan.Recipe.Dedup.Overlap.Bound()
	return len(c.manifest.Against) > 0 && m.Value != nil && m.Bound != nil && *m.Bound == bound && *m.Value >= bound && *m.Value <= 1
}

// add puts a row away that names a kept document.
func (r *removedRows) add(c *checker, p place, m *schema.Removal) {
	if !schema.IsID(m.KeptID) {
		c.row(p, "kept_id %q is no id", m.KeptID)
		return
	}
	d := duplicate{Copy: schema.Copy{Key: schema.Key{Source: m.Source}, Kind: m.Reason}, at: p}
	if m.Reason != "same-id" && m.Start != nil && m.End != nil && m.Similarity != nil {
		d.isCopy, d.Start, d.End, d.Similarity = true, *m.Start, *m.End, *m.Similarity
	}
	if m.Reason == "exact" {
		d.text, _ = schema.ParseDigest(m.TextSHA256)
	}
	if len(r.files) == 0 || r.files[len(r.files)-1] != p.file {
		r.files = append(r.files, p.file)
	}
	c.disk(r.duplicates.Add(r.encode(m.KeptID, &d), nil))
}

// tailSize is the number of bytes of a record behind its source.
const tailSize = 1 + 8 + 8 + 8 + 1 + 1 + len(schema.Digest{}) + 4 + 8

// encode returns a record. The order of records is that of their documents, then that of their keys.
func (r *removedRows) encode(keptID string, d *duplicate) []byte {
	b := make([]byte, 0, 64+len(d.Source)+tailSize)
	b = append(append(b, keptID...), d.Source...)
	b = binary.BigEndian.AppendUint64(append(b, 0), uint64(d.Start)^1<<63)
	b = binary.BigEndian.AppendUint64(b, uint64(d.End))
	b = binary.BigEndian.AppendUint64(b, math.Float64bits(d.Similarity))
	b = append(b, byte(slices.Index(reasons["dedup"], d.Kind)), 0)
	if d.isCopy {
		b[len(b)-1] = 1
	}
	b = append(b, d.text[:]...)
	b = binary.BigEndian.AppendUint32(b, uint32(len(r.files)-1))
	return binary.BigEndian.AppendUint64(b, uint64(d.at.row))
}

func (r *removedRows) decode(record []byte) (d duplicate) {
	record = record[schema.IDLength:]
	tail := record[len(record)-tailSize:]
	d.Source = string(record[:len(record)-tailSize])
	d.Start = int64(binary.BigEndian.Uint64(tail[1:]) ^ 1<<63)
	d.End = int64(binary.BigEndian.Uint64(tail[9:]))
	d.Similarity = math.Float64frombits(binary.BigEndian.Uint64(tail[17:]))
	if kind := int(tail[25]); kind < len(reasons["dedup"]) {
		d.Kind = reasons["dedup"][kind]
	}
	d.isCopy = tail[26] == 1
	d.text = schema.Digest(tail[27:])
	d.at.file = r.files[binary.BigEndian.Uint32(tail[59:])]
	d.at.row = int(binary.BigEndian.Uint64(tail[63:]))
	return d
}

func (r *removedRows) advance(c *checker) {
	record, err, _ := r.next() // at the end, no key
	r.record = record.Key
	c.disk(err)
}

// keep compares a kept document with what the removed say of it.
func (r *removedRows) keep(c *checker, p place, d *schema.Document) {
	if !schema.IsID(d.ID) {
		return // nothing names it
	}
	for r.record != nil && string(r.record[:schema.IDLength]) < d.ID {
		r.advance(c)
	}
	if bytes.HasPrefix(r.record, []byte(d.ID)) {
		c.disk(r.kept.Add([]byte(d.ID), nil))
	}
	copies, same := 0, true
	for ; bytes.HasPrefix(r.record, []byte(d.ID)); r.advance(c) {
		m := r.decode(r.record)
		if !m.isCopy {
			continue
		}
		if m.Kind == "exact" && m.text.String() != d.TextSHA256 {
			c.row(m.at, "an exact copy of %s has another text_sha256", d.ID)
		}
		if copies < pipeline.MaxCopies {
			same = same && copies < len(d.Copies) && d.Copies[copies] == m.Copy
		}
		copies++
	}
	if !r.whole {
		return
	}
	if int64(copies) != d.CopyCount {
		c.row(p, "copy_count of %s is %d, but the table removed has %d copies of it", d.ID, d.CopyCount, copies)
	}
	if !same || len(d.Copies) != min(copies, pipeline.MaxCopies) {
		c.row(p, "copies of %s are not the first of those in the table removed", d.ID)
	}
}

// lost reports the rows whose kept_id is nowhere.
func (r *removedRows) lost(c *checker) {
	if c.anyDocumentsDamaged() { // the document may stand in a file that could not be read
		return
	}
	next, stop := iter.Pull2(r.kept.Sorted())
	defer stop()
	kept, err, more := next()
	for r.begin(c); r.record != nil; r.advance(c) {
		id := r.record[:schema.IDLength]
		for more && err == nil && bytes.Compare(kept.Key, id) < 0 {
			kept, err, more = next()
		}
		if !more || !bytes.Equal(kept.Key, id) {
			c.row(r.decode(r.record).at, "kept_id %s is no document of this release", id)
		}
	}
	c.disk(err)
}

func (r *removedRows) close() {
	r.stop()
	r.duplicates.Close()
	r.kept.Close()
}

// finish compares the counts with the manifest's, and names the rows whose kept_id is nowhere.
func (r *removedRows) finish(c *checker) {
	r.lost(c)
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
