package delta

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"corpuspack/pipeline"
	"corpuspack/pipeline/shard"
	"corpuspack/releases"
	"corpuspack/schema"
	"corpuspack/schema/jsonl"
)

// Target is where the files of a release are made.
type Target interface {
	shard.Dir
	// Link gives a file the content of one that is there already.
	Link(name, from string) error
}

// ReadHeader returns what a delta is of.
func ReadHeader(r io.Reader) (Header, error) {
	d, err := newReader(r)
	if err != nil {
		return Header{}, err
	}
	return d.header, nil
}

// Apply makes the files of the release that a delta gives, of the release base, which is whole. The caller checks the digests
// of what was made, which Apply returns, and publishes it.
func Apply(ctx context.Context, base *releases.Release, r io.Reader, to Target, decode releases.Decode, meter pipeline.Meter) (releases.Sums, error) {
	a, err := newApplier(ctx, base, r, to, decode)
	if err != nil {
		return nil, err
	}
	a.meter = meter
	err = a.run()
	return a.sums, err
}

// applier makes a release of a delta.
type applier struct {
	*reader
	ctx      context.Context
	base     *releases.Release
	to       Target
	decode   releases.Decode
	meter    pipeline.Meter
	sums     releases.Sums
	manifest *releases.Manifest
	plan     *pipeline.Plan
	had      map[schema.Digest]string
	shards   map[string]shard.File
	made     map[string]bool
	files    map[string][]byte // beside the tables
}

func newApplier(ctx context.Context, base *releases.Release, r io.Reader, to Target, decode releases.Decode) (*applier, error) {
	d, err := newReader(r)
	if err != nil {
		return nil, err
	}
	switch h := d.header; {
	case h.Base != base.Digest:
		return nil, fmt.Errorf("it is for the release with the digest %s, not for %s with %s", h.Base, base.Dir, base.Digest)
	case h.Revision != 0 && h.Revision != schema.Revision:
		return nil, fmt.Errorf("it needs a program of format revision %d, this one has %d: take the corpuspack that has made it",
			h.Revision, schema.Revision)
	}
	return &applier{reader: d, ctx: ctx, base: base, to: to, decode: decode, had: byDigest(base.Sums), made: map[string]bool{},
		files: map[string][]byte{}}, nil
}

func (a *applier) run() error {
	s, more, err := a.next()
	for ; more && err == nil && s.Kind == kindFile; s, more, err = a.next() {
		if err := a.file(s); err != nil {
			return err
		}
	}
	if err != nil {
		return err
	}
	if err := a.begin(); err != nil {
		return err
	}
	for more && err == nil {
		if s.Kind == kindBytes {
			err = a.bytes(s)
			if err == nil {
				s, more, err = a.next()
			}
			continue
		}
		if s.Kind != kindRows {
			return errDamaged
		}
		s, more, err = a.table(s)
	}
	if err != nil {
		return err
	}
	return a.check()
}

// file makes a file beside the tables. The first one is CHECKSUMS, which is made last.
func (a *applier) file(s section) error {
	dictionary, err := fileOf(a.base, s.Name)
	if err != nil {
		return errDamaged // no file that a release may have
	}
	content, err := a.unpack(s, dictionary)
	if err != nil {
		return err
	}
	if a.sums == nil {
		if a.sums, err = releases.ParseSums(content); err != nil || s.Name != releases.ChecksumsName || digestOf(content) != a.header.Release {
			return errDamaged
		}
	} else if want, listed := a.sums.Find(s.Name); !listed || want != digestOf(content) {
		return errDamaged
	}
	if _, twice := a.files[s.Name]; twice {
		return errDamaged
	}
	a.files[s.Name] = content
	return nil
}

// begin makes all files that need no rows, and reads the manifest and the recipe.
func (a *applier) begin() error {
	for _, sum := range a.sums {
		content, isHere := a.files[sum.Path]
		var err error
		if isHere {
			err = a.write(sum.Path, content)
		} else if from := a.had[sum.Digest]; from != "" {
			err = a.to.Link(sum.Path, a.base.Path(from))
			a.made[sum.Path] = true
		}
		if err != nil {
			return err
		}
	}
	content, err := a.known(releases.ManifestName)
	if err != nil {
		return err
	}
	if a.manifest, err = releases.ParseManifest(content); err != nil {
		return fmt.Errorf("its %s: %w", releases.ManifestName, err)
	}
	a.shards = shardsOf(a.manifest)
	recipe, err := a.known(releases.RecipeName)
	if err != nil {
		return err
	}
	r, err := pipeline.ReadRecipe(releases.RecipeName, bytes.NewReader(recipe))
	if err == nil {
		a.plan, err = r.Compile()
	}
	return err
}

