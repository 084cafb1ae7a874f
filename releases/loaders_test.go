package releases_test

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

const loaderScripts = "../testdata/loaders"

// TestLoadersGiveTheRowsOfTheJSONL loads the release of the sample archive with the libraries that people load releases
// with. The scripts compare; each of their checks is a subtest here.
func TestLoadersGiveTheRowsOfTheJSONL(t *testing.T) {
	if testing.Short() {
		t.Skip("the first run installs Python packages of 1.6 GB")
	}
	python := findPython(t)
	project := releaseSample(t)
	lines := releaseSampleAs(t, "  encodings: [jsonl]\n")
	clean := releaseWithout(t, project)
	for _, loader := range []struct {
		name, requirements, script, project string
		java                                bool
	}{
		{"spark4", "spark4.txt", "spark.py", project, true},
		{"spark3", "spark3.txt", "spark.py", project, true},
		{"python", "load.txt", "load.py", project, false},
		{"lines", "load.txt", "lines.py", lines, false},
		{"without", "load.txt", "load.py", clean, false},
		{"spark without", "spark4.txt", "spark.py", clean, true},
	} {
		t.Run(loader.name, func(t *testing.T) {
			t.Parallel()
			var java string
			if loader.java {
				java = findJava(t, python)
			}
			env := python.environment(t, loader.requirements)
			for _, check := range load(t, loader.project, env, loader.script, java) {
				t.Run(check.Name, func(t *testing.T) {
					t.Logf("%.2f s", check.Seconds)
					if check.Problem != "" {
						t.Error(check.Problem)
					}
				})
			}
		})
	}
}

// loaderCheck is a line that a script prints.
type loaderCheck struct {
	Name    string  `json:"check"`
	Problem string  `json:"problem"` // null, and so empty here, where all is well
	Seconds float64 `json:"seconds"`
}

// load runs a script on the release of a project and returns its checks. The script sees nothing of the user's
// environment but PATH.
func load(t *testing.T, project, env, script, java string) []loaderCheck {
	t.Helper()
	path, err := filepath.Abs(filepath.Join(loaderScripts, script))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 8*time.Minute)
	defer cancel()
	home := t.TempDir()
	cmd := exec.CommandContext(ctx, filepath.Join(env, "bin", "python"), path, "releases/v1")
	cmd.Dir = project
	cmd.WaitDelay = time.Minute // Spark's JVM holds the pipes until it has cleaned up
	cmd.Env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + home, "TMPDIR=" + home, "LANG=C.UTF-8", "TZ=UTC", "PYTHONHASHSEED=0",
		"PYTHONPYCACHEPREFIX=" + filepath.Join(env, "pycache"), // not beside the scripts
		"HF_HOME=" + home, "HF_HUB_OFFLINE=1", "SPARK_LOCAL_IP=127.0.0.1", "JAVA_HOME=" + java,
	}
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s: %v\n%s%s", script, err, &stdout, &stderr)
	}
	var checks []loaderCheck
	for line := range bytes.Lines(stdout.Bytes()) {
		var check loaderCheck
		if err := json.Unmarshal(line, &check); err != nil {
			t.Fatalf("%s: %v in its line %q", script, err, line)
		}
		checks = append(checks, check)
	}
	if len(checks) == 0 {
		t.Fatalf("%s: got no checks\n%s", script, &stderr)
	}
	return checks
}

// releaseSample builds the program, releases a copy of the sample archive, and returns the folder of that project.
func releaseSample(t *testing.T) string { return releaseSampleAs(t, "") }

// releaseSampleAs adds a line to the end of the recipe, which are the keys of shard.
func releaseSampleAs(t *testing.T, more string) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "corpuspack")
	command(t, "go", "build", "-o", program, "../cmd/corpuspack")
	project := t.TempDir()
	if err := os.CopyFS(filepath.Join(project, "testdata", "archive"), os.DirFS("../testdata/archive")); err != nil {
		t.Fatal(err)
	}
	recipe, err := os.ReadFile("../corpuspack.yaml")
	if err != nil {
		t.Fatal(err)
	}
	recipe = append(recipe, more...)
	if err := os.WriteFile(filepath.Join(project, "corpuspack.yaml"), recipe, 0o644); err != nil {
		t.Fatal(err)
	}
	command(t, program, "-C", project, "release", "v1", "-q")
	return project
}

// releaseWithout makes the release of a project again without one of its documents, as v1 in a folder of its own.
func releaseWithout(t *testing.T, project string) string {
	t.Helper()
	program, folder := filepath.Join(t.TempDir(), "corpuspack"), t.TempDir()
	command(t, "go", "build", "-o", program, "../cmd/corpuspack")
	command(t, program, "-C", project, "-q", "withdraw", "--source", "testdata/archive/blog/2017/keeping-the-bytes.md", "--reason", "a test")
	command(t, program, "-C", project, "-q", "apply-removals", "v1", "--to", filepath.Join(folder, "releases", "v1"))
	command(t, program, "verify", filepath.Join(folder, "releases", "v1"))
	return folder
}

func command(t *testing.T, name string, args ...string) {
	t.Helper()
	if out, err := exec.CommandContext(t.Context(), name, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s %v: %v\n%s", filepath.Base(name), args, err, out)
	}
}
