package verify

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
	"os"
	"slices"
)

// sortMemory bounds the records that a sorter holds.
const sortMemory = 16 << 20

// A sorter puts records in the order of their bytes. It holds some and puts the others away, in sorted runs, in a temporary
// file.
type sorter struct {
	limit   int // bytes of records to hold
	data    []byte
	records []extent // in data
	file    *os.File
	size    int64 // of file
	runs    []*run
}

// extent is a part of some bytes.
type extent struct{ from, to int }

// run is a sorted run in a file.
type run struct {
	in   *bufio.Reader
	head []byte // the first record that was not taken; nil at the end
}

// add takes a record.
func (s *sorter) add(record []byte) error {
	if len(s.data) > 0 && len(s.data)+len(record) > s.limit {
		if err := s.spill(); err != nil {
			return err
		}
	}
	s.data = append(s.data, record...)
	s.records = append(s.records, extent{len(s.data) - len(record), len(s.data)})
	return nil
}

func (s *sorter) bytes(e extent) []byte { return s.data[e.from:e.to] }

func (s *sorter) sortHeld() {
	slices.SortFunc(s.records, func(a, b extent) int { return bytes.Compare(s.bytes(a), s.bytes(b)) })
}

// spill puts the records that are held away.
func (s *sorter) spill() (err error) {
	if s.file == nil {
		if s.file, err = os.CreateTemp("", "corpuspack-*"); err != nil {
			return err
		}
	}
	s.sortHeld()
	out := bufio.NewWriterSize(s.file, 64<<10)
	start := s.size
	for _, e := range s.records {
		length := binary.AppendUvarint(nil, uint64(e.to-e.from))
		out.Write(length)
		out.Write(s.bytes(e))
		s.size += int64(len(length) + e.to - e.from)
	}
	s.runs = append(s.runs, &run{in: bufio.NewReaderSize(io.NewSectionReader(s.file, start, s.size-start), 32<<10)})
	s.data, s.records = s.data[:0], s.records[:0]
	return out.Flush()
}

// sort ends the adding. From then on next hands the records out.
func (s *sorter) sort() error {
	if s.file == nil {
		s.sortHeld()
		return nil
	}
	err := s.spill()
	for _, r := range s.runs {
		if err == nil {
			err = r.next()
		}
	}
	return err
}

// next returns the next record; nil when there is none.
func (s *sorter) next() ([]byte, error) {
	if s.file == nil {
		if len(s.records) == 0 {
			return nil, nil
		}
		record := s.bytes(s.records[0])
		s.records = s.records[1:]
		return record, nil
	}
	var least *run
	for _, r := range s.runs {
		if r.head != nil && (least == nil || bytes.Compare(r.head, least.head) < 0) {
			least = r
		}
	}
	if least == nil {
		return nil, nil
	}
	record := least.head
	return record, least.next()
}

func (r *run) next() error {
	size, err := binary.ReadUvarint(r.in)
	if err == io.EOF {
		r.head = nil
		return nil
	}
	if err == nil {
		r.head = make([]byte, size)
		_, err = io.ReadFull(r.in, r.head)
	}
	return err
}

// close removes the file.
func (s *sorter) close() {
	if s.file != nil {
		s.file.Close()
		os.Remove(s.file.Name())
	}
}
