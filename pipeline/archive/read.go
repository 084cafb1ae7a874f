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

	"corpuspack/pipeline/archive/unpack"
	"corpuspack/schema"
)

// Read calls yield with the records of the file in order, and of the files in it where it is a container. It parses
// nothing: that is Record.Documents. What cannot be read is handed on in its place as a record that holds a Fault. Read
// returns the SHA-256 of all bytes of the file as they stand on disk. Its error is that of ctx, of the disk, or what
// yield returned.
func (f *File) Read(ctx context.Context, yield func(Record) error) (schema.Digest, error) {
	file, err := os.Open(f.path)
	if err != nil {
		return schema.Digest{}, f.diskError(err)
	}
	defer file.Close()
	r := &reading{File: f, disk: &disk{ctx: ctx, file: file, sum: sha256.New()}, buffer: bufio.NewReaderSize(nil, 64<<10), yield: yield}
	stats, err := unpack.Walk(f.Source, r.disk, f.Size, r.newSpool, r.leaf, r.unpackable)
	if err == nil {
		err = r.passOver("hidden in a container", stats.Hidden)
	}
	if r.disk.err != nil {
		return schema.Digest{}, f.diskError(r.disk.err)
	}
	if err != nil {
		return schema.Digest{}, err
	}
	if _, err := io.Copy(io.Discard, r.disk); err != nil { // what stands behind a fault
		return schema.Digest{}, f.diskError(err)
	}
	return schema.Digest(r.disk.sum.Sum(nil)), nil
}

// Digest returns the SHA-256 of all bytes of the file as they stand on disk, which Read returns too. Its error is that of ctx
// or of the disk.
func (f *File) Digest(ctx context.Context) (schema.Digest, error) {
	file, err := os.Open(f.path)
	if err != nil {
		return schema.Digest{}, f.diskError(err)
	}
	defer file.Close()
	d := &disk{ctx: ctx, file: file, sum: sha256.New()}
	for buf := make([]byte, max(512, min(f.Size+1, 256<<10))); ; {
		if _, err := d.Read(buf); err == io.EOF {
			return schema.Digest(d.sum.Sum(nil)), nil
		} else if err != nil {
			return schema.Digest{}, f.diskError(err)
		}
	}
}

// diskError names the file by its source, and not by its path on this disk.
func (f *File) diskError(err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		err = e.Err
	}
	return fmt.Errorf("%s: %w", printable(f.Source), err)
}

// reading is one file that is being read.
type reading struct {
	*File
	disk   *disk
	buffer *bufio.Reader // of the file in a container that is being read
	yield  func(Record) error
	broke  string // the source that was last given up: what is wrong behind that place is no other fault
}

// disk reads the bytes of a file as they stand on disk, sums up those that are read in order, and keeps the error that is
// no fault of the content.
type disk struct {
	ctx  context.Context
	file *os.File
	sum  hash.Hash
	err  error
}

func (d *disk) Read(p []byte) (int, error) {
	if d.err = d.ctx.Err(); d.err != nil {
		return 0, d.err
	}
	n, err := d.file.Read(p)
	d.sum.Write(p[:n])
	return n, d.keep(err)
}

func (d *disk) ReadAt(p []byte, at int64) (int, error) {
	if d.err = d.ctx.Err(); d.err != nil {
		return 0, d.err
	}
	n, err := d.file.ReadAt(p, at)
	return n, d.keep(err)
}

func (d *disk) keep(err error) error {
	if err != nil && err != io.EOF {
		d.err = err
	}
	return err
}

// spool is a file that nobody else sees, for what must be read with its end before its begin. Its errors are of the disk,
// and say nothing of the archive.
type spool struct {
	file *os.File
	disk *disk
}

func (r *reading) newSpool() (unpack.Spool, error) {
	f, err := os.CreateTemp("", "corpuspack-*")
	return spool{f, r.disk}, r.disk.keep(err)
}

func (s spool) Write(p []byte) (int, error) {
	n, err := s.file.Write(p)
	return n, s.disk.keep(err)
}

func (s spool) ReadAt(p []byte, at int64) (int, error) {
	n, err := s.file.ReadAt(p, at)
	return n, s.disk.keep(err)
}

// Close deletes the file.
func (s spool) Close() error { return errors.Join(s.file.Close(), os.Remove(s.file.Name())) }

// headSize is the number of bytes that are looked at to tell the format of a file.
const headSize = 1024

// leaf hands on the records of the file, or of a file in it.
func (r *reading) leaf(l unpack.Leaf, content io.Reader) error {
	rec := Record{file: r.File, source: r.Source + l.Name}
	if r.excludes(l.Name) {
		return nil
	}
	r.buffer.Reset(content)
	b := r.buffer
	head, err := b.Peek(headSize)
	if err != nil && err != io.EOF {
		return r.broken(rec, err)
	}
	if rec.format, err = r.format(rec.source, head); err != nil {
		rec.fault = &Fault{Key: rec.key(), Place: rec.place(), Err: err}
		return r.yield(rec)
	}
	rec.split = r.Entry.Format
	if l.Name == "" && !l.Packed {
		rec.size = r.Size
	}
	return r.records(rec, b)
}

// whole hands on the content as one record.
func (r *reading) whole(rec Record, content io.Reader) error {
	limit := min(r.Entry.MaxDocument, math.MaxInt64-1) + 1
	var b bytes.Buffer
	b.Grow(int(min(rec.size, limit)) + bytes.MinRead)
	if _, err := b.ReadFrom(io.LimitReader(content, limit)); err != nil {
		return r.broken(rec, err)
	}
	rec.data, rec.end = b.Bytes(), int64(b.Len())
	if rec.end > r.Entry.MaxDocument {
		rec.tooLong(rec.size)
		r.broke = rec.source
	}
	return r.yield(rec)
}

// unpackable hands on what a container has and nobody can read.
func (r *reading) unpackable(f *unpack.Fault) error {
	if r.disk.err != nil {
		return r.diskError(r.disk.err)
	}
	rec := Record{file: r.File, source: r.Source + f.Name}
	if r.excludes(f.Name) || r.broke == rec.source {
		return nil
	}
	rec.start = max(f.At, 0)
	return r.yield(rec.faulty(f, rec.start))
}

// broken hands on a fault of the content that begins where rec does and ends nobody knows where, or returns the error that
// it comes from.
func (r *reading) broken(rec Record, err error) error {
	if r.disk.err != nil {
		return r.diskError(r.disk.err)
	}
	r.broke = rec.source
	f, ok := errors.AsType[*unpack.Fault](err)
	if !ok {
		f = &unpack.Fault{At: -1, Err: err}
	}
	return r.yield(rec.faulty(f, 0))
}

// faulty returns the record as a fault that ends at byte end.
func (r Record) faulty(f *unpack.Fault, end int64) Record {
	r.fault = &Fault{Key: r.key(), End: end, Place: r.place(), Err: f.Err}
	if f.At >= 0 {
		r.fault.Place = r.placeAt(f.At)
	}
	return r
}

// passOver tells of n things that are no documents.
func (r *reading) passOver(what string, n int64) error {
	for range n {
		if err := r.yield(Record{file: r.File, source: r.Source, pass: what}); err != nil {
			return err
		}
	}
	return nil
}
