package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"corpuspack/pipeline"
	"corpuspack/pipeline/archive"
	"corpuspack/pipeline/archive/unpack"
	"corpuspack/pipeline/worker/local"
	"corpuspack/releases"
	"corpuspack/releases/card"
	"corpuspack/releases/publish"
	"corpuspack/schema/canonical"
)

// recipeName is the name of the recipe in a corpus project.
const recipeName = "corpuspack.yaml"

type releaseOptions struct {
	workers int
	memory  string
	bytes   int64 // that memory means; 0 is no bound
	out     string
	base    string
	dryRun  bool
	replace bool
	noCache bool
	limit   int64
}

func (o *releaseOptions) addFlags(f *pflag.FlagSet) {
	f.IntVarP(&o.workers, "jobs", "j", runtime.GOMAXPROCS(0), "work with `N` workers")
	f.StringVar(&o.memory, "memory", "", "stay near this `SIZE` of memory, such as 4GiB (from 256MiB); the bytes are the same")
	f.StringVar(&o.out, "out", "", "publish below `DIR` (default releases)")
	f.StringVar(&o.base, "base", "", "follow this `VERSION` (default the newest before it in CHECKSUMS); none starts anew")
	f.BoolVar(&o.dryRun, "dry-run", false, "make the release, say what it would be, publish nothing")
	f.BoolVar(&o.replace, "replace", false, "rebuild a release that was never handed out, and rewrite its line in CHECKSUMS")
	f.BoolVar(&o.noCache, "no-cache", false, "do all of it anew, though an earlier run has done some; the bytes are the same")
	f.Int64Var(&o.limit, "limit", 0, "read `N` documents only, for a quick look; publishes nothing")
}

func (g *global) release() *cobra.Command {
	var o releaseOptions
	cmd := &cobra.Command{
		Use:   "release [VERSION|next]",
		Short: "Build and publish a release",
		Long: `Build the release VERSION of the corpus project in this folder and publish it as releases/VERSION.
Without a version, rebuild the newest release of the ledger (CHECKSUMS) and compare: that is all that CI needs.

A release follows the newest one before it in the ledger, its parent, which must stand in releases/ as it was published.
A document keeps the split that it has there, and what resembles a document that is held out there is held out too.
What has changed stands in its CHANGELOG.md, and decides the version: MAJOR where a row is gone or differs in its data,
MINOR where rows were added, PATCH where the content is the same. A smaller one is refused; next takes the least.

A release appears whole or not at all. One that is there with the same bytes is done; one that is in the
ledger or in releases/ with other bytes is refused (exit code 3), for a published release never changes.

A new version takes from releases/.cache what the run before has made of the inputs that have not changed, and
links the shards that have not changed. Without the cache the bytes are the same; it may be removed at any time.` + "\n" + exits,
		Example: `  corpuspack release v1              build releases/v1 and put it into CHECKSUMS
  corpuspack release next            what has changed decides the version: v1.1, or v2
  corpuspack release                 rebuild the newest release: does it come out the same?
  corpuspack release v2 --no-cache   make all of it anew: the bytes are the same
  corpuspack release v1 --limit 100  a quick look at what the recipe does`,
		Args: between(0, 1),
		RunE: func(cmd *cobra.Command, args []string) error { return g.runRelease(cmd.Context(), o, args) },
	}
	o.addFlags(cmd.Flags())
	return cmd
}

func (g *global) runRelease(ctx context.Context, o releaseOptions, args []string) error {
	if err := o.check(); err != nil {
		return err
	}
	plan, err := readPlan()
	if err != nil {
		return err
	}
	version, err := releaseVersion(args)
	if err != nil {
		return err
	}
	meter, done := g.meter()
	out, err := publish.Publish(ctx, publish.Job{
		Project: ".", Out: o.out, Version: version, Plan: plan, Engine: local.Engine{}, Workers: o.workers,
		Memory: o.bytes, Limit: o.limit, DryRun: o.dryRun, Replace: o.replace, NoCache: o.noCache, Meter: meter, Base: o.base,
		Decode: decode,
	})
	done()
	if err != nil {
		return err
	}
	if g.json {
		return g.printJSON(out)
	}
	g.printOutcome(out, o.limit)
	g.printRemarks(out, plan.Recipe)
	return nil
}

