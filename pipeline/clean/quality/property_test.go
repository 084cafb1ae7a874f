package quality

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"corpuspack/schema"
	schemawords "corpuspack/schema/words"
	"github.com/clipperhouse/uax29/v2/words"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

// fragments are what the rules look at, to be put together at random.
var fragments = []string{
	"a", "b", "ab", " ", " ", " ", "\n", "\n\n", ".", "...", "…", "!", "\"", "'", ",", "-", "—", "_", ":", ";", "#", "{", "•", "* ", "[1]", "[", "]",
	"[edit]", "[citation needed]", "1", "23", "the", "The ", "of", "javascript", "lorem ipsum", "cookie policy", "é", "e\u0301", "\u0301", "\u200D",
	"漢", "字", "か", "カ", "א", "\"ב", "км", "5km", "don't", "e.g.", "http://a.b/c", "x@y.z", "Is it so. ", "One two three.\n", "\u00A0", "🏴", "🇫🇷", "\uFF9E", "$", "+", "\u0085",
}

func texts() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOf(rapid.OneOf(rapid.SampledFrom(fragments), rapid.String())).Draw(t, "fragments"), "")
	})
}

func TestPropertiesHold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { checkText(t, texts().Draw(t, "text")) })
}

func FuzzApply(f *testing.F) {
	for _, c := range valueCases {
		f.Add(c.text)
	}
	for _, c := range tokenCases {
		f.Add(c.text)
	}
	f.Add(strings.Join(fragments, ""))
	f.Fuzz(func(t *testing.T, text string) {
		if utf8.ValidString(text) && len(text) < 10_000 {
			checkText(t, norm.NFC.String(text))
		}
	})
}

// checkText checks what holds of every text.
func checkText(t interface{ Fatalf(string, ...any) }, text string) {
	f, err := New(Config{Measure: Profiles(), Remove: []string{"c4", "c4@dolma"}})
	if err != nil {
		t.Fatalf("%v", err)
	}
	r := f.Apply(text)
	if again := f.Apply(r.Text); again.Text != r.Text || !slices.EqualFunc(r.Values, again.Values, same) {
		t.Fatalf("%q: got %q, then %q", text, r.Text, again.Text)
	}
	for i, v := range r.Values {
		if v.Type != schema.Null && (math.IsNaN(v.Float) || math.IsInf(v.Float, 0) || v.Float < 0) {
			t.Fatalf("%q: %s: got %v", text, rules[i].name, v.Float)
		}
	}
	if norm.NFC.IsNormalString(text) && !norm.NFC.IsNormalString(c4Edit(text)) {
		t.Fatalf("%q: got %q, which is not NFC", text, c4Edit(text))
	}
	checkWords(t, text)
	checkTokens(t, text)
	for _, l := range []*wordList{projectWords(text), spacedWords(text)} {
		checkGrams(t, l)
	}
}

func same(a, b schema.Value) bool { return a.Type == b.Type && a.Float == b.Float }

// checkWords compares the words with those of the library.
func checkWords(t interface{ Fatalf(string, ...any) }, text string) {
	var want []string
	for segments := words.FromString(text); segments.Next(); {
		if strings.ContainsFunc(segments.Value(), letterOrDigit) {
			want = append(want, segments.Value())
		}
	}
	if got := projectWords(text).strings(); !slices.Equal(got, want) || schemawords.Count(text) != int64(len(got)) {
		t.Fatalf("%q: got words %q, want %q", text, got, want)
	}
}

// checkTokens checks that tokens leave nothing out but white space.
func checkTokens(t interface{ Fatalf(string, ...any) }, text string) {
	var all strings.Builder
	tokens(text, func(s string) {
		if s == "" {
			t.Fatalf("%q: an empty token", text)
		}
		all.WriteString(s)
	})
	if want := strings.Join(strings.Fields(text), ""); all.String() != want {
		t.Fatalf("%q: got tokens %q, want %q", text, all.String(), want)
	}
}

func (l *wordList) strings() (list []string) {
	for _, k := range l.runs {
		list = append(list, l.kinds[k].text)
	}
	return list
}

// checkGrams compares the runs of words with those that a map of strings finds.
func checkGrams(t interface{ Fatalf(string, ...any) }, l *wordList) {
	list := l.strings()
	for g := newGrams(l); g.n < longest; {
		g.next()
		counts := map[string]int{}
		for i := range g.runs() {
			counts[strings.Join(list[i:i+g.n], " ")]++
		}
		names := map[string]int32{}
		for i := range g.runs() {
			run := strings.Join(list[i:i+g.n], " ")
			name, known := names[run]
			names[run] = g.names[i]
			if got := max(int(g.counts[g.names[i]]), 1); got != counts[run] || known && name != g.names[i] {
				t.Fatalf("%q: run %q: got %d times, want %d", list, run, got, counts[run])
			}
			if got, want := g.characters(i), utf8.RuneCountInString(strings.Join(list[i:i+g.n], "")); got != want {
				t.Fatalf("%q: run %q: got %d characters, want %d", list, run, got, want)
			}
		}
	}
}

// TestHostileTextsTakeLinearTime gives each text many times the time that it needs.
func TestHostileTextsTakeLinearTime(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	measure, edit := filter(t, Config{Measure: Profiles()}), filter(t, Config{Remove: []string{"c4", "c4@dolma"}})
	for name, text := range map[string]string{
		"lines of one letter": strings.Repeat("a\n", 1_000_000),
		"different lines":     differentLines(50_000),
		"one long word":       strings.Repeat("a", 24<<20),
		"one long line":       strings.Repeat("ab, ", 1<<18) + ".",
		"nested citations":    strings.Repeat("[", 1<<18) + strings.Repeat("1]", 1<<18) + " a b c.",
		"quotes in one chunk": strings.Repeat("('", 1<<18) + "x.com" + strings.Repeat("')", 1<<18),
		"dots":                strings.Repeat(".", 1<<20),
		"hyphens":             "a" + strings.Repeat("-", 1<<20) + "b",
		"marks inside a word": strings.Repeat("a-", 1<<18) + "a",
		"at signs":            strings.Repeat("a@b.c/", 1<<17),
	} {
		start := time.Now()
		measure.Apply(text)
		edit.Apply(text)
		if d := time.Since(start); d > 20*time.Second {
			t.Errorf("%s: took %v", name, d)
		}
	}
}

func differentLines(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat(string(rune('a'+i%26)), 1+i%7) + " " + string(rune(0x4e00+i%20000)) + " x.\n")
	}
	return b.String()
}
