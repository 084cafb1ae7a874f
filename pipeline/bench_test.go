package pipeline_test

import (
	"crypto/sha256"
	"fmt"
	"math"
	"strings"
	"testing"
)

// slowest is how many times slower than SHA-256 a step may be before SPEED.md has to say why.
const slowest = 30

// row is one line of the table: a reader or a step.
type row struct {
	name string
	make func(b *testing.B, in *inputs) work
}

// work is what is measured: run goes once over content, or over what content is packed in.
type work struct {
	content []byte
	run     func() error
}

var groups = []struct {
	name string
	rows []row
}{
	{"read", readers},
	{"unpack", packers},
	{"clean", cleaners},
	{"dedup", printers},
	{"segment", segmenters},
	{"shard", writers},
}

// BenchmarkSpeed measures every reader and every step on one worker, each beside SHA-256 over the same bytes in the same
// run, and prints a table. SPEED.md has one as it was measured.
func BenchmarkSpeed(b *testing.B) {
	in := &inputs{}
	var table strings.Builder
	for _, g := range groups {
		b.Run(g.name, func(b *testing.B) {
			fmt.Fprintf(&table, "\n%-24s %9s %9s %9s %9s\n", g.name, "MB", "MB/s", "sha256", "ratio")
			for _, r := range g.rows {
				var s speed
				b.Run(r.name, func(b *testing.B) { s = measure(b, r.make(b, in)) })
				if s.size > 0 {
					s.print(&table, r.name)
				}
			}
		})
	}
	fmt.Printf("\n%s\n%s\n", in.note(), table.String())
}

// speed is the size of a content in bytes, and the least time that it took, in seconds of the processor.
type speed struct {
	size      int
	sum, step float64
}

func measure(b *testing.B, w work) speed {
	s := speed{len(w.content), math.Inf(1), math.Inf(1)}
	for b.Loop() {
		start := clock()
		sha256.Sum256(w.content)
		middle := clock()
		if err := w.run(); err != nil {
			b.Fatal(err)
		}
		s.sum, s.step = min(s.sum, middle-start), min(s.step, clock()-middle)
	}
	b.ReportMetric(s.rate(s.step), "MB/s")
	b.ReportMetric(0, "ns/op") // the machine's, and not the processor's
	return s
}

// rate returns the megabytes of the content in a second.
func (s speed) rate(seconds float64) float64 { return float64(s.size) / seconds / 1e6 }

// print writes a line of the table. A star stands behind what is slower than it should be.
func (s speed) print(w *strings.Builder, name string) {
	star := ""
	if s.step > slowest*s.sum {
		star = " *"
	}
	fmt.Fprintf(w, "%-24s %9.2f %9.1f %9.0f %9s%s\n", "  "+name, float64(s.size)/1e6, s.rate(s.step), s.rate(s.sum),
		fmt.Sprintf("1/%.1f", s.step/s.sum), star)
}