func (o *releaseOptions) check() (err error) {
	if err := checkWorkers(o.workers); err != nil {
		return err
	}
	if o.base != "" && o.base != publish.NoBase {
		if _, err := releases.ParseVersion(o.base); err != nil {
			return usagef("--base: %v, or none", err)
		}
	}
	if o.limit < 0 {
		return usagef("--limit %d: want a number of documents", o.limit)
	}
	if o.replace && os.Getenv("CI") != "" {
		return usagef("--replace is refused where CI is set: a release that a machine rewrites cannot be trusted")
	}
	if o.memory == "" {
		return nil
	}
	if o.bytes, err = pipeline.ParseSize(o.memory); err != nil || o.bytes < 256<<20 {
		return usagef("--memory %q: want a size from 256MiB on, such as 4GiB", o.memory)
	}
	debug.SetMemoryLimit(o.bytes - o.bytes/8) // the counters of the comparison stand beside what the limit counts
	return nil
}

func checkWorkers(n int) error {
	if n < 1 || n > 1024 {
		return usagef("-j %d: want 1 to 1024 workers", n)
	}
	return nil
}

// next is the version that the difference to the parent decides.
const next = "next"

// releaseVersion returns the version that is asked for, or the newest of the ledger; of next, the zero Version.
func releaseVersion(args []string) (releases.Version, error) {
	if len(args) == 1 && args[0] == next {
		return releases.Version{}, nil
	}
	if len(args) == 1 {
		v, err := releases.ParseVersion(args[0])
		if err != nil {
			return v, usagef("%v", err)
		}
		return v, nil
	}
	ledger, err := releases.ReadLedger(".")
	if err != nil {
		return releases.Version{}, err
	}
	v, ok := ledger.Newest()
	if !ok {
		return v, usagef("no release is in %s yet: name the first, as in 'corpuspack release v1'", releases.LedgerName)
	}
	return v, nil
}

func readPlan() (*pipeline.Plan, error) {
	recipe, err := readRecipe(recipeName)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, usagef("no %s in this folder: 'corpuspack init' writes one, and -C DIR works in another folder", recipeName)
	}
	if err != nil {
		return nil, err
	}
	plan, err := recipe.Compile()
	if err != nil {
		return nil, usagef("%s: %v", recipeName, err)
	}
	return plan, nil
}

func readRecipe(path string) (pipeline.Recipe, error) {
	f, err := os.Open(path)
	if err != nil {
		return pipeline.Recipe{}, err
	}
	defer f.Close()
	return pipeline.ReadRecipe(path, f)
}

// maxRemarks is the number of inputs that were not read that are named.
const maxRemarks = 20

// printRemarks says on standard error what is easily overlooked.
func (g *global) printRemarks(out *publish.Outcome, r pipeline.Recipe) {
	for i, input := range out.Unread {
		if i == maxRemarks {
			g.remark("not read, and removed: %d more; the table removed has them all", len(out.Unread)-i)
			break
		}
		g.remark("not read, and removed: %s", visible(input))
	}
	if out.Hidden > 0 {
		g.remark("left out: %s beginning with a dot", plural(int64(out.Hidden), "name"))
	}
	var lacks []string
	if r.License == "" {
		lacks = append(lacks, "license")
	}
	if len(r.Creators) == 0 {
		lacks = append(lacks, "creators")
	}
	if len(lacks) > 0 && out.Status == publish.Published {
		g.remark("the recipe does not say: %s; the card and the citation lack it", strings.Join(lacks, ", "))
	}
}

