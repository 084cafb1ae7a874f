// Package shard is step 5: it decides in which shard a row stands, and writes the rows of a shard as files.
//
// The rule that matters: where a row stands follows from its id, the recipe and the totals, never from a worker.
// releases/FORMAT.md, section 2, is the specification.
package shard

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strings"
)

// MaxBits bounds the number of shards of a table and split: 65,536.
const MaxBits = 16

// Slot is the place of a file: shard Index of 1<<Bits of a table and split.
type Slot struct {
	Table string
	Split string
	Index int
	Bits  int
}

// Name returns the path of the shard's file within a release, for an encoding ("jsonl", "parquet") and its compression.
func (s Slot) Name(encoding, compression string) string {
	base := fmt.Sprintf("%s/%s-%05d-of-%05d", s.Table, s.Split, s.Index, 1<<s.Bits)
	if encoding == "parquet" {
		return base + ".parquet"
	}
	return "jsonl/" + base + ".jsonl" + map[string]string{"zstd": ".zst", "gzip": ".gz"}[compression]
}

// Index returns the first bits of the id after its leading letter, as a number.
func Index(id string, bits int) int {
	n := 0
	for i := 1; i <= (MaxBits+4)/5; i++ {
		n = n<<5 | digit(id[i])
	}
	return n >> (20 - bits)
}

func digit(c byte) int {
	if c >= 'a' {
		return int(c-'a') + 10
	}
	return int(c - '0')
}

// Bits returns the least b for which the mean of 1<<b shards is at most size bytes, lowered until no shard is empty.
// total counts the bytes of the canonical lines; ids are sorted.
func Bits(total, size int64, ids []string) int {
	bits := 0
	for bits < MaxBits && total > size<<bits {
		bits++
	}
	for bits > 0 && anyEmpty(ids, bits) {
		bits--
	}
	return bits
}

func anyEmpty(ids []string, bits int) bool {
	filled, last := 0, -1
	for _, id := range ids {
		if i := Index(id, bits); i != last {
			filled, last = filled+1, i
		}
	}
	return filled < 1<<bits
}

// Splits decides the split of a document.
type Splits []Share

// Value returns the split value of an id: the first 8 bytes of SHA-256("split:" + id), big-endian, modulo a million.
// It is independent of the id's own bits, which shards use.
func Value(id string) int64 {
	sum := sha256.Sum256([]byte("split:" + id))
	return int64(binary.BigEndian.Uint64(sum[:8]) % 1_000_000)
}

// Of returns the name of the split of id: the first at which the running sum of the shares exceeds its split value.
// The shares are in code point order with train last, and their sum is a million.
func (s Splits) Of(id string) string {
	value, sum := Value(id), int64(0)
	for _, share := range s {
		if sum += share.Millionths; sum > value {
			return share.Name
		}
	}
	panic("shard: the shares of the splits do not add up to 1")
}

// CompareNames orders split names: code point order, with train last.
func CompareNames(a, b string) int {
	switch {
	case a == b:
		return 0
	case a == "train":
		return +1
	case b == "train":
		return -1
	}
	return strings.Compare(a, b)
}
