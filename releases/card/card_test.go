package card

import (
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"corpuspack/pipeline"
	"corpuspack/pipeline/shard"
	"corpuspack/releases"
	"corpuspack/schema"
)

func files(t *testing.T, recipe string) map[string]string {
	t.Helper()
	r, err := pipeline.ReadRecipe("corpuspack.yaml", strings.NewReader(recipe))
	if err != nil {
		t.Fatal(err)
	}
	s, err := schema.Of(1)
	if err != nil {
		t.Fatal(err)
	}
	m := &releases.Manifest{Version: releases.Version{Major: 1}, Counts: releases.Counts{Read: 12345, Kept: 12340,
		Removed: map[string]map[string]int64{"dedup": {"exact": 5}}},
		Tables: map[string]map[string]releases.Table{
			"documents": {"no": {Totals: shard.Totals{Rows: 12340}, Shards: []shard.File{{Name: "documents/no-00000-of-00001.parquet", Bytes: 99}}}},
			"removed":   {"removed": {Totals: shard.Totals{Rows: 5}}},
		}}
	texts := map[string]string{}
	for _, f := range Files(r, m, s) {
		texts[f.Name] = string(f.Content)
	}
	return texts
}

// TestFrontMatterIsWhatLoadersRead reads it as YAML: names that YAML takes for booleans stay names.
func TestFrontMatterIsWhatLoadersRead(t *testing.T) {
	text := files(t, "name: a\ntitle: \"A: \\\"b\\\" # c\"\nlicense: CC-BY-4.0\narchive: [{path: x}]\n")[releases.CardName]
	front, _, ok := strings.Cut(strings.TrimPrefix(text, "---\n"), "\n---\n")
	if !ok {
		t.Fatalf("no front matter in %s", text)
	}
	var got struct {
		Name    string `yaml:"pretty_name"`
		License string
		Configs []struct {
			Name      string `yaml:"config_name"`
			Default   bool
			DataFiles []struct{ Split, Path string } `yaml:"data_files"`
		}
		Info []struct {
			Features []struct {
				Name, Dtype string
				List        any
				Struct      []struct{ Name, Dtype string }
			}
			Splits []struct {
				Name  string
				Bytes int64 `yaml:"num_bytes"`
				Rows  int64 `yaml:"num_examples"`
			}
		} `yaml:"dataset_info"`
	}
	if err := yaml.Unmarshal([]byte(front), &got); err != nil {
		t.Fatal(err)
	}
	if got.Name != `A: "b" # c` || got.License != "cc-by-4.0" || len(got.Configs) != 2 || !got.Configs[0].Default {
		t.Errorf("got %+v", got)
	}
	if f := got.Configs[0].DataFiles[0]; f.Split != "no" || f.Path != "documents/no-*.parquet" {
		t.Errorf("got %+v", f)
	}
	if f := got.Info[0].Features; len(f) != 30 || f[1].Name != "text" || f[1].Dtype != "string" || f[26].Struct[0].Dtype != "int64" {
		t.Errorf("got %+v", f)
	}
	if s := got.Info[0].Splits[0]; s.Name != "no" || s.Rows != 12340 || s.Bytes != 99 {
		t.Errorf("got %+v", s)
	}
}

func TestFrontMatterHasTheTypeOfEveryColumn(t *testing.T) {
	text := features([]schema.Field{
		{Name: "a", Type: schema.String}, {Name: "b", Type: schema.Strings},
		{Name: "c", Type: schema.Structs, Members: []schema.Field{{Name: "d", Type: schema.Int64}}},
		{Name: "e", Type: schema.Struct, Members: []schema.Field{{Name: "f", Type: schema.Double}}},
	}, "")
	const want = `
- name: a
  dtype: string
- name: b
  list: string
- name: c
  list:
  - name: d
    dtype: int64
- name: e
  struct:
  - name: f
    dtype: float64`
	if text != want {
		t.Errorf("got %s", text)
	}
}

func TestMarkupInARecipeIsEscaped(t *testing.T) {
	text := files(t, "name: a\ntitle: <script>x</script>\ndescription: a <b> & | c\narchive: [{path: x}]\n")[releases.CardName]
	_, body, _ := strings.Cut(text, "\n---\n")
	for _, bad := range []string{"<script>", "<b>"} {
		if strings.Contains(body, bad) {
			t.Errorf("the card holds %s", bad)
		}
	}
}

func TestACardWithoutALicenceSaysSo(t *testing.T) {
	texts := files(t, "name: a\narchive: [{path: x}]\n")
	if !strings.Contains(texts[releases.CardName], "Licence: none is declared.") ||
		!strings.Contains(texts[releases.LicenseName], "No licence is declared") {
		t.Errorf("got %s\n%s", texts[releases.CardName], texts[releases.LicenseName])
	}
	if strings.Contains(texts[releases.CitationName], "license") {
		t.Errorf("got %s", texts[releases.CitationName])
	}
}

func TestNumbersAreWrittenForPeople(t *testing.T) {
	for n, want := range map[int64]string{0: "0 B", 999: "999 B", 1000: "1.0 kB", 1549: "1.5 kB", 60266: "60.3 kB", 51239335: "51.2 MB"} {
		if got := Size(n); got != want {
			t.Errorf("Size(%d): got %s, want %s", n, got, want)
		}
	}
	for n, want := range map[int64]string{0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567"} {
		if got := Count(n); got != want {
			t.Errorf("Count(%d): got %s, want %s", n, got, want)
		}
	}
	if got := share(1, 3); got != "33.3 %" {
		t.Errorf("share(1, 3): got %s", got)
	}
}
