package schema

import "strings"

// Key is the place of a document in the archive. Keys are ordered by Source, then by Start.
type Key struct {
	Source string // the input file, relative to the recipe, /-separated; a member of a container follows !/
	Start  int64  // byte offset in the decompressed input
}

// Compare returns -1, 0 or +1 as k stands before, at or after other.
func (k Key) Compare(other Key) int {
	if c := strings.Compare(k.Source, other.Source); c != 0 {
		return c
	}
	switch {
	case k.Start < other.Start:
		return -1
	case k.Start > other.Start:
		return +1
	}
	return 0
}

// Document is one text with what its source says of it. An empty string stands for null in every nullable column.
type Document struct {
	Key
	ID         string   // Identity.ID()
	Identity   Identity // what the id is made from; not a column
	End        int64    // byte offset in the decompressed input, exclusive
	Text       string
	Title      string
	URL        string
	Author     string
	Published  string
	Language   string
	License    string
	Detected   string   // the language that the text is in; und where unsure
	Score      *float64 // of the detected language
	Collection string
	Format     string // that it was read in
	Encoding   Encoding
	Truncated  string   // why the source has less than the whole text
	Confidence *float64 // that a post of a listing page begins here
	Characters int64    // code points of Text
	Words      int64    // word segments of Text (UAX #29) that hold a letter or a digit
	Tokens     *int64
	TextSHA256 string
	Split      string
	SplitBy    string // SplitParent, SplitSimilar; "" where its id gives the split
	SplitID    string // with SplitSimilar, that document of the parent
	Copies     []Copy
	CopyCount  int64
	Masked     Row    // a count a kind of personal data, in the order of the members; nil where none is masked
	Repeated   int64  // code points of the lines that were taken out because many documents have them
	Cut        *int64 // code points that were cut out because a benchmark has them; nil where none is cut
	Quality    Row    // a measured value a rule, in the order of the members; nil where none is measured
	Metadata   string // canonical JSON object of what no column holds
}

// Encoding is the character encoding of an input.
type Encoding struct {
	Name string // of the WHATWG's Encoding Standard
	From string // what told it: bom, recipe, http, meta, utf-8, form, detected
}

// Teaser is why a document is truncated that only announces a longer text.
const Teaser = "teaser"

// Copy is a removed document with the text, or nearly the text, of a kept one.
type Copy struct {
	Key
	End        int64
	Kind       string // exact, near, teaser
	Similarity float64
}

// Segment is a part of a document's text. Start and Stop count code points of that text.
type Segment struct {
	DocumentID string
	Index      int
	Kind       string
	Headings   []string // the headings above it, outermost first
	Start      int64
	Stop       int64
	Text       string
	Words      int64
	Tokens     *int64
	Split      string
}

// Removal says of a document that is not in the release why it is not.
type Removal struct {
	ID         string
	Source     string
	Start, End *int64 // nil where the input could not be read
	Title      string
	Step       string
	Reason     string
	Detail     string   // place and problem of what could not be read; place of the text of a benchmark
	Value      *float64 // what was measured
	Bound      *float64 // what was allowed
	KeptID     string   // the kept document for the sake of which it went
	Similarity *float64
	TextSHA256 string
}

// Kinds of a segment.
const (
	KindTitle     = "title"
	KindHeading   = "heading"
	KindParagraph = "paragraph"
	KindList      = "list"
	KindCaption   = "caption"
	KindQuote     = "quote"
	KindCode      = "code"
	KindTable     = "table"
	KindReference = "reference"
	KindNote      = "note"
	KindSection   = "section"  // a heading and what stands under it
	KindSentence  = "sentence" //
	KindWindow    = "window"   // sentences up to a size
)

// Kinds is every kind of a segment.
var Kinds = []string{KindTitle, KindHeading, KindParagraph, KindList, KindCaption, KindQuote, KindCode, KindTable,
	KindReference, KindNote, KindSection, KindSentence, KindWindow}
