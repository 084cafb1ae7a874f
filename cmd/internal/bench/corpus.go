package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"unicode"

	"github.com/ulikunitz/xz"
)

// record is a line of a corpus.
type record struct {
	ID     string `json:"id"`
	Text   string `json:"text"`
	Source string `json:"source,omitempty"`
}

// Kinds of copies. The first copy is the seed itself.
const (
	fresh = "fresh" // the letters are others, so that no copy resembles another one
	near  = "near"  // one word is another
	exact = "exact" // only the id is another
)

var modes = []string{fresh, near, exact}

// ownTexts is what a corpus is made from where no other seed is given.
const ownTexts = "testdata/archive"

// readSeed returns the records of a file of JSON Lines, or the texts of ownTexts.
func readSeed(path string) ([]record, error) {
	if path == "" {
		return readOwn(ownTexts)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var r io.Reader = bufio.NewReaderSize(f, 1<<20)
	if strings.HasSuffix(path, ".xz") {
		if r, err = xz.NewReader(r); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
	}
	var seed []record
	for d := json.NewDecoder(r); ; {
		var one record
		if err := d.Decode(&one); err == io.EOF {
			return seed, nil
		} else if err != nil {
			return nil, fmt.Errorf("%s: record %d: %w", path, len(seed)+1, err)
		}
		seed = append(seed, one)
	}
}

// readOwn returns the texts in Latin letters below dir: the letters of others would be the same in every copy.
func readOwn(dir string) (seed []record, err error) {
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if ext := filepath.Ext(path); err != nil || ext != ".txt" && ext != ".md" {
			return err
		}
		text, err := os.ReadFile(path)
		if isLatin(string(text)) {
			seed = append(seed, record{ID: filepath.ToSlash(path), Text: string(text)})
		}
		return err
	})
	if err == nil && len(seed) == 0 {
		err = fmt.Errorf("no text in %s: run this in the folder of the repository, or give a -corpus", dir)
	}
	return seed, err
}

// isLatin reports whether nine of ten letters of a text, and at least 100, are ones that a fresh copy changes.
func isLatin(text string) bool {
	letters, latin := 0, 0
	for _, r := range text {
		if unicode.IsLetter(r) {
			letters++
			if r <= unicode.MaxASCII {
				latin++
			}
		}
	}
	return latin >= 100 && 10*latin >= 9*letters
}

// copies yields the records of the seed, and then of copy after copy of it, without end. No id comes twice, if none is
// twice in the seed.
func copies(seed []record, mode string) iter.Seq[record] {
	return func(yield func(record) bool) {
		for copy := 0; ; copy++ {
			change := changer(mode, copy)
			for _, r := range seed {
				if copy > 0 {
					r.ID, r.Text = fmt.Sprintf("%s-%d", r.ID, copy), change(r.Text)
				}
				if !yield(r) {
					return
				}
			}
		}
	}
}

// changer returns what makes a text of the seed one of the copy.
func changer(mode string, copy int) func(string) string {
	switch mode {
	case fresh:
		return permuted(copy).Replace
	case near:
		return func(text string) string { return withWord(text, fmt.Sprint("w", copy)) }
	}
	return func(text string) string { return text }
}

// permuted changes letters, vowels among themselves and consonants too, upper case as lower, so that words keep their
// shape. Each copy has an order of its own, the same in every run.
func permuted(copy int) *strings.Replacer {
	random := rand.New(rand.NewPCG(1, uint64(copy)))
	var pairs []string
	for _, letters := range []string{"aeiou", "bcdfghjklmnpqrstvwxyz"} {
		order := random.Perm(len(letters))
		for i, to := range order {
			from, to := letters[i:i+1], letters[to:to+1]
			pairs = append(pairs, from, to, strings.ToUpper(from), strings.ToUpper(to))
		}
	}
	return strings.NewReplacer(pairs...)
}

// withWord puts a word in the place of the one in the middle of the text.
func withWord(text, word string) string {
	start := len(text) / 2
	if i := strings.LastIndexAny(text[:start], " \n"); i >= 0 {
		start = i + 1
	} else {
		start = 0
	}
	rest := ""
	if i := strings.IndexAny(text[start:], " \n"); i >= 0 {
		rest = text[start+i:]
	}
	return text[:start] + word + rest
}

// writeCorpus writes copies of the seed as JSON Lines until size bytes are there, and returns the number of records.
func writeCorpus(w io.Writer, seed []record, mode string, size int64) (n int64, err error) {
	if len(seed) == 0 {
		return 0, errors.New("the seed has no records")
	}
	out := &counter{w: w}
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	for r := range copies(seed, mode) {
		if out.n >= size {
			break
		}
		if err := e.Encode(r); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// counter counts the bytes that are written through it.
type counter struct {
	w io.Writer
	n int64
}

func (c *counter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}

// write makes a corpus as a child, whose memory is not this program's.
func (b *bench) write(path, mode string, size int64) error {
	_, err := b.own("corpus", path, b.corpus, mode, fmt.Sprint(size))
	return err
}

func corpusChild(path, seedPath, mode string, size int64) (figures, error) {
	seed, err := readSeed(seedPath)
	if err != nil {
		return figures{}, err
	}
	n := int64(0)
	err = toFile(path, func(w io.Writer) error {
		n, err = writeCorpus(w, seed, mode, size)
		return err
	})
	return figures{Documents: n}, err
}

// toFile writes a file through a buffer.
func toFile(path string, f func(io.Writer) error) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(file, 1<<20)
	return errors.Join(f(w), w.Flush(), file.Close())
}
