package releases

import (
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"corpuspack/schema"
)

// Names of the files of a release.
const (
	ChecksumsName = "CHECKSUMS"
	SignatureName = "CHECKSUMS.sig"
	InputsName    = "INPUTS"
	ManifestName  = "manifest.json"
	SchemaName    = "schema.json"
	RecipeName    = "config.yaml"
	CardName      = "README.md"
	ChangelogName = "CHANGELOG.md"
	WithdrawnName = "withdrawn.jsonl" // only where something was withdrawn
	CitationName  = "CITATION.cff"
	LicenseName   = "LICENSE"
)

// Release is a published release on disk, as its CHECKSUMS and its manifest describe it. Opening one checks neither its
// shards nor its sums: that is what verify is for.
type Release struct {
	Dir      string
	Digest   schema.Digest // of CHECKSUMS: the digest of the release
	Sums     Sums
	Manifest *Manifest
	MaxLine  int // bytes of a canonical line that Lines reads at most; 0 is 1 GiB
}

// Open reads CHECKSUMS and the manifest of the release in dir.
func Open(dir string) (*Release, error) {
	sums, err := ReadFile(filepath.Join(dir, ChecksumsName))
	if err != nil {
		return nil, fmt.Errorf("%s is no release: %w", dir, err)
	}
	r := Release{Dir: dir, Digest: sha256.Sum256(sums)}
	if r.Sums, err = ParseSums(sums); err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Join(dir, ChecksumsName), err)
	}
	manifest, err := ReadFile(filepath.Join(dir, ManifestName))
	if err != nil {
		return nil, err
	}
	if r.Manifest, err = ParseManifest(manifest); err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Join(dir, ManifestName), err)
	}
	return &r, nil
}

// ChangedInputs says of each input in which two releases, or the folders of two, differ: "a.txt has changed", "b.txt is
// gone", "c.txt is new".
func ChangedInputs(old, new string) ([]string, error) {
	a, err := readInputs(old)
	if err != nil {
		return nil, err
	}
	b, err := readInputs(new)
	if err != nil {
		return nil, err
	}
	var changes []string
	for _, path := range Differing(a, b) {
		_, before := a.Find(path)
		_, after := b.Find(path)
		switch {
		case !after:
			path += " is gone"
		case !before:
			path += " is new"
		default:
			path += " has changed"
		}
		changes = append(changes, path)
	}
	return changes, nil
}

func readInputs(dir string) (Sums, error) {
	b, err := ReadFile(filepath.Join(dir, InputsName))
	if err != nil {
		return nil, err
	}
	return ParseSums(b)
}

// open opens a regular file.
func open(path string) (*os.File, error) {
	if err := checkRegular(path); err != nil {
		return nil, err
	}
	return os.Open(path)
}

// checkRegular refuses what is no regular file: a release may come from anywhere, and a pipe in it would be waited for.
func checkRegular(path string) error {
	info, err := os.Lstat(path)
	if err == nil && !info.Mode().IsRegular() {
		err = fmt.Errorf("%s: it is no regular file", path)
	}
	return err
}

// ReadFile returns the content of a regular file.
func ReadFile(path string) ([]byte, error) {
	f, err := open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}

// DigestFile returns the SHA-256 of a regular file.
func DigestFile(path string) (schema.Digest, error) {
	f, err := open(path)
	if err != nil {
		return schema.Digest{}, err
	}
	defer f.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return schema.Digest{}, err
	}
	return schema.Digest(sum.Sum(nil)), nil
}

// SameFolder reports whether two paths lead to one folder.
func SameFolder(a, b string) bool {
	x, errA := os.Stat(a)
	y, errB := os.Stat(b)
	return errA == nil && errB == nil && os.SameFile(x, y)
}

// Path returns where a file of the release stands on disk.
func (r *Release) Path(name string) string { return filepath.Join(r.Dir, filepath.FromSlash(name)) }
