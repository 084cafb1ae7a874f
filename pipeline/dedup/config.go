package dedup

// Config is the part of a recipe that says which documents are duplicates.
type Config struct {
	Exact bool
	Near  Near
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
