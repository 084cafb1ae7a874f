// Package jsonl reads a line of JSON Lines as a record with a text.
//
// The rule that matters: a line is read strictly (RFC 8259, no key given twice, no lone surrogate) and wholly: a member
// that fills no column stays in the metadata, and numbers keep their characters. schema/FORMAT.md, sections 4 and 5,
// says what becomes of the values.
package jsonl

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

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

// Parse reads one line. A member that a column wants fills it where it is a string; null is null; a value of another
// type stays in the rest. But the text must be a string, and the id a string or an integer. The error is an *Error.
func Parse(line []byte, f Fields) (Record, error) {
	if at := tooDeep(line); at >= 0 {
		return Record{}, &Error{Byte: int64(at), Err: fmt.Errorf("nested deeper than %d levels", maxDepth)}
	}
	members, err := canonical.Object(line)
	if err != nil {
		return Record{}, syntaxError(err)
	}
	r := Record{}
	text, found := member(members, f.Text)
	s, ok := canonical.Unquote(text)
	switch {
	case !found:
		return Record{}, &Error{Byte: -1, Err: fmt.Errorf("no member %q for the text", f.Text)}
	case !ok:
		return Record{}, &Error{Byte: -1, Err: fmt.Errorf("member %q for the text is no string", f.Text)}
	}
	r.Text = s
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

func syntaxError(err error) error {
	e, ok := errors.AsType[*jsontext.SyntacticError](err)
	switch {
	case !ok:
		return &Error{Byte: -1, Err: err}
	case errors.Is(e, jsontext.ErrDuplicateName):
		return &Error{Byte: e.ByteOffset, Err: fmt.Errorf("key %q is given twice", e.JSONPointer.LastToken())}
	}
	return &Error{Byte: e.ByteOffset, Err: e.Err}
}

func member(members []canonical.Member, key string) ([]byte, bool) {
	i := slices.IndexFunc(members, func(m canonical.Member) bool { return m.Key == key })
	if i < 0 {
		return nil, false
	}
	return members[i].Value, true
}

var integer = regexp.MustCompile(`^-?(0|[1-9][0-9]*)$`)

func (r *Record) setID(members []canonical.Member, key string) error {
	value, found := member(members, key)
	if key == "" || !found || string(value) == "null" {
		return nil
	}
	id, ok := canonical.Unquote(value)
	if !ok {
		id = string(value)
		if !integer.Match(value) {
			return &Error{Byte: -1, Err: fmt.Errorf("member %q for the id is neither a string nor an integer", key)}
		}
	}
	r.ID, r.Given = id, id != "" // the cell of a table that has no id is empty
	return nil
}

// column is a column of a document and the member that it wants.
type column struct {
	key string
	set func(s string)
}

// take fills the columns but the text; what fills none makes the rest.
func (r *Record) take(members []canonical.Member, f Fields) {
	columns := []column{
		{f.Text, func(string) {}},
		{f.Title, func(s string) { r.Title = s }},
		{f.URL, func(s string) { r.URL = strings.TrimSpace(s) }},
		{f.Author, func(s string) { r.Author = s }},
		{f.License, func(s string) { r.License = s }},
		{f.Language, func(s string) { r.SetLanguage(f.Language, s) }},
		{f.Published, func(s string) { r.SetPublished(f.Published, s) }},
	}
	columns = slices.DeleteFunc(columns, func(c column) bool { return c.key == "" })
	for _, m := range members {
		wanted := slices.ContainsFunc(columns, func(c column) bool { return c.key == m.Key })
		if !wanted || m.Value[0] != '"' && string(m.Value) != "null" {
			r.Rest = append(r.Rest, m)
		}
	}
	for _, c := range columns {
		value, _ := member(members, c.key)
		if s, ok := canonical.Unquote(value); ok {
			c.set(s)
		}
	}
}
