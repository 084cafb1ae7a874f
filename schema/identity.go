package schema

import (
	"encoding/base32"
	"strconv"

	"corpuspack/schema/canonical"
)

// Identity is what the id of a document is made from: a few strings that survive an edit of its text and do not depend
// on its neighbours. schema/FORMAT.md, section 4, lists the forms and which applies where.
type Identity []string

// IDLength is the number of characters of a document id.
const IDLength = 27

var base32hex = base32.NewEncoding("0123456789abcdefghijklmnopqrstuv").WithPadding(base32.NoPadding)

// Given is the identity of a record that carries an id of its own.
func Given(namespace, id string) Identity { return Identity{"given", namespace, id} }

// AtURL is the identity of a document that has an address of its own.
func AtURL(namespace, url string) Identity { return Identity{"url", namespace, url} }

// Slug is the identity of a document that has a short name in a folder.
func Slug(folder, slug string) Identity { return Identity{"slug", folder, slug} }

// Path is the identity of an input that is one document.
func Path(source string) Identity { return Identity{"path", source} }

// Post is the identity of one of several documents of a page: the n-th text under its title, from the end of the page.
func Post(source, title string, n int) Identity {
	return Identity{"post", source, title, strconv.Itoa(n)}
}

// PostAt is the identity of one of several documents of a page that has an address and no file of its own.
func PostAt(namespace, url, title string, n int) Identity {
	return Identity{"post", namespace, url, title, strconv.Itoa(n)}
}

// Record is the identity of one of several records of a file, by its text before cleaning.
func Record(source, text string) Identity {
	return Identity{"record", source, DigestOf(text).String()}
}

// ID returns "d" and the first 26 characters of the lower-case base32hex (RFC 4648, section 7) of the SHA-256 of the
// identity as canonical JSON. Ids compare as text as their bits do.
func (i Identity) ID() string {
	var b [512]byte // most need no more, and no memory but the string's
	sum := digestOf(canonical.AppendStrings(b[:0], i))
	base32hex.Encode(b[1:], sum[:])
	b[0] = 'd'
	return string(b[:IDLength])
}

// IsGiven reports whether the input itself gave the id.
func (i Identity) IsGiven() bool { return len(i) > 0 && i[0] == "given" }

// IsID reports whether s has the form of an id: d and 26 digits of base32hex.
func IsID(s string) bool {
	if len(s) != IDLength || s[0] != 'd' {
		return false
	}
	for i := 1; i < len(s); i++ {
		if c := s[i]; (c < '0' || c > '9') && (c < 'a' || c > 'v') {
			return false
		}
	}
	return true
}
