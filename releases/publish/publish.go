// Package publish makes a release and publishes it: all of it, or nothing.
//
// The rule that matters: a release appears by one rename, after every byte of it is written and synced. These are the
// operations of a run in which nothing fails, in order, for version v1 in the folder releases:
//
//	mkdir releases; lock releases/.lock; remove what killed runs have left
//	mkdir releases/.v1.stage; create, write, sync each file; CHECKSUMS last; sync each folder of it
//	create, write, sync .CHECKSUMS.new
//	rename releases/.v1.stage releases/v1; sync releases
//	rename .CHECKSUMS.new CHECKSUMS, which is the ledger; sync the project
//
// In releases/.cache stands what the next run takes from this one. No byte of a release follows from it, and what fails there
// is no failure of the run; it is written beside all of this and renamed at the very end.
//
// A run that is killed before the last rename leaves the ledger as it was; the next run finds the same bytes or makes
// them again.
//
// releases/FORMAT.md specifies the files.
package publish

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"corpuspack/pipeline"
	"corpuspack/pipeline/cache"
	"corpuspack/releases"
	"corpuspack/releases/diff"
	"corpuspack/schema"
)

// Job is what is to be published.
type Job struct {
	Project   string           // folder of the recipe and the ledger
	Out       string           // folder of the releases; "" is releases in the project
	Version   releases.Version // the zero Version is the least that the difference to the parent allows
	Base      string           // NoBase, or the version that the release follows; "" is the one before it
	Plan      *pipeline.Plan
	Engine    pipeline.Engine
	Memory    int64 // bytes to stay near; 0 is as many as are of use
	Workers   int
	Limit     int64 // documents to read; 0 is all, and anything else publishes nothing
	DryRun    bool  // make the release, say what it would be, publish nothing
	Replace   bool  // rewrite the line of a release that was never handed out
	NoCache   bool  // take nothing from the run before
	Meter     pipeline.Meter
	Withdrawn *[]pipeline.Withdrawal // of a release that is made again; nil: what project and parent have withdrawn

	Decode releases.Decode // of the parent's Parquet, where it has no JSON Lines

	cache *cache.Cache                       // nil where nothing is taken from the run before
	fault func(operation, path string) error // of tests
}

// isNext reports whether the difference decides the version.
func (j *Job) isNext() bool { return j.Version == releases.Version{} }

// stageName returns the name of the folder in which the release is made.
func (j *Job) stageName() string {
	if j.isNext() {
		return nextStage
	}
	return stageName(j.Version.String())
}

// What became of a job.
const (
	Published = "published"
	Unchanged = "unchanged" // the same bytes are there already
	Replaced  = "replaced"
	DryRun    = "dry-run"
)

// Outcome says what was published.
type Outcome struct {
	Status   string             `json:"status"`
	Next     bool               `json:"next,omitempty"` // a next release was asked for, and nothing has changed
	Dir      string             `json:"dir"`
	Digest   schema.Digest      `json:"digest"`             // of the release
	Previous *schema.Digest     `json:"previous,omitempty"` // that a replaced release had
	Unread   []string           `json:"unread,omitempty"`   // inputs that could not be read and are removed, with the reason
	Linked   int                `json:"linked"`             // files of shards that are those of an earlier release
	Hidden   int                `json:"hidden"`             // names that begin with a dot, left out with all below them
	Changes  *diff.Summary      `json:"changes,omitempty"`  // since the parent
	Manifest *releases.Manifest `json:"manifest"`
}

// Publish makes the release and publishes it. A release that is there with the same bytes is success; one with other
// bytes is a *Conflict. Whatever fails, the folder of releases and the ledger stay as they were.
func Publish(ctx context.Context, job Job) (*Outcome, error) {
	project := filepath.Join(job.Project, "releases")
	job.Out = cmp.Or(job.Out, project)
	if err := checkOut(job); err != nil {
		return nil, err
	}
	unlock, err := lock(project)
	if err != nil {
		return nil, err
	}
	defer unlock()
	if !releases.SameFolder(job.Out, project) {
		unlockOut, err := lock(job.Out)
		if err != nil {
			return nil, err
		}
		defer unlockOut()
	}
	if err := sweep(job.Out); err != nil {
		return nil, err
	}
	ledger, err := releases.ReadLedger(job.Project)
	if err != nil {
		return nil, err
	}
	parent, err := parentOf(job, ledger)
	if err != nil {
		return nil, err
	}
	if err := job.openCache(project); err != nil {
		return nil, err
	}
	defer job.cache.Close()
	s := &stage{filepath.Join(job.Out, job.stageName()), job.fault}
	defer s.clear()
	if err := s.open(); err != nil {
		return nil, err
	}
	out := &Outcome{Status: Published}
	built, err := build(ctx, job, s, parent, out)
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return nil, err
	}
	if job.isNext() && parent != nil && out.Changes.IsNone() {
		return unchanged(parent), nil
	}
	job.Version = built.Manifest.Version
	out.Dir = filepath.Join(job.Out, job.Version.String())
	if err := seal(job, s, ledger, built, out); err != nil {
		return nil, err
	}
	job.cache.Keep() // with an error the next run takes longer
	return out, nil
}

