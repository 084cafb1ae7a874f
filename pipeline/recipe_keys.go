package pipeline

import (
	"slices"
	"strings"

	"corpuspack/pipeline/archive"
	"corpuspack/pipeline/clean/pii"
	"corpuspack/pipeline/clean/quality"
	"corpuspack/schema"
)

// key is one key of the recipe. The tables below are the only place where keys stand: what is read, what config.yaml
// has and what RECIPE.md must say follow from them.
type key struct {
	name    string
	initial string // the default in YAML; "" where the key must be given
	value   value
	doc     string // the meaning, for RECIPE.md
}

// required is the default of a key that must be given.
const required = ""

// keys returns the keys of a recipe, bound to the fields of r.
func (r *Recipe) keys() []key {
	return []key{
		{"name", required, text(&r.Name, nameWords, checkName), "name of the corpus"},
		{"title", "null", optional(&r.Title, "text of one line", checkLine), "title of the card"},
		{"description", "null", optional(&r.Description, "text", checkText), "what the corpus is, for the card"},
		{"license", "null", optional(&r.License, "SPDX expression", checkLicense),
			"licence of the texts; null: not known"},
		{"creators", "[]", &list{to: &r.Creators, element: line}, "who made the corpus, for the card and the citation"},
		{"homepage", "null", optional(&r.Homepage, "http or https address", checkURL),
			"page about the corpus, for the card"},
		{"date", "null", optional(&r.Date, "YYYY-MM-DD", checkDate),
			"date of the corpus, for the citation; no clock is read"},
		{"cite", "null", optional(&r.Cite, "text", checkText), "how to cite the corpus, for the card"},
		{"schema", "2", integer(&r.Schema, 1, int64(schema.Latest)), "schema version of the records"},
		{"archive", required, &entries{to: &r.Archive.Entries, keys: entryKeys}, "what is read; each entry is a collection"},
		{"clean", "{}", r.cleanKeys(), ""},
		{"dedup", "{}", r.dedupKeys(), ""},
		{"segment", "{}", r.segmentKeys(), ""},
		{"split", "{train: 1}", &shares{&r.Splits}, "the splits and the share of the documents that falls to each"},
		{"shard", "{}", r.shardKeys(), ""},
	}
}

// entryKeys returns the keys of one entry of the archive, bound to the fields of e.
func entryKeys(e *archive.Entry) []key {
	return []key{
		{"path", required, text(&e.Path, "path or glob, relative to the recipe", checkPath(&e.Path)),
			"a file, a folder with all that is in it, or a glob"},
		{"name", "null", optional(&e.Name, nameWords, checkName),
			"name of the collection; null: made from the path"},
		{"as", "null", optional(&e.As, nameWords, checkName),
			"first part of the sources, where the path leads out of the folder of the recipe"},
		{"namespace", `""`, text(&e.Namespace, "text of one line", checkMember),
			"sets the ids and addresses of this entry apart from those of others"},
		{"exclude", "[]", &list{to: &e.Exclude, element: glob}, "files that are not read"},
		{"license", "null", optional(&e.License, "SPDX expression", checkLicense),
			"licence, where it differs from that of the release"},
		{"max_document", "32MiB", size(&e.MaxDocument, 1<<30), "size of a document at most; a longer one cannot be read"},
		{"format", "auto", choice(&e.Format, archive.Formats),
			"what the files are; auto: by name and content of each"},
		{"encoding", "auto", text(&e.Encoding, "auto, or a name of the WHATWG's Encoding Standard", checkEncoding),
			"character encoding of the files; auto: what they declare, else what they look like"},
		{"on_error", "fail", choice(&e.OnError, "fail, remove"),
			"what cannot be read stops the release, or is removed"},
		{"on_same_id", "auto", choice(&e.OnSameID, "auto, fail, remove"),
			"a second text under one id stops the release, or is removed; auto: stops it where the input gives the id"},
		{"fields", "{}", fieldKeys(&e.Fields), ""},
	}
}

