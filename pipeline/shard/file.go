package shard

import (
	"bufio"
	"crypto/sha256"
	"fmt"
	"hash"
	"io"
	"sync"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// file counts and digests what is written to it.
type file struct {
	name  string
	w     io.WriteCloser
	buf   *bufio.Writer
	sum   hash.Hash
	bytes int64
}

func create(dir Dir, name string) (*file, error) {
	w, err := dir.Create(name)
	if err != nil {
		return nil, err
	}
	return &file{name: name, w: w, buf: bufio.NewWriterSize(w, 1<<18), sum: sha256.New()}, nil
}

func (f *file) Write(p []byte) (int, error) {
	f.sum.Write(p)
	f.bytes += int64(len(p))
	return f.buf.Write(p)
}

func (f *file) close() error {
	if err := f.buf.Flush(); err != nil {
		return err
	}
	return f.w.Close()
}

// compressor returns the stream of canonical lines: one zstd frame or one gzip member, with every setting that reaches
// the bytes given.
func compressor(w io.Writer, name string) (io.WriteCloser, error) {
	switch name {
	case "zstd":
		return newZstdStream(w)
	case "gzip":
		z, err := gzip.NewWriterLevel(w, 6)
		if err == nil {
			z.ModTime, z.OS = time.Unix(0, 0), 255
		}
		return z, err
	case "none":
		return nopCloser{w}, nil
	}
	return nil, fmt.Errorf("shard.jsonl: no compression is called %q", name)
}

// A zstdStream is an encoder that another shard may use when it is closed.
type zstdStream struct{ *zstd.Encoder }

var encoders sync.Pool

func newZstdStream(w io.Writer) (z zstdStream, err error) {
	if e, ok := encoders.Get().(*zstd.Encoder); ok {
		e.Reset(w)
		return zstdStream{e}, nil
	}
	z.Encoder, err = zstd.NewWriter(w, zstd.WithEncoderLevel(zstd.SpeedDefault), zstd.WithEncoderConcurrency(1),
		zstd.WithWindowSize(2<<20), zstd.WithEncoderCRC(true), zstd.WithSingleSegment(false))
	return z, err
}

func (z zstdStream) Close() error {
	err := z.Encoder.Close()
	if err == nil {
		z.Reset(nil)
		encoders.Put(z.Encoder)
	}
	return err
}

type nopCloser struct{ io.Writer }

func (nopCloser) Close() error { return nil }
