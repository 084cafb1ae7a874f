package unpack

import (
	"compress/bzip2"
	"errors"
	"fmt"
	"io"
	"math"

	"github.com/klauspost/compress/zstd"
)

// ErrExpansion is the problem of a file that gives more bytes than Expansion allows.
var ErrExpansion = fmt.Errorf("more than %d times the size of the file", maxExpansion)

// Expansion returns the bytes that a file of this size, -1 where nobody knows, may have after decompression.
func Expansion(size int64) int64 {
	if size < 0 || size > math.MaxInt64/maxExpansion {
		return math.MaxInt64
	}
	return max(freeExpansion, maxExpansion*size)
}

// decompress unpacks what open gives of i.
func (w *walker) decompress(i item, open func(io.Reader) io.ReadCloser) error {
	z := open(i.r)
	defer z.Close()
	i.r = w.layer(z, i.size)
	i.at, i.size = nil, -1
	return w.file(i)
}

// layer is a decompressor that counts what it gives. Its errors are *broken.
type layer struct {
	w    *walker
	r    io.Reader
	left int64
	err  error
}

// layer returns r, which decompresses size bytes, with the limits on what it may give.
func (w *walker) layer(r io.Reader, size int64) io.Reader {
	return &layer{w: w, r: r, left: Expansion(size)}
}

func (l *layer) Read(p []byte) (int, error) {
	if l.err != nil {
		return 0, l.err
	}
	n, err := l.r.Read(p)
	l.left -= int64(n)
	l.w.left -= int64(n)
	if l.left < 0 || l.w.left < 0 {
		n, err = 0, ErrExpansion
	}
	if err != nil && err != io.EOF {
		if _, ok := errors.AsType[*broken](err); !ok {
			err = &broken{err}
		}
	}
	l.err = err
	return n, err
}

// broken says that data cannot be decompressed.
type broken struct{ err error }

func (b *broken) Error() string { return "decompress: " + cause(b.err).Error() }

func (b *broken) Unwrap() error { return b.err }

func newBzip2(r io.Reader) io.ReadCloser { return io.NopCloser(bzip2.NewReader(r)) }

func newZstd(r io.Reader) io.ReadCloser {
	z, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
		zstd.WithDecoderMaxWindow(maxWindow))
	if err != nil {
		return io.NopCloser(failing{err})
	}
	return z.IOReadCloser()
}

// failing is a reader that fails.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }
