package passages

import (
	"encoding/binary"
	"errors"
	"iter"
	"slices"

	"corpuspack/pipeline/dedup"
	"corpuspack/pipeline/spill"
)

// column is a log of records of one size.
type column struct {
	log   *spill.Log
	size  int
	from  int64 // number of the first record in bytes
	bytes []byte
}

func (c *column) len() int64 { return c.log.Size() / int64(c.size) }

// read reads n records.
func (c *column) read(from, n int64) error {
	if size := int(n) * c.size; cap(c.bytes) < size {
		c.bytes = make([]byte, size)
	}
	c.from, c.bytes = from, c.bytes[:int(n)*c.size]
	_, err := c.log.ReadAt(c.bytes, from*int64(c.size))
	return err
}

// readAhead is the number of records that at reads at once.
const readAhead = 1 << 12

// at returns a record, which is valid until the next one. It is fast where few records are between one and the next.
func (c *column) at(i int64) ([]byte, error) {
	if i < c.from || (i-c.from+1)*int64(c.size) > int64(len(c.bytes)) {
		if err := c.read(i, min(readAhead, c.len()-i)); err != nil {
			return nil, err
		}
	}
	at := int(i-c.from) * c.size
	return c.bytes[at : at+c.size], nil
}

// record is one of a column.
type record struct {
	number int64
	bytes  []byte
}

// twice yields the records whose keys, eight bytes of each, may occur twice: in several rounds, in each of which equal keys
// come together and the records in order. A record is valid until the next one.
func (f *Finder) twice(c column, key int) iter.Seq2[record, error] {
	return func(yield func(record, error) bool) {
		seen, rounds := f.Counter(c.len())
		defer seen.Close()
		for round := range rounds {
			if round > 0 {
				seen.Next()
			}
			err := f.chunks(c, key, func(keys []uint64, _ *column) error {
				return f.Spread(f.Workers, func(w int) error { seen.Add(keys, w, f.Workers); return nil })
			})
			if err == nil {
				err = f.chunks(c, key, func(keys []uint64, c *column) error {
					for _, i := range f.repeated(seen, keys) {
						if !yield(record{c.from + int64(i), c.bytes[i*c.size : (i+1)*c.size]}, nil) {
							return errLeft
						}
					}
					return nil
				})
			}
			if err == errLeft {
				return
			}
			if err != nil {
				yield(record{}, err)
				return
			}
		}
	}
}

var errLeft = errors.New("the range was left")

// chunks calls f with the keys of a column, a part of it after the other.
func (f *Finder) chunks(c column, key int, each func(keys []uint64, c *column) error) error {
	most := int64(max(1<<12, min(f.Share(32)/(c.size+8), 1<<18)))
	keys := make([]uint64, 0, min(most, c.len()))
	for from := int64(0); from < c.len(); from += most {
		n := min(most, c.len()-from)
		if err := c.read(from, n); err != nil {
			return err
		}
		keys = keys[:n]
		for i := range keys {
			keys[i] = binary.LittleEndian.Uint64(c.bytes[i*c.size+key:])
		}
		if err := errors.Join(each(keys, &c), f.Step(0)); err != nil {
			return err
		}
	}
	return nil
}

// repeated returns the places of the keys that may occur twice, of those that the round covers.
func (f *Finder) repeated(seen *dedup.Counter, keys []uint64) []int {
	lists := make([][]int, f.Workers)
	f.Spread(f.Workers, func(w int) error {
		for i := len(keys) * w / f.Workers; i < len(keys)*(w+1)/f.Workers; i++ {
			if seen.Repeats(keys[i]) {
				lists[w] = append(lists[w], i)
			}
		}
		return nil
	})
	return slices.Concat(lists...)
}
