// Package local runs a plan on the goroutines of this process.
//
// The rule that matters: no line here changes what a release contains. ordered is the only place of the program with
// goroutines; everything else sees its results in the order of its input.
package local

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"iter"

	"corpuspack/pipeline"
	"corpuspack/pipeline/archive"
	"corpuspack/pipeline/dedup"
	"corpuspack/pipeline/shard"
	"corpuspack/schema"
	"corpuspack/schema/jsonl"
)

// A batch is what one goroutine works on at a time: records up to these bounds, or one larger record.
const (
	batchRecords = 256
	batchBytes   = 1 << 20
)

// Engine is the pipeline.Engine of this process.
type Engine struct{}

// Run reads the archive, compares its documents and writes the shards. It holds a batch a worker, what the comparison may
// hold, and a row group a worker; the rest is in the scratch space of the job.
func (Engine) Run(ctx context.Context, job pipeline.Job) (*pipeline.Result, error) {
	if job.Meter == nil {
		job.Meter = func(string, int64, int64) {}
	}
	r := run{Job: job}
	var err error
	if r.ancestry, err = job.Plan.Ancestry(r.resources(ctx), job.Parent); err != nil {
		return nil, err
	}
	defer r.ancestry.Close()
	r.intake = job.Plan.Intake(r.resources(ctx), r.ancestry)
	defer func() { r.intake.Close() }()
	r.bytes = job.Archive.Size()
	if err := r.read(ctx); err != nil {
		return nil, err
	}
	if job.Plan.Repeats() {
		if err := r.finish(ctx); err != nil {
			return nil, err
		}
	}
	if job.Plan.CutsPassages() {
		if err := r.cut(ctx); err != nil {
			return nil, err
		}
	}
	verdict, err := r.intake.Decide()
	if err != nil {
		return nil, err
	}
	defer verdict.Close()
	r.verdict = verdict
	r.result.Withdrawn = r.intake.Withdrawals()
	r.result.Removed, r.result.Against, r.result.Leaks = verdict.Removed, r.intake.Benchmarks(), verdict.Leaks
	if verdict.Kept == 0 {
		return nil, fmt.Errorf("no document is left: %d were read, and all were removed (%s)",
			r.result.Read, reasons(r.result.Removed))
	}
	if err := r.write(ctx); err != nil {
		return nil, err
	}
	return &r.result, r.digest(ctx)
}

type run struct {
	pipeline.Job
	result   pipeline.Result
	ancestry *pipeline.Ancestry
	intake   *pipeline.Intake
	unread   pipeline.Unreadable
	bytes    int64 // of all inputs
	verdict  *pipeline.Verdict
}

// resources are those of the job for the comparison.
func (r *run) resources(ctx context.Context) dedup.Resources {
	return dedup.Resources{
		Space: r.Scratch, Memory: r.Memory, Workers: r.Workers,
		Spread: func(n int, f func(int) error) error { return spread(ctx, n, n, f) },
		Step: func(n int) error {
			r.Meter("compare", int64(n), r.intake.Len())
			return ctx.Err()
		},
	}
}

// spread calls f(0) to f(n-1) on several goroutines.
func spread(ctx context.Context, workers, n int, f func(int) error) error {
	one := func(_ context.Context, i int) (struct{}, error) { return struct{}{}, f(i) }
	for _, err := range ordered(ctx, workers, upTo(n), one) {
		if err != nil {
			return err
		}
	}
	return ctx.Err()
}

// upTo yields the numbers below n.
func upTo(n int) iter.Seq2[int, error] {
	return func(yield func(int, error) bool) {
		for i := range n {
			if !yield(i, nil) {
				return
			}
		}
	}
}

var errLimit = errors.New("limit reached")

