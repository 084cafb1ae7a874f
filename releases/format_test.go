package releases_test

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

var formatPages = []string{"schema/FORMAT.md", "releases/FORMAT.md"}

// TestFormatPagesSayWhatIsBuilt runs the commands of the format pages, as a reader would, in a project that holds the
// sample archive and its release.
func TestFormatPagesSayWhatIsBuilt(t *testing.T) {
	for _, tool := range []string{"bash", "sha256sum", "zstdcat", "python3"} {
		requireTool(t, tool)
	}
	project := releaseSample(t)
	program := t.TempDir()
	command(t, "go", "build", "-o", program, "../cmd/corpuspack")
	path := program + string(os.PathListSeparator) + os.Getenv("PATH")
	for _, name := range formatPages {
		page := readFormatPage(t, name)
		page.save(t, project)
		for _, b := range page.blocks {
			t.Run(name+":"+strconv.Itoa(b.line), func(t *testing.T) {
				path := path
				if b.pyarrow {
					path = pyarrowPath(t) + string(os.PathListSeparator) + path
				}
				for _, s := range b.steps {
					s.run(t, project, path)
				}
			})
		}
	}
}

func TestEverySectionOfTheFormatPagesHasACommand(t *testing.T) {
	for _, name := range formatPages {
		sections := map[string]int{} // the number of commands
		for _, b := range readFormatPage(t, name).blocks {
			sections[b.section] += len(b.steps)
		}
		for line := range strings.Lines(readFile(t, name)) {
			if section, ok := strings.CutPrefix(line, "## "); ok && sections[section] == 0 {
				t.Errorf("%s: got no command in the section %q, want one at least", name, strings.TrimSpace(section))
			}
		}
	}
}

// requireTool skips the test where a tool is not on PATH, but not in CI.
func requireTool(t *testing.T, name string) {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal(err)
		}
		t.Skipf("the commands of the format pages need it: %v", err)
	}
}

// pyarrowPath returns the folder of a Python that has pyarrow.
func pyarrowPath(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("the first run installs Python packages")
	}
	return filepath.Join(findPython(t).environment(t, "load.txt"), "bin")
}

// formatPage is what there is to run of a page.
type formatPage struct {
	name, text string
	modules    map[string]string // Python files that the page asks its reader to save, by name
	blocks     []formatBlock
}

// formatBlock is a fenced block of commands.
type formatBlock struct {
	section string // the line of the heading above it
	line    int    // of the fence, from 1
	pyarrow bool   // it needs the packages of load.txt
	steps   []formatStep
}

// formatStep is one command, with its here-document, and what it prints.
type formatStep struct{ command, want string }

func (s formatStep) run(t *testing.T, project, path string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "bash", "-euo", "pipefail", "-c", s.command)
	cmd.Dir = project
	home := t.TempDir()
	cmd.Env = []string{
		"PATH=" + path, "HOME=" + home, "TMPDIR=" + home, "LANG=C.UTF-8", "TZ=UTC", "PYTHONDONTWRITEBYTECODE=1",
	}
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Run(); err != nil || out.String() != s.want {
		t.Errorf("$ %s\ngot:\n%swant:\n%s(error: %v)", s.command, &out, s.want, err)
	}
}

func readFile(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// readFormatPage takes a page apart: a fence "sh" opens commands, "sh pyarrow" those that need packages, "python NAME" a
// file to save.
func readFormatPage(t *testing.T, name string) formatPage {
	t.Helper()
	page := formatPage{name: name, text: readFile(t, name), modules: map[string]string{}}
	section, fence, start := "", "", 0
	var body []string
	for i, line := range strings.Split(page.text, "\n") {
		switch {
		case fence == "" && strings.HasPrefix(line, "```"):
			fence, start, body = strings.TrimPrefix(line, "```"), i+1, nil
		case fence == "":
			if s, ok := strings.CutPrefix(line, "## "); ok {
				section = s + "\n"
			}
		case line == "```":
			page.add(section, fence, start, body)
			fence = ""
		default:
			body = append(body, line+"\n")
		}
	}
	if fence != "" || len(page.blocks) == 0 {
		t.Fatalf("%s: got an open fence %q and %d blocks of commands, want none and some", name, fence, len(page.blocks))
	}
	return page
}

func (p *formatPage) add(section, fence string, line int, body []string) {
	kind, argument, _ := strings.Cut(fence, " ")
	switch {
	case kind == "python" && argument != "":
		p.modules[argument] = strings.Join(body, "")
	case kind == "sh":
		p.blocks = append(p.blocks, formatBlock{section, line, argument == "pyarrow", formatSteps(body)})
	}
}

// formatSteps cuts the lines of a block at the prompts. A here-document belongs to its command.
func formatSteps(body []string) []formatStep {
	var steps []formatStep
	here := false
	for _, line := range body {
		command, prompt := strings.CutPrefix(line, "$ ")
		switch last := len(steps) - 1; {
		case here:
			steps[last].command += line
			here = line != "END\n"
		case prompt:
			steps = append(steps, formatStep{command: command})
			here = strings.Contains(command, "<<'END'")
		case last >= 0:
			steps[last].want += line
		}
	}
	return steps
}

// save puts the page and the files that it asks for where its reader has them.
func (p *formatPage) save(t *testing.T, project string) {
	t.Helper()
	files := map[string]string{p.name: p.text}
	for name, text := range p.modules {
		files[name] = text
	}
	for name, text := range files {
		path := filepath.Join(project, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
