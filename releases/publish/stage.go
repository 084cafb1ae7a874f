package publish

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"

	"corpuspack/pipeline/spill"
	"corpuspack/releases"
)

// stage is the folder in which a release is made: a hidden sibling of its target. Every effect on the file system goes
// through it, so that a test can let each of them fail.
type stage struct {
	dir   string
	fault func(operation, path string) error // of tests; may be nil
}

// stageName returns the name of the folder in which a version is made.
func stageName(version string) string { return "." + version + ".stage" }

// nextStage is the folder in which a release is made whose version its difference to the parent decides.
const nextStage = ".next.stage"

// open makes an empty stage. The caller holds the lock, so what stands there is left over from a run that was killed.
func (s *stage) open() error {
	if err := s.clear(); err != nil {
		return err
	}
	return s.do("mkdir", s.dir, func() error { return os.Mkdir(s.dir, 0o777) })
}

func (s *stage) clear() error { return os.RemoveAll(s.dir) }

func (s *stage) path(name string) string { return filepath.Join(s.dir, filepath.FromSlash(name)) }

// Create returns a writer to a new file below the stage. Close syncs the file and makes it read-only.
func (s *stage) Create(name string) (io.WriteCloser, error) {
	path := s.path(name)
	if err := s.do("mkdir", filepath.Dir(path), func() error { return os.MkdirAll(filepath.Dir(path), 0o777) }); err != nil {
		return nil, err
	}
	var f *os.File
	err := s.do("create", path, func() (err error) {
		f, err = os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
		return err
	})
	if err != nil {
		return nil, err
	}
	return &stagedFile{s, f}, nil
}

// Open returns a reader of a file of the stage.
func (s *stage) Open(name string) (io.ReadCloser, error) {
	path := s.path(name)
	var f *os.File
	err := s.do("open", path, func() (err error) { f, err = os.Open(path); return err })
	return f, err
}

func (s *stage) writeFile(name string, content []byte) error {
	f, err := s.Create(name)
	if err != nil {
		return err
	}
	if _, err := f.Write(content); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

// sync makes the names of the stage durable: those of every folder in it.
func (s *stage) sync() error {
	return filepath.WalkDir(s.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		return s.syncDir(path)
	})
}

func (s *stage) syncDir(path string) error {
	if runtime.GOOS == "windows" { // a folder cannot be synced there
		return nil
	}
	return s.do("sync", path, func() error {
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer f.Close()
		return f.Sync()
	})
}

func (s *stage) rename(from, to string) error {
	return s.do("rename", to, func() error { return os.Rename(from, to) })
}

// do runs one operation, or lets it fail.
func (s *stage) do(operation, path string, f func() error) error {
	if s.fault != nil {
		if err := s.fault(operation, path); err != nil {
			return fmt.Errorf("%s %s: %w", operation, path, err)
		}
	}
	return f()
}

// stagedFile is durable and read-only when Close returns without error.
type stagedFile struct {
	s *stage
	f *os.File
}

func (f *stagedFile) Write(p []byte) (n int, err error) {
	err = f.s.do("write", f.f.Name(), func() error { n, err = f.f.Write(p); return err })
	return n, err
}

func (f *stagedFile) Close() error {
	err := f.s.do("sync", f.f.Name(), f.f.Sync)
	if err == nil {
		err = f.f.Chmod(0o444)
	}
	if closeErr := f.f.Close(); err == nil {
		err = closeErr
	}
	return err
}

// scratchSuffix ends the name of the folder of temporary files: .v1.stage.scratch
const scratchSuffix = ".scratch"

// scratch is where temporary files are between reading and writing. They have no name in the release.
type scratch struct {
	s    *stage
	dir  string
	made int
}

func (s *stage) scratch() (*scratch, error) {
	dir := s.dir + scratchSuffix
	return &scratch{s: s, dir: dir}, s.do("mkdir", dir, func() error { return os.Mkdir(dir, 0o777) })
}

// Create returns a new file.
func (s *scratch) Create() (spill.File, error) {
	path := filepath.Join(s.dir, strconv.Itoa(s.made))
	s.made++
	var f *os.File
	err := s.s.do("create", path, func() (err error) { f, err = os.Create(path); return err })
	return &scratchFile{s.s, f}, err
}

func (s *scratch) remove() error { return os.RemoveAll(s.dir) }

// scratchFile is gone when it is closed.
type scratchFile struct {
	s *stage
	f *os.File
}

func (f *scratchFile) Write(p []byte) (n int, err error) {
	err = f.s.do("write", f.f.Name(), func() error { n, err = f.f.Write(p); return err })
	return n, err
}

func (f *scratchFile) ReadAt(p []byte, at int64) (int, error) { return f.f.ReadAt(p, at) }

// Close closes and removes the file.
func (f *scratchFile) Close() error { return errors.Join(f.f.Close(), os.Remove(f.f.Name())) }

// asideSuffix ends the name of a release that --replace has put away: .v1.old
const asideSuffix = ".old"

// sweep removes what killed runs have left in the folder of releases, and puts back a release that one of them had put
// aside. The caller holds the lock.
func sweep(folder string) error {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	for _, e := range entries {
		path := filepath.Join(folder, e.Name())
		version, isOld := strings.CutSuffix(e.Name(), asideSuffix)
		stage := strings.HasSuffix(strings.TrimSuffix(e.Name(), scratchSuffix), ".stage")
		version = strings.TrimSuffix(strings.TrimSuffix(version, scratchSuffix), ".stage")
		name, hidden := strings.CutPrefix(version, ".")
		_, err := releases.ParseVersion(name)
		isNext := strings.TrimSuffix(e.Name(), scratchSuffix) == nextStage
		if !isNext && (err != nil || !hidden || !isOld && !stage) {
			continue // not ours
		}
		target := filepath.Join(folder, name)
		if _, err := os.Lstat(target); isOld && errors.Is(err, fs.ErrNotExist) {
			if err := os.Rename(path, target); err != nil {
				return err
			}
			continue
		}
		if err := os.RemoveAll(path); err != nil {
			return err
		}
	}
	return nil
}
