package verify

import (
	"crypto/sha256"
	"hash"
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
func encoding(t releases.Table, name string) []shard.File {
	var files []shard.File
	for _, f := range t.Shards {
		if strings.HasSuffix(f.Name, ".parquet") == (name == "parquet") {
			files = append(files, f)
		}
	}
	return files
}

// checkTable decodes every file of a table and split and compares lines, rows, numbers and digests with the manifest.
func (c *checker) checkTable(table schema.Table, split string) {
	t := c.manifest.Tables[table.Name][split]
	for _, name := range []string{"jsonl", "parquet"} {
		files := encoding(t, name)
		c.checkNames(files, name, shard.Slot{Table: table.Name, Split: split})
		if len(files) == 0 {
			continue
		}
		whole := tally{sum: sha256.New(), table: table}
		for _, f := range files {
			c.checkFile(f, &whole)
		}
		if c.anyDamaged(files) {
			continue
		}
		if got := whole.numbers(); !sameNumbers(got, t) {
			c.problem(releases.ManifestName, "%s/%s: its shards give %+v and content %s; it says %+v and %s",
				table.Name, split, got.Totals, got.SHA256, t.Totals, t.SHA256)
		}
		if documents := encoding(c.manifest.Tables[schema.Documents][split], name); table.Name == schema.Segments && len(files) != len(documents) {
			c.problem(releases.ManifestName, "segments/%s has %d shards, documents/%s has %d", split, len(files), split, len(documents))
		}
		if bits := shard.Bits(whole.bytes, c.plan.Recipe.Shard.Size, whole.ids); table.Name != schema.Segments && 1<<bits != len(files) {
			c.problem(releases.ManifestName, "%s/%s has %d shards, the recipe gives %d", table.Name, split, len(files), 1<<bits)
		}
	}
	c.report.Rows += t.Rows
}

func sameNumbers(a, b releases.Table) bool {
	return a.Totals == b.Totals && a.SHA256 == b.SHA256
}

func (c *checker) anyDamaged(files []shard.File) bool {
	return slices.ContainsFunc(files, func(f shard.File) bool { return c.damaged[f.Name] })
}

// checkNames checks that the files of an encoding are those that the recipe asks for, by name and in order.
func (c *checker) checkNames(files []shard.File, encoding string, slot shard.Slot) {
	if asked := slices.Contains(c.plan.Recipe.Shard.Encodings, encoding); asked != (len(files) > 0) {
		c.problem(releases.ManifestName, "%s/%s has %d files in the encoding %s, of which the recipe says otherwise",
			slot.Table, slot.Split, len(files), encoding)
	}
	for 1<<slot.Bits < len(files) {
		slot.Bits++
	}
	for i, f := range files {
		if slot.Index = i; f.Name != slot.Name(encoding, c.plan.Recipe.Shard.JSONL) {
			c.problem(f.Name, "the file that stands here is called %s", slot.Name(encoding, c.plan.Recipe.Shard.JSONL))
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
}

// tally gathers what the lines of a table and split give.
type tally struct {
	table schema.Table
	sum   hash.Hash
	count releases.Table
	bytes int64
	ids   []string // one of each shard of the greatest number of shards
}

func (t *tally) add(row schema.Row, line []byte) {
	t.sum.Write(line)
	t.bytes += int64(len(line))
	t.count.Add(shard.TotalsOf(t.table, row))
	id := row[t.table.Index("id")].Str
	if !idForm.MatchString(id) {
		return
	}
	if n := len(t.ids); n == 0 || shard.Index(t.ids[n-1], shard.MaxBits) != shard.Index(id, shard.MaxBits) {
		t.ids = append(t.ids, id)
	}
}

func (t *tally) numbers() releases.Table {
	t.count.SHA256 = schema.Digest(t.sum.Sum(nil))
	return t.count
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
func (c *checker) checkFile(f shard.File, whole *tally) {
	if c.damaged[f.Name] {
		return
	}
	sum, rows := sha256.New(), int64(0)
	var again []byte
	for line, err := range c.release.Lines(c.ctx, f.Name, whole.table.Name, c.Decode) {
		if err != nil {
			c.damaged[f.Name] = true
			c.problem(f.Name, "after %d rows: %v", rows, err)
			return
		}
		rows++
		row, err := jsonl.Parse(whole.table, line)
		if err != nil {
			c.damaged[f.Name] = true
			c.problem(f.Name, "row %d: it is no canonical line: %v", rows, err)
			return
		}
		again = append(jsonl.Append(again[:0], whole.table, row), '\n')
		sum.Write(again)
		whole.add(row, again)
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
		files := encoding(t, "jsonl")
		if len(files) == 0 {
			files = encoding(t, "parquet")
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
