package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
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
		Short: "Note in removals.yaml that a document must not be in a release",
		Long: `Add an entry to removals.yaml of the project in this folder: the document that is named by its id, its input file,
its address or the SHA-256 of its text must not be in a release. 'corpuspack apply-removals' takes it out of a
release that is there.

Where the newest release of CHECKSUMS is at hand, or another one is named, it says which documents these are,
and the entry gets the digest of the text, so that the text is known under any other name.
The date is today's unless --date says otherwise.` + "\n" + exits,
		Example: `  corpuspack withdraw --id dhkgqomubjccftb1d4r5dle77ob --reason "asked by the author"
  corpuspack withdraw --source archive/2019/a.txt --reason "no licence" --date 2026-11-23 v2`,
		Args: between(0, 1),
		RunE: func(cmd *cobra.Command, args []string) error { return g.runWithdraw(cmd.Context(), w, args) },
	}
	f := cmd.Flags()
	f.StringVar(&w.ID, "id", "", "the document with this `ID`")
	f.StringVar(&w.Source, "source", "", "the documents of the input file `PATH`, and of its members")
	f.StringVar(&w.URL, "url", "", "the documents with this address, `URL`")
	f.StringVar(&w.TextSHA256, "text-sha256", "", "the documents whose text has this SHA-256, `DIGEST`")
	f.StringVar(&w.Reason, "reason", "", "why, in one line of `TEXT`")
	f.StringVar(&w.Date, "date", "", "since `YYYY-MM-DD` (default today)")
	cmd.MarkFlagsMutuallyExclusive("id", "source", "url", "text-sha256")
	return cmd
}

// withdrawOutcome is the result of withdraw.
type withdrawOutcome struct {
	Status    string     `json:"status"` // added, unchanged
	Withdrawn withdrawal `json:"withdrawal"`
	Documents []found    `json:"documents"` // of the release
}

// withdrawal is an entry of removals.yaml.
type withdrawal struct {
	ID         string `json:"id,omitempty"`
	Source     string `json:"source,omitempty"`
	URL        string `json:"url,omitempty"`
	TextSHA256 string `json:"text_sha256,omitempty"`
	Reason     string `json:"reason"`
	Date       string `json:"date"`
}

// found is a document that an entry names.
type found struct {
	ID         string `json:"id"`
	Title      string `json:"title"`
	Source     string `json:"source"`
	Split      string `json:"split"` // "" where it is removed
	TextSHA256 string `json:"text_sha256"`
}

func (g *global) runWithdraw(ctx context.Context, w pipeline.Withdrawal, args []string) error {
	if w.Date == "" {
		w.Date = time.Now().Format(time.DateOnly)
	}
	if err := checkWithdrawal(w); err != nil {
		return err
	}
	if _, err := os.Stat(recipeName); err != nil {
		return usagef("no %s in this folder: %s stands beside it; -C DIR works in another folder", recipeName, withdraw.ProjectName)
	}
	unlock, err := publish.Lock(".")
	if err != nil {
		return err
	}
	defer unlock()
	list, err := withdraw.Read(".")
	if err != nil {
		return err
	}
	out := withdrawOutcome{Status: "unchanged", Documents: []found{}}
	r, err := releaseAtHand(args)
	if err == nil && r != nil {
		out.Documents, err = named(ctx, r, w)
	}
	if err != nil {
		return err
	}
	if len(out.Documents) == 1 {
		w.TextSHA256 = out.Documents[0].TextSHA256
	}
	if !isWithdrawn(list, w) {
		out.Status = "added"
		if err := withdraw.Add(".", w); err != nil {
			return err
		}
	}
	out.Withdrawn = withdrawal{w.ID, w.Source, w.URL, w.TextSHA256, w.Reason, w.Date}
	return g.printWithdrawal(&out, r)
}

// checkWithdrawal refuses what the file would not take.
func checkWithdrawal(w pipeline.Withdrawal) error {
	if w.ID+w.Source+w.URL+w.TextSHA256 == "" {
		return usagef("name the document: --id, --source, --url or --text-sha256")
	}
	if strings.TrimSpace(w.Reason) == "" {
		return usagef("--reason: say why it is withdrawn; the reason stands in the releases")
	}
	if _, err := withdraw.Append(nil, w); err != nil {
		return usagef("%v", err)
	}
	return nil
}

// releaseAtHand opens the release that is named, else the newest of the ledger where its folder is there; else it is nil.
func releaseAtHand(args []string) (*releases.Release, error) {
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
	newest, ok := ledger.Newest()
	dir := filepath.Join("releases", newest.String())
	if _, err := os.Stat(dir); !ok || errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return releases.Open(dir)
}

// named returns the documents of a release that a withdrawal names, the removed ones too.
func named(ctx context.Context, r *releases.Release, w pipeline.Withdrawal) ([]found, error) {
	index, list := withdraw.NewIndex([]pipeline.Withdrawal{w}), []found{}
	for row, err := range r.Rows(ctx, schema.Documents, decode) {
		if err != nil {
			return nil, err
		}
		if d := schema.DocumentOf(row); index.Find(d.ID, d.Source, d.URL, d.TextSHA256) >= 0 {
			list = append(list, found{d.ID, d.Title, d.Source, d.Split, d.TextSHA256})
		}
	}
	for row, err := range r.Rows(ctx, schema.Removed, decode) {
		if err != nil {
			return nil, err
		}
		if m := schema.RemovalOf(row); index.Find(m.ID, m.Source, "", m.TextSHA256) >= 0 {
			list = append(list, found{m.ID, m.Title, m.Source, "", m.TextSHA256})
		}
	}
	return list, nil
}

// isWithdrawn reports whether an entry names what w names: its date and its reason do not matter.
func isWithdrawn(list []pipeline.Withdrawal, w pipeline.Withdrawal) bool {
	for _, old := range list {
		if w.ID != "" && old.ID == w.ID || w.Source != "" && old.Source == w.Source || w.URL != "" && old.URL == w.URL ||
			w.ID+w.Source+w.URL == "" && old.TextSHA256 == w.TextSHA256 {
			return true
		}
	}
	return false
}

func (g *global) printWithdrawal(out *withdrawOutcome, r *releases.Release) error {
	if g.json {
		return g.printJSON(out)
	}
	what := "withdrawn since " + out.Withdrawn.Date + ": added to " + withdraw.ProjectName
	if out.Status == "unchanged" {
		what = "unchanged: " + withdraw.ProjectName + " has it already"
	}
	fmt.Fprintln(g.stdout, what)
	for _, d := range out.Documents {
		fmt.Fprintf(g.stdout, "  %s  %s\n", d.ID, visible(documentText(d.Title, d.Source, d.Split)))
	}
	switch {
	case r == nil:
		g.remark("no release is at hand to look the document up: its text is not known under another name")
	case len(out.Documents) == 0:
		g.remark("%s has no such document", r.Dir)
	default:
		g.remark("%s still has what it had: 'corpuspack apply-removals' makes one without it", r.Dir)
	}
	return nil
}

// documentText names a document for people.
func documentText(title, source, split string) string {
	if title != "" {
		source = title + " (" + source + ")"
	}
	if split == "" {
		split = "removed"
	}
	return source + ", " + split
}
