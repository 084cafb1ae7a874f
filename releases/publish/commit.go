package publish

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"corpuspack/releases"
)

// commit moves the stage to its place, unless its bytes are there already, and puts it into the ledger. What can fail
// for want of space comes first; where a later step fails, the earlier ones are undone.
func commit(job Job, s *stage, target string, move bool, l releases.Ledger) error {
	fresh := filepath.Join(job.Project, "."+releases.LedgerName+".new")
	defer os.Remove(fresh)
	if err := s.do("create", fresh, func() error { return writeSynced(fresh, l.Bytes()) }); err != nil {
		return err
	}
	undo := func() {}
	if move {
		var err error
		if undo, err = put(s, target); err != nil {
			return err
		}
	}
	err := s.syncDir(job.Out)
	if err == nil {
		err = s.rename(fresh, filepath.Join(job.Project, releases.LedgerName))
	}
	if err != nil {
		undo()
		return err
	}
	if err := os.RemoveAll(aside(s)); err != nil {
		return fmt.Errorf("the release is published; remove the one that it replaces by hand: %w", err)
	}
	return s.syncDir(job.Project)
}

// aside is where a release that --replace puts away stands until the new one is in the ledger.
func aside(s *stage) string { return strings.TrimSuffix(s.dir, ".stage") + asideSuffix }

// put moves the stage to its place, and what stands there aside. undo moves both back.
func put(s *stage, target string) (undo func(), err error) {
	_, statErr := os.Lstat(target)
	old := statErr == nil
	if old {
		if err := s.rename(target, aside(s)); err != nil {
			return nil, err
		}
	}
	undo = func() {
		os.Rename(target, s.dir)
		if old {
			os.Rename(aside(s), target)
		}
	}
	if err := s.rename(s.dir, target); err != nil {
		undo()
		return nil, err
	}
	return undo, nil
}

func writeSynced(path string, content []byte) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	if _, err := f.Write(content); err != nil {
		return err
	}
	return f.Sync()
}
