package clean

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
	"unsafe"

	"corpuspack/schema"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

func cleaner(t interface{ Fatal(...any) }, form string) *Cleaner {
	c, err := New(Config{Unicode: form, MinCharacters: 1})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestUnicodeIs15(t *testing.T) {
	if unicode.Version != "15.0.0" || norm.Version != "15.0.0" {
		t.Errorf("got %s and %s, want 15.0.0: other tables are another format revision", unicode.Version, norm.Version)
	}
}

var textCases = []struct{ rule, text, nfc, nfkc string }{ // nfkc: "" where it is nfc
	{"line ends", "a\r\nb\rc\vd\fe\u0085f\u2028g\u2029h", "a\nb\nc\nd\ne\nf\ng\nh", ""},
	{"a CR before a CRLF is a line end of its own", "a\r\r\nb", "a\n\nb", ""},
	{"a CR and a LF with something between are two", "a\r\u200b\nb", "a\n\nb", ""},
	{"controls", "a\x00b\x08c\x1bd\x7fe\u0080f\u009fg\th", "abcdefg\th", ""},
	{"invisible", "\uFEFFa\u00ADb\u200Bc\u2060d\u2064e\u180Ef\u061Cg\u200Eh\u200Fi", "abcdefghi", ""},
	{"bidirectional", "a\u202Ab\u202Ec\u2066d\u2069e\u206Af\u206Fg", "abcdefg", ""},
	{"annotation and noncharacters", "a\uFFF9b\uFFFBc\uFDD0d\uFDEFe\uFFFEf\U0001FFFEg\U0010FFFFh", "abcdefgh", ""},
	{"not in the list", "\u2065\u034F\uFFFC\uFFFD\uE000\U000E0100", "\u2065\u034F\uFFFC\uFFFD\uE000\U000E0100", ""},
	{"joiners and variation selectors", "नि\u200Dक्\u200Cष 👩\u200D💻 ❤\uFE0F", "नि\u200Dक्\u200Cष 👩\u200D💻 ❤\uFE0F", ""},
	{"flag of Wales", "🏴\U000E0067\U000E0062\U000E0077\U000E006C\U000E0073\U000E007F!",
		"🏴\U000E0067\U000E0062\U000E0077\U000E006C\U000E0073\U000E007F!", ""},
	{"tags after the end", "🏴\U000E0067\U000E007F\U000E0062\U000E007F!", "🏴\U000E0067\U000E007F!", ""},
	{"tags without an end", "🏴\U000E0067\U000E0062!", "🏴!", ""},
	{"an end without tags", "🏴\U000E007F!", "🏴!", ""},
	{"a language tag in a flag", "🏴\U000E0001\U000E0067\U000E007F!", "🏴!", ""},
	{"tags without a flag", "a\U000E0001\U000E0065\U000E006E\U000E007Fb", "ab", ""},
	{"tags that become a flag's", "🏴\u200B\U000E0067\x00\U000E007F", "🏴\U000E0067\U000E007F", ""},
	{"composition", "e\u0301 \u1100\u1161\u11A8 \u212B \u0344", "é 각 Å \u0308\u0301", ""},
	{"order of marks", "a\u0301\u0323", "ạ\u0301", ""},
	{"a mark that blocks another", "a\u030D\u0301 a\u0323\u0301", "a\u030D\u0301 ạ\u0301", ""},
	{"compatibility", "ﬁ①Ａ\u00A0½…", "ﬁ①Ａ\u00A0½…", "fi1A 1⁄2..."},
	{"a mark that becomes a space", "a\u00A8\nb", "a\u00A8\nb", "a \u0308\nb"},
	{"white space at line ends", "a \t\nb\u00A0\u3000\nc\u2003", "a\nb\nc", ""},
	{"white space at line starts", "  a\n\tb", "  a\n\tb", ""},
	{"empty lines", "a\n\n\nb\n \n\t\nc\n\nd", "a\n\nb\n\nc\n\nd", ""},
	{"both ends", "\n \n a\n\n", " a", ""},
	{"nothing", " \r\n\u200B\t", "", ""},
}

func TestText(t *testing.T) {
	for _, c := range textCases {
		if got := cleaner(t, "nfc").text(c.text); got != c.nfc {
			t.Errorf("%s, nfc: got %+q, want %+q", c.rule, got, c.nfc)
		}
		want := c.nfkc
		if want == "" {
			want = c.nfc
		}
		if got := cleaner(t, "nfkc").text(c.text); got != want {
			t.Errorf("%s, nfkc: got %+q, want %+q", c.rule, got, want)
		}
	}
}

func TestLine(t *testing.T) {
	for _, c := range [][2]string{
		{"  A\ttitle \r\n on\u3000two\u2028lines\u200B ", "A title on two lines"}, {"e\u0301", "é"}, {" \n", ""}, {"", ""},
	} {
		if got := cleaner(t, "nfc").Line(c[0]); got != c[1] {
			t.Errorf("%q: got %q, want %q", c[0], got, c[1])
		}
	}
}

func TestCleanCountsAndCleansEveryText(t *testing.T) {
	d := schema.Document{ID: "d0", Text: "Zoe\u0308 said:\r\n漢字! ", Title: " A  title", Author: "Zoe\u0308\n", URL: " u "}
	got, removal := cleaner(t, "nfc").Clean(d)
	if removal != nil || got.Text != "Zoë said:\n漢字!" || got.Title != "A title" || got.Author != "Zoë" || got.URL != " u " {
		t.Errorf("got %+v, removed %+v", got, removal)
	}
	if got.Characters != 13 || got.Words != 4 {
		t.Errorf("got %d characters, %d words; want 13, 4", got.Characters, got.Words)
	}
}

func TestShortTextIsRemoved(t *testing.T) {
	c, err := New(Config{Unicode: "nfc", MinCharacters: 3})
	if err != nil {
		t.Fatal(err)
	}
	d := schema.Document{Key: schema.Key{Source: "a.txt", Start: 4}, End: 9, ID: "d0", Title: " T ", Text: "é\u0301 \n"}
	_, r := c.Clean(d)
	if r == nil {
		t.Fatal("got kept, want removed")
	}
	if r.ID != "d0" || r.Source != "a.txt" || *r.Start != 4 || *r.End != 9 || r.Title != "T" || r.Step != "clean" ||
		r.Reason != "empty" || *r.Value != 2 || *r.Bound != 3 || r.TextSHA256 != schema.DigestOf("é\u0301").String() {
		t.Errorf("got %+v", *r)
	}
	d.Text = "äöü"
	if _, r := c.Clean(d); r != nil {
		t.Errorf("3 characters, 3 allowed: got %+v, want kept", *r)
	}
	d.Text = "\n\u200B"
	if _, r := c.Clean(d); r == nil || r.TextSHA256 != "" || *r.Value != 0 {
		t.Errorf("nothing but white space: got %+v, want removed without a digest", r)
	}
}

func TestNewNamesTheBadValue(t *testing.T) {
	for _, c := range []struct {
		config Config
		want   string
	}{
		{Config{Unicode: "nfd", MinCharacters: 1}, `clean.unicode: "nfd"`}, {Config{Unicode: "nfc"}, "clean.min_characters: 0"},
		{Config{Unicode: "nfc", MinCharacters: 1, PII: []string{"name"}}, "clean.pii: "},
		{Config{Unicode: "nfc", MinCharacters: 1, Quality: []string{"best"}}, "clean.quality: "},
	} {
		if _, err := New(c.config); err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%v: got %v, want %s…", c.config, err, c.want)
		}
	}
}

