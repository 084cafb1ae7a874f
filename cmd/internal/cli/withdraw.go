package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"corpuspack/pipeline"
	"corpuspack/releases"
	"corpuspack/releases/publish"
	"corpuspack/releases/withdraw"
	"corpuspack/schema"
)

func (g *global) withdraw() *cobra.Command {
	var w pipeline.Withdrawal
	cmd := &cobra.Command{
		Use:   "withdraw [VERSION|DIR]",
		Short: "Take a document out of every later release, with every copy of it",
		Long: `Add a withdrawal to removals.yaml of this project: the documents that it names, and every copy or near copy of
them, are out of the next release and all later ones, under any name. Nothing that is published changes;
'corpuspack apply-removals' takes them out of a release that somebody holds.

The documents are looked up in the newest release, or in the one that is given, and the digests of their texts
are written down, so that a copy is known when the text itself is in no archive any more.` + "\n" + exits,
		Example: `  corpuspack withdraw --url https://example.org/a --reason "the author asked for it"
  corpuspack withdraw --id dhkgqomubjccftb1d4r5dle77ob --reason "personal data" v1
  corpuspack withdraw --source archive/notes/a.txt --reason "not ours to publish"`,
		Args: between(0, 1),
		RunE: func(cmd *cobra.Command, args []string) error { return g.runWithdraw(cmd.Context(), w, args) },
	}
	f := cmd.Flags()
	f.StringVar(&w.ID, "id", "", "the document `ID`")
	f.StringVar(&w.Source, "source", "", "every document of the input `PATH`")
	f.StringVar(&w.URL, "url", "", "the document at this `URL`")
	f.StringVar(&w.TextSHA256, "text-sha256", "", "every document whose text has this `DIGEST`")
	f.StringVar(&w.Reason, "reason", "", "why, in a few `WORDS`; they stand in the release")
	f.StringVar(&w.Date, "date", time.Now().Format(time.DateOnly), "the `DAY` of the withdrawal")
	cmd.Flag("date").DefValue = "today"
	return cmd
}

func (g *global) runWithdraw(ctx context.Context, w pipeline.Withdrawal, args []string) error {
	if _, err := withdraw.Append(nil, w); err != nil {
		return usagef("name the document by --id, --source, --url or --text-sha256, and say --reason: %v", err)
	}
	r, err := releaseToSearch(args)
	if err != nil {
		return err
	}
	list := []pipeline.Withdrawal{w}
	if r != nil {
		if list, err = g.lookUp(ctx, r, w); err != nil {
			return err
		}
	}
	added, err := publish.Withdraw(".", list)
	if err != nil {
		return err
	}
	if g.json {
		return g.printJSON(map[string]int{"added": added})
	}
	if added == 0 {
		fmt.Fprintf(g.stdout, "nothing new: %s has this already\n", withdraw.ProjectName)
		return nil
	}
	fmt.Fprintf(g.stdout, "added to %s: %s; the next release leaves them out\n", withdraw.ProjectName, plural(int64(added), "withdrawal"))
	return nil
}

// releaseToSearch opens the release that is named, or the newest one of the ledger where it is at hand, or none.
func releaseToSearch(args []string) (*releases.Release, error) {
	if len(args) == 1 {
		dir, _, err := locate(args[0], "")
		if err != nil {
			return nil, err
		}
		return releases.Open(dir)
	}
	ledger, err := releases.ReadLedger(".")
	if err != nil {
		return nil, err
	}
	v, ok := ledger.Newest()
	if !ok {
		return nil, nil
	}
	dir := filepath.Join("releases", v.String())
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return releases.Open(dir)
}

// lookUp returns the withdrawal, and one more for each document of the release that it names, by id and digest of the text.
func (g *global) lookUp(ctx context.Context, r *releases.Release, w pipeline.Withdrawal) ([]pipeline.Withdrawal, error) {
	var p pipeline.Plan
	p.Withdraw([]pipeline.Withdrawal{w})
	list := []pipeline.Withdrawal{w}
	for row, err := range r.Rows(ctx, schema.Documents, decode) {
		if err != nil {
			return nil, err
		}
		d := schema.DocumentOf(row)
		if p.Withdraws(&d) == nil {
			continue
		}
		fmt.Fprintf(g.stderr, "%s  %s (%s), in %s\n", d.ID, visible(d.Title), visible(d.Source), d.Split)
		list = append(list, pipeline.Withdrawal{ID: d.ID, TextSHA256: d.TextSHA256, Reason: w.Reason, Date: w.Date})
	}
	switch {
	case len(list) == 1:
		g.remark("no document of %s is meant; the withdrawal counts for what comes", r.Dir)
	case len(list) == 2 && w.ID != "":
		list = list[1:] // it says the same, and more
	}
	return list, nil
}
