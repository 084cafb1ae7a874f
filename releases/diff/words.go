package diff

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"

	"github.com/sergi/go-diff/diffmatchpatch"

	"corpuspack/pipeline/shard"
	"corpuspack/releases"
	"corpuspack/schema"
	"corpuspack/schema/jsonl"
)

// WordDiff is the text of one document in two releases, cut where it differs.
type WordDiff struct {
	ID    string `json:"id"` // in the new release, where it has the document
	InOld bool   `json:"in_old"`
	InNew bool   `json:"in_new"`
	Parts []Part `json:"parts"`
}

// Part is a piece of text that both releases have, or one of them.
type Part struct {
	Kind string `json:"kind"` // same, gone, new
	Text string `json:"text"`
}

// Kinds of a part.
const (
	partSame = "same"
	partGone = "gone"
	partNew  = "new"
)

// Differs reports whether any part is in one release only.
func (w *WordDiff) Differs() bool {
	for _, p := range w.Parts {
		if p.Kind != partSame {
			return true
		}
	}
	return false
}

// String returns the text with what went as [-gone-] and what came as {+new+}.
func (w *WordDiff) String() string {
	var b strings.Builder
	for _, p := range w.Parts {
		switch p.Kind {
		case partGone:
			b.WriteString("[-" + p.Text + "-]")
		case partNew:
			b.WriteString("{+" + p.Text + "+}")
		default:
			b.WriteString(p.Text)
		}
	}
	return b.String()
}

// patience bounds the search for the shortest difference of two texts that have little in common. What is shown is a
// difference all the same, only a longer one.
const patience = 5 * time.Second

// Words compares the text that the document before has in the old release with that of the document after in the new one, word by
// word (Myers, An O(ND) difference algorithm and its variations, 1986). The two ids differ where the document was renamed.
func Words(ctx context.Context, before, after string, old, new *releases.Release, decode releases.Decode) (*WordDiff, error) {
	a, inOld, err := textOf(ctx, before, old, decode)
	if err != nil {
		return nil, err
	}
	b, inNew, err := textOf(ctx, after, new, decode)
	if err != nil {
		return nil, err
	}
	var words vocabulary
	oldRunes, err := words.encode(a)
	if err != nil {
		return nil, err
	}
	newRunes, err := words.encode(b)
	if err != nil {
		return nil, err
	}
	m := diffmatchpatch.New()
	m.DiffTimeout = patience
	w := &WordDiff{ID: after, InOld: inOld, InNew: inNew, Parts: []Part{}}
	for _, d := range m.DiffMainRunes(oldRunes, newRunes, false) {
		kind := map[diffmatchpatch.Operation]string{diffmatchpatch.DiffEqual: partSame, diffmatchpatch.DiffDelete: partGone,
			diffmatchpatch.DiffInsert: partNew}[d.Type]
		w.Parts = append(w.Parts, Part{kind, words.decode(d.Text)})
	}
	return w, nil
}

// textOf finds the text of a document in the shards that may have it.
func textOf(ctx context.Context, id string, r *releases.Release, decode releases.Decode) (text string, ok bool, err error) {
	s, err := schema.Of(r.Manifest.SchemaVersion())
	if err != nil || !schema.IsID(id) {
		return "", false, err
	}
	t := s.Table(schema.Documents)
	for _, split := range r.Manifest.Splits(schema.Documents) {
		names := r.Shards(schema.Documents, split)
		if len(names) == 0 {
			continue
		}
		bits := 0
		for 1<<bits < len(names) {
			bits++
		}
		name := names[min(shard.Index(id, bits), len(names)-1)]
		for line, err := range r.Lines(ctx, name, schema.Documents, decode) {
			if err != nil {
				return "", false, err
			}
			if !strings.HasPrefix(string(line[:min(len(line), 40)]), `{"id":"`+id+`"`) {
				continue
			}
			row, err := jsonl.Parse(t, line)
			if err != nil {
				return "", false, fmt.Errorf("%s: %w", name, err)
			}
			return schema.DocumentOf(row).Text, true, nil
		}
	}
	return "", false, nil
}

// vocabulary stands each word, and each run of white space, for a rune, as the library compares runes.
type vocabulary struct {
	words []string
	runes map[string]rune
}

// firstRune is above the surrogates, which are no runes of a string.
const firstRune = 0xE000

func (v *vocabulary) encode(text string) (runes []rune, err error) {
	if v.runes == nil {
		v.runes = map[string]rune{}
	}
	for len(text) > 0 {
		n := wordLength(text)
		word := text[:n]
		text = text[n:]
		r, ok := v.runes[word]
		if !ok {
			r = rune(firstRune + len(v.words))
			v.words, v.runes[word] = append(v.words, word), r
		}
		if r > unicode.MaxRune {
			return nil, errors.New("the texts have more than a million different words: too many to compare")
		}
		runes = append(runes, r)
	}
	return runes, nil
}

// wordLength returns the bytes of the run of white space, or of other characters, that text begins with.
func wordLength(text string) int {
	space := false
	for i, r := range text {
		if i == 0 {
			space = unicode.IsSpace(r)
		} else if unicode.IsSpace(r) != space {
			return i
		}
	}
	return len(text)
}

func (v *vocabulary) decode(text string) string {
	var b strings.Builder
	for _, r := range text {
		b.WriteString(v.words[r-firstRune])
	}
	return b.String()
}
