package clean

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"corpuspack/pipeline/clean/pii"
	"corpuspack/pipeline/clean/quality"
	"corpuspack/pipeline/clean/repeated"
	"corpuspack/schema"
)

// everything is a configuration in which every step has something to do.
func everything() Config {
	return Config{
		Unicode: "nfc", MinCharacters: 1, Repair: true, PII: pii.Kinds, DetectLanguage: true,
		Measure: quality.Profiles(), Quality: []string{"c4"},
	}
}

func compile(t interface{ Fatal(...any) }, c Config) *Cleaner {
	cleaner, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	return cleaner
}

const letter = `The room is open on Monday. The room is shut on Tuesday, and nobody knows why that is so.
Write to desk@example.org or call +44 20 7946 0958 in the morning. We shall answer.
This line has no end and goes
It was cold in the cafÃ© and the tea was hot. The cat slept. The dog did not.`

func TestEachStepLeavesItsMark(t *testing.T) {
	d, removal := compile(t, everything()).Clean(schema.Document{
		ID: "d0", Text: letter, Title: "To desk@example.org", Metadata: `{"from":"desk@example.org","n":4111111111111111}`})
	if d.Title != "To <EMAIL>" || d.Metadata != `{"from":"<EMAIL>","n":4111111111111111}` {
		t.Errorf("got title %q and metadata %s", d.Title, d.Metadata)
	}
	if removal != nil {
		t.Fatalf("got removal %+v", removal)
	}
	for part, want := range map[string]bool{
		"<EMAIL>": true, "<PHONE>": true, "desk@": false, "7946": false, "café": true, "has no end": false,
	} {
		if strings.Contains(d.Text, part) != want {
			t.Errorf("%q: got %t in %q", part, !want, d.Text)
		}
	}
	email, phone := slices.Index(pii.Kinds, "email"), slices.Index(pii.Kinds, "phone")
	if d.Masked[email].Int != 3 || d.Masked[phone].Int != 1 || d.Detected != "en" || *d.Score < 0.5 || d.Quality == nil {
		t.Errorf("got masked %v, language %q, %d values", d.Masked, d.Detected, len(d.Quality))
	}
}

func TestWhatIsNotAskedForIsNull(t *testing.T) {
	d, _ := compile(t, Config{Unicode: "nfc", MinCharacters: 1}).Clean(schema.Document{Text: letter})
	if d.Masked != nil || d.Quality != nil || d.Score != nil || d.Detected != "" || !strings.Contains(d.Text, "desk@example.org") {
		t.Errorf("got %+v", d)
	}
	d, _ = compile(t, Config{Unicode: "nfc", MinCharacters: 1, PII: []string{"email"}}).Clean(schema.Document{Text: letter})
	if d.Masked[slices.Index(pii.Kinds, "phone")].Type != schema.Null {
		t.Errorf("got %v, want null for what is not masked", d.Masked)
	}
}

func TestLanguagesThatAreNotKeptGo(t *testing.T) {
	c := compile(t, Config{Unicode: "nfc", MinCharacters: 1, Languages: []string{"de"}, LanguageScore: 5000})
	d, removal := c.Clean(schema.Document{ID: "d0", Text: letter})
	if removal == nil || removal.Reason != "language" || *removal.Value != *d.Score || *removal.Bound != 0.5 {
		t.Errorf("got %+v", removal)
	}
	_, removal = c.Clean(schema.Document{Text: "Das Zimmer ist am Montag offen, und am Dienstag ist es zu; warum das so ist, weiß niemand mehr."})
	if removal != nil {
		t.Errorf("got %+v, want German kept", removal)
	}
}

func TestALanguageThatIsNotToldIsRefused(t *testing.T) {
	_, err := New(Config{Unicode: "nfc", MinCharacters: 1, Languages: []string{"tlh"}})
	if err == nil || !strings.Contains(err.Error(), `clean.languages: "tlh"`) || !strings.Contains(err.Error(), ", en, ") {
		t.Errorf("got %v", err)
	}
	if !matches("sr-Latn", "sr") || matches("sr", "sr-Latn") || matches("srx", "sr") {
		t.Error("a form of a language is that language, and nothing else is")
	}
}

func TestARuleThatFailsIsTheReason(t *testing.T) {
	least := 1000.0
	c := compile(t, Config{Unicode: "nfc", MinCharacters: 1, Rules: []quality.Bound{{Rule: "words", Min: &least}}})
	_, removal := c.Clean(schema.Document{Text: "One two three."})
	if removal == nil || removal.Reason != "own.words" || *removal.Value != 3 || *removal.Bound != 1000 {
		t.Errorf("got %+v", removal)
	}
}

func TestRepeatedLinesGoBeforeAnythingIsMeasured(t *testing.T) {
	config := repeated.Config{Lines: 5000, Documents: 2}
	c := compile(t, Config{Unicode: "nfc", MinCharacters: 1, Repeated: config})
	sketch := repeated.NewSketch(config)
	texts := []string{"Home\n\nOne text.", "Home\n\nAnother text."}
	for _, text := range texts {
		sketch.Add(config.Units("web", text))
	}
	set := sketch.Set()
	for _, text := range texts {
		set.Add(config.Units("web", text))
	}
	d, removal := c.Finish(schema.Document{Text: texts[0], Collection: "web"}, set)
	if removal != nil || d.Text != "One text." || d.Words != 2 || d.Characters != 9 || d.Repeated != 4 {
		t.Errorf("got %+v", d)
	}
	if _, removal := c.Finish(schema.Document{Text: "Home", Collection: "web"}, set); removal == nil || removal.Reason != "empty" {
		t.Errorf("got %+v, want a text of nothing else removed", removal)
	}
}

func TestCleaningTwiceIsCleaningOnce(t *testing.T) {
	c := compile(t, everything())
	rapid.Check(t, func(t *rapid.T) {
		parts := append(strings.SplitAfter(letter, " "), fragments...)
		checkTwice(t, c, strings.Join(rapid.SliceOf(rapid.SampledFrom(parts)).Draw(t, "parts"), ""))
	})
}

func FuzzEveryStep(f *testing.F) {
	f.Add(letter)
	f.Add("a@b.co\u0338 Ã¢â‚¬â„¢ 4111 1111 1111 1111")
	c := compile(f, everything())
	f.Fuzz(func(t *testing.T, s string) { checkTwice(t, c, strings.ToValidUTF8(s, "")) })
}

func checkTwice(t interface{ Fatalf(string, ...any) }, c *Cleaner, text string) {
	once, removal := c.Clean(schema.Document{Text: text})
	if removal != nil {
		return
	}
	twice, removal := c.Clean(once)
	twice.Masked = once.Masked
	if removal != nil || !slices.EqualFunc(twice.Row(), once.Row(), schema.Value.Equal) {
		t.Fatalf("%q\nonce  %q\ntwice %q, %+v", text, once.Text, twice.Text, removal)
	}
}

func TestRepairSeesTheControlCharactersOfMojibake(t *testing.T) {
	c := compile(t, Config{Unicode: "nfc", MinCharacters: 1, Repair: true})
	d, _ := c.Clean(schema.Document{Text: "â€œOpen the door,â€\u009d he said."})
	if want := "“Open the door,” he said."; d.Text != want {
		t.Errorf("got %q, want %q", d.Text, want)
	}
}
