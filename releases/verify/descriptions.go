package verify

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"corpuspack/pipeline"
	"corpuspack/pipeline/dedup"
	"corpuspack/releases"
	"corpuspack/releases/card"
	"corpuspack/releases/withdraw"
	"corpuspack/schema"
	"corpuspack/schema/canonical"
)

func digestOf(b []byte) schema.Digest { return sha256.Sum256(b) }

// read returns the content of a file that is whole, or nil.
func (c *checker) read(name string) []byte {
	if c.damaged[name] {
		return nil
	}
	b, err := releases.ReadFile(c.path(name))
	if err != nil {
		c.problem(name, "%v", err)
	}
	return b
}

// descriptions checks the files beside the tables against the manifest and against one another. It reports whether the
// tables can be checked: not without a recipe.
func (c *checker) descriptions() bool {
	m := c.manifest
	if b := c.read(releases.SchemaName); b != nil {
		c.checkSchema(b)
	}
	if b := c.read(releases.InputsName); b != nil {
		c.readInputs(b)
	}
	if b := c.read(releases.RecipeName); b != nil {
		c.recipe(b)
	}
	c.readWithdrawn()
	if got := m.ContentDigest(); got != m.Content {
		c.problem(releases.ManifestName, "content is %s, its tables give %s", m.Content, got)
	}
	if read := m.Counts.Kept + m.RemovedCount(); m.Counts.Read != read || m.Counts.Kept != m.Rows(schema.Documents) {
		c.problem(releases.ManifestName, "%d documents were read, %d kept and %d removed; the table has %d",
			m.Counts.Read, m.Counts.Kept, m.RemovedCount(), m.Rows(schema.Documents))
	}
	return c.plan != nil
}

// checkSchema checks that schema.json has the fields of the schema, and today also its words.
func (c *checker) checkSchema(b []byte) {
	want, err := canonical.Marshal(c.schema)
	var s schema.Schema
	if err == nil {
		err = json.Unmarshal(b, &s)
	}
	if err != nil || c.isToday() && !bytes.Equal(b, want) || len(schema.Compare(c.schema, s)) > 0 {
		c.problem(releases.SchemaName, "it is not schema version %d", c.manifest.Schema)
	}
}

// readWithdrawn tells the plan what must not be in the release.
func (c *checker) readWithdrawn() {
	if _, listed := c.sums.Find(releases.WithdrawnName); !listed || c.plan == nil {
		return
	}
	b := c.read(releases.WithdrawnName)
	if b == nil {
		return
	}
	list, err := withdraw.Parse(b)
	if err == nil && len(list) == 0 {
		err = errors.New("it is empty")
	}
	if err != nil {
		c.problem(releases.WithdrawnName, "%v", err)
		return
	}
	c.plan.Withdraw(list)
}

func (c *checker) readInputs(b []byte) {
	sums, err := releases.ParseSums(b)
	if err != nil {
		c.problem(releases.InputsName, "%v", err)
		return
	}
	if a := c.manifest.Archive; digestOf(b) != a.SHA256 || int64(len(sums)) != a.Files {
		c.problem(releases.InputsName, "it has %d files and SHA-256 %s, the manifest has %d and %s",
			len(sums), digestOf(b), a.Files, a.SHA256)
	}
	c.inputs = map[string]bool{}
	for _, sum := range sums {
		c.inputs[sum.Path] = true
	}
}

