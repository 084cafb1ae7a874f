package language

import (
	_ "embed"
	"encoding/binary"
	"fmt"
	"math/bits"
	"sync"

	"github.com/klauspost/compress/zstd"
)

// packed is the model: a zstd stream of what encode in model_test.go writes, read by decode.
//
//go:embed model.zst
var packed []byte

// model is what is known of the languages of one script.
type model struct {
	tags    []string
	priors  []int          // what the sum of each language begins with
	classes [1 << 16]uint8 // of the letters, from 1 in their order; 0 for one that is in no substring
	nodes   []node         // of the tree of the substrings: the root, then by length and letters
	all     []weighted
	rows    []uint64 // of width words each
	width   int
	memos   sync.Pool // of *memo
}

// node is a substring.
type node struct {
	start, n uint32                  // its weights, in all
	row      uint32                  // of the sums of its weights and those of its begins; 0 for none
	first    uint32                  // in nodes, of those with one letter more behind it
	next     [maxClasses / 64]uint64 // the classes of these letters
}

// maxClasses is more than the letters of any script of the model.
const maxClasses = 192

// weighted is the weight of a substring in a language, in eighths of a bit.
type weighted struct {
	language uint8
	weight   int8
}

// A row has a lane of 16 bits for each language, from the lowest: four are added at once. laneZero stands for 0 in it, so
// that no lane is negative. The rows of a word are too few for a sum of 65536.
const laneZero = 3 * 128

// denseRow is the number of weights from which on a substring of three letters has a row; shorter ones have one.
const denseRow = 32

func (m *model) row(i uint32) []uint64 { return m.rows[int(i)*m.width:][:m.width] }

// spread gives rows to the nodes below parent.
func (m *model) spread(parent *node, order int) {
	for class := range uint8(maxClasses) {
		n := m.child(parent, class)
		if n == nil || order == maxOrder || order > 2 && n.n < denseRow {
			continue
		}
		n.row = uint32(len(m.rows) / m.width)
		m.rows = append(m.rows, m.row(parent.row)...)
		row := m.row(n.row)
		for _, w := range m.all[n.start:][:n.n] {
			row[w.language/4] += uint64(w.weight) << (w.language % 4 * 16)
		}
		m.spread(n, order+1)
	}
}

// child returns the substring with a letter of the class more behind it, nil where there is none.
func (m *model) child(of *node, class uint8) *node {
	at, bit := class/64, uint64(1)<<(class%64)
	if of.next[at]&bit == 0 {
		return nil
	}
	place := int(of.first) + bits.OnesCount64(of.next[at]&(bit-1))
	for _, before := range of.next[:at] {
		place += bits.OnesCount64(before)
	}
	return &m.nodes[place]
}

// decode reads the model. All numbers are unsigned varints but for the weights, a byte each. For each script: its place
// plus one; the languages, each with the length of its tag, the tag and whether it has the handicap; the substrings in order
// of their keys, each with the difference to the key before and its weights. A 0 ends the scripts.
func decode(packed []byte) (models [scriptCount]*model) {
	z, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1))
	if err != nil {
		panic(fmt.Sprintf("language: the model cannot be read: %v", err))
	}
	defer z.Close()
	data, err := z.DecodeAll(packed, nil)
	if err != nil {
		panic(fmt.Sprintf("language: the model is damaged: %v", err))
	}
	r := reader{data}
	for s := r.number(); s > 0; s = r.number() {
		models[s-1] = r.model()
	}
	return models
}

type reader struct{ data []byte }

func (r *reader) number() int {
	n, size := binary.Uvarint(r.data)
	r.data = r.data[size:]
	return int(n)
}

func (r *reader) model() *model {
	m := new(model)
	for range r.number() {
		n := r.number()
		m.tags = append(m.tags, string(r.data[:n]))
		r.data = r.data[n:]
		m.priors = append(m.priors, -handicap*r.number())
	}
	keys := []uint64{0} // of the nodes
	n := r.number()
	m.nodes = make([]node, 1, n+1)
	m.all = make([]weighted, 0, r.number())
	key := uint64(0)
	for range n {
		step, size := binary.Uvarint(r.data)
		r.data = r.data[size:]
		key += step
		p := node{start: uint32(len(m.all)), n: uint32(r.number())}
		for i := range p.n {
			m.all = append(m.all, weighted{r.data[2*i], int8(r.data[2*i+1])})
		}
		r.data = r.data[2*p.n:]
		if p.n > 0 {
			keys, m.nodes = append(keys, key), append(m.nodes, p)
		}
	}
	m.grow(keys)
	m.width = (len(m.tags) + 3) / 4
	m.rows = make([]uint64, m.width)
	for i := range m.rows {
		m.rows[i] = laneZero * 0x0001000100010001
	}
	m.spread(&m.nodes[0], 1)
	return m
}

// grow makes a tree of the nodes, whose keys ascend, and so do the keys of their parents. A substring whose parent is none
// is left out of it.
func (m *model) grow(keys []uint64) {
	for _, key := range keys[1:] {
		m.classes[uint16(key)] = 1
	}
	last := uint8(0)
	for letter, in := range m.classes {
		if in > 0 {
			last++
			m.classes[letter] = last
		}
	}
	parent := 0
	for i, key := range keys[1:] {
		for keys[parent] < key>>16 {
			parent++
		}
		if keys[parent] > key>>16 {
			continue
		}
		p, class := &m.nodes[parent], m.classes[uint16(key)]
		if p.next == [maxClasses / 64]uint64{} {
			p.first = uint32(i + 1)
		}
		p.next[class/64] |= 1 << (class % 64)
	}
}
