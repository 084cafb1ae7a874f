package publish

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"

	"corpuspack/pipeline"
	"corpuspack/releases"
	"corpuspack/schema"
	"corpuspack/schema/jsonl"
)

// NoBase is the base of a release that follows none.
const NoBase = "none"

// BadParent is the error of a release whose parent is not at hand, or is not what was published. Nothing was published.
type BadParent struct {
	Parent releases.Version
	Dirs   []string // where it was looked for
	Err    error
}

func (b *BadParent) Error() string { return fmt.Sprintf("the parent %s: %v", b.Parent, b.Err) }

// Unwrap returns what is wrong with the parent.
func (b *BadParent) Unwrap() error { return b.Err }

// parentOf returns the release that the job's follows, every file of it checked, or nil where it follows none.
func parentOf(job Job, ledger releases.Ledger) (*releases.Release, error) {
	named, err := base(job, ledger)
	if err != nil || named == nil {
		return nil, err
	}
	var dirs []string
	for _, folder := range []string{job.Out, filepath.Join(job.Project, "releases")} {
		dir := filepath.Join(folder, named.Version.String())
		if _, err := os.Lstat(dir); errors.Is(err, fs.ErrNotExist) {
			dirs = append(dirs, dir)
			continue
		}
		r, err := Whole(dir)
		if err == nil {
			err = named.check(r)
		}
		if err != nil {
			return nil, &BadParent{named.Version, nil, err}
		}
		return r, nil
	}
	return nil, &BadParent{named.Version, dirs, fmt.Errorf("there is no %s", dirs[0])}
}

// check refuses a release that is not the parent that is named.
func (p *named) check(r *releases.Release) error {
	switch {
	case r.Manifest.Version != p.Version:
		return fmt.Errorf("%s is %s", r.Dir, r.Manifest.Version)
	case p.Digest != nil && r.Digest != *p.Digest:
		return fmt.Errorf("%s has the digest %s, not %s: it is not what was published", r.Dir, r.Digest, *p.Digest)
	}
	return nil
}

// named is a parent that is looked for.
type named struct {
	Version releases.Version
	Digest  *schema.Digest // nil where nothing says which
}

// base says which release the job's follows: the one that Base names; else, for one that is there already, the parent that
// it has; else the newest of the ledger before it. nil is none.
func base(job Job, ledger releases.Ledger) (*named, error) {
	switch {
	case job.Base == NoBase, job.Limit > 0: // a look at some documents follows nothing
		return nil, nil
	case job.Base != "":
		v, err := releases.ParseVersion(job.Base)
		if err == nil && !job.isNext() && v.Compare(job.Version) >= 0 {
			err = fmt.Errorf("%s cannot follow %s", job.Version, v)
		}
		return listed(ledger, v), err // whose folder may be there without a line
	case job.isNext():
		v, ok := ledger.Newest()
		if !ok {
			return nil, nil
		}
		return listed(ledger, v), nil
	}
	if there, err := releases.Open(filepath.Join(job.Out, job.Version.String())); err == nil {
		return of(there.Manifest), nil
	}
	if v, ok := ledger.Before(job.Version); ok {
		return listed(ledger, v), nil
	}
	return nil, nil
}

// listed is a version with the digest that the ledger has of it.
func listed(ledger releases.Ledger, v releases.Version) *named {
	if digest, ok := ledger.Find(v); ok {
		return &named{v, &digest}
	}
	return &named{Version: v}
}

// of is the parent that a release has.
func of(m *releases.Manifest) *named {
	if m.Parent == nil {
		return nil
	}
	return &named{m.Parent.Version, &m.Parent.Digest}
}

// ancestors returns the documents of the parent, split by split; nil without a parent.
func ancestors(ctx context.Context, parent *releases.Release, decode releases.Decode) pipeline.Ancestors {
	if parent == nil {
		return nil
	}
	return func(whole bool) iter.Seq2[pipeline.Ancestor, error] {
		return func(yield func(pipeline.Ancestor, error) bool) {
			for _, split := range parent.Manifest.Splits(schema.Documents) {
				for _, name := range parent.Shards(schema.Documents, split) {
					for line, err := range parent.Lines(ctx, name, schema.Documents, decode) {
						var a pipeline.Ancestor
						if err == nil {
							a, err = ancestor(parent, split, line, whole)
						}
						if !yield(a, err) || err != nil {
							return
						}
					}
				}
			}
		}
	}
}

// ancestor is the document of a line. Where only its split is asked for, a line that says no more of that than the name of its
// shard is not read beyond its id.
func ancestor(parent *releases.Release, split string, line []byte, whole bool) (pipeline.Ancestor, error) {
	const head = `{"id":"`
	if end := len(head) + schema.IDLength; !whole && len(line) > end && !bytes.Contains(line, []byte(`"split_reason":"`+schema.SplitSimilar)) {
		if id := string(line[len(head):end]); schema.IsID(id) {
			return pipeline.Ancestor{ID: id, Split: split}, nil
		}
	}
	s, err := schema.Of(parent.Manifest.SchemaVersion())
	if err != nil {
		return pipeline.Ancestor{}, err
	}
	row, err := jsonl.Parse(s.Table(schema.Documents), line)
	if err != nil {
		return pipeline.Ancestor{}, fmt.Errorf("%s: %w", parent.Dir, err)
	}
	d := schema.DocumentOf(row)
	return pipeline.Ancestor{ID: d.ID, Split: d.Split, SplitID: d.SplitID, Source: d.Source, URL: d.URL, Text: d.Text}, nil
}

// TooSmall is the error of a version that promises less than the difference to its parent asks for. Nothing was published.
type TooSmall struct {
	Version, Parent releases.Version
	Bump            releases.Bump
	Because         []string
}

func (t *TooSmall) Error() string {
	return fmt.Sprintf("%s is too small a step from %s: what has changed asks for %s, a %s change; 'corpuspack release next' takes it",
		t.Version, t.Parent, t.Parent.Next(t.Bump), t.Bump) + first("because ", t.Because)
}
