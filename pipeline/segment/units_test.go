package segment_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"corpuspack/pipeline/segment"
	"corpuspack/schema"
)

const ladder = `# The ladder

There is a ladder. Nobody owns it.

## What can be seen

It has eleven rungs. One is of pine, said Mr. Low. It leans.

- It stands.
- It leans.`

func segments(t rapid.TB, c segment.Config, d *schema.Document) []schema.Segment {
	t.Helper()
	s, err := segment.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return s.Segment(d)
}

func textsOf(list []schema.Segment) (texts []string) {
	for _, s := range list {
		texts = append(texts, s.Kind+": "+strings.ReplaceAll(s.Text, "\n", "/"))
	}
	return texts
}

func TestUnits(t *testing.T) {
	d := &schema.Document{ID: "d0", Title: "The ladder", Text: ladder}
	for _, c := range []struct {
		config segment.Config
		want   []string
	}{
		{segment.Config{Unit: "section"}, []string{
			"section: # The ladder//There is a ladder. Nobody owns it.",
			"section: ## What can be seen//It has eleven rungs. One is of pine, said Mr. Low. It leans.//- It stands./- It leans."}},
		{segment.Config{Unit: "sentence"}, []string{
			"title: # The ladder", "sentence: There is a ladder.", "sentence: Nobody owns it.", "heading: ## What can be seen",
			"sentence: It has eleven rungs.", "sentence: One is of pine, said Mr. Low.", "sentence: It leans.",
			"sentence: - It stands.", "sentence: - It leans."}},
		{segment.Config{Unit: "window", Window: segment.Window{Size: 9, Overlap: 3, Of: "words"}}, []string{
			"window: # The ladder//There is a ladder. Nobody owns it.",
			"window: Nobody owns it.//## What can be seen",
			"window: It has eleven rungs.", // 4 and 6 are more than 9
			"window: One is of pine, said Mr. Low. It leans.",
			"window: It leans.//- It stands./- It leans."}},
	} {
		if got := textsOf(segments(t, c.config, d)); !slices.Equal(got, c.want) {
			t.Errorf("%+v:\ngot  %s\nwant %s", c.config, strings.Join(got, "\n     "), strings.Join(c.want, "\n     "))
		}
	}
}

func TestTokensAreCountedWhereTheRecipeSaysSo(t *testing.T) {
	d := &schema.Document{Text: "hello world\n\nhello"}
	got := segments(t, segment.Config{Unit: "block", Tokens: "o200k_base"}, d)
	if len(got) != 2 || *got[0].Tokens != 2 || *got[1].Tokens != 1 {
		t.Errorf("got %+v", got)
	}
	if got := segments(t, segment.Config{Unit: "block"}, d); got[0].Tokens != nil {
		t.Errorf("got %d tokens, want null", *got[0].Tokens)
	}
}

func TestBadUnitsAreRefused(t *testing.T) {
	for want, c := range map[string]segment.Config{
		"segment.unit":           {Unit: "page"},
		"segment.window.overlap": {Unit: "window", Window: segment.Window{Size: 5, Overlap: 5, Of: "words"}},
		"segment.window.of":      {Unit: "window", Window: segment.Window{Size: 5, Of: "tokens"}},
		"segment.tokens":         {Unit: "block", Tokens: "p50k_base"},
	} {
		if _, err := segment.New(c); err == nil || !strings.HasPrefix(err.Error(), want+":") {
			t.Errorf("%+v: got %v, want %s", c, err, want)
		}
	}
}

func TestEveryUnitCoversTheText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOf(rapid.SampledFrom(append(lines, "One. Two is it. Three.", "é… Dr. Who? Yes."))).Draw(t, "lines"), "\n")
		d := &schema.Document{ID: "d0", Text: text}
		check(t, d, segments(t, segment.Config{Unit: "section"}, d))
		check(t, d, segments(t, segment.Config{Unit: "sentence"}, d))
		size := rapid.Int64Range(1, 12).Draw(t, "size")
		w := segment.Window{Size: size, Of: "words"}
		check(t, d, segments(t, segment.Config{Unit: "window", Window: w}, d))
		w.Overlap = rapid.Int64Range(0, size-1).Draw(t, "overlap")
		checkWindows(t, d, segments(t, segment.Config{Unit: "window", Window: w}, d), w)
	})
}

// checkWindows fails where windows leave out text, or have more than they may.
func checkWindows(t rapid.TB, d *schema.Document, list []schema.Segment, w segment.Window) {
	t.Helper()
	text, at := []rune(d.Text), int64(0)
	for i, s := range list {
		if s.Stop <= at || i > 0 && s.Start <= list[i-1].Start {
			t.Fatalf("window %d: got %d to %d behind %d", i, s.Start, s.Stop, at)
		}
		if s.Start > at {
			whiteSpace(t, text[at:s.Start])
		}
		at = s.Stop
	}
	whiteSpace(t, text[at:])
}
