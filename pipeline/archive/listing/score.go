package listing

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// proof is the evidence for one boundary that the refusal looks at: what a heading inside of a post has not.
type proof struct {
	opening, closing, echoes, repeats, generic, topic bool
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
	noteBelow                                                         = 120
	proseBelow, noProse                                               = 60, -120
	codeBelow                                                         = -100
	footerAbove, signoffAbove, closingAbove                           = 160, 140, 80
	openAbove                                                         = -200 // the line above ends in a colon or a comma
	echoMost, echoLeast                                               = 180, -150
	topicMost                                                         = 120
	inNavigation, copied, recurring, recurringMost                    = 300, 200, -150, -300
	genericHeading                                                    = -300
	handled                                                           = -150 // a tweet
)

// byWords is the weight of the number of words: headings have one to three, titles four to sixteen.
var byWords = [...]int{0, -150, -90, 20, 50, 50, 100, 100, 100, 100, 100, 100, 100, 70, 70, 70, 70, -60}

var (
	notes   = regexp.MustCompile(`^\W*(cross-?posted|originally (published|posted|appeared)|this (blog )?post|update[d:]|note:|editor|edit:|reference to any|disclaimer|photo|image|figure|table|source:|tl;dr)`)
	generic = regexp.MustCompile(`^\W*(introduction|overview|summary|conclusions?|background|motivation|acknowledge?ments?|references?|footnotes?|examples?|discussion|thanks|thank you` +
		`|what's next|what’s next|next steps|future work|contributors?( to .*)?|changelog|installation|install|usage|features?|bug ?fixes|resources|further reading|notes|related( posts?)?|abstract|details|rationale|faq|credits|appendix|getting started|other changes|table of contents|contents|copyright|comments|about( us| the author)?|what is .*\?)\W*$`)
	handles  = regexp.MustCompile(`(^| )[#@][a-z]\w+|https?://|pic\.twitter`)
	speaking = regexp.MustCompile(`^(we|i|hello|hi|hey|thanks|dear|greetings)\b`)
	openings = []struct {
		pattern *regexp.Regexp
		weight  int
	}{
		{regexp.MustCompile(`(today|this week|yesterday),? (we|i|the)\b|\b(we|i)('|’)?(re| are|m| am) (very |so |really |super )?(happy|excited|pleased|proud|thrilled|delighted|glad)|(happy|excited|pleased|proud|thrilled|delighted|glad) to (announce|share|introduce|release|publish)`), 190},
		{regexp.MustCompile(`\bin this (post|article|entry|blog|tutorial|guide|piece|essay|talk)|\bthis (post|article|entry) |\b(announc|introduc)(e|es|ed|ing)\b|^hello|^hi |^hey |^welcome|^greetings|^dear `), 130},
		{regexp.MustCompile(`\b(last|this|past) (week|month|year|summer|spring|fall|winter|autumn|weekend)\b|\b(recently|yesterday|over the (past|last)|a few (days|weeks|months|years) ago|earlier this)\b|^(today|as you|for the (past|last)|it('|’)s been|i('|’)ve (been|just)|we('|’)ve (been|just)|when i |posted|back in)`), 70},
	}
	closings = regexp.MustCompile(`\b(thanks?|thank you|stay tuned|see you|let us know|feedback|join us|looking forward|look forward|happy (hacking|coding)|contact|contributors|cheers|acknowledg|questions|comments|reach out|follow us|get in touch|good luck|enjoy|coming (weeks|months|soon)|until next|next (time|week|post)|try it)\b`)
)

// judge sets the content score and the proof of every candidate.
func judge(d *document, f *facts, v *vocabulary, all []candidate) {
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
			c.content -= echo * echoLeast / 100
		}
		dip := max(-topicMost, min(topicMost, mean-likeness[i]))
		c.content += dip
		c.proof.echoes, c.proof.topic, c.proof.repeats = echo > 25, dip > topicMost/2, same[i] > 0
	}
}

