package html

import (
	"strings"

	nethtml "golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// silent reports whether a browser shows no running text of an element: what holds no text, what is hidden, and the parts
// of a form.
func silent(n *nethtml.Node) bool { return mute(n) || hidden(n) }

// mute reports whether an element holds no running text whatever its attributes say.
func mute(n *nethtml.Node) bool {
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Head, atom.Title, atom.Iframe, atom.Noframes, atom.Noembed,
		atom.Object, atom.Embed, atom.Applet, atom.Canvas, atom.Audio, atom.Video, atom.Svg, atom.Map, atom.Frameset,
		atom.Input, atom.Select, atom.Textarea, atom.Button, atom.Datalist, atom.Option, atom.Progress, atom.Meter, atom.Dialog:
		return true
	}
	return n.Namespace == "svg"
}

// hidden reports whether an element says of itself that it is not shown. A body that waits for its script is shown.
func hidden(n *nethtml.Node) bool {
	if n.DataAtom == atom.Body || n.DataAtom == atom.Html {
		return false
	}
	for _, a := range n.Attr {
		switch a.Key {
		case "hidden":
			return !strings.EqualFold(a.Val, "until-found")
		case "aria-hidden":
			if a.Val == "true" && !strings.Contains(attr(n, "class"), "fallback-image") {
				return true
			}
		case "style":
			if hiddenStyle(a.Val) {
				return true
			}
		}
	}
	return false
}

// hiddenStyle reads the declarations of a style attribute.
func hiddenStyle(style string) bool {
	for style != "" {
		var declaration string
		declaration, style, _ = strings.Cut(style, ";")
		name, value, _ := strings.Cut(declaration, ":")
		name, value = strings.TrimSpace(name), strings.TrimSpace(value)
		if strings.EqualFold(name, "display") && hasPrefixFold(value, "none") ||
			strings.EqualFold(name, "visibility") && hasPrefixFold(value, "hidden") {
			return true
		}
	}
	return false
}

func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}

// isBlock reports whether an element stands apart from the text around it (section 15.3 of the HTML standard).
func isBlock(n *nethtml.Node) bool {
	switch n.DataAtom {
	case atom.Address, atom.Article, atom.Aside, atom.Blockquote, atom.Body, atom.Caption, atom.Center, atom.Dd, atom.Details,
		atom.Dir, atom.Div, atom.Dl, atom.Dt, atom.Fieldset, atom.Figcaption, atom.Figure, atom.Footer, atom.Form, atom.H1,
		atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Header, atom.Hgroup, atom.Hr, atom.Html, atom.Legend, atom.Li,
		atom.Main, atom.Menu, atom.Nav, atom.Ol, atom.P, atom.Pre, atom.Section, atom.Summary, atom.Table, atom.Tbody,
		atom.Td, atom.Tfoot, atom.Th, atom.Thead, atom.Tr, atom.Ul:
		return true
	}
	return false
}

// attr returns the value of an attribute, or "".
func attr(n *nethtml.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}
