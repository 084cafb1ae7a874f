package cache

import (
	"bufio"
	"encoding/binary"
	"os"

	"corpuspack/schema"
)

// writer writes a cache. The first error ends it: what follows is not written, and the space is given back, for the release
// may need it.
type writer struct {
	file  *os.File
	buf   *bufio.Writer
	at    int64  // of the next byte
	start int64  // of the entry that is being written
	index []byte // of the entries before it
	err   error
}

// create returns a writer of a new file, or nil where none can be made.
func create(path string) *writer {
	f, err := os.Create(path)
	if err != nil {
		return nil
	}
	return &writer{file: f, buf: bufio.NewWriterSize(f, 1<<18)}
}

// Add adds a chunk to the entry that the next Commit ends.
func (c *Cache) Add(chunk []byte) {
	if c.new != nil {
		c.new.add(chunk)
	}
}

// Commit ends an entry. Find finds it under this key from the next run on.
func (c *Cache) Commit(key schema.Digest) {
	if w := c.new; w != nil {
		w.index = append(w.index, key[:]...)
		w.index = binary.LittleEndian.AppendUint64(w.index, uint64(w.start))
		w.index = binary.LittleEndian.AppendUint64(w.index, uint64(w.at))
		w.start = w.at
	}
}

// Drop forgets the chunks that were added since the last Commit.
func (c *Cache) Drop() {
	if c.new != nil {
		c.new.start = c.new.at
	}
}

func (w *writer) add(chunk []byte) {
	sum := checksum(w.at, chunk)
	w.write(append(binary.LittleEndian.AppendUint64(nil, uint64(len(chunk))), sum[:]...))
	w.write(chunk)
}

func (w *writer) write(p []byte) {
	w.at += int64(len(p))
	if w.err != nil {
		return
	}
	if _, w.err = w.buf.Write(p); w.err != nil {
		w.file.Truncate(0)
	}
}

// end writes the index and closes the file.
func (w *writer) end() error {
	start := w.at
	sum := checksum(start, w.index)
	w.write(w.index)
	w.write(append(binary.LittleEndian.AppendUint64(nil, uint64(start)), sum[:]...))
	if w.err == nil {
		w.err = w.buf.Flush()
	}
	if err := w.file.Close(); w.err == nil {
		w.err = err
	}
	return w.err
}
