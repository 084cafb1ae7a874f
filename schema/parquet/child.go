package parquet

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strconv"

	"corpuspack/schema"
)

// ChildCommand is the first argument of a program that Lines runs as a child. The rest is for Child.
const ChildCommand = "parquet-lines"

// Lines runs the program self as a child that decodes the Parquet file at path, a file of the table called table of
// schema version v, and returns the canonical lines that the child writes. Reading to io.EOF means that the file is good.
// Every other end, also a crash of the child, is an error of one line that names the file. Closing ends the child.
func Lines(ctx context.Context, self, path string, v schema.Version, table string) (io.ReadCloser, error) {
	ctx, cancel := context.WithCancel(ctx)
	c := &child{path: path, cancel: cancel}
	c.cmd = exec.CommandContext(ctx, self, ChildCommand, "--", path, table, strconv.Itoa(int(v)))
	c.cmd.Stderr = &c.stderr
	var err error
	if c.stdout, err = c.cmd.StdoutPipe(); err == nil {
		err = c.cmd.Start()
	}
	if err != nil {
		cancel()
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return c, nil
}

// Child is what the program does as a child of Lines: args are what follows ChildCommand, without the "--". It writes
// the lines to stdout and an error to stderr, and returns the exit code.
func Child(args []string, stdout, stderr io.Writer) int {
	if err := writeLines(args, stdout); err != nil {
		fmt.Fprintln(stderr, err)
		return 1
	}
	return 0
}

func writeLines(args []string, stdout io.Writer) error {
	if len(args) != 3 {
		return fmt.Errorf("%s: want FILE TABLE VERSION, got %q", ChildCommand, args)
	}
	v, err := strconv.Atoi(args[2])
	if err != nil {
		return err
	}
	s, err := schema.Of(schema.Version(v))
	if err != nil {
		return err
	}
	for _, t := range s.Tables {
		if t.Name == args[1] {
			return WriteLines(stdout, args[0], s.Version, t)
		}
	}
	return fmt.Errorf("%s: no table is called %q", args[0], args[1])
}

// A child is the output of a running child.
type child struct {
	path   string
	cmd    *exec.Cmd
	cancel context.CancelFunc
	stdout io.ReadCloser
	stderr head
	end    error // set when the child has ended
}

// Read reads from the child. Its io.EOF comes after the child has ended well.
func (c *child) Read(p []byte) (int, error) {
	if c.end != nil {
		return 0, c.end
	}
	n, err := c.stdout.Read(p)
	if err != nil {
		c.wait(err)
		err = c.end
	}
	return n, err
}

// Close ends the child and waits for its end.
func (c *child) Close() error {
	if c.end == nil {
		c.wait(errors.New("closed"))
	}
	return nil
}

// wait waits for the end of the child, after err ended its output.
func (c *child) wait(err error) {
	if err != io.EOF {
		c.cancel() // it may be waiting for somebody to read
	}
	defer c.cancel()
	failed := c.cmd.Wait()
	fault := firstLine(c.stderr.b)
	switch {
	case err != io.EOF:
		c.end = fmt.Errorf("%s: %w", c.path, err)
	case failed == nil:
		c.end = io.EOF
	case fault == "":
		c.end = fmt.Errorf("%s: the reader ended early: %w", c.path, failed)
	case c.cmd.ProcessState.ExitCode() == 1:
		c.end = errors.New(fault)
	default:
		c.end = fmt.Errorf("%s: the reader crashed (%w): %s", c.path, failed, fault)
	}
}

func firstLine(b []byte) string {
	line, _, _ := bytes.Cut(bytes.TrimSpace(b), []byte("\n"))
	return string(line)
}

// A head keeps the first bytes that are written to it: a child that crashes writes much, and says why at the start.
type head struct{ b []byte }

func (h *head) Write(p []byte) (int, error) {
	const kept = 4 << 10
	h.b = append(h.b, p[:min(len(p), max(0, kept-len(h.b)))]...)
	return len(p), nil
}
