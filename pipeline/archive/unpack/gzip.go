package unpack

import (
	"bufio"
	"fmt"
	"io"

	"github.com/klauspost/compress/gzip"
)

// gzipReader reads all members of a gzip file (RFC 1952, section 2.2). Zero bytes behind the last one are padding, as
// gzip(1) has it; the library takes whatever stands there for a broken member.
type gzipReader struct {
	file   *counter
	in     *bufio.Reader
	member *gzip.Reader // nil before the first
}

func newGzip(r io.Reader) io.ReadCloser {
	file := &counter{r: r}
	return io.NopCloser(&gzipReader{file: file, in: bufio.NewReaderSize(file, 32<<10)})
}

func (g *gzipReader) Read(p []byte) (n int, err error) {
	for {
		if g.member != nil {
			n, err = g.member.Read(p)
			if err != io.EOF {
				return n, err
			}
			if n > 0 {
				return n, nil // the end comes again
			}
		}
		if err := g.next(); err != nil {
			return 0, err
		}
	}
}

// next begins the next member. It returns io.EOF where there is none.
func (g *gzipReader) next() (err error) {
	if g.member == nil {
		g.member, err = gzip.NewReader(g.in)
	} else if head, _ := g.in.Peek(2); string(head) == "\x1F\x8B" {
		err = g.member.Reset(g.in)
	} else {
		return g.padding()
	}
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	if err == nil {
		g.member.Multistream(false)
	}
	return err
}

// padding reads zero bytes to the end of the file.
func (g *gzipReader) padding() error {
	for {
		b, err := g.in.ReadByte()
		if err != nil {
			return err
		}
		if b != 0 {
			at := g.file.n - int64(g.in.Buffered()) - 1
			return fmt.Errorf("gzip: other data behind the end, from byte %d of the compressed file", at)
		}
	}
}

// counter counts the bytes that are read.
type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}
