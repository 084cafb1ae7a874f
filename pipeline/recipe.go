package pipeline

import (
	"fmt"
	"io"
	"strings"

	"corpuspack/pipeline/archive"
	"corpuspack/pipeline/clean"
	"corpuspack/pipeline/dedup"
	"corpuspack/pipeline/dedup/passages"
	"corpuspack/pipeline/segment"
	"corpuspack/pipeline/shard"
	"corpuspack/schema"
)

// Recipe is all that decides what a release contains, but for the archive. RECIPE.md beside this
// file has the meaning and the default of every key.
type Recipe struct {
	Name        string
	Title       string
	Description string
	License     string // SPDX expression
	Creators    []string
	Homepage    string
	Date        string // YYYY-MM-DD
	Cite        string
	Schema      schema.Version
	Archive     archive.Config
	Clean       clean.Config
	Dedup       dedup.Config
	Passages    passages.Config
	Segment     segment.Config
	Splits      []shard.Share // in code point order, but train last
	Shard       shard.Config
}

// maxRecipe is the greatest size of a recipe in bytes.
const maxRecipe = 1 << 20

// ReadRecipe reads a recipe with its defaults filled in. It is strict: what a recipe does not know is an error, and so
// is all of YAML that could hide a value (releases/FORMAT.md, section 8). Its error is a *Problems with every problem of
// the file, or the error of r. The name of the file is for the messages.
func ReadRecipe(name string, r io.Reader) (Recipe, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxRecipe+1))
	if err != nil {
		return Recipe{}, fmt.Errorf("%s: %w", name, err)
	}
	var c checker
	var recipe Recipe
	if root := c.parse(data); root != nil {
		c.forbid("", root)
		c.mapping("", root, recipe.keys())
	}
	if err := c.err(name); err != nil {
		return Recipe{}, err
	}
	return recipe, nil
}

// YAML returns the recipe with every default written out, in the order of RECIPE.md: the config.yaml of a release.
// ReadRecipe gives the same recipe back.
func (r Recipe) YAML() []byte {
	var b strings.Builder
	write(&b, "", r.keys())
	return []byte(b.String())
}
