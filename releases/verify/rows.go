package verify

import (
	"slices"
	"strings"

	"corpuspack/pipeline"
	"corpuspack/pipeline/archive"
	"corpuspack/pipeline/archive/dates"
	"corpuspack/pipeline/shard"
	"corpuspack/releases"
	"corpuspack/schema"
	"corpuspack/schema/canonical"
)

// splitRows checks the documents of a split, each with its segments.
func (c *checker) splitRows(split string, removed *removedRows) {
	documents, segments := c.stream(schema.Documents, split), c.stream(schema.Segments, split)
	whole := !c.anyDamaged(c.manifest.Tables[schema.Documents][split].Shards) &&
		!c.anyDamaged(c.manifest.Tables[schema.Segments][split].Shards)
	last := ""
	removed.begin(c)
	for segments.next(); documents.next(); {
		d := schema.DocumentOf(documents.row)
		c.checkID(documents.at, d.ID, &last)
		c.checkDocument(documents.at, &d, split)
		removed.keep(c, documents.at, &d)
		c.checkSegments(documents.at, &d, segments, whole)
	}
	if whole && segments.ok {
		c.row(segments.at, "it belongs to no document of the split, or stands out of order")
	}
	segments.drain()
}

// checkID checks the form, the order and the shard of an id.
func (c *checker) checkID(p place, id string, last *string) {
	switch {
	case !schema.IsID(id):
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
	if d.Split != split {
		c.row(p, "split is %q in a shard of %q", d.Split, split)
	}
	c.checkSplit(p, d)
	c.checkCut(p, d)
	if c.plan.Withdraws(d) != nil {
		c.row(p, "%s is withdrawn, as %s says", d.ID, releases.WithdrawnName)
	}
	if d.TextSHA256 != schema.DigestOf(d.Text).String() {
		c.row(p, "text_sha256 is not that of its text")
	}
	if c.isToday() && !c.plan.IsClean(*d) {
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
	if c.isToday() && (d.Format == "" || d.Encoding.Name == "" || d.Encoding.From == "") {
		c.row(p, "format, encoding or encoding_from is empty")
	}
	if o := d.Confidence; o != nil && (*o < 0 || *o > 1) {
		c.row(p, "boundary_confidence %v is not from 0 to 1", *o)
	}
	if d.URL != strings.TrimSpace(d.URL) {
		c.row(p, "url %q has white space at an end", d.URL)
	}
}

// checkSplit checks that the split is the one that the id gives, or that the parent has given. Schema version 1 does not say
// which of them.
func (c *checker) checkSplit(p place, d *schema.Document) {
	byID := d.Split == c.plan.SplitOf(d.ID)
	switch {
	case c.manifest.Parent != nil && (c.manifest.Schema == 1 || c.manifest.IsMigrated() && d.SplitBy == ""):
	case d.SplitBy == "" && !byID:
		c.row(p, "split is %q; its id gives %q", d.Split, c.plan.SplitOf(d.ID))
	case d.SplitBy != "" && c.manifest.Parent == nil:
		c.row(p, "split_reason is %q, but the release has no parent", d.SplitBy)
	case !slices.Contains([]string{"", schema.SplitParent, schema.SplitSimilar}, d.SplitBy):
		c.row(p, "split_reason %q is none", d.SplitBy)
	case (d.SplitBy == schema.SplitSimilar) != schema.IsID(d.SplitID) || d.SplitBy == schema.SplitSimilar && d.Split == pipeline.Train:
		c.row(p, "split_id is %q with split_reason %q in split %q", d.SplitID, d.SplitBy, d.Split)
	}
}

// checkCut checks that the characters that were cut are counted where the recipe cuts.
func (c *checker) checkCut(p place, d *schema.Document) {
	r := c.plan.Recipe
	cuts := len(r.Archive.Against) > 0 && r.Dedup.Overlap.Action == "cut" && r.Schema > 1
	if c.manifest.IsMigrated() && d.Cut == nil {
		return // the old version did not say
	}
	if cuts != (d.Cut != nil) || cuts && *d.Cut < 0 {
		c.row(p, "cut_characters does not go with the recipe")
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
