// Package dedup decides which documents of an archive are kept, and which are removed for the sake of a kept one.
//
// The rule that matters: documents are taken by priority (more characters first, then one that the parent release has, then the smaller key), and a document
// is removed only for a document that is kept. So no chain of resemblances removes a document, the order of the input
// changes nothing, and no two kept documents are alike. Similarity is exact, in integers; filters save time and lose no
// pair. schema/FORMAT.md, sections 4 and 6, specifies identity, tokens, shingles, similarity and the order of the steps.
//
// The files in the order in which they work: tokens and shingles make a Print; prints gathers them; resolve decides about
// ids and texts that are the same; sketch and filter let go what resembles nothing; join and index find the partners of
// the rest; Walk and lead bring every removed document to a kept one. quoted finds who has most of a document: of a teaser,
// or, in between, of one outside train.
// Apart from these, against holds the texts of benchmarks, and overlap finds them in a document.
package dedup

import (
	"fmt"
	"strings"

	"corpuspack/schema"
)

// Reasons of a removal.
const (
	ReasonSameID = "same-id" // a document with the same id and another text is kept
	ReasonExact  = "exact"   // a document with the same text is kept
	ReasonTeaser = "teaser"  // a document is kept that has the whole text that this one only begins
	ReasonNear   = "near"    // a document that is at least as similar as the recipe's threshold is kept
)

// Deduper compares documents. It may be used from many goroutines at once.
type Deduper struct {
	exact   bool
	near    bool
	shingle int
	measure measure
	minhash *minhash // nil where every pair is found
}

// New returns a deduper for the recipe's part c, or an error that names the value that has no meaning.
func New(c Config) (*Deduper, error) {
	n := c.Near
	switch {
	case n.Method == "off":
		return &Deduper{exact: c.Exact}, nil
	case n.Method != "exact" && n.Method != "minhash":
		return nil, fmt.Errorf("dedup.near.method: %q: want exact, minhash or off", n.Method)
	case n.Measure != "jaccard" && n.Measure != "containment":
		return nil, fmt.Errorf("dedup.near.measure: %q: want jaccard or containment", n.Measure)
	case n.Threshold < 1 || n.Threshold > scale:
		return nil, fmt.Errorf("dedup.near.threshold: %d ten-thousandths: want 1 to %d", n.Threshold, scale)
	case n.Shingle < 1:
		return nil, fmt.Errorf("dedup.near.shingle: %d: want at least 1 token", n.Shingle)
	}
	d := &Deduper{c.Exact, true, n.Shingle, measure{n.Measure == "containment", n.Threshold}, nil}
	if n.Method == "exact" {
		return d, nil
	}
	var err error
	d.minhash, err = newMinhash(n)
	return d, err
}

// Print is what is kept of a document to compare it with others: no text.
type Print struct {
	Key        schema.Key
	End        int64 // byte offset in the input, exclusive
	ID         string
	Known      bool          // the parent release has a document with this id; the caller sets it
	FailSameID bool          // another text under this id is a fault of the archive; the caller sets it
	Teaser     bool          // the source says that there is a longer text
	Text       schema.Digest // of the clean text
	Characters int64         // code points of the clean text
	Shingles   Shingles      // none where the recipe asks for no near-duplicates
	bands      []byte        // hashes of the bands of minhash, eight bytes each
}

// Print returns the print of a cleaned document. It is pure.
func (d *Deduper) Print(doc *schema.Document) Print {
	p := d.bare(doc)
	if d.near {
		p.Shingles = shinglesOf(doc.Text, d.shingle)
		p.bands = d.minhash.bandsOf(p.Shingles)
	}
	return p
}

// bare returns the print without shingles.
func (d *Deduper) bare(doc *schema.Document) Print {
	return Print{
		Key: doc.Key, End: doc.End, ID: doc.ID,
		Teaser: doc.Truncated == schema.Teaser, Text: schema.DigestOf(doc.Text), Characters: doc.Characters,
	}
}

// Decision says why a document is removed, and for the sake of which. Shared, Union and Similarity are those of the two;
// with reason same-id they were not measured and are 0, with reason exact Similarity is 1 and the others are 0.
type Decision struct {
	Reason     string
	Kept       int64 // number of the kept document
	Shared     int64 // shingles that both have
	Union      int64 // shingles that either has; with measure containment, those of the smaller set; of a teaser, its own
	Similarity float64
}

// SameID is the error that documents have the id of another document and not its text.
type SameID struct {
	Clashes []Clash // by place; the first maxClashes
	More    int     // and how many there are beside them
}

// maxClashes bounds the documents that the error names.
const maxClashes = 1000

// Clash is one of them. First is the place of the document that comes first by priority.
type Clash struct {
	ID           string
	Place, First schema.Key
}

// Error returns one line a document.
func (e *SameID) Error() string {
	lines := make([]string, len(e.Clashes))
	for i, c := range e.Clashes {
		lines[i] = fmt.Sprintf("%s: byte %d: id %s has another text at %s: byte %d",
			c.Place.Source, c.Place.Start, c.ID, c.First.Source, c.First.Start)
	}
	if e.More > 0 {
		lines = append(lines, fmt.Sprintf("and %d more", e.More))
	}
	return strings.Join(lines, "\n")
}
