package shard

import (
	"context"
	"crypto/sha256"
	"fmt"
	"hash"
	"io"
	"iter"
	"slices"

	"corpuspack/schema"
	"corpuspack/schema/jsonl"
	"corpuspack/schema/parquet"
)

// Dir is where files of a release are made.
type Dir interface {
	// Create returns a writer to a new file. The file is durable when Close returns without error.
	Create(name string) (io.WriteCloser, error)
	// Open returns a reader of a file that Create has made.
	Open(name string) (io.ReadCloser, error)
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

	chain hash.Hash // of the lines of this shard and all before it; nil where those are not known
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

// Write writes the rows of one shard in every encoding of the recipe, and says what it wrote.
func (s *Sharder) Write(ctx context.Context, dir Dir, slot Slot, rows Rows) (Info, error) {
	w, err := s.Create(dir, slot, Info{})
	if err != nil {
		return Info{}, err
	}
	defer w.Abort()
	for row, err := range rows {
		if err == nil {
			err = ctx.Err()
		}
		if err == nil {
			err = w.Add(row)
		}
		if err != nil {
			return Info{}, err
		}
	}
	return w.Finish()
}

// Writer writes the rows of one shard in every encoding of the recipe. It is of no more use after an error.
type Writer struct {
	table   schema.Table
	sums    Summer
	jsonl   io.WriteCloser  // nil where there is none
	parquet *parquet.Writer // nil where there is none
	files   []*file
	content hash.Hash
	chain   hash.Hash // as content, from the first shard on; nil where that is not known
	info    Info

	lines []byte // neither digested nor compressed yet
	rows  int    // of the row group
	bytes int64  // of its canonical lines
}

// Create begins a shard. Where before is the shard that stands before it in its table and split, as Finish has returned it,
// the digest of the table goes on from there; the zero Info leaves that to Content.
func (s *Sharder) Create(dir Dir, slot Slot, before Info) (*Writer, error) {
	t := s.schema.Table(slot.Table)
	w := &Writer{table: t, sums: NewSummer(t), content: sha256.New(), chain: before.chain, info: Info{Slot: slot}}
	if slot.Index == 0 {
		w.chain = w.content
	}
	if err := s.open(w, dir, slot); err != nil {
		w.Abort()
		return nil, err
	}
	return w, nil
}

func (s *Sharder) open(w *Writer, dir Dir, slot Slot) (err error) {
	if slices.Contains(s.config.Encodings, "jsonl") {
		f, err := w.create(dir, slot.Name("jsonl", s.config.JSONL))
		if err != nil {
			return err
		}
		if w.jsonl, err = compressor(f, s.config.JSONL); err != nil {
			return err
		}
	}
	if slices.Contains(s.config.Encodings, "parquet") {
		f, err := w.create(dir, slot.Name("parquet", ""))
		if err != nil {
			return err
		}
		w.parquet, err = parquet.NewWriter(f, w.table, parquet.Config{
			Codec: s.config.Parquet, Revision: s.revision, Schema: s.schema.Version})
		return err
	}
	return nil
}

func (w *Writer) create(dir Dir, name string) (*file, error) {
	f, err := create(dir, name)
	if err == nil {
		w.files = append(w.files, f)
	}
	return f, err
}

// chunk is the number of bytes of lines that are digested and compressed at a time.
const chunk = 256 << 10

// Add writes the next row, in the order of the table. The row may be changed afterwards.
func (w *Writer) Add(row schema.Row) error {
	start := len(w.lines)
	w.lines = append(jsonl.Append(w.lines, w.table, row), '\n')
	w.info.Add(w.sums.Of(row))
	if err := w.addToGroup(row, int64(len(w.lines)-start)); err != nil {
		return err
	}
	if len(w.lines) < chunk {
		return nil
	}
	return w.flush()
}

// Batch is rows with their lines.
type Batch struct {
	rows    []schema.Row
	lines   []byte
	lengths []int64 // of the lines, with their line ends
	totals  Totals
}

// Batch makes the lines of rows. It may be called from many goroutines, at any time. The rows are not to be changed afterwards.
func (w *Writer) Batch(rows []schema.Row) *Batch {
	b := &Batch{rows: rows, lengths: make([]int64, len(rows))}
	for i, row := range rows {
		start := len(b.lines)
		b.lines = append(jsonl.Append(b.lines, w.table, row), '\n')
		b.lengths[i] = int64(len(b.lines) - start)
		b.totals.Add(w.sums.Of(row))
	}
	return b
}

// Tasks returns what is to be done to write a batch, at once or in any order, after the batch before and before the next one. No
// row stands in a shard that is written partly by Add.
func (w *Writer) Tasks(b *Batch) []func() error {
	w.info.Add(b.totals)
	w.lines = b.lines
	pages := func() error {
		for i, row := range b.rows {
			if err := w.addToGroup(row, b.lengths[i]); err != nil {
				return err
			}
		}
		return nil
	}
	return []func() error{w.flush, pages}
}

// addToGroup gives the row, whose line has n bytes, to Parquet, and before it ends a row group that it would make too large.
func (w *Writer) addToGroup(row schema.Row, n int64) error {
	if w.parquet == nil {
		return nil
	}
	if w.rows > 0 && (w.rows == parquet.MaxGroupRows || w.bytes+n > parquet.MaxGroupBytes) {
		if err := w.parquet.EndGroup(); err != nil {
			return err
		}
		w.rows, w.bytes = 0, 0
	}
	w.rows++
	w.bytes += n
	return w.parquet.Write(row)
}

// flush digests and compresses the lines that are left.
func (w *Writer) flush() (err error) {
	w.content.Write(w.lines)
	if w.chain != nil && w.chain != w.content {
		w.chain.Write(w.lines)
	}
	if w.jsonl != nil {
		_, err = w.jsonl.Write(w.lines)
	}
	w.lines = w.lines[:0]
	return err
}

// Finish ends the shard and says what was written. Its files are durable.
func (w *Writer) Finish() (Info, error) {
	if err := w.end(); err != nil {
		return Info{}, err
	}
	w.info.Content, w.info.chain = schema.Digest(w.content.Sum(nil)), w.chain
	for _, f := range w.files {
		if err := f.close(); err != nil {
			return Info{}, err
		}
		w.info.Files = append(w.info.Files, File{f.name, w.info.Rows, f.bytes, schema.Digest(f.sum.Sum(nil)), w.info.Content})
	}
	w.files = nil
	return w.info, nil
}

// end ends both encodings.
func (w *Writer) end() error {
	if err := w.flush(); err != nil {
		return err
	}
	if w.jsonl != nil {
		if err := w.jsonl.Close(); err != nil {
			return err
		}
	}
	if w.parquet == nil {
		return nil
	}
	if w.rows > 0 {
		if err := w.parquet.EndGroup(); err != nil {
			return err
		}
	}
	return w.parquet.Close()
}

// Abort closes the files that Finish has not closed; the caller throws them away.
func (w *Writer) Abort() {
	for _, f := range w.files {
		f.w.Close()
	}
	w.files = nil
}
