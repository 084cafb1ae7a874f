package archive

import (
	"fmt"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// A compressed file may have this many bytes after decompression, or this many times its size on disk, whichever is
// more. Text does not compress so well; a bomb does.
const (
	freeExpansion = 64 << 20
	maxExpansion  = 256
)

// maxWindow is the memory, in bytes, that a zstd frame may ask for: what zstd itself allows without an option.
const maxWindow = 128 << 20

var errExpansion = fmt.Errorf("more than %d times the size of the file", maxExpansion)

// decompress returns the content of the file. done frees what it holds.
func (f *File) decompress(d *disk) (content io.Reader, done func(), err error) {
	_, compression := extensions(f.Source)
	limit := max(freeExpansion, maxExpansion*f.Size)
	switch compression {
	case ".gz":
		z, err := gzip.NewReader(d)
		if err != nil {
			return nil, nil, err
		}
		return &expansion{z, limit}, func() { z.Close() }, nil
	case ".zst":
		z, err := zstd.NewReader(d, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
			zstd.WithDecoderMaxWindow(maxWindow))
		if err != nil {
			return nil, nil, err
		}
		return &expansion{z, limit}, z.Close, nil
	}
	return d, func() {}, nil
}

// expansion reads at most left bytes.
type expansion struct {
	r    io.Reader
	left int64
}

func (e *expansion) Read(p []byte) (int, error) {
	n, err := e.r.Read(p)
	if e.left -= int64(n); e.left < 0 {
		return 0, errExpansion
	}
	return n, err
}
