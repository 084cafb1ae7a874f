package releases

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"iter"
	"path"
	"path/filepath"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"corpuspack/schema"
	"corpuspack/schema/jsonl"
)

// Decode returns the canonical lines of a Parquet file, decoded by the Arrow reader in another process.
type Decode func(ctx context.Context, path string, v schema.Version, table string) (io.ReadCloser, error)

// Lines yields the canonical lines of one shard file, of either encoding. name is its path within the release.
func (r *Release) Lines(ctx context.Context, name, table string, decode Decode) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		f, err := r.open(ctx, name, table, decode)
		if err != nil {
			yield(nil, err)
			return
		}
		defer f.Close()
		for line, err := range jsonl.Lines(&stoppable{ctx, f}, cmp.Or(r.MaxLine, 1<<30)) {
			if !yield(line, err) || err != nil {
				return
			}
		}
	}
}

func (r *Release) open(ctx context.Context, name, table string, decode Decode) (io.ReadCloser, error) {
	file := filepath.Join(r.Dir, filepath.FromSlash(name))
	if path.Ext(name) == ".parquet" {
		return decode(ctx, file, r.Manifest.Schema, table)
	}
	f, err := open(file)
	if err != nil {
		return nil, err
	}
	z, err := decompress(f, path.Ext(name))
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return struct {
		io.Reader
		io.Closer
	}{z, f}, nil
}

// stoppable is a reader that ends with its context.
type stoppable struct {
	ctx context.Context
	r   io.Reader
}

func (s *stoppable) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.r.Read(p)
}

func decompress(f io.Reader, ext string) (io.Reader, error) {
	switch ext {
	case ".zst":
		return zstd.NewReader(f, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(8<<20))
	case ".gz":
		return gzip.NewReader(f)
	}
	return f, nil
}

// Shards returns the names of the files of one encoding of a table and split, in order: JSON Lines where the release has
// them, else Parquet.
func (r *Release) Shards(table, split string) (names []string) {
	for _, parquet := range []bool{false, true} {
		for _, f := range r.Manifest.Tables[table][split].Shards {
			if strings.HasSuffix(f.Name, ".parquet") == parquet {
				names = append(names, f.Name)
			}
		}
		if len(names) > 0 {
			break
		}
	}
	return names
}