func fieldKeys(f *archive.Fields) group {
	member := func(to *string) scalar { return optional(to, "name of a member", checkMember) }
	return group{
		{"text", "text", text(&f.Text, "name of a member", checkMember), "member of a record that holds the text"},
		{"id", "id", member(&f.ID), "member that holds the id: a string or an integer"},
		{"title", "title", member(&f.Title), "member that holds the title"},
		{"url", "url", member(&f.URL), "member that holds the address"},
		{"author", "author", member(&f.Author), "member that holds the author"},
		{"published", "published", member(&f.Published), "member that holds the date of publication"},
		{"language", "language", member(&f.Language), "member that holds the language"},
		{"license", "license", member(&f.License), "member that holds the licence"},
	}
}

func (r *Recipe) cleanKeys() group {
	c := &r.Clean
	return group{
		{"unicode", "nfc", choice(&c.Unicode, "nfc, nfkc"), "normalisation form of the texts"},
		{"repair", "false", flag(&c.Repair), "text that was decoded in the wrong encoding, and is sure to have been, is put right"},
		{"min_characters", "1", integer(&c.MinCharacters, 1, 1_000_000_000),
			"code points; a document whose clean text has fewer is removed"},
		{"repeated", "{}", group{
			{"lines", "0", decimal(&c.Repeated.Lines, thresholdPlaces, 0),
				"a line goes that so large a share of a collection's different texts have; 0: none"},
			{"paragraphs", "0", decimal(&c.Repeated.Paragraphs, thresholdPlaces, 0), "the same of paragraphs"},
			{"documents", "10", integer(&c.Repeated.Documents, 2, 1_000_000_000),
				"number of different texts that such a line or paragraph has at least"},
		}, ""},
		{"pii", "[]", &list{to: &c.PII, element: piiKind, set: true, empty: true}, "kinds of personal data that are masked"},
		{"detect_language", "false", flag(&c.DetectLanguage), "the language that a text is in is looked for, as languages asks too"},
		{"languages", "[]", &list{to: &c.Languages, element: languageTag, set: true, empty: true}, "detected languages that are kept; none: all"},
		{"language_score", "0.5", decimal(&c.LanguageScore, thresholdPlaces, 0),
			"least score of a language that is kept"},
		{"measure", "[]", &list{to: &c.Measure, element: profile, set: true, empty: true}, "profiles of quality rules that measure and remove nothing"},
		{"quality", "[]", &list{to: &c.Quality, element: profile, set: true, empty: true}, "profiles that measure and remove"},
		{"rules", "{}", &bounds{&c.Rules}, "thresholds of your own, which measure and remove"},
	}
}

func piiKind(to *string) scalar { return choice(to, strings.Join(pii.Kinds, ", ")) }
func profile(to *string) scalar { return choice(to, strings.Join(quality.Profiles(), ", ")) }

func languageTag(to *string) scalar { return text(to, "BCP 47 tag of a language", checkLanguage) }

