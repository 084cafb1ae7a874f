package publish

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"corpuspack/pipeline"
	"corpuspack/pipeline/shard"
	"corpuspack/releases"
)

// Made is a release whose shards are written, and what is to stand beside them.
type Made struct {
	Plan      *pipeline.Plan
	Manifest  *releases.Manifest
	Inputs    releases.Sums
	Withdrawn []pipeline.Withdrawal
}

// Folder publishes what make writes as the folder target, which must not be there: whole or not at all. No ledger is written.
func Folder(ctx context.Context, target string, make func(shard.Dir) (*Made, error)) (*releases.Release, error) {
	target = filepath.Clean(target)
	if _, err := os.Lstat(target); !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s is there already, and a release never changes: name a new folder", target)
	}
	parent := filepath.Dir(target)
	unlock, err := lock(parent)
	if err != nil {
		return nil, err
	}
	defer unlock()
	s := &stage{dir: filepath.Join(parent, stageName(filepath.Base(target)))}
	defer s.clear()
	if err := s.open(); err != nil {
		return nil, err
	}
	made, err := make(s)
	if err == nil {
		err = errors.Join(balance(made.Manifest), ctx.Err())
	}
	if err != nil {
		return nil, err
	}
	built, err := complete(s, made)
	if err != nil {
		return nil, err
	}
	built.Dir = target
	if err := s.rename(s.dir, target); err != nil {
		return nil, err
	}
	return built, s.syncDir(parent)
}

// complete writes all but the shards.
func complete(s *stage, made *Made) (*releases.Release, error) {
	sums, err := explain(s, made.Plan, made.Inputs, made.Withdrawn)
	if err != nil {
		return nil, err
	}
	described, err := describe(s, made.Plan, made.Manifest, nil)
	if err != nil {
		return nil, err
	}
	return finish(s, made.Manifest, append(sums, described...))
}
