package language

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// score counts what became of the texts of one language and kind.
type score struct{ n, right, und int }

func (s score) accuracy() float64 { return float64(s.right) / float64(s.n) }

// TestSentencesOf75Languages measures on the test texts of lingua; the model has learnt nothing from them.
func TestSentencesOf75Languages(t *testing.T) {
	f, err := os.Open(filepath.Join(peers, "language-id.jsonl.gz"))
	if err != nil {
		t.Skipf("no texts: %v", err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	d := New()
	all, byLanguage, mistakes := map[string]*score{}, map[string]*score{}, map[string]map[string]int{}
	lines := bufio.NewScanner(z)
	for lines.Buffer(nil, 1<<20); lines.Scan(); {
		var r struct{ Lang, Kind, Text string }
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			t.Fatal(err)
		}
		tag, _ := d.Detect(r.Text)
		count(all, r.Kind, r.Lang, tag)
		if r.Kind == "sentences" {
			count(byLanguage, r.Lang, r.Lang, tag)
			if tag != r.Lang {
				if mistakes[r.Lang] == nil {
					mistakes[r.Lang] = map[string]int{}
				}
				mistakes[r.Lang][tag]++
				if os.Getenv("SHOW") != "" && strings.Contains(os.Getenv("SHOW"), r.Lang) {
					fmt.Println(r.Lang, tag, r.Text)
				}
			}
		}
	}
	for kind, s := range all {
		t.Logf("%s: %d, accuracy %.4f, und %.4f, accuracy where not und %.4f", kind, s.n, s.accuracy(),
			float64(s.und)/float64(s.n), float64(s.right)/float64(s.n-s.und))
	}
	var tags []string
	for tag := range byLanguage {
		tags = append(tags, tag)
	}
	slices.SortFunc(tags, func(a, b string) int { return byLanguage[a].right - byLanguage[b].right })
	for _, tag := range tags[:12] {
		t.Logf("%s: %.3f, taken for %v", tag, byLanguage[tag].accuracy(), mistakes[tag])
	}
	if got := all["sentences"].accuracy(); got < 0.95 {
		t.Errorf("sentences: got accuracy %.4f, want 0.95", got)
	}
}

func count(m map[string]*score, key, want, got string) {
	if m[key] == nil {
		m[key] = new(score)
	}
	m[key].n++
	if got == want {
		m[key].right++
	}
	if got == Undetermined {
		m[key].und++
	}
}
