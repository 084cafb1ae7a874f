package mbox

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"regexp"
	"strings"
	"unicode/utf8"

	"corpuspack/schema/canonical"
)

// Mail is one message. The empty string stands for what is not there.
type Mail struct {
	ID       string // Message-ID without its brackets
	Subject  string
	Author   string // names, or addresses where there is no name, joined by "; "
	Date     string // as it stands
	Language string // Content-Language
	Text     string // of the body, in HTML if that is set
	HTML     bool
	Rest     []canonical.Member // other headers that are about the message and not about its way, and "attachments"
}

// kept are the headers that go to the rest.
var kept = []string{"Cc", "From", "In-Reply-To", "Keywords", "List-Id", "Newsgroups", "Organization", "References", "Reply-To",
	"Sender", "To"}

var (
	errHeader = errors.New("broken header")
	errParts  = fmt.Errorf("more than %d parts, or nested deeper than %d levels", maxParts, maxNesting)
)

// blankLine ends the headers.
var blankLine = regexp.MustCompile(`\n\r?\n`)

const (
	maxHeader  = 1 << 20 // bytes
	maxParts   = 1000
	maxNesting = 16
)

// decoder returns the text that bytes stand for in a charset.
type decoder func(b []byte, charset string) (string, error)

// words reads encoded words (RFC 2047).
func (d decoder) words() *mime.WordDecoder {
	return &mime.WordDecoder{CharsetReader: func(charset string, r io.Reader) (io.Reader, error) {
		b, err := io.ReadAll(r)
		if err != nil {
			return nil, err
		}
		s, err := d(b, charset)
		return strings.NewReader(s), err
	}}
}

// Parse reads a message, with or without its "From " line. Its text is that of the parts that are to be shown; of alternatives
// it takes the plain text, if there is some. decode returns the text that bytes stand for in a charset, which is "" where the message names none.
func Parse(message []byte, decode func(b []byte, charset string) (string, error)) (Mail, error) {
	if bytes.HasPrefix(message, []byte("From ")) {
		_, message, _ = bytes.Cut(message, []byte("\n"))
	}
	if i := blankLine.FindIndex(message[:min(len(message), maxHeader)]); i == nil && len(message) > maxHeader {
		return Mail{}, fmt.Errorf("headers of more than %d bytes", maxHeader)
	}
	m, err := mail.ReadMessage(bytes.NewReader(message))
	if err != nil {
		return Mail{}, fmt.Errorf("%w: %w", errHeader, err)
	}
	h := headers{m.Header, decode}
	result := Mail{
		ID: strings.Trim(h.text("Message-Id"), "<>"), Subject: h.text("Subject"), Author: h.author(), Date: h.text("Date"),
		Language: h.text("Content-Language"),
	}
	body, err := io.ReadAll(m.Body)
	if err != nil {
		return Mail{}, err
	}
	b := &bodies{decode: decode}
	if err := b.add(part{mail.Header(m.Header), body}, 0); err != nil {
		return Mail{}, err
	}
	result.Text, result.HTML = b.text()
	for _, key := range kept {
		if s := h.text(key); s != "" {
			result.Rest = append(result.Rest, canonical.Member{Key: strings.ToLower(key), Value: canonical.AppendString(nil, s)})
		}
	}
	if len(b.left) > 0 {
		result.Rest = append(result.Rest, canonical.Member{Key: "attachments", Value: b.attachments()})
	}
	return result, nil
}

// headers reads the headers of a message.
type headers struct {
	header mail.Header
	decode decoder
}

// text returns the values of a header, with encoded words (RFC 2047) decoded.
func (h headers) text(key string) string {
	s := strings.Join(h.header[key], ", ")
	if decoded, err := h.decode.words().DecodeHeader(s); err == nil {
		s = decoded
	}
	if !utf8.ValidString(s) {
		decoded, err := h.decode([]byte(s), "")
		if err != nil {
			decoded = strings.ToValidUTF8(s, "\uFFFD")
		}
		s = decoded
	}
	return strings.TrimSpace(s)
}

