// Package html reads a web page: its main text as Markdown, and what the page says of itself.
//
// The rule that matters: navigation, advertisement, comments and the like are left out, but a page that seems to be
// nothing else is read whole, and one without any text is an error. What the columns hold is specified in
// schema/FORMAT.md, section 5.
package html

import (
	"errors"
	"fmt"
	"strings"

	nethtml "golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"corpuspack/pipeline/archive/header"
)

// Page is one web page.
type Page struct {
	header.Header
	Text string // main text, as the function Text writes it
}

var errNoText = errors.New("no text in the page")

// Parse reads a page, which must be UTF-8. url is where it was fetched from, or "". The header has the title without the
// name of the site, the canonical address, and in the rest the description, the name of the site and the like. A heading
// that repeats the title is no part of the text. The error says what is wrong with the page: it has no text, or is too
// large to be read.
func Parse(page, url string) (Page, error) {
	doc, err := load(page)
	if err != nil {
		return Page{}, err
	}
	body := child(child(doc, atom.Html), atom.Body)
	if body == nil {
		return Page{}, fmt.Errorf("%w: it is a frameset", errNoText)
	}
	f := factsOf(doc)
	p := Page{Header: f.header(url), Text: mainText(body, f)}
	if p.Text != "" {
		return p, nil
	}
	if closed, ok := closeTitle(page); ok {
		return Parse(closed, url)
	}
	return Page{}, errNoText
}

// closeTitle closes the title of a page that has no end of it, before the next tag: all of the page would be its title.
func closeTitle(page string) (string, bool) {
	lower := strings.ToLower(page)
	start := strings.Index(lower, "<title")
	if start < 0 || strings.Contains(lower, "</title") || len(lower) != len(page) {
		return "", false
	}
	end := start + len("<title")
	next := strings.IndexByte(page[end:], '<')
	if next < 0 {
		return "", false
	}
	return page[:end+next] + "</title>" + page[end+next:], true
}

// child returns the first child of n that is a tag, or nil.
func child(n *nethtml.Node, tag atom.Atom) *nethtml.Node {
	if n == nil {
		return nil
	}
	for c := range n.ChildNodes() {
		if c.DataAtom == tag && c.Type == nethtml.ElementNode {
			return c
		}
	}
	return nil
}
