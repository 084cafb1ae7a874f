package sentence

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/clipperhouse/uax29/v2/sentences"
	"pgregory.net/rapid"
)

func texts(s string) []string {
	var list []string
	for _, span := range Cut(s) {
		list = append(list, strings.ReplaceAll(s[span.Start:span.End], "\n", " "))
	}
	return list
}

func TestSentencesEndWhereTheyDo(t *testing.T) {
	for _, want := range [][]string{
		{"The door was shut.", "Nobody knocked."},
		{"Was it Dr. Who?", "No, it was Mr. B. Jones of Acme Inc. in Leeds."},
		{"See fig. 4 and No. 7.", "The U.S. Senate met at 5 p.m. on Jan. 3."},
		{"He left the E.U.", "They stayed."},
		{"It costs $3.50.", "That is much."},
		{"“Is it?” he asked.", "“It is!”", "Then he went."},
		{"I waited ... and waited.", "Nothing came."},
		{"1) Wash the pot.", "2) Dry the pot.", "3) Put it away."},
		{"東京に行きました。", "楽しかったです！", "また行きたい。"},
		{"यह पहला वाक्य है।", "यह दूसरा है।"},
	} {
		sep := " "
		if unicode.Is(unicode.Han, []rune(want[0])[0]) {
			sep = ""
		}
		if got := texts(strings.Join(want, sep)); !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestLineEndsEndNoSentenceButInLists(t *testing.T) {
	for text, want := range map[string][]string{
		"This sentence is wrapped\nonto a second line.\nThis one follows.": {"This sentence is wrapped onto a second line.", "This one follows."},
		"apples\npears\nplums":            {"apples", "pears", "plums"},
		"A heading\n \nand then the rest": {"A heading", "and then the rest"},
	} {
		if got := texts(text); !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestSentencesCoverTheText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		check(t, rapid.StringMatching(`([A-Za-z0-9.!?()"'…。, \n•]|Dr\. |U\.S\. |[1-3]\) ){0,60}`).Draw(t, "text"))
	})
}

func FuzzCut(f *testing.F) {
	f.Add("a. The first b. The second")
	f.Add("\n\n . . . .\n(")
	f.Fuzz(func(t *testing.T, s string) { check(t, s) })
}

func check(t interface{ Fatalf(string, ...any) }, s string) {
	at := 0
	for _, span := range append(Cut(s), Span{len(s), len(s)}) {
		if span.Start < at || span.End < span.Start || strings.TrimSpace(s[at:span.Start]) != "" {
			t.Fatalf("%q: got %v behind %d", s, span, at)
		}
		if part := s[span.Start:span.End]; part != strings.TrimSpace(part) {
			t.Fatalf("%q: got %q with white space around it", s, part)
		}
		at = span.End
	}
}

// TestGoldenRules runs the rules of pragmatic_segmenter (MIT), which are not in this repository.
func TestGoldenRules(t *testing.T) {
	data, err := os.ReadFile("../../../../shared/data/peers/sentences.json")
	if err != nil {
		t.Skip("needs the test data of other tools: ", err)
	}
	var file struct {
		Rules []struct {
			Lang, Text string
			Golden     bool
			Sentences  []string
		}
	}
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	good, all := 0, 0
	for _, r := range file.Rules {
		if !r.Golden || r.Lang != "en" {
			continue
		}
		all++
		if got := texts(r.Text); slices.EqualFunc(got, r.Sentences, sameWords) {
			good++
		} else {
			t.Logf("got  %q\nwant %q", got, r.Sentences)
		}
	}
	t.Logf("%d of %d English golden rules", good, all)
	if all != 51 || good < 46 {
		t.Errorf("got %d of %d, want at least 46 of 51", good, all)
	}
}

func sameWords(a, b string) bool {
	return strings.Join(strings.Fields(a), " ") == strings.Join(strings.Fields(b), " ")
}

func TestBoundariesAreThoseOfTheLibrary(t *testing.T) {
	atom := rapid.SampledFrom(strings.Split("a|B|7| |.|!|?|,|;|)|(|'|-|\n|\r|\u00ad|\u0301|é|É|“|”|…|。|\u0085|\u2028|漢", "|"))
	rapid.Check(t, func(t *rapid.T) {
		p := strings.Join(rapid.SliceOfN(atom, 0, 40).Draw(t, "text"), "")
		end := 0
		for s := sentences.FromString(p); s.Next(); {
			start := end
			end += len(s.Value())
			if got := boundary(p, start); got != end {
				t.Fatalf("%q: the sentence that begins at byte %d: got end %d, want %d", p, start, got, end)
			}
		}
	})
}
