// Package verify checks a release: its files against their sums, its tables against the rules of the format, its
// encodings against one another, and its numbers against its rows.
//
// The rule that matters: it believes nothing that it can compute. schema/FORMAT.md and releases/FORMAT.md specify what
// it checks.
//
// Every shard is decoded once, and no table is held: a document with its segments one by one, what the removed say of kept
// documents as sorted runs in a temporary file, above 16 MiB of it. What grows is with the files, not with the rows: the
// lines of CHECKSUMS and INPUTS, and an id for each of up to 65,536 shards of a table and split. Parquet is decoded by a
// child, which holds a row group.
package verify

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"corpuspack/pipeline"
	"corpuspack/releases"
	"corpuspack/schema"
)

// maxOfFile bounds the problems that a report holds of one file; the rest are counted.
const maxOfFile = 5

// Problem is one fault of a release.
type Problem struct {
	File    string `json:"file"` // path within the release
	Message string `json:"message"`
}

func (p Problem) String() string { return p.File + ": " + p.Message }

// Report is what a check has found. It is complete, but for the number of problems of one file.
type Report struct {
	Dir      string           `json:"dir"`
	Version  releases.Version `json:"version"`
	Digest   schema.Digest    `json:"digest"`
	Content  schema.Digest    `json:"content"`
	Files    int              `json:"files"`
	Rows     int64            `json:"rows"`              // over all tables, each row counted once
	Rebuilt  *Rebuilt         `json:"rebuilt,omitempty"` // where it was made again
	Remark   string           `json:"remark,omitempty"`  // what could not be checked of a release of an older revision
	Problems []Problem        `json:"problems"`
}

// Options says how a release is checked.
type Options struct {
	Want    *schema.Digest    // that the ledger has, or nil
	Version *releases.Version // that was asked for, or nil
	Decode  releases.Decode
	Meter   func(step string, n, total int64) // bytes of files; may be nil
}

// Release checks the release in dir. The error means that it could not look; what it saw is in the report.
func Release(ctx context.Context, dir string, o Options) (*Report, error) {
	if info, err := os.Stat(dir); err != nil {
		return nil, err
	} else if !info.IsDir() {
		return nil, fmt.Errorf("%s: it is no folder", dir)
	}
	if o.Meter == nil {
		o.Meter = func(string, int64, int64) {}
	}
	c := checker{Options: o, ctx: ctx, dir: dir, damaged: map[string]bool{}, found: map[string]int{}}
	c.report.Dir = dir
	if err := c.files(); err != nil {
		return nil, err
	}
	if c.manifest != nil && c.descriptions() {
		c.tables()
	}
	if err := cmp.Or(ctx.Err(), c.fault); err != nil {
		return nil, err
	}
	c.finish()
	return &c.report, nil
}

// checker holds what the checks share.
type checker struct {
	Options
	ctx      context.Context
	dir      string
	sums     releases.Sums
	manifest *releases.Manifest
	plan     *pipeline.Plan   // of config.yaml; nil where that is no recipe
	inputs   map[string]bool  // of INPUTS; nil where that cannot be read
	release  releases.Release // dir and manifest, to read the shards
	schema   schema.Schema
	damaged  map[string]bool // files that are not what CHECKSUMS says: not decoded
	found    map[string]int  // problems by file
	streams  map[string]*stream
	fault    error // of the disk for what is put away
	report   Report
}

func (c *checker) problem(file, format string, args ...any) {
	c.found[file]++
	if c.found[file] <= maxOfFile {
		c.report.Problems = append(c.report.Problems, Problem{file, fmt.Sprintf(format, args...)})
	}
}

// disk takes note of an error that is none of the release.
func (c *checker) disk(err error) { c.fault = cmp.Or(c.fault, err) }

func (c *checker) finish() {
	for file, n := range c.found {
		if n > maxOfFile {
			c.report.Problems = append(c.report.Problems, Problem{file, fmt.Sprintf("… and %d more problems", n-maxOfFile)})
		}
	}
	slices.SortStableFunc(c.report.Problems, func(a, b Problem) int { return strings.Compare(a.File, b.File) })
}

func (c *checker) path(name string) string { return filepath.Join(c.dir, filepath.FromSlash(name)) }

// files checks that CHECKSUMS names exactly the files that are there, with their digests.
func (c *checker) files() error {
	sums, err := releases.ReadFile(c.path(releases.ChecksumsName))
	if err != nil {
		return fmt.Errorf("%s is no release: %w", c.dir, err)
	}
	c.report.Digest = digestOf(sums)
	if c.Want != nil && *c.Want != c.report.Digest {
		c.problem(releases.ChecksumsName, "its SHA-256 is %s, the ledger has %s", c.report.Digest, *c.Want)
	}
	if c.sums, err = releases.ParseSums(sums); err != nil {
		c.problem(releases.ChecksumsName, "%v", err)
		return nil
	}
	if !slices.IsSortedFunc(c.sums, func(a, b releases.Sum) int { return strings.Compare(a.Path, b.Path) }) {
		c.problem(releases.ChecksumsName, "its lines are not sorted by path")
	}
	present, total, err := c.walk()
	if err != nil {
		return err
	}
	for _, sum := range c.sums {
		if c.checkSum(sum, present, total); c.ctx.Err() != nil {
			return c.ctx.Err()
		}
	}
	c.report.Files = len(c.sums)
	c.readManifest()
	return nil
}

