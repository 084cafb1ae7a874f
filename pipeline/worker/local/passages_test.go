package local

import (
	"fmt"
	"strings"
	"testing"
)

// TestPassagesAreTheSameForAnyWorkersAndMemory compares the digests of the tables.
func TestPassagesAreTheSameForAnyWorkersAndMemory(t *testing.T) {
	texts := map[string]string{}
	for n := range 300 {
		var words []string
		for i := range 60 {
			words = append(words, fmt.Sprint("w", (n*37+i)%1000)) // each text shares a part of some others
		}
		texts[fmt.Sprintf("%03d.txt", n)] = strings.Join(words, " ")
	}
	recipe := "name: a\narchive: [{path: archive}]\nclean: {min_characters: 40}\ndedup: {passages: {tokens: 10}}"
	want := ""
	for _, c := range []struct {
		workers int
		memory  int64
	}{{1, 0}, {2, 0}, {7, 1 << 16}} {
		j, _ := job(t, recipe, texts)
		j.Workers, j.Memory = c.workers, c.memory
		result, err := Engine{}.Run(t.Context(), j)
		if err != nil {
			t.Fatal(err)
		}
		got := fmt.Sprint(result.Tables, result.Removed)
		if want == "" {
			want = got
		}
		if got != want || len(result.Removed) == 0 {
			t.Errorf("%d workers, %d bytes: got %s, want %s", c.workers, c.memory, got, want)
		}
	}
}
