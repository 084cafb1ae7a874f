package segment_test

import (
	"slices"
	"strings"
	"testing"

	"corpuspack/pipeline/segment"
	"corpuspack/schema"
)

func segmenter(t testing.TB) *segment.Segmenter {
	t.Helper()
	s, err := segment.New(segment.Config{Unit: "block"})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

const (
	prose = "The engine reads every page of the archive once and writes down where each article begins and where it ends, in that order. "
	long  = prose + prose + "Nothing else happens."
)

func TestKinds(t *testing.T) {
	tests := []struct {
		name, title, text string
		want              []string // kind and first line of each segment
	}{
		{"nothing", "", "", nil},
		{"title, then a paragraph", "On  Engines", "On Engines\n\n" + long, []string{"title On Engines", "paragraph " + long}},
		{"title right above text", "On Engines", "On Engines\n" + long, []string{"title On Engines", "paragraph " + long}},
		{"title as a Markdown heading", "On Engines", "# On Engines\n\n" + long, []string{"title # On Engines", "paragraph " + long}},
		{"underlined title", "On Engines", "On Engines\n==========\n\n" + long, []string{"title On Engines", "paragraph " + long}},
		{"title on two lines", "On Engines", "On\nEngines\n\n" + long, []string{"title On", "paragraph " + long}},
		{"title between rulers", "On Engines", "==========\nOn Engines\n==========\n" + long, []string{"title ==========", "paragraph " + long}},
		{"no title in the text", "Other", "On Engines\n\n" + long, []string{"heading On Engines", "paragraph " + long}},

		{"Markdown headings", "", "## One\nText below.\n### Two ##\nMore.", []string{"heading ## One", "paragraph Text below.", "heading ### Two ##", "paragraph More."}},
		{"comments are no headings", "", "# a comment\n# another comment\nmake install", []string{"code # a comment"}},
		{"underlined headings", "", "One\n---\n\nText.\n\nTwo\n~~~\n\nMore.", []string{"heading One", "paragraph Text.", "heading Two", "paragraph More."}},
		{"underlined headings leave no others", "", "One\n===\n\nA Short Line\n\n" + long + "\n\nTwo\n===\n\n" + long, []string{"heading One", "paragraph A Short Line", "paragraph " + long, "heading Two", "paragraph " + long}},
		{"lines above and below", "", "===\nOne\n===\n\nText.", []string{"heading ===", "paragraph Text."}},
		{"wiki headings", "", "==One==\n" + long, []string{"heading ==One==", "paragraph " + long}},

		{"a short line above prose", "", long + "\n\nOur Results\n" + long, []string{"paragraph " + long, "heading Our Results", "paragraph " + long}},
		{"a short line between blank lines", "", long + "\n\nOur results\n\n" + long, []string{"paragraph " + long, "heading Our results", "paragraph " + long}},
		{"a question", "", long + "\n\nWhat is an engine?\n\n" + long, []string{"paragraph " + long, "heading What is an engine?", "paragraph " + long}},
		{"a short sentence", "", long + "\n\nThanks for reading.\n\n" + long, []string{"paragraph " + long, "paragraph Thanks for reading.", "paragraph " + long}},
		{"nothing below", "", long + "\n\nThe End", []string{"paragraph " + long, "paragraph The End"}},
		{"more than two short lines", "", long + "\n\nRed\n\nGreen\n\nBlue\n\n" + long, []string{"paragraph " + long, "paragraph Red", "paragraph Green", "paragraph Blue", "paragraph " + long}},
		{"a sentence that goes on", "", long + "\n\nOur Results\nare good.\n\n" + long, []string{"paragraph " + long, "paragraph Our Results", "paragraph are good.", "paragraph " + long}},

		{"prose that goes on", "", long + "\n\nOur Results\nare " + long, []string{"paragraph " + long, "paragraph Our Results", "paragraph are " + long}},

		{"a short line below prose", "", long + "\nAn engine with its cover off.\n" + long + "\n\n" + long, []string{"paragraph " + long, "caption An engine with its cover off.", "paragraph " + long, "paragraph " + long}},
		{"a caption, then a heading", "", long + "\nAn engine with its cover off\nThe Second Engine\n" + long + "\n\n" + long, []string{"paragraph " + long, "caption An engine with its cover off", "heading The Second Engine", "paragraph " + long, "paragraph " + long}},
		{"a short line in a text without blank lines", "", long + "\nIt has no cover.\n" + long, []string{"paragraph " + long, "paragraph It has no cover.", "paragraph " + long}},
		{"lines that a colon announces", "", long + "\n\nIt has three parts:\n\nthe reader\nthe writer\nthe clock\n\n" + long, []string{"paragraph " + long, "paragraph It has three parts:", "list the reader", "paragraph " + long}},
		{"captions that say so", "", "Figure 3: The engine.\n\nTable 2. Its parts.\n\nLEFT: the engine. RIGHT: its cover.\n\n图 1 引擎\n\nFigure 3 shows the engine.",
			[]string{"caption Figure 3: The engine.", "caption Table 2. Its parts.", "caption LEFT: the engine. RIGHT: its cover.", "caption 图 1 引擎", "paragraph Figure 3 shows the engine."}},
		{"an image", "", "## Cover\n\n![the cover](cover.png)\nIt is off.", []string{"heading ## Cover", "caption ![the cover](cover.png)", "paragraph It is off."}},

		{"notes", "", "(Crossposted on another page)\n\nPosted by the editors\n\nMarch 3, 2019\n\n2019-03-03\n\n2019年3月3日\n\n(In part 2 the engine moves.)\n\nBy Ann Example and Bo Example, Engine Team",
			[]string{"note (Crossposted on another page)", "note Posted by the editors", "note March 3, 2019", "note 2019-03-03", "note 2019年3月3日", "note (In part 2 the engine moves.)", "note By Ann Example and Bo Example, Engine Team"}},
		{"no notes", "", "135-202-2\n\n1-2-3\n\nBy the way, nobody knows.\n\n(One) and (two)", []string{"paragraph 135-202-2", "paragraph 1-2-3", "paragraph By the way, nobody knows.", "paragraph (One) and (two)"}},
		{"footnote", "", long + "\n\n[^1]: A remark\n    on two lines.", []string{"paragraph " + long, "note [^1]: A remark"}},
		{"ruler", "", long + "\n\n* * *\n\n" + long, []string{"paragraph " + long, "note * * *", "paragraph " + long}},

		{"references", "", "References\n\n[1] A. Author, Engines, 2016.\n\n[2] B. Author, More engines, 2017.", []string{"heading References", "reference [1] A. Author, Engines, 2016.", "reference [2] B. Author, More engines, 2017."}},
		{"a numbered reference list", "", "## References\n\n1. A. Author, Engines (2016)\n2. B. Author, More engines (2017)\n\n## Thanks\n\n1. To Ann\n2. To Bo",
			[]string{"heading ## References", "reference 1. A. Author, Engines (2016)", "reference 2. B. Author, More engines (2017)", "heading ## Thanks", "list 1. To Ann"}},
		{"references end at a heading", "", "References\n\n[1] A. Author, Engines, 2016.\n\n==Thanks==\n\n- to Ann, 2016", []string{"heading References", "reference [1] A. Author, Engines, 2016.", "heading ==Thanks==", "list - to Ann, 2016"}},
		{"remarks among references", "", "References\n\nWe are still doing these.\n\n[1] A. Author, Engines, 2016.", []string{"heading References", "paragraph We are still doing these.", "reference [1] A. Author, Engines, 2016."}},
		{"definitions of links", "", "See [it][1].\n\n[1]: https://example.org/\n[two]: /there", []string{"paragraph See [it][1].", "reference [1]: https://example.org/", "reference [two]: /there"}},

		{"a list", "", "- one\n- two\n  goes on\n\n  and on\n- three\n\nText.", []string{"list - one", "paragraph Text."}},
		{"two lists", "", "- one\n* two", []string{"list - one", "list * two"}},
		{"a list with blank lines", "", "1. one\n\n2. two\n\nText.", []string{"list 1. one", "paragraph Text."}},
		{"a list as in laws", "", "(a)\nthe engine; and\n(b)\nits cover.\nText.", []string{"list (a)", "paragraph Text."}},
		{"a numbered heading", "", "1. Introduction\n\n" + long + "\n\n2. Method\n\n" + long, []string{"heading 1. Introduction", "paragraph " + long, "heading 2. Method", "paragraph " + long}},

		{"a quotation", "", "> one\n> two\n\nText.", []string{"quote > one", "paragraph Text."}},
		{"fenced code", "", "Text:\n```go\n# no heading\n\n- no list\n```\nText.", []string{"paragraph Text:", "code ```go", "paragraph Text."}},
		{"a fence that nothing closes", "", "~~~\nText.", []string{"note ~~~", "paragraph Text."}},
		{"indented code", "", "Text.\n\nText:\n\n    x := 1\n\n    y := 2\n    z := 3\n\nText.", []string{"paragraph Text.", "paragraph Text:", "code     x := 1", "paragraph Text."}},
		{"much code in Markdown", "", "## One\n\n    one\n    two\n    three\n    four\n\n## Two", []string{"heading ## One", "code     one", "heading ## Two"}},
		{"code without marks", "", "Text:\n\nfunc f() {\n  return 1\n}\n\nText.", []string{"paragraph Text:", "code func f() {", "paragraph Text."}},
		{"front matter", "", "---\ntitle: x\n---\n\nText.", []string{"code ---", "paragraph Text."}},
		{"a table between pipes", "", "| a | b |\n|---|---|\n| 1 | 2 |\n\nText.", []string{"table | a | b |", "paragraph Text."}},
		{"a table without outer pipes", "", "a | b\n--|--\n1 | 2", []string{"table a | b"}},
		{"a table between borders", "", "=== ===\na   b\n=== ===\n1\n=== ===\n\nText.", []string{"table === ===", "paragraph Text."}},
		{"a table of tabs", "", "a\tb\n1\t2\n\nText.", []string{"table a\tb", "paragraph Text."}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := &schema.Document{Title: test.title, Text: test.text}
			segments := segmenter(t).Segment(d)
			check(t, d, segments)
			var got []string
			for _, s := range segments {
				first, _, _ := strings.Cut(s.Text, "\n")
				got = append(got, s.Kind+" "+first)
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("got\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(test.want, "\n\t"))
			}
		})
	}
}

func TestParagraphsEndWhereAReaderSeesTheirEnd(t *testing.T) {
	wrapped := "The engine reads every page of the archive once and writes down where\n" +
		"each article begins and where it ends. It does so in one pass, because\nthe archive is large.\n\n" +
		"Its second part is a clock, which nobody has seen for many years, and\nwhich nobody needs."
	han := strings.Repeat("机器读取档案中的每一页，并写下每篇文章从哪里开始。", 6)
	thai := strings.Repeat("เครื่องอ่านทุกหน้าของเอกสารหนึ่งครั้ง ", 6) + "จบ"
	tests := []struct {
		name, text string
		want       int
	}{
		{"wrapped lines are joined", wrapped, 2},
		{"long lines are paragraphs", long + "\n" + long + "\n" + long, 3},
		{"lines of Markdown are joined", "## One\n\nA line.\nAnother line.\n\n## Two\n\nA line.", 4},
		{"short lines are not wrapped ones", "The engine reads pages, and it writes what it has read there.\nIt has a clock that nobody has seen for many years, and which nobody here seems to need at all.\n" +
			"Its cover is off, and nobody knows where it may be.\nIts inventors have asked for it to be put back, but nobody has listened to them for many years.\nThe engine does not mind, and reads on and on.", 5},
		{"a small letter goes on", "A sentence that somebody has cut in the middle, though it\nhas room.\n\n" + long, 2},
		{"Han in long lines", han + "\n" + han, 2},
		{"Thai in long lines", thai + "\n" + thai, 2},
		{"verse is one block", "I read the page\nI wrote it down\nThe clock has struck\nThe engine stops.\n\n" + long, 2},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := segmenter(t).Segment(&schema.Document{Text: test.text}); len(got) != test.want {
				t.Errorf("got %d segments %+v, want %d", len(got), got, test.want)
			}
		})
	}
}