// author returns the names in From. Where no address can be read in it, it is what stands in brackets at its end, or all.
func (h headers) author() string {
	parser := mail.AddressParser{WordDecoder: h.decode.words()}
	list, err := parser.ParseList(strings.Join(h.header["From"], ", "))
	if err != nil {
		s := h.text("From")
		if i := strings.LastIndexByte(s, '('); i >= 0 && strings.HasSuffix(s, ")") {
			s = s[i+1 : len(s)-1]
		}
		return s
	}
	var names []string
	for _, a := range list {
		name := a.Name
		if name == "" || !utf8.ValidString(name) {
			name = a.Address
		}
		names = append(names, name)
	}
	return strings.Join(names, "; ")
}

// part is a part of a message, or the whole of it.
type part struct {
	header mail.Header
	body   []byte
}

// mediaType returns the type of a part and its parameters. What cannot be read is plain text (RFC 2045, section 5.2).
func (p part) mediaType() (string, map[string]string) {
	kind, parameters, err := mime.ParseMediaType(p.header.Get("Content-Type"))
	if err != nil && !errors.Is(err, mime.ErrInvalidMediaParameter) || !strings.Contains(kind, "/") {
		return "text/plain", nil
	}
	return kind, parameters
}

// content returns the body without its transfer encoding (RFC 2045, section 6).
func (p part) content() ([]byte, error) {
	var r io.Reader = bytes.NewReader(p.body)
	encoding := strings.ToLower(strings.TrimSpace(p.header.Get("Content-Transfer-Encoding")))
	switch encoding {
	case "base64":
		r = base64.NewDecoder(base64.StdEncoding, r)
	case "quoted-printable":
		r = quotedprintable.NewReader(r)
	case "", "7bit", "8bit", "binary":
	default:
		return nil, fmt.Errorf("transfer encoding %q, which is not read", encoding)
	}
	b, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", encoding, err)
	}
	return b, nil
}

// bodies are the parts of a message that are to be shown, and those that are left out.
type bodies struct {
	decode decoder
	shown  []shown
	left   []part
	parts  int
}

func (b *bodies) add(p part, depth int) error {
	if b.parts++; b.parts > maxParts || depth > maxNesting {
		return errParts
	}
	kind, parameters := p.mediaType()
	disposition, _, _ := mime.ParseMediaType(p.header.Get("Content-Disposition"))
	switch {
	case strings.HasPrefix(kind, "multipart/"):
		return b.multipart(p, kind, parameters["boundary"], depth)
	case disposition == "attachment" || kind != "text/plain" && kind != "text/html":
		b.left = append(b.left, p)
		return nil
	}
	content, err := p.content()
	if err != nil {
		return err
	}
	s, err := b.decode(content, parameters["charset"])
	if err != nil {
		return fmt.Errorf("%s: %w", kind, err)
	}
	if strings.EqualFold(parameters["format"], "flowed") && kind == "text/plain" {
		s = unflow(s, strings.EqualFold(parameters["delsp"], "yes"))
	}
	b.shown = append(b.shown, shown{s, kind == "text/html"})
	return nil
}

// multipart adds the parts of a part, of alternatives the best.
func (b *bodies) multipart(p part, kind, boundary string, depth int) error {
	if boundary == "" {
		return errors.New("parts without a boundary")
	}
	inner := &bodies{decode: b.decode, parts: b.parts}
	for r := multipart.NewReader(bytes.NewReader(p.body), boundary); ; {
		next, err := r.NextRawPart()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		body, err := io.ReadAll(next)
		if err != nil {
			return err
		}
		if err := inner.add(part{mail.Header(next.Header), body}, depth+1); err != nil {
			return err
		}
	}
	if kind == "multipart/alternative" {
		inner.shown = best(inner.shown)
	}
	b.shown, b.left, b.parts = append(b.shown, inner.shown...), append(b.left, inner.left...), inner.parts
	return nil
}
