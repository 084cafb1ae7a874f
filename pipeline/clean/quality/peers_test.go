package quality

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"
)

// peers reads a file of published cases of other tools, or skips the test where there is none.
func peers(t *testing.T, name string, v any) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "..", "..", "shared", "data", "peers", name))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("no published cases: %s", name)
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, v); err != nil {
		t.Fatal(err)
	}
}

// datatroveRules has the rule of each reason that datatrove gives, in the order of its filters.
var datatroveRules = map[string]string{
	"gopher_short_doc": "words_datatrove", "gopher_below_avg_threshold": "mean_word_length_datatrove",
	"gopher_above_avg_threshold": "mean_word_length_datatrove", "gopher_too_many_hashes": "hashes_per_word_datatrove",
	"gopher_too_many_ellipsis": "ellipses_per_word_datatrove", "gopher_below_alpha_threshold": "letter_words_datatrove",
	"dup_line_frac": "duplicate_lines", "dup_para_frac": "duplicate_paragraphs",
	"dup_line_char_frac": "duplicate_line_characters", "dup_para_char_frac": "duplicate_paragraph_characters",
	"top_2_gram": "top_2_gram_characters_datatrove", "top_3_gram": "top_3_gram_characters_datatrove",
	"duplicated_5_n_grams": "duplicate_5_gram_characters_datatrove",
	"lorem_ipsum":          "lorem_ipsum_lines_c4", "curly_bracket": "curly_bracket_lines_c4", "too_few_sentences": "sentences_c4",
	"empty": "ended_lines_fineweb", "line_punct_ratio": "ended_lines_fineweb", "short_line_ratio": "short_lines_fineweb",
}

// datatroveFilter returns the bounds of one of datatrove's filters with the arguments of a case: those of a profile from
// one rule on to another, some of them changed.
func datatroveFilter(filter string) []Bound {
	name, arguments, _ := strings.Cut(strings.TrimSuffix(filter, ")"), "(")
	profile, from, to := "", "", ""
	switch name {
	case "GopherQualityFilter":
		profile, from, to = "gopher@datatrove", "words_datatrove", "stop_words_datatrove"
	case "GopherRepetitionFilter":
		profile, from, to = "gopher@datatrove", "duplicate_paragraphs", "duplicate_10_gram_characters_datatrove"
	case "self.c4_filter":
		profile, from, to = "c4", "lorem_ipsum_lines_c4", "dropped_lines_c4"
	case "C4ParagraphFilter":
		profile, from, to = "c4-paragraph", "third_longest_line", "third_longest_line"
	case "FineWebQualityFilter":
		profile, from, to = "fineweb", "ended_lines_fineweb", "newlines_per_word_fineweb"
	default:
		return nil
	}
	var bounds []Bound
	for _, b := range profiles[slices.Index(Profiles(), profile)].bounds {
		if i := ruleIndex(b.rule); ruleIndex(from) <= i && i <= ruleIndex(to) {
			bounds = append(bounds, Bound{b.rule, &b.min, &b.max})
		}
	}
	for argument := range strings.SplitSeq(arguments, ", ") {
		key, text, _ := strings.Cut(argument, "=")
		value, _ := strconv.ParseFloat(text, 64)
		switch key {
		case "min_doc_words":
			bounds[0].Min = &value
		case "max_doc_words":
			bounds[0].Max = &value
		case "line_punct_thr":
			bounds[0].Min = &value
		case "short_line_thr":
			bounds[1].Max = &value
		case "new_line_ratio":
			bounds[3].Max = &value
		}
	}
	return bounds
}

