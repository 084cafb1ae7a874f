// Package derive makes a release of another one, without the archive: the same rows but for those that were withdrawn, or in
// another schema version.
//
// The rule that matters: what comes out is a release like any other. It keeps the order of the rows, cuts shards by the same
// rules, counts what went among the removed, and says in its manifest what it was made of. releases/FORMAT.md, section 11,
// specifies it.
package derive

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"path/filepath"

	"corpuspack/pipeline"
	"corpuspack/pipeline/shard"
	"corpuspack/releases"
	"corpuspack/releases/publish"
	"corpuspack/schema"
	"corpuspack/schema/jsonl"
)

// Rows yields the rows of a table and split of the new release, in order. It is ranged over more than once.
type Rows func(table, split string) iter.Seq2[schema.Row, error]

// derivation is one release that is made of another one.
type derivation struct {
	from  *releases.Release
	by    string
	plan  *pipeline.Plan // of the new release
	rows  Rows
	leaks func(splits []string) ([]pipeline.Leak, error) // of the new release

	withdrawn []pipeline.Withdrawal // that it carries
}

// planOf compiles the recipe of a release, in the schema version v.
func planOf(r *releases.Release, v schema.Version) (*pipeline.Plan, error) {
	path := filepath.Join(r.Dir, releases.RecipeName)
	b, err := releases.ReadFile(path)
	if err != nil {
		return nil, err
	}
	recipe, err := pipeline.ReadRecipe(path, bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	recipe.Schema = v
	return recipe.Compile()
}

// publish makes the release as the folder target, which must not be there.
func (d *derivation) publish(ctx context.Context, target string) (*releases.Release, error) {
	path := filepath.Join(d.from.Dir, releases.InputsName)
	b, err := releases.ReadFile(path)
	if err != nil {
		return nil, err
	}
	inputs, err := releases.ParseSums(b)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return publish.Folder(ctx, target, func(dir shard.Dir) (*publish.Made, error) {
		m, err := d.write(ctx, dir)
		if err != nil {
			return nil, err
		}
		return &publish.Made{Plan: d.plan, Manifest: m, Inputs: inputs, Withdrawn: d.withdrawn}, nil
	})
}

// write writes the shards, and returns the manifest.
func (d *derivation) write(ctx context.Context, dir shard.Dir) (*releases.Manifest, error) {
	w := writer{derivation: d, ctx: ctx, dir: dir}
	old := d.from.Manifest
	var splits []string
	for _, split := range old.Splits(schema.Documents) {
		bits, rows, err := w.extent(schema.Documents, split)
		if err == nil && rows > 0 {
			splits = append(splits, split)
			err = w.tables(split, bits)
		}
		if err != nil {
			return nil, err
		}
	}
	if len(splits) == 0 {
		return nil, fmt.Errorf("no document of %s is left: a release without documents is none", d.from.Dir)
	}
	if err := w.removed(); err != nil {
		return nil, err
	}
	var err error
	if w.result.Leaks, err = d.leaks(splits); err != nil {
		return nil, err
	}
	return d.manifest(&w.result), nil
}

// manifest returns the manifest of what was written: of the archive and the benchmarks it says what the old one does.
func (d *derivation) manifest(result *pipeline.Result) *releases.Manifest {
	old := d.from.Manifest
	result.Read, result.Passed = old.Counts.Read, old.Counts.PassedList()
	for _, b := range old.Against {
		result.Against = append(result.Against, pipeline.Benchmark(b))
	}
	m := releases.NewManifest(d.plan.Recipe, old.Version, result, old.Archive.SHA256)
	m.Archive, m.Parent = old.Archive, old.Parent
	m.Derived = &releases.Derived{By: d.by, Digest: d.from.Digest, Revision: old.RowsRevision(), Version: old.Version}
	return &m
}

// oldLeaks returns the leaks of the old release.
func (d *derivation) oldLeaks([]string) (list []pipeline.Leak, err error) {
	for _, split := range d.from.Manifest.Splits(schema.Documents) {
		if l := d.from.Manifest.Leak[split]; l.ID != nil {
			list = append(list, pipeline.Leak{Split: split, Greatest: l.Greatest, Half: l.Half, ID: *l.ID, PartnerID: *l.PartnerID})
		}
	}
	return list, nil
}

// writer writes the shards of a derivation.
type writer struct {
	*derivation
	ctx    context.Context
	dir    shard.Dir
	result pipeline.Result
	line   []byte
}

// extent returns the bits of the shards of a table and split, and its number of rows.
func (w *writer) extent(table, split string) (bits int, rows int64, err error) {
	var ids []string // one of each shard of the greatest number of shards
	total := int64(0)
	for row, err := range w.rows(table, split) {
		if err != nil {
			return 0, 0, err
		}
		w.line = jsonl.Append(w.line[:0], w.plan.Schema.Table(table), row)
		total += int64(len(w.line)) + 1
		rows++
		id := row[0].Str
		if n := len(ids); n == 0 || shard.Index(ids[n-1], shard.MaxBits) != shard.Index(id, shard.MaxBits) {
			ids = append(ids, id)
		}
	}
	return shard.Bits(total, w.plan.Recipe.Shard.Size, ids), rows, nil
}

// tables writes the documents of a split and their segments.
func (w *writer) tables(split string, bits int) error {
	if err := w.table(schema.Documents, split, bits); err != nil {
		return err
	}
	return w.table(schema.Segments, split, bits)
}

// removed writes the table removed and counts its rows.
func (w *writer) removed() error {
	bits, rows, err := w.extent(schema.Removed, schema.Removed)
	if err != nil || rows == 0 {
		return err
	}
	return w.table(schema.Removed, schema.Removed, bits)
}

// table writes the shards of a table and split.
func (w *writer) table(table, split string, bits int) error {
	var shards []shard.Info
	var open *shard.Writer
	defer func() {
		if open != nil {
			open.Abort()
		}
	}()
	finish := func() error {
		if open == nil {
			return nil
		}
		info, err := open.Finish()
		shards, open = append(shards, info), nil
		return err
	}
	for row, err := range w.rows(table, split) {
		if err == nil {
			err = w.ctx.Err()
		}
		if index := len(shards); err == nil && (open == nil || shard.Index(row[0].Str, bits) != index) {
			err = finish()
			if err == nil {
				open, err = w.next(table, split, bits, shards)
			}
		}
		if err == nil {
			err = open.Add(row)
		}
		if err != nil {
			return err
		}
		if table == schema.Removed {
			w.count(schema.RemovalOf(row))
		}
	}
	if err := finish(); err != nil {
		return err
	}
	content, known, err := w.plan.Sharder.Content(w.ctx, w.dir, shards)
	if err == nil && !known {
		err = fmt.Errorf("%s/%s: the digest of its content is not known", table, split)
	}
	w.result.Shards = append(w.result.Shards, shards...)
	w.result.Tables = append(w.result.Tables, pipeline.Content{Table: table, Split: split, SHA256: content})
	return err
}

// next begins the shard that stands behind those that are written.
func (w *writer) next(table, split string, bits int, shards []shard.Info) (*shard.Writer, error) {
	var before shard.Info
	if n := len(shards); n > 0 {
		before = shards[n-1]
	}
	return w.plan.Sharder.Create(w.dir, shard.Slot{Table: table, Split: split, Index: len(shards), Bits: bits}, before)
}

// count counts a removed document.
func (w *writer) count(r schema.Removal) {
	for i := range w.result.Removed {
		if c := &w.result.Removed[i]; c.Step == r.Step && c.Reason == r.Reason {
			c.N++
			return
		}
	}
	w.result.Removed = append(w.result.Removed, pipeline.Count{Step: r.Step, Reason: r.Reason, N: 1})
}
