package verify

import (
	"fmt"

	"corpuspack/releases"
)

// Compare returns a problem for each file in which a release and what its recipe gives again differ.
func Compare(old, again *releases.Release) []Problem {
	if old.Digest == again.Digest {
		return nil
	}
	why := "the recipe gives other content today"
	switch a, b := old.Manifest, again.Manifest; {
	case a.Archive != b.Archive:
		why = "the archive is not the one that the release was made of"
	case a.Content == b.Content:
		why = "the content is the same, only its packing differs"
	case a.Revision != b.Revision:
		why = fmt.Sprintf("it was made by format revision %d, this program has %d", a.Revision, b.Revision)
	}
	var problems []Problem
	for _, path := range releases.Differing(old.Sums, again.Sums) {
		problems = append(problems, Problem{path, "rebuilt, it differs: " + why})
	}
	return problems
}
