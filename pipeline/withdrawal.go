package pipeline

import (
	"fmt"
	"io"

	"go.yaml.in/yaml/v4"

	"corpuspack/pipeline/dedup"
	"corpuspack/schema"
)

// Withdrawal says of documents that they must not be in a release, nor a text that is similar to theirs. It names them by one
// or more of ID, Source, URL and TextSHA256; what is not named is "".
type Withdrawal struct {
	ID         string
	Source     string // an input file, with all of its members
	URL        string
	TextSHA256 string
	Reason     string
	Date       string          // YYYY-MM-DD
	Shingles   []dedup.Shingle // of the text, where it is known: different ones, in order
}

// ReasonWithdrawn is the step, and the reason, of a document that was withdrawn.
const ReasonWithdrawn = "withdrawn"

// ReadWithdrawals reads a list of withdrawals, as strictly as ReadRecipe reads a recipe. Its error is a *Problems with every
// problem of the file, or the error of r.
func ReadWithdrawals(name string, r io.Reader) ([]Withdrawal, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxRecipe+1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	var c checker
	var list []Withdrawal
	if root := c.root(data); root != nil && root.ShortTag() != "!!null" {
		c.forbid("", root)
		list = c.withdrawals(root)
	}
	if err := c.err(name); err != nil {
		return nil, err
	}
	return list, nil
}

func (c *checker) withdrawals(root *yaml.Node) []Withdrawal {
	if root.Kind != yaml.SequenceNode {
		c.add(root, "", "want a list of withdrawals, got %s", got(root))
		return nil
	}
	list := make([]Withdrawal, len(root.Content))
	for i, n := range root.Content {
		w, at := &list[i], fmt.Sprintf("[%d]", i)
		before := len(c.problems)
		c.value(at, n, w.keys())
		if len(c.problems) == before && w.ID+w.Source+w.URL+w.TextSHA256 == "" {
			c.add(n, at, "it names no document: give id, source, url or text_sha256")
		}
	}
	return list
}

// keys returns the keys of an entry, bound to the fields of w.
func (w *Withdrawal) keys() group {
	return group{
		{"id", "null", optional(&w.ID, "id of a document", checkID), "id of the document"},
		{"source", "null", optional(&w.Source, "source of a document", checkLine), "input file, with all of its members"},
		{"url", "null", optional(&w.URL, "address of a document", checkLine), "address of the document"},
		{"text_sha256", "null", optional(&w.TextSHA256, "SHA-256 of a text", checkDigest), "digest of its text"},
		{"reason", required, text(&w.Reason, "text of one line", checkLine), "why it is withdrawn"},
		{"date", required, text(&w.Date, "YYYY-MM-DD", checkDate), "since when"},
	}
}

func checkID(s string) string {
	if len(s) != schema.IDLength || s[0] != 'd' || !only(s[1:], digits+lower[:22]) {
		return "want d and 26 of 0-9 a-v"
	}
	return ""
}

func checkDigest(s string) string {
	if _, err := schema.ParseDigest(s); err != nil {
		return "want 64 lower-case hexadecimal digits"
	}
	return ""
}
