package verify

import (
	"fmt"

	"corpuspack/releases"
)

// Compare returns the problems of a release that its recipe does not give again: the inputs that are not those of the
// release, or else the files that differ. The error means that it could not look.
func Compare(old, again *releases.Release) ([]Problem, error) {
	if old.Digest == again.Digest {
		return nil, nil
	}
	if old.Manifest.Archive != again.Manifest.Archive {
		changes, err := releases.ChangedInputs(old.Dir, again.Dir)
		return problems(releases.InputsName, "the archive is not that of the release: ", changes), err
	}
	why := "the recipe gives other content today"
	switch a, b := old.Manifest, again.Manifest; {
	case a.Revision != b.Revision:
		why = fmt.Sprintf("it was made by format revision %d, this program has %d", a.Revision, b.Revision)
	case a.Content == b.Content:
		why = "the content is the same, only its packing differs"
	}
	var list []Problem
	for _, path := range releases.Differing(old.Sums, again.Sums) {
		list = append(list, Problem{path, "rebuilt, it differs: " + why})
	}
	return list, nil
}

func problems(file, label string, changes []string) (list []Problem) {
	for i, change := range changes {
		if i == maxOfFile {
			return append(list, Problem{file, fmt.Sprintf("… and %d more inputs", len(changes)-i)})
		}
		list = append(list, Problem{file, label + change})
	}
	return list
}
