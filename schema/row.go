package schema

import "strconv"

// Row returns the document as a row of the table of the latest schema version. Its beginning is that of the versions before.
func (d *Document) Row() Row { return d.RowIn(nil) }

// RowIn is Row in the memory of row, which is nil or what RowIn has returned before.
func (d *Document) RowIn(row Row) Row {
	copies := make([]Value, len(d.Copies))
	for i, c := range d.Copies {
		copies[i] = Value{Type: Struct, List: []Value{
			StringValue(c.Source), IntValue(c.Start), IntValue(c.End), StringValue(c.Kind), DoubleValue(c.Similarity)}}
	}
	return append(row[:0],
		StringValue(d.ID), StringValue(d.Text), OptionalString(d.Title), OptionalString(d.URL),
		OptionalString(d.Author), OptionalString(d.Published), OptionalString(d.Language), OptionalString(d.License),
		OptionalString(d.Detected), OptionalDouble(d.Score), StringValue(d.Collection),
		StringValue(d.Source), IntValue(d.Start), IntValue(d.End), StringValue(d.Format),
		StringValue(d.Encoding.Name), StringValue(d.Encoding.From), OptionalString(d.Truncated), OptionalDouble(d.Confidence),
		IntValue(d.Characters), IntValue(d.Words), OptionalInt(d.Tokens), StringValue(d.TextSHA256), StringValue(d.Split),
		Value{Type: Structs, List: copies}, IntValue(d.CopyCount), optionalStruct(d.Masked), IntValue(d.Repeated),
		optionalStruct(d.Quality), OptionalString(d.Metadata),
		OptionalString(d.SplitBy), OptionalString(d.SplitID), OptionalInt(d.Cut),
	)
}

// DocumentOf returns the document whose row is r, of any schema version. It has no Identity.
func DocumentOf(r Row) Document {
	r = upgrade(r, documents0, documents1)
	d := documentOf(r)
	if len(r) > len(documents1.Fields) {
		d.SplitBy, d.SplitID, d.Cut = r[30].Str, r[31].Str, r[32].optionalInt()
	}
	return d
}

func documentOf(r Row) Document {
	copies := make([]Copy, len(r[24].List))
	for i, c := range r[24].List {
		copies[i] = Copy{Key{c.List[0].Str, c.List[1].Int}, c.List[2].Int, c.List[3].Str, c.List[4].Float}
	}
	return Document{
		ID: r[0].Str, Text: r[1].Str, Title: r[2].Str, URL: r[3].Str, Author: r[4].Str, Published: r[5].Str,
		Language: r[6].Str, License: r[7].Str, Detected: r[8].Str, Score: r[9].optionalDouble(), Collection: r[10].Str,
		Key: Key{r[11].Str, r[12].Int}, End: r[13].Int, Format: r[14].Str, Encoding: Encoding{r[15].Str, r[16].Str},
		Truncated: r[17].Str, Confidence: r[18].optionalDouble(), Characters: r[19].Int, Words: r[20].Int,
		Tokens: r[21].optionalInt(), TextSHA256: r[22].Str, Split: r[23].Str, Copies: copies, CopyCount: r[25].Int,
		Masked: r[26].List, Repeated: r[27].Int, Quality: r[28].List, Metadata: r[29].Str,
	}
}

// ID returns the id of the segment: that of the document, "-" and the index in five digits at least.
func (s *Segment) ID() string {
	index := strconv.Itoa(s.Index)
	const zeros = "00000"
	return s.DocumentID + "-" + zeros[min(len(index), len(zeros)):] + index
}

// Row returns the segment as a row of the table of schema version 1.
func (s *Segment) Row() Row { return s.RowIn(nil) }

// RowIn is Row in the memory of row, which is nil or what RowIn has returned before.
func (s *Segment) RowIn(row Row) Row {
	var headings []Value
	if len(row) > 0 {
		headings = row[4].List[:0]
	}
	for _, h := range s.Headings {
		headings = append(headings, StringValue(h))
	}
	return append(row[:0],
		StringValue(s.ID()), StringValue(s.DocumentID), IntValue(int64(s.Index)),
		StringValue(s.Kind), Value{Type: Strings, List: headings}, IntValue(s.Start), IntValue(s.Stop),
		StringValue(s.Text), IntValue(s.Words), OptionalInt(s.Tokens), StringValue(s.Split),
	)
}

// SegmentOf returns the segment whose row is r, of any schema version.
func SegmentOf(r Row) Segment {
	r = upgrade(r, segments0, segments1)
	headings := make([]string, len(r[4].List))
	for i, h := range r[4].List {
		headings[i] = h.Str
	}
	return Segment{
		DocumentID: r[1].Str, Index: int(r[2].Int), Kind: r[3].Str, Headings: headings,
		Start: r[5].Int, Stop: r[6].Int, Text: r[7].Str, Words: r[8].Int, Tokens: r[9].optionalInt(), Split: r[10].Str,
	}
}

// Row returns the removal as a row of the table of schema version 1.
func (r *Removal) Row() Row {
	return Row{
		StringValue(r.ID), StringValue(r.Source), OptionalInt(r.Start), OptionalInt(r.End), OptionalString(r.Title),
		StringValue(r.Step), StringValue(r.Reason), OptionalString(r.Detail), OptionalDouble(r.Value), OptionalDouble(r.Bound),
		OptionalString(r.KeptID), OptionalDouble(r.Similarity), OptionalString(r.TextSHA256),
	}
}

// RemovalOf returns the removal whose row is r, of any schema version.
func RemovalOf(r Row) Removal {
	r = upgrade(r, removed0, removed1)
	return Removal{
		ID: r[0].Str, Source: r[1].Str, Start: r[2].optionalInt(), End: r[3].optionalInt(), Title: r[4].Str,
		Step: r[5].Str, Reason: r[6].Str, Detail: r[7].Str, Value: r[8].optionalDouble(), Bound: r[9].optionalDouble(),
		KeptID: r[10].Str, Similarity: r[11].optionalDouble(), TextSHA256: r[12].Str,
	}
}
