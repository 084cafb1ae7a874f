package archive

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"corpuspack/pipeline/archive/encoding"
	"corpuspack/pipeline/archive/feed"
	"corpuspack/pipeline/archive/header"
	"corpuspack/pipeline/archive/html"
	"corpuspack/pipeline/archive/jsonl"
	"corpuspack/pipeline/archive/markdown"
	"corpuspack/pipeline/archive/mbox"
	"corpuspack/schema"
)

// Record is a piece of an input file that can be read by itself: a text, a page, a line of JSON, a message; or a Fault; or
// something that is no document.
type Record struct {
	file       *File
	source     string // of the file, or of a file in it
	format     string
	split      string // format of the entry: auto, listing and others
	start, end int64  // bytes of the decompressed source; rows, of Parquet
	number     int    // place in the source, from 1; 0 where it is the whole source
	unit       string // what is numbered
	size       int64  // of the whole source, 0 where only reading it would tell
	data       []byte
	url        string // where a web archive has it from
	crawled    string // when
	charset    string // that the server declared
	truncated  string
	fault      *Fault
	pass       string
}

var errTooLong = errors.New("longer than max_document")

// tooLong turns the record into a fault. end is where it ends, 0 where that is not known.
func (r *Record) tooLong(end int64) {
	r.data = nil
	r.fault = &Fault{Key: r.key(), End: end, Place: r.place(), TooLong: true,
		Err: fmt.Errorf("%w, %d bytes", errTooLong, r.file.Entry.MaxDocument)}
}

// Size returns the bytes of the record.
func (r Record) Size() int { return len(r.data) }

// Passed says in a few words what the record is where it is no document and no fault; else it returns "".
func (r Record) Passed() string { return r.pass }

func (r Record) key() schema.Key { return schema.Key{Source: r.source, Start: r.start} }

// place returns where the record begins, for people.
func (r Record) place() string {
	if r.number == 0 {
		return printable(r.source)
	}
	return fmt.Sprintf("%s: %s %d", printable(r.source), r.unit, r.number)
}

// placeAt returns the place of a byte of the source, for people.
func (r Record) placeAt(n int64) string {
	if r.number == 0 {
		return fmt.Sprintf("%s: byte %d", r.place(), n)
	}
	return fmt.Sprintf("%s, byte %d", r.place(), n)
}

// Documents returns the documents of the record, in order, with all that the source says of them. It is pure. title is
// the function that makes a released title of a title: the identity of a post has that. The error is a *Fault.
func (r Record) Documents(title func(string) string) ([]schema.Document, error) {
	if r.fault != nil {
		return nil, r.fault
	}
	documents, err := r.documents(title)
	if err != nil {
		return nil, r.faultOf(err)
	}
	for i := range documents {
		documents[i].ID = documents[i].Identity.ID()
	}
	return documents, nil
}

func (r Record) documents(title func(string) string) ([]schema.Document, error) {
	switch {
	case r.named():
		return r.fields()
	case r.format == formatMbox:
		return r.mail()
	}
	text, err := encoding.Decode(r.data, encoding.Hints{Recipe: r.file.encoding(), HTTP: r.charset,
		Markup: r.format == formatHTML || r.format == formatFeed})
	if err != nil {
		return nil, err
	}
	switch r.format {
	case formatMarkdown:
		return r.markdown(text)
	case formatHTML:
		return r.html(text, title)
	case formatFeed:
		return r.feed(text)
	}
	return r.text(text, title)
}

// encoding returns the encoding that the recipe names, "" for none.
func (f *File) encoding() string {
	if f.Entry.Encoding == "auto" {
		return ""
	}
	return f.Entry.Encoding
}

// faultOf adds the place of the record to the error of a format.
func (r Record) faultOf(err error) *Fault {
	f := &Fault{Key: r.key(), End: r.end, Place: r.place(), Err: err}
	if e, ok := errors.AsType[*encoding.Error](err); ok {
		f.Place, f.Err = r.placeAt(r.start+int64(e.Byte)), e.Err
	}
	if e, ok := errors.AsType[*feed.Error](err); ok {
		f.Place, f.Err = r.placeAt(int64(e.Byte)), e.Err
	}
	if e, ok := errors.AsType[*markdown.Error](err); ok {
		f.Place, f.Err = fmt.Sprintf("%s: line %d", f.Place, e.Line), e.Err
	}
	if e, ok := errors.AsType[*jsonl.Error](err); ok {
		f.Err = e.Err
		if e.Byte >= 0 && (r.format == formatJSONL || r.format == formatJSON) {
			f.Place = r.placeAt(r.start + e.Byte)
		}
	}
	return f
}

// document returns a document with what the record and the header say of it.
func (r Record) document(h header.Header, text encoding.Text, body string, identity schema.Identity) schema.Document {
	if r.crawled != "" {
		h.Keep("crawled", r.crawled)
	}
	d := schema.Document{
		Key: r.key(), End: r.end, Identity: identity, Text: body,
		Title: h.Title, URL: h.URL, Author: h.Author, Published: h.Published, Language: h.Language, License: h.License,
		Collection: r.file.Entry.Name, Format: r.format, Encoding: schema.Encoding{Name: text.Name, From: text.By},
		Truncated: r.truncated, Metadata: h.Metadata(),
	}
	if d.License == "" {
		d.License = r.file.Entry.License
	}
	return d
}

