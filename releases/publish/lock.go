package publish

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"
)

// ErrBusy is the error of a second program on one project.
var ErrBusy = errors.New("another corpuspack is at work here; wait until it has ended")

// lock makes folder where it is missing and takes its lock. unlock gives it back and removes what lock has made, unless
// something stands in it.
func lock(folder string) (unlock func(), err error) {
	made := missing(folder)
	for {
		if err := os.MkdirAll(folder, 0o777); err != nil {
			return nil, err
		}
		l := flock.New(filepath.Join(folder, ".lock"))
		held, err := l.TryLock()
		if errors.Is(err, fs.ErrNotExist) {
			continue // another program has just removed the folder
		}
		if err != nil {
			return nil, fmt.Errorf("lock %s: %w", folder, err)
		}
		if !held {
			return nil, fmt.Errorf("%s: %w", folder, ErrBusy)
		}
		if stands(l) {
			return func() { release(l, made) }, nil
		}
		l.Close() // the program that held it has removed the file: take the new one
	}
}

// stands reports whether the file that is locked is the one that its name leads to.
func stands(l *flock.Flock) bool {
	locked, err := l.Stat()
	if err != nil {
		return false
	}
	named, err := os.Stat(l.Path())
	return err == nil && os.SameFile(locked, named)
}

// missing returns the folders above and with this one that do not exist, innermost first.
func missing(folder string) (list []string) {
	for folder = filepath.Clean(folder); ; folder = filepath.Dir(folder) {
		if _, err := os.Stat(folder); !errors.Is(err, fs.ErrNotExist) {
			return list
		}
		list = append(list, folder)
	}
}

// release removes the file while it is locked, so that nobody takes a lock that has no name.
func release(l *flock.Flock, made []string) {
	err := os.Remove(l.Path())
	l.Close()
	if err != nil {
		os.Remove(l.Path()) // where an open file cannot be removed
	}
	for _, folder := range made {
		os.Remove(folder) // only if it is empty
	}
}
