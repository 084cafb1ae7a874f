package releases

import (
	"bytes"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"corpuspack/schema"
)

// Sum is one line of CHECKSUMS, INPUTS or the ledger.
type Sum struct {
	Digest schema.Digest
	Path   string // relative, /-separated
}

// Sums is a file in the form of sha256sum: a line "DIGEST  PATH" each.
type Sums []Sum

// Bytes returns the file. A path with a backslash is written as sha256sum does: the line begins with one, and each of
// the path's is doubled.
func (s Sums) Bytes() []byte {
	var b bytes.Buffer
	for _, sum := range s {
		p := sum.Path
		if strings.Contains(p, `\`) {
			b.WriteByte('\\')
			p = strings.ReplaceAll(p, `\`, `\\`)
		}
		fmt.Fprintf(&b, "%s  %s\n", sum.Digest, p)
	}
	return b.Bytes()
}

// Sort puts the lines in the order of their paths.
func (s Sums) Sort() {
	slices.SortFunc(s, func(a, b Sum) int { return strings.Compare(a.Path, b.Path) })
}

// Find returns the digest of path, and whether there is one.
func (s Sums) Find(path string) (schema.Digest, bool) {
	i := slices.IndexFunc(s, func(sum Sum) bool { return sum.Path == path })
	if i < 0 {
		return schema.Digest{}, false
	}
	return s[i].Digest, true
}

// Differing returns the paths, sorted, that a and b do not share with one digest.
func Differing(a, b Sums) []string {
	digests := map[string]schema.Digest{}
	for _, sum := range a {
		digests[sum.Path] = sum.Digest
	}
	var paths []string
	for _, sum := range b {
		if digest, ok := digests[sum.Path]; !ok || digest != sum.Digest {
			paths = append(paths, sum.Path)
		}
		delete(digests, sum.Path) // what is left is in a alone
	}
	paths = slices.AppendSeq(paths, maps.Keys(digests))
	slices.Sort(paths)
	return paths
}

// ParseSums reads what Bytes writes, and nothing looser: clean relative paths, each once. Its error names the line.
func ParseSums(b []byte) (Sums, error) {
	var sums Sums
	seen := map[string]bool{}
	for n := 1; len(b) > 0; n++ {
		line, rest, whole := bytes.Cut(b, []byte("\n"))
		if !whole {
			return nil, fmt.Errorf("line %d: it does not end", n)
		}
		sum, err := parseSum(string(line))
		if err == nil && seen[sum.Path] {
			err = fmt.Errorf("a second line for %q", sum.Path)
		}
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		seen[sum.Path] = true
		sums, b = append(sums, sum), rest
	}
	return sums, nil
}

func parseSum(line string) (Sum, error) {
	line, escaped := strings.CutPrefix(line, `\`)
	digits, p, ok := strings.Cut(line, "  ")
	if !ok {
		return Sum{}, fmt.Errorf("want a digest, two spaces and a path")
	}
	digest, err := schema.ParseDigest(digits)
	if err != nil {
		return Sum{}, err
	}
	if plain := strings.ReplaceAll(p, `\\`, ""); escaped != strings.Contains(p, `\`) || strings.Contains(plain, `\`) {
		return Sum{}, fmt.Errorf("path %q: a backslash is not written as sha256sum writes it", p)
	}
	p = strings.ReplaceAll(p, `\\`, `\`)
	return Sum{digest, p}, checkPath(p)
}

// checkPath refuses a path that is not clean and relative: a reader must not be led out of the folder.
func checkPath(p string) error {
	if p == "" || p != path.Clean(p) || path.IsAbs(p) || p == "." || p == ".." || strings.HasPrefix(p, "../") {
		return fmt.Errorf("path %q: want a clean path below this folder", p)
	}
	if !utf8.ValidString(p) || strings.ContainsFunc(p, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return fmt.Errorf("path %q: it holds a control character or is no UTF-8", p)
	}
	return nil
}
