// Package explain says what became of one input of a release: how it was read, what each step did to it, and for the sake
// of which document it went.
//
// The rule that matters: everything comes from the release alone, so anybody who holds it can ask.
package explain

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"corpuspack/pipeline"
	"corpuspack/releases"
	"corpuspack/schema"
	"corpuspack/schema/jsonl"
)

// Story is what became of one document. Either Document or Removal is set.
type Story struct {
	Document *schema.Document
	Removal  *schema.Removal
	Kept     *schema.Document  // for the sake of which it was removed
	Template *Template         // of a near-duplicate, where most of what it shares may be one; else nil
	Segments []pipeline.Passed // number of segments by kind
	Shard    string            // the file with its row
	Recipe   *pipeline.Recipe  // of the release
	Lines    []json.RawMessage // the rows that it is told from, and the template
}

// Find returns the stories of the documents with the id, or of the source and of the files in it. The order is that of
// the sources. None is no error.
func Find(ctx context.Context, r *releases.Release, what string, decode releases.Decode) ([]Story, error) {
	recipe, err := recipeOf(r)
	if err != nil {
		return nil, err
	}
	f := finder{ctx: ctx, release: r, decode: decode, what: what}
	if f.schema, err = schema.Of(r.Manifest.SchemaVersion()); err != nil {
		return nil, err
	}
	if err := f.find(); err != nil {
		return nil, err
	}
	for i := range f.stories {
		f.stories[i].Recipe = recipe
	}
	slices.SortStableFunc(f.stories, func(a, b Story) int { return a.key().Compare(b.key()) })
	return f.stories, nil
}

func recipeOf(r *releases.Release) (*pipeline.Recipe, error) {
	b, err := releases.ReadFile(filepath.Join(r.Dir, releases.RecipeName))
	if err != nil {
		return nil, err
	}
	recipe, err := pipeline.ReadRecipe(releases.RecipeName, bytes.NewReader(b))
	return &recipe, err
}

func (s *Story) key() schema.Key {
	if s.Document != nil {
		return s.Document.Key
	}
	k := schema.Key{Source: s.Removal.Source}
	if s.Removal.Start != nil {
		k.Start = *s.Removal.Start
	}
	return k
}

type finder struct {
	ctx     context.Context
	release *releases.Release
	decode  releases.Decode
	schema  schema.Schema
	what    string
	stories []Story
}

// find reads the tables: the removed first, for they name the kept ones.
func (f *finder) find() error {
	var wanted []string // kept ids
	err := f.rows(schema.Removed, func(name string, line []byte, row schema.Row) {
		if m := schema.RemovalOf(row); m.ID == f.what || f.isSource(m.Source) {
			f.add(Story{Removal: &m, Shard: name}, line)
			wanted = append(wanted, m.KeptID)
		}
	})
	if err != nil {
		return err
	}
	kept := map[string]*schema.Document{}
	err = f.rows(schema.Documents, func(name string, line []byte, row schema.Row) {
		d := schema.DocumentOf(row)
		if d.ID == f.what || f.isSource(d.Source) {
			f.add(Story{Document: &d, Shard: name}, line)
		}
		if slices.Contains(wanted, d.ID) {
			kept[d.ID] = &d
		}
	})
	if err != nil {
		return err
	}
	for i := range f.stories {
		if m := f.stories[i].Removal; m != nil {
			f.stories[i].Kept = kept[m.KeptID]
		}
	}
	if err := f.templates(); err != nil {
		return err
	}
	return f.segments()
}

func (f *finder) add(s Story, line []byte) {
	s.Lines = append(s.Lines, bytes.Clone(line))
	f.stories = append(f.stories, s)
}

// isSource reports whether a source is the one that is asked for, or a file in it.
func (f *finder) isSource(source string) bool {
	return source == f.what || strings.HasPrefix(source, f.what+"!/")
}

// segments counts the segments of the documents that were found, by kind.
func (f *finder) segments() error {
	byID := map[string]*Story{}
	for i := range f.stories {
		if d := f.stories[i].Document; d != nil {
			byID[d.ID] = &f.stories[i]
		}
	}
	if len(byID) == 0 {
		return nil
	}
	return f.rows(schema.Segments, func(_ string, _ []byte, row schema.Row) {
		s := schema.SegmentOf(row)
		if story := byID[s.DocumentID]; story != nil {
			story.Segments = pipeline.Tally(story.Segments, s.Kind)
		}
	})
}

// rows calls f with every row of a table, its canonical line and the shard that it stands in.
func (f *finder) rows(table string, do func(name string, line []byte, row schema.Row)) error {
	t := f.schema.Table(table)
	for _, split := range f.release.Manifest.Splits(table) {
		for _, name := range f.release.Shards(table, split) {
			for line, err := range f.release.Lines(f.ctx, name, table, f.decode) {
				if err != nil {
					return err
				}
				row, err := jsonl.Parse(t, line)
				if err != nil {
					return fmt.Errorf("%s: %w", name, err)
				}
				do(name, line, row)
			}
		}
	}
	return nil
}
