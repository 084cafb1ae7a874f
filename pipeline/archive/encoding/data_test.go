package encoding

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// frequent are the folders whose encodings are among the 20 most used.
var frequent = []string{"ascii", "utf-8", "utf-8-sig", "UTF-16BE", "windows-125", "iso-8859-", "KOI8-R", "IBM866", "MacRoman", "TIS-620",
	"SHIFT_JIS", "CP932", "EUC-JP", "GB2312", "Big5", "EUC-KR"}

// unlike are the characters that Python's table of Big5 and that of the WHATWG Encoding Standard have for the same codes.
// The truth of the files is by the former.
var unlike = []struct{ folder, standard, web string }{{"Big5", "∼､／", "～﹑∕"}}

func TestRealFilesAreReadOrRefused(t *testing.T) {
	files := realFiles(t)
	truth := struct {
		right, all int
	}{}
	var list []struct {
		File, Folder string
		SHA256       string `json:"utf8_sha256"`
	}
	b, err := os.ReadFile(filepath.Join(shared, "hostile", "encodings.json"))
	if err == nil {
		err = json.Unmarshal(b, &list)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range list {
		isCommon := slices.ContainsFunc(frequent, func(c string) bool { return strings.HasPrefix(f.Folder, c) })
		if isCommon {
			truth.all++
		}
		text, err := Decode(files[f.File], Hints{})
		if err != nil {
			t.Logf("%s: %v", f.File, err)
			continue
		}
		if !same(text.Text, f.Folder, f.SHA256) {
			t.Errorf("%s: got the text of %s", f.File, text.Name)
		} else if isCommon && digestOf(text.Text) == f.SHA256 {
			truth.right++
		}
	}
	if truth.right*100 < truth.all*97 {
		t.Errorf("got %d of %d files right, want 97 in 100", truth.right, truth.all)
	}
	t.Logf("%d of %d files of the common encodings are right", truth.right, truth.all)
}

// same reports whether the text has the digest, perhaps with the characters of the national standard.
func same(text, folder, digest string) bool {
	texts := []string{text}
	for _, u := range unlike {
		if u.folder != folder {
			continue
		}
		for i, web := range []rune(u.web) {
			for _, s := range texts {
				texts = append(texts, strings.ReplaceAll(s, string(web), string([]rune(u.standard)[i])))
			}
		}
	}
	return slices.ContainsFunc(texts, func(s string) bool { return digestOf(s) == digest })
}

func digestOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

var shared = filepath.Join("..", "..", "..", "..", "shared", "data")

// realFiles returns the files by folder and name.
func realFiles(t *testing.T) map[string][]byte {
	t.Helper()
	unpacked, err := exec.Command("xz", "-dc", filepath.Join(shared, "hostile", "encodings.tar.xz")).Output()
	if err != nil {
		t.Skip("the files are not here: ", err)
	}
	files := map[string][]byte{}
	for r := tar.NewReader(bytes.NewReader(unpacked)); ; {
		h, err := r.Next()
		if err == io.EOF {
			return files
		}
		if err != nil {
			t.Fatal(err)
		}
		if files[path.Join(path.Base(path.Dir(h.Name)), path.Base(h.Name))], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
	}
}
