package language

import (
	"archive/zip"
	"bytes"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write model.zst")

// peers is the folder of the peers' published data, beside the repository.
var peers = filepath.Join("..", "..", "..", "..", "shared", "data", "peers")

// plainToo are the languages that are often written without their accents: the model learns them both ways.
const plainToo = " cs ro sk vi yo "

// TestModelIsWhatTheSourcesGive makes the model and compares it; with -update it writes it to model.zst.
func TestModelIsWhatTheSourcesGive(t *testing.T) {
	z, err := zip.OpenReader(filepath.Join(peers, "udhr2.zip"))
	if err != nil {
		t.Skipf("no sources: %v", err)
	}
	defer z.Close()
	got := encode(sources(t, &z.Reader))
	if *update {
		if err := os.WriteFile("model.zst", got, 0o644); err != nil {
			t.Fatal(err)
		}
		t.Logf("model.zst: %d bytes", len(got))
		return
	}
	if !bytes.Equal(got, packed) {
		t.Errorf("got %d bytes, want the %d of model.zst: run go test -run TestModel -update", len(got), len(packed))
	}
}

// sources reads testdata/sources.txt, testdata/words.txt and the texts that they name.
func sources(t *testing.T, z *zip.Reader) (list []source) {
	t.Helper()
	read := func(name string) string {
		f, err := z.Open("udhr2/" + name + ".txt")
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		data, err := io.ReadAll(f)
		if err != nil {
			t.Fatal(err)
		}
		return strings.ReplaceAll(string(data), "\u0329", "\u0323") // the dot below of Yoruba, as it is written now
	}
	words := map[string]string{}
	for line := range strings.Lines(file(t, "words.txt")) {
		tag, text, _ := strings.Cut(line, " ")
		words[tag] += text
	}
	names := map[string]script{"latin": latin, "cyrillic": cyrillic, "arabic": arabic, "hebrew": hebrew,
		"devanagari": devanagari, "ethiopic": ethiopic, "tibetan": tibetan}
	for line := range strings.Lines(file(t, "sources.txt")) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Fields(line)
		tag, rare := strings.CutPrefix(f[1], "+")
		s := source{script: names[f[0]], tag: tag, rare: rare, text: []string{words[tag]}}
		for _, name := range f[2:] {
			text := read(name)
			if name == "hrv" {
				text = repaired(text, read("bos_latn"), read("srp_latn"))
			}
			s.text = append(s.text, text)
		}
		if strings.Contains(plainToo, " "+tag+" ") {
			s.text = append(s.text, bare(strings.Join(s.text, "\n")))
		}
		list = append(list, s)
	}
	return list
}

func file(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
