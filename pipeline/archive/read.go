package archive

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"math"
	"os"

	"corpuspack/pipeline/archive/text"
	"corpuspack/schema"
)

// Read calls yield with the records of the file in order. It parses nothing: that is Record.Documents. What cannot be
// read is handed on in its place as a record that holds a Fault. Read returns the SHA-256 of all bytes of the file as
// they stand on disk. Its error is that of ctx, of the disk, or what yield returned.
func (f *File) Read(ctx context.Context, yield func(Record) error) (schema.Digest, error) {
	file, err := os.Open(f.path)
	if err != nil {
		return schema.Digest{}, f.diskError(err)
	}
	defer file.Close()
	d := &disk{ctx: ctx, file: file, sum: sha256.New()}
	if err := f.records(d, yield); err != nil {
		return schema.Digest{}, err
	}
	if _, err := io.Copy(io.Discard, d); err != nil { // what stands behind a fault
		return schema.Digest{}, f.diskError(err)
	}
	return schema.Digest(d.sum.Sum(nil)), nil
}

// diskError names the file by its source, and not by its path on this disk.
func (f *File) diskError(err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		err = e.Err
	}
	return fmt.Errorf("%s: %w", printable(f.Source), err)
}

// disk reads the bytes of a file as they stand on disk, sums them up, and keeps the error that is no content fault.
type disk struct {
	ctx  context.Context
	file io.Reader
	sum  hash.Hash
	err  error
}

func (d *disk) Read(p []byte) (int, error) {
	if d.err = d.ctx.Err(); d.err != nil {
		return 0, d.err
	}
	n, err := d.file.Read(p)
	d.sum.Write(p[:n])
	if err != nil && err != io.EOF {
		d.err = err
	}
	return n, err
}

// headSize is the number of bytes that are looked at to tell the format of a file.
const headSize = 512

// records hands on the records of the file. Every error is one that ends the reading of the archive.
func (f *File) records(d *disk, yield func(Record) error) error {
	plain, done, err := f.decompress(d)
	if err != nil {
		return f.broken(d, Record{file: f}, err, yield)
	}
	defer done()
	content := bufio.NewReaderSize(plain, 64<<10)
	head, err := content.Peek(headSize)
	if err != nil && err != io.EOF {
		return f.broken(d, Record{file: f}, err, yield)
	}
	format, err := f.format(head)
	switch {
	case err != nil:
		fault := &Fault{Key: schema.Key{Source: f.Source}, Place: printable(f.Source), Err: err}
		return yield(Record{file: f, fault: fault})
	case format == formatJSONL:
		return f.lines(d, content, yield)
	}
	return f.whole(d, content, format, yield)
}

// broken hands on a fault of the content that begins where r does, or returns the error that it comes from.
func (f *File) broken(d *disk, r Record, err error, yield func(Record) error) error {
	if d.err != nil {
		return f.diskError(d.err)
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = errCutOff
	}
	r.fault = &Fault{Key: r.key(), Place: r.place(), Err: fmt.Errorf("decompress: %w", err)}
	return yield(r)
}

var (
	errCutOff  = errors.New("the data is cut off")
	errTooLong = errors.New("longer than max_document")
)

// maxGuess is the number of bytes for which memory is taken before a file is read: its size on disk may be a lie.
const maxGuess = 64 << 20

// whole hands on the file as one record.
func (f *File) whole(d *disk, content io.Reader, format string, yield func(Record) error) error {
	r := Record{file: f, format: format}
	limit := min(f.Entry.MaxDocument, math.MaxInt64-1) + 1
	var b bytes.Buffer
	b.Grow(int(min(f.Size, limit, maxGuess)) + bytes.MinRead)
	if _, err := b.ReadFrom(io.LimitReader(content, limit)); err != nil {
		return f.broken(d, r, err, yield)
	}
	r.data, r.end = b.Bytes(), int64(b.Len())
	if r.end > f.Entry.MaxDocument {
		r.data = nil
		r.fault = &Fault{Key: r.key(), End: f.plainSize(), Place: printable(f.Source), TooLong: true,
			Err: fmt.Errorf("%w, %d bytes", errTooLong, f.Entry.MaxDocument)}
	}
	return yield(r)
}

// plainSize returns the bytes of the file after decompression, or 0 where only reading it would tell.
func (f *File) plainSize() int64 {
	if _, compression := extensions(f.Source); compression != "" {
		return 0
	}
	return f.Size
}

// lines hands on every line that is not blank as a record.
func (f *File) lines(d *disk, content *bufio.Reader, yield func(Record) error) error {
	r := Record{file: f, format: formatJSONL}
	if head, _ := content.Peek(len(text.BOM)); string(head) == text.BOM {
		content.Discard(len(head))
		r.end = int64(len(head))
	}
	for next, err := r.end, error(nil); err == nil; {
		var l line
		l, err = readLine(content, f.Entry.MaxDocument)
		r.start, r.end, r.number, r.data = next, next+l.size, r.number+1, l.data
		next += l.size + l.lineEnd
		if err != nil && err != io.EOF {
			return f.broken(d, r, err, yield)
		}
		if yieldErr := f.line(r, yield); yieldErr != nil {
			return yieldErr
		}
	}
	return nil
}

// line hands on a line that is not blank.
func (f *File) line(r Record, yield func(Record) error) error {
	if r.end-r.start > f.Entry.MaxDocument {
		r.fault = &Fault{Key: r.key(), End: r.end, Place: r.place(), TooLong: true,
			Err: fmt.Errorf("%w, %d bytes", errTooLong, f.Entry.MaxDocument)}
	} else if len(bytes.Trim(r.data, " \t\r")) == 0 {
		return nil
	}
	return yield(r)
}

// line is one line of a file.
type line struct {
	data          []byte // without the line end; nil where the line is too long
	size, lineEnd int64  // bytes
}

// readLine reads to the next line end, \n or \r\n. It holds no more than limit bytes of the line. At the end of the file
// it returns what is left and io.EOF.
func readLine(r *bufio.Reader, limit int64) (line, error) {
	var l line
	var last []byte // two bytes
	for {
		part, err := r.ReadSlice('\n')
		if l.size += int64(len(part)); l.size-2 <= limit {
			l.data = append(l.data, part...)
		} else {
			l.data = nil
		}
		last = append(last, part[max(0, len(part)-2):]...)
		last = last[max(0, len(last)-2):]
		if err == bufio.ErrBufferFull {
			continue
		}
		switch {
		case string(last) == "\r\n":
			l.lineEnd = 2
		case bytes.HasSuffix(last, []byte("\n")):
			l.lineEnd = 1
		}
		l.size -= l.lineEnd
		if l.size > limit {
			l.data = nil
		}
		l.data = l.data[:min(len(l.data), int(l.size))]
		return l, err
	}
}
