package schema

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"sync"
)

// Digest is a SHA-256. Its text form is 64 lower-case hexadecimal digits.
type Digest [sha256.Size]byte

// hasher hashes a string a part at a time, which spares a copy of all of it.
type hasher struct {
	hash.Hash
	part [8 << 10]byte
}

var hashers = sync.Pool{New: func() any { return &hasher{Hash: sha256.New()} }}

// DigestOf returns the digest of s.
func DigestOf(s string) Digest { return digestOf(s) }

func digestOf[T string | []byte](s T) (d Digest) {
	h := hashers.Get().(*hasher)
	defer hashers.Put(h)
	h.Reset()
	for len(s) > 0 {
		n := copy(h.part[:], s)
		h.Write(h.part[:n])
		s = s[n:]
	}
	copy(d[:], h.Sum(h.part[:0]))
	return d
}

// ParseDigest reads the text form of a digest, and nothing looser.
func ParseDigest(s string) (Digest, error) {
	var d Digest
	if len(s) != 2*len(d) {
		return d, fmt.Errorf("digest %q: want %d hexadecimal digits, got %d characters", s, 2*len(d), len(s))
	}
	if _, err := hex.Decode(d[:], []byte(s)); err != nil || d.String() != s {
		return Digest{}, fmt.Errorf("digest %q: want lower-case hexadecimal digits", s)
	}
	return d, nil
}

// String returns the text form.
func (d Digest) String() string { return hex.EncodeToString(d[:]) }

// MarshalText writes the text form.
func (d Digest) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (d *Digest) UnmarshalText(b []byte) (err error) {
	*d, err = ParseDigest(string(b))
	return err
}
