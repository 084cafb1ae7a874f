package listing

import (
	"strings"
	"unicode"
)

// phrases are words between single spaces, in lower case and without marks, as spoken writes them.
type phrases []string

// list makes phrases of a text with one phrase between commas.
func list(text string) phrases {
	var p phrases
	for phrase := range strings.SplitSeq(text, ",") {
		p = append(p, " "+strings.TrimSpace(phrase)+" ")
	}
	return p
}

// What posts open with, from the surest to the least sure, and what they close with. Posts in other languages than these
// have the other evidence.
var (
	openings = []struct {
		phrases
		weight int
	}{
		{list(`today we, today i, today the, this week we, this week i, this week the, yesterday we, yesterday the, happy to, excited, pleased to, proud to,
			thrilled, delighted, glad to, freuen uns, heureux de, ravis de, encantados de, nos complace`), 190},
		{list(`in this post, in this article, in this entry, in this blog, in this tutorial, in this guide, in this piece, in this essay, in this talk,
			this post, this article, this entry, announce, announces, announced, announcing, introduce, introduces, introduced, introducing,
			in diesem beitrag, in diesem artikel, dans cet article, dans ce billet, en este artículo, en esta entrada`), 130},
		{list(`last week, last month, last year, last summer, last spring, last fall, last winter, last autumn, last weekend, this week, this month, this year,
			this summer, this spring, this fall, this winter, this autumn, this weekend, past week, past month, past year, past weekend, recently, yesterday,
			over the last, over the past, days ago, weeks ago, months ago, earlier this`), 70},
	}
	greetings = list(`hello, hi, hey, welcome, greetings, dear, hallo, bonjour, hola`)
	begun     = list(`today, as you, for the past, for the last, it s been, i ve been, i ve just, we ve been, we ve just, when i, posted, back in`)
	closings  = list(`thanks, thank, thank you, stay tuned, see you, let us know, feedback, join us, looking forward, look forward, happy hacking, happy coding,
		contact, contributors, cheers, questions, comments, reach out, follow us, get in touch, good luck, enjoy, coming weeks, coming months, coming soon,
		until next, next time, next week, next post, try it, vielen dank, bis bald, merci, à bientôt, gracias`)
)

// spoken returns the words of s between single spaces, in lower case.
func spoken(s string) string {
	b := make([]rune, 1, len(s)+2)
	b[0] = ' '
	for _, r := range s {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			b = append(b, unicode.ToLower(r))
		} else if b[len(b)-1] != ' ' {
			b = append(b, ' ')
		}
	}
	if b[len(b)-1] != ' ' {
		b = append(b, ' ')
	}
	return string(b)
}

// in reports whether one of the phrases stands in text, which spoken wrote.
func (p phrases) in(text string) bool {
	for _, phrase := range p {
		if strings.Contains(text, phrase) {
			return true
		}
	}
	return false
}

// begin reports whether text begins with one of the phrases.
func (p phrases) begin(text string) bool { return starts(text, p) }

// opens returns the weight of the phrase that a post opens with, 0 without.
func opens(text string) int {
	text = spoken(text)
	switch {
	case openings[0].in(text):
		return openings[0].weight
	case openings[1].in(text) || greetings.begin(text):
		return openings[1].weight
	case openings[2].in(text) || begun.begin(text):
		return openings[2].weight
	}
	return 0
}
