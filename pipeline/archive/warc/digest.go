package warc

import (
	"bytes"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"strings"
)

var errDigest = errors.New("the digest of the record is not that of its content")

// digest is a digest that a record states, and those of what it may be meant for: programs disagree on whether the
// payload has its encodings.
type digest struct {
	want   []byte
	new    func() hash.Hash
	hashes []hash.Hash
}

// parseDigest returns the digest "sha1:…", or nil for one of a kind that is not known. It may be written in base 16, 32
// or 64.
func parseDigest(s string) *digest {
	name, value, _ := strings.Cut(s, ":")
	d := &digest{}
	switch strings.ReplaceAll(strings.ToLower(name), "-", "") {
	case "sha1":
		d.new = sha1.New
	case "sha256":
		d.new = sha256.New
	default:
		return nil
	}
	value = strings.TrimRight(strings.TrimSpace(value), "=")
	size := d.new().Size()
	var err error
	switch len(value) {
	case hex.EncodedLen(size):
		d.want, err = hex.DecodeString(value)
	case base32.StdEncoding.WithPadding(base32.NoPadding).EncodedLen(size):
		d.want, err = base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(strings.ToUpper(value))
	case base64.RawStdEncoding.EncodedLen(size):
		d.want, err = base64.RawStdEncoding.DecodeString(strings.NewReplacer("-", "+", "_", "/").Replace(value))
	default:
		return nil
	}
	if err != nil {
		return nil
	}
	return d
}

// tee returns a reader of r that adds what it reads to a new hash of d, which may be nil.
func (d *digest) tee(r io.Reader) io.Reader {
	if d == nil {
		return r
	}
	h := d.new()
	d.hashes = append(d.hashes, h)
	return io.TeeReader(r, h)
}

func (d *digest) matches() bool {
	for _, h := range d.hashes {
		if bytes.Equal(h.Sum(nil), d.want) {
			return true
		}
	}
	return false
}

// checkDigests compares the digests that a record states, which may be nil. One that matches is enough: it vouches for
// the text, and the other may be one that its program computes otherwise.
func checkDigests(block, payload *digest) error {
	if block == nil && payload == nil || block != nil && block.matches() || payload != nil && payload.matches() {
		return nil
	}
	return errDigest
}