// known returns a file beside the tables, of the delta or of the base.
func (a *applier) known(name string) ([]byte, error) {
	if content, ok := a.files[name]; ok {
		return content, nil
	}
	digest, _ := a.sums.Find(name)
	if a.had[digest] == "" {
		return nil, errDamaged
	}
	return releases.ReadFile(a.base.Path(a.had[digest]))
}

func (a *applier) write(name string, content []byte) error {
	w, err := a.to.Create(name)
	if err != nil {
		return err
	}
	a.made[name] = true
	_, err = w.Write(content)
	return errors.Join(err, w.Close())
}

// bytes makes a shard that the delta has as it is.
func (a *applier) bytes(s section) error {
	if f, isShard := a.shards[s.Name]; !isShard || a.made[s.Name] || f.Bytes != s.Packed {
		return errDamaged
	}
	w, err := a.to.Create(s.Name)
	if err != nil {
		return err
	}
	a.made[s.Name] = true
	n, err := io.Copy(w, a.content(s))
	if n != s.Packed {
		err = errDamaged
	}
	return errors.Join(err, w.Close())
}

// table makes the shards of a table and split whose rows begin with section s, and returns the section behind them.
func (a *applier) table(s section) (next section, more bool, err error) {
	table, split, _ := strings.Cut(s.Name, "/")
	if table != schema.Documents && table != schema.Removed || len(a.manifest.Tables[table][split].Shards) == 0 {
		return s, false, errDamaged
	}
	rows := a.rows(s, table, split, func(s section, isMore bool) { next, more = s, isMore })
	w := splitter{applier: a, table: table, split: split}
	for w.bits = 0; 1<<w.bits < len(a.oneEncoding(table, split)); w.bits++ {
	}
	total := a.manifest.Rows(schema.Documents) + a.manifest.Rows(schema.Removed)
	for line, err := range rows {
		a.meter("apply", 1, total)
		if err == nil {
			err = a.ctx.Err()
		}
		if err == nil {
			err = w.add(line)
		}
		if err != nil {
			w.abort()
			return s, false, err
		}
	}
	return next, more, w.finish()
}

// oneEncoding are the shards of a table and split in the encoding that comes first.
func (a *applier) oneEncoding(table, split string) []string {
	r := releases.Release{Manifest: a.manifest}
	return r.Shards(table, split)
}

// rows yields the lines of a table and split, and hands the section behind them to then.
func (a *applier) rows(s section, table, split string, then func(section, bool)) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		next, stop := iter.Pull2(lines(a.ctx, a.base, table, split, a.decode))
		defer stop()
		for name, more := s.Name, true; ; {
			if !more || s.Name != name || s.Kind != kindRows {
				if _, _, left := next(); left { // the delta says of each line what becomes of it
					yield(nil, errDamaged)
					return
				}
				then(s, more)
				return
			}
			if !a.block(s, next, yield) {
				return
			}
			var err error
			if s, more, err = a.next(); err != nil {
				yield(nil, err)
				return
			}
		}
	}
}

// block yields the lines of one section. Those of the base that are skipped are the dictionary of those that are inserted, so
// the lines of the base are held till all of them are there.
func (a *applier) block(s section, next func() ([]byte, error, bool), yield func([]byte, error) bool) bool {
	fail := func(err error) bool { yield(nil, err); return false }
	if len(s.Ops)%3 != 0 || slices.ContainsFunc(s.Ops, func(n int64) bool { return n < 0 }) {
		return fail(errDamaged)
	}
	old, err := a.hold(s.Ops, next)
	if err != nil {
		return fail(err)
	}
	inserted, err := a.unpack(s, old.skipped)
	if err != nil {
		return fail(err)
	}
	for i := 0; i < len(s.Ops); i += 3 {
		for range s.Ops[i] {
			if !yield(old.copied(), nil) {
				return false
			}
		}
		for range s.Ops[i+2] {
			line, rest, whole := bytes.Cut(inserted, []byte("\n"))
			if inserted = rest; !whole {
				return fail(errDamaged)
			}
			if !yield(line, nil) {
				return false
			}
		}
	}
	if len(inserted) > 0 {
		return fail(errDamaged)
	}
	return true
}

