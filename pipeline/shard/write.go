package shard

import (
	"bufio"
	"context"
	"crypto/sha256"
	"fmt"
	"hash"
	"io"
	"iter"
	"slices"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"corpuspack/schema"
	"corpuspack/schema/jsonl"
	"corpuspack/schema/parquet"
)

// Dir is where files of a release are made.
type Dir interface {
	// Create returns a writer to a new file. The file is durable when Close returns without error.
	Create(name string) (io.WriteCloser, error)
}

// Rows is a stream of the rows of one shard, in the order of the table.
type Rows = iter.Seq2[schema.Row, error]

// File is one file of a shard.
type File struct {
	Name          string        `json:"name"` // path within the release
	Rows          int64         `json:"rows"`
	Bytes         int64         `json:"bytes"`
	SHA256        schema.Digest `json:"sha256"`         // of the bytes
	ContentSHA256 schema.Digest `json:"content_sha256"` // of the canonical lines
}

// Info says what was written of a shard.
type Info struct {
	Slot
	Totals
	Content schema.Digest // of the canonical lines
	Files   []File        // one an encoding
}

// Totals are sums over the rows of a table. What a table does not count is 0.
type Totals struct {
	Rows       int64 `json:"rows"`
	Characters int64 `json:"characters"`
	Words      int64 `json:"words"`
	Tokens     int64 `json:"tokens"`
	Masked     int64 `json:"masked"`              // places, of all kinds of personal data
	Repeated   int64 `json:"repeated_characters"` // taken out
}

// TotalsOf returns the totals of one row.
func TotalsOf(t schema.Table, row schema.Row) Totals {
	total := Totals{Rows: 1}
	switch t.Name {
	case schema.Documents:
		total.Characters = row[t.Index("characters")].Int
		total.Repeated = row[t.Index("repeated_characters")].Int
		for _, kind := range row[t.Index("masked")].List {
			total.Masked += kind.Int
		}
	case schema.Segments:
		total.Characters = row[t.Index("stop")].Int - row[t.Index("start")].Int
	default:
		return total
	}
	total.Words, total.Tokens = row[t.Index("words")].Int, row[t.Index("tokens")].Int
	return total
}

// Add adds b to a.
func (a *Totals) Add(b Totals) {
	a.Rows += b.Rows
	a.Characters += b.Characters
	a.Words += b.Words
	a.Tokens += b.Tokens
	a.Masked += b.Masked
	a.Repeated += b.Repeated
}

// Sharder writes shards.
type Sharder struct {
	config   Config
	schema   schema.Schema
	revision int
}

// New returns a Sharder for tables of the given schema. It refuses an encoding or a compression that it does not know.
func New(c Config, s schema.Schema, revision int) (*Sharder, error) {
	if len(c.Encodings) == 0 {
		return nil, fmt.Errorf("shard.encodings: none is named")
	}
	for _, e := range c.Encodings {
		if e != "jsonl" && e != "parquet" {
			return nil, fmt.Errorf("shard.encodings: no encoding is called %q", e)
		}
	}
	return &Sharder{c, s, revision}, nil
}

// Write writes the rows of one shard in every encoding of the recipe, and says what it wrote. It holds one row group.
func (s *Sharder) Write(ctx context.Context, dir Dir, slot Slot, rows Rows) (info Info, err error) {
	w := shardWriter{table: s.schema.Table(slot.Table), content: sha256.New(), info: Info{Slot: slot}}
	defer func() { w.abort() }()
	if err := s.open(&w, dir, slot); err != nil {
		return info, err
	}
	for row, err := range rows {
		if err == nil {
			err = ctx.Err()
		}
		if err == nil {
			err = w.add(row)
		}
		if err != nil {
			return info, err
		}
	}
	return w.finish()
}

func (s *Sharder) open(w *shardWriter, dir Dir, slot Slot) error {
	if slices.Contains(s.config.Encodings, "jsonl") {
		f, err := create(dir, slot.Name("jsonl", s.config.JSONL))
		if err != nil {
			return err
		}
		w.files = append(w.files, f)
		if w.lines, err = compressor(f, s.config.JSONL); err != nil {
			return err
		}
	}
	if slices.Contains(s.config.Encodings, "parquet") {
		f, err := create(dir, slot.Name("parquet", ""))
		if err != nil {
			return err
		}
		w.files = append(w.files, f)
		w.parquet, err = parquet.NewWriter(f, w.table, parquet.Config{
			Codec: s.config.Parquet, Revision: s.revision, Schema: s.schema.Version})
		if err != nil {
			return err
		}
	}
	return nil
}

// shardWriter writes one shard: lines as they come, Parquet a row group at a time.
type shardWriter struct {
	table   schema.Table
	lines   io.WriteCloser
	parquet *parquet.Writer
	files   []*file
	content hash.Hash
	info    Info

	line  []byte
	group []schema.Row
	bytes int64 // of the canonical lines of group
}

func (w *shardWriter) add(row schema.Row) error {
	w.line = append(jsonl.Append(w.line[:0], w.table, row), '\n')
	if err := w.flush(int64(len(w.line))); err != nil {
		return err
	}
	w.content.Write(w.line)
	w.info.Add(TotalsOf(w.table, row))
	if w.lines != nil {
		if _, err := w.lines.Write(w.line); err != nil {
			return err
		}
	}
	if w.parquet != nil {
		w.group = append(w.group, row)
		w.bytes += int64(len(w.line))
	}
	return nil
}

// flush writes the row group where it would pass its bounds with a line of n bytes.
func (w *shardWriter) flush(n int64) error {
	if len(w.group) == 0 || len(w.group) < parquet.MaxGroupRows && w.bytes+n <= parquet.MaxGroupBytes {
		return nil
	}
	err := w.parquet.WriteGroup(w.group)
	clear(w.group)
	w.group, w.bytes = w.group[:0], 0
	return err
}

func (w *shardWriter) finish() (Info, error) {
	if w.lines != nil {
		if err := w.lines.Close(); err != nil {
			return Info{}, err
		}
	}
	if w.parquet != nil {
		if len(w.group) > 0 {
			if err := w.parquet.WriteGroup(w.group); err != nil {
				return Info{}, err
			}
		}
		if err := w.parquet.Close(); err != nil {
			return Info{}, err
		}
	}
	w.info.Content = schema.Digest(w.content.Sum(nil))
	for _, f := range w.files {
		if err := f.close(); err != nil {
			return Info{}, err
		}
		w.info.Files = append(w.info.Files, File{f.name, w.info.Rows, f.bytes, schema.Digest(f.sum.Sum(nil)), w.info.Content})
	}
	w.files = nil
	return w.info, nil
}

// abort closes what finish has not; the caller throws the stage away.
func (w *shardWriter) abort() {
	for _, f := range w.files {
		f.w.Close()
	}
}

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
		return zstd.NewWriter(w, zstd.WithEncoderLevel(zstd.SpeedDefault), zstd.WithEncoderConcurrency(1),
			zstd.WithWindowSize(8<<20), zstd.WithEncoderCRC(true), zstd.WithSingleSegment(false))
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

type nopCloser struct{ io.Writer }

func (nopCloser) Close() error { return nil }
