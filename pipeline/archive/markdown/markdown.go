// Package markdown reads a page of Markdown: its front matter in YAML or TOML, its title, and its body.
//
// The rule that matters: the body is the source as it stands, and every value of the front matter keeps its characters
// (1.10 stays "1.10", a date is no time). What is no front matter is text. schema/FORMAT.md, sections 4 and 5, says
// what becomes of the values.
package markdown

import (
	"errors"
	"fmt"
	"strings"

	"corpuspack/pipeline/archive/header"
)

// Page is one page of Markdown.
type Page struct {
	header.Header
	Slug string // short name of the page; it stands in the rest too
	Root bool   // the slug is a path from the root of the site (path in TOML), not a name in the folder of the page
	Body string // what stands behind the front matter
}

// Error says in which line of a page the front matter is broken. Lines count from 1.
type Error struct {
	Line int
	Err  error
}

// Error returns the line, then the problem.
func (e *Error) Error() string { return fmt.Sprintf("line %d: %v", e.Line, e.Err) }

// Unwrap returns the problem without its line.
func (e *Error) Unwrap() error { return e.Err }

// Parse reads a page, which must be UTF-8 without a byte order mark. Its title is that of the front matter, else the
// heading of level 1 that the body begins with, as Markdown source. The error is an *Error.
func Parse(page string) (Page, error) {
	front, body, err := frontMatter(page)
	if err != nil {
		return Page{}, err
	}
	p := Page{Body: body}
	p.take(front)
	if strings.TrimSpace(p.Title) == "" {
		p.Title = heading(body)
	}
	return p, nil
}

// maxFront is the number of bytes that front matter may have: parsing it must end soon.
const maxFront = 256 << 10

// errNoMapping says of a block that it is YAML, but holds no keys: text between two thematic breaks.
var errNoMapping = errors.New("no mapping")

// frontMatter returns the fields of the front matter of the page and what stands behind it. A page without front matter
// is all body: also one that begins with a thematic break, which no line ends as front matter is ended, or which is
// followed by text that is no mapping, or by a blank line and text that is no YAML.
func frontMatter(page string) (front, string, error) {
	fence, rest := cutLine(page)
	if fence != "---" && fence != "+++" {
		return front{}, page, nil
	}
	block, body, ok := cutAtFence(rest, fence)
	if !ok {
		return front{}, page, nil
	}
	f, err := front{}, error(nil)
	switch {
	case len(block) > maxFront:
		err = &Error{Line: 1, Err: fmt.Errorf("front matter of %d bytes: at most %d are read", len(block), maxFront)}
	case fence == "+++":
		f, err = readTOML(block)
	default:
		f, err = readYAML(block)
	}
	first, _ := cutLine(block)
	if errors.Is(err, errNoMapping) || err != nil && fence == "---" && first == "" {
		return front{}, page, nil
	}
	return f, body, err
}

// cutAtFence cuts s at the first line that ends front matter which begins with fence.
func cutAtFence(s, fence string) (block, body string, ok bool) {
	for at := 0; at < len(s); {
		line, rest := cutLine(s[at:])
		if line == fence || fence == "---" && line == "..." {
			return s[:at], rest, true
		}
		at = len(s) - len(rest)
	}
	return "", "", false
}

// cutLine returns the first line of s without the white space at its end, and what follows its line end.
func cutLine(s string) (line, rest string) {
	line, rest, _ = strings.Cut(s, "\n")
	return strings.TrimRight(line, " \t\r"), rest
}
