package dedup

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// split returns the tokens of text as strings.
func split(text string) []string {
	var out []string
	for _, t := range Tokens(text) {
		out = append(out, t.Text)
	}
	return out
}

var tokenCases = []struct{ text, want string }{ // want: tokens with | between them
	{"", ""},
	{"… — !", ""},
	{"The quick, brown FOX.", "the|quick|brown|fox"},
	{"don't e-mail", "don|t|e|mail"},
	{"snake_case __init__ _", "snake_case|__init__|_"},
	{"v1.2 3,000 x2 ٣٤ Ⅻ ½", "v1|2|3|000|x2|٣٤|ⅻ|½"},
	{"ÄÖ Straße ΣΊΣΥΦΟΣ", "äö|straße|σίσυφοσ"}, // simple lower case knows no final sigma
	{"İstanbul ISPARTA", "istanbul|isparta"},   // U+0130 becomes i, without a dot above
	{"e\u0301te\u0301", "e\u0301te\u0301"},     // marks continue a token
	{"\u0301abc a \u0301 b", "abc|a|b"},        // and begin none
	{"\u0301_x", "_x"},                         //
	{"हिन्दी में लिखा", "हिन्दी|में|लिखा"},     // vowel signs and viramas are marks
	{"漢字かなカナ", "漢|字|か|な|カ|ナ"},                  //
	{"GPT漢4字ok", "gpt|漢|4|字|ok"},               //
	{"コーヒー", "コ|ー|ヒ|ー"},                        // U+30FC is of script Common
	{"か\u3099x", "か\u3099|x"},                  // a mark stays with its kana
	{"ภาษาไทยที่", "ภ|า|ษ|า|ไ|ท|ย|ที่"},        // U+0E32 is a letter, U+0E35 and U+0E48 are marks
	{"ພາສາ", "ພ|າ|ສ|າ"},                        //
	{"ភាសា", "ភា|សា"},                          //
	{"မြန်မာ", "မြ|န်|မာ"},                     //
	{"a😀b 👍🏽", "a|b"},                          // emoji and skin tones are symbols
	{"한국어 Ελλάδα", "한국어|ελλάδα"},               //
	{"𝐀𝟏 𠀀𠀁", "𝐀𝟏|𠀀|𠀁"},                        // beyond U+FFFF
	{"bad\xff\xfebytes", "bad|bytes"},          //
}

func TestTokens(t *testing.T) {
	for _, c := range tokenCases {
		if got := strings.Join(split(c.text), "|"); got != c.want {
			t.Errorf("%q: got %s, want %s", c.text, got, c.want)
		}
	}
}

// setOf returns the different shingles of a text in order.
func setOf(t *testing.T, text string, n int) []Shingle {
	p := (&Deduper{near: true, shingle: n}).Gather(alone())
	defer p.Close()
	print := Print{Shingles: shinglesOf(text, n)}
	if err := p.Add(&print); err != nil {
		t.Fatal(err)
	}
	var l loader
	s, err := l.load(set{}, p, shingles{count: int64(print.Shingles.Len())})
	if err != nil {
		t.Fatal(err)
	}
	list := make([]Shingle, len(s.lo))
	for i := range list {
		list[i] = Shingle{s.hi[i], s.lo[i]}
	}
	return list
}

func TestShinglesAreASetOfRuns(t *testing.T) {
	for _, c := range []struct {
		text string
		n    int
		want int
	}{{"", 5, 0}, {"a", 5, 1}, {"a b c d", 5, 1}, {"a b c d e", 5, 1}, {"a b c d e f", 5, 2}, {"a b a b a b", 2, 2}, {"a a a", 1, 1}} {
		got := setOf(t, c.text, c.n)
		if len(got) != c.want || !slices.IsSortedFunc(got, Shingle.compare) {
			t.Errorf("%q, runs of %d: got %v, want %d in order", c.text, c.n, got, c.want)
		}
	}
	if slices.Equal(setOf(t, "ab c", 2), setOf(t, "a bc", 2)) {
		t.Error("the runs ab, c and a, bc have one hash")
	}
}

func FuzzTokens(f *testing.F) {
	for _, c := range tokenCases {
		f.Add(c.text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) {
			t.Skip()
		}
		if got, want := split(text), bruteTokens(text); !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}
