package verify

import (
	"context"
	"fmt"
	"strings"

	"corpuspack/releases"
	"corpuspack/releases/diff"
)

// Rebuilt says what the recipe of a release gives today.
type Rebuilt struct {
	Result string              `json:"result"` // one of the constants below
	Why    string              `json:"why,omitempty"`
	First  *diff.RowDifference `json:"first,omitempty"` // of other content
}

// Results of a rebuild.
const (
	Identical    = "identical bytes"
	Packed       = "identical content, packed differently"
	OtherContent = "other content"
	OtherArchive = "another archive"
)

// Compare says what a release and what its recipe gives again have in common, and returns the problems: the inputs that are not
// those of the release, or else the files that differ. The error means that it could not look.
func Compare(ctx context.Context, old, again *releases.Release, decode releases.Decode) (*Rebuilt, []Problem, error) {
	if old.Digest == again.Digest {
		return &Rebuilt{Result: Identical}, nil, nil
	}
	a, b := old.Manifest, again.Manifest
	if a.Archive != b.Archive {
		changes, err := releases.ChangedInputs(old.Dir, again.Dir)
		return &Rebuilt{Result: OtherArchive}, problems(releases.InputsName, "the archive is not that of the release: ", changes), err
	}
	r := &Rebuilt{Result: Packed}
	files := releases.Differing(old.Sums, again.Sums)
	if a.Content == b.Content {
		r.Why = packing(files)
	} else {
		r.Result = OtherContent
		var err error
		if r.First, err = diff.FirstRow(ctx, old, again, decode); err != nil {
			return nil, nil, err
		}
	}
	if a.Revision != b.Revision {
		r.Why = strings.TrimPrefix(r.Why+fmt.Sprintf("; it was made by format revision %d, this program has %d", a.Revision, b.Revision), "; ")
	}
	var list []Problem
	for _, path := range files {
		list = append(list, Problem{path, "rebuilt, it differs"})
	}
	return r, list, nil
}

// packing says what of the files differs.
func packing(files []string) string {
	var jsonl, parquet bool
	for _, name := range files {
		jsonl = jsonl || strings.HasPrefix(name, "jsonl/")
		parquet = parquet || strings.HasSuffix(name, ".parquet")
	}
	switch {
	case jsonl && parquet:
		return "JSON Lines and Parquet were encoded otherwise"
	case jsonl:
		return "JSON Lines were encoded otherwise, by another version of the library that compresses them"
	case parquet:
		return "Parquet was encoded otherwise, by another version of the library that writes it"
	}
	return "the shards are the same, only the files beside them differ"
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
