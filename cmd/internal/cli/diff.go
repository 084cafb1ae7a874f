package cli

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"corpuspack/pipeline/spill"
	"corpuspack/releases"
	"corpuspack/releases/diff"
)

type diffOptions struct {
	stat bool
	id   string
	out  string
}

func (g *global) diff() *cobra.Command {
	var o diffOptions
	cmd := &cobra.Command{
		Use:   "diff OLD NEW",
		Short: "Say what has changed from one release to another, and which version that asks for",
		Long: `Compare two releases, each by its version in this project or by its folder: documents added, gone (with the
reason), changed (which columns, how many words), renamed (the same text, or most of it, under another id)
and moved between splits; segments; inputs; recipe and schema; and the version that the difference asks for.

A line a document says what became of it; with --stat there are only the numbers. With --json, the first line
is the summary and each further line a document. With --id, the text of one document is shown with the words
that went as [-gone-] and those that came as {+new+}.

Exit codes: 0 the same rows; 1 failed; 2 wrong usage; 3 they differ; 130 interrupted.`,
		Example: `  corpuspack diff v1 v2
  corpuspack diff --stat v1 v2
  corpuspack diff --id dhkgqomubjccftb1d4r5dle77ob v1 v2
  corpuspack diff v1 /data/corpora/blog/v2`,
		Args: between(2, 2),
		RunE: func(cmd *cobra.Command, args []string) error { return g.runDiff(cmd.Context(), o, args) },
	}
	cmd.Flags().BoolVar(&o.stat, "stat", false, "print the numbers only")
	cmd.Flags().StringVar(&o.id, "id", "", "show how the text of the document `ID` has changed")
	cmd.Flags().StringVar(&o.out, "out", "", "look for versions below `DIR` (default releases)")
	return cmd
}

func (g *global) runDiff(ctx context.Context, o diffOptions, args []string) error {
	var pair [2]*releases.Release
	for i, arg := range args {
		dir, _, err := locate(arg, o.out)
		if err != nil {
			return err
		}
		if pair[i], err = releases.Open(dir); err != nil {
			return err
		}
	}
	if o.id != "" {
		return g.printWords(ctx, o.id, pair[0], pair[1])
	}
	meter, done := g.meter()
	d, err := diff.Compare(ctx, pair[0], pair[1], diff.Options{Decode: decode, Space: spill.Temp{}, Meter: meter})
	done()
	if err != nil {
		return err
	}
	defer d.Close()
	if g.json {
		err = g.printDifference(d, o.stat)
	} else {
		g.printSummary(&d.Summary)
		if !o.stat {
			err = g.printChanges(d)
		}
	}
	if err == nil && pair[0].Manifest.Content != pair[1].Manifest.Content {
		err = errFound
	}
	return err
}

// printDifference prints a line of JSON for the summary and one for each change.
func (g *global) printDifference(d *diff.Difference, stat bool) error {
	e := json.NewEncoder(g.stdout)
	e.SetEscapeHTML(false)
	if err := e.Encode(d.Summary); err != nil || stat {
		return err
	}
	for change, err := range d.Changes() {
		if err == nil {
			err = e.Encode(change)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (g *global) printSummary(s *diff.Summary) {
	var b strings.Builder // a release may come from anywhere
	fmt.Fprintf(&b, "%s to %s: %s", s.Old.Version, s.New.Version, s.Bump)
	if s.Bump > releases.NoBump {
		fmt.Fprintf(&b, ", so %s or above", s.Old.Version.Next(s.Bump))
	}
	fmt.Fprintf(&b, "\n  documents  %s\n  segments   %s\n", s.Documents, s.Segments)
	for _, m := range s.Moves {
		fmt.Fprintf(&b, "  moved      %s from %s to %s\n", plural(m.N, "document"), m.From, m.To)
	}
	for _, r := range s.Reasons {
		fmt.Fprintf(&b, "  removed    %s for %s\n", plural(r.N, "document"), r.Reason)
	}
	if counts := s.SourceCounts(); counts != (diff.Counts{}) {
		fmt.Fprintf(&b, "  inputs     %s\n", counts)
	}
	for _, r := range s.Recipe {
		fmt.Fprintf(&b, "  recipe     %s: %s → %s\n", r.Key, cmp.Or(r.Old, "(not there)"), cmp.Or(r.New, "(not there)"))
	}
	for _, c := range s.Schema {
		fmt.Fprintf(&b, "  schema     %s\n", c)
	}
	if s.Old.Revision != s.New.Revision {
		fmt.Fprintf(&b, "  format     revision %d → %d\n", s.Old.Revision, s.New.Revision)
	}
	for _, reason := range s.Because {
		fmt.Fprintf(&b, "  because    %s\n", reason)
	}
	fmt.Fprint(g.stdout, visible(b.String()))
}

// printChanges prints a line a document.
func (g *global) printChanges(d *diff.Difference) error {
	for change, err := range d.Changes() {
		if err != nil {
			return err
		}
		fmt.Fprintf(g.stdout, "%-9s  %s  %s\n", change.Kind, visible(change.ID), visible(change.Line()))
	}
	return nil
}

// renamedWords looks for another id of a document that one of the releases has only; where there is none, text is returned.
func renamedWords(ctx context.Context, id string, old, new *releases.Release, text *diff.WordDiff) (*diff.WordDiff, error) {
	d, err := diff.Compare(ctx, old, new, diff.Options{Decode: decode, Space: spill.Temp{}})
	if err != nil {
		return nil, err
	}
	defer d.Close()
	for change, err := range d.Changes() {
		if err != nil {
			return nil, err
		}
		if change.Kind == diff.Renamed && (change.ID == id || change.OldID == id) {
			return diff.Words(ctx, change.OldID, change.ID, old, new, decode)
		}
	}
	return text, nil
}

// printWords shows how the text of a document has changed.
func (g *global) printWords(ctx context.Context, id string, old, new *releases.Release) error {
	text, err := diff.Words(ctx, id, id, old, new, decode)
	if err == nil && text.InOld != text.InNew {
		text, err = renamedWords(ctx, id, old, new, text)
	}
	if err != nil {
		return err
	}
	if !text.InOld && !text.InNew {
		g.remark("corpuspack: neither %s nor %s has a document %q", old.Dir, new.Dir, id)
		return errFound
	}
	if g.json {
		err = g.printJSON(text)
	} else {
		fmt.Fprintln(g.stdout, visible(text.String()))
	}
	if err == nil && text.Differs() {
		err = errFound
	}
	return err
}
