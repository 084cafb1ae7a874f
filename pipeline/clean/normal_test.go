package clean

import (
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

func TestLongRunsOfMarksGetNoJoiner(t *testing.T) {
	f, _ := formOf("nfc")
	run := strings.Repeat("\u0308\u0323", 40)
	want := "ạ" + strings.Repeat("\u0323", 39) + strings.Repeat("\u0308", 40)
	got := f.normal("x\u034F\na" + run + "\ne\u0301")
	if got != "x\u034F\n"+want+"\né" {
		t.Errorf("got %+q", got)
	}
	if library := norm.NFC.String("a" + run); !strings.Contains(library, joiner) {
		t.Error("the library puts no joiner into long runs any more: long has lost its purpose")
	}
}

// The library is right where no run is long, so the definition as written here must agree with it there.
func TestLongAgreesWithTheLibrary(t *testing.T) {
	for _, name := range []string{"nfc", "nfkc"} {
		f, _ := formOf(name)
		for r := rune(0); r <= unicode.MaxRune; r++ {
			if s := string(r); f.long(s) != f.composed.String(s) {
				t.Fatalf("%s of %U: got %+q, want %+q", name, r, f.long(s), f.composed.String(s))
			}
		}
		for _, c := range textCases {
			if got, want := f.long(c.text), f.composed.String(c.text); got != want {
				t.Errorf("%s of %+q: got %+q, want %+q", name, c.text, got, want)
			}
		}
		marks := rapid.StringMatching("[ae\u1100\u09C7][\u0301\u0323\u030D\u0345\u3099\u1161\u11A8\u09BE\u0F72\u0F71]{0,6}")
		rapid.Check(t, func(t *rapid.T) {
			text := texts().Draw(t, "text") + marks.Draw(t, "marks")
			want := f.composed.String(text)
			if strings.Count(want, joiner) != strings.Count(text, joiner) {
				return
			}
			if got := f.long(text); got != want {
				t.Fatalf("%s of %+q:\ngot  %+q\nwant %+q", name, text, got, want)
			}
		})
	}
}
