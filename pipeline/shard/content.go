package shard

import (
	"context"
	"crypto/sha256"
	"io"
	"path"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"corpuspack/schema"
)

// Content returns the content digest of a table and split from all its shards in order. What Create was not told of is read
// from their files of JSON Lines; where the recipe leaves those out, known is false.
func (s *Sharder) Content(ctx context.Context, dir Dir, shards []Info) (content schema.Digest, known bool, err error) {
	at, chain := len(shards)-1, sha256.New()
	for at >= 0 && shards[at].chain == nil {
		at--
	}
	if at >= 0 {
		chain = shards[at].chain
	}
	for _, i := range shards[at+1:] {
		name := i.Name("jsonl", s.config.JSONL)
		if i.Files[0].Name != name {
			return content, false, nil
		}
		if err := s.read(ctx, chain, dir, name); err != nil {
			return content, false, err
		}
	}
	return schema.Digest(chain.Sum(nil)), true, nil
}

// read writes the lines of a file to w.
func (s *Sharder) read(ctx context.Context, w io.Writer, dir Dir, name string) error {
	f, err := dir.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	r, err := Decompress(f, path.Ext(name))
	if err != nil {
		return err
	}
	defer r.Close()
	buf := make([]byte, chunk)
	for {
		n, err := r.Read(buf)
		w.Write(buf[:n])
		if err == nil {
			err = ctx.Err()
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// Decompress returns a reader of the lines in a file of JSON Lines, whose name ends in ext.
func Decompress(r io.Reader, ext string) (io.ReadCloser, error) {
	switch ext {
	case ".zst":
		z, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(8<<20))
		if err != nil {
			return nil, err
		}
		return z.IOReadCloser(), nil
	case ".gz":
		return gzip.NewReader(r)
	}
	return io.NopCloser(r), nil
}
