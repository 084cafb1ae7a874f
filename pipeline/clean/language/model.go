package language

import (
	_ "embed"
	"encoding/binary"
	"fmt"

	"github.com/klauspost/compress/zstd"
)

// packed is the model: a zstd stream of what encode in model_test.go writes, read by decode.
//
//go:embed model.zst
var packed []byte

// model is what is known of the languages of one script.
type model struct {
	tags   []string
	priors []int            // what the sum of each language begins with
	index  map[uint64]place // by the substring, 16 bits a letter
	all    []weighted
}

// place is the first of the weights of a substring in all, and their number.
type place struct{ start, n uint32 }

// weighted is the weight of a substring in a language, in eighths of a bit.
type weighted struct {
	language uint8
	weight   int8
}

func (m *model) weights(key uint64) []weighted {
	p := m.index[key]
	return m.all[p.start : p.start+p.n]
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
	n := r.number()
	m.index = make(map[uint64]place, n)
	m.all = make([]weighted, 0, r.number())
	key := uint64(0)
	for range n {
		step, size := binary.Uvarint(r.data)
		r.data = r.data[size:]
		key += step
		p := place{uint32(len(m.all)), uint32(r.number())}
		for i := range p.n {
			m.all = append(m.all, weighted{r.data[2*i], int8(r.data[2*i+1])})
		}
		r.data = r.data[2*p.n:]
		m.index[key] = p
	}
	return m
}
