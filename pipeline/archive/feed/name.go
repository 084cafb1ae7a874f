package feed

import (
	"encoding/xml"
	"strings"
)

// prefixes are the usual prefixes of namespaces, which stand here in the form that bare gives them. That of RSS is "".
var prefixes = map[string]string{
	"purl.org/rss/1.0":                    "",
	"my.netscape.com/rdf/simple/0.9":      "",
	"channel.netscape.com/rdf/simple/0.9": "",
	"backend.userland.com/rss2":           "",
	"blogs.law.harvard.edu/tech/rss":      "",
	"www.w3.org/1999/02/22-rdf-syntax-ns": "rdf",
	"www.w3.org/2005/atom":                "atom",
	"purl.org/atom/ns":                    "atom",
	"purl.org/rss/1.0/modules/content":    "content",
	"purl.org/dc/elements/1.1":            "dc",
	"purl.org/dc/terms":                   "dcterms",
	"www.w3.org/1999/xhtml":               "xhtml",
	"www.w3.org/xml/1998/namespace":       "xml",
	"purl.org/syndication/thread/1.0":     "thr",
	"purl.org/rss/1.0/modules/slash":      "slash",
	"wellformedweb.org/commentapi":        "wfw",
	"search.yahoo.com/mrss":               "media",
	"www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
}

// bare returns a namespace without what feeds write in different ways.
func bare(space string) string {
	_, rest, found := strings.Cut(space, "://")
	if !found {
		rest = space
	}
	return strings.ToLower(strings.TrimRight(rest, "/#"))
}

// name returns the name of an element or an attribute with the usual prefix of its namespace, without one if that is core;
// in an unknown namespace it is {namespace}name. A prefix that is not declared stands for itself.
func name(n xml.Name, core string) string {
	if n.Space == "" || n.Space == core {
		return n.Local
	}
	prefix, known := prefixes[bare(n.Space)]
	switch {
	case known && prefix == "":
		return n.Local
	case known:
		return prefix + ":" + n.Local
	case !strings.ContainsAny(n.Space, ":/#."):
		return n.Space + ":" + n.Local
	}
	return "{" + n.Space + "}" + n.Local
}

// attribute returns the value of an attribute, or "".
func attribute(attrs []xml.Attr, key string) string {
	for _, a := range attrs {
		if name(a.Name, "") == key {
			return a.Value
		}
	}
	return ""
}
