package unpack

import (
	"archive/tar"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/ulikunitz/xz"
)

// hostile is a file that was made to do harm, and what is to be expected of it.
type hostile struct {
	File, What, Expect string
	TextSHA256         string `json:"expected_text_sha256"`
	content            string
}

// hostiles returns the hostile files that are packed.
func hostiles(t *testing.T) (list []hostile) {
	t.Helper()
	data := filepath.Join("..", "..", "..", "..", "shared", "data", "hostile")
	b, err := os.ReadFile(filepath.Join(data, "made.json"))
	if err != nil {
		t.Skip("the hostile files are not here: ", err)
	}
	var all []hostile
	mustDo(t, json.Unmarshal(b, &all))
	f, err := os.Open(filepath.Join(data, "made.tar.xz"))
	if err != nil {
		t.Skip("the hostile files are not here: ", err)
	}
	defer f.Close()
	x, err := xz.NewReader(f)
	mustDo(t, err)
	contents := map[string]string{}
	for r := tar.NewReader(x); ; {
		h, err := r.Next()
		if err == io.EOF {
			break
		}
		mustDo(t, err)
		content, err := io.ReadAll(r)
		mustDo(t, err)
		contents[filepath.Base(h.Name)] = string(content)
	}
	for _, h := range all {
		if regexp.MustCompile(`gz|zip|tar`).MatchString(h.File) {
			h.content = contents[h.File]
			list = append(list, h)
		}
	}
	return list
}

func TestHostileFilesAreReadOrNamed(t *testing.T) {
	for _, h := range hostiles(t) {
		var faults, leaves []string
		sum := sha256.New()
		_, err := Walk(h.File, strings.NewReader(h.content), int64(len(h.content)), spool(t), func(l Leaf, r io.Reader) error {
			leaves = append(leaves, l.Name)
			if _, err := io.Copy(sum, r); err != nil {
				faults = append(faults, err.Error())
			}
			return nil
		}, func(f *Fault) error { faults = append(faults, f.Error()); return nil })
		mustDo(t, err)
		t.Log(h.File, leaves, faults)
		byWARC := strings.Contains(h.File, ".warc")
		switch {
		case len(faults) == 0 && (h.Expect == "reject" || h.Expect == "limit") && !byWARC:
			t.Errorf("%s (%s): got no fault", h.File, h.What)
		case len(faults) > 0 && (h.Expect == "text" || byWARC):
			t.Errorf("%s (%s): got %q", h.File, h.What, faults)
		case len(faults) == 0 && h.TextSHA256 != "" && fmt.Sprintf("%x", sum.Sum(nil)) != h.TextSHA256:
			t.Errorf("%s (%s): got another text", h.File, h.What)
		}
	}
}
