package cli

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"corpuspack/releases"
	"corpuspack/schema"
	"corpuspack/schema/canonical"
)

func (g *global) schema() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "schema",
		Short: "Print the schema of the records, compare two, or write a release in another",
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
	check := &cobra.Command{
		Use:   "check OLD NEW",
		Short: "Name every change between two schemas, and what each breaks",
		Long: `Compare two schemas field by field, by the ids of the fields. Each is a schema version (1), a schema.json, or a
release, by its version (v1) or its folder. A line a change says what it breaks, in JSON Lines and in Parquet.

Exit codes: 0 nothing breaks; 1 failed; 2 wrong usage; 3 a change breaks what reads or holds the old rows.`,
		Example: "  corpuspack schema check 1 2\n  corpuspack schema check v1 releases/v2\n  corpuspack schema check old/schema.json 2",
		Args:    between(2, 2),
		RunE:    func(_ *cobra.Command, args []string) error { return g.runSchemaCheck(args) },
	}
	cmd.AddCommand(check, g.migrate())
	return cmd
}

func (g *global) runSchemaCheck(args []string) error {
	var pair [2]schema.Schema
	for i, arg := range args {
		var err error
		if pair[i], err = schemaOf(arg); err != nil {
			return err
		}
	}
	changes := schema.Compare(pair[0], pair[1])
	if g.json {
		if err := g.printJSON(slices.Concat([]schema.Change{}, changes)); err != nil {
			return err
		}
	} else {
		for _, c := range changes {
			fmt.Fprintln(g.stdout, visible(c.String()))
		}
		if len(changes) == 0 {
			fmt.Fprintln(g.stdout, "no change")
		}
	}
	if slices.ContainsFunc(changes, func(c schema.Change) bool { return c.Breaking }) {
		return errFound
	}
	return nil
}

// schemaOf returns the schema of a version, of a file, or of a release.
func schemaOf(arg string) (s schema.Schema, err error) {
	if n, err := strconv.Atoi(arg); err == nil {
		s, err := schema.Of(schema.Version(n))
		if err != nil {
			return s, usagef("%v", err)
		}
		return s, nil
	}
	path := arg
	if filepath.Ext(arg) != ".json" {
		dir, _, err := locate(arg, "")
		if err != nil {
			return s, err
		}
		path = filepath.Join(dir, releases.SchemaName)
	}
	b, err := releases.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(b, &s)
	}
	if err != nil {
		return s, fmt.Errorf("%s is no schema: %w", path, err)
	}
	return s, nil
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
