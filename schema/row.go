package schema

import "fmt"

// Row returns the document as a row of the table of schema version 1.
func (d *Document) Row() Row {
	copies := make([]Value, len(d.Copies))
	for i, c := range d.Copies {
		copies[i] = Value{Type: Struct, List: []Value{
			StringValue(c.Source), IntValue(c.Start), IntValue(c.End), StringValue(c.Kind), DoubleValue(c.Similarity)}}
	}
	return Row{
		StringValue(d.ID), StringValue(d.Text), OptionalString(d.Title), OptionalString(d.URL),
		OptionalString(d.Author), OptionalString(d.Published), OptionalString(d.Language), OptionalString(d.License),
		StringValue(d.Collection), StringValue(d.Source), IntValue(d.Start), IntValue(d.End),
		IntValue(d.Characters), IntValue(d.Words), StringValue(d.TextSHA256), StringValue(d.Split),
		{Type: Structs, List: copies}, IntValue(d.CopyCount), OptionalString(d.Metadata),
	}
}

// DocumentOf returns the document whose row is r. It has no Identity.
func DocumentOf(r Row) Document {
	copies := make([]Copy, len(r[16].List))
	for i, c := range r[16].List {
		copies[i] = Copy{Key{c.List[0].Str, c.List[1].Int}, c.List[2].Int, c.List[3].Str, c.List[4].Float}
	}
	return Document{
		ID: r[0].Str, Text: r[1].Str, Title: r[2].Str, URL: r[3].Str, Author: r[4].Str, Published: r[5].Str,
		Language: r[6].Str, License: r[7].Str, Collection: r[8].Str, Key: Key{r[9].Str, r[10].Int}, End: r[11].Int,
		Characters: r[12].Int, Words: r[13].Int, TextSHA256: r[14].Str, Split: r[15].Str,
		Copies: copies, CopyCount: r[17].Int, Metadata: r[18].Str,
	}
}

// Row returns the segment as a row of the table of schema version 1.
func (s *Segment) Row() Row {
	headings := make([]Value, len(s.Headings))
	for i, h := range s.Headings {
		headings[i] = StringValue(h)
	}
	return Row{
		StringValue(fmt.Sprintf("%s-%05d", s.DocumentID, s.Index)), StringValue(s.DocumentID), IntValue(int64(s.Index)),
		StringValue(s.Kind), {Type: Strings, List: headings}, IntValue(s.Start), IntValue(s.Stop),
		StringValue(s.Text), IntValue(s.Words), StringValue(s.Split),
	}
}

// SegmentOf returns the segment whose row is r.
func SegmentOf(r Row) Segment {
	headings := make([]string, len(r[4].List))
	for i, h := range r[4].List {
		headings[i] = h.Str
	}
	return Segment{
		DocumentID: r[1].Str, Index: int(r[2].Int), Kind: r[3].Str, Headings: headings,
		Start: r[5].Int, Stop: r[6].Int, Text: r[7].Str, Words: r[8].Int, Split: r[9].Str,
	}
}

// Row returns the removal as a row of the table of schema version 1.
func (r *Removal) Row() Row {
	return Row{
		StringValue(r.ID), StringValue(r.Source), OptionalInt(r.Start), OptionalInt(r.End), OptionalString(r.Title),
		StringValue(r.Step), StringValue(r.Reason), OptionalDouble(r.Value), OptionalDouble(r.Bound),
		OptionalString(r.KeptID), OptionalDouble(r.Similarity), OptionalString(r.TextSHA256),
	}
}

// RemovalOf returns the removal whose row is r.
func RemovalOf(r Row) Removal {
	return Removal{
		ID: r[0].Str, Source: r[1].Str, Start: r[2].optionalInt(), End: r[3].optionalInt(), Title: r[4].Str,
		Step: r[5].Str, Reason: r[6].Str, Value: r[7].optionalDouble(), Bound: r[8].optionalDouble(),
		KeptID: r[9].Str, Similarity: r[10].optionalDouble(), TextSHA256: r[11].Str,
	}
}
