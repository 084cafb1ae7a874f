package pipeline_test

import (
	"io"
	"os"
	"testing"

	"corpuspack/pipeline/clean"
	"corpuspack/pipeline/clean/language"
	"corpuspack/pipeline/clean/pii"
	"corpuspack/pipeline/clean/quality"
	"corpuspack/pipeline/clean/repair"
	"corpuspack/pipeline/clean/repeated"
	"corpuspack/pipeline/dedup"
	"corpuspack/pipeline/segment"
	"corpuspack/pipeline/shard"
	"corpuspack/schema"
	"corpuspack/schema/words"
)

var cleaners = append([]row{
	{"normalize", func(b *testing.B, in *inputs) work {
		c := cleaner(b)
		return each(raw(in.sample(b)), func(d *schema.Document) { c.Normalize(*d) })
	}},
	{"repair", func(b *testing.B, in *inputs) work {
		return each(raw(in.sample(b)), func(d *schema.Document) { repair.Text(d.Text) })
	}},
	{"repeated", repeatedLines},
	{"pii", func(b *testing.B, in *inputs) work {
		m, err := pii.New(pii.Kinds)
		must(b, err)
		return each(cleaned(b, in), func(d *schema.Document) { m.Mask(d.Text) })
	}},
	{"language", func(b *testing.B, in *inputs) work {
		detector := language.New()
		return each(cleaned(b, in), func(d *schema.Document) { detector.Detect(d.Text) })
	}},
	{"words", func(b *testing.B, in *inputs) work {
		return each(cleaned(b, in), func(d *schema.Document) { words.Count(d.Text) })
	}},
}, qualities()...)

// qualities has a row for each profile alone, with what it drops.
func qualities() (rows []row) {
	for _, profile := range quality.Profiles() {
		rows = append(rows, row{profile, func(b *testing.B, in *inputs) work {
			f, err := quality.New(quality.Config{Remove: []string{profile}})
			must(b, err)
			return each(cleaned(b, in), func(d *schema.Document) { f.Apply(d.Text) })
		}})
	}
	return rows
}

// repeatedLines goes over the texts as the engine does: once to count, once to count what may be too many, once to cut.
func repeatedLines(b *testing.B, in *inputs) work {
	config := repeated.Config{Lines: 1000, Paragraphs: 1000, Documents: 10}
	list := cleaned(b, in)
	sketch := repeated.NewSketch(config)
	w := each(list, nil)
	w.run = func() error {
		for i := range list {
			sketch.Add(config.Units("texts", list[i].Text))
		}
		common := sketch.Set()
		for i := range list {
			common.Add(config.Units("texts", list[i].Text))
		}
		for i := range list {
			common.Cut("texts", list[i].Text)
		}
		return nil
	}
	return w
}

var printers = []row{
	{"print", func(b *testing.B, in *inputs) work {
		d, err := dedup.New(dedup.Config{Exact: true, Near: dedup.Near{Method: "exact", Measure: "jaccard", Threshold: 8000, Shingle: 5}})
		must(b, err)
		return each(cleaned(b, in), func(doc *schema.Document) { d.Print(doc) })
	}},
}

var segmenters = []row{
	cut("block", segment.Config{Unit: "block"}),
	cut("section", segment.Config{Unit: "section"}),
	cut("sentence", segment.Config{Unit: "sentence"}),
	cut("window", segment.Config{Unit: "window", Window: segment.Window{Size: 400, Overlap: 40, Of: "words"}}),
	{"tokens", func(b *testing.B, in *inputs) work {
		s, err := segment.New(segment.Config{Unit: "block", Tokens: "cl100k_base"})
		must(b, err)
		return each(cleaned(b, in), func(d *schema.Document) { s.CountTokens(d.Text) })
	}},
}

func cut(name string, c segment.Config) row {
	return row{name, func(b *testing.B, in *inputs) work {
		s, err := segment.New(c)
		must(b, err)
		return each(cleaned(b, in), func(d *schema.Document) { s.Segment(d) })
	}}
}

var writers = []row{
	{"jsonl", pack(shard.Config{Encodings: []string{"jsonl"}, JSONL: "none"})},
	{"jsonl, zstd", pack(shard.Config{Encodings: []string{"jsonl"}, JSONL: "zstd"})},
	{"parquet, zstd", pack(shard.Config{Encodings: []string{"parquet"}, Parquet: "zstd"})},
}

// pack writes a shard of documents.
func pack(c shard.Config) func(*testing.B, *inputs) work {
	return func(b *testing.B, in *inputs) work {
		version, err := schema.Of(1)
		must(b, err)
		s, err := shard.New(c, version, schema.Revision)
		must(b, err)
		list := cleaned(b, in)
		w := each(list, nil)
		w.run = func() error {
			_, err := s.Write(b.Context(), nowhere{}, shard.Slot{Table: schema.Documents, Split: "train"}, func(yield func(schema.Row, error) bool) {
				for i := range list {
					if !yield(list[i].Row(), nil) {
						return
					}
				}
			})
			return err
		}
		return w
	}
}

// nowhere is a shard.Dir that keeps nothing.
type nowhere struct{}

func (nowhere) Create(string) (io.WriteCloser, error) { return nowhere{}, nil }
func (nowhere) Open(string) (io.ReadCloser, error)    { return nil, os.ErrNotExist }
func (nowhere) Write(p []byte) (int, error)           { return len(p), nil }
func (nowhere) Close() error                          { return nil }

// each does a step to every document.
func each(list []schema.Document, step func(*schema.Document)) work {
	pages := make([]page, len(list))
	for i := range list {
		pages[i].Text = list[i].Text
	}
	return work{joined(pages), func() error {
		for i := range list {
			step(&list[i])
		}
		return nil
	}}
}

// raw returns the texts as documents that are not clean yet.
func raw(list []page) []schema.Document {
	documents := make([]schema.Document, len(list))
	for i, p := range list {
		documents[i].Key, documents[i].Text = schema.Key{Source: p.Name}, p.Text
		documents[i].ID = schema.Path(p.Name).ID()
	}
	return documents
}

// cleaned returns the texts as clean documents.
func cleaned(b *testing.B, in *inputs) (list []schema.Document) {
	c := cleaner(b)
	for _, d := range raw(in.sample(b)) {
		if d, removal := c.Normalize(d); removal == nil {
			list = append(list, d)
		}
	}
	return list
}

func cleaner(b *testing.B) *clean.Cleaner {
	c, err := clean.New(clean.Config{Unicode: "nfc", MinCharacters: 1})
	must(b, err)
	return c
}