// held is the lines of the base that a block is about.
type held struct {
	skipped []byte
	copies  []byte
	ends    []int
	at      int
}

func (h *held) copied() []byte {
	start := 0
	if h.at > 0 {
		start = h.ends[h.at-1]
	}
	h.at++
	return h.copies[start:h.ends[h.at-1]]
}

func (a *applier) hold(ops []int64, next func() ([]byte, error, bool)) (*held, error) {
	h := new(held)
	for i := 0; i < len(ops); i += 3 {
		for n := range ops[i] + ops[i+1] {
			line, err, more := next()
			if err != nil {
				return nil, err
			}
			if !more || len(h.copies) >= maxBlock || len(h.skipped) >= maxBlock { // no delta asks for more at once
				return nil, errDamaged
			}
			if n < ops[i] {
				h.copies = append(h.copies, line...)
				h.ends = append(h.ends, len(h.copies))
			} else {
				h.skipped = append(append(h.skipped, line...), '\n')
			}
		}
	}
	return h, nil
}

// check checks that every file was made.
func (a *applier) check() error {
	for _, sum := range a.sums {
		if !a.made[sum.Path] {
			return errDamaged
		}
	}
	return a.write(releases.ChecksumsName, a.files[releases.ChecksumsName])
}

// splitter writes lines, in the order of their ids, into the shards of a table and split.
type splitter struct {
	*applier
	table, split string
	bits         int
	shard        *part // nil before the first
}

// part is a shard that is being written.
type part struct {
	index     int
	documents *pipeline.Pair // nil for removed
	removed   *shard.Writer  // nil for documents
}

func (w *splitter) add(line []byte) error {
	id := string(idOf(line))
	if !schema.IsID(id) {
		return errDamaged
	}
	index := shard.Index(id, w.bits)
	if w.shard == nil || w.shard.index != index {
		if w.shard != nil && index < w.shard.index {
			return errDamaged
		}
		if err := errors.Join(w.finish(), w.begin(index)); err != nil {
			return err
		}
	}
	row, err := jsonl.Parse(w.plan.Schema.Table(w.table), line)
	if err != nil {
		return errDamaged
	}
	if w.shard.removed != nil {
		return w.shard.removed.Add(row)
	}
	d := schema.DocumentOf(row)
	return w.shard.documents.Add(&d)
}

// begin begins a shard.
func (w *splitter) begin(index int) (err error) {
	slot := shard.Slot{Table: w.table, Split: w.split, Index: index, Bits: w.bits}
	w.shard = &part{index: index}
	dir := missing{w.applier}
	if w.table == schema.Removed {
		w.shard.removed, err = w.plan.Sharder.Create(dir, slot, shard.Info{})
		return err
	}
	w.shard.documents, err = w.plan.NewPair(dir, slot, nil)
	return err
}

func (w *splitter) finish() (err error) {
	switch {
	case w.shard == nil:
	case w.shard.removed != nil:
		_, err = w.shard.removed.Finish()
	case w.shard.documents != nil:
		_, err = w.shard.documents.Finish()
	}
	w.shard = nil
	return err
}

func (w *splitter) abort() {
	switch {
	case w.shard == nil:
	case w.shard.removed != nil:
		w.shard.removed.Abort()
	case w.shard.documents != nil:
		w.shard.documents.Abort()
	}
}

// missing is the files that are not made yet: of the others, what is written again is thrown away.
type missing struct{ *applier }

// Create returns a writer to a new file.
func (m missing) Create(name string) (io.WriteCloser, error) {
	if _, isShard := m.shards[name]; !isShard {
		return nil, errDamaged
	}
	if m.made[name] {
		return nothing{}, nil
	}
	m.made[name] = true
	return m.to.Create(name)
}

func (m missing) Open(name string) (io.ReadCloser, error) { return m.to.Open(name) }

type nothing struct{}

func (nothing) Write(p []byte) (int, error) { return len(p), nil }
func (nothing) Close() error                { return nil }
