package diff

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"corpuspack/pipeline"
	"corpuspack/releases"
	"corpuspack/schema"
)

// Summary is the difference of two releases in numbers, with the first changes of each kind.
type Summary struct {
	Old       Side                `json:"old"`
	New       Side                `json:"new"`
	Documents Counts              `json:"documents"`
	Segments  Counts              `json:"segments"`
	Reasons   []pipeline.Count    `json:"reasons"` // of removed documents that are among the removed of the new release
	Moves     []Move              `json:"moves"`   // between splits
	Sources   []SourceChange      `json:"sources"` // of the inputs, by path
	Recipe    []Setting           `json:"recipe"`
	Schema    []schema.Change     `json:"schema"`
	Bump      releases.Bump       `json:"bump"`      // the least that the difference allows
	Because   []string            `json:"because"`   // the first of what asks for it
	Withdrawn bool                `json:"withdrawn"` // what is withdrawn is another list
	First     map[string][]Change `json:"-"`         // of each kind, the first that were found

	dataGone    []string // the first rows of documents and segments that are gone or differ in data
	removedRows bool     // whether the tables of removed documents differ
}

// Side is one of the releases.
type Side struct {
	Version    releases.Version `json:"version"`
	Revision   int              `json:"revision"`
	Documents  int64            `json:"documents"`
	Words      int64            `json:"words"`
	Characters int64            `json:"characters"`
	Removed    int64            `json:"removed"`
}

// Counts are numbers of changes by kind. Moved are those of the changed and the renamed that are in another split.
type Counts struct {
	Added     int64 `json:"added"`
	Removed   int64 `json:"removed"`
	Renamed   int64 `json:"renamed"`
	Changed   int64 `json:"changed"`
	Described int64 `json:"described"`
	Moved     int64 `json:"moved"`
	Unchanged int64 `json:"unchanged"`
}

// Move is a number of documents that have gone from one split to another.
type Move struct {
	From string `json:"from"`
	To   string `json:"to"`
	N    int64  `json:"n"`
}

// maxFirst bounds the changes of a kind, and the reasons of a bump, that a summary has.
const maxFirst = 10

func newSummary(old, new *releases.Manifest) Summary {
	return Summary{Old: sideOf(old), New: sideOf(new), Reasons: []pipeline.Count{}, Moves: []Move{}, Sources: []SourceChange{},
		Recipe: []Setting{}, Schema: []schema.Change{}, Because: []string{}, First: map[string][]Change{}}
}

func sideOf(m *releases.Manifest) Side {
	total := m.Total(schema.Documents)
	return Side{m.Version, m.Revision, total.Rows, total.Words, total.Characters, m.RemovedCount()}
}

func (c *Counts) of(kind string) *int64 {
	return map[string]*int64{Added: &c.Added, Removed: &c.Removed, Renamed: &c.Renamed, Changed: &c.Changed, Described: &c.Described}[kind]
}

// count takes a change of a document into account.
func (s *Summary) count(c *Change) {
	*s.Documents.of(c.Kind)++
	if c.OldSplit != "" {
		s.Documents.Moved++
		s.move(c.OldSplit, c.Split)
	}
	if c.Reason != "" {
		s.Reasons = countReason(s.Reasons, c.Step, c.Reason)
	}
	if len(s.First[c.Kind]) < maxFirst {
		s.First[c.Kind] = append(s.First[c.Kind], *c)
	}
	switch {
	case c.Kind == Removed:
		s.gone("document %s (%s) is gone", c.ID, c.Source)
	case c.Kind == Renamed:
		s.gone("document %s (%s) is %s now", c.OldID, cmp.Or(c.OldSource, c.Source), c.ID)
	case c.Kind == Changed:
		s.gone("document %s (%s) differs in %s", c.ID, c.Source, strings.Join(slices.DeleteFunc(slices.Clone(c.Fields),
			func(f string) bool { return !isData(f) }), ", "))
	}
}

