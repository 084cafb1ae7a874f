package withdraw

import (
	"strings"

	"corpuspack/pipeline"
)

// Index tells which of many withdrawals names a document.
type Index struct{ ids, sources, urls, texts map[string]int }

// NewIndex returns the index of a list.
func NewIndex(list []pipeline.Withdrawal) *Index {
	x := &Index{map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}}
	for i := range list {
		x.Add(i, &list[i])
	}
	return x
}

// Add adds the withdrawal with the number n. Where several name a document, the first that was added counts.
func (x *Index) Add(n int, w *pipeline.Withdrawal) {
	for _, k := range []struct {
		in  map[string]int
		key string
	}{{x.ids, w.ID}, {x.sources, w.Source}, {x.urls, w.URL}, {x.texts, w.TextSHA256}} {
		if _, there := k.in[k.key]; k.key != "" && !there {
			k.in[k.key] = n
		}
	}
}

// Find returns the number of the withdrawal that names a document by its id, text, address or source, or -1.
func (x *Index) Find(id, source, url, text string) int {
	for _, k := range []struct {
		in  map[string]int
		key string
	}{{x.ids, id}, {x.texts, text}, {x.urls, url}, {x.sources, source}} {
		if n, ok := k.in[k.key]; ok {
			return n
		}
	}
	for at := 0; ; at += len("!/") { // a member of a source
		next := strings.Index(source[at:], "!/")
		if next < 0 {
			return -1
		}
		at += next
		if n, ok := x.sources[source[:at]]; ok {
			return n
		}
	}
}