// fragments are what the rules look at, to be put together at random.
var fragments = []string{
	"a", "e", "\n", "\r", "\t", " ", "\u00A0", "\u3000", "\v", "\u2028", "\u200B", "\uFEFF", "\x00", "🏴", "\U000E0067", "\U000E007F",
	"\U000E0001", "\u0301", "\u0323", "\u030D", "\u0345", "\u00A8", "\uFDFA", "\u1100", "\u1161", "\u11A8", "\uAC00", "\u09C7", "\u09BE",
	"\u0F71", "\u0F72", "\u0F73", "\u0344", "\u034F", "ﬁ", "Å", "\u212B", "\u1E9B", "\u3099", "か", "\U0001D15E", "\u0CC6", "\u0CC2",
	"\u0CD5", strings.Repeat("\u0323", 31), strings.Repeat("\u0301\u0323", 16),
}

func texts() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOf(rapid.OneOf(rapid.SampledFrom(fragments), rapid.String())).Draw(t, "fragments"), "")
	})
}

func TestCleanTwiceIsCleanOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { checkClean(t, texts().Draw(t, "text")) })
}

func FuzzClean(f *testing.F) {
	for _, c := range textCases {
		f.Add(c.text)
	}
	f.Add(strings.Join(fragments, ""))
	f.Fuzz(func(t *testing.T, text string) {
		if utf8.ValidString(text) {
			checkClean(t, text)
		}
	})
}