// recipe checks that config.yaml reads back to itself and is the manifest's, and that it gives the files for people.
func (c *checker) recipe(b []byte) {
	if got := digestOf(b); got != c.manifest.Recipe {
		c.problem(releases.RecipeName, "its SHA-256 is %s, the manifest has %s", got, c.manifest.Recipe)
	}
	r, err := pipeline.ReadRecipe(releases.RecipeName, bytes.NewReader(b))
	if err == nil {
		c.plan, err = r.Compile()
	}
	if err != nil {
		c.problem(releases.RecipeName, "%v", err)
		return
	}
	if c.isToday() && !bytes.Equal(r.YAML(), b) {
		c.problem(releases.RecipeName, "it is not a recipe with every default written out")
	}
	license := ""
	if c.manifest.License != nil {
		license = *c.manifest.License
	}
	if r.Name != c.manifest.Name || r.License != license || r.Schema != c.manifest.Schema {
		c.problem(releases.ManifestName, "name, license or schema is not that of the recipe")
	}
	c.release.MaxLine = maxLine(r)
	if !c.isToday() {
		return
	}
	c.checkAgainst(r)
	c.checkLeak(r)
	for _, f := range card.Files(r, c.manifest, c.schema) {
		if got := c.read(f.Name); got != nil && !bytes.Equal(got, f.Content) {
			c.problem(f.Name, "it is not what recipe and manifest give: %s", firstDifference(got, f.Content))
		}
	}
}

// checkAgainst checks that the manifest has the benchmarks of the recipe, and that their numbers can be.
func (c *checker) checkAgainst(r pipeline.Recipe) {
	var want, got []string
	for _, e := range r.Archive.Against {
		want = append(want, e.Name)
	}
	slices.Sort(want)
	most := int64(0) // documents that were removed for one of them, at most
	for _, b := range c.manifest.Against {
		got = append(got, b.Name)
		most += b.Documents
		if b.Short < 0 || b.Found < 0 || b.Short+b.Found > b.Texts || (b.Found > 0) != (b.Documents > 0) || b.Documents > c.manifest.Counts.Read {
			c.problem(releases.ManifestName, "the numbers of benchmark %q cannot be", b.Name)
		}
	}
	if !slices.Equal(got, want) {
		c.problem(releases.ManifestName, "it has the benchmarks %q, the recipe has %q", got, want)
	}
	if n := c.manifest.Counts.Removed["dedup"][dedup.ReasonAgainst]; n > most {
		c.problem(releases.ManifestName, "%d documents were removed for benchmarks, which %d overlap", n, most)
	}
}

// checkLeak checks that the manifest has a leak of each split that it should, and that its numbers can be.
func (c *checker) checkLeak(r pipeline.Recipe) {
	want := 0
	for _, split := range c.manifest.Splits(schema.Documents) {
		if split == pipeline.Train || r.Dedup.Near.Method == "off" {
			continue
		}
		want++
		l, ok := c.manifest.Leak[split]
		named := l.ID != nil && schema.IsID(*l.ID) && l.PartnerID != nil && schema.IsID(*l.PartnerID) && l.Greatest > 0 && l.Greatest <= 1
		none := l == releases.Leak{}
		if !ok || !named && !none || l.Half < 0 || l.Half > c.manifest.Tables[schema.Documents][split].Rows || (l.Half > 0) != (l.Greatest >= 0.5) {
			c.problem(releases.ManifestName, "the numbers of the leak of %q cannot be", split)
		}
	}
	if want != len(c.manifest.Leak) {
		c.problem(releases.ManifestName, "it has the leaks of %d splits, the recipe gives %d", len(c.manifest.Leak), want)
	}
}

// maxLine bounds a canonical line: far above what a document of the recipe can give, far below what a bomb can.
func maxLine(r pipeline.Recipe) int {
	longest := int64(0)
	for _, e := range r.Archive.Entries {
		longest = max(longest, e.MaxDocument)
	}
	growth := int64(4) // of a text by its metadata, title and escapes
	if r.Clean.Unicode == "nfkc" {
		growth = 20 // one code point may become eighteen
	}
	return int(min(64<<20+growth*longest, 1<<31-2))
}

func firstDifference(got, want []byte) string {
	a, b := bytes.Split(got, []byte("\n")), bytes.Split(want, []byte("\n"))
	for i := range min(len(a), len(b)) {
		if !bytes.Equal(a[i], b[i]) {
			return fmt.Sprintf("line %d is %q, not %q", i+1, a[i], b[i])
		}
	}
	return "one is longer than the other"
}
