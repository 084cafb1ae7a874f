package delta

import (
	"context"
	"crypto/sha256"
	"hash"
	"io"
	"io/fs"
	"slices"

	"corpuspack/pipeline"
	"corpuspack/releases"
	"corpuspack/schema"
)

// Check applies a delta, and returns the files that do not get the digests that they should. Nothing is kept.
func Check(ctx context.Context, base *releases.Release, r io.Reader, decode releases.Decode, meter pipeline.Meter) (wrong []string, err error) {
	d := digester{}
	sums, err := Apply(ctx, base, r, d, decode, meter)
	if err != nil {
		return nil, err
	}
	for name, sum := range d {
		want, listed := sums.Find(name)
		if listed && want != schema.Digest(sum.Sum(nil)) {
			wrong = append(wrong, name)
		}
	}
	slices.Sort(wrong)
	return wrong, nil
}

// digester is a Target that keeps the digest of each file alone. What is linked has it already.
type digester map[string]hash.Hash

func (d digester) Create(name string) (io.WriteCloser, error) {
	d[name] = sha256.New()
	return sum{d[name]}, nil
}

func (digester) Open(string) (io.ReadCloser, error) { return nil, fs.ErrNotExist }
func (digester) Link(name, from string) error       { return nil }

type sum struct{ io.Writer }

func (sum) Close() error { return nil }