func TestCasesOfDatatrove(t *testing.T) {
	var cases struct {
		Filters []struct {
			Filter, Text, Reason string
			Keep                 bool
		}
	}
	peers(t, "datatrove.json", &cases)
	tried := map[string]int{}
	for i, c := range cases.Filters {
		bounds := datatroveFilter(c.Filter)
		name, _, _ := strings.Cut(c.Filter, "(")
		tried[name]++
		if bounds == nil {
			continue
		}
		failed := filter(t, Config{Own: bounds}).Apply(c.Text).Failed
		if (failed == nil) != c.Keep || failed != nil && c.Reason != "" && failed.Rule != datatroveRules[c.Reason] {
			t.Errorf("case %d, %s: got %+v, want keep %v for %s", i, c.Filter, failed, c.Keep, c.Reason)
		}
	}
	for name, want := range map[string]int{
		"GopherRepetitionFilter": 8, "GopherQualityFilter": 6, "self.c4_filter": 4, "C4ParagraphFilter": 2, "FineWebQualityFilter": 5,
		"LanguageFilter": 4, "LambdaFilter": 2, "RegexFilter": 2, "UnigramLogProbFilter": 2, // other steps, or models
	} {
		if tried[name] != want {
			t.Errorf("got %d cases of %s, want %d", tried[name], name, want)
		}
	}
}

// dolmaRules has the rule of each attribute of Dolma's taggers.
var dolmaRules = map[string]string{
	"word_count": "words_dolma", "median_word_length": "median_word_length_dolma", "symbol_to_word_ratio": "symbol_words_dolma",
	"fraction_of_words_with_alpha_character": "letter_words_dolma", "required_word_count": "stop_words_dolma",
	"fraction_of_lines_starting_with_bullet_point": "bullet_lines_dolma", "fraction_of_lines_ending_with_ellipsis": "ellipsis_lines_dolma",
	"fraction_of_duplicate_lines": "duplicate_lines_dolma", "fraction_of_characters_in_duplicate_lines": "duplicate_line_characters_dolma",
	"has_curly_brace": "curly_brackets_dolma", "has_javascript": "javascripts_dolma", "has_lorem_ipsum": "lorem_ipsums_dolma",
	"lines_with_no_ending_punctuation": "unended_lines_dolma", "lines_with_too_few_words": "short_lines_dolma",
}

func dolmaRule(attribute string) string {
	for kind, name := range map[string]string{"most_common": "top", "duplicate": "duplicate"} {
		if n, ok := strings.CutPrefix(attribute, "fraction_of_characters_in_"+kind+"_"); ok && strings.HasSuffix(n, "grams") {
			return name + "_" + strings.TrimSuffix(n, "grams") + "_gram_characters_dolma"
		}
	}
	return dolmaRules[attribute]
}

func TestCasesOfDolma(t *testing.T) {
	type span struct {
		Start, End int
		Type       string
		Score      float64
	}
	var file struct {
		Cases []struct {
			Text, Type string
			Span       *span
			Spans      []span
		}
	}
	peers(t, "dolma.json", &file)
	passed, lists := 0, 0
	for i, c := range file.Cases {
		switch {
		case c.Type == "has_naughty_word": // its list is not shipped
			lists++
			continue
		case c.Span != nil && c.Span.Type == "character_count":
			if got := utf8.RuneCountInString(c.Text); float64(got) != c.Span.Score {
				t.Errorf("case %d: got %d characters, want %v", i, got, c.Span.Score)
			}
		case c.Span != nil:
			if got := measure(t, dolmaRule(c.Span.Type), c.Text); got != c.Span.Score {
				t.Errorf("case %d: %s: got %v, want %v", i, c.Span.Type, got, c.Span.Score)
			}
		default:
			if got := measure(t, dolmaRule(c.Type), c.Text); got != float64(len(c.Spans)) {
				t.Errorf("case %d: %s: got %v, want %v", i, c.Type, got, len(c.Spans))
			}
			if strings.HasPrefix(c.Type, "lines_") {
				want := c.Text // without the spans, which the mixer cuts out
				for _, s := range slices.Backward(c.Spans) {
					want = want[:s.Start] + want[s.End:]
				}
				if got := dolmaEdit(c.Text); got != strings.TrimSuffix(want, "\n") {
					t.Errorf("case %d: got text %q, want %q", i, got, want)
				}
			}
		}
		passed++
	}
	if passed != 40 || lists != 4 {
		t.Errorf("got %d cases and %d of word lists, want 40 and 4", passed, lists)
	}
}
