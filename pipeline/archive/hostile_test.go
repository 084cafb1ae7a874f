package archive

import (
	"archive/tar"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"corpuspack/schema"
)

// hostile returns a folder with hostile files, and what is to be expected of each.
func hostile(t *testing.T) (string, []expectation) {
	t.Helper()
	data := filepath.Join("..", "..", "..", "shared", "data", "hostile")
	list, err := os.ReadFile(filepath.Join(data, "made.json"))
	if err != nil {
		t.Skip("the hostile files are not here: ", err)
	}
	unpacked, err := exec.Command("xz", "-dc", filepath.Join(data, "made.tar.xz")).Output()
	if err != nil {
		t.Skip("xz does not unpack the hostile files: ", err)
	}
	var files []expectation
	mustDo(t, json.Unmarshal(list, &files))
	root := t.TempDir()
	for r := tar.NewReader(bytes.NewReader(unpacked)); ; {
		h, err := r.Next()
		if err == io.EOF {
			return root, files
		}
		mustDo(t, err)
		if h.Typeflag == tar.TypeReg {
			content, err := io.ReadAll(r)
			mustDo(t, err)
			mustDo(t, os.WriteFile(filepath.Join(root, filepath.Base(h.Name)), content, 0o644))
		}
	}
}

type expectation struct {
	File, What, Expect string
	TextSHA256         string `json:"expected_text_sha256"`
}

func TestHostileFilesAreReadOrNamed(t *testing.T) {
	root, files := hostile(t)
	for _, file := range files {
		e := entry(file.File)
		if strings.Contains(file.File, ".txt") {
			e.Format = formatText // the seed is a listing page, but here the whole text is compared
		}
		a, err := Open(context.Background(), root, Config{Entries: []Entry{e}})
		if err != nil {
			t.Errorf("%s: %v", file.File, err)
			continue
		}
		var texts []string
		var fault *Fault
		_, err = a.Files[0].Read(context.Background(), func(r Record) error {
			documents, err := r.Documents(title)
			if err != nil && !errors.As(err, &fault) {
				return err
			}
			for _, d := range documents {
				texts = append(texts, d.Text)
			}
			return nil
		})
		mustDo(t, err)
		switch {
		case fault == nil && (file.Expect == "reject" || file.Expect == "limit"):
			t.Errorf("%s (%s): got no fault", file.File, file.What)
		case fault != nil && !strings.HasPrefix(fault.Error(), printable(file.File)):
			t.Errorf("%s: got %q, which does not begin with the name", file.File, fault)
		case fault != nil && file.Expect == "text":
			t.Errorf("%s (%s): %v", file.File, file.What, fault)
		case fault == nil && e.Format == formatText && file.TextSHA256 != "" &&
			schema.DigestOf(strings.Join(texts, "")).String() != file.TextSHA256:
			t.Errorf("%s (%s): got another text", file.File, file.What)
		}
	}
}

func TestAFullTemporaryDiskIsNoFaultOfTheArchive(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("needs TMPDIR")
	}
	t.Setenv("TMPDIR", filepath.Join(t.TempDir(), "missing"))
	root := project(t, map[string]string{
		"a.parquet.gz": gz("PAR1 and no more"), "b.parquet": "PAR1 and no more", "c.zip.gz": gz("PK\x03\x04 and no more")})
	a, err := Open(context.Background(), root, entries("."))
	mustDo(t, err)
	count := 0
	yield := func(Record) error { count++; return nil }
	for _, f := range []File{a.Files[0], a.Files[2]} {
		_, err := f.Read(context.Background(), yield)
		if err == nil || count > 0 || !strings.HasPrefix(err.Error(), f.Source+": ") || strings.Contains(err.Error(), "corpuspack-") {
			t.Errorf("got %v and %d records, want an error that names the source and no path", err, count)
		}
	}
	if _, err := a.Files[1].Read(context.Background(), yield); err != nil || count != 1 {
		t.Errorf("got %v and %d records, want a fault of a file that needs no spool", err, count)
	}
}