func TestHeadingsAreThoseAbove(t *testing.T) {
	text := "# On Engines\n\na.\n\n## One\n\nb.\n\n### Deep\n\nc.\n\n## Two ##\n\nd.\n\n# On Engines\n\ne.\n\n**Bold**\n\nf."
	want := []string{"", "", "", "One", "One", "One/Deep", "", "Two", "", "", "", "Bold"}
	wantKinds := "title paragraph heading paragraph heading paragraph heading paragraph heading paragraph heading paragraph"
	var got, kinds []string
	for _, s := range segmenter(t).Segment(&schema.Document{Title: "On Engines", Text: text}) {
		got, kinds = append(got, strings.Join(s.Headings, "/")), append(kinds, s.Kind)
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := strings.Join(kinds, " "); got != wantKinds {
		t.Errorf("got %s, want %s", got, wantKinds)
	}
}

func TestHeadingsOnTwoLinesAreOneText(t *testing.T) {
	text := "The engine reads every page of the archive once and writes down where\neach article begins, and where it ends, in the order of the archive,\nwhich is large and old.\n\n" +
		"Considerations Concerning Extraordinarily Complicated Engines And Their\nInventors\n\nIt stands above text that somebody has wrapped at the same width, so\nthat nobody can doubt it."
	segments := segmenter(t).Segment(&schema.Document{Text: text})
	last := segments[len(segments)-1]
	if want := []string{"Considerations Concerning Extraordinarily Complicated Engines And Their Inventors"}; !slices.Equal(last.Headings, want) {
		t.Errorf("got %q, want %q", last.Headings, want)
	}
}

func TestHeadingsWithoutMarksAreOneLevelBelow(t *testing.T) {
	text := "===========\n  Engines\n===========\n\n" + long + "\n\nOne Engine\n" + long + "\n\nTwo Engines\n" + long
	var got []string
	for _, s := range segmenter(t).Segment(&schema.Document{Text: text}) {
		got = append(got, strings.Join(s.Headings, "/"))
	}
	if want := []string{"", "Engines", "Engines", "Engines/One Engine", "Engines", "Engines/Two Engines"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestSegmentsCarryTheirDocument(t *testing.T) {
	got := segmenter(t).Segment(&schema.Document{ID: "d1", Split: "test", Text: "Δύο λέξεις.\n\n三 words."})
	if len(got) != 2 {
		t.Fatalf("got %d segments, want 2", len(got))
	}
	s := got[1]
	if s.DocumentID != "d1" || s.Split != "test" || s.Index != 1 || s.Start != 13 || s.Stop != 21 || s.Words != 2 {
		t.Errorf("got %+v, want document d1, split test, index 1, 13 to 21, 2 words", s)
	}
}

func BenchmarkSegment(b *testing.B) {
	text := strings.Repeat("## Heading\n\n"+long+"\n\n- one\n- two\n\n", 1000)
	b.SetBytes(int64(len(text)))
	s := segmenter(b)
	for b.Loop() {
		s.Segment(&schema.Document{Text: text})
	}
}
