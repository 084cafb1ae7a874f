package quality

import (
	"bufio"
	"crypto/sha256"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/ulikunitz/xz"
)

// BenchmarkProfiles measures each profile on a part of the sample corpus, beside SHA-256.
func BenchmarkProfiles(b *testing.B) {
	texts, size := sample(b)
	b.Run("sha256", func(b *testing.B) {
		b.SetBytes(size)
		for b.Loop() {
			for _, text := range texts {
				sha256.Sum256([]byte(text))
			}
		}
	})
	for _, name := range Profiles() {
		b.Run(name, func(b *testing.B) {
			f := filter(b, Config{Remove: []string{name}})
			b.SetBytes(size)
			for b.Loop() {
				for _, text := range texts {
					f.Apply(text)
				}
			}
		})
	}
}

// sample returns some MB of texts, or skips the benchmark where there is no sample corpus.
func sample(b *testing.B) (texts []string, size int64) {
	f, err := os.Open(filepath.Join("..", "..", "..", "..", "shared", "data", "corpus-sample", "sample.jsonl.xz"))
	if err != nil {
		b.Skip("no sample corpus: ", err)
	}
	defer f.Close()
	z, err := xz.NewReader(bufio.NewReader(f))
	if err != nil {
		b.Fatal(err)
	}
	for d := json.NewDecoder(z); size < 4<<20; {
		var row struct{ Text string }
		if err := d.Decode(&row); err != nil {
			b.Fatal(err)
		}
		texts, size = append(texts, row.Text), size+int64(len(row.Text))
	}
	return texts, size
}
