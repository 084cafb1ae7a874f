package segment

import (
	"slices"
	"unicode/utf8"

	"corpuspack/pipeline/segment/sentence"
	"corpuspack/schema"
	"corpuspack/schema/words"
)

// sections joins each heading, and the title, with what stands under it.
func sections(text string, blocks []schema.Segment) []schema.Segment {
	var list []schema.Segment
	for from := 0; from < len(blocks); {
		to := from + 1
		for to < len(blocks) && blocks[to].Kind != schema.KindHeading {
			to++
		}
		list = append(list, schema.Segment{Kind: schema.KindSection, Start: blocks[from].Start, Stop: blocks[to-1].Stop})
		copyPlace(&list[len(list)-1], &blocks[from])
		from = to
	}
	fill(text, list)
	return list
}

// copyPlace gives s what tells where from stands.
func copyPlace(s, from *schema.Segment) {
	s.DocumentID, s.Headings, s.Split = from.DocumentID, from.Headings, from.Split
}

// whole are the kinds of blocks that are not cut into sentences.
var whole = []string{schema.KindTitle, schema.KindHeading, schema.KindCode, schema.KindTable}

// cutSentences cuts the blocks of running text. The others stay as they are.
func cutSentences(blocks []schema.Segment) []schema.Segment {
	list := make([]schema.Segment, 0, 4*len(blocks))
	for i := range blocks {
		b := &blocks[i]
		if slices.Contains(whole, b.Kind) {
			list = append(list, *b)
			continue
		}
		list = appendSentences(list, b)
	}
	return list
}

// appendSentences appends the sentences of a block. An item of a list begins a sentence.
func appendSentences(list []schema.Segment, b *schema.Segment) []schema.Segment {
	at, code, from := 0, b.Start, 0
	for _, to := range append(items(b), len(b.Text)) {
		for _, span := range sentence.Cut(b.Text[from:to]) {
			code += int64(utf8.RuneCountInString(b.Text[at : from+span.Start]))
			s := schema.Segment{Kind: schema.KindSentence, Start: code, Text: b.Text[from+span.Start : from+span.End]}
			code += int64(utf8.RuneCountInString(s.Text))
			s.Stop, at = code, from+span.End
			copyPlace(&s, b)
			list = append(list, s)
		}
		from = to
	}
	return list
}

// items returns the bytes at which the second and the later items of a list begin: lines that are not indented.
func items(b *schema.Segment) (starts []int) {
	for i := 1; b.Kind == schema.KindList && i < len(b.Text); i++ {
		if b.Text[i-1] == '\n' && !isSpace(b.Text[i]) {
			starts = append(starts, i)
		}
	}
	return starts
}

// windows joins as many sentences, and blocks that are not cut, as the size allows. The next window begins with as many of
// those at the end of the one before as the overlap allows, and has at least one more.
func (s *Segmenter) windows(text string, parts []schema.Segment) []schema.Segment {
	sizes := make([]int64, len(parts))
	for i := range parts {
		sizes[i] = s.size(parts[i].Text)
	}
	var list []schema.Segment
	for from, done := 0, 0; done < len(parts); {
		to, total := from, int64(0)
		for to < len(parts) && (to <= done || total+sizes[to] <= s.config.Window.Size) {
			total += sizes[to]
			to++
		}
		w := schema.Segment{Kind: schema.KindWindow, Start: parts[from].Start, Stop: parts[to-1].Stop}
		copyPlace(&w, &parts[from])
		list = append(list, w)
		from, done = s.overlap(sizes, done, to), to
	}
	fill(text, list)
	return list
}

// overlap returns the first part of the window that comes after the one that ends before part to. It is no part that the
// windows before had twice already.
func (s *Segmenter) overlap(sizes []int64, done, to int) int {
	from, left := to, s.config.Window.Overlap
	if to < len(sizes) {
		left = min(left, s.config.Window.Size-sizes[to])
	}
	for from > done && left > 0 && sizes[from-1] <= left {
		from--
		left -= sizes[from]
	}
	return from
}

func (s *Segmenter) size(text string) int64 {
	if s.config.Window.Of == "tokens" {
		return *s.CountTokens(text)
	}
	return words.Count(text)
}

// fill sets the texts of segments, which stand in the order of their starts.
func fill(text string, list []schema.Segment) {
	at, code := 0, int64(0)
	for i := range list {
		s := &list[i]
		at, code = at+skip(text[at:], s.Start-code), s.Start
		s.Text = text[at : at+skip(text[at:], s.Stop-s.Start)]
	}
}

// skip returns the bytes of the first n code points of s.
func skip(s string, n int64) int {
	i := 0
	for ; n > 0; n-- {
		size := 1
		if s[i] >= utf8.RuneSelf {
			_, size = utf8.DecodeRuneInString(s[i:])
		}
		i += size
	}
	return i
}
