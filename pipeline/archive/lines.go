package archive

import (
	"bufio"
	"bytes"
	"io"
)

// bom is the byte order mark of UTF-8.
const bom = "\uFEFF"

// lines hands on every line that is not blank as a record.
func (r *reading) lines(rec Record, content *bufio.Reader) error {
	rec.unit = "line"
	if head, _ := content.Peek(len(bom)); string(head) == bom {
		content.Discard(len(head))
		rec.end = int64(len(head))
	}
	c := cutter{r: content, limit: r.Entry.MaxDocument, size: blockSize}
	if rec.size > 0 {
		c.size = min(blockSize, int(rec.size)+1) // one more to see the end
	}
	for next, err := rec.end, error(nil); err == nil; {
		var l line
		l, err = c.next()
		rec.start, rec.end, rec.number, rec.data = next, next+l.size, rec.number+1, l.data
		next += l.size + l.lineEnd
		if err != nil && err != io.EOF {
			return r.broken(rec, err)
		}
		if yieldErr := r.line(rec); yieldErr != nil {
			return yieldErr
		}
	}
	return nil
}

// line hands on a line that is not blank.
func (r *reading) line(rec Record) error {
	if rec.end-rec.start > r.Entry.MaxDocument {
		rec.tooLong(rec.end)
	} else if len(bytes.Trim(rec.data, " \t\r")) == 0 {
		return nil
	}
	return r.yield(rec)
}

// line is one line of a file.
type line struct {
	data          []byte // without the line end; nil where the line is too long
	size, lineEnd int64  // bytes
}

// blockSize is the number of bytes that are read at once: few calls, and no more than a cache of the processor holds.
const blockSize = 256 << 10

// cutter cuts a content into lines. They are not copied: the lines of a block share its bytes, and it lives as long as
// one of them.
type cutter struct {
	r       io.Reader
	limit   int64
	size    int    // bytes of a block
	block   []byte // what was read and is in no line yet
	dropped int64  // bytes of the line before block, which is too long to be held
	err     error  // what ended r
}

// next reads to the next line end, \n or \r\n. At the end of the content it returns what is left and its error.
func (c *cutter) next() (line, error) {
	for {
		if i := bytes.IndexByte(c.block, '\n'); i >= 0 {
			return c.cut(i + 1), nil
		}
		if c.err != nil {
			return c.cut(len(c.block)), c.err
		}
		c.read()
	}
}

// cut returns the line that ends at byte end of the block.
func (c *cutter) cut(end int) line {
	data := bytes.TrimSuffix(c.block[:end:end], []byte("\n"))
	if len(data) < end {
		data = bytes.TrimSuffix(data, []byte("\r"))
	}
	l := line{data: data, size: c.dropped + int64(len(data)), lineEnd: int64(end - len(data))}
	if l.size > c.limit {
		l.data = nil
	}
	c.block, c.dropped = c.block[end:], 0
	return l
}

// read reads on, behind what the block has, which it puts into a new block. Of a line that is too long it keeps the last
// byte, which may be the first of the line end.
func (c *cutter) read() {
	var block []byte
	if n := len(c.block) - 1; c.dropped > 0 || int64(n) > c.limit {
		block = append(c.block[:0], c.block[n:]...)
		c.dropped += int64(n)
	} else {
		block = append(make([]byte, 0, max(c.size, 2*len(c.block))), c.block...)
	}
	for len(block) < cap(block) && c.err == nil {
		var n int
		n, c.err = c.r.Read(block[len(block):cap(block)])
		block = block[:len(block)+n]
	}
	c.block = block
}
