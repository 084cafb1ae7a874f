package archive

import (
	"errors"
	"fmt"
	"strings"

	"corpuspack/pipeline/archive/header"
	"corpuspack/pipeline/archive/jsonl"
	"corpuspack/pipeline/archive/markdown"
	"corpuspack/pipeline/archive/text"
	"corpuspack/schema"
)

// Record is a piece of an input file that can be read by itself: a text file, a page, or a line of JSON; or a Fault.
type Record struct {
	file       *File
	format     string
	start, end int64 // bytes of the decompressed file
	number     int   // of a line, from 1
	data       []byte
	fault      *Fault
}

// Size returns the bytes of the record.
func (r Record) Size() int { return len(r.data) }

func (r Record) key() schema.Key { return schema.Key{Source: r.file.Source, Start: r.start} }

// place returns where the record begins, for people.
func (r Record) place() string {
	if r.number == 0 {
		return printable(r.file.Source)
	}
	return fmt.Sprintf("%s: line %d", printable(r.file.Source), r.number)
}

// Documents returns the documents of the record, in order, with all that the source says of them. It is pure. title is
// the function that makes a released title of a title: the identity of a post has that. The error is a *Fault.
func (r Record) Documents(title func(string) string) ([]schema.Document, error) {
	if r.fault != nil {
		return nil, r.fault
	}
	var documents []schema.Document
	var err error
	switch r.format {
	case formatJSONL:
		documents, err = r.line()
	case formatMarkdown:
		documents, err = r.page()
	default:
		documents, err = r.text(title)
	}
	if err != nil {
		return nil, r.faultOf(err)
	}
	for i := range documents {
		documents[i].ID = documents[i].Identity.ID()
	}
	return documents, nil
}

// faultOf adds the place of the record to the error of a format.
func (r Record) faultOf(err error) *Fault {
	f := &Fault{Key: r.key(), End: r.end, Place: r.place(), Err: err}
	if e, ok := errors.AsType[*text.Error](err); ok {
		f.Place, f.Err = fmt.Sprintf("%s: byte %d", f.Place, e.Byte), e.Err
	}
	if e, ok := errors.AsType[*markdown.Error](err); ok {
		f.Place, f.Err = fmt.Sprintf("%s: line %d", f.Place, e.Line), e.Err
	}
	if e, ok := errors.AsType[*jsonl.Error](err); ok {
		f.Err = e.Err
		if e.Byte >= 0 {
			f.Place = fmt.Sprintf("%s, byte %d", f.Place, r.start+e.Byte)
		}
	}
	return f
}

// document returns a document with what the record and the header say of it.
func (r Record) document(h header.Header, body string, identity schema.Identity) schema.Document {
	d := schema.Document{
		Key: r.key(), End: r.end, Identity: identity, Text: body,
		Title: h.Title, URL: h.URL, Author: h.Author, Published: h.Published, Language: h.Language, License: h.License,
		Collection: r.file.Entry.Name, Metadata: h.Metadata(),
	}
	if d.License == "" {
		d.License = r.file.Entry.License
	}
	return d
}

func (r Record) line() ([]schema.Document, error) {
	record, err := jsonl.Parse(r.data, jsonl.Fields(r.file.Entry.Fields))
	if err != nil {
		return nil, err
	}
	identity := schema.Record(r.file.Source, record.Text)
	if record.Given {
		identity = schema.Given(r.file.Entry.Namespace, record.ID)
	}
	return []schema.Document{r.document(record.Header, record.Text, identity)}, nil
}

func (r Record) page() ([]schema.Document, error) {
	s, _, err := text.Decode(r.data)
	if err != nil {
		return nil, err
	}
	page, err := markdown.Parse(s)
	if err != nil {
		return nil, err
	}
	identity := schema.Path(r.file.Source)
	switch {
	case page.URL != "":
		identity = schema.AtURL(r.file.Entry.Namespace, page.URL)
	case page.Slug != "" && page.Root:
		identity = schema.Slug("", page.Slug)
	case page.Slug != "":
		folder := r.file.Source[:max(strings.LastIndexByte(r.file.Source, '/'), 0)]
		identity = schema.Slug(folder, page.Slug)
	}
	return []schema.Document{r.document(page.Header, page.Body, identity)}, nil
}
