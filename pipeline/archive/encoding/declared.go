package encoding

import (
	"bytes"
	"regexp"
	"strings"

	"golang.org/x/net/html"
)

type declaration struct{ name, by string }

// declarations returns the encodings that the hints and the markup of b name, strongest first.
func (h Hints) declarations(b []byte) (list []declaration) {
	if name, err := Name(h.HTTP); err == nil {
		list = append(list, declaration{name, ByHTTP})
	}
	if !h.Markup {
		return list
	}
	if name := prescan(b[:min(len(b), prescanBytes)]); name != "" {
		list = append(list, declaration{name, ByMeta})
	}
	return list
}

// prescanBytes is how far the WHATWG prescan looks, four times: pages with long heads are common.
const prescanBytes = 4 * 1024

var xmlDeclaration = regexp.MustCompile(`^\s*<\?xml[^>]*?\sencoding\s*=\s*["']([-A-Za-z0-9._:]+)["']`)

// prescan returns the name of the first known encoding that an XML declaration or a meta element declares (WHATWG HTML,
// section 13.2.3.2). A declaration of UTF-16 that can be read in ASCII means UTF-8.
func prescan(b []byte) string {
	if m := xmlDeclaration.FindSubmatch(b); m != nil {
		if name := declared(string(m[1])); name != "" {
			return name
		}
	}
	z := html.NewTokenizer(bytes.NewReader(b))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return ""
		case html.StartTagToken, html.SelfClosingTagToken:
			if name := meta(z.Token()); name != "" {
				return name
			}
		}
	}
}

// meta returns the name of the encoding that a tag declares, or "".
func meta(t html.Token) string {
	if t.Data != "meta" {
		return ""
	}
	var charset, content string
	pragma := false
	for _, a := range t.Attr {
		switch a.Key {
		case "charset":
			charset = a.Val
		case "content":
			content = a.Val
		case "http-equiv":
			pragma = strings.EqualFold(a.Val, "content-type")
		}
	}
	if charset == "" && pragma {
		charset = FromContentType(content)
	}
	return declared(charset)
}

// declared returns the name of the encoding that a label in markup stands for, or "".
func declared(label string) string {
	name, err := Name(label)
	switch {
	case err != nil:
		return ""
	case strings.HasPrefix(name, "utf-16"), strings.HasPrefix(name, "utf-32"):
		return "utf-8"
	case name == "x-user-defined":
		return "windows-1252"
	}
	return name
}

// charsetParameter is the algorithm for extracting an encoding from a meta element (WHATWG HTML, section 2.4.5).
var charsetParameter = regexp.MustCompile(`(?i)charset[\t\n\f\r ]*=[\t\n\f\r ]*(?:"([^"]*)"|'([^']*)'|([^"'\t\n\f\r ;][^\t\n\f\r ;]*))`)

// FromContentType returns the charset parameter of a Content-Type as it is written there, "" where it has none.
func FromContentType(s string) string {
	m := charsetParameter.FindStringSubmatch(s)
	if m == nil {
		return ""
	}
	return m[1] + m[2] + m[3]
}
