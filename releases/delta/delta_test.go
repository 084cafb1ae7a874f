package delta_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"corpuspack/pipeline"
	"corpuspack/pipeline/worker/local"
	"corpuspack/releases"
	"corpuspack/releases/delta"
	"corpuspack/releases/publish"
	"corpuspack/schema"
	"corpuspack/schema/parquet"
)

func TestMain(m *testing.M) {
	if len(os.Args) > 2 && os.Args[1] == parquet.ChildCommand {
		os.Exit(parquet.Child(os.Args[3:], os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

// decode reads Parquet in a process of this test.
func decode(ctx context.Context, path string, v schema.Version, table string) (io.ReadCloser, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	return parquet.Lines(ctx, self, path, v, table)
}

func quiet(string, int64, int64) {}

const recipe = "name: small\narchive: [path: archive]\nsplit: {train: 0.6, test: 0.4}\n"

// release publishes the archive of a project.
func release(t testing.TB, project, recipe, version string) *releases.Release {
	t.Helper()
	r, err := pipeline.ReadRecipe("corpuspack.yaml", strings.NewReader(recipe))
	if err != nil {
		t.Fatal(err)
	}
	plan, err := r.Compile()
	if err != nil {
		t.Fatal(err)
	}
	v, err := releases.ParseVersion(version)
	if err != nil {
		t.Fatal(err)
	}
	out, err := publish.Publish(t.Context(), publish.Job{Project: project, Version: v, Plan: plan, Engine: local.Engine{},
		Workers: 2, Decode: decode})
	if err != nil {
		t.Fatal(err)
	}
	made, err := publish.Whole(out.Dir)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func write(t testing.TB, project, name, text string) {
	t.Helper()
	path := filepath.Join(project, "archive", name)
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

func text(seed string, words int) string {
	var b strings.Builder
	for i := range words {
		fmt.Fprintf(&b, "%s%d ", seed, i*i)
	}
	return b.String() + "\n"
}

// pair publishes two versions: texts are edited, added, gone, moved and copied.
func pair(t testing.TB, more string) (project string, old, new *releases.Release) {
	t.Helper()
	project = t.TempDir()
	for i := range 12 {
		write(t, project, fmt.Sprintf("%02d.txt", i), text(fmt.Sprint("w", i, "x"), 80))
	}
	write(t, project, "copy.txt", text("w3x", 80))
	write(t, project, "empty.txt", "\n")
	old = release(t, project, recipe+more, "v1")
	write(t, project, "01.txt", text("w1x", 80)+"\nand an end\n")
	write(t, project, "new.txt", text("new", 80))
	write(t, project, "copy2.txt", text("w4x", 80))
	for _, name := range []string{"02.txt", "empty.txt"} {
		if err := os.Remove(filepath.Join(project, "archive", name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Rename(filepath.Join(project, "archive", "05.txt"), filepath.Join(project, "archive", "moved.txt")); err != nil {
		t.Fatal(err)
	}
	return project, old, release(t, project, recipe+more, "v2")
}

func makeDelta(t testing.TB, old, new *releases.Release) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := delta.Make(t.Context(), old, new, &b, t.TempDir(), decode, quiet); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// apply makes a release of a delta in a project of its own.
func apply(t *testing.T, base *releases.Release, d []byte) (*publish.Outcome, error) {
	h, err := delta.ReadHeader(bytes.NewReader(d))
	if err != nil {
		return nil, err
	}
	job := publish.Job{Project: t.TempDir(), Version: h.Version}
	out, err := publish.Receive(t.Context(), job, h.Release, func(to publish.Target) error {
		_, err := delta.Apply(t.Context(), base, bytes.NewReader(d), to, decode, quiet)
		return err
	})
	if err != nil {
		for _, name := range []string{"releases", releases.LedgerName} {
			if _, err := os.Stat(filepath.Join(job.Project, name)); err == nil {
				t.Errorf("%s was left behind", name)
			}
		}
	}
	return out, err
}

// TestADeltaGivesTheSameBytes tries every encoding, compression and a size of shards that gives several.
func TestADeltaGivesTheSameBytes(t *testing.T) {
	for _, more := range []string{
		"", "shard: {size: 1KiB}\n", "shard: {encodings: [jsonl]}\n", "shard: {encodings: [parquet]}\n",
		"shard: {jsonl: gzip, parquet: snappy}\n", "shard: {jsonl: none, parquet: none}\n", "schema: 1\n", "segment: {unit: sentence}\n",
	} {
		t.Run(more, func(t *testing.T) {
			_, old, new := pair(t, more)
			list := [][2]*releases.Release{{old, new}}
			if more == "" {
				list = append(list, [2]*releases.Release{new, old}, [2]*releases.Release{old, old})
			}
			for _, ends := range list {
				d := makeDelta(t, ends[0], ends[1])
				if again := makeDelta(t, ends[0], ends[1]); !bytes.Equal(d, again) {
					t.Error("a second delta has other bytes")
				}
				out, err := apply(t, ends[0], d)
				if err != nil {
					t.Fatal(err)
				}
				if made, err := publish.Whole(out.Dir); err != nil || made.Digest != ends[1].Digest {
					t.Errorf("got %v, %v", made, err)
				}
			}
		})
	}
}

// TestWhatRowsDoNotGiveIsWhole has a shard that other settings have packed.
func TestWhatRowsDoNotGiveIsWhole(t *testing.T) {
	_, old, new := pair(t, "")
	name := new.Shards(schema.Documents, "train")[0]
	packed := packedOtherwise(t, new, name)
	replace(t, new, name, packed)
	d := makeDelta(t, old, new)
	if !bytes.Contains(d, packed) {
		t.Error("the shard is not in the delta")
	}
	out, err := apply(t, old, d)
	if err != nil {
		t.Fatal(err)
	}
	if made, err := publish.Whole(out.Dir); err != nil || made.Digest != new.Digest {
		t.Errorf("got %v, %v", made, err)
	}
}

// packedOtherwise returns a shard as another setting packs it.
func packedOtherwise(t *testing.T, r *releases.Release, name string) []byte {
	t.Helper()
	lines, err := r.Content(t.Context(), name, schema.Documents, decode)
	if err != nil {
		t.Fatal(err)
	}
	defer lines.Close()
	content, err := io.ReadAll(lines)
	if err != nil {
		t.Fatal(err)
	}
	e, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest))
	if err != nil {
		t.Fatal(err)
	}
	return e.EncodeAll(content, nil)
}

// replace gives a file of a release other bytes, and puts its digest into CHECKSUMS and the manifest.
func replace(t *testing.T, r *releases.Release, name string, content []byte) {
	t.Helper()
	put := func(name string, content []byte) {
		os.Chmod(r.Path(name), 0o666)
		os.Remove(r.Path(name)) // it may be a file of another release too
		if err := os.WriteFile(r.Path(name), content, 0o666); err != nil {
			t.Fatal(err)
		}
		for i := range r.Sums {
			if r.Sums[i].Path == name {
				r.Sums[i].Digest = schema.DigestOf(string(content))
			}
		}
	}
	put(name, content)
	for _, splits := range r.Manifest.Tables {
		for _, table := range splits {
			for i := range table.Shards {
				if f := &table.Shards[i]; f.Name == name {
					f.Bytes, f.SHA256 = int64(len(content)), schema.DigestOf(string(content))
				}
			}
		}
	}
	m, err := r.Manifest.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	put(releases.ManifestName, m)
	put(releases.ChecksumsName, r.Sums.Bytes())
	r.Digest = schema.DigestOf(string(r.Sums.Bytes()))
}

// TestADamagedDeltaIsRefused flips a bit of every 7th byte, and cuts there.
func TestADamagedDeltaIsRefused(t *testing.T) {
	_, old, new := pair(t, "shard: {size: 2KiB}\n")
	d := makeDelta(t, old, new)
	check := func(d []byte) error {
		_, err := delta.Check(t.Context(), old, bytes.NewReader(d), decode, quiet)
		return err
	}
	if err := check(d); err != nil {
		t.Fatal(err)
	}
	for at := 0; at < len(d); at += 101 {
		damaged := slices.Clone(d)
		damaged[at] ^= 1 << (at % 8)
		if check(damaged) == nil {
			t.Errorf("byte %d of %d: got no error", at, len(d))
		}
		if check(d[:at]) == nil {
			t.Errorf("cut at %d of %d: got no error", at, len(d))
		}
	}
	d[len(d)/2] ^= 1
	if _, err := apply(t, old, d); err == nil {
		t.Error("it was published")
	}
	d[len(d)/2] ^= 1
	if _, err := apply(t, old, append(slices.Clone(d), '\n')); err == nil {
		t.Error("a byte behind the end: got no error")
	}
}

func TestAnotherBaseIsRefused(t *testing.T) {
	_, old, new := pair(t, "")
	d := makeDelta(t, old, new)
	if _, err := apply(t, new, d); err == nil || !strings.Contains(err.Error(), "it is for the release with the digest "+old.Digest.String()) {
		t.Errorf("got %v", err)
	}
	other := bytes.Replace(d, []byte(`"revision":3`), []byte(`"revision":2`), 1)
	if _, err := apply(t, old, other); err == nil || !strings.Contains(err.Error(), "format revision 2") {
		t.Errorf("got %v", err)
	}
}

// FuzzCheck must refuse what is no delta, or make the release, whatever the bytes.
func FuzzCheck(f *testing.F) {
	_, old, new := pair(f, "")
	whole := makeDelta(f, old, new)
	f.Add(whole)
	f.Add(whole[:len(whole)/2])
	f.Add([]byte("corpuspack delta 1\n{}\n"))
	f.Add(bytes.Replace(whole, []byte(`"packed":`), []byte(`"packed":9`), 3))
	f.Add(bytes.Replace(whole, []byte(`"ops":[`), []byte(`"ops":[99999999999,0,0,`), 1))
	f.Fuzz(func(t *testing.T, d []byte) {
		wrong, err := delta.Check(t.Context(), old, bytes.NewReader(d), decode, quiet)
		if err != nil || len(wrong) > 0 {
			return
		}
		if h, err := delta.ReadHeader(bytes.NewReader(d)); err != nil || h.Base != old.Digest {
			t.Errorf("a delta for %s was taken, %v", h.Base, err)
		}
	})
}