// segment takes a change of a segment into account.
func (s *Summary) segment(kind, key string) {
	*s.Segments.of(kind)++
	if kind == Removed || kind == Changed {
		s.gone("segment %s is gone or differs", strings.ReplaceAll(key, " ", ""))
	}
}

// gone notes what only a MAJOR version may do.
func (s *Summary) gone(format string, args ...any) {
	if len(s.dataGone) < maxFirst {
		s.dataGone = append(s.dataGone, fmt.Sprintf(format, args...))
	}
}

func (s *Summary) move(from, to string) {
	at, found := slices.BinarySearchFunc(s.Moves, Move{From: from, To: to}, func(a, b Move) int {
		return strings.Compare(a.From+" "+a.To, b.From+" "+b.To)
	})
	if !found {
		s.Moves = slices.Insert(s.Moves, at, Move{From: from, To: to})
	}
	s.Moves[at].N++
}

func countReason(list []pipeline.Count, step, reason string) []pipeline.Count {
	for i := range list {
		if list[i].Step == step && list[i].Reason == reason {
			list[i].N++
			return list
		}
	}
	list = append(list, pipeline.Count{Step: step, Reason: reason, N: 1})
	slices.SortFunc(list, func(a, b pipeline.Count) int { return strings.Compare(a.Step+" "+a.Reason, b.Step+" "+b.Reason) })
	return list
}

// decide finds the bump: releases/FORMAT.md, section 8.
func (s *Summary) decide(old, new *releases.Manifest) {
	d, g := &s.Documents, &s.Segments
	d.Unchanged = s.Old.Documents - d.Removed - d.Renamed - d.Changed - d.Described
	g.Unchanged = old.Rows(schema.Segments) - g.Removed - g.Changed - g.Described
	var breaking, minor []string
	for _, c := range s.Schema {
		if c.Breaking {
			breaking = append(breaking, "schema: "+c.String())
		} else {
			minor = append(minor, "schema: "+c.String())
		}
	}
	for _, n := range []struct {
		n    int64
		what string
	}{
		{d.Added, "documents were added"}, {g.Added, "segments were added"},
		{d.Described, "documents differ in columns that describe them"}, {g.Described, "segments differ in columns that describe them"},
	} {
		if n.n > 0 {
			minor = append(minor, fmt.Sprintf("%d %s", n.n, n.what))
		}
	}
	if s.removedRows {
		minor = append(minor, "the table of removed documents differs")
	}
	switch major := append(breaking, s.dataGone...); {
	case len(major) > 0:
		s.Bump, s.Because = releases.Major, first(major)
	case len(minor) > 0:
		s.Bump, s.Because = releases.Minor, first(minor)
	case old.Content != new.Content:
		s.Bump, s.Because = releases.Minor, []string{"the content differs"}
	case s.Withdrawn:
		s.Bump, s.Because = releases.Patch, []string{"the content is the same, only more is withdrawn from later releases"}
	case s.isPacked(old, new):
		s.Bump, s.Because = releases.Patch, []string{"the content is the same, only its packing, its recipe or its inputs differ"}
	}
}

func first(list []string) []string { return list[:min(len(list), maxFirst)] }

// isPacked reports whether two releases with the same content differ in anything else but their version and their parent.
func (s *Summary) isPacked(old, new *releases.Manifest) bool {
	return old.Archive != new.Archive || old.Recipe != new.Recipe || old.Revision != new.Revision || old.Schema != new.Schema ||
		!slices.Equal(shardSums(old), shardSums(new))
}

// shardSums are the names and digests of all shards.
func shardSums(m *releases.Manifest) (sums []releases.Sum) {
	for _, table := range slices.Sorted(maps.Keys(m.Tables)) {
		for _, split := range m.Splits(table) {
			for _, f := range m.Tables[table][split].Shards {
				sums = append(sums, releases.Sum{Digest: f.SHA256, Path: f.Name})
			}
		}
	}
	return sums
}

// IsNone reports whether nothing has changed but the version and the parent.
func (s *Summary) IsNone() bool { return s.Bump == releases.NoBump }
