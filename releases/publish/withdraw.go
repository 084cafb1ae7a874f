package publish

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"corpuspack/pipeline"
	"corpuspack/releases/withdraw"
)

// Withdraw adds withdrawals to the list of a project, those that it does not have yet, and returns their number. The file is
// replaced at once or not at all.
func Withdraw(project string, add []pipeline.Withdrawal) (added int, err error) {
	unlock, err := lock(filepath.Join(project, "releases"))
	if err != nil {
		return 0, err
	}
	defer unlock()
	path := filepath.Join(project, withdraw.ProjectName)
	b, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return 0, err
	}
	list, err := withdraw.Read(project)
	if err != nil {
		return 0, err
	}
	for _, w := range add {
		if slices.ContainsFunc(list, func(has pipeline.Withdrawal) bool {
			return has.ID == w.ID && has.Source == w.Source && has.URL == w.URL && has.TextSHA256 == w.TextSHA256
		}) {
			continue
		}
		if b, err = withdraw.Append(b, w); err != nil {
			return 0, err
		}
		list, added = append(list, w), added+1
	}
	if added == 0 {
		return 0, nil
	}
	fresh := filepath.Join(project, "."+withdraw.ProjectName+".new")
	defer os.Remove(fresh)
	s := stage{dir: project}
	if err := writeSynced(fresh, b); err != nil {
		return 0, err
	}
	if err := s.rename(fresh, path); err != nil {
		return 0, err
	}
	return added, s.syncDir(project)
}
