package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"syscall"

	"corpuspack/pipeline"
	"corpuspack/releases/publish"
)

// Exit codes.
const (
	exitDone        = 0
	exitFailed      = 1
	exitUsage       = 2
	exitFound       = 3
	exitInterrupted = 130
)

// usageError is the error of a wrong command line.
type usageError struct{ message string }

func (e usageError) Error() string { return e.message }

func usagef(format string, args ...any) error { return usageError{fmt.Sprintf(format, args...)} }

// outputError is the error of a result that could not be written to standard output.
type outputError struct{ err error }

func (e outputError) Error() string {
	return fmt.Sprintf("the command is done, but its result cannot be written: %v", e.err)
}

// errFound is the error of a command that has looked, has printed what it found, and has nothing to add.
var errFound = errors.New("found")

// exit prints an error and returns the exit code. Messages say where, what, and what to do: lower-case, no full stop.
func (g *global) exit(ctx context.Context, err error) int {
	if err == nil {
		return exitDone
	}
	if errors.Is(err, errFound) {
		return exitFound
	}
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		fmt.Fprintln(g.stderr, "corpuspack: interrupted; nothing was changed")
		return exitInterrupted
	}
	fmt.Fprintln(g.stderr, "corpuspack: "+visible(err.Error()))
	if hint := hint(err); hint != "" {
		fmt.Fprintln(g.stderr, hint)
	}
	return code(err)
}

func code(err error) int {
	var (
		usage    usageError
		problems *pipeline.Problems
		conflict *publish.Conflict
		tooSmall *publish.TooSmall
	)
	switch {
	case errors.As(err, &conflict), errors.As(err, &tooSmall):
		return exitFound
	case errors.As(err, &usage), errors.As(err, &problems):
		return exitUsage
	}
	return exitFailed
}

// hint says what to do about an error, where the error itself cannot know.
func hint(err error) string {
	var (
		unreadable *pipeline.Unreadable
		parent     *publish.BadParent
	)
	switch {
	case errors.As(err, &parent):
		return fmt.Sprintf("A release follows the one before it. Nothing was published. Put %[1]s as it was published into releases/%[1]s\n"+
			"(copy it from where it is kept, or rebuild it from its archive); --base VERSION follows another one, --base none starts anew.", parent.Parent)
	case errors.As(err, &unreadable) && len(unreadable.Faults) > 0:
		return unreadableHint(unreadable)
	case errors.Is(err, syscall.ENOSPC):
		return "The disk is full. Nothing was published; free some room, or write to another disk with --out, and run again."
	case errors.Is(err, syscall.EROFS), errors.Is(err, syscall.EACCES):
		return "Check who may read the archive and write the folder of releases."
	}
	return ""
}

// visible replaces control characters but line ends: a name in an archive must not steer the terminal.
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		if r != '\n' && (r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069) {
			return '\uFFFD'
		}
		return r
	}, s)
}
