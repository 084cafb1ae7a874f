package language

import (
	"encoding/binary"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/klauspost/compress/zstd"
	"golang.org/x/text/unicode/norm"
)

// unseen is the probability of a letter that a language is not known to have.
const unseen = 1e-6

// counts are how often each substring of up to maxOrder letters is in a text, by its key.
type counts map[uint64]int

// add counts the substrings of the words of text in script s.
func (c counts) add(text string, s script) {
	eachWord(norm.NFC.String(text), s, func(word []rune) {
		var letters [maxWord + 2]uint16
		n := marked(word, &letters)
		for i := range n {
			key := uint64(0)
			for j := i; j < min(n, i+maxOrder); j++ {
				key = key<<16 | uint64(letters[j])
				c[key]++
			}
		}
	})
}

// bare returns text without its marks: what is written where accents are hard to type.
func bare(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(text))
}

// rest returns the key without its first letter, and head without its last.
func rest(key uint64) uint64 {
	return key &^ (0xFFFF << (16 * (order(key) - 1)))
}

func order(key uint64) int {
	n := 0
	for ; key > 0; key >>= 16 {
		n++
	}
	return n
}

// weights returns the weight of each substring in bits. Let h be a substring, c a letter after it, n(hc) how often it is
// there, t(h) how many different letters are. The model is
//
//	P(c|h) = (n(hc) + t(h) P(c|h')) / (n(h.) + t(h))
//
// where h' is h without its first letter (Witten and Bell, IEEE Transactions on Information Theory 37 (4), 1991, method C).
// In additive form hc weighs log P(c|h)/P(c|h') less the weight of h as a context where it was seen; and h weighs
// log t(h)/(n(h.)+t(h)), what it costs that a letter comes after h that never did, where it is a context.
func (c counts) weights() map[uint64]float64 {
	after, types := counts{}, counts{}
	keys := make([]uint64, 0, len(c))
	for key, n := range c {
		keys = append(keys, key)
		if key>>16 > 0 || key != wordStart {
			after[key>>16] += n
			types[key>>16]++
		}
	}
	slices.SortFunc(keys, func(a, b uint64) int { return order(a) - order(b) })
	p := map[uint64]float64{}
	out := map[uint64]float64{}
	backoff := func(h uint64) float64 {
		return math.Log2(float64(types[h]) / float64(after[h]+types[h]))
	}
	for _, key := range keys {
		h := key >> 16
		lower := unseen
		if order(key) > 1 {
			lower = p[rest(key)]
		}
		if key != wordStart {
			p[key] = (float64(c[key]) + float64(types[h])*lower) / float64(after[h]+types[h])
			out[key] = math.Log2(p[key] / lower)
			if h > 0 {
				out[key] -= backoff(h)
			}
		}
		if types[key] > 0 && order(key) < maxOrder {
			out[key] += backoff(key)
		}
	}
	return out
}

// source is a language to learn.
type source struct {
	script script
	tag    string
	rare   bool
	text   []string
}

// encode writes the model of sources, which stand in the order of their scripts, as decode reads it.
func encode(sources []source) []byte {
	var out []byte
	for len(sources) > 0 {
		n := 1
		for n < len(sources) && sources[n].script == sources[0].script {
			n++
		}
		out = binary.AppendUvarint(out, uint64(sources[0].script)+1)
		out = appendModel(out, sources[:n])
		sources = sources[n:]
	}
	z, _ := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedBestCompression), zstd.WithEncoderConcurrency(1))
	defer z.Close()
	return z.EncodeAll(append(out, 0), nil)
}

func appendModel(out []byte, sources []source) []byte {
	out = binary.AppendUvarint(out, uint64(len(sources)))
	table, all := map[uint64][]byte{}, 0
	for i, s := range sources {
		out = append(binary.AppendUvarint(out, uint64(len(s.tag))), s.tag...)
		rare := uint64(0)
		if s.rare {
			rare = 1
		}
		out = binary.AppendUvarint(out, rare)
		c := counts{}
		for _, t := range s.text {
			c.add(t, s.script)
		}
		for key, w := range c.weights() {
			q := max(-128, min(127, math.Round(8*w)))
			table[key] = append(table[key], byte(i), byte(int8(q)))
			all++
		}
	}
	keys := make([]uint64, 0, len(table))
	for key := range table {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	out = binary.AppendUvarint(out, uint64(len(keys)))
	out = binary.AppendUvarint(out, uint64(all))
	last := uint64(0)
	for _, key := range keys {
		out = binary.AppendUvarint(out, key-last)
		out = append(binary.AppendUvarint(out, uint64(len(table[key])/2)), table[key]...)
		last = key
	}
	return out
}

// repaired returns the Croatian text with its letters č, ž and đ, all of which the file has as ć, put right in the words
// that Bosnian or Serbian has too; other words with ć are left out.
func repaired(croatian string, others ...string) string {
	fold := strings.NewReplacer("č", "ć", "ž", "ć", "đ", "ć")
	known := map[string]string{}
	for _, text := range others {
		for _, word := range strings.FieldsFunc(strings.ToLower(text), notLetter) {
			if _, ok := known[fold.Replace(word)]; !ok {
				known[fold.Replace(word)] = word
			}
		}
	}
	var b strings.Builder
	for _, word := range strings.FieldsFunc(strings.ToLower(croatian), notLetter) {
		if right, ok := known[word]; ok {
			word = right
		} else if strings.ContainsRune(word, 'ć') {
			continue
		}
		b.WriteString(word + " ")
	}
	return b.String()
}

func notLetter(r rune) bool { return r == utf8.RuneError || !unicode.IsLetter(r) }