// shape scores the line alone.
func shape(d *document, f *facts, c *candidate) int {
	s := strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(d.at(c.line)[c.number.size:], c.prefix), c.suffix))
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
	if handles.MatchString(low) {
		score += handled
	}
	if generic.MatchString(low) {
		score += genericHeading
		c.proof.generic = true
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

// nearby is the number of lines below a title in which its text must show.
const nearby = 6

// below scores the text that follows.
func below(d *document, f *facts, c *candidate) int {
	if c.body >= len(d.lines) {
		return noProse
	}
	score, body := 0, c.body
	if d.lines[body].width <= maxTitle && body+1 < len(d.lines) && notes.MatchString(strings.ToLower(d.at(body))) {
		score += noteBelow
		body++
	}
	switch d.kind(body) {
	case code, item, table, footnote, footer, furniture:
		score += codeBelow
	}
	if paragraph(d, body) >= proseWidth {
		score += proseBelow
	}
	prose := false
	for i := body; i < min(body+nearby, len(d.lines)); i++ {
		prose = prose || d.lines[i].width >= 80 || running(d, i, f.wrap)
	}
	if !prose {
		score += noProse
	}
	text := strings.ToLower(cut(d.text[d.lines[body].start:], 220))
	for _, o := range openings {
		if o.pattern.MatchString(text) {
			c.proof.opening = true
			return score + o.weight
		}
	}
	return score
}

// above scores the text that comes before.
func above(d *document, f *facts, c *candidate) int {
	if c.head == 0 {
		return 0
	}
	s := d.at(c.head - 1)
	last := strings.ToLower(s[max(0, len(s)-160):])
	switch k := d.kind(c.head - 1); {
	case k == footer || k == footnote || k == furniture:
		c.proof.closing = true
		return footerAbove
	case k == signoff || k == byline:
		c.proof.closing = true
		return signoffAbove
	case strings.HasSuffix(last, ":") || strings.HasSuffix(last, ","):
		return openAbove
	case strings.HasSuffix(last, "!") || closings.MatchString(last):
		c.proof.closing = true
		return closingAbove
	}
	return 0
}

// paragraph returns the columns of the paragraph that begins with line i, counted up to a prose line.
func paragraph(d *document, i int) int {
	width := 0
	for j := i; j < len(d.lines) && d.kind(j) == plain && (j == i || d.gap(j) == 0) && width < proseWidth; j++ {
		width += d.lines[j].width
	}
	return width
}

// repeats scores candidates whose line stands elsewhere too: in the navigation, above the same text (a copy of the post)
// or above another text (a heading that recurs).
func repeats(d *document, all []candidate) []int {
	places := map[string][]int{}
	for i := range d.lines {
		if d.lines[i].width <= maxTitle && len(places[d.at(i)]) < maxTwins {
			places[d.at(i)] = append(places[d.at(i)], i)
		}
	}
	scores := make([]int, len(all))
	for i, c := range all {
		for _, j := range places[d.at(c.line)] {
			if j != c.line {
				scores[i] += twin(d, c, j)
			}
		}
		scores[i] = max(recurringMost, min(inNavigation, scores[i]))
	}
	return scores
}

// maxTwins is the number of equal lines that are compared.
const maxTwins = 8

// twin scores a candidate by line j, which reads the same.
func twin(d *document, c candidate, j int) int {
	switch {
	case d.at(c.body) != d.at(body(d, j, underline(d, j))):
		if j < c.line && listed(d, j) {
			return inNavigation
		}
		return recurring
	case d.at(c.head-1) != d.at(head(d, j)-1):
		return copied
	}
	return 0
}

// listed reports whether line i is one of several short lines without text between them.
func listed(d *document, i int) bool {
	for j := max(0, i-1); j <= min(i+2, len(d.lines)-1); j++ {
		if d.lines[j].width > proseWidth {
			return false
		}
	}
	return d.gap(i+1) == 0
}

// cut returns the first n bytes of s.
func cut(s string, n int) string { return s[:min(n, len(s))] }
