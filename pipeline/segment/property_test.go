package segment_test

import (
	"reflect"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"corpuspack/schema"
)

// check fails where segments break a rule of schema/FORMAT.md, section 5.
func check(t rapid.TB, d *schema.Document, segments []schema.Segment) {
	t.Helper()
	text := []rune(d.Text)
	at := int64(0)
	for i, s := range segments {
		if s.Index != i {
			t.Fatalf("segment %d: got index %d", i, s.Index)
		}
		if s.Start < at || s.Stop <= s.Start || s.Stop > int64(len(text)) {
			t.Fatalf("segment %d: got %d to %d after %d, of %d", i, s.Start, s.Stop, at, len(text))
		}
		if want := string(text[s.Start:s.Stop]); s.Text != want && string([]rune(s.Text)) != want {
			t.Fatalf("segment %d: got text %q, want %q", i, s.Text, want)
		}
		if strings.HasPrefix(s.Text, "\n") || strings.HasSuffix(s.Text, "\n") || strings.TrimSpace(s.Text) == "" {
			t.Fatalf("segment %d: got %q, want text without line ends around it", i, s.Text)
		}
		if s.Kind == "" {
			t.Fatalf("segment %d: got no kind", i)
		}
		for _, h := range s.Headings {
			if h != strings.TrimSpace(h) {
				t.Fatalf("segment %d: got heading %q, want no white space around it", i, h)
			}
		}
		whiteSpace(t, text[at:s.Start])
		at = s.Stop
	}
	whiteSpace(t, text[at:])
}

func whiteSpace(t rapid.TB, between []rune) {
	t.Helper()
	for _, r := range between {
		if !unicode.Is(unicode.White_Space, r) {
			t.Fatalf("got %q outside of the segments, want white space only", string(between))
		}
	}
}

// lines are what the rules look for, and what they may trip over.
var lines = []string{
	"", "", "", "# One", "## Two ##", "#", "###### ######", "===", "---", "~~~", "```", "```go", "* * *", "- item", "* item", "1. item", "2) item", "(a)",
	"(a) item", "> quote", ">", ">>> code", "    indented", "\tx := 1", "a\tb", "c\td\te", "| a | b |", "|---|---|", "a | b", "+--+--+",
	"[^1]: note", "[1]: https://example.org/", "[1] A. Author, 2016.", "References", "==Wiki==", "=", "==", "Figure 3: It.", "(A whole remark.)", "By Ann Example",
	"— Ann", "March 3, 2019", "2019-03-03", "func f() {", "}", "{", "<p>", "<a></a>", "<", "![x](y)", "**Bold**", "A Short Line", "a small letter",
	"A sentence.", "A question?", "It has parts:", "文章。", "图1", "\u00a0", "\u3000文", "·", "• item", "\u2028", "\u0085", "é", "🙂", "\x00", "_", "()", "[", "]:",
	long, prose, strings.Repeat("word ", 14) + "end",
}

func anyDocument(t *rapid.T) *schema.Document {
	line := rapid.OneOf(rapid.SampledFrom(lines), rapid.StringN(0, 20, -1))
	indent := rapid.SampledFrom([]string{"", "", "", "  ", "    ", "\t"})
	soup := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) string { return indent.Draw(t, "indent") + line.Draw(t, "line") }), 0, 40).Draw(t, "soup")
	return &schema.Document{Text: strings.Join(soup, "\n"), Title: rapid.SampledFrom(lines).Draw(t, "title")}
}

func TestSegmentsCoverAnyText(t *testing.T) {
	s := segmenter(t)
	rapid.Check(t, func(t *rapid.T) {
		d := anyDocument(t)
		segments := s.Segment(d)
		check(t, d, segments)
		if again := s.Segment(d); !reflect.DeepEqual(segments, again) {
			t.Fatalf("got %+v, then %+v", segments, again)
		}
	})
}

func FuzzSegment(f *testing.F) {
	f.Add("On Engines", "On Engines\n\n"+long)
	f.Add("", strings.Join(lines, "\n"))
	f.Add("", strings.Join(lines, "\n\n"))
	f.Add("x", "- x\n\n    y\n\t\nz\xff\n")
	s := segmenter(f)
	f.Fuzz(func(t *testing.T, title, text string) {
		d := &schema.Document{Title: title, Text: text}
		check(t, d, s.Segment(d))
	})
}
