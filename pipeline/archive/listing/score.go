package listing

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// proof is the evidence for one boundary that the refusal looks at: what a heading inside of a post has not.
type proof struct {
	opening, repeats, known bool
}

// Weights of what the text says, in hundredths of a point. A true title has about +500 in sum, another line -200.
const (
	widthGood, widthFair, widthLong, widthHuge, widthShort            = 100, 30, -100, -250, -60
	subtitle, hasNumber                                               = 40, 30
	endsStop, endsColon, endsComma, endsDots, endsAsking, endsCalling = -220, -350, -300, -50, -60, 30
	titleCase                                                         = 60
	beginsLower, beginsQuoted, beginsSpeaking                         = -150, -60, -80
	kindCode, kindItem, kindTable, kindByline                         = -300, -200, -200, -100
	brokenLine                                                        = -400 // the first line of a wrapped paragraph
	noteLine                                                          = -250
	echoMost, echoLeast                                               = 180, 150 // for a title whose words all occur below, or all above
	topicMost                                                         = 120
	genericHeading                                                    = -300
	handled                                                           = -150 // a tweet
	knownTitle                                                        = 400  // elsewhere in the archive
)

// byWords is the weight of the number of words: headings have one to three, titles four to sixteen.
var byWords = [...]int{0, -150, -90, 20, 50, 50, 100, 100, 100, 100, 100, 100, 100, 70, 70, 70, 70, -60}

var (
	notes   = regexp.MustCompile(`^\W*(cross-?posted|originally (published|posted|appeared)|this (blog )?post|update[d:]|note:|editor|edit:|disclaimer|photo|image|figure|table|source:|tl;dr)`)
	generic = regexp.MustCompile(`^\W*(introduction|overview|summary|conclusions?|background|motivation|acknowledge?ments?|references?|footnotes?|examples?|discussion|thanks|thank you` +
		`|what's next|what’s next|next steps|future work|contributors?( to .*)?|changelog|installation|install|usage|features?|bug ?fixes|resources|further reading|notes|related( posts?)?|abstract|details|rationale|faq|credits|appendix|getting started|other changes|table of contents|contents|copyright|comments|about( us| the author)?|what is .*\?)\W*$`)
	handles  = regexp.MustCompile(`(^| )[#@][a-z]\w+|https?://|pic\.twitter`)
	speaking = regexp.MustCompile(`^(we|i|hello|hi|hey|thanks|dear|greetings)\b`)
)

// judge sets the content score and the proof of every candidate.
func judge(d *document, f *facts, v *vocabulary, all []candidate, known func(string) bool) {
	same := repeats(d, all)
	mean, likeness := 0, make([]int, len(all))
	for i, c := range all {
		likeness[i] = v.likeness(c.line)
		mean += likeness[i]
	}
	mean /= max(1, len(all))
	for i := range all {
		c := &all[i]
		c.content += below(d, f, c) + above(d, f, c) + same[i]
		echo := v.echo(c.line, c.body)
		if echo > 0 {
			c.content += echo * echoMost / 100
		} else {
			c.content += echo * echoLeast / 100
		}
		dip := max(-topicMost, min(topicMost, mean-likeness[i]))
		c.content += dip
		c.proof.repeats = same[i] > 0
		if known != nil && known(c.bare(d)) {
			c.content += knownTitle
			c.proof.known = true
		}
	}
}

// bare returns the title without its number and its marks.
func (c *candidate) bare(d *document) string {
	s := strings.TrimSuffix(strings.TrimPrefix(d.at(c.line)[c.number.size:], c.prefix), c.suffix)
	return strings.TrimSpace(s)
}

// shape scores the line alone.
func shape(d *document, f *facts, c *candidate) int {
	s := c.bare(d)
	if s == "" {
		return noteLine
	}
	words := strings.Fields(s)
	score := sizes(columns(s), countWords(s)) + parted(s) + ending(s) + beginning(s)
	if capitals(words)*100 >= 65*len(words) {
		score += titleCase
	}
	switch d.kind(c.line) {
	case code:
		score += kindCode
	case item:
		score += kindItem
	case byline:
		score += kindByline
	case table:
		score += kindTable
	}
	low := strings.ToLower(s)
	if f.wrap > 0 && c.underline == 0 && joined(d, c.line, f.wrap) {
		score += brokenLine
	}
	if notes.MatchString(low) {
		score += noteLine
	}
	if strings.ContainsAny(low, "#@:.") && handles.MatchString(low) {
		score += handled
	}
	if generic.MatchString(low) {
		score += genericHeading
	}
	return score
}

func sizes(width, words int) int {
	score := 0
	switch {
	case width > 150:
		score = widthHuge
	case width > 120:
		score = widthLong
	case width > 90:
		score = widthFair
	case width < 10:
		score = widthShort
	default:
		score = widthGood
	}
	return score + byWords[min(words, len(byWords)-1)]
}

// parted scores marks in a title that headings seldom have: a subtitle, a number.
func parted(s string) int {
	score := 0
	if strings.Contains(s, ": ") || strings.Contains(s, " – ") || strings.Contains(s, " — ") {
		score += subtitle
	}
	if strings.ContainsAny(s, "0123456789") {
		score += hasNumber
	}
	return score
}

// countWords returns the words of a title; an ideograph is half a word.
func countWords(s string) int {
	n := 2 * len(strings.Fields(s))
	for _, r := range s {
		if ideographic(r) {
			n++
		}
	}
	return n / 2
}

func ending(s string) int {
	last, _ := utf8.DecodeLastRuneInString(strings.TrimRight(s, "\"'”’)"))
	switch {
	case strings.HasSuffix(s, "...") || last == '…':
		return endsDots
	case last == '?' || last == '？':
		return endsAsking
	case last == '!' || last == '！':
		return endsCalling
	case last == '.' || last == '。':
		return endsStop
	case last == ':' || last == '：':
		return endsColon
	case last == ',' || last == ';' || last == '，' || last == '、':
		return endsComma
	}
	return 0
}

func beginning(s string) int {
	first, _ := utf8.DecodeRuneInString(s)
	switch {
	case unicode.IsLower(first):
		return beginsLower
	case strings.ContainsRune("\"'“‘([{<", first):
		return beginsQuoted
	case speaking.MatchString(strings.ToLower(s)):
		return beginsSpeaking
	}
	return 0
}

// capitals returns the number of words that are capitalized or too short to be.
func capitals(words []string) int {
	n := 0
	for _, w := range words {
		if r, _ := utf8.DecodeRuneInString(w); len(w) <= 3 || !unicode.IsLower(r) {
			n++
		}
	}
	return n
}
