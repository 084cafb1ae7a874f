package spill

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"iter"
	"slices"
)

// Sorter sorts records by their keys, byte by byte. Records of one key come in the order in which they were added.
type Sorter struct {
	space  Space
	memory int
	blocks [][]byte // records: the length of the key, the key, the value; each with the length of all that before it
	block  int      // that is being filled
	bytes  int      // of all blocks
	index  []entry
	log    *Log // the sorted runs
	runs   []run
	n      int64
}

// entry is a record in memory.
type entry struct {
	prefix uint64 // the first eight bytes of its key
	block  uint32
	at     uint32 // in the block
}

// run is a range of the log that is sorted.
type run struct{ start, end int64 }

// entrySize is the memory that the index takes for one record.
const entrySize = 16

// fanIn is the number of runs that are merged at once.
const fanIn = 64

// NewSorter returns an empty sorter that holds up to memory bytes before it writes a run to a file.
func NewSorter(space Space, memory int) *Sorter {
	return &Sorter{space: space, memory: max(memory, 1<<16)}
}

// Memory is taken in blocks: a slice that grows is copied again and again. The first one is small, for many sorters are.
const (
	firstBlock = 16 << 10
	blockSize  = 256 << 10
)

// Add adds a record. It keeps neither key nor value.
func (s *Sorter) Add(key, value []byte) error {
	size := 2*binary.MaxVarintLen64 + len(key) + len(value)
	if s.bytes+size+(len(s.index)+1)*entrySize > s.memory && len(s.index) > 0 {
		if err := s.flush(); err != nil {
			return err
		}
	}
	b := s.room(size)
	s.index = append(s.index, entry{prefixOf(key), uint32(s.block), uint32(len(*b))})
	before := len(*b)
	*b = appendLength(*b, lengthSize(len(key))+len(key)+len(value))
	*b = appendLength(*b, len(key))
	*b = append(append(*b, key...), value...)
	s.bytes += len(*b) - before
	s.n++
	return nil
}

// room returns a block that has room for size more bytes, the one that is filled from now on.
func (s *Sorter) room(size int) *[]byte {
	for ; s.block < len(s.blocks); s.block++ {
		if b := &s.blocks[s.block]; cap(*b)-len(*b) >= size {
			return b
		}
	}
	least := blockSize
	if len(s.blocks) == 0 {
		least = firstBlock
	}
	s.blocks = append(s.blocks, make([]byte, 0, max(least, size)))
	return &s.blocks[s.block]
}

// AddAll adds the records of another sorter, in order.
func (s *Sorter) AddAll(from *Sorter) error {
	for r, err := range from.Sorted() {
		if err == nil {
			err = s.Add(r.Key, r.Value)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Len returns the number of records.
func (s *Sorter) Len() int64 { return s.n }

func prefixOf(key []byte) uint64 {
	var first [8]byte
	copy(first[:], key)
	return binary.BigEndian.Uint64(first[:])
}

func lengthSize(n int) int {
	size := 1
	for ; n >= 0x80; n >>= 7 {
		size++
	}
	return size
}

// flush writes what is in memory as a sorted run.
func (s *Sorter) flush() error {
	if s.log == nil {
		s.log = NewLog(s.space, bufferSize)
	}
	s.sort()
	start := s.log.Size()
	for _, e := range s.index {
		_, n := s.at(e)
		if _, err := s.log.Append(s.blocks[e.block][e.at : int(e.at)+n]); err != nil {
			return err
		}
	}
	if err := s.log.drain(); err != nil {
		return err
	}
	s.runs = append(s.runs, run{start, s.log.Size()})
	for i := range s.blocks {
		s.blocks[i] = s.blocks[i][:0]
	}
	s.block, s.bytes, s.index = 0, 0, s.index[:0]
	return nil
}

// at returns the record of an entry and the number of bytes that it takes with its length.
func (s *Sorter) at(e entry) (record []byte, size int) {
	b := s.blocks[e.block][e.at:]
	length, n := binary.Uvarint(b)
	size = n + int(length)
	return b[n:size], size
}

func (s *Sorter) sort() {
	slices.SortFunc(s.index, func(a, b entry) int {
		if a.prefix != b.prefix {
			return cmp.Compare(a.prefix, b.prefix)
		}
		x, _ := s.at(a)
		y, _ := s.at(b)
		return cmp.Or(bytes.Compare(recordOf(x).Key, recordOf(y).Key), cmp.Compare(a.block, b.block), cmp.Compare(a.at, b.at))
	})
}

// Record is a key and the value that was added with it.
type Record struct{ Key, Value []byte }

func recordOf(b []byte) Record {
	length, n := binary.Uvarint(b)
	return Record{b[n : n+int(length)], b[n+int(length):]}
}

// Sorted yields the records in order. It may be called again, but nothing may be added any more. A record is valid until
// the next one is asked for.
func (s *Sorter) Sorted() iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		if err := s.settle(); err != nil {
			yield(Record{}, err)
			return
		}
		if s.log == nil {
			for _, e := range s.index {
				b, _ := s.at(e)
				if !yield(recordOf(b), nil) {
					return
				}
			}
			return
		}
		if err := s.merge(s.runs, func(b []byte) error {
			if !yield(recordOf(b), nil) {
				return errLeft
			}
			return nil
		}); err != nil && err != errLeft {
			yield(Record{}, err)
		}
	}
}

var errLeft = errors.New("the range was left")

// settle sorts what is in memory or, where there are runs, makes the last one and merges them until few are left.
func (s *Sorter) settle() error {
	if s.log == nil {
		s.sort()
		return nil
	}
	if len(s.index) > 0 {
		if err := s.flush(); err != nil {
			return err
		}
	}
	s.blocks, s.index = nil, nil
	for len(s.runs) > fanIn {
		if err := s.mergeOnce(); err != nil {
			return err
		}
	}
	return nil
}

// mergeOnce merges the runs, fanIn at a time, into a new log.
func (s *Sorter) mergeOnce() error {
	next := NewLog(s.space, bufferSize)
	var runs []run
	for group := range slices.Chunk(s.runs, fanIn) {
		start := next.Size()
		err := s.merge(group, func(b []byte) error {
			var length [binary.MaxVarintLen64]byte
			if _, err := next.Append(length[:binary.PutUvarint(length[:], uint64(len(b)))]); err != nil {
				return err
			}
			_, err := next.Append(b)
			return err
		})
		if err != nil {
			return errors.Join(err, next.Close())
		}
		runs = append(runs, run{start, next.Size()})
	}
	err := s.log.Close()
	s.log, s.runs = next, runs
	return errors.Join(err, next.drain())
}

// Close deletes what the sorter has on disk and gives its memory back.
func (s *Sorter) Close() error {
	s.blocks, s.index = nil, nil
	if s.log == nil {
		return nil
	}
	return s.log.Close()
}
