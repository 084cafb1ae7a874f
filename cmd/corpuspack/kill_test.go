package main

import (
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const killRecipe = "name: killed\narchive: [path: archive]\nsplit: {train: 0.7, test: 0.3}\nshard: {size: 8KiB}\n"

// TestAKilledCommandLeavesTheProjectAsBeforeOrAfter kills each command that writes, twenty times at random. What people see is as
// before or as after, and a second run brings it to what one that was left alone has made.
func TestAKilledCommandLeavesTheProjectAsBeforeOrAfter(t *testing.T) {
	program := build(t)
	run := func(dir string, args ...string) error {
		cmd := exec.CommandContext(t.Context(), program, append([]string{"-C", dir, "-q"}, args...)...)
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Logf("%v: %v\n%s", args, err, out)
		}
		return err
	}
	project := t.TempDir()
	killProject(t, project, func(args ...string) {
		if err := run(project, args...); err != nil {
			t.FailNow()
		}
	})
	for _, args := range [][]string{
		{"release", "next"}, {"release", "v3", "--base", "none"},
		{"withdraw", "--source", "archive/03.txt", "--reason", "asked", "--date", "2026-01-02"},
		{"apply-removals", "v1", "--to", "clean"}, {"schema", "migrate", "v1", "--to", "old", "--schema", "1"},
		{"delta", "v1", "v2", "-o", "again.delta"}, {"apply", "v1-v2.delta"},
	} {
		t.Run(strings.Join(args[:2], " "), func(t *testing.T) {
			begin := func() string {
				dir := filepath.Join(t.TempDir(), "p")
				if err := os.CopyFS(dir, os.DirFS(project)); err != nil {
					t.Fatal(err)
				}
				if args[0] == "apply" { // which is to give v2
					os.RemoveAll(filepath.Join(dir, "releases", "v2"))
					os.Remove(filepath.Join(dir, "CHECKSUMS"))
				}
				return dir
			}
			dir := begin()
			before, start := visible(t, dir), time.Now()
			if err := run(dir, args...); err != nil {
				t.Fatal(err)
			}
			whole, after := time.Since(start), visible(t, dir)
			for range 20 {
				dir := begin()
				kill(t, program, dir, args, time.Duration(rand.Int64N(int64(whole))))
				got := visible(t, dir)
				if ledgerless := without(after, before); !maps.Equal(got, before) && !maps.Equal(got, after) && !maps.Equal(got, ledgerless) {
					t.Fatalf("it is neither as before nor as after: %v", differing(got, after))
				}
				if !maps.Equal(got, after) {
					if err := run(dir, args...); err != nil {
						t.Fatal(err)
					}
				}
				if got := visible(t, dir); !maps.Equal(got, after) {
					t.Fatalf("run again, it is otherwise: %v", differing(got, after))
				}
			}
		})
	}
}

// killProject makes a project with v1 and v2, a delta, a withdrawal, and an archive that has changed since.
func killProject(t *testing.T, project string, run func(args ...string)) {
	t.Helper()
	write := func(name, text string) {
		path := filepath.Join(project, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	write("corpuspack.yaml", killRecipe)
	for i := range 12 {
		write("archive/0"+string(rune('a'+i))+".txt", strings.Repeat(strings.Repeat(string(rune('a'+i)), i+2)+" ", 40+i))
	}
	write("archive/03.txt", "A text that somebody will ask for, one day, to be taken out of all that is published here.\n")
	run("release", "v1")
	write("archive/new.txt", "A text that is new in the second version, and in no other one before that.\n")
	if err := os.Remove(filepath.Join(project, "archive", "0b.txt")); err != nil {
		t.Fatal(err)
	}
	run("release", "v2")
	run("delta", "v1", "v2")
	run("withdraw", "--source", "archive/0c.txt", "--reason", "asked", "--date", "2026-01-01")
	write("archive/0d.txt", "Another text than before, so that there is something to release.\n")
}

// kill runs a command and kills it after a time.
func kill(t *testing.T, program, dir string, args []string, after time.Duration) {
	t.Helper()
	cmd := exec.Command(program, append([]string{"-C", dir, "-q"}, args...)...)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(after)
	cmd.Process.Kill()
	cmd.Wait()
}

// visible returns the files of a project whose names do not begin with a dot, and their contents.
func visible(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case path != dir && strings.HasPrefix(d.Name(), "."):
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		case d.IsDir():
			return nil
		}
		b, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		files[name] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// without is what a run leaves that is killed between the release and its line in the ledger: the next one finds it equal.
func without(after, before map[string]string) map[string]string {
	files := maps.Clone(after)
	if ledger, ok := before["CHECKSUMS"]; ok {
		files["CHECKSUMS"] = ledger
	} else {
		delete(files, "CHECKSUMS")
	}
	return files
}

func differing(got, want map[string]string) (names []string) {
	for name, text := range got {
		if want[name] != text {
			names = append(names, name)
		}
	}
	for name := range want {
		if _, ok := got[name]; !ok {
			names = append(names, "no "+name)
		}
	}
	return names
}