// read is the first pass: every document becomes an entry with its line put away, a removal or a fault.
func (r *run) read(ctx context.Context) error {
	for parts, err := range ordered(ctx, r.Workers, r.batches(ctx), r.prepare) {
		for i := 0; err == nil && i < len(parts); i++ {
			err = r.takePart(&parts[i])
		}
		if err == errLimit {
			break
		}
		if err != nil {
			return err
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if len(r.unread.Faults)+len(r.unread.Disk) > 0 {
		return &r.unread
	}
	return nil
}

// prepare fills the items of a batch.
func (r *run) prepare(_ context.Context, batch []part) (_ []part, err error) {
	for i := range batch {
		p := &batch[i]
		if p.packed != nil {
			if p.items, err = r.intake.Restore(p.packed); err != nil {
				return nil, err
			}
			continue
		}
		for _, rec := range p.records {
			p.items = append(p.items, r.intake.Read(p.file, rec)...)
		}
		if r.Reuse != nil {
			p.packed = r.Plan.Pack(p.items)
		}
	}
	return batch, nil
}

func (r *run) takePart(p *part) error {
	if err := r.take(p.items); err != nil {
		return err
	}
	if len(p.items) > 0 {
		r.Reuse.Add(p.packed)
	}
	if p.ended {
		r.Reuse.EndInput(p.file, p.digest)
	}
	return nil
}

func (r *run) take(items []pipeline.Item) error {
	for _, item := range items {
		if item.Passed != "" {
			r.result.Passed = pipeline.Tally(r.result.Passed, item.Passed)
			continue
		}
		if r.Limit > 0 && r.result.Read == r.Limit {
			return errLimit
		}
		r.result.Read++
		if err := r.keep(item); err != nil {
			return err
		}
	}
	return nil
}

// keepAll keeps items that come in batches.
func (r *run) keepAll(ctx context.Context, batches iter.Seq2[[]pipeline.Item, error]) error {
	for items, err := range batches {
		if err != nil {
			return err
		}
		for _, item := range items {
			if err := r.keep(item); err != nil {
				return err
			}
		}
	}
	return ctx.Err()
}

func (r *run) keep(item pipeline.Item) error {
	switch {
	case item.Removal == nil && item.Fault != nil:
		r.unread.Faults = append(r.unread.Faults, item.Fault)
		return nil
	case item.Fault != nil:
		r.result.Unread = append(r.result.Unread, item.Fault)
	}
	return r.intake.Add(item)
}

// part is a part of a file.
type part struct {
	file    *archive.File
	records []archive.Record
	packed  []byte          // what reading it gave
	items   []pipeline.Item // what becomes of it
	ended   bool            // it is the last part of the file
	digest  schema.Digest   // of the file that has ended
}

var errLeft = errors.New("the range was left")

// batches reads the files in order. The digests of the inputs are complete when it has ended.
func (r *run) batches(ctx context.Context) iter.Seq2[[]part, error] {
	return func(yield func([]part, error) bool) {
		b := batch{yield: yield}
		for i := range r.Archive.Files {
			f := &r.Archive.Files[i]
			err := r.readFile(ctx, f, &b)
			if errors.Is(err, errLeft) || ctx.Err() != nil {
				return
			}
			if err != nil {
				r.unread.Disk = append(r.unread.Disk, err) // and go on, to tell of all at once
			}
		}
		b.flush()
	}
}

// batch gathers parts of files until there are enough of them.
type batch struct {
	yield   func([]part, error) bool
	parts   []part
	records int
	bytes   int
}

// add adds a record.
func (b *batch) add(f *archive.File, rec archive.Record) error {
	if n := len(b.parts); n == 0 || b.parts[n-1].file != f {
		b.parts = append(b.parts, part{file: f})
	}
	p := &b.parts[len(b.parts)-1]
	p.records = append(p.records, rec)
	return b.grow(rec.Size())
}

// grow counts one more record of n bytes.
func (b *batch) grow(n int) error {
	b.records, b.bytes = b.records+1, b.bytes+n
	if b.records < batchRecords && b.bytes < batchBytes {
		return nil
	}
	return b.flush()
}

// end says that a file has ended.
func (b *batch) end(f *archive.File, digest schema.Digest) {
	if n := len(b.parts); n == 0 || b.parts[n-1].file != f {
		b.parts = append(b.parts, part{file: f})
	}
	p := &b.parts[len(b.parts)-1]
	p.ended, p.digest = true, digest
}

func (b *batch) flush() error {
	if len(b.parts) > 0 && !b.yield(b.parts, nil) {
		return errLeft
	}
	b.parts, b.records, b.bytes = nil, 0, 0
	return nil
}

// readFile reads one file, or takes what reading it gave the run before. Its records count as they come, up to its size on
// disk, which a compressed one passes.
func (r *run) readFile(ctx context.Context, f *archive.File, b *batch) error {
	counted := int64(0)
	chunks, digest := r.Reuse.Input(ctx, f)
	var err error
	if chunks != nil {
		err = b.restore(f, chunks)
	} else {
		digest, err = f.Read(ctx, func(rec archive.Record) error {
			n := min(int64(rec.Size()), f.Size-counted)
			counted += n
			r.Meter("read", n, r.bytes)
			return b.add(f, rec)
		})
	}
	if err == nil {
		b.end(f, digest)
		r.result.Inputs = append(r.result.Inputs, pipeline.Input{Source: f.Source, Bytes: f.Size, SHA256: digest})
		r.Meter("read", f.Size-counted, r.bytes)
	}
	return err
}

// restore adds what reading a file gave.
func (b *batch) restore(f *archive.File, chunks iter.Seq2[[]byte, error]) error {
	for chunk, err := range chunks {
		if err != nil {
			return err
		}
		b.parts = append(b.parts, part{file: f, packed: chunk})
		if err := b.grow(len(chunk)); err != nil {
			return err
		}
	}
	return nil
}

// crew returns who works on a part: several, where it is so large that others would wait for one.
func (r *run) crew(ctx context.Context, part pipeline.Part, total int64) *pipeline.Crew {
	if part.N*int64(r.Workers) <= total || r.Workers == 1 {
		return nil
	}
	return &pipeline.Crew{
		Ahead: func(in iter.Seq2[*pipeline.Batch, error], f func(*pipeline.Batch) (*pipeline.Batch, error)) iter.Seq2[*pipeline.Batch, error] {
			return ordered(ctx, r.Workers, in, func(_ context.Context, b *pipeline.Batch) (*pipeline.Batch, error) { return f(b) })
		},
		Spread: func(n int, f func(int) error) error { return spread(ctx, r.Workers, n, f) },
	}
}

// write is the second pass: every shard of documents, and the one of their segments, is made by one worker.
func (r *run) write(ctx context.Context) error {
	passes, total := r.verdict.Passes(), int64(0)
	for _, part := range passes {
		total += part.N
	}
	var before []shard.Info // known to a single worker
	one := func(ctx context.Context, part pipeline.Part) (pipeline.Written, error) {
		w, err := r.Write(ctx, r.verdict, part, before, r.crew(ctx, part, total))
		if r.Workers == 1 {
			before = w.Infos
		}
		r.Meter("write", part.N, total)
		return w, err
	}
	for w, err := range ordered(ctx, r.Workers, each(passes), one) {
		if err == nil {
			err = r.Reuse.AddShards(w)
		}
		if err != nil {
			return err
		}
		r.result.Shards = append(r.result.Shards, w.Infos...)
		r.result.Linked += w.Linked
	}
	return ctx.Err()
}

// digest computes the content digest of each table and split.
func (r *run) digest(ctx context.Context) error {
	var groups [][]pipeline.Part
	for _, p := range r.verdict.Slots {
		if p.Index == 0 {
			groups = append(groups, nil)
		}
		groups[len(groups)-1] = append(groups[len(groups)-1], p)
	}
	written := map[shard.Slot]shard.Info{}
	for _, info := range r.result.Shards {
		written[info.Slot] = info
	}
	one := func(ctx context.Context, parts []pipeline.Part) (c pipeline.Content, err error) {
		c.Table, c.Split = parts[0].Table, parts[0].Split
		var shards []shard.Info
		for _, p := range parts {
			shards = append(shards, written[p.Slot])
		}
		var known bool
		if c.SHA256, known, err = r.Plan.Sharder.Content(ctx, r.Dir, shards); err == nil && !known {
			c.SHA256, err = r.lines(ctx, parts)
		}
		return c, err
	}
	for c, err := range ordered(ctx, r.Workers, each(groups), one) {
		if err != nil {
			return err
		}
		r.result.Tables = append(r.result.Tables, c)
	}
	return ctx.Err()
}

// lines makes the lines of parts once more, where no file has them.
func (r *run) lines(ctx context.Context, parts []pipeline.Part) (schema.Digest, error) {
	sum, table := sha256.New(), r.Plan.Schema.Table(parts[0].Table)
	var line []byte
	for _, part := range parts {
		for row, err := range r.Plan.Rows(r.verdict, part) {
			if err == nil {
				err = ctx.Err()
			}
			if err != nil {
				return schema.Digest{}, err
			}
			line = append(jsonl.Append(line[:0], table, row), '\n')
			sum.Write(line)
		}
	}
	return schema.Digest(sum.Sum(nil)), nil
}

func each[T any](list []T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, item := range list {
			if !yield(item, nil) {
				return
			}
		}
	}
}

func reasons(counts []pipeline.Count) string {
	text := ""
	for i, c := range counts {
		if i > 0 {
			text += ", "
		}
		text += fmt.Sprintf("%s %d", c.Reason, c.N)
	}
	return text
}
