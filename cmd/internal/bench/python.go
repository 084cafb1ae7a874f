package main

import (
	"crypto/sha256"
	"embed"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"time"

	"github.com/gofrs/flock"
)

// scripts measure the peers that are Python packages; beside each stand the packages that it needs, pinned.
//
//go:embed python
var scripts embed.FS

// python runs a script with a virtual environment that has the packages of a requirements file, and returns its figures.
func (b *bench) python(requirements, script string, args ...string) (figures, error) {
	interpreter, err := b.environment(requirements)
	if err != nil {
		return figures{}, err
	}
	text, err := scripts.ReadFile("python/" + script)
	if err != nil {
		return figures{}, err
	}
	path := filepath.Join(b.dir, script)
	if err := os.WriteFile(path, text, 0o666); err != nil {
		return figures{}, err
	}
	return b.measure(interpreter, append([]string{"-I", path}, args...)...)
}

// environment returns the Python of a virtual environment in the user's cache. It is made where there is none, and appears
// whole, by a rename.
func (b *bench) environment(requirements string) (interpreter string, err error) {
	text, err := scripts.ReadFile("python/" + requirements)
	if err != nil {
		return "", err
	}
	python, version, err := b.findPython()
	if err != nil {
		return "", err
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(cache, "corpuspack", fmt.Sprintf("venv-%x", sha256.Sum256(append(text, version...)))[:22])
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return "", err
	}
	lock := flock.New(dir + ".lock")
	if _, err := lock.TryLockContext(b.ctx, time.Second); err != nil {
		return "", err
	}
	defer lock.Unlock()
	if _, err := os.Stat(dir); err == nil {
		return pythonOf(dir), nil
	}
	return pythonOf(dir), b.install(python, dir, text)
}

// findPython returns a Python that can make virtual environments, and its version with the folder that it is in.
func (b *bench) findPython() (name string, version []byte, err error) {
	const probe = `import ensurepip, sys, venv; print(sys.version, sys.prefix); sys.exit(sys.version_info < (3, 11))`
	for _, name := range []string{"python3.11", "python3.12", "python3.13", "python3", "python"} {
		if version, err := exec.CommandContext(b.ctx, name, "-I", "-c", probe).Output(); err == nil {
			return name, version, nil
		}
	}
	return "", nil, errors.New("there is no Python 3.11 or later with venv on this machine")
}

func (b *bench) install(python, dir string, requirements []byte) error {
	part := dir + ".part"
	if err := os.RemoveAll(part); err != nil {
		return err
	}
	if out, err := exec.CommandContext(b.ctx, python, "-I", "-m", "venv", part).CombinedOutput(); err != nil {
		return fmt.Errorf("venv: %w: %s", err, lastLine(out))
	}
	list := filepath.Join(part, "requirements.txt")
	if err := os.WriteFile(list, requirements, 0o666); err != nil {
		return err
	}
	out, err := exec.CommandContext(b.ctx, pythonOf(part), "-I", "-m", "pip", "install", "--no-input", "--quiet",
		"--disable-pip-version-check", "--no-cache-dir", "--only-binary", ":all:", "--requirement", list).CombinedOutput()
	if err != nil {
		return fmt.Errorf("pip: %w: %s", err, lastLine(out))
	}
	return os.Rename(part, dir)
}

func pythonOf(environment string) string {
	if runtime.GOOS == "windows" {
		return filepath.Join(environment, "Scripts", "python.exe")
	}
	return filepath.Join(environment, "bin", "python")
}
