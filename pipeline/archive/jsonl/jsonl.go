// Package jsonl reads a line of JSON Lines as a record with a text.
//
// The rule that matters: a line is read strictly (RFC 8259, no key given twice, no lone surrogate) and wholly: a member
// that fills no column stays in the metadata, and numbers keep their characters. schema/FORMAT.md, sections 4 and 5,
// says what becomes of the values.
package jsonl

import (
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/go-json-experiment/json/jsontext"

	"corpuspack/pipeline/archive/header"
	"corpuspack/schema/canonical"
)

// Fields names the members of a record that hold the columns of a document. A name may be empty: no member holds it.
type Fields struct {
	Text, ID, Title, URL, Author, Published, Language, License string
}

// Record is one line.
type Record struct {
	header.Header
	Text  string
	ID    string // a string as it is, an integer in its digits; it stands in the rest too
	Given bool   // the record has an id
}

// Error says why a line cannot be read.
type Error struct {
	Byte int64 // of the line, from 0; -1 where the whole line is meant
	Err  error
}

// Error returns the byte, where there is one, then the problem.
func (e *Error) Error() string {
	if e.Byte < 0 {
		return e.Err.Error()
	}
	return fmt.Sprintf("byte %d: %v", e.Byte, e.Err)
}

// Unwrap returns the problem without its place.
func (e *Error) Unwrap() error { return e.Err }

// scanners are those that no line is read with.
var scanners = sync.Pool{New: func() any { return new(canonical.Scanner) }}

// Parse reads one line. A member that a column wants fills it where it is a string; null is null; a value of another
// type stays in the rest, which shares the bytes of the line. But the text must be a string, and the id a string or an
// integer. The error is an *Error.
func Parse(line []byte, f Fields) (Record, error) {
	s := scanners.Get().(*canonical.Scanner)
	defer scanners.Put(s)
	members, ok := s.Object(line, maxDepth)
	if !ok {
		return Record{}, refusal(line)
	}
	r := Record{}
	switch text, found := member(members, f.Text); {
	case !found:
		return Record{}, &Error{Byte: -1, Err: fmt.Errorf("no member %q for the text", f.Text)}
	case !text.IsText():
		return Record{}, &Error{Byte: -1, Err: fmt.Errorf("member %q for the text is no string", f.Text)}
	default:
		r.Text = text.Text()
	}
	if err := r.setID(members, f.ID); err != nil {
		return Record{}, err
	}
	r.take(members, f)
	return r, nil
}

// maxDepth is the number of levels to which a line may nest: putting keys in order copies a value once a level.
const maxDepth = 100

// tooDeep returns the byte at which line nests too deep, or -1. In a line that is no JSON it may be wrong.
func tooDeep(line []byte) int {
	depth, inString := 0, false
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c == '"':
			inString = !inString
		case c == '\\':
			i++
		case inString:
		case c == '{' || c == '[':
			if depth++; depth > maxDepth {
				return i
			}
		case c == '}' || c == ']':
			depth--
		}
	}
	return -1
}

// refusal says why line is no record.
func refusal(line []byte) error {
	if at := tooDeep(line); at >= 0 {
		return &Error{Byte: int64(at), Err: fmt.Errorf("nested deeper than %d levels", maxDepth)}
	}
	_, err := canonical.Object(line)
	e, ok := errors.AsType[*jsontext.SyntacticError](err)
	switch {
	case !ok:
		return &Error{Byte: -1, Err: err}
	case errors.Is(e, jsontext.ErrDuplicateName):
		return &Error{Byte: e.ByteOffset, Err: fmt.Errorf("key %q is given twice", e.JSONPointer.LastToken())}
	}
	return &Error{Byte: e.ByteOffset, Err: e.Err}
}

func member(members []canonical.Field, key string) (canonical.Value, bool) {
	for i := range members {
		if string(members[i].Key) == key {
			return members[i].Value, true
		}
	}
	return canonical.Value{}, false
}

// text returns the string that a member is, "" where it is none.
func text(members []canonical.Field, key string) string {
	if value, found := member(members, key); found && key != "" && value.IsText() {
		return value.Text()
	}
	return ""
}

func (r *Record) setID(members []canonical.Field, key string) error {
	value, found := member(members, key)
	switch {
	case key == "" || !found || value.IsNull():
		return nil
	case value.IsText():
		r.ID = value.Text()
	case value.IsInteger():
		r.ID = string(value.Canonical())
	default:
		return &Error{Byte: -1, Err: fmt.Errorf("member %q for the id is neither a string nor an integer", key)}
	}
	r.Given = r.ID != "" // the cell of a table that has no id is empty
	return nil
}

// take fills the columns but the text; what fills none makes the rest.
func (r *Record) take(members []canonical.Field, f Fields) {
	r.Rest = make([]canonical.Member, 0, len(members))
	for _, m := range members {
		if !f.want(string(m.Key)) || !m.Value.IsText() && !m.Value.IsNull() {
			r.Rest = append(r.Rest, canonical.Member{Key: string(m.Key), Value: m.Value.Canonical()})
		}
	}
	r.Title, r.Author, r.License = text(members, f.Title), text(members, f.Author), text(members, f.License)
	r.URL = strings.TrimSpace(text(members, f.URL))
	r.SetLanguage(f.Language, text(members, f.Language))
	r.SetPublished(f.Published, text(members, f.Published))
}

// want reports whether a column wants the member called key. The id stays in the rest.
func (f *Fields) want(key string) bool {
	return key != "" && (key == f.Text || key == f.Title || key == f.URL || key == f.Author || key == f.License ||
		key == f.Language || key == f.Published)
}
