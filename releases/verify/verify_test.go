package verify

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"corpuspack/pipeline"
	"corpuspack/pipeline/shard"
	"corpuspack/pipeline/worker/local"
	"corpuspack/releases"
	"corpuspack/releases/publish"
	"corpuspack/schema"
	"corpuspack/schema/jsonl"
	"corpuspack/schema/parquet"
)

func TestMain(m *testing.M) {
	if len(os.Args) > 2 && os.Args[1] == parquet.ChildCommand {
		os.Exit(parquet.Child(os.Args[3:], os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

const recipe = `name: small
archive:
  - path: archive
split: {test: 0.3, train: 0.7}
shard: {size: 2KiB}
`

// release publishes a small release with two shards of train, copies and removals, and returns it with its plan.
func release(t *testing.T) (*releases.Release, *pipeline.Plan) {
	t.Helper()
	return releaseOf(t, recipe)
}

// releaseOf is release with another recipe. Beside the archive stands a benchmark, whose text is in two documents.
func releaseOf(t *testing.T, recipe string) (*releases.Release, *pipeline.Plan) {
	t.Helper()
	project := t.TempDir()
	save(t, filepath.Join(project, "b.txt"), []byte("A paragraph about the number 9, which stands in no other text!"))
	archive := filepath.Join(project, "archive")
	if err := os.Mkdir(archive, 0o777); err != nil {
		t.Fatal(err)
	}
	for i := range 24 {
		text := fmt.Sprintf("# Text %d\n\nA paragraph about the number %d, which stands in no other text.\n\n- one\n- two\n", i/2*3, i/2*3)
		if err := os.WriteFile(filepath.Join(archive, fmt.Sprintf("%02d.md", i)), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	r, err := pipeline.ReadRecipe("corpuspack.yaml", strings.NewReader(recipe))
	if err != nil {
		t.Fatal(err)
	}
	plan, err := r.Compile()
	if err != nil {
		t.Fatal(err)
	}
	out, err := publish.Publish(t.Context(), publish.Job{Project: project, Version: releases.Version{Major: 1}, Plan: plan,
		Engine: local.Engine{}, Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	err = filepath.WalkDir(out.Dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			err = os.Chmod(path, 0o666)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	rel, err := releases.Open(out.Dir)
	if err != nil {
		t.Fatal(err)
	}
	return rel, plan
}

func check(t *testing.T, rel *releases.Release) *Report {
	t.Helper()
	report, err := Release(t.Context(), rel.Dir, Options{Want: &rel.Digest, Decode: decode})
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func decode(ctx context.Context, path string, v schema.Version, table string) (io.ReadCloser, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	return parquet.Lines(ctx, self, path, v, table)
}

// wantProblem checks that the report names the file with these words.
func wantProblem(t *testing.T, r *Report, file, words string) {
	t.Helper()
	if !slices.ContainsFunc(r.Problems, func(p Problem) bool { return p.File == file && strings.Contains(p.Message, words) }) {
		t.Errorf("want %s: … %s …, got %v", file, words, r.Problems)
	}
}

func TestAWholeReleaseHasNoProblems(t *testing.T) {
	rel, _ := release(t)
	report := check(t, rel)
	if len(report.Problems) > 0 || report.Files != len(rel.Sums) || report.Rows != 24+3*12 {
		t.Errorf("got %+v", report)
	}
}

func TestAFlippedByteOfAnyFileIsNamed(t *testing.T) {
	rel, _ := release(t)
	names := []string{releases.ChecksumsName}
	for _, sum := range rel.Sums {
		names = append(names, sum.Path)
	}
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(rel.Dir, name)
			whole, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			damaged := slices.Clone(whole)
			damaged[len(damaged)/2] ^= 1
			save(t, path, damaged)
			defer save(t, path, whole)
			wantProblem(t, check(t, rel), name, "SHA-256")
		})
	}
}

func TestMissingExtraAndLinkedFilesAreNamed(t *testing.T) {
	rel, _ := release(t)
	remove(t, filepath.Join(rel.Dir, releases.InputsName))
	shards := rel.Manifest.Tables[schema.Documents]["train"].Shards
	remove(t, filepath.Join(rel.Dir, shards[0].Name))
	save(t, filepath.Join(rel.Dir, schema.Documents, "more.parquet"), nil)
	save(t, filepath.Join(rel.Dir, "notes.txt"), []byte("x"))
	remove(t, filepath.Join(rel.Dir, releases.LicenseName))
	if err := os.Symlink("README.md", filepath.Join(rel.Dir, releases.LicenseName)); err != nil {
		t.Skip(err)
	}
	report := check(t, rel)
	wantProblem(t, report, releases.InputsName, "missing")
	wantProblem(t, report, shards[0].Name, "missing")
	wantProblem(t, report, "documents/more.parquet", "extra file")
	wantProblem(t, report, "notes.txt", "extra file")
	wantProblem(t, report, releases.LicenseName, "no regular file")
}

func TestSwappedShardsAreNamed(t *testing.T) {
	rel, _ := release(t)
	train := rel.Manifest.Tables[schema.Documents]["train"]
	a, b := train.Shards[0].Name, train.Shards[1].Name
	swap(t, filepath.Join(rel.Dir, a), filepath.Join(rel.Dir, b))
	report := check(t, rel)
	wantProblem(t, report, a, "SHA-256")
	wantProblem(t, report, b, "SHA-256")
}

// TestSwappedShardsAreNamedWhateverTheSumsSay swaps both encodings and mends every sum and number.
func TestSwappedShardsAreNamedWhateverTheSumsSay(t *testing.T) {
	rel, plan := release(t)
	table := rel.Manifest.Tables[schema.Documents]["train"]
	n := len(table.Shards) / 2
	first, last := rowsOf(t, rel, schema.Documents, "train", 0), rowsOf(t, rel, schema.Documents, "train", n-1)
	replace(t, rel, plan, schema.Documents, "train", 0, last)
	replace(t, rel, plan, schema.Documents, "train", n-1, first)
	report := check(t, rel)
	name := rel.Shards(schema.Documents, "train")[0]
	wantProblem(t, report, name, "belongs to shard")
}

func TestAChangedRowInParquetIsNamedWhateverTheSumsSay(t *testing.T) {
	rel, plan := release(t)
	rows := rowsOf(t, rel, schema.Documents, "train", 0)
	text := rel.Manifest.Tables[schema.Documents]["train"].Shards
	rows[0][2] = schema.StringValue("Another title")
	only := *plan
	var err error
	only.Sharder, err = shard.New(shard.Config{Size: 1, Encodings: []string{"parquet"}, Parquet: "zstd"}, plan.Schema, schema.Revision)
	if err != nil {
		t.Fatal(err)
	}
	content := text[0].ContentSHA256
	replace(t, rel, &only, schema.Documents, "train", 0, rows)
	for i, f := range rel.Manifest.Tables[schema.Documents]["train"].Shards {
		if f.Name == text[0].Name {
			rel.Manifest.Tables[schema.Documents]["train"].Shards[i].ContentSHA256 = content
		}
	}
	seal(t, rel)
	wantProblem(t, check(t, rel), text[0].Name, "its rows are not those of the manifest")
}

// TestOtherRowsInParquetAreNamedWhateverTheManifestSays leaves the digest of the other rows in the manifest.
func TestOtherRowsInParquetAreNamedWhateverTheManifestSays(t *testing.T) {
	rel, plan := release(t)
	rows := rowsOf(t, rel, schema.Segments, "train", 0)
	only := *plan
	var err error
	only.Sharder, err = shard.New(shard.Config{Size: 1, Encodings: []string{"parquet"}, Parquet: "zstd"}, plan.Schema, schema.Revision)
	if err != nil {
		t.Fatal(err)
	}
	replace(t, rel, &only, schema.Segments, "train", 0, rows[1:])
	wantProblem(t, check(t, rel), releases.ManifestName, "segments/train: its shards give {Rows:")
}

func TestADroppedRemovalIsNamedWhateverTheSumsSay(t *testing.T) {
	rel, plan := release(t)
	name := schema.Removed
	last := len(rel.Shards(name, name)) - 1
	rows := rowsOf(t, rel, name, name, last)
	replace(t, rel, plan, name, name, last, rows[1:])
	report := check(t, rel)
	wantProblem(t, report, releases.ManifestName, "documents were removed by dedup for exact, the table removed has")

	// Even a manifest that agrees does not help: the kept document still counts its copy.
	rel.Manifest.Counts.Removed["dedup"]["exact"]--
	rel.Manifest.Counts.Read--
	seal(t, rel)
	report = check(t, rel)
	if !slices.ContainsFunc(report.Problems, func(p Problem) bool { return strings.Contains(p.Message, "copy_count of") }) {
		t.Errorf("got %v", report.Problems)
	}
}

func TestAChangedCardIsNamedWhateverTheSumsSay(t *testing.T) {
	rel, _ := release(t)
	path := filepath.Join(rel.Dir, releases.CardName)
	card, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	save(t, path, []byte(strings.Replace(string(card), "num_examples", "num_example", 1)))
	seal(t, rel)
	wantProblem(t, check(t, rel), releases.CardName, "it is not what recipe and manifest give")
}

func rowsOf(t *testing.T, rel *releases.Release, table, split string, index int) (rows []schema.Row) {
	t.Helper()
	s, _ := schema.Of(schema.Latest)
	for line, err := range rel.Lines(t.Context(), rel.Shards(table, split)[index], table, nil) {
		if err != nil {
			t.Fatal(err)
		}
		row, err := jsonl.Parse(s.Table(table), line)
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, row)
	}
	return rows
}

// replace writes other rows into a shard, and makes sums, sizes and digests anew as a forger would.
func replace(t *testing.T, rel *releases.Release, plan *pipeline.Plan, table, split string, index int, rows []schema.Row) {
	t.Helper()
	n := len(rel.Shards(table, split))
	bits := 0
	for 1<<bits < n {
		bits++
	}
	info, err := plan.Sharder.Write(t.Context(), folder(rel.Dir), shard.Slot{Table: table, Split: split, Index: index, Bits: bits},
		func(yield func(schema.Row, error) bool) {
			for _, row := range rows {
				if !yield(row, nil) {
					return
				}
			}
		})
	if err != nil {
		t.Fatal(err)
	}
	m := rel.Manifest.Tables[table][split]
	for _, f := range info.Files {
		i := slices.IndexFunc(m.Shards, func(s shard.File) bool { return s.Name == f.Name })
		if strings.HasPrefix(f.Name, "jsonl/") {
			m.Rows += f.Rows - m.Shards[i].Rows
		}
		m.Shards[i] = f
	}
	whole := sha256.New()
	for _, name := range rel.Shards(table, split) {
		for line, err := range rel.Lines(t.Context(), name, table, nil) {
			if err != nil {
				t.Fatal(err)
			}
			whole.Write(append(slices.Clone(line), '\n'))
		}
	}
	m.SHA256 = schema.Digest(whole.Sum(nil))
	rel.Manifest.Tables[table][split] = m
	seal(t, rel)
}

// seal makes manifest and CHECKSUMS anew.
func seal(t *testing.T, rel *releases.Release) {
	t.Helper()
	rel.Manifest.Content = rel.Manifest.ContentDigest()
	manifest, err := rel.Manifest.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	save(t, filepath.Join(rel.Dir, releases.ManifestName), manifest)
	for i := range rel.Sums {
		digest, err := releases.DigestFile(filepath.Join(rel.Dir, rel.Sums[i].Path))
		if err != nil {
			t.Fatal(err)
		}
		rel.Sums[i].Digest = digest
	}
	save(t, filepath.Join(rel.Dir, releases.ChecksumsName), rel.Sums.Bytes())
	rel.Digest = sha256.Sum256(rel.Sums.Bytes())
}

// folder is a shard.Dir that overwrites.
type folder string

func (f folder) Create(name string) (io.WriteCloser, error) {
	return os.Create(filepath.Join(string(f), name))
}

func (f folder) Open(name string) (io.ReadCloser, error) {
	return os.Open(filepath.Join(string(f), name))
}

func save(t *testing.T, path string, b []byte) {
	t.Helper()
	if err := os.WriteFile(path, b, 0o666); err != nil {
		t.Fatal(err)
	}
}

func remove(t *testing.T, path string) {
	t.Helper()
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
}

func swap(t *testing.T, a, b string) {
	t.Helper()
	for _, pair := range [][2]string{{a, a + ".x"}, {b, a}, {a + ".x", b}} {
		if err := os.Rename(pair[0], pair[1]); err != nil {
			t.Fatal(err)
		}
	}
}

// TestAForgedRowIsNamedWhateverTheSumsSay changes one value of a row of each table, makes every sum anew, and wants the
// words of the problem.
func TestAForgedRowIsNamedWhateverTheSumsSay(t *testing.T) {
	for _, c := range []struct {
		table, field string
		value        schema.Value
		want         string
	}{
		{schema.Documents, "split", schema.StringValue("train"), "split is"},
		{schema.Documents, "text", schema.StringValue("another text"), "text_sha256"},
		{schema.Documents, "title", schema.StringValue("a\nb"), "is not clean"},
		{schema.Documents, "author", schema.StringValue("e\u0301"), "is not clean"},
		{schema.Documents, "words", schema.IntValue(7), "is not clean"},
		{schema.Documents, "characters", schema.IntValue(7), "is not clean"},
		{schema.Documents, "published", schema.StringValue("03/04/2019"), "no date"},
		{schema.Documents, "url", schema.StringValue(" x"), "white space"},
		{schema.Documents, "collection", schema.StringValue("other"), "no collection"},
		{schema.Documents, "source", schema.StringValue("../../etc/passwd"), "no input"},
		{schema.Documents, "source_end", schema.IntValue(-1), "no range"},
		{schema.Documents, "metadata", schema.StringValue(`{"b":1,"a":2}`), "metadata"},
		{schema.Documents, "copy_count", schema.IntValue(0), "copy_count"},
		{schema.Documents, "copies", schema.Value{Type: schema.Structs}, "copies of"},
		{schema.Documents, "id", schema.StringValue("dzzz"), "is no id"},
		{schema.Segments, "kind", schema.StringValue("foo"), "its kind is wrong"},
		{schema.Segments, "headings", schema.Value{Type: schema.Strings, List: []schema.Value{schema.StringValue(" h")}}, "heading"},
		{schema.Segments, "text", schema.StringValue("another"), "its text is not text["},
		{schema.Segments, "stop", schema.IntValue(0), "does not follow"},
		{schema.Removed, "reason", schema.StringValue("foo"), "gives the reason"},
		{schema.Removed, "reason", schema.StringValue("against"), "has a detail"},
		{schema.Removed, "detail", schema.StringValue("foo"), "has a detail"},
		{schema.Removed, "similarity", schema.DoubleValue(0.1), "similarity"},
		{schema.Removed, "text_sha256", schema.StringValue(strings.Repeat("z", 64)), "text_sha256"},
		{schema.Removed, "text_sha256", schema.StringValue(strings.Repeat("0", 64)), "another text_sha256"},
		{schema.Removed, "kept_id", schema.StringValue("d" + strings.Repeat("0", 26)), "no document of this release"},
		{schema.Removed, "source_start", schema.Value{}, "no range"},
		{schema.Removed, "source", schema.StringValue("x"), "no input"},
	} {
		t.Run(c.table+"."+c.field, func(t *testing.T) {
			rel, plan := release(t)
			split := rel.Manifest.Splits(c.table)[0]
			rows := rowsOf(t, rel, c.table, split, 0)
			rows[0][plan.Schema.Table(c.table).Index(c.field)] = c.value
			replace(t, rel, plan, c.table, split, 0, rows)
			report := check(t, rel)
			if !slices.ContainsFunc(report.Problems, func(p Problem) bool { return strings.Contains(p.Message, c.want) }) {
				t.Errorf("want %q, got %v", c.want, report.Problems)
			}
		})
	}
}

// TestAForgedManifestIsNamedWhateverTheSumsSay changes one number or name of the manifest.
func TestAForgedManifestIsNamedWhateverTheSumsSay(t *testing.T) {
	for name, forge := range map[string]func(m *releases.Manifest){
		"it says": func(m *releases.Manifest) {
			table := m.Tables[schema.Documents]["train"]
			table.Words++
			m.Tables[schema.Documents]["train"] = table
		},
		"is not that of the recipe": func(m *releases.Manifest) { m.Name = "other" },
		"is not older than v1":      func(m *releases.Manifest) { m.Parent = &releases.Parent{Version: m.Version} },
		"format revision 99":        func(m *releases.Manifest) { m.Revision = 99 },
		"documents were read":       func(m *releases.Manifest) { m.Counts.Read++ },
		"it has 24 files":           func(m *releases.Manifest) { m.Archive.Files++ },
		"the file that stands here": func(m *releases.Manifest) { slices.Reverse(m.Tables[schema.Documents]["train"].Shards) },
		"the recipe says otherwise": func(m *releases.Manifest) {
			table := m.Tables[schema.Removed][schema.Removed]
			table.Shards = slices.DeleteFunc(table.Shards, func(f shard.File) bool { return strings.HasSuffix(f.Name, ".parquet") })
			m.Tables[schema.Removed][schema.Removed] = table
		},
		"the leak of \"test\" cannot be": func(m *releases.Manifest) { m.Leak["test"] = releases.Leak{Half: 1} },
		"the leaks of 2 splits":          func(m *releases.Manifest) { m.Leak["other"] = releases.Leak{} },
		"it is of version v9":            func(m *releases.Manifest) { m.Version = releases.Version{Major: 9} },
	} {
		t.Run(name, func(t *testing.T) {
			rel, _ := release(t)
			forge(rel.Manifest)
			seal(t, rel)
			report, err := Release(t.Context(), rel.Dir, Options{Version: &releases.Version{Major: 1}, Decode: decode})
			if err != nil {
				t.Fatal(err)
			}
			if !slices.ContainsFunc(report.Problems, func(p Problem) bool { return strings.Contains(p.Message, name) }) {
				t.Errorf("got %v", report.Problems)
			}
		})
	}
}

// TestForgedBenchmarksAreNamed changes what a release with a benchmark says of it.
func TestForgedBenchmarksAreNamed(t *testing.T) {
	const recipe = recipe + "dedup: {against: [path: b.txt], near: {method: off}}\n"
	rel, plan := releaseOf(t, recipe)
	if report := check(t, rel); len(report.Problems) > 0 || rel.Manifest.Counts.Removed["dedup"]["against"] != 2 {
		t.Fatalf("got %+v of %+v", report, rel.Manifest.Counts)
	}
	for name, forge := range map[string]func(m *releases.Manifest){
		"it has the benchmarks": func(m *releases.Manifest) { m.Against = nil },
		"cannot be":             func(m *releases.Manifest) { m.Against[0].Short++ },
		"which 1 overlap":       func(m *releases.Manifest) { m.Against[0].Documents-- },
	} {
		whole := *rel.Manifest
		whole.Against = slices.Clone(whole.Against)
		forge(rel.Manifest)
		seal(t, rel)
		wantProblem(t, check(t, rel), releases.ManifestName, name)
		*rel.Manifest = whole
	}
	at := plan.Schema.Table(schema.Removed).Index("value")
	rows := rowsOf(t, rel, schema.Removed, schema.Removed, 0)
	for _, row := range rows {
		if row[at].Type != schema.Null {
			row[at] = schema.DoubleValue(0.4)
		}
	}
	replace(t, rel, plan, schema.Removed, schema.Removed, 0, rows)
	if problems := check(t, rel).Problems; !slices.ContainsFunc(problems, func(p Problem) bool { return strings.Contains(p.Message, "overlaps a benchmark of the recipe") }) {
		t.Errorf("got %v", problems)
	}
}

// TestABombEnds puts one endless line into a shard: it is named, and nobody waits for it.
func TestABombEnds(t *testing.T) {
	rel, _ := release(t)
	name := rel.Shards(schema.Removed, schema.Removed)[0]
	var b bytes.Buffer
	z, err := zstd.NewWriter(&b)
	if err != nil {
		t.Fatal(err)
	}
	for range 300 {
		if _, err := z.Write(make([]byte, 1<<20)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	save(t, filepath.Join(rel.Dir, name), b.Bytes())
	table := rel.Manifest.Tables[schema.Removed][schema.Removed]
	for i := range table.Shards {
		if table.Shards[i].Name == name {
			table.Shards[i].Bytes, table.Shards[i].SHA256 = int64(b.Len()), sha256.Sum256(b.Bytes())
		}
	}
	seal(t, rel)
	wantProblem(t, check(t, rel), name, "longer than")
}

// TestAFileThatNoReleaseHasIsNamed lists a further shard in CHECKSUMS: loaders would read it.
func TestAFileThatNoReleaseHasIsNamed(t *testing.T) {
	rel, _ := release(t)
	const name = "documents/train-extra.parquet"
	save(t, filepath.Join(rel.Dir, name), []byte("x"))
	rel.Sums = append(rel.Sums, releases.Sum{Path: name})
	rel.Sums.Sort()
	seal(t, rel)
	wantProblem(t, check(t, rel), name, "no release has it")
}

func TestAShardThatLeadsOutIsRefused(t *testing.T) {
	rel, _ := release(t)
	rel.Manifest.Tables[schema.Documents]["train"].Shards[0].Name = "jsonl/../../secret"
	seal(t, rel)
	wantProblem(t, check(t, rel), releases.ManifestName, "want a clean path")
}
