package dedup

import (
	"runtime"
	"strings"
	"testing"
)

func TestATextThatRepeatsItselfKeepsLittleMemory(t *testing.T) {
	text := strings.Repeat("word ", 20_000)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	var kept [][]Shingle
	for range 50 {
		kept = append(kept, shingles(text, 5))
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if used := int64(after.HeapAlloc) - int64(before.HeapAlloc); used > 1<<20 {
		t.Errorf("%d sets of %d shingle keep %d KiB, want at most 1024", len(kept), len(kept[0]), used>>10)
	}
	runtime.KeepAlive(kept)
}
