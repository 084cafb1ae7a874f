package pipeline_test

import (
	"archive/tar"
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ulikunitz/xz"
)

// sharedData has real texts and pages, where it is there.
var sharedData = filepath.Join("..", "..", "shared", "data")

// ownData is what stands in for them elsewhere.
var ownData = filepath.Join("..", "testdata", "archive")

// page is a file, or a text with its name.
type page struct{ Name, Text string }

// inputs is what is measured on, each list made when it is asked for.
type inputs struct {
	texts, markdown, html, textListings, htmlListings []page
	substitute                                        bool
}

// note says what was measured on.
func (in *inputs) note() string {
	if in.substitute {
		return "measured on testdata/archive over and over, for the larger samples are not here"
	}
	return "measured on samples of real texts and pages"
}

// sample returns every sixth text of the sample corpus, about 8 MB.
func (in *inputs) sample(b *testing.B) []page {
	if in.texts == nil {
		in.texts = every(6, in.corpus(b))
	}
	return in.texts
}

// markdownPages returns the texts of the sample corpus that are Markdown, about 8 MB.
func (in *inputs) markdownPages(b *testing.B) []page {
	if in.markdown == nil {
		in.markdown = slices.DeleteFunc(in.corpus(b), func(p page) bool { return !strings.HasSuffix(p.Name, ".md") })
	}
	return in.markdown
}

// corpus returns the texts of the sample corpus.
func (in *inputs) corpus(b *testing.B) (list []page) {
	f := in.open(b, "corpus-sample", "sample.jsonl.xz")
	if f == nil {
		return in.own(b, ".txt", ".md")
	}
	for d := json.NewDecoder(f); ; {
		var record struct{ ID, Text string }
		if err := d.Decode(&record); err == io.EOF {
			return list
		} else if err != nil {
			b.Fatal(err)
		}
		list = append(list, page{record.ID, record.Text})
	}
}

// htmlPages returns every ninth of the web pages, about 8 MB.
func (in *inputs) htmlPages(b *testing.B) []page {
	if in.html == nil {
		in.html = every(9, in.pages(b, ".html", "html-extraction", "trafilatura-even", "pages.tar.xz"))
	}
	return in.html
}

// listings returns the listing pages of plain text, about 4 MB, and those of HTML.
func (in *inputs) listings(b *testing.B) (text, html []page) {
	if in.textListings == nil {
		in.textListings = in.pages(b, ".txt", "archive-segmentation", "archives.tar.xz")
		in.htmlListings = in.pages(b, ".html", "archive-segmentation", "archives.tar.xz")
	}
	return in.textListings, in.htmlListings
}

// pages returns the files of a packed set whose names end with extension.
func (in *inputs) pages(b *testing.B, extension string, path ...string) (list []page) {
	f := in.open(b, path...)
	if f == nil {
		return in.own(b, extension)
	}
	for r := tar.NewReader(f); ; {
		h, err := r.Next()
		if err == io.EOF {
			return list
		}
		must(b, err)
		if strings.HasSuffix(h.Name, extension) {
			content, err := io.ReadAll(r)
			must(b, err)
			list = append(list, page{h.Name, string(content)})
		}
	}
}

// open returns the content of a packed file of the larger samples, nil where they are not here.
func (in *inputs) open(b *testing.B, path ...string) io.Reader {
	packed, err := os.ReadFile(filepath.Join(sharedData, filepath.Join(path...)))
	if errors.Is(err, fs.ErrNotExist) {
		in.substitute = true
		return nil
	}
	must(b, err)
	r, err := xz.NewReader(bytes.NewReader(packed))
	must(b, err)
	return bufio.NewReaderSize(r, 1<<20)
}

// ownSize is the number of bytes from which on the files of testdata/archive are enough.
const ownSize = 6 << 20

// own returns the files of testdata/archive with one of the extensions, over and over.
func (in *inputs) own(b *testing.B, extensions ...string) (list []page) {
	size := 0
	must(b, filepath.WalkDir(ownData, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !slices.Contains(extensions, filepath.Ext(path)) {
			return err
		}
		content, err := os.ReadFile(path)
		if text := string(content); strings.TrimSpace(text) != "" {
			list, size = append(list, page{path, text}), size+len(text)
		}
		return err
	}))
	if size == 0 {
		b.Fatalf("no file %v in %s", extensions, ownData)
	}
	for once := list; size < ownSize; size += sizeOf(once) {
		list = append(list, once...)
	}
	return list
}

// every returns each n-th of the pages.
func every(n int, list []page) (some []page) {
	for i := 0; i < len(list); i += n {
		some = append(some, list[i])
	}
	return some
}

func sizeOf(list []page) (n int) {
	for _, p := range list {
		n += len(p.Text)
	}
	return n
}

// joined returns the texts of the pages, one after another.
func joined(list []page) []byte {
	var b bytes.Buffer
	for _, p := range list {
		b.WriteString(p.Text)
		b.WriteString("\n\n")
	}
	return b.Bytes()
}

func must(b *testing.B, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}