// unchanged is the outcome of a next release that would only repeat its parent.
func unchanged(parent *releases.Release) *Outcome {
	return &Outcome{Status: Unchanged, Next: true, Dir: parent.Dir, Digest: parent.Digest, Manifest: parent.Manifest}
}

// Rebuild makes a release of the job in folder, which must exist, and publishes nothing. The caller removes the folder.
func Rebuild(ctx context.Context, job Job, folder string) (*releases.Release, error) {
	job.Out = cmp.Or(job.Out, filepath.Join(job.Project, "releases"))
	ledger, err := releases.ReadLedger(job.Project)
	if err != nil {
		return nil, err
	}
	parent, err := parentOf(job, ledger)
	if err != nil {
		return nil, err
	}
	s := &stage{filepath.Join(folder, job.Version.String()), nil}
	if err := s.open(); err != nil {
		return nil, err
	}
	return build(ctx, job, s, parent, &Outcome{})
}

// seal compares what was built with the ledger and the folder of releases, and publishes it.
func seal(job Job, s *stage, ledger releases.Ledger, built *releases.Release, out *Outcome) error {
	out.Digest, out.Manifest = built.Digest, built.Manifest
	there, err := existing(out.Dir)
	if err != nil && !job.Replace {
		return err
	}
	if job.Limit > 0 || job.DryRun {
		out.Status = DryRun
		return nil
	}
	want, listed := ledger.Find(job.Version)
	if listed && want != built.Digest && !job.Replace {
		return conflict(job, built, there, want, true)
	}
	if there != nil && there.Digest != built.Digest && !job.Replace {
		return conflict(job, built, there, there.Digest, false)
	}
	if listed && want != built.Digest {
		out.Status, out.Previous = Replaced, &want
	}
	if there != nil && there.Digest == built.Digest {
		out.Status = Unchanged
		if listed && want == built.Digest {
			return nil
		}
	}
	return commit(job, s, out.Dir, out.Status != Unchanged, ledger.With(job.Version, built.Digest))
}

// existing returns the release that is there, or nil. One whose files are not what its CHECKSUMS says is an error.
func existing(target string) (*releases.Release, error) {
	if _, err := os.Lstat(target); errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	r, err := Whole(target)
	if err != nil {
		return nil, fmt.Errorf("%w\n%s is there and damaged; move it away and run again", err, target)
	}
	return r, nil
}

// Whole opens a release whose files are what its CHECKSUMS says.
func Whole(dir string) (*releases.Release, error) {
	r, err := releases.Open(dir)
	if err != nil {
		return nil, err
	}
	for _, sum := range r.Sums {
		path := filepath.Join(dir, filepath.FromSlash(sum.Path))
		if digest, err := releases.DigestFile(path); err != nil {
			return nil, err
		} else if digest != sum.Digest {
			return nil, fmt.Errorf("%s: it is damaged: its SHA-256 is %s, %s has %s", path, digest, releases.ChecksumsName, sum.Digest)
		}
	}
	return r, nil
}

// checkOut refuses a folder of releases in the archive, which is never written to.
func checkOut(job Job) error {
	out, err := resolve(job.Out)
	if err != nil {
		return err
	}
	own, err := resolve(filepath.Join(job.Project, "releases"))
	if err != nil || isBelow(out, own) {
		return err // never input
	}
	a := job.Plan.Recipe.Archive
	for _, e := range slices.Concat(a.Entries, a.Against) {
		folder, _ := doublestar.SplitPattern(e.Path)
		if e.Path == folder || !strings.ContainsAny(e.Path, "*?[{") {
			folder = e.Path
		}
		if !filepath.IsAbs(folder) {
			folder = filepath.Join(job.Project, folder)
		}
		if folder, err = resolve(folder); err != nil {
			return err
		}
		if isBelow(out, folder) {
			return fmt.Errorf("%s: it lies in the archive (%s), which is never written to", job.Out, e.Path)
		}
	}
	return nil
}

// resolve returns the path without links, as far as it exists.
func resolve(path string) (string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	rest := ""
	for at := path; ; at = filepath.Dir(at) {
		real, err := filepath.EvalSymlinks(at)
		if err == nil {
			return filepath.Join(real, rest), nil
		}
		if at == filepath.Dir(at) {
			return path, nil
		}
		rest = filepath.Join(filepath.Base(at), rest)
	}
}

// isBelow reports whether path is folder, or lies in it.
func isBelow(path, folder string) bool {
	rel, err := filepath.Rel(folder, path)
	return err == nil && filepath.IsLocal(rel)
}
