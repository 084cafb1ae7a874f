package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// figures are what was measured of a program. A child that leaves its start and its preparations out prints its own as
// the last line of its output, in JSON; they count then.
type figures struct {
	CPU       float64 `json:"cpu"`  // seconds of processors, user and system
	Wall      float64 `json:"wall"` // seconds
	Peak      int64   `json:"-"`    // bytes of memory
	Documents int64   `json:"documents"`
	Removed   int64   `json:"removed"`
	Bytes     int64   `json:"bytes"`    // that were written or gone over
	Original  int64   `json:"original"` // bytes that were compressed
}

// own measures a job of this program.
func (b *bench) own(job string, args ...string) (figures, error) {
	return b.measure(b.self, append([]string{childCommand, job}, args...)...)
}

// measure runs a program and returns the figures of the turn that took the least processor time.
func (b *bench) measure(name string, args ...string) (best figures, err error) {
	for turn := range max(1, b.turns) {
		f, err := b.once(name, args)
		if err != nil {
			return f, err
		}
		if turn == 0 || f.CPU < best.CPU {
			best = f
		}
	}
	return best, nil
}

func (b *bench) once(name string, args []string) (f figures, err error) {
	cmd := exec.CommandContext(b.ctx, name, args...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	start := time.Now()
	if err := cmd.Run(); err != nil {
		if exit := new(exec.ExitError); errors.As(err, &exit) {
			return f, fmt.Errorf("%w: %s", err, lastLine(stderr.Bytes()))
		}
		return f, err
	}
	s := cmd.ProcessState
	f.CPU, f.Wall = (s.UserTime() + s.SystemTime()).Seconds(), time.Since(start).Seconds()
	if line := lastLine(stdout.Bytes()); strings.HasPrefix(line, "{") {
		err = json.Unmarshal([]byte(line), &f)
	}
	f.Peak = peak(s)
	return f, err
}

func lastLine(b []byte) string {
	b = bytes.TrimSpace(b)
	return string(b[bytes.LastIndexByte(b, '\n')+1:])
}

// A stopwatch adds up the time between its starts and its stops.
type stopwatch struct {
	cpu, wall float64
	began     float64
	at        time.Time
}

func (s *stopwatch) start() { s.began, s.at = clock(), time.Now() }
func (s *stopwatch) stop() {
	s.cpu += clock() - s.began
	s.wall += time.Since(s.at).Seconds()
}

// childCommand is the first argument of this program where it runs as its own child.
const childCommand = "child"

// child does a job and prints its figures. What is 0 of them is left to the parent to measure.
func child(args []string) error {
	f, err := job(args[0], args[1:])
	if err != nil {
		return err
	}
	line := map[string]any{"documents": f.Documents, "removed": f.Removed, "bytes": f.Bytes, "original": f.Original}
	if f.CPU > 0 {
		line["cpu"], line["wall"] = f.CPU, f.Wall
	}
	return json.NewEncoder(os.Stdout).Encode(line)
}

func job(name string, args []string) (figures, error) {
	number := func(i int) int64 {
		n, _ := strconv.ParseInt(args[i], 10, 64) // our own argument
		return n
	}
	switch name {
	case "corpus":
		return corpusChild(args[0], args[1], args[2], number(3))
	case "head":
		return headChild(args[0], args[1], number(2))
	case "sha256":
		return sumChild(args[0])
	case "alone":
		return alone(args[0], int(number(1)), number(2))
	case "compress":
		return compressChild(args[0])
	case "parquet":
		return parquetChild(args[0])
	case "long":
		return longChild(args[0], args[1], args[2])
	case "template":
		return templateChild(args[0], args[1], int(number(2)))
	}
	return figures{}, fmt.Errorf("no job is called %q", name)
}
