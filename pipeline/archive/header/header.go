// Package header holds what a source says of a text beside the text: the columns of a document, and the rest.
//
// The rule that matters: what fits no column goes to the metadata, and nothing is dropped. schema/FORMAT.md, section 5,
// specifies the columns.
package header

import (
	"slices"

	"golang.org/x/text/language"

	"corpuspack/pipeline/archive/dates"
	"corpuspack/schema/canonical"
)

// Header is what a source says of one text. The empty string stands for null.
type Header struct {
	Title     string
	URL       string
	Author    string
	Published string
	Language  string
	License   string
	Rest      []canonical.Member // what no column holds
}

// SetPublished takes s, the member called key, for the date of publication. One that is no date goes to the rest under
// "published", or under key where the rest has that name already; so the rest must be complete before.
func (h *Header) SetPublished(key, s string) {
	date, ok := dates.Published(s)
	h.Published = date
	if ok || s == "" {
		return
	}
	if !slices.ContainsFunc(h.Rest, func(m canonical.Member) bool { return m.Key == "published" }) {
		key = "published"
	}
	h.Keep(key, s)
}

// SetLanguage takes s, the member called key, for the language, and writes it in the letter case of BCP 47, section
// 2.1.1. One that is no language tag goes to the rest under key.
func (h *Header) SetLanguage(key, s string) {
	if s == "" {
		return
	}
	if tag, err := language.Raw.Parse(s); err == nil {
		h.Language = tag.String()
	} else {
		h.Keep(key, s)
	}
}

// Metadata returns the rest as a canonical JSON object, or "" where there is none.
func (h *Header) Metadata() string {
	if len(h.Rest) == 0 {
		return ""
	}
	var b [512]byte // most need no more, and no memory but the string's
	return string(canonical.AppendObject(b[:0], h.Rest))
}

// Keep adds the text s to the rest under key.
func (h *Header) Keep(key, s string) {
	h.Rest = append(h.Rest, canonical.Member{Key: key, Value: canonical.AppendString(nil, s)})
}
