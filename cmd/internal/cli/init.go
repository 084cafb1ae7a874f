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

func (g *global) starter() *cobra.Command {
	return &cobra.Command{
		Use:   "init [DIR]",
		Short: "Look at the files in a folder and write a recipe that works",
		Long: `Look at the files below DIR (this folder without one) and write DIR/corpuspack.yaml: a commented recipe that
reads what can be read and leaves out what no format takes. It works as it is; change it as you like.` + "\n" + exits,
		Example: "  corpuspack init\n  corpuspack init my-corpus",
		Args:    between(0, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			dir := "."
			if len(args) == 1 {
				dir = args[0]
			}
			return g.runInit(cmd.Context(), dir)
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
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return fmt.Errorf("there is no folder %s", dir)
	}
	found, err := scan(ctx, dir)
	if err != nil {
		return fmt.Errorf("look at %s: %w", dir, err)
	}
	recipe, reads := pipeline.Starter(filepath.Base(name), found)
	if !reads {
		return fmt.Errorf("nothing in %s can be read: no format takes its %s", dir, plural(int64(len(found)), "file"))
	}
	if err := os.WriteFile(path, recipe, 0o666); err != nil {
		return err
	}
	if g.json {
		return g.printJSON(found)
	}
	g.printFound(path, found)
	return nil
}

// scan says of each file below dir as what it is read. What may be no input, such as a link, is found without a format.
func scan(ctx context.Context, dir string) ([]pipeline.Found, error) {
	all := archive.Entry{Path: ".", Name: "archive", MaxDocument: 32 << 20, Format: "auto", Encoding: "auto", OnError: "remove"}
	input, err := archive.Open(ctx, dir, archive.Config{Entries: []archive.Entry{all}})
	var found []pipeline.Found
	var faults archive.Faults
	if errors.As(err, &faults) {
		for _, f := range faults {
			found = append(found, pipeline.Found{Path: f.Key.Source, Note: f.Err.Error()})
			all.Exclude = append(all.Exclude, escaper.Replace(f.Key.Source))
		}
		input, err = archive.Open(ctx, dir, archive.Config{Entries: []archive.Entry{all}})
	}
	if err != nil {
		return nil, err
	}
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

// escaper makes a glob of a name.
var escaper = strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`, "{", `\{`)

func (g *global) printFound(path string, found []pipeline.Found) {
	fmt.Fprintf(g.stdout, "%s is written, for %s\n", path, plural(int64(len(found)), "file"))
	for _, format := range append(strings.Split(archive.Formats, ", "), "") {
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
