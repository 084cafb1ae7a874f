package archive

import (
	"bufio"
	"bytes"
	"errors"
	"io"

	"corpuspack/pipeline/archive/columns"
	"corpuspack/pipeline/archive/json"
	"corpuspack/pipeline/archive/mbox"
	"corpuspack/pipeline/archive/piece"
	"corpuspack/pipeline/archive/table"
	"corpuspack/pipeline/archive/unpack"
	"corpuspack/pipeline/archive/warc"
)

// pieceReader cuts a content into pieces of at most limit bytes.
type pieceReader func(content io.Reader, limit int64, yield func(piece.Piece) error) error

func rows(delimiter byte) pieceReader {
	return func(content io.Reader, limit int64, yield func(piece.Piece) error) error {
		return table.Read(content, delimiter, limit, yield)
	}
}

// records hands on the records of the content, whose format rec has.
func (r *reading) records(rec Record, content *bufio.Reader) error {
	pieces := func(unit string, read pieceReader) error {
		rec.unit = unit
		var stop error
		err := read(content, r.Entry.MaxDocument, func(p piece.Piece) error {
			stop = r.yield(rec.piece(p))
			return stop
		})
		if err != nil && stop == nil {
			return r.broken(rec, err)
		}
		return stop
	}
	switch rec.format {
	case formatJSONL:
		return r.lines(rec, content)
	case formatJSON:
		return pieces("value", json.Read)
	case formatCSV:
		return pieces("line", rows(table.CSV))
	case formatTSV:
		return pieces("line", rows(table.TSV))
	case formatParquet:
		return pieces("row", r.columns(rec))
	case formatMbox:
		if head, _ := content.Peek(len(fromLine)); string(head) == fromLine {
			return pieces("message", mbox.Read)
		}
	case formatWARC:
		return r.web(rec, content)
	}
	return r.whole(rec, content)
}

// fromLine begins each message of a file of many. A file without it is one message.
const fromLine = "From "

// columns reads Parquet, which begins at its end: a file on disk as it stands there, any other from a spool. A few bytes of
// it can stand for many rows, so it is bound as what is compressed.
func (r *reading) columns(rec Record) pieceReader {
	return func(content io.Reader, limit int64, yield func(piece.Piece) error) error {
		var file io.ReaderAt = r.disk
		size := rec.size
		if size == 0 {
			s, err := r.newSpool()
			if err != nil {
				return err
			}
			defer s.Close()
			if size, err = io.Copy(s, content); err != nil {
				return err
			}
			file = s
		}
		f := r.Entry.Fields
		texts := []string{f.Text, f.ID, f.Title, f.URL, f.Author, f.Published, f.Language, f.License}
		left := unpack.Expansion(size)
		return columns.Read(file, size, limit, texts, func(p piece.Piece) error {
			if left -= int64(len(p.Data)); left < 0 {
				return unpack.ErrExpansion
			}
			return yield(p)
		})
	}
}

// piece returns the record that p is.
func (r Record) piece(p piece.Piece) Record {
	r.start, r.end, r.number, r.data = p.Start, p.End, p.Number, bytes.Clone(p.Data)
	switch {
	case p.TooLong:
		r.tooLong(p.End)
	case p.Err != nil:
		r.fault = &Fault{Key: r.key(), End: p.End, Place: r.place(), Err: p.Err}
		if p.At >= 0 {
			r.fault.Place = r.placeAt(p.At)
		}
	}
	return r
}

// web hands on the records of a web archive: pages and texts are documents, and the rest is counted.
func (r *reading) web(rec Record, content io.Reader) error {
	rec.unit = "record"
	var stop error
	err := warc.Read(content, r.Entry.MaxDocument, func(w warc.Record) error {
		rec.number++
		stop = r.yield(rec.capture(w))
		return stop
	})
	if err != nil && stop == nil {
		return r.broken(rec, err)
	}
	return stop
}

// capture returns the record that w is.
func (r Record) capture(w warc.Record) Record {
	r.start, r.end, r.data, r.pass = w.Start, w.End, w.Body, w.Pass
	r.url, r.crawled, r.charset, r.truncated = w.URL, w.Date, w.Charset, w.Truncated
	switch {
	case w.Err == warc.ErrTooLong:
		r.tooLong(w.End)
	case w.Err != nil:
		r.pass = ""
		r.fault = &Fault{Key: r.key(), End: w.End, Place: r.place(), Err: w.Err}
		if e, ok := errors.AsType[*warc.Error](w.Err); ok {
			r.fault.Place, r.fault.Err = r.placeAt(e.Byte), e.Err
		}
	case w.MediaType == "text/html" || w.MediaType == "application/xhtml+xml":
		r.format = formatHTML
	case w.MediaType == "text/markdown":
		r.format = formatMarkdown
	default:
		r.format = formatText
	}
	return r
}
