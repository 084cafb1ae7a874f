// Package cli is the command line of corpuspack: a file a command, and exit.go, which turns errors into exit codes.
//
// The rule that matters: results go to standard output, everything else to standard error, and no flag changes a byte
// of a release.
package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"corpuspack/schema/parquet"
)

const about = `corpuspack turns an archive of text into versioned, reproducible corpus releases for machine
learning: it reads, cleans, removes duplicates, segments, and writes JSON Lines and Parquet with a
manifest and checksums. The same archive and recipe give the same bytes on every machine.`

const exits = `
Exit codes: 0 done; 1 failed; 2 wrong usage or recipe; 3 looked and found something (problems,
a release that differs); 130 interrupted.`

// global is what every command has: the flags of the root and the streams.
type global struct {
	dir      string
	json     bool
	quiet    bool
	progress string
	stdout   io.Writer
	stderr   io.Writer
}

// Main runs the command line and returns the exit code.
func Main(args []string, stdout, stderr io.Writer) int {
	if len(args) > 1 && args[0] == parquet.ChildCommand && args[1] == "--" {
		return parquet.Child(args[2:], stdout, stderr)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the program at once
	out := &output{w: stdout}
	g := &global{stdout: out, stderr: stderr}
	root := g.root()
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if out.err != nil {
		err = out.err
	}
	return g.exit(ctx, err)
}

// output is standard output. A result that is lost there is an error of the command, whatever the command says.
type output struct {
	w   io.Writer
	err error
}

func (o *output) Write(p []byte) (int, error) {
	n, err := o.w.Write(p)
	if err != nil && o.err == nil {
		o.err = outputError{err}
	}
	return n, err
}

func (g *global) root() *cobra.Command {
	root := &cobra.Command{
		Use:           "corpuspack",
		Short:         "Turn an archive of text into versioned, reproducible corpus releases",
		Long:          about + "\n" + exits,
		Example:       "  corpuspack init\n  corpuspack release v1\n  corpuspack verify v1",
		SilenceErrors: true,
		SilenceUsage:  true,
		Version:       thisBuild().String(),
		Args:          noCommand,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error {
			return g.enter()
		},
	}
	root.SetOut(g.stdout)
	root.SetErr(g.stderr)
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return usagef("%v\nSee '%s --help'.", err, cmd.CommandPath())
	})
	f := root.PersistentFlags()
	f.StringVarP(&g.dir, "directory", "C", "", "work in `DIR`, as git -C and make -C")
	f.BoolVar(&g.json, "json", false, "print the result as JSON")
	f.BoolVarP(&g.quiet, "quiet", "q", false, "print no progress and no remarks")
	f.StringVar(&g.progress, "progress", "auto", "show progress in this `MANNER`: auto, bar, plain or none")
	root.AddCommand(g.release(), g.verify(), g.inspect(), g.explain(), g.diff(), g.delta(), g.apply(), g.withdraw(), g.applyRemovals(), g.starter(), g.schema(), g.version())
	root.SetVersionTemplate("{{.Version}}\n")
	root.SetUsageTemplate(strings.ReplaceAll(root.UsageTemplate(), ".FlagUsages |", ".FlagUsages | plainFlags |"))
	return root
}

func init() {
	// The library writes [=true|false] behind every switch; nobody needs to read that.
	cobra.AddTemplateFunc("plainFlags", func(usage string) string {
		return strings.ReplaceAll(usage, "[=true|false]", "             ")
	})
}

// noCommand refuses what follows a command that has others below it.
func noCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	text := fmt.Sprintf("%s has no command %q", cmd.CommandPath(), args[0])
	cmd.SuggestionsMinimumDistance = 2
	if like := cmd.SuggestionsFor(args[0]); len(like) > 0 {
		text += fmt.Sprintf("; did you mean %s?", strings.Join(like, ", "))
	}
	return usagef("%s\nSee '%s --help'.", text, cmd.CommandPath())
}

// between refuses a number of arguments that the usage line does not have.
func between(least, most int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) < least || len(args) > most {
			return usagef("want %s, got %s\nSee '%s --help'.", cmd.UseLine(), plural(int64(len(args)), "argument"), cmd.CommandPath())
		}
		return nil
	}
}

// enter checks the flags that every command has, and goes to the folder of -C.
func (g *global) enter() error {
	switch g.progress {
	case "auto", "bar", "plain", "none":
	default:
		return usagef("--progress %q: want auto, bar, plain or none", g.progress)
	}
	if g.dir == "" {
		return nil
	}
	if err := os.Chdir(g.dir); err != nil {
		return usagef("-C %s: %v", g.dir, err)
	}
	return nil
}

// remark prints to standard error, unless -q is set.
func (g *global) remark(format string, args ...any) {
	if !g.quiet {
		fmt.Fprintf(g.stderr, format+"\n", args...)
	}
}

// printJSON prints a result of the library for --json.
func (g *global) printJSON(v any) error {
	e := json.NewEncoder(g.stdout)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
