package publish

import (
	"fmt"
	"slices"

	"corpuspack/releases"
	"corpuspack/schema"
)

// Conflict is the error of a release that is there, or in the ledger, with another digest. Nothing was published.
type Conflict struct {
	Version   releases.Version
	Want, Got schema.Digest
	Ledger    bool     // the ledger says so; else the folder
	Files     []string // that differ, where the old release is at hand
	Inputs    []string // that differ, likewise, each with how
	Cause     string   // archive, recipe, program, content; "" where the old release is not at hand
	Same      bool     // the content is the same, only its packing differs
}

func (c *Conflict) Error() string {
	where := "the folder of releases"
	if c.Ledger {
		where = "the ledger (" + releases.LedgerName + ")"
	}
	text := fmt.Sprintf("%s has another digest in %s, and a published release never changes\n  there: %s\n  built: %s",
		c.Version, where, c.Want, c.Got)
	text += first("input: ", c.Inputs) + first("differs: ", c.Files)
	switch {
	case c.Cause == "":
		return text + fmt.Sprintf("\nthe archive, the recipe or the program has changed since %s: release the next version", c.Version)
	case c.Same:
		return text + fmt.Sprintf("\nthe content is the same, only its packing differs (%s): release the next version", c.Cause)
	}
	return text + fmt.Sprintf("\nthe content differs: the %s has changed since %s: release the next version", c.Cause, c.Version)
}

// first writes the first lines of a list.
func first(label string, list []string) (text string) {
	const most = 5
	for i, item := range list {
		if i == most {
			return text + fmt.Sprintf("\n  … and %d more", len(list)-most)
		}
		text += "\n  " + label + item
	}
	return text
}

// conflict says in what the two releases differ, as far as the old one is at hand.
func conflict(job Job, built, there *releases.Release, want schema.Digest, ledger bool) error {
	c := &Conflict{Version: job.Version, Want: want, Got: built.Digest, Ledger: ledger}
	if there == nil || there.Digest != want {
		return c
	}
	a, b := there.Manifest, built.Manifest
	c.Files = releases.Differing(there.Sums, built.Sums)
	c.Inputs, _ = releases.ChangedInputs(there.Dir, built.Dir) // what is there was checked before
	c.Same = a.Content == b.Content
	switch {
	case a.Archive != b.Archive:
		c.Cause = "archive"
	case a.Recipe != b.Recipe:
		c.Cause = "recipe"
	case slices.Contains(c.Files, releases.WithdrawnName):
		c.Cause = "list of what is withdrawn"
	default:
		c.Cause = "program"
	}
	return c
}
