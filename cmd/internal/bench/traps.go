package main

import (
	"archive/tar"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"github.com/ulikunitz/xz"
)

// Traps are corpora without near-duplicates that MinHash takes for ones: long texts that have nothing to do with each
// other, and pages of one template around different content.
const (
	longTexts    = 500
	pages        = 2000
	contentWords = 120 // of a page
)

// trapPeers are peers, and settings that others have published (their sources say so; each is run with datasketch).
var trapPeers = slices.Concat(
	peers[:len(peers)-1],
	[]peer{
		minhash("FineWeb: word 5, 14 x 8", "datasketch", 1, "word", "5", "14", "8"),
		minhash("SlimPajama: char 13, 9 x 13", "datasketch", 1, "char", "13", "9", "13"),
		minhash("NeMo Curator: char 24, 20 x 13", "datasketch", 1, "char", "24", "20", "13"),
		minhash("Data-Juicer: word 5, 32 x 8", "datasketch", 1, "word", "5", "32", "8"),
		minhash("Marin, before: char 5, 26 x 11", "datasketch", 1, "char", "5", "26", "11"),
	},
	peers[len(peers)-1:], // by far the slowest
)

// traps counts what each deduplicator removes of corpora of which nothing should go.
func (b *bench) traps() error {
	files, err := b.makeTraps()
	if err != nil {
		return err
	}
	t := newTable("removed, of which none is a near-duplicate", fmt.Sprintf("%d long texts", longTexts),
		fmt.Sprintf("%d pages, 30 %%", pages), "60 %", "85 %")
	row := func(name string, run func(file string) (figures, error)) error {
		cells := []string{name}
		for _, file := range files {
			f, err := run(file)
			if err != nil {
				return err
			}
			cells = append(cells, fmt.Sprint(f.Removed))
		}
		fmt.Fprintln(os.Stderr, strings.Join(cells, "  "))
		t.add(cells...)
		return nil
	}
	if err := row("corpuspack", func(file string) (figures, error) { return b.own("alone", file, "1", "0") }); err != nil {
		return err
	}
	for _, p := range trapPeers {
		if err := row(p.name, func(file string) (figures, error) { return p.run(b, file) }); err != nil {
			t.missing(p.name, err)
		}
	}
	t.print()
	return nil
}

func (b *bench) makeTraps() (files []string, err error) {
	file := func(name string) string {
		files = append(files, filepath.Join(b.dir, name))
		return files[len(files)-1]
	}
	if _, err := b.own("long", file("long.jsonl"), b.long, b.corpus); err != nil {
		return nil, err
	}
	for _, percent := range []string{"30", "60", "85"} {
		if _, err := b.own("template", file("template-"+percent+".jsonl"), b.corpus, percent); err != nil {
			return nil, err
		}
	}
	return files, nil
}

// longChild writes the long texts: each joins files of the tars, or is a fresh copy of all texts of the seed.
func longChild(to, tars, seedPath string) (f figures, err error) {
	var texts []string
	for _, name := range strings.Split(tars, ",") {
		more, err := readTar(name)
		if errors.Is(err, fs.ErrNotExist) {
			texts = nil
			break
		}
		if err != nil {
			return f, fmt.Errorf("%s: %w", name, err)
		}
		texts = append(texts, more...)
	}
	long := make([]string, longTexts)
	for i, text := range texts {
		long[i%longTexts] += text + "\n\n"
	}
	if len(texts) < longTexts {
		if long, err = longCopies(seedPath); err != nil {
			return f, err
		}
	}
	return f, writeTexts(to, long)
}

// readTar returns the texts of the files in a tar.xz.
func readTar(name string) (texts []string, err error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	z, err := xz.NewReader(file)
	if err != nil {
		return nil, err
	}
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if err == io.EOF {
			return texts, nil
		}
		if err != nil {
			return nil, err
		}
		if !slices.Contains([]string{".md", ".rst", ".txt"}, path.Ext(h.Name)) {
			continue
		}
		text, err := io.ReadAll(r)
		if err != nil {
			return nil, err
		}
		texts = append(texts, string(text))
	}
}

// longCopies joins the texts of the seed, up to 64 KiB of them, into one, and returns fresh copies of that.
func longCopies(seedPath string) (long []string, err error) {
	seed, err := readSeed(seedPath)
	if err != nil {
		return nil, err
	}
	var all strings.Builder
	for _, r := range seed {
		if all.Len() < 64<<10 {
			all.WriteString(r.Text + "\n\n")
		}
	}
	for i := range longTexts {
		long = append(long, changer(fresh, i)(all.String()))
	}
	return long, nil
}

// templateChild writes pages of which so many words in a hundred are those of one template, half before and half behind
// the words of a text of the seed, or of a fresh copy.
func templateChild(to, seedPath string, percent int) (f figures, err error) {
	seed, err := readSeed(seedPath)
	if err != nil {
		return f, err
	}
	longest := slices.MaxFunc(seed, func(a, b record) int { return len(a.Text) - len(b.Text) })
	template := wordsOf(longest.Text)
	size := contentWords * percent / (100 - percent)
	if want := max(size, contentWords); len(template) < want {
		return f, fmt.Errorf("no text of the seed has %d words", want)
	}
	var list []string
	for _, content := range contents(seed, longest.ID) {
		list = append(list, page(template[:size/2], content, template[size/2:size]))
	}
	return f, writeTexts(to, list)
}

// contents returns the words of the pages: each of another text, which has hardly a run of five words of those before.
func contents(seed []record, except string) (list [][]string) {
	seen := map[string]bool{}
	for r := range copies(seed, fresh) {
		words := wordsOf(r.Text)
		if len(words) < contentWords || r.ID == except {
			continue
		}
		words = words[len(words)-contentWords:]
		old := 0
		for i := range len(words) - 4 {
			run := strings.ToLower(strings.Join(words[i:i+5], " "))
			if seen[run] {
				old++
			}
			seen[run] = true
		}
		if 10*old > contentWords {
			continue
		}
		if list = append(list, words); len(list) == pages {
			break
		}
	}
	return list
}

// wordsOf returns what no deduplicator takes for a mark between words.
func wordsOf(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// page is lines of ten words.
func page(parts ...[]string) string {
	var text strings.Builder
	for _, words := range parts {
		for line := range slices.Chunk(words, 10) {
			text.WriteString(strings.Join(line, " ") + "\n")
		}
		text.WriteString("\n")
	}
	return text.String()
}

func writeTexts(to string, texts []string) error {
	return toFile(to, func(w io.Writer) error {
		e := json.NewEncoder(w)
		for i, text := range texts {
			if err := e.Encode(record{ID: fmt.Sprint(i), Text: text}); err != nil {
				return err
			}
		}
		return nil
	})
}
