package diff

import (
	"cmp"
	"errors"
	"fmt"
	"iter"

	"corpuspack/pipeline/dedup"
	"corpuspack/pipeline/spill"
	"corpuspack/schema"
	"corpuspack/schema/jsonl"
)

// matcher finds renamed documents among those that only the old and only the new release has: first those with one text,
// then the most similar ones.
type matcher struct {
	space       spill.Space
	gone, fresh *spill.Sorter // by digest of the text and id: the line
	tables      [2]schema.Table
	left        [2]leftover
}

// What no equal text is found for is compared up to these bounds, in documents and in bytes of both; above them, a
// document is renamed only where its text is the same.
const (
	maxSimilar      = 2_000
	maxSimilarBytes = 64 << 20
)

// Two texts are one that was renamed and edited from this similarity on, in ten-thousandths: half, as git has it. Shingles
// are those that near-duplicates have by default.
const (
	renamedThreshold = 5000
	renamedShingle   = 5
)

// leftover is the documents of one release that no document of the other has the text of, as long as they are few.
type leftover struct {
	all   *spill.Sorter // by id: the line
	bytes int64
}

func newMatcher(space spill.Space) *matcher {
	sorter := func() *spill.Sorter { return spill.NewSorter(space, memory) }
	return &matcher{space: space, gone: sorter(), fresh: sorter(),
		left: [2]leftover{{all: sorter()}, {all: sorter()}}}
}

func (m *matcher) close() {
	for _, s := range []*spill.Sorter{m.gone, m.fresh, m.left[0].all, m.left[1].all} {
		s.Close()
	}
}

// add puts a document away that only one release has.
func (m *matcher) add(to *spill.Sorter, t *table, r *row) error {
	document, err := t.parse(r.line)
	if err != nil {
		return err
	}
	side := 0
	if to == m.fresh {
		side = 1
	}
	m.tables[side] = t.Table
	d := schema.DocumentOf(document)
	if _, err := schema.ParseDigest(d.TextSHA256); err != nil || !schema.IsID(d.ID) {
		return fmt.Errorf("%s: document %q has no id or no text_sha256: 'corpuspack verify' says what is wrong with it", t.release.Dir, d.ID)
	}
	return to.Add([]byte(d.TextSHA256+d.ID), r.line)
}

// match calls found with each document that is renamed, added or gone.
func (m *matcher) match(found func(Change) error) error {
	return cmp.Or(m.equal(found), m.similar(found))
}

// equal finds the documents with the same text.
func (m *matcher) equal(found func(Change) error) error {
	nextA, stopA := iter.Pull2(m.gone.Sorted())
	nextB, stopB := iter.Pull2(m.fresh.Sorted())
	defer stopA()
	defer stopB()
	a, errA, moreA := nextA()
	b, errB, moreB := nextB()
	for moreA || moreB {
		if err := cmp.Or(errA, errB); err != nil {
			return err
		}
		order := 0
		if moreA && moreB {
			order = cmp.Compare(string(a.Key[:64]), string(b.Key[:64]))
		}
		var err error
		switch {
		case !moreB || order < 0:
			err = m.left[0].add(a)
			a, errA, moreA = nextA()
		case !moreA || order > 0:
			err = m.left[1].add(b)
			b, errB, moreB = nextB()
		default:
			err = m.renamed(a.Value, b.Value, 1, found)
			a, errA, moreA = nextA()
			b, errB, moreB = nextB()
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (l *leftover) add(r spill.Record) error {
	l.bytes += int64(len(r.Value))
	return l.all.Add(r.Key[64:], r.Value)
}

// renamed tells of a document under another id.
func (m *matcher) renamed(old, new []byte, similarity float64, found func(Change) error) error {
	x, errX := jsonl.Parse(m.tables[0], old)
	y, errY := jsonl.Parse(m.tables[1], new)
	if err := errors.Join(errX, errY); err != nil {
		return err
	}
	fields := columnsOf(m.tables[0], m.tables[1]).differing(x, y)
	change := changeOf(x, y, fields)
	change.Kind, change.OldID, change.Similarity = Renamed, schema.DocumentOf(x).ID, similarity
	return found(change)
}

// similar finds the documents with nearly the same text, and tells of all that are left.
func (m *matcher) similar(found func(Change) error) error {
	a, b := &m.left[0], &m.left[1]
	taken := [2]map[int64]bool{{}, {}}
	if a.all.Len() > 0 && b.all.Len() > 0 && max(a.all.Len(), b.all.Len()) <= maxSimilar && a.bytes+b.bytes <= maxSimilarBytes {
		if err := m.pair(taken, found); err != nil {
			return err
		}
	}
	return cmp.Or(m.rest(0, Removed, taken, found), m.rest(1, Added, taken, found))
}

// pair finds the most similar documents, and notes their numbers among those that are left.
func (m *matcher) pair(taken [2]map[int64]bool, found func(Change) error) error {
	var lines [2][][]byte
	var prints [2][]dedup.Shingles
	for i := range m.left {
		for r, err := range m.left[i].all.Sorted() {
			if err != nil {
				return err
			}
			line := append([]byte(nil), r.Value...)
			d, err := jsonl.Parse(m.tables[i], line)
			if err != nil {
				return err
			}
			lines[i] = append(lines[i], line)
			prints[i] = append(prints[i], dedup.ShinglesOf(schema.DocumentOf(d).Text, renamedShingle))
		}
	}
	for _, p := range dedup.Pairs(prints[0], prints[1], renamedThreshold) {
		if taken[0][int64(p.A)] || taken[1][int64(p.B)] {
			continue
		}
		taken[0][int64(p.A)], taken[1][int64(p.B)] = true, true
		if err := m.renamed(lines[0][p.A], lines[1][p.B], p.Similarity(), found); err != nil {
			return err
		}
	}
	return nil
}

// rest tells of the documents that are not taken.
func (m *matcher) rest(i int, kind string, taken [2]map[int64]bool, tell func(Change) error) error {
	n := int64(0)
	for r, err := range m.left[i].all.Sorted() {
		if err != nil {
			return err
		}
		if n++; taken[i][n-1] {
			continue
		}
		document, err := jsonl.Parse(m.tables[i], r.Value)
		if err != nil {
			return err
		}
		if err := tell(alone(kind, document)); err != nil {
			return err
		}
	}
	return nil
}
