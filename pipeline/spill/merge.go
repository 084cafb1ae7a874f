package spill

import (
	"bytes"
	"cmp"
	"container/heap"
	"io"
)

// source is a run that is being merged.
type source struct {
	in     *reader
	place  int // among the runs: of equal keys the earlier run comes first
	record []byte
	key    []byte
}

func (s *source) next() error {
	b, err := s.in.record()
	if err != nil {
		return err
	}
	s.record, s.key = b, recordOf(b).Key
	return nil
}

// sources is a heap by key, then by place.
type sources []*source

func (h sources) Len() int { return len(h) }
func (h sources) Less(i, j int) bool {
	return cmp.Or(bytes.Compare(h[i].key, h[j].key), cmp.Compare(h[i].place, h[j].place)) < 0
}
func (h sources) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *sources) Push(x any)   { *h = append(*h, x.(*source)) }
func (h *sources) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}

// merge calls f with every record of the runs in order.
func (s *Sorter) merge(runs []run, f func(record []byte) error) error {
	var h sources
	for i, r := range runs {
		src := &source{in: newReader(s.log, r.start, r.end), place: i}
		if err := src.next(); err != nil {
			return err
		}
		h = append(h, src)
	}
	heap.Init(&h)
	for len(h) > 0 {
		if err := f(h[0].record); err != nil {
			return err
		}
		switch err := h[0].next(); err {
		case nil:
			heap.Fix(&h, 0)
		case io.EOF:
			heap.Pop(&h)
		default:
			return err
		}
	}
	return nil
}
