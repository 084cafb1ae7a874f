package delta

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"corpuspack/pipeline"
	"corpuspack/pipeline/shard"
	"corpuspack/releases"
	"corpuspack/schema"
)

// Make writes the delta from the release old to the release new, both of them whole. It needs a folder for its work, which the
// caller removes.
func Make(ctx context.Context, old, new *releases.Release, w io.Writer, work string, decode releases.Decode, meter pipeline.Meter) error {
	m := maker{ctx: ctx, old: old, new: new, decode: decode, meter: meter, asBytes: map[string]bool{}}
	for try := 0; ; try++ {
		path := filepath.Join(work, fmt.Sprint("delta", try))
		wrong, err := m.try(path)
		if err != nil {
			return err
		}
		if len(wrong) == 0 {
			return send(path, w)
		}
		if try == 1 {
			return fmt.Errorf("%s: the delta does not give it again", wrong[0])
		}
		for _, name := range wrong { // another program has made these, or another version of a library
			m.asBytes[name] = true
		}
	}
}

func send(path string, w io.Writer) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = io.Copy(w, f)
	return err
}

type maker struct {
	ctx      context.Context
	old, new *releases.Release
	decode   releases.Decode
	meter    pipeline.Meter
	asBytes  map[string]bool // shards whose bytes their rows do not give
	w        *writer
}

// try writes a delta, makes the release of it, and returns the shards that come out otherwise.
func (m *maker) try(path string) ([]string, error) {
	f, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(m.write(f), f.Close()); err != nil {
		return nil, err
	}
	if f, err = os.Open(path); err != nil {
		return nil, err
	}
	defer f.Close()
	return Check(m.ctx, m.old, f, m.decode, m.meter)
}

func (m *maker) write(w io.Writer) (err error) {
	h := Header{Base: m.old.Digest, Release: m.new.Digest, Version: m.new.Manifest.Version}
	rows := m.tables()
	if len(rows) > 0 {
		h.Revision = schema.Revision
	}
	if m.w, err = newWriter(w, h); err != nil {
		return err
	}
	if err := m.files(); err != nil {
		return err
	}
	if err := m.shards(); err != nil {
		return err
	}
	for _, t := range rows {
		if err := m.rows(t); err != nil {
			return err
		}
	}
	return m.w.end()
}

