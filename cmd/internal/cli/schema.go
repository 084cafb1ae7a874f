package cli

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"corpuspack/schema"
	"corpuspack/schema/canonical"
)

func (g *global) schema() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "schema",
		Short: "Print the schema of the records",
		Args:  noCommand,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(&cobra.Command{
		Use:   "show [VERSION]",
		Short: "Print a schema version",
		Long: `Print the tables and fields of a schema version, an integer of its own; the newest without one.
With --json, print what stands in schema.json of a release.`,
		Example: "  corpuspack schema show\n  corpuspack schema show 1 --json",
		Args:    between(0, 1),
		RunE:    func(_ *cobra.Command, args []string) error { return g.runSchemaShow(args) },
	})
	return cmd
}

func (g *global) runSchemaShow(args []string) error {
	v := schema.Latest
	if len(args) == 1 {
		n, err := strconv.Atoi(args[0])
		if err != nil {
			return usagef("schema version %q: want an integer", args[0])
		}
		v = schema.Version(n)
	}
	s, err := schema.Of(v)
	if err != nil {
		return usagef("%v", err)
	}
	if g.json {
		b, err := canonical.Marshal(s)
		if err == nil {
			_, err = g.stdout.Write(b)
		}
		return err
	}
	fmt.Fprintf(g.stdout, "schema version %d\n", s.Version)
	for _, t := range s.Tables {
		fmt.Fprintf(g.stdout, "\n%s: %s\n", t.Name, t.Doc)
		g.printFields(t.Fields, "  ")
	}
	return nil
}

func (g *global) printFields(fields []schema.Field, indent string) {
	for _, f := range fields {
		null := ""
		if f.Nullable {
			null = ", nullable"
		}
		fmt.Fprintf(g.stdout, "%s%-*s %s%s\n%s    %s\n", indent, 16-len(indent), f.Name, f.Type, null, indent, strings.TrimSpace(f.Doc))
		g.printFields(f.Members, indent+"    ")
	}
}
