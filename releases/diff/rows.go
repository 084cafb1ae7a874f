package diff

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"iter"
	"strings"

	"corpuspack/pipeline/shard"
	"corpuspack/releases"
	"corpuspack/schema"
	"corpuspack/schema/jsonl"
)

// table is one table of a release, read in the order of its keys over all splits.
type table struct {
	release *releases.Release
	decode  releases.Decode
	schema.Table
	skip map[string]bool  // files whose rows the other release has too
	done func(rows int64) // told of each shard that was read
}

// row is a row and what it is compared by.
type row struct {
	key  string
	line []byte // valid until the next row of its split
}

// pair returns the tables called name of both releases. What the one has in the very place in which the other has it is not
// read: the shards of a slot with one content digest.
func pair(old, new *releases.Release, decode releases.Decode, name string) (a, b *table, err error) {
	tables := make([]*table, 2)
	for i, r := range []*releases.Release{old, new} {
		s, err := schema.Of(r.Manifest.SchemaVersion())
		if err != nil {
			return nil, nil, fmt.Errorf("%s: %w", r.Dir, err)
		}
		tables[i] = &table{r, decode, s.Table(name), map[string]bool{}, func(int64) {}}
	}
	a, b = tables[0], tables[1]
	if old.Manifest.SchemaVersion() != new.Manifest.SchemaVersion() {
		return a, b, nil
	}
	for split := range old.Manifest.Tables[name] {
		a.skipCommon(b, split)
	}
	return a, b, nil
}

// skipCommon passes over the shards of a split that both have.
func (t *table) skipCommon(other *table, split string) {
	mine, theirs := t.files(split), other.files(split)
	if len(mine) != len(theirs) {
		return
	}
	for i, f := range mine {
		if f.ContentSHA256 == theirs[i].ContentSHA256 {
			t.skip[f.Name], other.skip[theirs[i].Name] = true, true
		}
	}
}

// files are those of one encoding of a split, in order.
func (t *table) files(split string) (files []shard.File) {
	names := t.release.Shards(t.Name, split)
	for _, f := range t.release.Manifest.Tables[t.Name][split].Shards {
		if len(files) < len(names) && f.Name == names[len(files)] {
			files = append(files, f)
		}
	}
	return files
}

// rows yields the rows in the order of their keys: those of each split stand so, and are merged.
func (t *table) rows(ctx context.Context) iter.Seq2[row, error] {
	return func(yield func(row, error) bool) {
		var splits []*cursor
		for _, split := range t.release.Manifest.Splits(t.Name) {
			c := &cursor{}
			c.next, c.stop = iter.Pull2(t.split(ctx, split))
			defer c.stop()
			if c.advance() {
				splits = append(splits, c)
			}
		}
		for len(splits) > 0 {
			least := 0
			for i, c := range splits {
				if c.err != nil || c.row.key < splits[least].row.key {
					least = i
				}
			}
			if c := splits[least]; !yield(c.row, c.err) || c.err != nil {
				return
			}
			if !splits[least].advance() {
				splits = append(splits[:least], splits[least+1:]...)
			}
		}
	}
}

// cursor is a place in the rows of a split.
type cursor struct {
	row  row
	err  error
	next func() (row, error, bool)
	stop func()
}

func (c *cursor) advance() (more bool) {
	c.row, c.err, more = c.next()
	return more
}

// split yields the rows of a split that are not passed over.
func (t *table) split(ctx context.Context, split string) iter.Seq2[row, error] {
	return func(yield func(row, error) bool) {
		last := ""
		for _, f := range t.files(split) {
			name := f.Name
			if t.skip[name] {
				continue
			}
			for line, err := range t.release.Lines(ctx, name, t.Name, t.decode) {
				var r row
				if err == nil {
					r, err = t.rowOf(line)
				}
				if err == nil && t.Name != schema.Removed && r.key <= last {
					err = fmt.Errorf("its rows do not stand in order")
				}
				if err != nil {
					err = fmt.Errorf("%s: %s: %w", t.release.Dir, name, err)
				}
				if last = r.key; !yield(r, err) || err != nil {
					return
				}
			}
			t.done(f.Rows)
		}
	}
}

// left returns the number of rows that are to be read.
func (t *table) left() (n int64) {
	for _, split := range t.release.Manifest.Splits(t.Name) {
		for _, f := range t.files(split) {
			if !t.skip[f.Name] {
				n += f.Rows
			}
		}
	}
	return n
}

// rowOf finds the key of a line, which begins with the id. That of a segment has an index, which may have more than five
// digits: it is put in order of its number.
func (t *table) rowOf(line []byte) (row, error) {
	rest, ok := bytes.CutPrefix(line, []byte(`{"id":"`))
	id, _, whole := bytes.Cut(rest, []byte(`"`))
	if !ok || !whole {
		return row{}, fmt.Errorf("a row does not begin with its id")
	}
	key := string(id)
	if document, index, isSegment := strings.Cut(key, "-"); isSegment {
		key = fmt.Sprintf("%s-%20s", document, index)
	}
	return row{key, line}, nil
}

// parse reads the row of a line.
func (t *table) parse(line []byte) (schema.Row, error) {
	r, err := jsonl.Parse(t.Table, line)
	if err != nil {
		err = fmt.Errorf("%s: table %s: %w", t.release.Dir, t.Name, err)
	}
	return r, err
}

// merge calls each with the rows of both tables that have one key: a is nil where the old release lacks it, b where the new
// one does.
func merge(ctx context.Context, old, new *table, each func(a, b *row) error) error {
	a, b := &cursor{}, &cursor{}
	a.next, a.stop = iter.Pull2(old.rows(ctx))
	b.next, b.stop = iter.Pull2(new.rows(ctx))
	defer a.stop()
	defer b.stop()
	moreA, moreB := a.advance(), b.advance()
	for moreA || moreB {
		if a.err != nil || b.err != nil {
			return cmp.Or(a.err, b.err)
		}
		order := strings.Compare(a.row.key, b.row.key)
		var err error
		switch {
		case !moreB || moreA && order < 0:
			err = each(&a.row, nil)
			moreA = a.advance()
		case !moreA || order > 0:
			err = each(nil, &b.row)
			moreB = b.advance()
		default:
			err = each(&a.row, &b.row)
			moreA, moreB = a.advance(), b.advance()
		}
		if err != nil {
			return err
		}
	}
	return ctx.Err()
}
