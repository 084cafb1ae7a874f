package verify

import (
	"crypto/sha256"
	"hash"
	"io"
	"strings"

	"corpuspack/pipeline/shard"
	"corpuspack/releases"
	"corpuspack/schema"
	"corpuspack/schema/jsonl"
)

// A stream reads the rows of a table and split in one encoding, file after file. It reports what is wrong with the files,
// and gathers what their rows give. It holds one row.
type stream struct {
	tally
	c       *checker
	files   []shard.File
	rows    []int64         // of the files that were read
	digests []schema.Digest // of their content
	content io.ReadCloser   // of the file that is being read; nil between two
	lines   *jsonl.LineReader
	parser  *jsonl.Parser
	sum     hash.Hash // of the content so far
	at      place     // of row
	row     schema.Row
	ok      bool // there is a row
}

// place is where a row stands.
type place struct {
	file  string
	row   int
	shard int
	bits  int
}

func (c *checker) row(p place, format string, args ...any) {
	c.problem(p.file, "row %d: "+format, append([]any{p.row}, args...)...)
}

// stream returns the one stream of a table and split that the rules go over: of JSON Lines where the release has them.
func (c *checker) stream(table, split string) *stream {
	name := table + "/" + split
	if c.streams[name] == nil {
		files := encoding(c.manifest.Tables[table][split], "jsonl")
		if len(files) == 0 {
			files = encoding(c.manifest.Tables[table][split], "parquet")
		}
		c.streams[name] = c.newStream(c.schema.Table(table), files)
	}
	return c.streams[name]
}

func (c *checker) newStream(table schema.Table, files []shard.File) *stream {
	s := &stream{c: c, files: files, rows: make([]int64, len(files)), digests: make([]schema.Digest, len(files)), parser: jsonl.NewParser(table)}
	s.tally = tally{table: table, id: table.Index("id"), sums: shard.NewSummer(table), whole: sha256.New()}
	s.at.shard = -1
	for 1<<s.at.bits < len(files) {
		s.at.bits++
	}
	return s
}

// next reads the next row and reports whether there is one. The row, but not its strings, is overwritten by the call after.
func (s *stream) next() bool {
	for s.content != nil || s.open() {
		line, err := s.lines.Next()
		if err != nil {
			s.close(err)
			continue
		}
		s.at.row++
		row, err := s.parser.Parse(line)
		if err != nil {
			s.refuse(err)
			continue
		}
		s.row, s.ok = row, true
		s.add(row)
		return true
	}
	s.ok = false
	return false
}

// drain reads what is left.
func (s *stream) drain() {
	for s.next() {
	}
}

// open opens the next file that is not damaged.
func (s *stream) open() bool {
	for s.at.shard+1 < len(s.files) {
		s.at.shard++
		f := s.files[s.at.shard]
		s.at.file, s.at.row = f.Name, 0
		if s.c.damaged[f.Name] {
			continue
		}
		content, err := s.c.release.Content(s.c.ctx, f.Name, s.table.Name, s.c.Decode)
		if err != nil {
			s.fail(err)
			continue
		}
		s.content = content
		s.sum = s.whole // of the first file it is the same
		if s.at.shard > 0 {
			s.sum = sha256.New()
		}
		s.lines = jsonl.NewLineReader(io.TeeReader(content, s), s.c.release.LineLimit())
		return true
	}
	return false
}

// Write takes note of content that is read.
func (s *stream) Write(p []byte) (int, error) {
	s.bytes += int64(len(p))
	s.sum.Write(p)
	if s.sum != s.whole {
		s.whole.Write(p)
	}
	return len(p), nil
}

// close ends a file, at its end or with what stands in the way of reading on. The lines of a file that is not damaged are
// canonical, each of them, and so the digest of its rows is the one of its bytes.
func (s *stream) close(err error) {
	s.content.Close()
	s.content = nil
	i := s.at.shard
	switch f := s.files[i]; {
	case err != io.EOF:
		s.fail(err)
	case !s.c.damaged[f.Name]:
		s.rows[i], s.digests[i] = int64(s.at.row), schema.Digest(s.sum.Sum(nil))
		s.c.checkContent(f, s.rows[i], s.digests[i])
	}
}

func (s *stream) fail(err error) {
	s.c.damaged[s.at.file] = true
	s.c.problem(s.at.file, "after %d rows: %v", s.at.row, err)
}

// refuse reports the first line of a file that is not canonical. The rules go over those behind it.
func (s *stream) refuse(err error) {
	if !s.c.damaged[s.at.file] {
		s.c.damaged[s.at.file] = true
		s.c.row(s.at, "it is no canonical line: %v", err)
	}
}

// tally gathers what the lines of a table and split give.
type tally struct {
	table schema.Table
	id    int // place of the column
	sums  shard.Summer
	whole hash.Hash
	count releases.Table
	bytes int64
	ids   []string // one of each shard of the greatest number of shards
}

func (t *tally) add(row schema.Row) {
	t.count.Add(t.sums.Of(row))
	id := row[t.id].Str
	if !schema.IsID(id) {
		return
	}
	if n := len(t.ids); n == 0 || shard.Index(t.ids[n-1], shard.MaxBits) != shard.Index(id, shard.MaxBits) {
		t.ids = append(t.ids, strings.Clone(id)) // alone: the id is a part of all the text of its row
	}
}

func (t *tally) numbers() releases.Table {
	t.count.SHA256 = schema.Digest(t.whole.Sum(nil))
	return t.count
}
