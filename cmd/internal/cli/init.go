package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"corpuspack/pipeline"
	"corpuspack/pipeline/archive"
)

func (g *global) init() *cobra.Command {
	return &cobra.Command{
		Use:   "init [DIR]",
		Short: "Look at the files in a folder and write a recipe that works",
		Long: `Look at the files below DIR (this folder without one) and write DIR/corpuspack.yaml: a commented recipe that
reads what can be read and leaves out what no format takes. It works as it is; change it as you like.` + "\n" + exits,
		Example: "  corpuspack init\n  corpuspack init my-corpus",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return g.runInit(cmd.Context(), strings.Join(append(args, "."), "/"))
		},
	}
}

func (g *global) runInit(ctx context.Context, dir string) error {
	path := filepath.Join(dir, recipeName)
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s is there already: it is yours to change, and init leaves it alone", path)
	}
	name, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	found, err := scan(ctx, dir)
	if err != nil {
		return err
	}
	if err := os.WriteFile(path, pipeline.Starter(filepath.Base(name), found), 0o666); err != nil {
		return err
	}
	if g.json {
		return g.printJSON(found)
	}
	g.printFound(path, found)
	return nil
}

// scan says of each file below dir as what it is read.
func scan(ctx context.Context, dir string) ([]pipeline.Found, error) {
	input, err := archive.Open(ctx, dir, archive.Config{Entries: []archive.Entry{
		{Path: ".", Name: "archive", MaxDocument: 32 << 20, Format: "auto", Encoding: "auto", OnError: "remove"}}})
	if err != nil {
		return nil, err
	}
	var found []pipeline.Found
	for i := range input.Files {
		f := &input.Files[i]
		r, err := f.Recognize(ctx)
		if err != nil {
			return nil, err
		}
		found = append(found, pipeline.Found{Path: f.Source, Format: r.Format, Note: r.Problem, Members: r.Members})
	}
	return found, nil
}

func (g *global) printFound(path string, found []pipeline.Found) {
	fmt.Fprintf(g.stdout, "%s is written, for %s\n", path, plural(int64(len(found)), "file"))
	for _, format := range []string{"text", "markdown", "jsonl", ""} {
		n := int64(0)
		for _, f := range found {
			if f.Format == format {
				n++
			}
		}
		if format == "" {
			format = "left out"
		}
		if n > 0 {
			fmt.Fprintf(g.stdout, "  %-9s %s\n", format, plural(n, "file"))
		}
	}
	g.remark("Read it, then: corpuspack release v1")
}