func (g *global) printOutcome(out *publish.Outcome, limit int64) {
	m := out.Manifest
	what := map[string]string{
		publish.Published: "published in " + out.Dir,
		publish.Unchanged: "unchanged: the same bytes are in " + out.Dir,
		publish.Replaced:  "replaced in " + out.Dir,
		publish.DryRun:    "not published: a dry run",
	}[out.Status]
	if limit > 0 {
		what = fmt.Sprintf("not published: a look at the first %s", plural(limit, "document"))
	}
	if out.Status == publish.Unchanged && out.Next {
		what = "unchanged: nothing has changed since " + out.Dir
	}
	fmt.Fprintf(g.stdout, "%s %s\n", m.Version, what)
	if c := out.Changes; c != nil {
		fmt.Fprintf(g.stdout, "  since    %s: %s: %s\n", c.Old.Version, c.Bump, c.Documents)
	}
	fmt.Fprintf(g.stdout, "  read     %s\n", readText(m))
	fmt.Fprintf(g.stdout, "  kept     %s, %s\n", plural(m.Counts.Kept, "document"), plural(m.Rows("segments"), "segment"))
	fmt.Fprintf(g.stdout, "  removed  %s\n", removedText(m))
	for _, b := range m.Against {
		fmt.Fprintf(g.stdout, "  against  %s\n", againstText(b))
	}
	if len(m.Counts.Passed) > 0 {
		fmt.Fprintf(g.stdout, "  passed   %s\n", visible(passedText(m)))
	}
	if out.Linked > 0 {
		fmt.Fprintf(g.stdout, "  linked   %d of %s, which have not changed\n", out.Linked, plural(m.ShardFiles(), "shard file"))
	}
	if out.Previous != nil {
		fmt.Fprintf(g.stdout, "  was      %s\n", out.Previous)
	}
	fmt.Fprintf(g.stdout, "  digest   %s\n", out.Digest)
}

func readText(m *releases.Manifest) string {
	files, bytes := m.DocumentFiles()
	return fmt.Sprintf("%s in %s, %s", plural(m.Counts.Read, "document"), plural(files, "file"), card.Size(bytes))
}

func removedText(m *releases.Manifest) string {
	text := plural(m.RemovedCount(), "document")
	for i, c := range m.Counts.List() {
		text += []string{": ", ", "}[min(i, 1)] + fmt.Sprintf("%s %d", c.Reason, c.N)
	}
	return text
}

// againstText counts what of a benchmark the archive has.
func againstText(b releases.Against) string {
	text := fmt.Sprintf("%s: %s of %s found, in %s", b.Name, card.Count(b.Found), plural(b.Texts, "text"), plural(b.Documents, "document"))
	if b.Short > 0 {
		text += fmt.Sprintf("; %s too short to look for", card.Count(b.Short))
	}
	return text
}

// passedText counts what the archive has beside documents.
func passedText(m *releases.Manifest) string {
	var parts []string
	for _, p := range m.Counts.PassedList() {
		parts = append(parts, fmt.Sprintf("%s %d", p.What, p.N))
	}
	return "no documents: " + strings.Join(parts, ", ")
}

// unreadableHint proposes a line for the recipe: what leaves the files out.
func unreadableHint(u *pipeline.Unreadable) string {
	var globs []string
	for _, f := range u.Faults {
		if glob := excludeGlob(f.Key.Source); errors.Is(f, archive.ErrNoFormat) && !slices.Contains(globs, glob) {
			globs = append(globs, glob)
		}
	}
	text := "Nothing was published. Mend these inputs, or put this into the entry of the recipe:\n"
	if len(globs) > 0 {
		slices.Sort(globs)
		for i, glob := range globs {
			globs[i] = string(canonical.AppendString(nil, glob)) // also a text of YAML
		}
		text += fmt.Sprintf("    exclude: [%s]    # leaves files out\n", strings.Join(globs, ", "))
	}
	return text + "    on_error: remove    # lists each in the table removed"
}

// excludeGlob returns a glob for the files that are like the source: all of its extension, but for one that is read.
func excludeGlob(source string) string {
	name := unpack.Plain(source)
	if ext := path.Ext(name); ext != "" && !archive.IsRead(source) && strings.HasPrefix(source, name) {
		return "**/*" + escaper.Replace(ext+source[len(name):])
	}
	return escaper.Replace(path.Base(source))
}
