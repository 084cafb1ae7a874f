package verify

import (
	"crypto/sha256"
	"io"
	"os"
	"slices"
	"strings"

	"corpuspack/pipeline/shard"
	"corpuspack/releases"
	"corpuspack/schema"
)

// encodings of a shard. The rows of the first that a release has are held to every rule; the others must have its bytes.
var encodings = []string{"jsonl", "parquet"}

// tables checks the shards: the removed, documents and their segments side by side, then each table and split.
func (c *checker) tables() {
	c.streams = map[string]*stream{}
	removed := c.removedRows()
	defer removed.close()
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

// checkTable compares the content of every file of a table and split, and what its rows give, with the manifest.
func (c *checker) checkTable(table schema.Table, split string) {
	t := c.manifest.Tables[table.Name][split]
	var read *stream
	for _, name := range encodings {
		files := encoding(t, name)
		c.checkNames(files, name, shard.Slot{Table: table.Name, Split: split})
		if len(files) == 0 {
			continue
		}
		if read == nil {
			read = c.stream(table.Name, split)
			read.drain()
		} else if !c.sameContent(files, read) {
			read = c.newStream(table, files)
			read.drain()
		}
		if c.anyDamaged(files) {
			continue
		}
		c.checkNumbers(table, split, read)
		if documents := encoding(c.manifest.Tables[schema.Documents][split], name); table.Name == schema.Segments && len(files) != len(documents) {
			c.problem(releases.ManifestName, "segments/%s has %d shards, documents/%s has %d", split, len(files), split, len(documents))
		}
	}
	c.report.Rows += t.Rows
}

// checkNumbers compares what the rows of a table and split give with the manifest and the recipe.
func (c *checker) checkNumbers(table schema.Table, split string, read *stream) {
	t := c.manifest.Tables[table.Name][split]
	if got := read.numbers(); !sameNumbers(got, t) {
		c.problem(releases.ManifestName, "%s/%s: its shards give %+v and content %s; it says %+v and %s",
			table.Name, split, got.Totals, got.SHA256, t.Totals, t.SHA256)
	}
	bits := shard.Bits(read.bytes, c.plan.Recipe.Shard.Size, read.ids)
	if table.Name != schema.Segments && 1<<bits != len(read.files) {
		c.problem(releases.ManifestName, "%s/%s has %d shards, the recipe gives %d", table.Name, split, len(read.files), 1<<bits)
	}
}

// sameContent reports whether the files of another encoding hold the bytes that a stream has read. Then their rows are
// those that were checked, and need no look.
func (c *checker) sameContent(files []shard.File, read *stream) bool {
	if len(files) != len(read.files) {
		return false
	}
	for i, f := range files {
		if c.damaged[f.Name] || c.damaged[read.files[i].Name] {
			return false
		}
		if digest, err := c.digest(f, read.table.Name); err != nil || digest != read.digests[i] {
			return false
		}
	}
	for i, f := range files {
		c.checkContent(f, read.rows[i], read.digests[i])
	}
	return true
}

// digest returns the SHA-256 of the canonical lines of a file.
func (c *checker) digest(f shard.File, table string) (schema.Digest, error) {
	content, err := c.release.Content(c.ctx, f.Name, table, c.Decode)
	if err != nil {
		return schema.Digest{}, err
	}
	defer content.Close()
	sum := sha256.New()
	_, err = io.Copy(sum, content)
	return schema.Digest(sum.Sum(nil)), err
}

// checkContent compares the rows of a file with those that the manifest says.
func (c *checker) checkContent(f shard.File, rows int64, digest schema.Digest) {
	if rows != f.Rows {
		c.problem(f.Name, "it has %d rows, the manifest says %d", rows, f.Rows)
	}
	if digest != f.ContentSHA256 {
		c.problem(f.Name, "its rows are not those of the manifest: content is %s, not %s", digest, f.ContentSHA256)
	}
	c.Meter("rows", f.Rows, c.fileRows())
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
