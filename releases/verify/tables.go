package verify

import (
	"crypto/sha256"
	"fmt"
	"io"
	"iter"
	"os"
	"slices"
	"strings"

	"corpuspack/pipeline/shard"
	"corpuspack/releases"
	"corpuspack/schema"
	"corpuspack/schema/jsonl"
)

// tables checks the shards: documents and their segments side by side, then the removed.
func (c *checker) tables() {
	removed := c.removedRows()
	for _, split := range c.manifest.Splits(schema.Documents) {
		c.checkShares(split)
		c.splitRows(split, removed)
	}
	removed.finish(c)
	for _, table := range c.schema.Tables {
		for _, split := range c.manifest.Splits(table.Name) {
			c.checkTable(table, split)
		}
	}
	for name, splits := range c.manifest.Tables {
		if !slices.ContainsFunc(c.schema.Tables, func(t schema.Table) bool { return t.Name == name }) || len(splits) == 0 {
			c.problem(releases.ManifestName, "it has a table %q, which schema version %d has not", name, c.manifest.Schema)
		}
	}
}

// files of one encoding in a table and split, in the order of their shards.
func encoding(t releases.Table, parquet bool) []shard.File {
	var files []shard.File
	for _, f := range t.Shards {
		if strings.HasSuffix(f.Name, ".parquet") == parquet {
			files = append(files, f)
		}
	}
	return files
}

// checkTable decodes every file of a table and split and compares lines, rows and digests with the manifest.
func (c *checker) checkTable(table schema.Table, split string) {
	t := c.manifest.Tables[table.Name][split]
	for _, parquet := range []bool{false, true} {
		files := encoding(t, parquet)
		if len(files) == 0 {
			continue
		}
		whole, rows := sha256.New(), int64(0)
		for i, f := range files {
			c.checkName(f, table.Name, split, i, len(files))
			rows += f.Rows
			c.checkFile(f, table, whole)
		}
		if c.anyDamaged(files) {
			continue
		}
		if rows != t.Rows || schema.Digest(whole.Sum(nil)) != t.SHA256 {
			c.problem(releases.ManifestName, "%s/%s: its shards give %d rows and content %x, it says %d and %s",
				table.Name, split, rows, whole.Sum(nil), t.Rows, t.SHA256)
		}
	}
	c.report.Rows += t.Rows
}

func (c *checker) anyDamaged(files []shard.File) bool {
	return slices.ContainsFunc(files, func(f shard.File) bool { return c.damaged[f.Name] })
}

func (c *checker) checkName(f shard.File, table, split string, i, n int) {
	want := fmt.Sprintf("%s/%s-%05d-of-%05d.", table, split, i, n)
	if !strings.HasPrefix(strings.TrimPrefix(f.Name, "jsonl/"), want) || n&(n-1) != 0 {
		c.problem(f.Name, "a shard of this place is called %s…", want)
	}
	digest, listed := c.sums.Find(f.Name)
	if !listed {
		c.damaged[f.Name] = true
		c.problem(f.Name, "the manifest names it, %s does not", releases.ChecksumsName)
	} else if digest != f.SHA256 {
		c.problem(f.Name, "its SHA-256 in the manifest is %s, in %s %s", f.SHA256, releases.ChecksumsName, digest)
	}
	if info, err := os.Stat(c.path(f.Name)); err == nil && info.Size() != f.Bytes {
		c.problem(f.Name, "it has %d bytes, the manifest says %d", info.Size(), f.Bytes)
	}
}

// fileRows returns the rows of all files, a row counting once for each encoding.
func (c *checker) fileRows() (n int64) {
	for _, table := range c.schema.Tables {
		for _, t := range c.manifest.Tables[table.Name] {
			for _, f := range t.Shards {
				n += f.Rows
			}
		}
	}
	return n
}

// checkFile decodes one file: its lines must be canonical and give the content digest of the manifest.
func (c *checker) checkFile(f shard.File, table schema.Table, whole io.Writer) {
	if c.damaged[f.Name] {
		return
	}
	sum, rows := sha256.New(), int64(0)
	var again []byte
	for line, err := range c.release.Lines(c.ctx, f.Name, table.Name, c.Decode) {
		if err != nil {
			c.damaged[f.Name] = true
			c.problem(f.Name, "after %d rows: %v", rows, err)
			return
		}
		rows++
		row, err := jsonl.Parse(table, line)
		if err != nil {
			c.problem(f.Name, "row %d: it is no canonical line: %v", rows, err)
		} else if again = jsonl.Append(again[:0], table, row); string(again) != string(line) {
			c.problem(f.Name, "row %d: it is no canonical line", rows)
		}
		line = append(line[:len(line):len(line)], '\n')
		sum.Write(line)
		whole.Write(line)
	}
	if rows != f.Rows {
		c.problem(f.Name, "it has %d rows, the manifest says %d", rows, f.Rows)
	}
	if got := schema.Digest(sum.Sum(nil)); got != f.ContentSHA256 {
		c.problem(f.Name, "its rows are not those of the manifest: content is %s, not %s", got, f.ContentSHA256)
	}
	c.Meter("rows", f.Rows, c.fileRows())
}

// rows yields the rows of a table and split in order, with the file and the number of each: from JSON Lines where the
// release has them. Files that cannot be read are left to checkFile.
func (c *checker) rows(table, split string) iter.Seq2[place, schema.Row] {
	return func(yield func(place, schema.Row) bool) {
		t := c.manifest.Tables[table][split]
		files := encoding(t, false)
		if len(files) == 0 {
			files = encoding(t, true)
		}
		bits := 0
		for 1<<bits < len(files) {
			bits++
		}
		for i, f := range files {
			if c.damaged[f.Name] {
				continue
			}
			n := 0
			for line, err := range c.release.Lines(c.ctx, f.Name, table, c.Decode) {
				if err != nil {
					break
				}
				n++
				row, err := jsonl.Parse(c.schema.Table(table), line)
				if err == nil && !yield(place{f.Name, n, i, bits}, row) {
					return
				}
			}
		}
	}
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