// files writes CHECKSUMS and all files that are no shards, but those that the base has too.
func (m *maker) files() error {
	names := []string{releases.ChecksumsName}
	shards := shardsOf(m.new.Manifest)
	had := byDigest(m.old.Sums)
	for _, sum := range m.new.Sums {
		if _, isShard := shards[sum.Path]; !isShard && had[sum.Digest] == "" {
			names = append(names, sum.Path)
		}
	}
	for _, name := range names {
		content, err := releases.ReadFile(filepath.Join(m.new.Dir, filepath.FromSlash(name)))
		if err != nil {
			return err
		}
		dictionary, err := fileOf(m.old, name)
		if err == nil {
			err = m.w.pack(section{Kind: kindFile, Name: name}, content, dictionary)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// fileOf returns a file of a release, or nothing where it has no such file.
func fileOf(r *releases.Release, name string) ([]byte, error) {
	b, err := releases.ReadFile(filepath.Join(r.Dir, filepath.FromSlash(name)))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return b[:min(len(b), maxBlock)], err
}

// shardsOf returns the shards of a release by name.
func shardsOf(m *releases.Manifest) map[string]shard.File {
	files := map[string]shard.File{}
	for _, splits := range m.Tables {
		for _, t := range splits {
			for _, f := range t.Shards {
				files[f.Name] = f
			}
		}
	}
	return files
}

// byDigest returns a path of each content of a release.
func byDigest(sums releases.Sums) map[schema.Digest]string {
	paths := map[schema.Digest]string{}
	for _, s := range sums {
		if paths[s.Digest] == "" {
			paths[s.Digest] = s.Path
		}
	}
	return paths
}

// tables returns TABLE/SPLIT of documents and of removed whose rows the delta has: those with a shard, or a shard of their
// segments, that the base lacks. Segments are made of documents.
func (m *maker) tables() (list []string) {
	had := byDigest(m.old.Sums)
	missing := func(table, split string) bool {
		return slices.ContainsFunc(m.new.Manifest.Tables[table][split].Shards, func(f shard.File) bool {
			return had[f.SHA256] == "" && !m.asBytes[f.Name]
		})
	}
	for _, split := range m.new.Manifest.Splits(schema.Documents) {
		if missing(schema.Documents, split) || missing(schema.Segments, split) {
			list = append(list, schema.Documents+"/"+split)
		}
	}
	if missing(schema.Removed, schema.Removed) {
		list = append(list, schema.Removed+"/"+schema.Removed)
	}
	return list
}

// rows writes the lines of a table and split, as what is to be done with those of the base.
func (m *maker) rows(name string) error {
	table, split, _ := strings.Cut(name, "/")
	b := block{w: m.w, name: name}
	total := m.new.Manifest.Rows(schema.Documents) + m.new.Manifest.Rows(schema.Removed)
	nextA, stopA := iter.Pull2(lines(m.ctx, m.old, table, split, m.decode))
	nextB, stopB := iter.Pull2(lines(m.ctx, m.new, table, split, m.decode))
	defer stopA()
	defer stopB()
	a, errA, moreA := nextA()
	c, errC, moreB := nextB()
	for moreA || moreB {
		if err := errors.Join(errA, errC); err != nil {
			return err
		}
		if moreB {
			m.meter("delta", 1, total)
		}
		order := bytes.Compare(idOf(a), idOf(c))
		var err error
		switch {
		case !moreB || moreA && order < 0:
			err = b.skip(a)
			a, errA, moreA = nextA()
		case !moreA || order > 0:
			err = b.insert(c)
			c, errC, moreB = nextB()
		case bytes.Equal(a, c):
			err = b.copy(a)
			a, errA, moreA = nextA()
			c, errC, moreB = nextB()
		default:
			err = errors.Join(b.skip(a), b.insert(c))
			a, errA, moreA = nextA()
			c, errC, moreB = nextB()
		}
		if err != nil {
			return err
		}
	}
	return b.flush()
}

// idOf returns the id that a canonical line begins with: `{"id":"…"`.
func idOf(line []byte) []byte {
	const start = len(`{"id":"`)
	return line[min(start, len(line)):min(start+schema.IDLength, len(line))]
}

// lines yields the canonical lines of a table and split, shard after shard.
func lines(ctx context.Context, r *releases.Release, table, split string, decode releases.Decode) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		for _, name := range r.Shards(table, split) {
			for line, err := range r.Lines(ctx, name, table, decode) {
				if !yield(line, err) || err != nil {
					return
				}
			}
		}
	}
}

// block gathers what is to be done with some lines of the base.
type block struct {
	w                 *writer
	name              string
	ops               []int64
	skipped, inserted []byte
	copied            int // bytes
}

// add counts one more line to copy (0), to skip (1) or to insert (2).
func (b *block) add(op int) {
	if n := len(b.ops); n == 0 || (n-1)%3 > op {
		b.ops = append(b.ops, 0, 0, 0)
	}
	b.ops[len(b.ops)-3+op]++
}

func (b *block) copy(line []byte) error {
	if n := len(b.ops); n > 0 && (b.ops[n-2] > 0 || b.ops[n-1] > 0) {
		b.ops = append(b.ops, 0, 0, 0)
	}
	b.add(0)
	b.copied += len(line)
	return b.full()
}

func (b *block) skip(line []byte) error {
	if n := len(b.ops); n > 0 && b.ops[n-1] > 0 {
		b.ops = append(b.ops, 0, 0, 0)
	}
	b.add(1)
	b.skipped = append(append(b.skipped, line...), '\n')
	return b.full()
}

func (b *block) insert(line []byte) error {
	b.add(2)
	b.inserted = append(append(b.inserted, line...), '\n')
	return b.full()
}

func (b *block) full() error {
	if len(b.skipped) < maxBlock && len(b.inserted) < maxBlock && b.copied < maxBlock && len(b.ops) < 1<<18 {
		return nil
	}
	return b.flush()
}

func (b *block) flush() error {
	err := b.w.pack(section{Kind: kindRows, Name: b.name, Ops: b.ops}, b.inserted, b.skipped)
	b.ops, b.skipped, b.inserted, b.copied = nil, b.skipped[:0], b.inserted[:0], 0
	return err
}

// shards writes the shards whose bytes their rows do not give.
func (m *maker) shards() error {
	for _, sum := range m.new.Sums {
		if !m.asBytes[sum.Path] {
			continue
		}
		f, err := os.Open(filepath.Join(m.new.Dir, filepath.FromSlash(sum.Path)))
		if err != nil {
			return err
		}
		info, err := f.Stat()
		if err == nil {
			err = m.w.copy(section{Kind: kindBytes, Name: sum.Path}, info.Size(), f)
		}
		if err := errors.Join(err, f.Close()); err != nil {
			return err
		}
	}
	return nil
}

// digestOf returns the SHA-256 of bytes.
func digestOf(b []byte) schema.Digest { return sha256.Sum256(b) }
