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
}

// Open reads CHECKSUMS and the manifest of the release in dir.
func Open(dir string) (*Release, error) {
	sums, err := os.ReadFile(filepath.Join(dir, ChecksumsName))
	if err != nil {
		return nil, fmt.Errorf("%s is no release: %w", dir, err)
	}
	r := Release{Dir: dir, Digest: sha256.Sum256(sums)}
	if r.Sums, err = ParseSums(sums); err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Join(dir, ChecksumsName), err)
	}
	manifest, err := os.ReadFile(filepath.Join(dir, ManifestName))
	if err != nil {
		return nil, err
	}
	if r.Manifest, err = ParseManifest(manifest); err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Join(dir, ManifestName), err)
	}
	return &r, nil
}

// DigestFile returns the SHA-256 of a regular file.
func DigestFile(path string) (schema.Digest, error) {
	info, err := os.Lstat(path)
	if err != nil {
		return schema.Digest{}, err
	}
	if !info.Mode().IsRegular() {
		return schema.Digest{}, fmt.Errorf("%s: it is no regular file", path)
	}
	f, err := os.Open(path)
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
