package html

import (
	"fmt"
	"strings"

	nethtml "golang.org/x/net/html"
)

// The tree of a page may take fifty times the memory of its bytes, so what it will have is counted before it is built.
const (
	maxTags       = 500_000 // start tags
	maxAttributes = 1_000_000
	maxCopies     = 1_000_000
)

// load returns the tree of a page. A page whose tree would be deeper than the parser takes, 512 levels, or would
// multiply, is read without what nests: its paragraphs, headings and code alone.
func load(page string) (*nethtml.Node, error) {
	if tags := strings.Count(page, "<") - strings.Count(page, "</"); tags > maxTags {
		return nil, fmt.Errorf("%d start tags: at most %d are read", tags, maxTags)
	}
	w := weightOf(page)
	if w.attributes > maxAttributes {
		return nil, fmt.Errorf("more than %d attributes", maxAttributes)
	}
	if w.copies <= maxCopies {
		if doc, err := nethtml.Parse(strings.NewReader(page)); err == nil {
			return doc, nil
		}
	}
	doc, err := nethtml.Parse(strings.NewReader(flatten(page)))
	if err != nil {
		return nil, fmt.Errorf("parse: %w", err)
	}
	return doc, nil
}

// weight is what the tree of a page has at most. The parser copies the formatting elements that are open into every
// block that follows (HTML standard, section 13.2.4.3): a page of 200 KB can become gigabytes so.
type weight struct {
	attributes int
	copies     int // of formatting elements; their attributes count as half a copy
}

// weightOf returns the weight of a page, or nothing where a glance tells that it is small.
func weightOf(page string) weight {
	const bigPage = 4 << 20
	if len(page) <= bigPage && !mayMultiply(page) {
		return weight{}
	}
	var w weight
	var open []string // names, and "" for a boundary
	most := 1
	for z := nethtml.NewTokenizer(strings.NewReader(page)); ; {
		kind := z.Next()
		if kind == nethtml.ErrorToken || w.attributes > maxAttributes || w.copies > maxCopies {
			return w
		}
		if kind != nethtml.StartTagToken && kind != nethtml.SelfClosingTagToken && kind != nethtml.EndTagToken {
			continue
		}
		name, n := tagOf(z)
		w.attributes += n
		switch {
		case kind == nethtml.EndTagToken:
			open = closed(open, name)
		case isFormatting(name):
			open = append(open, name)
			most = max(most, 1+n/2)
		case isBoundary(name):
			open = append(open, "")
		}
		w.copies += len(open) * most
	}
}

// mayMultiply reports whether the formatting elements of a page could be copied too often if nothing closed them.
func mayMultiply(page string) bool {
	const most = 256 // bytes of a usual tag
	tags, formatting := 0, 0
	for rest := page; ; tags++ {
		at := strings.IndexByte(rest, '<')
		if at < 0 {
			return tags*formatting > maxCopies
		}
		rest = rest[at+1:]
		if !isFormatting(name(rest)) {
			continue
		}
		end := strings.IndexByte(rest[:min(len(rest), most)], '>')
		if end < 0 || strings.Count(rest[:end], `"`)%2 != 0 || strings.Count(rest[:end], "'")%2 != 0 {
			return true // its end is not in sight
		}
		formatting += 1 + end/16
	}
}

// name returns the letters and digits at the begin of a tag.
func name(tag string) string {
	n := 0
	for n < len(tag) && n < 16 && ('a' <= tag[n]|0x20 && tag[n]|0x20 <= 'z' || '0' <= tag[n] && tag[n] <= '9') {
		n++
	}
	return tag[:n]
}

// isFormatting reports whether name is that of a formatting element (HTML standard, section 13.2.4.2), but for links,
// which the next link closes.
func isFormatting(name string) bool {
	switch strings.ToLower(name) {
	case "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u":
		return true
	}
	return false
}

// tagOf returns the name of the tag that z stands at, and the number of its attributes.
func tagOf(z *nethtml.Tokenizer) (name string, attributes int) {
	b, more := z.TagName()
	name = string(b)
	for ; more; attributes++ {
		_, _, more = z.TagAttr()
	}
	return name, attributes
}

// closed returns open without the last element called name, unless a boundary stands behind it: an end tag counts where
// it surely closes an element.
func closed(open []string, name string) []string {
	for i := len(open) - 1; i >= 0 && open[i] != ""; i-- {
		if open[i] == name {
			return append(open[:i], open[i+1:]...)
		}
	}
	return open
}

// isBoundary reports whether an end tag may have no effect on elements that are open around an element called name.
func isBoundary(name string) bool {
	switch name {
	case "applet", "caption", "frameset", "marquee", "math", "object", "select", "svg", "table", "td", "template", "th":
		return true
	}
	return false
}
