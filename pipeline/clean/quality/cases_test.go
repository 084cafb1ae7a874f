package quality

import (
	"math"
	"strings"
	"testing"
)

var null = math.NaN()

const multiline = "One small boat. \n  \n One very small boat.\n\n  One blue small boat."

// The values are counted by hand from the formulas.
var valueCases = []struct {
	text, rule string
	want       float64
}{
	{"It's 5 o'clock – really?", "words", 4},
	{"a_b _c __ 3.14 don't x-y 漢字", "words", 8},
	{"a b, ccc", "mean_word_length", 5. / 3},
	{"a bb ccc dddd", "median_word_length_dolma", 2.5},
	{"a bb ccc", "median_word_length_dolma", 2},
	{"", "median_word_length_dolma", 0},
	{"The word, the…", "mean_word_length_dclm", 12. / 3},
	{"(a) b -c 9", "words_dclm", 2},
	{"été naïve", "mean_word_length", 4},
	{"#a ## b", "hashes_per_word", 3. / 2},
	{"a.... b… c...", "ellipses_per_word", 1},
	{"a... #b# c… d", "symbol_words_dolma", 2. / 4},
	{"a... #b# c… . . .", "symbols_per_word_dclm", 5. / 6},
	{"- a\n\n * b\nc\n● d", "bullet_lines", 3. / 4},
	{"- a\n\n • b\n* c\n", "bullet_lines_datatrove", 2. / 4},
	{"- a\n\n * b\n* c\n", "bullet_lines_dolma", 2. / 5},
	{"a...\n\nb… \nc. . .\nd", "ellipsis_lines", 3. / 4},
	{"a...\n\nb… \nc. . .\nd", "ellipsis_lines_datatrove", 2. / 5},
	{"a...\n\nb…\nc. . .\nd", "ellipsis_lines_dolma", 1. / 5},
	{"a 1 2 b3", "letter_words", 2. / 4},
	{"a, 1", "letter_words_datatrove", 1. / 3},
	{"a, – 1", "letter_words_dolma", 1. / 3},
	{"The Of of other", "stop_words", 2},
	{"The Of of other of the", "stop_words_datatrove", 2},
	{"The Of of, of the", "stop_words_dolma", 2},
	{"The Of of, of the", "stop_words_dclm", 4},
	{"a\n\na\n\nb\n\na", "duplicate_paragraphs", 2. / 4},
	{"a\n\na\n\nb\n\na", "duplicate_paragraphs_dclm", 3. / 4},
	{"aa\n\naa\n\nb", "duplicate_paragraph_characters", 2. / 9},
	{"aa\n\naa\n\nb", "duplicate_paragraph_characters_dclm", 4. / 5},
	{"a\na\n\nb", "duplicate_lines", 1. / 3},
	{"a\na\n\nb\n\nc", "duplicate_lines_dolma", 4. / 6},
	{" a\na\n\nb\n\nc", "duplicate_lines_dclm", 2. / 4},
	{"aa\naa\n\nb", "duplicate_line_characters", 2. / 8},
	{"aa a\naa a\n\nb", "duplicate_line_characters_dolma", 8. / 7},
	{"aa a\naa a\n\nb", "duplicate_line_characters_dclm", 8. / 9},

	{"one two three four", "top_2_gram_characters", 0},
	{"one two three four", "top_2_gram_characters_datatrove", 7. / 18},
	{"one two three four", "top_2_gram_characters_dolma", 6. / 15},
	{"one two", "top_3_gram_characters", null},
	{"one two", "top_3_gram_characters_datatrove", null},
	{"one two", "top_3_gram_characters_dolma", null},
	{"a b c d", "duplicate_5_gram_characters", null},
	{"a b c d e", "duplicate_5_gram_characters", 0},
	{"a b c d e a b c d e", "duplicate_5_gram_characters", 1},
	{"a a a a a a", "duplicate_5_gram_characters", 1},
	{"a a a a a a", "duplicate_5_gram_characters_datatrove", 5. / 11},
	{"a a a a a a a", "duplicate_5_gram_characters_datatrove", 5. / 13},
	{"a a a a a a", "duplicate_5_gram_characters_dolma", 1},
	{"a a a a a a", "duplicate_6_gram_characters", 0},
	{multiline, "top_2_gram_characters_dolma", 3 * 10. / 47}, // small boat.
	{multiline, "median_word_length_dolma", 5},

	// The boundary values of the tests of DCLM's repetition_filter.
	{"Hello\nHello\n\n\n\nHello", "duplicate_lines_dclm", 1},
	{"Hello, World.", "duplicate_lines_dclm", 0},
	{"Hello, World.\nHello, World.\n\nHello", "duplicate_lines_dclm", 2. / 3},
	{"Hello, World.\nHello, World.\n\nHello", "duplicate_line_characters_dclm", 26. / 31},
	{"Hello, World.\n\nHello, World.\n\nHello, World.\nHello", "duplicate_paragraphs_dclm", 2. / 3},
	{"Hello, World.\n\nHello, World.\n\nHello, World.\nHello", "duplicate_paragraph_characters_dclm", 26. / 45},
	{"hello", "top_2_gram_characters", null},
	{"hello world hello world hello world", "top_2_gram_characters", 1},
	{"hello world hello world hello world", "top_3_gram_characters", 1},
	{"hello world hello world hello world", "top_4_gram_characters", 40. / 30},
	{"hello      world hello apple.... world hello\n world hello", "top_2_gram_characters", 30. / 40},
	{"a b a b a b ab cd ab cd ab cd abc def abc def", "top_2_gram_characters", 12. / 30},
	{"a b a b a b abc def abc def ab cd ab cd ab cd", "top_2_gram_characters", 12. / 30},
	{"hello world hello\n world hello. apple world hello world hello world hello world", "duplicate_5_gram_characters", 60. / 65},

	{"A lorem ipsum line is here.\nLOREM IPSUM", "lorem_ipsum_lines_c4", 1},
	{"A { line is here.\n{ x", "curly_bracket_lines_c4", 1},
	{"One two three. Four!\nFive six seven? \"Eight.\" Nine.\nno end", "sentences_c4", 5},
	{"One two three.\nno end\n\nWe say use cookies here.", "dropped_lines_c4", 2. / 3},
	{"Lorem ipsum lorem IPSUM", "lorem_ipsums_dolma", 2},
	{"{{}", "curly_brackets_dolma", 2},
	{"JavaScript", "javascripts_dolma", 1},
	{"a\nb.\n", "unended_lines_dolma", 2},
	{"a b\nc d e.\n", "short_lines_dolma", 2},
	{"a\nbbb\ncc\ndddd", "third_longest_line", 2},
	{"a\nb", "third_longest_line", 0},
	{"a.\n\nb\nc。\nd!", "ended_lines_fineweb", 3. / 4},
	{strings.Repeat("é", 30) + "\n" + strings.Repeat("é", 31), "short_lines_fineweb", 1. / 2},
	{"aa\naa\n\nb", "duplicate_line_characters_fineweb", 2. / 5},
	{"a, b\nc\n\nd", "newlines_per_word_fineweb", 3. / 5},
}

