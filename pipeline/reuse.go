package pipeline

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"slices"

	"corpuspack/pipeline/archive"
	"corpuspack/pipeline/cache"
	"corpuspack/pipeline/shard"
	"corpuspack/pipeline/spill"
	"corpuspack/schema"
	"corpuspack/schema/jsonl"
)

// Reuse is what a run takes from the run before instead of doing it again: what reading an input gave, and the shards. A nil
// Reuse takes and keeps nothing.
//
// The rule that matters: everything that a result follows from is in the key under which it is kept, so that a release has the
// same bytes with it and without it.
type Reuse struct {
	cache   *cache.Cache
	base    schema.Digest // of what all results follow from
	link    func([]shard.File) bool
	spoiled bool // the input that is being added is not kept
}

// NewReuse returns what a run of the plan takes from a cache. program is the digest of the program, benchmarks is what
// ReadBenchmarks has returned; Withdraw was called before. link puts files of earlier releases into the Dir of the job, all of them or none; it is called
// from many goroutines at once.
func (p *Plan) NewReuse(c *cache.Cache, program schema.Digest, benchmarks []Input, link func([]shard.File) bool) *Reuse {
	parts := []string{string(program[:]), string(p.Recipe.YAML())}
	for _, b := range benchmarks {
		parts = append(parts, b.Source, string(b.SHA256[:]))
	}
	for _, w := range p.withdrawn.list {
		parts = append(parts, w.ID, w.Source, w.URL, w.TextSHA256, w.Reason)
	}
	return &Reuse{cache: c, base: digestOf(parts...), link: link}
}

// digestOf returns the digest of texts: where one of them ends counts.
func digestOf(parts ...string) schema.Digest {
	var b []byte
	for _, part := range parts {
		b = spill.AppendString(b, part)
	}
	return sha256.Sum256(b)
}

// inputKey is the key of what reading a file gave.
func (r *Reuse) inputKey(f *archive.File, digest schema.Digest) schema.Digest {
	return digestOf("input", string(r.base[:]), f.Entry.Path, f.Entry.Name, f.Source, string(digest[:]))
}

// Input returns what reading a file gave the run before, in chunks for Intake.Restore, and the digest of the file. nil means
// that the file is to be read.
func (r *Reuse) Input(ctx context.Context, f *archive.File) (iter.Seq2[[]byte, error], schema.Digest) {
	if r == nil || r.cache.IsEmpty() {
		return nil, schema.Digest{}
	}
	digest, err := f.Digest(ctx)
	if err != nil {
		return nil, digest // reading it says why
	}
	entry, ok := r.cache.Find(r.inputKey(f, digest))
	if !ok {
		return nil, digest
	}
	return func(yield func([]byte, error) bool) {
		for {
			chunk, err := entry.Next()
			if err == io.EOF || !yield(chunk, err) || err != nil {
				return
			}
		}
	}, digest
}

// Add keeps what reading a part of a file gave, as Plan.Pack or Input has it; nil spoils the file. The parts of a file come in
// turn, and EndInput behind them.
func (r *Reuse) Add(chunk []byte) {
	switch {
	case r == nil:
	case chunk == nil:
		r.spoiled = true
	default:
		r.cache.Add(chunk)
	}
}

// EndInput says that the whole file with this digest has been added.
func (r *Reuse) EndInput(f *archive.File, digest schema.Digest) {
	if r == nil {
		return
	}
	if r.spoiled {
		r.cache.Drop()
	} else {
		r.cache.Commit(r.inputKey(f, digest))
	}
	r.spoiled = false
}

// Pack returns what Read gave for a part of a file, for Restore. It is nil where something could not be read, for that is
// to be read again. Without items it is empty.
func (p *Plan) Pack(items []Item) []byte {
	size := 0
	for _, item := range items {
		size += len(item.Line) + 16
	}
	packed := make([]byte, 0, size)
	for _, item := range items {
		switch {
		case item.Fault != nil, item.withdrawn != nil: // what is to be remembered of its text is not in a line
			return nil
		case item.Passed != "":
			packed = spill.AppendString(append(packed, packedPassed), item.Passed)
			continue
		case item.Removal != nil:
			line := jsonl.Append(nil, p.Schema.Table(schema.Removed), item.Removal.Row())
			packed = spill.AppendString(append(packed, packedRemoval), line)
		case item.draft:
			packed = spill.AppendString(append(packed, packedDraft), item.Line)
		default:
			packed = spill.AppendString(append(packed, packedDocument), item.Line)
		}
		packed = spill.AppendFlag(packed, item.Print.FailSameID)
		packed = spill.AppendInt(packed, int64(len(item.overlaps)))
		for _, text := range item.overlaps {
			packed = spill.AppendInt(packed, int64(text))
		}
	}
	return packed
}

