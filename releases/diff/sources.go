package diff

import (
	"cmp"
	"path/filepath"
	"slices"
	"strings"

	"corpuspack/releases"
)

// SourceChange is what became of an input file: Added, Removed, Changed or Renamed.
type SourceChange struct {
	Kind string `json:"kind"`
	Path string `json:"path"`
	Old  string `json:"old,omitempty"` // path of a renamed input in the old release
}

// sources compares the inputs by their digests. An input is renamed whose documents, or most of them, were.
func (c *comparer) sources() error {
	old, err := inputs(c.old)
	if err != nil {
		return err
	}
	new, err := inputs(c.new)
	if err != nil {
		return err
	}
	before, after := pathsOf(old), pathsOf(new)
	targets, err := c.renamedSources(before, after)
	if err != nil {
		return err
	}
	origins := map[string]string{}
	changes := &c.summary.Sources
	for _, path := range releases.Differing(old, new) {
		target := targets[path]
		switch {
		case before[path] && after[path]:
			*changes = append(*changes, SourceChange{Kind: Changed, Path: path})
		case before[path] && target != "" && origins[target] == "":
			origins[target] = path
		case before[path]:
			*changes = append(*changes, SourceChange{Kind: Removed, Path: path})
		}
	}
	for _, path := range releases.Differing(old, new) {
		if origin := origins[path]; origin != "" {
			*changes = append(*changes, SourceChange{Renamed, path, origin})
		} else if !before[path] {
			*changes = append(*changes, SourceChange{Kind: Added, Path: path})
		}
	}
	slices.SortFunc(*changes, func(a, b SourceChange) int { return strings.Compare(a.Path, b.Path) })
	return nil
}

func pathsOf(sums releases.Sums) map[string]bool {
	paths := map[string]bool{}
	for _, s := range sums {
		paths[s.Path] = true
	}
	return paths
}

func inputs(r *releases.Release) (releases.Sums, error) {
	b, err := releases.ReadFile(filepath.Join(r.Dir, releases.InputsName))
	if err != nil {
		return nil, err
	}
	return releases.ParseSums(b)
}

// renamedSources returns, of each input that is gone, the new one that most of its renamed documents are in.
func (c *comparer) renamedSources(before, after map[string]bool) (map[string]string, error) {
	d := Difference{changes: c.changes}
	counts := map[[2]string]int{}
	for change, err := range d.Changes() {
		if err != nil {
			return nil, err
		}
		if change.Kind != Renamed || change.OldSource == "" {
			continue
		}
		from, to := file(change.OldSource), file(change.Source)
		if !after[from] && !before[to] {
			counts[[2]string{from, to}]++
		}
	}
	best := map[string]string{}
	for pair, n := range counts {
		from, to := pair[0], pair[1]
		than := counts[[2]string{from, best[from]}]
		if best[from] == "" || cmp.Or(cmp.Compare(n, than), cmp.Compare(best[from], to)) > 0 {
			best[from] = to
		}
	}
	return best, nil
}

// file is the input on disk that a source is, or is in.
func file(source string) string {
	name, _, _ := strings.Cut(source, "!/")
	return name
}

// SourceCounts returns the numbers of changed inputs by kind.
func (s *Summary) SourceCounts() (c Counts) {
	for _, change := range s.Sources {
		*c.of(change.Kind)++
	}
	return c
}
