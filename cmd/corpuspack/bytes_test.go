package main

import (
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// build builds the program, for tests that kill it or change its surroundings.
func build(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "corpuspack")
	if runtime.GOOS == "windows" {
		program += ".exe"
	}
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return program
}

// sample copies the project of this repository, its files created in the order of their names or in the other one.
func sample(t *testing.T, backwards bool) string {
	t.Helper()
	const root = "../.."
	project := t.TempDir()
	files := []string{"corpuspack.yaml"}
	err := filepath.WalkDir(filepath.Join(root, "testdata", "archive"), func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			name, _ := filepath.Rel(root, path)
			files = append(files, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if backwards {
		slices.Reverse(files)
	}
	for _, name := range files {
		b, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(project, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, b, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return project
}

func digest(t *testing.T, project string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(project, "CHECKSUMS"))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestNothingAroundTheProgramReachesTheBytes releases the sample under different workers, processors, time zones,
// locales, masks and folders, with its files created in another order, and compares with the ledger of this repository.
func TestNothingAroundTheProgramReachesTheBytes(t *testing.T) {
	program := build(t)
	want := digest(t, "../..")
	for _, c := range []struct {
		name      string
		jobs      int
		env       []string
		backwards bool
	}{
		{"one worker", 1, []string{"GOMAXPROCS=1", "TZ=Pacific/Kiritimati", "LANG=C"}, false},
		{"two workers", 2, []string{"GOMAXPROCS=4", "TZ=America/St_Johns", "LANG=tr_TR.UTF-8", "LC_ALL=tr_TR.UTF-8"}, true},
		{"seven workers", 7, []string{"GOMAXPROCS=4", "GOGC=5"}, true},
		{"seven on one", 7, []string{"GOMAXPROCS=1", "TMPDIR=/nowhere"}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			project := sample(t, c.backwards)
			cmd := exec.CommandContext(t.Context(), program, "-C", project, "release", "v1", "-q", "-j", strconv.Itoa(c.jobs))
			if runtime.GOOS != "windows" && c.backwards {
				cmd = exec.CommandContext(t.Context(), "sh", append([]string{"-c", `umask 077; exec "$0" "$@"`}, cmd.Args...)...)
			}
			cmd.Env = append(os.Environ(), c.env...)
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			if got := digest(t, project); got != want {
				t.Errorf("got %s want %s", got, want)
			}
		})
	}
}

// TestARunOverAKilledOneGivesTheSameBytes kills a release at a random time, twenty times, and then lets it be.
func TestARunOverAKilledOneGivesTheSameBytes(t *testing.T) {
	program := build(t)
	want := digest(t, "../..")
	project := sample(t, false)
	start := time.Now()
	if out, err := exec.CommandContext(t.Context(), program, "-C", sample(t, false), "release", "v1").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	whole := time.Since(start)
	killed := 0
	for range 20 {
		cmd := exec.CommandContext(t.Context(), program, "-C", project, "release", "v1", "-q")
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		after := time.Duration(rand.Int64N(int64(whole)))
		time.Sleep(after)
		cmd.Process.Kill()
		if err := cmd.Wait(); err != nil {
			killed++
		}
		checkAbsentOrWhole(t, program, project, want)
		if t.Failed() {
			t.Fatalf("killed after %v", after)
		}
	}
	if out, err := exec.CommandContext(t.Context(), program, "-C", project, "release", "v1", "-q").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if got := digest(t, project); got != want {
		t.Errorf("got %s want %s", got, want)
	}
	left, err := filepath.Glob(filepath.Join(project, "releases", ".*"))
	if err != nil || len(left) != 1 || filepath.Base(left[0]) != ".cache" {
		t.Errorf("left behind: %v, %v", left, err)
	}
	if left, err := os.ReadDir(filepath.Join(project, "releases", ".cache")); err != nil || len(left) != 1 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	t.Logf("%d of 20 runs were killed", killed)
}

// checkAbsentOrWhole checks what a killed run has left where people look; then it makes room for the next.
func checkAbsentOrWhole(t *testing.T, program, project, want string) {
	t.Helper()
	if b, err := os.ReadFile(filepath.Join(project, "CHECKSUMS")); err == nil && string(b) != want {
		t.Errorf("CHECKSUMS is %q", b)
	}
	release := filepath.Join(project, "releases", "v1")
	if _, err := os.Stat(release); err != nil {
		return
	}
	if out, err := exec.CommandContext(t.Context(), program, "-C", project, "verify", "v1").CombinedOutput(); err != nil {
		t.Errorf("a release that is there is not whole: %v\n%s", err, out)
	}
	os.RemoveAll(release)
	os.Remove(filepath.Join(project, "CHECKSUMS"))
}

// TestReadmeShowsWhatIsPrinted compares the output in the README with that of the sample.
func TestReadmeShowsWhatIsPrinted(t *testing.T) {
	out, err := exec.CommandContext(t.Context(), build(t), "-C", sample(t, false), "release", "v1", "-q").Output()
	if err != nil {
		t.Fatal(err)
	}
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(string(out), "\n  kept")
	if !strings.Contains(string(readme), first) {
		t.Errorf("the README does not show\n%s", first)
	}
}
