package words

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestCount(t *testing.T) {
	for text, want := range map[string]int64{
		"":                           0,
		" -- __ \n":                  0,
		"can't stop":                 2,
		"3.14 1,000;5 a:b a.b.c. x.": 5,
		"3.a a,b 'a' a''b":           7,
		"_a_b_ 1_2a":                 2,
		"naïve café's “quoted” word": 4,
		"l’été — «où» 1’000 d’1 été_à": 6,
		"漢字 kana カナ":                   4,
		"a\u0301 \u0301b":              2,
	} {
		if got := Count(text); got != want {
			t.Errorf("Count(%q): got %d, want %d", text, got, want)
		}
	}
}

// FuzzCountIsThatOfTheLibrary holds the short way through ASCII to the rules.
func FuzzCountIsThatOfTheLibrary(f *testing.F) {
	for _, text := range []string{"it's 3.5 _x_ a.1 1.a", "a \u0301b é'a c", "x\u200d 👩\u200d💻 y", "א\"ב a\"b", "\r\n\v_"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) {
			t.Skip()
		}
		if got, want := Count(text), countAny(text); got != want {
			t.Errorf("Count(%q): got %d, want %d", text, got, want)
		}
	})
}

func TestCountIsThatOfTheLibrary(t *testing.T) {
	atom := rapid.SampledFrom(strings.Split("a|B|7|_|'|.|:|,|;|\"| |  |\n|\r|\t|-|é|\u0301|\u200d|א|カ|\uff9e|漢|👩|🇩|\u00a0|\u3000|’|·|‘|—|«|я|²|º|\u0483", "|"))
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(atom, 0, 40).Draw(t, "text"), "")
		if got, want := Count(text), countAny(text); got != want {
			t.Errorf("Count(%q): got %d, want %d", text, got, want)
		}
	})
}

func TestEveryCharacterCountsAsInTheLibrary(t *testing.T) {
	for r := range rune(0x3100) {
		for _, around := range []string{"a%b", "1%2", "é%1", "a%%b", "a_%", "%_b", "a’%", "a.%", "1'%", "%", "e % é", "—%—"} {
			text := strings.ReplaceAll(around, "%", string(r))
			if got, want := Count(text), countAny(text); got != want {
				t.Errorf("Count(%+q): got %d, want %d", text, got, want)
			}
		}
	}
}
