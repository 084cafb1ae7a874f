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

	"corpuspack/pipeline/shard"
	"corpuspack/schema"
	"corpuspack/schema/jsonl"
)

// Decode returns the canonical lines of a Parquet file, decoded by the Arrow reader in another process.
type Decode func(ctx context.Context, path string, v schema.Version, table string) (io.ReadCloser, error)

// Lines yields the canonical lines of one shard file, of either encoding. name is its path within the release.
func (r *Release) Lines(ctx context.Context, name, table string, decode Decode) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		f, err := r.Content(ctx, name, table, decode)
		if err != nil {
			yield(nil, err)
			return
		}
		defer f.Close()
		for line, err := range jsonl.Lines(f, r.LineLimit()) {
			if !yield(line, err) || err != nil {
				return
			}
		}
	}
}

// Rows yields the rows of a table, split after split. One is valid until the next one.
func (r *Release) Rows(ctx context.Context, table string, decode Decode) iter.Seq2[schema.Row, error] {
	return func(yield func(schema.Row, error) bool) {
		for _, split := range r.Manifest.Splits(table) {
			for row, err := range r.SplitRows(ctx, table, split, decode) {
				if !yield(row, err) || err != nil {
					return
				}
			}
		}
	}
}

// SplitRows yields the rows of a table and split in order. One is valid until the next one.
func (r *Release) SplitRows(ctx context.Context, table, split string, decode Decode) iter.Seq2[schema.Row, error] {
	return func(yield func(schema.Row, error) bool) {
		s, err := schema.Of(r.Manifest.SchemaVersion())
		if err != nil {
			yield(nil, err)
			return
		}
		parser := jsonl.NewParser(s.Table(table))
		for _, name := range r.Shards(table, split) {
			for line, err := range r.Lines(ctx, name, table, decode) {
				var row schema.Row
				if err == nil {
					row, err = parser.Parse(line)
				}
				if err != nil {
					err = fmt.Errorf("%s: %s: %w", r.Dir, name, err)
				}
				if !yield(row, err) || err != nil {
					return
				}
			}
		}
	}
}

// LineLimit returns the number of bytes that a canonical line of the release has at most.
func (r *Release) LineLimit() int { return cmp.Or(r.MaxLine, 1<<30) }

// Content returns the canonical lines of one shard file, of either encoding, as they are digested: each with its line end.
// Reading ends with ctx.
func (r *Release) Content(ctx context.Context, name, table string, decode Decode) (io.ReadCloser, error) {
	file := filepath.Join(r.Dir, filepath.FromSlash(name))
	if path.Ext(name) == ".parquet" {
		if err := checkRegular(file); err != nil {
			return nil, err
		}
		f, err := decode(ctx, file, r.Manifest.SchemaVersion(), table)
		if err != nil {
			return nil, err
		}
		return content{stoppable{ctx, f}, f.Close}, nil
	}
	f, err := open(file)
	if err != nil {
		return nil, err
	}
	z, err := shard.Decompress(f, path.Ext(name))
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return content{stoppable{ctx, z}, func() error { z.Close(); return f.Close() }}, nil
}

// content is a reader with what closes it.
type content struct {
	io.Reader
	close func() error
}

func (c content) Close() error { return c.close() }

// stoppable is a reader that ends with its context.
type stoppable struct {
	ctx context.Context
	r   io.Reader
}

func (s stoppable) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.r.Read(p)
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
