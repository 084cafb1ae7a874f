package releases

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"corpuspack/schema"
)

// LedgerName is the name of the ledger in a corpus project.
const LedgerName = "CHECKSUMS"

// Ledger is the list of published releases of a project: a line of the form of sha256sum each, the digest of the
// release's CHECKSUMS, in version order.
type Ledger struct{ entries []ledgerEntry }

type ledgerEntry struct {
	version Version
	digest  schema.Digest
}

// ReadLedger reads the ledger of the project in folder. A project without one has an empty ledger.
func ReadLedger(folder string) (Ledger, error) {
	b, err := os.ReadFile(filepath.Join(folder, LedgerName))
	if errors.Is(err, fs.ErrNotExist) {
		return Ledger{}, nil
	}
	if err != nil {
		return Ledger{}, err
	}
	l, err := parseLedger(b)
	if err != nil {
		return l, fmt.Errorf("%s: %w", LedgerName, err)
	}
	return l, nil
}

func parseLedger(b []byte) (Ledger, error) {
	var l Ledger
	sums, err := ParseSums(b)
	if err != nil {
		return l, err
	}
	for i, sum := range sums {
		name, ok := strings.CutPrefix(sum.Path, "releases/")
		name, ok2 := strings.CutSuffix(name, "/CHECKSUMS")
		version, err := ParseVersion(name)
		if !ok || !ok2 || err != nil {
			return l, fmt.Errorf("line %d: want releases/VERSION/CHECKSUMS, got %q", i+1, sum.Path)
		}
		if i > 0 && l.entries[i-1].version.Compare(version) >= 0 {
			return l, fmt.Errorf("line %d: %s does not stand in version order", i+1, version)
		}
		l.entries = append(l.entries, ledgerEntry{version, sum.Digest})
	}
	return l, nil
}

// Find returns the digest of a release, and whether the ledger has it.
func (l Ledger) Find(v Version) (schema.Digest, bool) {
	for _, e := range l.entries {
		if e.version == v {
			return e.digest, true
		}
	}
	return schema.Digest{}, false
}

// Newest returns the newest version of the ledger, and whether there is one.
func (l Ledger) Newest() (Version, bool) {
	if len(l.entries) == 0 {
		return Version{}, false
	}
	return l.entries[len(l.entries)-1].version, true
}

// Before returns the newest version of the ledger that is older than v, and whether there is one.
func (l Ledger) Before(v Version) (Version, bool) {
	older := slices.DeleteFunc(slices.Clone(l.entries), func(e ledgerEntry) bool { return e.version.Compare(v) >= 0 })
	return Ledger{older}.Newest()
}

// With returns the ledger with the digest of a release put in, in place of an older one.
func (l Ledger) With(v Version, d schema.Digest) Ledger {
	entries := slices.DeleteFunc(slices.Clone(l.entries), func(e ledgerEntry) bool { return e.version == v })
	entries = append(entries, ledgerEntry{v, d})
	slices.SortFunc(entries, func(a, b ledgerEntry) int { return a.version.Compare(b.version) })
	return Ledger{entries}
}

// Bytes returns the file.
func (l Ledger) Bytes() []byte {
	var sums Sums
	for _, e := range l.entries {
		sums = append(sums, Sum{e.digest, "releases/" + e.version.String() + "/CHECKSUMS"})
	}
	return sums.Bytes()
}
