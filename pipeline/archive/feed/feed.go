// Package feed reads the entries of a feed: RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0.
//
// The rule that matters: a feed is well-formed XML, its entities are those of XML and HTML (a bare & is text), and whatever an entry holds is in
// a field or in the rest. What stands outside of the entries, but for the language, is not kept. The formats: the RSS 2.0
// Specification (RSS Advisory Board), RDF Site Summary 1.0, RFC 4287. schema/FORMAT.md, sections 4 and 5, says what becomes
// of the values.
package feed

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"corpuspack/schema/canonical"
)

// Entry is an item of RSS or an entry of Atom. The empty string stands for what is not there.
type Entry struct {
	ID         string // guid or id
	Link       string // of the page, as it stands
	Title      string // plain text
	Author     string // names, joined by "; "
	Published  string // as it stands; of the last change where there is no other date
	Language   string // of the entry, else of the feed
	HTML       string // the content, else the summary
	Summary    bool   // only a summary is there, which may be a teaser
	Start, End int64  // bytes of the element in the feed
	Rest       []canonical.Member
}

// Error says at which byte of a feed, counted from 0, it is broken.
type Error struct {
	Byte int64
	Err  error
}

// Error returns the byte, then the problem.
func (e *Error) Error() string { return fmt.Sprintf("byte %d: %v", e.Byte, e.Err) }

// Unwrap returns the problem without its place.
func (e *Error) Unwrap() error { return e.Err }

// ErrNoFeed says of a document that it is XML, but no feed.
var ErrNoFeed = errors.New("no feed")

var errEntity = errors.New("an entity is declared, which is not read")

// Parse returns the entries of a feed in their order. data is UTF-8, whatever encoding it declares. The error is an *Error.
func Parse(data []byte) ([]Entry, error) {
	p := &parser{data: data, d: xml.NewDecoder(bytes.NewReader(data))}
	p.d.Strict, p.d.Entity = false, xml.HTMLEntity
	p.d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	if err := p.feed(); err != nil {
		return nil, err
	}
	return p.entries, nil
}

// parser walks through a feed.
type parser struct {
	data     []byte
	d        *xml.Decoder
	core     string   // namespace of the root
	open     []string // names of the elements around
	language []string // of each of them
	entries  []Entry
}

func (p *parser) fault(err error) error {
	if e, ok := errors.AsType[*xml.SyntaxError](err); ok {
		err = errors.New(e.Msg)
	}
	return &Error{Byte: p.d.InputOffset(), Err: err}
}

// token returns the next token. An io.EOF is one only outside of the root.
func (p *parser) token() (xml.Token, error) {
	at := p.d.InputOffset()
	t, err := p.d.Token()
	if err != nil && err != io.EOF {
		return nil, p.fault(err)
	}
	switch t := t.(type) {
	case xml.Directive:
		if bytes.Contains(bytes.ToUpper(t), []byte("<!ENTITY")) {
			return nil, p.fault(errEntity)
		}
	case xml.EndElement:
		if !closes(p.data[:p.d.InputOffset()], at, t.Name.Local) {
			return nil, p.fault(fmt.Errorf("element <%s> is not closed", t.Name.Local))
		}
	}
	return t, err
}

// closes reports whether what stands from the byte at to the end of data closes the element, or its start tag did. The
// decoder, which is told to take a bare & for text, makes up end tags too.
func closes(data []byte, at int64, name string) bool {
	tag := data[at:]
	if len(tag) == 0 {
		return bytes.HasSuffix(data, []byte("/>"))
	}
	tag = bytes.TrimRight(bytes.TrimPrefix(tag, []byte("</")), "> \t\r\n")
	return string(tag[bytes.IndexByte(tag, ':')+1:]) == name
}

func (p *parser) feed() error {
	root := false
	for {
		at := p.d.InputOffset()
		t, err := p.token()
		switch {
		case err == io.EOF && !root:
			return p.fault(ErrNoFeed)
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		}
		switch t := t.(type) {
		case xml.StartElement:
			if len(p.open) == 0 && !p.root(t, root) {
				return &Error{Byte: at, Err: fmt.Errorf("%w, but <%s>", ErrNoFeed, t.Name.Local)}
			}
			root = true
			err = p.start(t, at)
		case xml.EndElement:
			p.open, p.language = p.open[:len(p.open)-1], p.language[:len(p.language)-1]
		}
		if err != nil {
			return err
		}
	}
}

// root reports whether the element is the root of a feed, and the first one.
func (p *parser) root(t xml.StartElement, second bool) bool {
	p.core = t.Name.Space
	known := []string{"rdf:RDF", "atom:feed", "atom:entry", "feed", "entry"}
	return !second && (t.Name.Local == "rss" || slices.Contains(known, name(t.Name, "")))
}

// start takes the beginning of an element that is no part of an entry.
func (p *parser) start(t xml.StartElement, at int64) error {
	name, above := name(t.Name, p.core), "deep"
	if len(p.open) <= 2 {
		above = strings.Join(p.open, "/")
	}
	language := attribute(t.Attr, "xml:lang")
	if language == "" && len(p.language) > 0 {
		language = p.language[len(p.language)-1]
	}
	switch {
	case name == "item" && slices.Contains([]string{"rss/channel", "RDF", "rss", "RDF/channel"}, above),
		name == "entry" && (above == "feed" || above == ""):
		e, err := p.entry(t, language)
		e.Start, e.End = at, p.d.InputOffset()
		p.entries = append(p.entries, e)
		return err
	case above == "rss/channel" && (name == "language" || name == "dc:language"):
		e, err := p.element(t, 0)
		p.language[len(p.language)-1] = strings.TrimSpace(e.text)
		return err
	}
	p.open, p.language = append(p.open, name), append(p.language, language)
	return nil
}

// maxDepth is the number of levels below an element of an entry that are told apart.
const maxDepth = 1

// element is an element of an entry, or one inside of such an element.
type element struct {
	name     string
	attrs    []xml.Attr
	text     string // without that of its children
	inner    string // source between its tags
	children []element
}

// skip reads to the end of an element.
func (p *parser) skip() error {
	for depth := 1; depth > 0; {
		t, err := p.token()
		if err != nil {
			return err
		}
		switch t.(type) {
		case xml.StartElement:
			depth++
		case xml.EndElement:
			depth--
		}
	}
	return nil
}

// element reads to the end of the element that t begins.
func (p *parser) element(t xml.StartElement, depth int) (element, error) {
	e := element{name: name(t.Name, p.core), attrs: t.Copy().Attr}
	seen := map[string]bool{}
	for _, a := range e.attrs {
		key := name(a.Name, "")
		if seen[key] {
			return e, p.fault(fmt.Errorf("attribute %q is given twice", key))
		}
		seen[key] = true
	}
	var text strings.Builder
	for from := p.d.InputOffset(); ; {
		at := p.d.InputOffset()
		t, err := p.token()
		if err != nil {
			return e, err
		}
		switch t := t.(type) {
		case xml.CharData:
			text.Write(t)
		case xml.StartElement:
			child := element{name: name(t.Name, p.core)}
			if depth == maxDepth {
				err = p.skip()
			} else {
				child, err = p.element(t, depth+1)
			}
			if err != nil {
				return e, err
			}
			e.children = append(e.children, child)
		case xml.EndElement:
			e.text, e.inner = text.String(), string(p.data[from:max(from, at)])
			return e, nil
		}
	}
}