// checkClean checks what holds of every clean text and every clean line.
func checkClean(t interface{ Fatalf(string, ...any) }, text string) {
	for _, name := range []string{"nfc", "nfkc"} {
		f, _ := formOf(name)
		c := &Cleaner{form: f, config: Config{MinCharacters: 1}}
		once := c.text(text)
		if twice := c.text(once); unsafe.StringData(twice) != unsafe.StringData(once) && once != "" {
			t.Fatalf("%s %+q: once %+q, twice %+q", name, text, once, twice)
		}
		if strings.HasPrefix(once, "\n") || strings.TrimRightFunc(once, unicode.IsSpace) != once ||
			strings.Contains(once, "\n\n\n") || strings.Contains(once, " \n") || strings.ContainsAny(once, "\r\u200B") {
			t.Fatalf("%s %+q: got %+q", name, text, once)
		}
		line := c.Line(text)
		if again := c.Line(line); again != line || strings.Contains(line, "  ") || strings.TrimSpace(line) != line {
			t.Fatalf("%s %+q: line once %+q, twice %+q", name, text, line, again)
		}
	}
}

// TestOneLookIsTheRulesOneByOne compares text, which leaves out what has nothing to do, with all steps in order.
func TestOneLookIsTheRulesOneByOne(t *testing.T) {
	for _, form := range []string{"nfc", "nfkc"} {
		c := cleaner(t, form)
		rapid.Check(t, func(t *rapid.T) {
			text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(append(fragments, "plain words ", "\r\n", "漢", "🐈")), 0, 40).Draw(t, "parts"), "")
			if got, want := c.text(text), tidy(c.form.normal(strip(lineEnds(text)))); got != want {
				t.Fatalf("%+q: got %+q, want %+q", text, got, want)
			}
			if got, want := characters(text), int64(utf8.RuneCountInString(text)); got != want {
				t.Fatalf("%+q: got %d characters, want %d", text, got, want)
			}
			if got, want := c.Line(text), strings.Join(strings.Fields(c.text(text)), " "); got != want {
				t.Fatalf("%+q: got the line %+q, want %+q", text, got, want)
			}
		})
	}
}

func TestLookKnowsEveryCodePoint(t *testing.T) {
	for _, name := range []string{"nfc", "nfkc"} {
		f, _ := formOf(name)
		for r := rune(0); r <= unicode.MaxRune; r++ {
			s := string(r)
			v := f.look(s)
			if fate(r) != r && !v.stray || strip(s) != s && !v.stray {
				t.Fatalf("%U is changed, and is no stray", r)
			}
			n := f.composed.String(s)
			if fate(r) == r && strings.Map(fate, n) != n {
				t.Fatalf("%U becomes %+q, which an earlier rule would change", r, n)
			}
			if r >= 0x80 && v.normal && !v.stray && f.composed.String("e"+s+"\u0301") != f.composed.String("e")+f.composed.String(s+"\u0301") {
				t.Fatalf("%s: %U joins what stands beside it, and is said not to", name, r)
			}
		}
	}
}

func TestCleanTextIsNotCopied(t *testing.T) {
	c := cleaner(t, "nfc")
	for _, text := range []string{"plain text\n\nof two  paragraphs\n\tand more", "“Zoë” – 漢字, 👩\u200D💻 हिन्दी\n\nकख"} {
		if got := c.text(text); unsafe.StringData(got) != unsafe.StringData(text) {
			t.Errorf("%q was copied", text)
		}
		if n := testing.AllocsPerRun(10, func() { c.text(text) }); n != 0 {
			t.Errorf("%q: got %v allocations, want 0", text, n)
		}
	}
}

func BenchmarkText(b *testing.B) {
	for name, text := range map[string]string{
		"ascii": strings.Repeat("The quick brown fox jumps over the lazy dog, twice a day.\n", 10000),
		"latin": strings.Repeat("“Zoë” jumps — naïvely — over 50 € of the lazy dog’s bones.\n", 10000),
		"han":   strings.Repeat("敏捷的棕色狐狸跳过了懒狗。\n", 20000),
		"dirty": strings.Repeat("The quick brown fox \r\njumps over\u200b the lazy dog e\u0301.\r\n", 10000),
	} {
		b.Run(name, func(b *testing.B) {
			c := cleaner(b, "nfc")
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				c.text(text)
			}
		})
	}
}