// The kinds of packed items.
const (
	packedPassed = iota
	packedRemoval
	packedDraft
	packedDocument
)

// Restore returns the items that Pack was given. Prints are taken anew: that is faster than to keep them. It may be called
// from many goroutines.
func (in *Intake) Restore(packed []byte) (items []Item, err error) {
	c := spill.Cursor{Rest: packed}
	for len(c.Rest) > 0 {
		kind, content := c.Bytes(1)[0], c.Bytes(int(c.Int()))
		if kind == packedPassed {
			items = append(items, Item{Passed: string(content)})
			continue
		}
		item, err := in.restore(kind, content)
		if err != nil {
			return nil, err
		}
		item.Print.FailSameID = c.Flag()
		for range c.Int() {
			item.overlaps = append(item.overlaps, int(c.Int()))
		}
		items = append(items, item)
	}
	return items, nil
}

func (in *Intake) restore(kind byte, line []byte) (Item, error) {
	if kind == packedRemoval {
		row, err := jsonl.Parse(in.plan.Schema.Table(schema.Removed), line)
		if err != nil {
			return Item{}, err
		}
		removal := schema.RemovalOf(row)
		return Item{Removal: &removal}, nil
	}
	d, err := in.plan.parse(line)
	switch {
	case err != nil:
		return Item{}, err
	case kind == packedDraft:
		return draft(&d, line), nil
	}
	return Item{Print: in.prints.Print(&d), Title: d.Title, Line: line}, nil
}

// Written is a shard of removals, or one of documents and the one of their segments.
type Written struct {
	Infos  []shard.Info
	Linked int // files that are those of an earlier release

	key schema.Digest
}

// Write is Plan.Write for a part of the verdict, unless the shards are as the run before has written them: then their files
// are taken from where they are.
func (j *Job) Write(ctx context.Context, v *Verdict, part Part, before []shard.Info, crew *Crew) (w Written, err error) {
	if j.Reuse != nil {
		if w.key, err = j.Reuse.shardKey(v, part); err != nil {
			return w, err
		}
		if w.Linked = j.Reuse.shards(w.key, &w.Infos); w.Linked > 0 {
			return w, nil
		}
	}
	w.Infos, err = j.Plan.Write(ctx, j.Dir, v, part, before, crew)
	return w, err
}

// shardKey is the key of the shards of a part: of their place and of all that their rows follow from.
func (r *Reuse) shardKey(v *Verdict, part Part) (key schema.Digest, err error) {
	sum := sha256.New()
	fmt.Fprintf(sum, "shard %x %q %q %d %d\n", r.base, part.Table, part.Split, part.Index, part.Bits)
	if part.Table == schema.Removed {
		for line, err := range first(v.removals.From(part.at), part.N) {
			if err != nil {
				return key, err
			}
			sum.Write(line)
			sum.Write([]byte{'\n'})
		}
		return schema.Digest(sum.Sum(nil)), nil
	}
	var kept, line []byte
	for b, err := range first(v.kept.From(part.at), part.N) {
		if err != nil {
			return key, err
		}
		k := keptOf(b)
		line = slices.Grow(line[:0], int(k.Length))[:k.Length]
		if _, err := v.lines.ReadAt(line, k.Offset); err != nil {
			return key, err
		}
		k.Offset = 0 // says nothing of the document
		kept = k.append(kept[:0])
		sum.Write(kept) // says how long the line is
		sum.Write(line)
	}
	return schema.Digest(sum.Sum(nil)), nil
}

// shards finds what was written under a key, and links it. It returns the number of files.
func (r *Reuse) shards(key schema.Digest, infos *[]shard.Info) (n int) {
	entry, ok := r.cache.Find(key)
	if !ok {
		return 0
	}
	packed, err := entry.Next()
	if err != nil || json.Unmarshal(packed, infos) != nil {
		return 0
	}
	var files []shard.File
	for _, info := range *infos {
		files = append(files, info.Files...)
	}
	if !r.link(files) {
		return 0
	}
	return len(files)
}

// AddShards keeps what was written.
func (r *Reuse) AddShards(w Written) error {
	if r == nil {
		return nil
	}
	packed, err := json.Marshal(w.Infos)
	if err == nil {
		r.cache.Add(packed)
		r.cache.Commit(w.key)
	}
	return err
}
