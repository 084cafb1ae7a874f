package withdraw

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"corpuspack/pipeline"
)

// Add adds an entry to the removals.yaml of the project in folder, which appears with it by one rename. The caller holds the
// lock of the project.
func Add(folder string, w pipeline.Withdrawal) error {
	path := filepath.Join(folder, ProjectName)
	content, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if content, err = Append(content, w); err != nil {
		return err
	}
	fresh := filepath.Join(folder, "."+ProjectName+".new")
	defer os.Remove(fresh)
	if err := save(fresh, content); err != nil {
		return err
	}
	return os.Rename(fresh, path)
}

func save(path string, content []byte) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	return errors.Join(err, f.Sync(), f.Close())
}