func TestValues(t *testing.T) {
	for _, c := range valueCases {
		if got := measure(t, c.rule, c.text); got != c.want && !(math.IsNaN(got) && math.IsNaN(c.want)) {
			t.Errorf("%s of %q: got %v, want %v", c.rule, c.text, got, c.want)
		}
	}
}

// What the three tools make of one text, and what we do.
func TestToolsDisagree(t *testing.T) {
	for rule, want := range map[string]float64{
		"top_2_gram_characters": 0, "top_2_gram_characters_datatrove": 7. / 15, "top_2_gram_characters_dolma": 0.5,
		"words": 4, "words_datatrove": 4, "words_dolma": 4, "words_dclm": 4,
	} {
		if got := measure(t, rule, "This is a test."); got != want {
			t.Errorf("%s: got %v, want %v", rule, got, want)
		}
	}
}

var tokenCases = []struct{ text, want string }{
	{"It's, well, (really) 5km.", "It 's , well , ( really ) 5 km ."},
	{"don't cannot I’ll’ve can’t dont whats its", "do n't can not I ’ll ’ve ca n’t do nt what s its"},
	{"Mr. Fox vs. U.S. e.g., a.m. 5p.m.", "Mr. Fox vs. U.S. e.g. , a.m. 5 p.m."},
	{"well-known 2019-2020 a,b x/y and/or 10:30 3.14", "well - known 2019 - 2020 a , b x / y and/or 10:30 3.14"},
	{"end.Start wait...what... …so", "end . Start wait ... what ... … so"},
	{"http://example.org/a-b?c=d, (www.example.org) me@example.org.", "http://example.org/a-b?c=d , ( www.example.org ) me@example.org ."},
	{"“Yes!” --- no—never ~ a~b", "“ Yes ! ” --- no — never ~ a ~ b"},
	{"$5 5€ US$3 +4 100% #tag C++", "$ 5 5 € US$ 3 +4 100 % # tag C++"},
	{"★new★ it™", "★ new ★ it ™"},
	{"lovin' dogs' 5' (ol' ma'am)", "lovin' dogs ' 5 ' ( ol' ma'am )"},
	{"isn't/wasn't 'quoted' ''two''", "is n't / was n't ' quoted ' '' two ''"},
}

