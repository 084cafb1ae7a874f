package schema

import "slices"

// Type says what the values of a field are.
type Type uint8

// The types that a field may have. Null is the type of no field, only of a missing value.
const (
	Null    Type = iota
	String       // UTF-8
	Int64        //
	Double       // finite
	Struct       // the members of the field
	Strings      // a list of strings
	Structs      // a list of structs
)

var typeNames = [...]string{"null", "string", "int64", "double", "struct", "list<string>", "list<struct>"}

// String returns the name of the type in schema.json.
func (t Type) String() string { return typeNames[t] }

// Value is one value of a row. Its Type says which of the others counts; the zero Value is null.
type Value struct {
	Type  Type
	Int   int64
	Float float64
	Str   string
	List  []Value // the elements of a list, or the members of a struct in schema order
}

// Row is one row of a table: a value a field, in schema order.
type Row []Value

// StringValue returns s as a value.
func StringValue(s string) Value { return Value{Type: String, Str: s} }

// OptionalString returns s as a value; the empty string is null.
func OptionalString(s string) Value {
	if s == "" {
		return Value{}
	}
	return StringValue(s)
}

// IntValue returns n as a value.
func IntValue(n int64) Value { return Value{Type: Int64, Int: n} }

// DoubleValue returns f as a value.
func DoubleValue(f float64) Value { return Value{Type: Double, Float: f} }

// OptionalDouble returns *f as a value; nil is null.
func OptionalDouble(f *float64) Value {
	if f == nil {
		return Value{}
	}
	return DoubleValue(*f)
}

// OptionalInt returns *n as a value; nil is null.
func OptionalInt(n *int64) Value {
	if n == nil {
		return Value{}
	}
	return IntValue(*n)
}

// Equal reports whether v and w are the same value.
func (v Value) Equal(w Value) bool {
	return v.Type == w.Type && v.Int == w.Int && v.Float == w.Float && v.Str == w.Str && slices.EqualFunc(v.List, w.List, Value.Equal)
}

// optionalStruct returns the members as a value; nil is null.
func optionalStruct(members Row) Value {
	if members == nil {
		return Value{}
	}
	return Value{Type: Struct, List: members}
}

func (v Value) optionalInt() *int64 {
	if v.Type == Null {
		return nil
	}
	return &v.Int
}

func (v Value) optionalDouble() *float64 {
	if v.Type == Null {
		return nil
	}
	return &v.Float
}
