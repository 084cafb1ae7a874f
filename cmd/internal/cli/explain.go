package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"path"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"corpuspack/releases"
	"corpuspack/releases/explain"
)

func (g *global) explain() *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use:   "explain VERSION|DIR ID|SOURCE",
		Short: "Say what became of one input: every step, what it measured, and for whose sake it went",
		Long: `Say what became of one input of a release: how it was read, what cleaning measured and took out, of which
kept document it is a copy, or which copies went for its sake, how it was cut, and where its row stands.
A container (a zip, a web archive) is asked for by its own path: all that is in it is told.` + "\n" + exits,
		Example: `  corpuspack explain v1 archive/notes/a.txt
  corpuspack explain v1 archive/crawl.tar.gz
  corpuspack explain v1 dhkgqomubjccftb1d4r5dle77ob`,
		Args: between(2, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			return g.runExplain(cmd.Context(), args[0], args[1], out)
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "look for versions below `DIR` (default releases)")
	return cmd
}

func (g *global) runExplain(ctx context.Context, arg, what, out string) error {
	dir, _, err := locate(arg, out)
	if err != nil {
		return err
	}
	r, err := releases.Open(dir)
	if err != nil {
		return err
	}
	stories, err := explain.Find(ctx, r, path.Clean(what), decode)
	if err != nil {
		return err
	}
	if len(stories) == 0 && !isInput(r, path.Clean(what)) {
		g.remark("corpuspack: nothing in %s came from %q, and nothing there has that id; corpuspack inspect says what is in it", r.Dir, what)
		return errFound
	}
	if g.json {
		lines := []json.RawMessage{}
		for _, s := range stories {
			lines = append(lines, s.Lines...)
		}
		return g.printJSON(lines)
	}
	if len(stories) == 0 {
		fmt.Fprintf(g.stdout, "%s: read, and there is no document in it\n", visible(what))
	}
	for i, s := range stories {
		if i > 0 {
			fmt.Fprintln(g.stdout)
		}
		fmt.Fprint(g.stdout, visible(strings.TrimSuffix(s.Text(), "\n"))+"\n")
	}
	return nil
}

// isInput reports whether the release was made of the file, among others.
func isInput(r *releases.Release, source string) bool {
	b, err := releases.ReadFile(filepath.Join(r.Dir, releases.InputsName))
	if err != nil {
		return false
	}
	sums, err := releases.ParseSums(b)
	_, found := sums.Find(source)
	return err == nil && found
}
