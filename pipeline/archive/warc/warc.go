// Package warc reads web archives: WARC 1.0 and 1.1 (ISO 28500; iipc.github.io/warc-specifications), the WET and WAT files
// of Common Crawl, which are WARC, and ARC (archive.org/web/researcher/ArcFileFormat.php).
//
// The rule that matters: a page is whole or an error, never shortened in silence. Every record is handed on: as a
// document, with the reason why it is none, or with the reason why it cannot be read. The input is decompressed already;
// one record is in memory at a time, and of it no more than the caller allows. schema/FORMAT.md, section 3, says what the
// range of a record is.
package warc

import (
	"cmp"
	"errors"
	"fmt"
	"io"
)

// Record is one record of a web archive.
type Record struct {
	Start, End int64  // bytes of the input, from the header to the end of the block, or of what cannot be read
	Type       string // the WARC-Type: response, resource, conversion, …; in an ARC: response or warcinfo
	URL        string // what was captured
	Date       string // when, as it stands in a WARC; in an ARC 2014-02-16T05:02:21Z
	MediaType  string // of the payload, in lower case, like text/html
	Charset    string // of the payload as the server or the record states it; "" where neither does
	Status     int    // of HTTP; 0 where the record has none
	Body       []byte // the payload of a document, without the encodings of HTTP
	Truncated  string // the WARC-Truncated: length, time, disconnect, unspecified; "" where the capture is complete
	Pass       string // why the record is no document, for a count: warcinfo, request, HTTP 404, image/png, …; "" for one
	Err        error  // why the record cannot be read: an *Error, or ErrTooLong; then Body is nil and Pass means nothing
}

// Error says why a record cannot be read.
type Error struct {
	Byte int64 // of the input, where that shows
	Err  error
}

// Error returns the byte, then the problem.
func (e *Error) Error() string { return fmt.Sprintf("byte %d: %v", e.Byte, e.Err) }

// Unwrap returns the problem without its place.
func (e *Error) Unwrap() error { return e.Err }

// ErrTooLong is the Err of a document whose body has more bytes than the limit.
var ErrTooLong = errors.New("the body is too long")

var (
	errCutOff    = errors.New("the data is cut off")
	errNoRecord  = errors.New("no header of a WARC or ARC record, where one must stand")
	errBlockEnd  = errors.New("the block does not end where the header of the record says")
	errLength    = errors.New("the header of the record has no Content-Length, or a broken one")
	errType      = errors.New("the header of the record has no WARC-Type")
	errSegmented = errors.New("a part of a record in segments, which are not joined")
)

// Read calls yield with all records of r, in order. What yield returns ends it and is its error. An error of r ends it,
// too: it is in the Err of the record in which it comes.
//
// A document is a response with status 200 or 203, a resource, or a conversion whose payload is HTML, plain text or
// Markdown; a payload whose type nobody states is looked at. It has at most limit bytes. Where the record states digests
// (SHA-1 or SHA-256), one of them must be that of the block or of the payload.
func Read(r io.Reader, limit int64, yield func(Record) error) error {
	rd := &reader{in: newStream(r), limit: limit}
	for _, more := rd.in.skipBlank(); more; _, more = rd.in.skipBlank() {
		record := Record{Start: rd.in.pos()}
		rd.read(&record)
		if record.Err != nil {
			record.Body = nil
		}
		if err := yield(record); err != nil {
			return err
		}
		if err := rd.in.err(); err != nil && errors.Is(record.Err, err) {
			return nil
		}
	}
	if err := rd.in.err(); err != nil {
		at := rd.in.pos()
		return yield(Record{Start: at, End: at, Err: &Error{at, err}})
	}
	return nil
}

// reader is one call of Read.
type reader struct {
	in    *stream
	limit int64
}

// read reads the record that begins here, and on to the next one.
func (rd *reader) read(r *Record) {
	line := rd.in.peekLine()
	h, err := header{}, errNoRecord
	if isWARC(line) {
		h, err = rd.in.readWARC()
	} else if a, ok := parseARC(line); ok {
		h, err = a, nil
		rd.in.skipLine()
	}
	if err == nil {
		rd.readBlock(r, h)
		return
	}
	r.Err = &Error{r.Start, err}
	rd.resync(r)
}

// resync reads on to the next record, and counts what stands before that to r.
func (rd *reader) resync(r *Record) {
	rd.in.resync()
	r.End = rd.in.pos()
	if err := rd.in.err(); err != nil {
		r.Err = &Error{r.End, err}
	}
}

// readBlock reads the block of a record, and looks whether a record ends behind it.
func (rd *reader) readBlock(r *Record, h header) {
	r.Type, r.URL, r.Date, r.Truncated = h.kind, h.url, h.date, h.truncated
	b := &block{in: rd.in, left: h.length}
	if r.Pass = h.pass(); r.Pass == "" {
		if err := rd.document(r, h, b); err != nil {
			r.Err = err
		}
	}
	io.Copy(io.Discard, b)
	r.End = rd.in.pos()
	switch {
	case b.left > 0:
		r.Err = &Error{r.End, cmp.Or(rd.in.err(), errCutOff)}
	case !rd.in.endsBlock(h.arc):
		r.Err = &Error{r.End, errBlockEnd}
		rd.resync(r)
	}
}

// block reads the block of a record.
type block struct {
	in   *stream
	left int64
}

func (b *block) Read(p []byte) (int, error) {
	if b.left == 0 {
		return 0, io.EOF
	}
	n, err := b.in.Read(p[:min(int64(len(p)), b.left)])
	b.left -= int64(n)
	if err == io.EOF && b.left > 0 {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}
