// Package piece names the parts into which the readers of record files cut an input.
//
// The rule that matters: every part of an input becomes a Piece, the broken ones too, so that nothing is lost in silence.
// schema/FORMAT.md, section 3, says where a record begins and ends.
package piece

// Piece is a part of an input that is parsed by itself, or says why it cannot be read.
type Piece struct {
	Start, End int64  // bytes of the decompressed input, rows of Parquet; End is exclusive, and 0 where it is not known
	Number     int    // of the line, row, element or message, from 1, for people; 0 where the whole input is meant
	Data       []byte // of this call of yield only; nil where Err is set
	Err        error  // why the part cannot be read; nil where it can
	At         int64  // byte of the input at which Err stands; -1 where the whole part is meant
	TooLong    bool   // Err says that the part has more bytes than the limit
}
