package dedup

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"corpuspack/schema"
)

// Resolve returns the decision for each print, by index. The order of the prints changes no decision. The error is a
// *SameID where two documents have one id and different texts and one of them has FailSameID, or what step has returned.
// step is called now and then with the number of prints that have been compared since the last call; it may be nil.
func (d *Deduper) Resolve(prints []Print, step func(n int) error) ([]Decision, error) {
	if step == nil {
		step = func(int) error { return nil }
	}
	r := resolver{prints: prints, decisions: make([]Decision, len(prints))}
	for i := range r.decisions {
		r.decisions[i].Kept = i
	}
	all := make([]int, len(prints))
	for i := range all {
		all[i] = i
	}
	slices.SortFunc(all, func(a, b int) int { return compare(&prints[a], &prints[b]) })

	distinct, err := r.sameID(all)
	if err != nil {
		return nil, err
	}
	different := distinct
	if d.exact {
		different = r.sameText(distinct)
	}
	left := 0
	if d.near {
		different = r.teasers(different)
		left = len(different)
	}
	if err := step(len(prints) - left); err != nil {
		return nil, err
	}
	if d.near {
		if err := d.measure.resolve(prints, different, r.decisions, step); err != nil {
			return nil, err
		}
	}
	r.follow(all)
	return r.decisions, nil
}

// compare is the order of priority. Two documents of an archive never share a key; the rest makes the order total.
func compare(a, b *Print) int {
	return cmp.Or(
		cmp.Compare(b.Characters, a.Characters), a.Key.Compare(b.Key),
		strings.Compare(a.ID, b.ID), bytes.Compare(a.Text[:], b.Text[:]))
}

type resolver struct {
	prints    []Print
	decisions []Decision
}

// sameID returns those of the documents, in order of priority, that are the first of their id, and removes the others.
func (r *resolver) sameID(order []int) ([]int, error) {
	var left []int
	var clashes []Clash
	first := make(map[string]int, len(order))
	for _, i := range order {
		p := &r.prints[i]
		k, found := first[p.ID]
		if !found {
			first[p.ID] = i
			left = append(left, i)
			continue
		}
		f := &r.prints[k]
		if p.Text == f.Text {
			r.decisions[i] = Decision{Reason: ReasonExact, Kept: k, Similarity: 1}
			continue
		}
		r.decisions[i] = Decision{Reason: ReasonSameID, Kept: k}
		if p.FailSameID || f.FailSameID {
			clashes = append(clashes, Clash{p.ID, p.Key, f.Key})
		}
	}
	if len(clashes) > 0 {
		slices.SortFunc(clashes, func(a, b Clash) int { return a.Place.Compare(b.Place) })
		return nil, &SameID{clashes}
	}
	return left, nil
}

// sameText returns those of the documents, in order of priority, that are the first with their text, and removes the others.
func (r *resolver) sameText(order []int) []int {
	var left []int
	first := make(map[schema.Digest]int, len(order))
	for _, i := range order {
		k, found := first[r.prints[i].Text]
		if !found {
			first[r.prints[i].Text] = i
			left = append(left, i)
			continue
		}
		r.decisions[i] = Decision{Reason: ReasonExact, Kept: k, Similarity: 1}
	}
	return left
}

// follow makes every decision point to a kept document, where a later step removed the one that an earlier step kept.
// A document comes after the one that it goes for, so one pass in order of priority is enough. A copy of a near-duplicate
// is a near-duplicate, with the same shingles.
func (r *resolver) follow(order []int) {
	for _, i := range order {
		d := &r.decisions[i]
		switch next := r.decisions[d.Kept]; {
		case next.Reason == "":
		case d.Reason == ReasonExact:
			*d = next
		default:
			d.Kept = next.Kept
		}
	}
}
