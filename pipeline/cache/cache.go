// Package cache keeps what a run has worked out, so that the next one need not do it again.
//
// The rule that matters: a cache may be lost, cut or damaged at any time, and nothing changes but the time that a run takes.
// An entry is checked whole before any of it is used, and who writes one never fails.
//
// A cache is one file. It has the chunks of all entries, one behind another, each as its length (8 bytes, little-endian),
// its checksum (16 bytes) and its bytes; then the index, which has for each entry its key (32 bytes) and where its chunks
// begin and end (8 bytes each); then where the index begins (8 bytes) and the checksum of the index and that place. A
// checksum is XXH3-128 of the place in the file and of the bytes, so that no chunk is taken for another one.
//
// A run reads the cache of the run before and writes a new one, which takes the place of the old one when Keep is called. So
// an entry that a run has not used is gone after it.
package cache

import (
	"encoding/binary"
	"errors"
	"io"
	"os"
	"path/filepath"

	"github.com/zeebo/xxh3"

	"corpuspack/schema"
)

// The names of the files in the folder of a cache: that of the run before, and that of this run.
const (
	name    = "entries"
	newName = "entries.new"
)

// Cache is the entries of the run before, for reading, and those of this run, for writing. Find may be called from many
// goroutines at once; all else from one. Close it.
type Cache struct {
	folder string
	old    *os.File // nil where there is none
	index  map[schema.Digest]span
	new    *writer // nil where nothing can be written
	ours   bool    // the folder is one that can be written to
}

// span is where the chunks of an entry stand.
type span struct{ start, end int64 }

// The sizes of what stands before a chunk, of an entry in the index, and of what stands behind the index.
const (
	headSize  = 8 + 16
	entrySize = 32 + 8 + 8
	tailSize  = 8 + 16
)

// Open opens the cache in a folder, which is made where it is missing. What cannot be read counts as empty, and what cannot
// be written is not kept.
func Open(folder string) *Cache {
	c := &Cache{folder: folder}
	os.Mkdir(folder, 0o777) // where it fails, so does what follows
	if f, err := os.Open(filepath.Join(folder, name)); err == nil {
		c.old = f
		c.index, _ = readIndex(f) // nil with an error
	}
	c.new = create(filepath.Join(folder, newName))
	c.ours = c.new != nil
	return c
}

var errDamaged = errors.New("the cache is damaged: remove it and run again")

// readIndex reads the index of a file.
func readIndex(f *os.File) (map[schema.Digest]span, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	end := info.Size() - tailSize
	tail := make([]byte, tailSize)
	if _, err := f.ReadAt(tail, end); err != nil {
		return nil, err
	}
	start := int64(binary.LittleEndian.Uint64(tail))
	if start < 0 || start > end || (end-start)%entrySize != 0 {
		return nil, errDamaged
	}
	list := make([]byte, end-start)
	if _, err := f.ReadAt(list, start); err != nil {
		return nil, err
	}
	if checksum(start, list) != [16]byte(tail[8:]) {
		return nil, errDamaged
	}
	index := make(map[schema.Digest]span, len(list)/entrySize)
	for ; len(list) > 0; list = list[entrySize:] {
		s := span{int64(binary.LittleEndian.Uint64(list[32:])), int64(binary.LittleEndian.Uint64(list[40:]))}
		if s.start < 0 || s.start > s.end || s.end > start {
			return nil, errDamaged
		}
		index[schema.Digest(list[:32])] = s
	}
	return index, nil
}

// checksum is that of bytes that stand at a place of the file.
func checksum(at int64, p []byte) [16]byte {
	return xxh3.Hash128Seed(p, uint64(at)).Bytes()
}

// IsEmpty reports whether no entry can be found.
func (c *Cache) IsEmpty() bool { return len(c.index) == 0 }

// Find returns the entry with this key. It has read all of it, and what is damaged is not found.
func (c *Cache) Find(key schema.Digest) (*Entry, bool) {
	at, ok := c.index[key]
	if !ok {
		return nil, false
	}
	e := &Entry{c.old, at}
	var buf []byte
	for at := at; at.start < at.end; {
		var err error
		if buf, err = e.chunk(&at, buf); err != nil {
			return nil, false
		}
	}
	return e, true
}

// Entry is one entry of the run before.
type Entry struct {
	file *os.File
	span
}

// Next returns the next chunk, or io.EOF. Its error says that the file has changed since the entry was found.
func (e *Entry) Next() ([]byte, error) {
	if e.start == e.end {
		return nil, io.EOF
	}
	return e.chunk(&e.span, nil)
}

// chunk returns the chunk at the start of a span, in buf where it has room, and leaves the rest of the span.
func (e *Entry) chunk(at *span, buf []byte) ([]byte, error) {
	var head [headSize]byte
	if _, err := e.file.ReadAt(head[:], at.start); err != nil {
		return nil, err
	}
	size := binary.LittleEndian.Uint64(head[:])
	if start := at.start + headSize; start > at.end || size > uint64(at.end-start) {
		return nil, errDamaged
	}
	if uint64(cap(buf)) < size {
		buf = make([]byte, size)
	}
	buf = buf[:size]
	if _, err := e.file.ReadAt(buf, at.start+headSize); err != nil {
		return nil, err
	}
	if checksum(at.start, buf) != [16]byte(head[8:]) {
		return nil, errDamaged
	}
	at.start += headSize + int64(size)
	return buf, nil
}

// Keep puts what was added in the place of what was there. Its error says that what was there is left as it was.
func (c *Cache) Keep() error {
	if c == nil || c.new == nil {
		return nil
	}
	err := c.new.end()
	c.new = nil
	if c.old != nil {
		c.old.Close()
		c.old, c.index = nil, nil
	}
	if err == nil {
		err = os.Rename(filepath.Join(c.folder, newName), filepath.Join(c.folder, name))
	}
	return err
}

// Close removes what was added and not kept, and the folder where it is empty.
func (c *Cache) Close() {
	if c == nil {
		return
	}
	if c.old != nil {
		c.old.Close()
	}
	if c.new != nil {
		c.new.file.Close()
	}
	if c.ours {
		os.Remove(filepath.Join(c.folder, newName))
		os.Remove(c.folder)
	}
}
