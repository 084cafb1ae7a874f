package mbox

import (
	"html"
	"mime"
	"strings"

	"corpuspack/schema/canonical"
)

// shown is the text of a part that is to be shown.
type shown struct {
	text string
	html bool
}

// best returns the one of alternatives: the plain text, unless it is blank, else the last, which the writer holds for the best
// (RFC 2046, section 5.1.4).
func best(alternatives []shown) []shown {
	for i, s := range alternatives {
		if !s.html && strings.TrimSpace(s.text) != "" {
			return alternatives[i : i+1]
		}
	}
	return alternatives[max(0, len(alternatives)-1):]
}

// text returns the text of the parts, one below the other, and whether it is HTML: it is where one of them is.
func (b *bodies) text() (string, bool) {
	isHTML := false
	for _, s := range b.shown {
		isHTML = isHTML || s.html
	}
	var texts []string
	for _, s := range b.shown {
		if isHTML && !s.html {
			s.text = "<pre>" + html.EscapeString(s.text) + "</pre>"
		}
		texts = append(texts, s.text)
	}
	return strings.Join(texts, "\n"), isHTML
}

// attachments returns the types and the names of the parts that are left out, as a JSON array.
func (b *bodies) attachments() []byte {
	list := []byte{'['}
	for i, p := range b.left {
		if i > 0 {
			list = append(list, ',')
		}
		kind, parameters := p.mediaType()
		_, disposition, _ := mime.ParseMediaType(p.header.Get("Content-Disposition"))
		name := disposition["filename"]
		if name == "" {
			name = parameters["name"]
		}
		if decoded, err := b.decode.words().DecodeHeader(name); err == nil {
			name = decoded
		}
		list = append(list, `{"name":`...)
		list = canonical.AppendString(list, strings.ToValidUTF8(name, "\uFFFD"))
		list = append(list, `,"type":`...)
		list = append(canonical.AppendString(list, strings.ToValidUTF8(kind, "\uFFFD")), '}')
	}
	return append(list, ']')
}

// unflow joins the lines of text that was broken for sending (RFC 3676, section 4). A line that ends in a space goes on in the
// next one, if that is quoted as deep; delsp says that the space was put in for that.
func unflow(s string, delsp bool) string {
	var out strings.Builder
	depth, open := 0, false // of the line that goes on
	for line := range strings.Lines(s) {
		line, end := cutLineEnd(line)
		rest := strings.TrimLeft(line, ">")
		quotes := len(line) - len(rest)
		rest = strings.TrimPrefix(rest, " ") // stuffed
		if open && (quotes != depth || rest == "-- ") {
			out.WriteString("\n")
			open = false
		}
		if !open && quotes > 0 {
			out.WriteString(strings.Repeat(">", quotes) + " ")
		}
		depth, open = quotes, strings.HasSuffix(rest, " ") && rest != "-- "
		if open && delsp {
			rest = rest[:len(rest)-1]
		}
		out.WriteString(rest)
		if !open {
			out.WriteString(end)
		}
	}
	return out.String()
}

func cutLineEnd(line string) (text, end string) {
	text = strings.TrimSuffix(strings.TrimSuffix(line, "\n"), "\r")
	return text, line[len(text):]
}
