package pipeline

import (
	"bytes"
	"errors"

	"corpuspack/pipeline/shard"
	"corpuspack/pipeline/spill"
	"corpuspack/schema"
)

// layout decides in which shard each document and each removal stands, and puts them there in order. Documents and segments
// are cut alike, so that shard k of one belongs to shard k of the other.
func (d *decider) layout(v *Verdict) error {
	err := d.cut(d.kept, v.kept, splitAndID, func(value []byte) int64 {
		k := keptOf(value)
		return k.Length + d.plan.growth(&k)
	}, func(split string, parts []Part) {
		for _, table := range []string{schema.Documents, schema.Segments} {
			v.add(table, split, parts)
		}
	})
	return errors.Join(err, d.cut(d.removals, v.removals, onlyID,
		func(line []byte) int64 { return int64(len(line)) },
		func(split string, parts []Part) { v.add(schema.Removed, schema.Removed, parts) }))
}

func (v *Verdict) add(table, split string, parts []Part) {
	for _, p := range parts {
		p.Table, p.Split = table, split
		v.Slots = append(v.Slots, p)
	}
}

// splitAndID reads the key of a kept document.
func splitAndID(key []byte) (split, id string) {
	end := bytes.IndexByte(key[1:], 0) + 1
	return string(key[1:end]), string(key[end+1:])
}

// onlyID reads the key of a removal.
func onlyID(key []byte) (split, id string) { return "", string(key[:bytes.IndexByte(key, 0)]) }

// cut copies sorted records into a log, and hands on the shards of each split in turn: from the bytes of all its lines and
// its ids follows how many there are.
func (d *decider) cut(from *spill.Sorter, to *spill.Records, keyOf func([]byte) (split, id string),
	length func(value []byte) int64, found func(split string, parts []Part)) error {
	extents, err := extentsOf(from, keyOf, length)
	if err != nil {
		return err
	}
	for i, e := range extents {
		extents[i].bits = shard.Bits(e.total, d.plan.Recipe.Shard.Size, e.ids)
	}
	for r, err := range from.Sorted() {
		if err != nil {
			return err
		}
		at, err := to.Add(r.Value)
		if err != nil {
			return err
		}
		split, id := keyOf(r.Key)
		if extents[0].split != split {
			found(extents[0].split, extents[0].parts)
			extents = extents[1:]
		}
		extents[0].place(id, at)
	}
	for _, e := range extents {
		found(e.split, e.parts)
	}
	return to.Flush()
}

// extent is what the number of shards of a table and split follows from.
type extent struct {
	split string
	total int64    // bytes of the canonical lines
	ids   []string // one of each shard of the greatest number of shards
	bits  int
	parts []Part
}

func extentsOf(from *spill.Sorter, keyOf func([]byte) (split, id string), length func(value []byte) int64) ([]extent, error) {
	var list []extent
	for r, err := range from.Sorted() {
		if err != nil {
			return nil, err
		}
		split, id := keyOf(r.Key)
		if n := len(list); n == 0 || list[n-1].split != split {
			list = append(list, extent{split: split})
		}
		e := &list[len(list)-1]
		e.total += length(r.Value) + 1
		if n := len(e.ids); n == 0 || shard.Index(e.ids[n-1], shard.MaxBits) != shard.Index(id, shard.MaxBits) {
			e.ids = append(e.ids, id)
		}
	}
	return list, nil
}

// place puts a row, which stands at a place of the log, into its shard.
func (e *extent) place(id string, at int64) {
	index := shard.Index(id, e.bits)
	if n := len(e.parts); n == 0 || e.parts[n-1].Index != index {
		e.parts = append(e.parts, Part{Slot: shard.Slot{Index: index, Bits: e.bits}, at: at})
	}
	e.parts[len(e.parts)-1].N++
}
