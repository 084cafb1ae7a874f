package quality

import "math"

// profile is a set of rules with their bounds, as a paper or a tool has them.
type profile struct {
	name, source, note string
	edit               func(string) string // drops lines where the profile removes; nil for most
	bounds             []profileBound      // in table order
}

// profileBound is the bounds of a rule in a profile.
type profileBound struct {
	rule string
	limits
}

// limits is the least and the greatest value that stays, infinite where there is none.
type limits struct{ min, max float64 }

func atLeast(rule string, min float64) profileBound { return between(rule, min, math.Inf(1)) }
func atMost(rule string, max float64) profileBound  { return between(rule, math.Inf(-1), max) }
func unbound(rule string) profileBound              { return between(rule, math.Inf(-1), math.Inf(1)) }
func between(rule string, min, max float64) profileBound {
	return profileBound{rule, limits{min, max}}
}

const (
	gopherPaper = "Rae et al. 2021, Scaling Language Models: Methods, Analysis & Insights from Training Gopher, arXiv:2112.11446, A1.1 and Table A1"
	c4Paper     = "Raffel et al. 2020, Exploring the Limits of Transfer Learning with a Unified Text-to-Text Transformer, JMLR 21(140), 2.2"
)

var profiles = []profile{
	{
		name:   "gopher",
		source: gopherPaper,
		note: "Our reading of the paper, with the words that the column `words` counts. Bullets, ellipses and runs of words are read as DCLM " +
			"reads them; copies of lines and paragraphs as datatrove does.",
		bounds: []profileBound{
			between("words", 50, 100_000), between("mean_word_length", 3, 10),
			atMost("hashes_per_word", 0.1), atMost("ellipses_per_word", 0.1),
			atMost("bullet_lines", 0.9), atMost("ellipsis_lines", 0.3),
			atLeast("letter_words", 0.8), atLeast("stop_words", 2),
			atMost("duplicate_paragraphs", 0.3), atMost("duplicate_paragraph_characters", 0.2),
			atMost("duplicate_lines", 0.3), atMost("duplicate_line_characters", 0.2),
			atMost("top_2_gram_characters", 0.2), atMost("top_3_gram_characters", 0.18), atMost("top_4_gram_characters", 0.16),
			atMost("duplicate_5_gram_characters", 0.15), atMost("duplicate_6_gram_characters", 0.14),
			atMost("duplicate_7_gram_characters", 0.13), atMost("duplicate_8_gram_characters", 0.12),
			atMost("duplicate_9_gram_characters", 0.11), atMost("duplicate_10_gram_characters", 0.1),
		},
	},
	{
		name:   "gopher@datatrove",
		source: "huggingface/datatrove, GopherQualityFilter and GopherRepetitionFilter, with their defaults",
		note: "Its words are the tokens of spaCy for English, marks included. Ours are cut by the rules that spaCy documents, without emoticons. " +
			"Runs are compared word by word; datatrove joins the words of a repeated run without a space, so that `a bc` is `ab c` there.",
		bounds: []profileBound{
			between("words_datatrove", 50, 100_000), between("mean_word_length_datatrove", 3, 10),
			atMost("hashes_per_word_datatrove", 0.1), atMost("ellipses_per_word_datatrove", 0.1),
			atMost("bullet_lines_datatrove", 0.9), atMost("ellipsis_lines_datatrove", 0.3),
			atLeast("letter_words_datatrove", 0.8), atLeast("stop_words_datatrove", 2),
			atMost("duplicate_paragraphs", 0.3), atMost("duplicate_paragraph_characters", 0.2),
			atMost("duplicate_lines", 0.3), atMost("duplicate_line_characters", 0.2),
			atMost("top_2_gram_characters_datatrove", 0.2), atMost("top_3_gram_characters_datatrove", 0.18),
			atMost("top_4_gram_characters_datatrove", 0.16),
			atMost("duplicate_5_gram_characters_datatrove", 0.15), atMost("duplicate_6_gram_characters_datatrove", 0.14),
			atMost("duplicate_7_gram_characters_datatrove", 0.13), atMost("duplicate_8_gram_characters_datatrove", 0.12),
			atMost("duplicate_9_gram_characters_datatrove", 0.11), atMost("duplicate_10_gram_characters_datatrove", 0.1),
		},
	},
	{
		name:   "gopher@dolma",
		source: "allenai/dolma, tagger gopher_v1, with the bounds of configs/dolma-v1_5/mixing/cc-head.yaml",
		note: "Words stand between white space. An empty line is a line, and two of them are copies. The configuration misspells the names " +
			"of the three top_ rules (2gram for 2grams), so Dolma 1.5 did not apply them; here they are applied.",
		bounds: []profileBound{
			between("words_dolma", 50, 100_000), between("median_word_length_dolma", 3, 10),
			atMost("symbol_words_dolma", 0.1),
			atMost("bullet_lines_dolma", 0.9), atMost("ellipsis_lines_dolma", 0.3),
			atLeast("letter_words_dolma", 0.8), atLeast("stop_words_dolma", 2),
			atMost("duplicate_lines_dolma", 0.3), atMost("duplicate_line_characters_dolma", 0.3),
			atMost("top_2_gram_characters_dolma", 0.2), atMost("top_3_gram_characters_dolma", 0.18), atMost("top_4_gram_characters_dolma", 0.16),
			atMost("duplicate_5_gram_characters_dolma", 0.15), atMost("duplicate_6_gram_characters_dolma", 0.14),
			atMost("duplicate_7_gram_characters_dolma", 0.13), atMost("duplicate_8_gram_characters_dolma", 0.12),
			atMost("duplicate_9_gram_characters_dolma", 0.11), atMost("duplicate_10_gram_characters_dolma", 0.1),
		},
	},
	{
		name:   "gopher@dclm",
		source: "mlfoundations/dclm, the filters of baselines/baselines_configs/dclm_baseline_refinedweb.yaml from page_length_filter on",
		note:   "Only the filters of Gopher; its rules on addresses and languages and the changes it makes to lines are left out.",
		bounds: []profileBound{
			between("words_dclm", 50, 100_000), between("mean_word_length_dclm", 3, 10),
			atMost("symbols_per_word_dclm", 0.1),
			atMost("bullet_lines", 0.9), atMost("ellipsis_lines", 0.3),
			atLeast("letter_words_dolma", 0.8), atLeast("stop_words_dclm", 2),
			atMost("duplicate_paragraphs_dclm", 0.3), atMost("duplicate_paragraph_characters_dclm", 0.2),
			atMost("duplicate_lines_dclm", 0.3), atMost("duplicate_line_characters_dclm", 0.2),
			atMost("top_2_gram_characters", 0.2), atMost("top_3_gram_characters", 0.18), atMost("top_4_gram_characters", 0.16),
			atMost("duplicate_5_gram_characters", 0.15), atMost("duplicate_6_gram_characters", 0.14),
			atMost("duplicate_7_gram_characters", 0.13), atMost("duplicate_8_gram_characters", 0.12),
			atMost("duplicate_9_gram_characters", 0.11), atMost("duplicate_10_gram_characters", 0.1),
		},
	},
	{
		name:   "c4",
		source: c4Paper + "; the line rules in the order of tensorflow_datasets, c4_utils.clean_page, as datatrove's C4QualityFilter has them",
		note:   "Drops lines where it removes (see above). The list of bad words of the paper is not part of it.",
		edit:   c4Edit,
		bounds: []profileBound{
			atMost("lorem_ipsum_lines_c4", 0), atMost("curly_bracket_lines_c4", 0), atLeast("sentences_c4", 5), unbound("dropped_lines_c4"),
		},
	},
	{
		name:   "c4@dolma",
		source: "allenai/dolma, tagger c4_v2, with configs/c4-replication/mixer.yaml",
		note:   "Drops lines where it removes (see above). Its list of bad words and its language rule are not part of it.",
		edit:   dolmaEdit,
		bounds: []profileBound{
			atMost("lorem_ipsums_dolma", 0), atMost("curly_brackets_dolma", 0), atMost("javascripts_dolma", 0),
			unbound("unended_lines_dolma"), unbound("short_lines_dolma"),
		},
	},
	{
		name:   "c4-paragraph",
		source: "Xue et al. 2021, mT5: A massively multilingual pre-trained text-to-text transformer, NAACL 2021, 3.1, as datatrove's C4ParagraphFilter has it",
		note:   "Three lines of 200 characters or more.",
		bounds: []profileBound{atLeast("third_longest_line", 200)},
	},
	{
		name:   "fineweb",
		source: "Penedo et al. 2024, The FineWeb Datasets, arXiv:2406.17557, 3.6, as datatrove's FineWebQualityFilter has it",
		note:   "Its words are those of gopher@datatrove.",
		bounds: []profileBound{
			atLeast("ended_lines_fineweb", 0.12), atMost("short_lines_fineweb", 0.67),
			atMost("duplicate_line_characters_fineweb", 0.01), atMost("newlines_per_word_fineweb", 0.3),
		},
	},
}