// identity returns the identity of the only document of the record: its address in a web archive, else its place.
func (r Record) identity() schema.Identity {
	if r.url != "" {
		return schema.AtURL(r.file.Entry.Namespace, r.url)
	}
	return schema.Path(r.source)
}

// always8 is the encoding of formats that have no other than UTF-8.
var always8 = encoding.Text{Name: "utf-8", By: encoding.ByUTF8}

// fields returns the document of a record with named members.
func (r Record) fields() ([]schema.Document, error) {
	record, err := jsonl.Parse(r.data, jsonl.Fields(r.file.Entry.Fields))
	if err != nil {
		return nil, err
	}
	var identity schema.Identity
	if record.Given {
		identity = schema.Given(r.file.Entry.Namespace, record.ID)
	} else {
		identity = schema.Record(r.source, record.Text)
	}
	return []schema.Document{r.document(record.Header, always8, record.Text, identity)}, nil
}

func (r Record) markdown(text encoding.Text) ([]schema.Document, error) {
	page, err := markdown.Parse(text.Text)
	if err != nil {
		return nil, err
	}
	identity := r.identity()
	switch {
	case page.URL != "":
		identity = schema.AtURL(r.file.Entry.Namespace, page.URL)
	case page.Slug != "" && page.Root:
		identity = schema.Slug("", page.Slug)
	case page.Slug != "":
		folder := r.source[:max(strings.LastIndexByte(r.source, '/'), 0)]
		identity = schema.Slug(folder, page.Slug)
	}
	return []schema.Document{r.document(page.Header, text, page.Body, identity)}, nil
}

// html returns the posts of a listing page, or the main text of the page.
func (r Record) html(text encoding.Text, title func(string) string) ([]schema.Document, error) {
	if posts := r.pagePosts(text); posts != nil {
		return r.posts(posts, text, title), nil
	}
	page, err := html.Parse(text.Text, r.url)
	if err != nil {
		return nil, err
	}
	return []schema.Document{r.document(page.Header, text, page.Text, r.identity())}, nil
}

// feed returns the entries of a feed.
func (r Record) feed(text encoding.Text) ([]schema.Document, error) {
	entries, err := feed.Parse([]byte(text.Text))
	if err != nil {
		return nil, err
	}
	documents := make([]schema.Document, len(entries))
	places := make([]int, 0, 2*len(entries))
	for _, e := range entries {
		places = append(places, int(e.Start), int(e.End))
	}
	bytes := text.Bytes(r.data, places)
	for i, e := range entries {
		h := header.Header{Title: e.Title, URL: strings.TrimSpace(e.Link), Author: e.Author, Rest: e.Rest}
		h.SetLanguage("language", e.Language)
		h.SetPublished("published", e.Published)
		entry := r
		entry.start, entry.end = r.start+bytes[2*i], r.start+bytes[2*i+1]
		body, err := html.Fragment(e.HTML)
		if err != nil {
			return nil, err
		}
		if e.Summary && isCutShort(body) {
			entry.truncated = schema.Teaser
		}
		identity := schema.Record(r.source, body)
		if id := cmp.Or(strings.TrimSpace(e.ID), h.URL); id != "" {
			identity = schema.AtURL(r.file.Entry.Namespace, id)
		}
		documents[i] = entry.document(h, text, body, identity)
	}
	return documents, nil
}

// cutShort is how a summary ends that is the begin of a longer text.
var cutShort = regexp.MustCompile(`(?i)(…|\.\.\.|\[…\]|\[\.\.\.\]|read more|continue reading)\W*$`)

// isCutShort looks at the end of a summary, where alone it can be seen.
func isCutShort(body string) bool {
	return cutShort.MatchString(strings.ToValidUTF8(body[max(0, len(body)-200):], ""))
}

// mail returns the text of a message. Its identity is the address that RFC 2392 gives a message.
func (r Record) mail() ([]schema.Document, error) {
	var text encoding.Text
	decode := func(b []byte, charset string) (string, error) {
		var err error
		text, err = encoding.Decode(b, encoding.Hints{HTTP: charset})
		return text.Text, err
	}
	m, err := mbox.Parse(r.data, decode)
	if err != nil {
		return nil, err
	}
	body := m.Text
	if m.HTML {
		if body, err = html.Fragment(m.Text); err != nil {
			return nil, err
		}
	}
	h := header.Header{Title: m.Subject, Author: m.Author, Rest: m.Rest}
	h.SetLanguage("language", m.Language)
	h.SetPublished("published", m.Date)
	identity := schema.Record(r.source, body)
	if m.ID != "" {
		identity = schema.AtURL(r.file.Entry.Namespace, "mid:"+m.ID)
	}
	return []schema.Document{r.document(h, text, body, identity)}, nil
}
