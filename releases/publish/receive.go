package publish

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"

	"corpuspack/pipeline/shard"
	"corpuspack/releases"
	"corpuspack/schema"
)

// Target is where the files of a release that comes from elsewhere are made.
type Target struct {
	shard.Dir
	stage *stage
}

// Link gives a file the content of one that is there already.
func (t Target) Link(name, from string) error { return t.stage.link(name, from) }

// Receive publishes a release that was made elsewhere, as fill makes its files. Its digest must be the one that is given, and the
// one of the ledger where that has one. One that is there with these bytes is success.
func Receive(ctx context.Context, job Job, want schema.Digest, fill func(Target) error) (*Outcome, error) {
	project := filepath.Join(job.Project, "releases")
	job.Out = cmp.Or(job.Out, project)
	for _, folder := range folders(project, job.Out) {
		unlock, err := lock(folder)
		if err != nil {
			return nil, err
		}
		defer unlock()
	}
	if err := sweep(job.Out); err != nil {
		return nil, err
	}
	ledger, err := releases.ReadLedger(job.Project)
	if err != nil {
		return nil, err
	}
	s := &stage{filepath.Join(job.Out, job.stageName()), job.fault}
	defer s.clear()
	if err := s.open(); err != nil {
		return nil, err
	}
	built, err := received(ctx, s, want, fill)
	if err != nil {
		return nil, err
	}
	out := &Outcome{Status: Published, Dir: filepath.Join(job.Out, job.Version.String())}
	if err := seal(job, s, ledger, built, out); err != nil {
		return nil, err
	}
	return out, nil
}

// folders are the folders that are locked: one where the two are one.
func folders(project, out string) []string {
	if out == project || releases.SameFolder(project, out) {
		return []string{project}
	}
	return []string{project, out}
}

// received makes the files of a release, and opens it when every one of them is what it should be.
func received(ctx context.Context, s *stage, want schema.Digest, fill func(Target) error) (*releases.Release, error) {
	if err := fill(Target{s, s}); err != nil {
		return nil, err
	}
	built, err := Whole(s.dir)
	if err != nil {
		return nil, err
	}
	if built.Digest != want {
		return nil, fmt.Errorf("what was made has the digest %s, not %s", built.Digest, want)
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return built, s.sync()
}
