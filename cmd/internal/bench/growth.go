package main

import (
	"fmt"
	"math"
	"path/filepath"
)

// growth measures deduplication alone and a release at 1, 2, 4 and 8 times the size, and fits the cost.
func (b *bench) growth() error {
	base := b.size
	defer func() { b.size = base }()
	costs := []*cost{{name: "dedup alone, CPU s"}, {name: "dedup alone, peak MiB"}, {name: "release -j 1, CPU s"}, {name: "release -j 1, peak MiB"}}
	t := newTable("cost as work grows", "MB", "dedup CPU s", "peak MiB", "release CPU s", "peak MiB")
	for _, times := range []int64{1, 2, 4, 8} {
		b.size = base * times
		corpus := filepath.Join(b.dir, "archive", "corpus.jsonl")
		if err := b.write(corpus, b.mode, b.size); err != nil {
			return err
		}
		own, err := b.own("alone", corpus, "1", "0")
		if err != nil {
			return err
		}
		whole, err := b.releaseWith("-j", "1")
		if err != nil {
			return err
		}
		size := float64(b.size) / 1e6
		for i, y := range []float64{own.CPU, float64(own.Peak) / (1 << 20), whole.CPU, float64(whole.Peak) / (1 << 20)} {
			costs[i].add(size, y)
		}
		t.add(fmt.Sprintf("%d times", times), megabytes(b.size), seconds(own.CPU), mebibytes(own.Peak), seconds(whole.CPU), mebibytes(whole.Peak))
	}
	t.print()
	printFits(costs)
	return nil
}

func printFits(costs []*cost) {
	t := newTable("fitted, x in MB", "power law", "straight line", "off by at most")
	for _, c := range costs {
		exponent := c.exponent()
		slope, start, off := c.line()
		t.add(c.name, fmt.Sprintf("x^%.2f", exponent), fmt.Sprintf("%.3g + %.3g x", start, slope), fmt.Sprintf("%.0f %%", 100*off))
	}
	t.note("exponent 1 is linear: twice the work, twice the cost")
	t.print()
}

// cost is what was measured at several sizes.
type cost struct {
	name string
	x, y []float64
}

func (c *cost) add(x, y float64) { c.x, c.y = append(c.x, x), append(c.y, y) }

// exponent returns p of the power law y = a x^p that fits best, by least squares of the logarithms.
func (c *cost) exponent() float64 {
	var x, y []float64
	for i := range c.x {
		x, y = append(x, math.Log(c.x[i])), append(y, math.Log(c.y[i]))
	}
	slope, _ := leastSquares(x, y)
	return slope
}

// line returns the straight line that fits best, and by which part of a value it is off at most.
func (c *cost) line() (slope, start, off float64) {
	slope, start = leastSquares(c.x, c.y)
	for i := range c.x {
		off = max(off, math.Abs(start+slope*c.x[i]-c.y[i])/c.y[i])
	}
	return slope, start, off
}

func leastSquares(x, y []float64) (slope, start float64) {
	n := float64(len(x))
	var sx, sy, sxx, sxy float64
	for i := range x {
		sx, sy, sxx, sxy = sx+x[i], sy+y[i], sxx+x[i]*x[i], sxy+x[i]*y[i]
	}
	slope = (n*sxy - sx*sy) / (n*sxx - sx*sx)
	return slope, (sy - slope*sx) / n
}
