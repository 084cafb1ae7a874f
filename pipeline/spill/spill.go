// Package spill keeps more records than memory holds: in the order in which they came (Log), or sorted (Sorter).
//
// The rule that matters: what is read back does not depend on how much of it was in memory. Up to a bound nothing leaves
// memory; then runs go to temporary files, which a Space makes and takes away.
package spill

import (
	"errors"
	"fmt"
	"io"
	"iter"
)

// Space is where temporary files are made. They have no name that anybody else knows.
type Space interface {
	Create() (File, error)
}

// File is a temporary file. It is gone when it is closed.
type File interface {
	io.Writer
	io.ReaderAt
	io.Closer
}

// Log is bytes in the order in which they were appended. After Flush they may be read from many goroutines at once.
type Log struct {
	space   Space
	memory  int
	file    File
	buf     []byte // what stands behind the file
	written int64
}

// NewLog returns an empty log that holds up to memory bytes before it makes a file.
func NewLog(space Space, memory int) *Log { return &Log{space: space, memory: memory} }

// Append adds p and returns the place where it begins.
func (l *Log) Append(p []byte) (int64, error) {
	at := l.Size()
	if len(l.buf)+len(p) > l.memory {
		if err := l.drain(); err != nil {
			return 0, err
		}
	}
	l.buf = append(l.buf, p...)
	return at, nil
}

// Size returns the number of bytes.
func (l *Log) Size() int64 { return l.written + int64(len(l.buf)) }

// Flush gives the memory of a log back that has a file. It must be called before reading what a file may have.
func (l *Log) Flush() error {
	if l.file == nil || l.buf == nil {
		return nil
	}
	err := l.drain()
	l.buf = nil
	return err
}

func (l *Log) drain() (err error) {
	if len(l.buf) == 0 {
		return nil
	}
	if l.file == nil {
		if l.file, err = l.space.Create(); err != nil {
			return err
		}
	}
	n, err := l.file.Write(l.buf)
	l.written += int64(n)
	l.buf = l.buf[:0]
	return err
}

// ReadAt reads len(p) bytes from place at on, as io.ReaderAt does.
func (l *Log) ReadAt(p []byte, at int64) (int, error) {
	n := 0
	if at < l.written {
		want := min(int64(len(p)), l.written-at)
		var err error
		if n, err = l.file.ReadAt(p[:want], at); int64(n) < want {
			return n, fmt.Errorf("temporary file: %w", errors.Join(err, io.ErrUnexpectedEOF))
		}
	}
	if rest := at + int64(n) - l.written; n < len(p) && rest < int64(len(l.buf)) {
		n += copy(p[n:], l.buf[rest:])
	}
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

// Close deletes what the log has on disk.
func (l *Log) Close() error {
	l.buf = nil
	if l.file == nil {
		return nil
	}
	return l.file.Close()
}

// Records is a log of records, each with its length before it.
type Records struct {
	Log
	n     int64
	frame []byte
}

// NewRecords returns an empty log of records that holds up to memory bytes before it makes a file.
func NewRecords(space Space, memory int) *Records {
	return &Records{Log: Log{space: space, memory: memory}}
}

// Add appends a record and returns the place where it begins.
func (r *Records) Add(record []byte) (int64, error) {
	r.n++
	r.frame = append(appendLength(r.frame[:0], len(record)), record...)
	return r.Append(r.frame)
}

// Size returns the bytes that a record takes in Records: the next one begins so far behind it.
func Size(record []byte) int64 { return int64(lengthSize(len(record)) + len(record)) }

// Len returns the number of records.
func (r *Records) Len() int64 { return r.n }

// From yields the records from the one that begins at a place on. A record is valid until the next one is asked for.
func (r *Records) From(at int64) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		if err := r.Flush(); err != nil {
			yield(nil, err)
			return
		}
		in := newReader(&r.Log, at, r.Size())
		for {
			record, err := in.record()
			if err == io.EOF {
				return
			}
			if !yield(record, err) || err != nil {
				return
			}
		}
	}
}

// All yields every record.
func (r *Records) All() iter.Seq2[[]byte, error] { return r.From(0) }
