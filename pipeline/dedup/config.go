package dedup

// Config is the part of a recipe that says which documents are duplicates.
type Config struct {
	Exact   bool
	Near    Near
	Overlap Overlap
}

// Near says when two different texts are near-duplicates.
type Near struct {
	Method    string // exact, minhash, off
	Measure   string // jaccard, containment
	Threshold int64  // ten-thousandths, 1 to 10000
	Shingle   int    // tokens
	Bands     int    // of minhash
	Rows      int    // of a band
}

// Overlap says when a document has so much of a benchmark text that it, or that, must go.
type Overlap struct {
	NGram     int    // tokens of a run
	Shortest  int    // tokens of a benchmark text; one with fewer is not looked for
	Threshold int64  // share of the runs of the benchmark text, ten-thousandths, 1 to 10000
	Action    string // remove, cut
}
