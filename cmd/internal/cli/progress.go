package cli

import (
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
	"golang.org/x/term"

	"corpuspack/pipeline"
	"corpuspack/releases/card"
)

// steps are what a meter is told of, in the order of a run, with what is counted.
var steps = map[string]struct{ label, unit string }{
	"read":    {"read and clean", "B"},
	"compare": {"compare", "documents"},
	"write":   {"write shards", "rows"},
	"diff":    {"compare rows", "rows"},
	"delta":   {"write rows", "rows"},
	"apply":   {"make rows", "rows"},
	"sums":    {"check sums", "B"},
	"rows":    {"check rows", "rows"},
}

// plainEvery is the least time between two lines of plain progress for one step.
const plainEvery = 5 * time.Second

// meter returns what shows progress on standard error, and what ends it: bars on a terminal, lines elsewhere, nothing
// under -q.
func (g *global) meter() (pipeline.Meter, func()) {
	kind := g.progress
	if f, ok := g.stderr.(*os.File); kind == "auto" {
		kind = "plain"
		if ok && term.IsTerminal(int(f.Fd())) {
			kind = "bar"
		}
	}
	switch {
	case g.quiet || kind == "none":
		return func(string, int64, int64) {}, func() {}
	case kind == "bar":
		return g.bars()
	}
	return g.lines(kind == g.progress), func() {}
}

// bars shows a bar a step: what is done, the rate, the time left.
func (g *global) bars() (pipeline.Meter, func()) {
	var mu sync.Mutex
	p := mpb.New(mpb.WithOutput(g.stderr), mpb.WithWidth(40), mpb.WithAutoRefresh())
	bars := map[string]*mpb.Bar{}
	add := func(step string, n, total int64) {
		mu.Lock()
		defer mu.Unlock()
		if bars[step] == nil {
			bars[step] = newBar(p, step, total)
		}
		bars[step].IncrInt64(n)
	}
	return add, func() {
		for _, b := range bars {
			b.EnableTriggerComplete()
			b.Abort(false) // a bar that is full has ended already
		}
		p.Wait()
	}
}

func newBar(p *mpb.Progress, step string, total int64) *mpb.Bar {
	s := steps[step]
	counters, speed := decor.CountersNoUnit("%d / %d", decor.WCSyncSpace), decor.AverageSpeed(0, "%.0f/s", decor.WCSyncSpace)
	if s.unit == "B" {
		counters = decor.CountersKiloByte("% .1f / % .1f", decor.WCSyncSpace)
		speed = decor.AverageSpeed(decor.SizeB1000(0), "% .1f", decor.WCSyncSpace)
	}
	return p.AddBar(total,
		mpb.PrependDecorators(decor.Name(s.label, decor.WCSyncSpaceR), decor.Percentage(decor.WCSyncSpace)),
		mpb.AppendDecorators(counters, speed, decor.OnComplete(decor.AverageETA(decor.ET_STYLE_GO, decor.WCSyncSpace), "done")))
}

// lines prints a line a step every few seconds, and one when it ends; unless they were asked for, only for a step that
// takes longer than a second.
func (g *global) lines(asked bool) pipeline.Meter {
	var mu sync.Mutex
	done, started, printed := map[string]int64{}, map[string]time.Time{}, map[string]time.Time{}
	return func(step string, n, total int64) {
		mu.Lock()
		defer mu.Unlock()
		now := time.Now()
		if started[step].IsZero() {
			started[step], printed[step] = now, now
		}
		done[step] += n
		ended := done[step] == total && (asked || now.Sub(started[step]) > time.Second)
		if !ended && now.Sub(printed[step]) < plainEvery {
			return
		}
		printed[step] = now
		fmt.Fprintf(g.stderr, "%s: %s\n", steps[step].label, amount(steps[step].unit, done[step], total))
	}
}

func amount(unit string, done, total int64) string {
	text := card.Count(done) + " " + unit
	if unit == "B" {
		text = card.Size(done)
	}
	of := card.Count(total) + " " + unit
	if unit == "B" {
		of = card.Size(total)
	}
	return fmt.Sprintf("%s of %s, %d %%", text, of, done*100/max(total, 1))
}
