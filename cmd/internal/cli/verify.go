package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"

	"github.com/spf13/cobra"

	"corpuspack/pipeline"
	"corpuspack/pipeline/worker/local"
	"corpuspack/releases"
	"corpuspack/releases/publish"
	"corpuspack/releases/verify"
	"corpuspack/releases/withdraw"
	"corpuspack/schema"
	"corpuspack/schema/parquet"
)

type verifyOptions struct {
	rebuild bool
	workers int
	out     string
}

func (g *global) verify() *cobra.Command {
	var o verifyOptions
	cmd := &cobra.Command{
		Use:   "verify VERSION|DIR",
		Short: "Check a release: sums, sizes, rows, both encodings, every rule",
		Long: `Check a release, by its version in this project or by its folder: that every file is there and whole,
that Parquet and JSON Lines hold the same rows, that every row keeps the rules of the format, and that the
numbers add up. Every problem is a line "FILE: PROBLEM" on standard output.

With --rebuild, also run the recipe in the release on the archive of this project, after the parent that the
release has, and say what that gives: identical bytes; identical content, packed differently, and which
encoding; or other content, the first row that differs, and the step that it comes from.` + "\n" + exits,
		Example: `  corpuspack verify v1
  corpuspack verify /data/corpora/blog/v1
  corpuspack verify --rebuild v1`,
		Args: between(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error { return g.runVerify(cmd.Context(), o, args[0]) },
	}
	cmd.Flags().BoolVar(&o.rebuild, "rebuild", false, "run the recipe again and compare")
	cmd.Flags().IntVarP(&o.workers, "jobs", "j", runtime.GOMAXPROCS(0), "rebuild with `N` workers")
	cmd.Flags().StringVar(&o.out, "out", "", "look for versions below `DIR` (default releases)")
	return cmd
}

func (g *global) runVerify(ctx context.Context, o verifyOptions, arg string) error {
	if err := checkWorkers(o.workers); err != nil {
		return err
	}
	dir, want, err := locate(arg, o.out)
	if err != nil {
		return err
	}
	var version *releases.Version // that is asked for, if any
	if v, err := releases.ParseVersion(filepath.Base(dir)); err == nil && want != nil || err == nil && arg == v.String() {
		version = &v
	}
	meter, done := g.meter()
	report, err := verify.Release(ctx, dir, verify.Options{Want: want, Version: version, Decode: decode, Meter: meter})
	if err == nil && o.rebuild && len(report.Problems) == 0 {
		err = rebuild(ctx, o, dir, report, meter)
	}
	done()
	if err != nil {
		return err
	}
	return g.printReport(report)
}

func (g *global) printReport(r *verify.Report) error {
	if g.json {
		if r.Problems == nil {
			r.Problems = []verify.Problem{}
		}
		if err := g.printJSON(r); err != nil {
			return err
		}
	} else {
		for _, p := range r.Problems {
			fmt.Fprintln(g.stdout, visible(p.String()))
		}
		g.printRebuilt(r.Rebuilt)
		if len(r.Problems) == 0 {
			fmt.Fprintf(g.stdout, "%s is whole: %s, %s\n  digest   %s\n", r.Dir,
				plural(int64(r.Files), "file"), plural(r.Rows, "row"), r.Digest)
			if r.Remark != "" {
				fmt.Fprintln(g.stdout, "  "+r.Remark)
			}
		}
	}
	if len(r.Problems) > 0 {
		g.remark("corpuspack: %s has %s", r.Dir, plural(int64(len(r.Problems)), "problem"))
		return errFound
	}
	return nil
}

// printRebuilt says what the recipe gives today.
func (g *global) printRebuilt(r *verify.Rebuilt) {
	if r == nil {
		return
	}
	text := "rebuilt: " + r.Result
	if r.Why != "" {
		text += ": " + r.Why
	}
	if r.First != nil {
		text += "\n  first: " + r.First.String()
	}
	fmt.Fprintln(g.stdout, visible(text))
}

// decode is a releases.Decode: it runs this program as the child that reads Parquet with Arrow.
func decode(ctx context.Context, path string, v schema.Version, table string) (io.ReadCloser, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	return parquet.Lines(ctx, self, path, v, table)
}

// locate returns the folder of a release that is given by version or folder, and the digest that the ledger has of it.
func locate(arg, out string) (dir string, want *schema.Digest, err error) {
	if out == "" {
		out = "releases"
	}
	dir = filepath.Clean(arg)
	if _, err := releases.ParseVersion(arg); err == nil {
		dir = filepath.Join(out, arg)
	}
	if _, err := os.Stat(dir); err != nil {
		return dir, nil, fmt.Errorf("there is no release %s", dir)
	}
	v, err := releases.ParseVersion(filepath.Base(dir))
	if err != nil || !releases.SameFolder(filepath.Dir(dir), out) {
		return dir, nil, nil
	}
	ledger, err := releases.ReadLedger(".")
	if err != nil {
		return dir, nil, err
	}
	if d, ok := ledger.Find(v); ok {
		want = &d
	}
	return dir, want, nil
}

// rebuild runs the recipe of a release that is whole on the archive of this project, and reports what differs.
func rebuild(ctx context.Context, o verifyOptions, dir string, report *verify.Report, meter pipeline.Meter) error {
	plan, err := releasePlan(dir)
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "corpuspack-rebuild-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	old, err := releases.Open(dir)
	if err != nil {
		return err
	}
	if d := old.Manifest.Derived; d != nil {
		return fmt.Errorf("%s was made of the release %s by %s, not of an archive: --rebuild has nothing to run", dir, d.Digest, d.By)
	}
	base := publish.NoBase
	if p := old.Manifest.Parent; p != nil {
		base = p.Version.String()
	}
	withdrawn, err := withdraw.Of(old)
	if err != nil {
		return err
	}
	again, err := publish.Rebuild(ctx, publish.Job{Project: ".", Version: report.Version, Base: base, Plan: plan, Withdrawn: &withdrawn,
		Engine: local.Engine{}, Workers: o.workers, Meter: meter, Decode: decode}, folder)
	if err != nil {
		return err
	}
	rebuilt, problems, err := verify.Compare(ctx, old, again, decode)
	report.Rebuilt = rebuilt
	report.Problems = append(report.Problems, problems...)
	return err
}

// releasePlan compiles the recipe of a release. It may come from anywhere: an entry that leads out of the project is
// refused.
func releasePlan(dir string) (*pipeline.Plan, error) {
	path := filepath.Join(dir, releases.RecipeName)
	recipe, err := readRecipe(path)
	if err != nil {
		return nil, err
	}
	for _, e := range slices.Concat(recipe.Archive.Entries, recipe.Archive.Against) {
		if e.As != "" {
			return nil, fmt.Errorf("%s: the entry %q leads out of the project; --rebuild does not follow it", path, e.Path)
		}
	}
	return recipe.Compile()
}
