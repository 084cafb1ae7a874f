package cli

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"corpuspack/schema"
)

// build says which program this is. None of it stands in a release but Revision.
type build struct {
	Version  string         `json:"version"`
	Revision int            `json:"format_revision"`
	Schema   schema.Version `json:"schema"`
	Go       string         `json:"go"`
}

func thisBuild() build {
	b := build{"(devel)", schema.Revision, schema.Latest, runtime.Version()}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		b.Version = info.Main.Version
	}
	return b
}

func (b build) String() string {
	return fmt.Sprintf("corpuspack %s, format revision %d, schema version %d, %s", b.Version, b.Revision, b.Schema, b.Go)
}

func (g *global) version() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version of this program and of the format that it writes",
		Args:  between(0, 0),
		RunE: func(*cobra.Command, []string) error {
			if g.json {
				return g.printJSON(thisBuild())
			}
			_, err := fmt.Fprintln(g.stdout, thisBuild())
			return err
		},
	}
}
