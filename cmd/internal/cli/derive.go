package cli

import (
	"context"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"corpuspack/pipeline"
	"corpuspack/releases"
	"corpuspack/releases/derive"
	"corpuspack/releases/withdraw"
	"corpuspack/schema"
)

func (g *global) applyRemovals() *cobra.Command {
	var to, from string
	cmd := &cobra.Command{
		Use:   "apply-removals VERSION|DIR --to NEWDIR",
		Short: "Make a release again without the documents that were withdrawn",
		Long: `Write the release into NEWDIR without what removals.yaml withdraws, and without its copies: what has the same text,
and what is as similar to it as the recipe of the release says for near-duplicates. The archive is not needed.
The release that is there stays as it is.

NEWDIR keeps the version, and passes 'corpuspack verify' by itself. Its manifest says what it was made of, its table
removed what went and why, and its withdrawn.jsonl how such a text is known from now on.
With --from, withdraw what another removals.yaml says, or what another release has withdrawn.` + "\n" + exits,
		Example: `  corpuspack apply-removals v1 --to /data/handed-out/v1
  corpuspack apply-removals releases/v1 --to v1-clean --from releases/v3`,
		Args: between(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error { return g.runApply(cmd.Context(), args[0], to, from) },
	}
	cmd.Flags().StringVar(&to, "to", "", "write into the folder `NEWDIR`, which must not be there")
	cmd.Flags().StringVar(&from, "from", "", "withdraw what this removals.yaml or release says, `FILE|RELEASE` (default removals.yaml)")
	return cmd
}

// applied is the result of apply-removals.
type applied struct {
	Dir       string            `json:"dir"`    // "" where nothing was written
	Digest    *schema.Digest    `json:"digest"` // of the new release
	Version   releases.Version  `json:"version"`
	Documents []derive.Gone     `json:"documents"`
	Rows      int64             `json:"removed_rows"` // of removed that are withdrawn now
	Kept      int64             `json:"kept"`
	release   *releases.Release // new
}

func (g *global) runApply(ctx context.Context, arg, to, from string) error {
	if to == "" {
		return usagef("name the folder of the new release: --to NEWDIR")
	}
	r, err := openRelease(arg)
	if err != nil {
		return err
	}
	list, err := withdrawals(from)
	if err != nil {
		return err
	}
	removals, err := derive.Find(ctx, r, list, decode)
	if err != nil {
		return err
	}
	defer removals.Close()
	out := applied{Version: r.Manifest.Version, Documents: append([]derive.Gone{}, removals.Gone...), Rows: removals.Rows,
		Kept: r.Manifest.Counts.Kept - int64(len(removals.Gone))}
	if !removals.None() {
		if out.release, err = removals.Release(ctx, to); err != nil {
			return err
		}
		out.Dir, out.Digest = out.release.Dir, &out.release.Digest
	}
	return g.printApplied(&out, r)
}

func openRelease(arg string) (*releases.Release, error) {
	dir, _, err := locate(arg, "")
	if err != nil {
		return nil, err
	}
	return releases.Open(dir)
}

// withdrawals returns what a removals.yaml or a release withdraws; without a name, what the project does.
func withdrawals(from string) ([]pipeline.Withdrawal, error) {
	if from == "" {
		from = withdraw.ProjectName
		if _, err := os.Stat(from); err != nil {
			return nil, usagef("no %s in this folder: 'corpuspack withdraw' writes one, and --from names another", from)
		}
	}
	if info, err := os.Stat(from); err == nil && info.Mode().IsRegular() {
		return withdraw.ReadFile(from)
	}
	r, err := openRelease(from)
	if err != nil {
		return nil, err
	}
	return withdraw.Of(r)
}

func (g *global) printApplied(out *applied, from *releases.Release) error {
	if g.json {
		return g.printJSON(out)
	}
	if out.Dir == "" {
		fmt.Fprintf(g.stdout, "%s has nothing to withdraw: nothing was written\n", from.Dir)
		return nil
	}
	fmt.Fprintf(g.stdout, "%s without what was withdrawn is in %s\n", out.Version, out.Dir)
	for _, d := range out.Documents {
		why := d.Reason
		if d.Similarity < 1 {
			why = fmt.Sprintf("similar to such a text (%.3f): %s", d.Similarity, why)
		}
		fmt.Fprintf(g.stdout, "  %s  %s: %s\n", d.ID, visible(documentText(d.Title, d.Source, d.Split)), visible(why))
	}
	fmt.Fprintf(g.stdout, "  went     %s, and with them of the table removed %s\n", plural(int64(len(out.Documents)), "document"), plural(out.Rows, "row"))
	fmt.Fprintf(g.stdout, "  kept     %s\n  digest   %s\n", plural(out.Kept, "document"), out.Digest)
	return nil
}

func (g *global) migrate() *cobra.Command {
	var to string
	version := int(schema.Latest)
	cmd := &cobra.Command{
		Use:   "migrate VERSION|DIR --to NEWDIR",
		Short: "Write a release again in another schema version",
		Long: `Write the rows of a release into NEWDIR in another schema version, the newest unless --schema says otherwise.
The archive is not needed. A column that the old version has not is null; one that the new version has not is
gone. NEWDIR keeps the version of the release, passes 'corpuspack verify', and says in its manifest what it was made of.`,
		Example: "  corpuspack schema migrate v1 --to v1-schema2\n  corpuspack schema migrate v3 --to old/v3 --schema 1",
		Args:    between(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return g.runMigrate(cmd.Context(), args[0], to, schema.Version(version))
		},
	}
	cmd.Flags().StringVar(&to, "to", "", "write into the folder `NEWDIR`, which must not be there")
	cmd.Flags().IntVar(&version, "schema", version, "write schema version `N`")
	return cmd
}

func (g *global) runMigrate(ctx context.Context, arg, to string, v schema.Version) error {
	if to == "" {
		return usagef("name the folder of the new release: --to NEWDIR")
	}
	if _, err := schema.Of(v); err != nil {
		return usagef("%v", err)
	}
	r, err := openRelease(arg)
	if err != nil {
		return err
	}
	if r.Manifest.SchemaVersion() == v {
		return usagef("%s has schema version %d already", r.Dir, v)
	}
	made, err := derive.Migrate(ctx, r, v, to, decode)
	if err != nil {
		return err
	}
	if g.json {
		return g.printJSON(struct {
			Dir    string         `json:"dir"`
			Digest schema.Digest  `json:"digest"`
			Schema schema.Version `json:"schema"`
		}{made.Dir, made.Digest, v})
	}
	fmt.Fprintf(g.stdout, "%s in schema version %d is in %s\n  digest   %s\n", made.Manifest.Version, v, made.Dir, made.Digest)
	return nil
}

// documentText names a document for people.
func documentText(title, source, split string) string {
	if title != "" {
		source = title + " (" + source + ")"
	}
	return source + ", " + split
}
