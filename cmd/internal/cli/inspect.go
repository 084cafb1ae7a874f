package cli

import (
	"bytes"
	"context"
	"fmt"
	"path"
	"strings"

	"github.com/spf13/cobra"

	"corpuspack/releases"
	"corpuspack/releases/card"
	"corpuspack/schema"
	"corpuspack/schema/jsonl"
)

type inspectOptions struct {
	id, source, out string
}

func (g *global) inspect() *cobra.Command {
	var o inspectOptions
	cmd := &cobra.Command{
		Use:   "inspect VERSION|DIR",
		Short: "Show what is in a release, in one screen, or print records of it",
		Long: `Show what is in a release: its tables and splits, what was removed and why, its digests.
With --id or --source, print the records of that document, segment or input instead, as JSON Lines: those of
documents, then of segments, then of removed.` + "\n" + exits,
		Example: `  corpuspack inspect v1
  corpuspack inspect v1 --source archive/notes/a.txt
  corpuspack inspect v1 --id dhkgqomubjccftb1d4r5dle77ob`,
		Args: between(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error { return g.runInspect(cmd.Context(), o, args[0]) },
	}
	cmd.Flags().StringVar(&o.id, "id", "", "print the records of the document or segment `ID`")
	cmd.Flags().StringVar(&o.source, "source", "", "print the records of the input `PATH`")
	cmd.Flags().StringVar(&o.out, "out", "", "look for versions below `DIR` (default releases)")
	return cmd
}

func (g *global) runInspect(ctx context.Context, o inspectOptions, arg string) error {
	dir, _, err := locate(arg, o.out)
	if err != nil {
		return err
	}
	r, err := releases.Open(dir)
	if err != nil {
		return err
	}
	if o.id != "" && o.source != "" {
		return usagef("--id and --source: give one of them")
	}
	if o.source != "" {
		o.source = path.Clean(o.source)
	}
	if o.id != "" || o.source != "" {
		return g.printRecords(ctx, r, o)
	}
	if g.json {
		return g.printJSON(struct {
			Dir      string             `json:"dir"`
			Digest   schema.Digest      `json:"digest"`
			Manifest *releases.Manifest `json:"manifest"`
		}{r.Dir, r.Digest, r.Manifest})
	}
	g.printOverview(r)
	return nil
}

func (g *global) printOverview(r *releases.Release) {
	m := r.Manifest
	var b strings.Builder // a release may come from anywhere: what it says is made visible before it is printed
	license := "no licence"
	if m.License != nil {
		license = *m.License
	}
	fmt.Fprintf(&b, "%s %s, %s, schema %d, format revision %d\n\n", m.Name, m.Version, license, m.Schema, m.Revision)
	fmt.Fprintf(&b, "%-10s %-12s %10s %12s %14s %7s %10s\n", "table", "split", "rows", "words", "characters", "shards", "on disk")
	for _, table := range []string{schema.Documents, schema.Segments, schema.Removed} {
		for _, split := range m.Splits(table) {
			t, size := m.Tables[table][split], int64(0)
			for _, f := range t.Shards {
				size += f.Bytes
			}
			fmt.Fprintf(&b, "%-10s %-12s %10s %12s %14s %7d %10s\n", table, split, card.Count(t.Rows), card.Count(t.Words),
				card.Count(t.Characters), len(r.Shards(table, split)), card.Size(size))
		}
	}
	fmt.Fprintf(&b, "\nread     %s\n", readText(m))
	fmt.Fprintf(&b, "kept     %s\nremoved  %s\n", plural(m.Counts.Kept, "document"), removedText(m))
	for _, a := range m.Against {
		fmt.Fprintf(&b, "against  %s\n", againstText(a))
	}
	if len(m.Counts.Passed) > 0 {
		fmt.Fprintf(&b, "passed   %s\n", passedText(m))
	}
	if p := m.Parent; p != nil {
		fmt.Fprintf(&b, "follows  %s, %s\n", p.Version, p.Digest)
	}
	if d := m.Derived; d != nil {
		fmt.Fprintf(&b, "made of  %s, %s, by %s\n", d.Version, d.Digest, d.By)
	}
	fmt.Fprintf(&b, "digest   %s\ncontent  %s\n", r.Digest, m.Content)
	fmt.Fprint(g.stdout, visible(b.String()))
}

// printRecords prints the lines of a release that belong to an id or a source.
func (g *global) printRecords(ctx context.Context, r *releases.Release, o inspectOptions) error {
	s, err := schema.Of(r.Manifest.SchemaVersion())
	if err != nil {
		return err
	}
	found, documents := 0, map[string]bool{}
	for _, t := range s.Tables {
		for _, split := range r.Manifest.Splits(t.Name) {
			for _, name := range r.Shards(t.Name, split) {
				for line, err := range r.Lines(ctx, name, t.Name, decode) {
					if err != nil {
						return err
					}
					ok, err := o.match(t, line, documents)
					if err != nil {
						return fmt.Errorf("%s: %w", name, err)
					}
					if ok {
						found++
						fmt.Fprintf(g.stdout, "%s\n", line)
					}
				}
			}
		}
	}
	if found == 0 {
		g.remark("corpuspack: %s has no record of %q", r.Dir, o.id+o.source)
		return errFound
	}
	return nil
}

// match reports whether the line is asked for. documents are the ids of the documents that were: their segments are too.
func (o *inspectOptions) match(t schema.Table, line []byte, documents map[string]bool) (bool, error) {
	document, _, _ := strings.Cut(o.id, "-")
	if o.source == "" && t.Name != schema.Removed && !bytes.Contains(line, []byte(document)) {
		return false, nil
	}
	row, err := jsonl.Parse(t, line)
	if err != nil {
		return false, err
	}
	id := row[t.Index("id")].Str
	if t.Name == schema.Segments {
		return id == o.id || documents[row[t.Index("document_id")].Str], nil
	}
	ok := id == o.id || o.source != "" && row[t.Index("source")].Str == o.source
	if ok && t.Name == schema.Documents {
		documents[id] = true
	}
	return ok, nil
}
