package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"corpuspack/pipeline"
	"corpuspack/releases"
	"corpuspack/releases/card"
	"corpuspack/releases/delta"
	"corpuspack/releases/publish"
)

func (g *global) delta() *cobra.Command {
	var output, out string
	cmd := &cobra.Command{
		Use:   "delta OLD NEW",
		Short: "Write what one release has beside another, for somebody who holds the other",
		Long: `Write a file from which, with the release OLD at hand, 'corpuspack apply' makes the release NEW, byte for byte. It has
the rows that are new or have changed, packed with the old ones as dictionary; NEW is made of it once before it is
written, so that it is known to work. Each release is given by its version in this project or by its folder.` + "\n" + exits,
		Example: `  corpuspack delta v1 v2
  corpuspack delta v1 v2 -o /data/v1-v2.delta
  corpuspack delta /data/blog/v1 /data/blog/v2`,
		Args: between(2, 2),
		RunE: func(cmd *cobra.Command, args []string) error { return g.runDelta(cmd.Context(), output, out, args) },
	}
	cmd.Flags().StringVarP(&output, "output", "o", "", "write to this `FILE` (default OLD-NEW.delta in this folder)")
	cmd.Flags().StringVar(&out, "out", "", "look for versions below `DIR` (default releases)")
	return cmd
}

func (g *global) runDelta(ctx context.Context, output, out string, args []string) error {
	var pair [2]*releases.Release
	for i, arg := range args {
		dir, _, err := locate(arg, out)
		if err != nil {
			return err
		}
		if pair[i], err = publish.Whole(dir); err != nil {
			return err
		}
	}
	if output == "" {
		output = fmt.Sprintf("%s-%s.delta", pair[0].Manifest.Version, pair[1].Manifest.Version)
	}
	meter, done := g.meter()
	size, err := writeDelta(ctx, pair[0], pair[1], output, meter)
	done()
	if err != nil {
		return err
	}
	if g.json {
		return g.printJSON(map[string]any{"file": output, "bytes": size})
	}
	fmt.Fprintf(g.stdout, "%s: %s, from %s to %s\n", output, card.Size(size), pair[0].Manifest.Version, pair[1].Manifest.Version)
	return nil
}

// writeDelta writes a delta as a file that is whole or not there.
func writeDelta(ctx context.Context, old, new *releases.Release, path string, meter pipeline.Meter) (size int64, err error) {
	work := filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+".work")
	if err := os.RemoveAll(work); err != nil { // what a killed run has left
		return 0, err
	}
	if err := os.Mkdir(work, 0o777); err != nil {
		return 0, err
	}
	defer os.RemoveAll(work)
	fresh := filepath.Join(work, "new")
	f, err := os.Create(fresh)
	if err != nil {
		return 0, err
	}
	err = delta.Make(ctx, old, new, f, work, decode, meter)
	if err == nil {
		size, err = f.Seek(0, io.SeekEnd)
	}
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return 0, err
	}
	return size, os.Rename(fresh, path)
}

func (g *global) apply() *cobra.Command {
	var base, out string
	cmd := &cobra.Command{
		Use:   "apply FILE",
		Short: "Make the release that a delta gives, and publish it in this project",
		Long: `Make a release of a delta and of the release that it begins from, which must stand in releases/ or be named by --base.
Every file of both is checked. The release is published in releases/ and put into CHECKSUMS; where that has the
version already, it must be the same.` + "\n" + exits,
		Example: `  corpuspack apply v1-v2.delta
  corpuspack apply v1-v2.delta --base /data/blog/v1 --out /data/blog`,
		Args: between(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return g.runApplyDelta(cmd.Context(), base, out, args[0])
		},
	}
	cmd.Flags().StringVar(&base, "base", "", "the release that the delta begins from, by `VERSION|DIR` (default the one in releases that has its digest)")
	cmd.Flags().StringVar(&out, "out", "", "publish below `DIR` (default releases)")
	return cmd
}

func (g *global) runApplyDelta(ctx context.Context, base, out, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	h, err := delta.ReadHeader(f)
	if err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	r, err := baseOf(h, base, out)
	if err != nil {
		return err
	}
	meter, done := g.meter()
	job := publish.Job{Project: ".", Out: out, Version: h.Version}
	result, err := publish.Receive(ctx, job, h.Release, func(to publish.Target) error {
		if _, err := delta.Apply(ctx, r, f, to, decode, meter); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		return nil
	})
	done()
	if err != nil {
		return err
	}
	if g.json {
		return g.printJSON(result)
	}
	g.printOutcome(result, 0)
	return nil
}

// baseOf opens the release that a delta begins from, every file of it checked.
func baseOf(h delta.Header, base, out string) (*releases.Release, error) {
	if base != "" {
		dir, _, err := locate(base, "")
		if err != nil {
			return nil, err
		}
		return publish.Whole(dir)
	}
	for _, folder := range []string{out, "releases"} {
		dirs, err := filepath.Glob(filepath.Join(folder, "v*"))
		if err != nil {
			return nil, err
		}
		for _, dir := range dirs {
			if r, err := releases.Open(dir); err == nil && r.Digest == h.Base {
				return publish.Whole(dir)
			}
		}
	}
	return nil, fmt.Errorf("the delta begins from the release with the digest %s, which is not in releases: name it by --base", h.Base)
}
