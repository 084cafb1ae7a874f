package verify

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"corpuspack/releases"
	"corpuspack/schema"
)

// TestWhatARebuildGivesIsSaid compares a release with what other recipes make of the same archive: each value belongs to a step.
func TestWhatARebuildGivesIsSaid(t *testing.T) {
	old, _ := release(t)
	for _, c := range []struct {
		name, recipe string
		result, why  string
		table, step  string // of the first row that differs
		column       string
	}{
		{"nothing", "", Identical, "", "", "", ""},
		{"gzip", "|shard: {size: 2KiB, jsonl: gzip}", Packed, "JSON Lines were encoded", "", "", ""},
		{"snappy", "|shard: {size: 2KiB, parquet: snappy}", Packed, "Parquet was encoded", "", "", ""},
		{"both", "|shard: {size: 2KiB, parquet: none, jsonl: none}", Packed, "JSON Lines and Parquet", "", "", ""},
		{"card", "title: Small", Packed, "only the files beside them", "", "", ""},
		{"archive", "license: MIT", OtherContent, "", schema.Documents, "archive", "license"},
		{"clean", "clean: {detect_language: true}", OtherContent, "", schema.Documents, "clean", "detected_language"},
		{"removed", "clean: {min_characters: 86}", OtherContent, "", schema.Documents, "clean", ""},
		{"dedup", "dedup: {exact: false, near: {method: off}}", OtherContent, "", schema.Documents, "dedup", ""},
		{"segment", "segment: {unit: sentence}", OtherContent, "", schema.Segments, "segment", ""},
		{"split", "|split: {train: 1}", OtherContent, "", schema.Documents, "shard", "split"},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := recipe + c.recipe + "\n"
			if key, isOther := strings.CutPrefix(c.recipe, "|"); isOther { // in the stead of a line of the recipe
				var lines []string
				for line := range strings.Lines(recipe) {
					if !strings.HasPrefix(line, key[:5]) {
						lines = append(lines, line)
					}
				}
				text = strings.Join(lines, "") + key + "\n"
			}
			again, _ := releaseOf(t, text)
			r, problems, err := Compare(t.Context(), old, again, nil)
			if err != nil || r.Result != c.result || !strings.Contains(r.Why, c.why) || (len(problems) == 0) != (c.result == Identical) {
				t.Fatalf("got %+v, %d problems, %v", r, len(problems), err)
			}
			if (r.First != nil) != (c.table != "") {
				t.Fatalf("got the first row %v", r.First)
			}
			if r.First == nil {
				return
			}
			if r.First.Table != c.table || r.First.Step != c.step || c.column != "" && r.First.Columns[0].Name != c.column {
				t.Errorf("got %+v", r.First)
			}
			if (r.First.Gone || r.First.Fresh) && c.table == schema.Documents && r.First.Reason == "" {
				t.Errorf("got no reason: %s", r.First)
			}
		})
	}
}

func TestAnotherArchiveIsSaid(t *testing.T) {
	old, _ := release(t)
	again, _ := release(t)
	again.Manifest.Archive.Bytes++
	again.Digest[0]++
	inputs := filepath.Join(again.Dir, releases.InputsName)
	b, err := os.ReadFile(inputs)
	if err != nil {
		t.Fatal(err)
	}
	save(t, inputs, []byte(strings.Replace(string(b), "archive/00.md", "archive/aa.md", 1)))
	r, problems, err := Compare(t.Context(), old, again, nil)
	if err != nil || r.Result != OtherArchive || len(problems) != 2 {
		t.Errorf("got %+v, %v, %v", r, problems, err)
	}
}