// walk lists the files of the release with their sizes, and reports those that CHECKSUMS does not name.
func (c *checker) walk() (present map[string]int64, total int64, err error) {
	present = map[string]int64{}
	err = filepath.WalkDir(c.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, _ := filepath.Rel(c.dir, path)
		name = filepath.ToSlash(name)
		if d.IsDir() {
			if !c.holdsFiles(name) {
				c.problem(name, "an extra folder: %s names no file in it", releases.ChecksumsName)
			}
			return nil
		}
		_, listed := c.sums.Find(name)
		switch info, err := d.Info(); {
		case err != nil:
			return err
		case !info.Mode().IsRegular():
			c.problem(name, "it is no regular file")
		case listed:
			present[name] = info.Size()
			total += info.Size()
		case name != releases.ChecksumsName && name != releases.SignatureName:
			c.problem(name, "an extra file: %s does not name it", releases.ChecksumsName)
		}
		return nil
	})
	return present, total, err
}

func (c *checker) holdsFiles(folder string) bool {
	return folder == "." || slices.ContainsFunc(c.sums, func(s releases.Sum) bool { return strings.HasPrefix(s.Path, folder+"/") })
}

func (c *checker) checkSum(sum releases.Sum, present map[string]int64, total int64) {
	size, ok := present[sum.Path]
	if !ok {
		c.damaged[sum.Path] = true
		c.problem(sum.Path, "it is missing")
		return
	}
	digest, err := releases.DigestFile(c.path(sum.Path))
	switch {
	case err != nil:
		c.damaged[sum.Path] = true
		c.problem(sum.Path, "it cannot be read: %v", err)
	case digest != sum.Digest:
		c.damaged[sum.Path] = true
		c.problem(sum.Path, "its SHA-256 is %s, %s has %s", digest, releases.ChecksumsName, sum.Digest)
	}
	c.Meter("sums", size, total)
}

func (c *checker) readManifest() {
	b := c.read(releases.ManifestName)
	if b == nil {
		return
	}
	m, err := releases.ParseManifest(b)
	if err == nil {
		c.schema, err = schema.Of(m.SchemaVersion())
	}
	if err == nil && m.Revision > schema.Revision {
		err = fmt.Errorf("format revision %d: this program knows revisions up to %d", m.Revision, schema.Revision)
	}
	if err == nil && m.Parent != nil && m.Parent.Version.Compare(m.Version) >= 0 {
		err = fmt.Errorf("its parent %s is not older than %s", m.Parent.Version, m.Version)
	}
	if err == nil {
		err = checkDerived(m)
	}
	if err != nil {
		c.problem(releases.ManifestName, "%v", err)
		return
	}
	if c.Version != nil && *c.Version != m.Version {
		c.problem(releases.ManifestName, "it is of version %s, not %s", m.Version, *c.Version)
	}
	c.manifest = m
	c.checkListed()
	c.release = releases.Release{Dir: c.dir, Manifest: m}
	c.report.Version, c.report.Content = m.Version, m.Content
	if !c.isToday() {
		c.report.Remark = fmt.Sprintf("format revision %d has made its rows: sums, rows, both encodings, ids, order, references and numbers are "+
			"checked, but not what follows from the rules that cleaning and the card had then", m.RowsRevision())
	}
}

// isToday reports whether the rows were made by the rules that this program has.
func (c *checker) isToday() bool { return c.manifest.RowsRevision() == schema.Revision }

// checkDerived refuses a release that no command has made of another one.
func checkDerived(m *releases.Manifest) error {
	d := m.Derived
	if d == nil || (d.By == releases.ByRemovals || d.By == releases.ByMigration) && d.Version == m.Version {
		return nil
	}
	return fmt.Errorf("it is derived of %s by %q, which gives no %s", d.Version, d.By, m.Version)
}

// checkListed reports what CHECKSUMS names and no release has.
func (c *checker) checkListed() {
	known := map[string]bool{
		releases.InputsName: true, releases.ManifestName: true, releases.SchemaName: true, releases.RecipeName: true,
		releases.CardName: true, releases.ChangelogName: true, releases.CitationName: true, releases.LicenseName: true,
		releases.WithdrawnName: true,
	}
	for _, splits := range c.manifest.Tables {
		for _, t := range splits {
			for _, f := range t.Shards {
				known[f.Name] = true
			}
		}
	}
	for _, sum := range c.sums {
		if !known[sum.Path] {
			c.problem(sum.Path, "%s names it, but no release has it: it is no shard of the manifest", releases.ChecksumsName)
		}
	}
}