func (r *Recipe) dedupKeys() group {
	d, near := &r.Dedup, &r.Dedup.Near
	return group{
		{"exact", "true", flag(&d.Exact), "documents with the text of another one are removed"},
		{"near", "{}", group{
			{"method", "exact", choice(&near.Method, "exact, minhash, off"), "how near-duplicates are found; exact: every one"},
			{"measure", "jaccard", choice(&near.Measure, "jaccard, containment"),
				"shared shingles are divided by those of both texts, or by those of the smaller"},
			{"threshold", "0.8", decimal(&near.Threshold, thresholdPlaces, 1),
				"similarity from which on two texts are near-duplicates"},
			{"shingle", "5", integer(&near.Shingle, 1, 1000), "tokens in a shingle"},
			{"bands", "20", integer(&near.Bands, 1, 4096), "of minhash: two texts are compared where one band is the same"},
			{"rows", "5", integer(&near.Rows, 1, 64), "hashes in a band"},
		}, ""},
		{"passages", "{}", group{
			{"tokens", "0", integer(&r.Passages.Tokens, 0, 1000),
				"a run of so many tokens that stands in the texts before is cut out; 0: none is"},
		}, ""},
		{"against", "[]", &entries{to: &r.Archive.Against, keys: againstKeys, empty: true},
			"benchmark files whose text must not be in the release"},
		{"overlap", "{}", group{
			{"ngram", "13", integer(&d.Overlap.NGram, 1, 1000), "tokens in a run of a benchmark text"},
			{"shortest", "8", integer(&d.Overlap.Shortest, 1, 1000),
				"tokens of a benchmark text at least; one with fewer is not looked for"},
			{"threshold", "0.5", decimal(&d.Overlap.Threshold, thresholdPlaces, 1),
				"share of the runs of a benchmark text from which on a document overlaps it"},
			{"action", "remove", choice(&d.Overlap.Action, "remove, cut"),
				"a document that overlaps is removed, or the passages are cut out of it"},
		}, ""},
	}
}

// againstKeys returns the keys of one entry of the benchmarks, bound to the fields of e: those of the archive that say how
// a file is read, and mean the same. What of a benchmark cannot be read always stops the release.
func againstKeys(e *archive.Entry) []key {
	keys := slices.DeleteFunc(entryKeys(e), func(k key) bool {
		return !slices.Contains([]string{"path", "name", "as", "exclude", "max_document", "format", "encoding"}, k.name)
	})
	member := func(to *string) scalar { return text(to, "name of a member", checkMember) }
	return append(keys, key{"fields", "{}", group{
		{"text", "[text]", &list{to: &e.Texts, element: member, set: true}, "members of a record that hold a text each"},
	}, ""})
}

func (r *Recipe) segmentKeys() group {
	w := &r.Segment.Window
	return group{
		{"unit", "block", choice(&r.Segment.Unit, "block, section, sentence, window"),
			"what a segment is; block: a paragraph, a heading, a list, …"},
		{"window", "{}", group{
			{"size", "512", integer(&w.Size, 1, 1_000_000_000), "words or tokens of a window at most"},
			{"overlap", "0", integer(&w.Overlap, 0, 1_000_000_000), "words or tokens at its begin, at most, that the window before ends with"},
			{"of", "words", choice(&w.Of, "words, tokens"), "what size and overlap count"},
		}, ""},
		{"tokens", "null", optional(&r.Segment.Tokens, "cl100k_base, o200k_base", checkVocabulary),
			"vocabulary in which the tokens of documents and segments are counted; null: they are not"},
	}
}

func (r *Recipe) shardKeys() group {
	c := &r.Shard
	encoding := func(to *string) scalar { return choice(to, "jsonl, parquet") }
	return group{
		{"size", "256MiB", size(&c.Size, 1<<40), "mean size of a shard at most, as JSON Lines before compression"},
		{"encodings", "[jsonl, parquet]", &list{to: &c.Encodings, element: encoding, set: true},
			"forms in which the rows are written"},
		{"jsonl", "zstd", choice(&c.JSONL, "zstd, gzip, none"), "compression of the JSON Lines files"},
		{"parquet", "zstd", choice(&c.Parquet, "zstd, snappy, gzip, none"), "compression inside the Parquet files"},
	}
}

// visit calls f with each of keys and each key below them, and its path.
func visit(at string, keys []key, f func(path string, k key)) {
	for _, k := range keys {
		path := join(at, k.name)
		f(path, k)
		switch v := k.value.(type) {
		case group:
			visit(path, v, f)
		case *entries:
			visit(path+"[]", v.keys(new(archive.Entry)), f)
		}
	}
}

// write writes keys and their values as a YAML mapping, each line after indent.
func write(b *strings.Builder, indent string, keys []key) {
	for _, k := range keys {
		b.WriteString(indent + k.name + ":")
		k.value.write(b, indent+"  ")
	}
}
