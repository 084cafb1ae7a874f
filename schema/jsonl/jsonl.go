// Package jsonl writes and reads rows as canonical JSON Lines: the bytes that content digests are made of.
//
// The rule that matters: a row has one line and a line one row. Parse takes exactly what Append writes.
// schema/FORMAT.md, section 2, is the specification.
package jsonl

import (
	"strconv"

	"corpuspack/schema"
	"corpuspack/schema/canonical"
)

// Append appends the canonical line of a row of t, without its line end: every key in schema order, null written out,
// structs alike. It writes each value by its own type, strings must be valid UTF-8, and a number that JSON lacks is null.
func Append(dst []byte, t schema.Table, row schema.Row) []byte {
	return appendObject(dst, t.Fields, row)
}

func appendObject(dst []byte, fields []schema.Field, values []schema.Value) []byte {
	sep := byte('{')
	for i := range fields {
		dst = append(dst, sep, '"')
		dst = append(dst, fields[i].Name...)
		dst = append(dst, '"', ':')
		dst = appendValue(dst, fields[i].Members, &values[i])
		sep = ','
	}
	return append(dst, '}')
}

func appendValue(dst []byte, members []schema.Field, v *schema.Value) []byte {
	switch v.Type {
	case schema.String:
		return canonical.AppendString(dst, v.Str)
	case schema.Int64:
		return strconv.AppendInt(dst, v.Int, 10)
	case schema.Double:
		return canonical.AppendFloat(dst, v.Float)
	case schema.Struct:
		return appendObject(dst, members, v.List)
	case schema.Strings, schema.Structs:
		return appendList(dst, members, v.List)
	}
	return append(dst, "null"...)
}

func appendList(dst []byte, members []schema.Field, list []schema.Value) []byte {
	dst = append(dst, '[')
	for i := range list {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendValue(dst, members, &list[i])
	}
	return append(dst, ']')
}