func TestTokens(t *testing.T) {
	for _, c := range tokenCases {
		var got []string
		tokens(c.text, func(s string) { got = append(got, s) })
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%q: got  %s\nwant %s", c.text, s, c.want)
		}
	}
}

func TestC4DropsLines(t *testing.T) {
	for _, c := range []struct{ rule, text, want string }{
		{"cookies", "This site uses cookies for tracking.\nAnother valid line here today.", "Another valid line here today."},
		{"no end", "no end here now\nThis one ends here.\nAnd so on...\n\n", "This one ends here."},
		{"few words", "Two words.\nNow three words.", "Now three words."},
		{"javascript", "Please enable JavaScript now.\nNow three words.", "Now three words."},
		{"long word", "One two three " + strings.Repeat("é", 1001) + ".\nOne two three " + strings.Repeat("é", 999) + ".", "One two three " + strings.Repeat("é", 999) + "."},
		{"citations", "It is so.[1][23]\nIt[edit] is[citation needed] so.\nIt is[a] so.", "It is so.\nIt is so.\nIt is[a] so."},
		{"a citation after a space", "It is so. [1]\nIt is so now.", "It is so now."},
		{"nested citations", "It is [[1]2] so here.[[[]]]\nIt is so now.", "It is so now."},
		{"words that were citations", "So it [1] [2].\n[1] [2] It.\nIt is so now.", "So it  .\nIt is so now."},
		{"a mark after a citation", "It is e[1]\u0301 so.", "It is e[1]\u0301 so."},
		{"documents that go keep their lines", "A { is here.\nlorem ipsum is here.", "A { is here.\nlorem ipsum is here."},
	} {
		if got := c4Edit(c.text); got != c.want {
			t.Errorf("%s: got %q, want %q", c.rule, got, c.want)
		}
	}
}

func TestC4RemovesOnTheTextThatIsLeft(t *testing.T) {
	text := "Menu\nOne two three. Four five. Six seven.\nEight nine ten. Eleven twelve.\nMore"
	r := filter(t, Config{Remove: []string{"c4"}, Measure: []string{"gopher"}}).Apply(text)
	if want := "One two three. Four five. Six seven.\nEight nine ten. Eleven twelve."; r.Text != want || r.Failed != nil {
		t.Fatalf("got %q, %+v; want %q", r.Text, r.Failed, want)
	}
	if got := r.Values[ruleIndex("words")].Float; got != 12 {
		t.Errorf("got %v words, want the 12 of the text that is released", got)
	}
	if got := r.Values[ruleIndex("dropped_lines_c4")].Float; got != 0 {
		t.Errorf("got %v dropped lines, want 0", got)
	}
	r = filter(t, Config{Remove: []string{"c4"}}).Apply("No end\nOne sentence is here.")
	if want := (Failure{"c4", "sentences_c4", 1, 5}); r.Failed == nil || *r.Failed != want {
		t.Errorf("got %+v, want %+v", r.Failed, want)
	}
}
