package shard

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"pgregory.net/rapid"

	"corpuspack/schema"
	"corpuspack/schema/jsonl"
)

func TestSplitValues(t *testing.T) {
	for id, want := range map[string]int64{
		"dhkgqomubjccftb1d4r5dle77ob": 338809,
		"ddfl3ac7cbjq6822d7462qpl7mq": 231589,
		"dlg21a5l32qgoq4dt30ssitucfm": 611103,
		"dhu1gvb7sdad8k2kl320871g732": 893515,
	} {
		if got := Value(id); got != want {
			t.Errorf("%s: got %d, want %d", id, got, want)
		}
	}
}

func TestSplitIsTheFirstWhoseRunningSumExceedsTheValue(t *testing.T) {
	id := "dhkgqomubjccftb1d4r5dle77ob" // 338809
	for _, c := range []struct {
		first int64
		want  string
	}{{338809, "train"}, {338810, "test"}, {0, "train"}, {1_000_000, "test"}} {
		if got := (Splits{{"test", c.first}, {"train", 1_000_000 - c.first}}).Of(id); got != c.want {
			t.Errorf("%d: got %s, want %s", c.first, got, c.want)
		}
	}
}

func TestIndexIsTheFirstBitsOfTheID(t *testing.T) {
	for _, c := range []struct {
		id         string
		bits, want int
	}{
		{"d0000", 0, 0}, {"dv000", 1, 1}, {"df000", 1, 0}, {"dg000", 1, 1}, {"d8000", 2, 1},
		{"dvvvv", 16, 65535}, {"d000g", 16, 1}, {"d0001", 16, 0}, {"dhkgq", 5, 17},
	} {
		if got := Index(c.id, c.bits); got != c.want {
			t.Errorf("Index(%s, %d): got %d, want %d", c.id, c.bits, got, c.want)
		}
	}
}

func TestBits(t *testing.T) {
	even := []string{"d0", "d8", "dg", "do"}
	for i := range even {
		even[i] += strings.Repeat("0", 25)
	}
	for _, c := range []struct {
		total, size int64
		ids         []string
		want        int
	}{
		{100, 100, even, 0}, {101, 100, even, 1}, {200, 100, even, 1}, {201, 100, even, 2},
		{1000, 100, even, 2},     // eight would leave some empty
		{1000, 1, even[:1], 0},   // one document is one shard
		{1000, 100, even[:2], 0}, // both begin with the bit 0
	} {
		if got := Bits(c.total, c.size, c.ids); got != c.want {
			t.Errorf("%+v: got %d", c, got)
		}
	}
}

func TestShardsOfMoreBitsDivideThoseOfFewer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		id := "d" + rapid.StringMatching(`[0-9a-v]{26}`).Draw(t, "id")
		bits := rapid.IntRange(0, MaxBits-1).Draw(t, "bits")
		if Index(id, bits+1)>>1 != Index(id, bits) {
			t.Fatalf("%s: shard %d of %d bits, %d of %d", id, Index(id, bits+1), bits+1, Index(id, bits), bits)
		}
	})
}

func TestNames(t *testing.T) {
	s := Slot{Table: "documents", Split: "train", Index: 3, Bits: 3}
	for _, c := range [][3]string{
		{"parquet", "", "documents/train-00003-of-00008.parquet"},
		{"jsonl", "zstd", "jsonl/documents/train-00003-of-00008.jsonl.zst"},
		{"jsonl", "gzip", "jsonl/documents/train-00003-of-00008.jsonl.gz"},
		{"jsonl", "none", "jsonl/documents/train-00003-of-00008.jsonl"},
	} {
		if got := s.Name(c[0], c[1]); got != c[2] {
			t.Errorf("got %s, want %s", got, c[2])
		}
	}
}

// memory is a Dir that keeps the files.
type memory map[string]*bytes.Buffer

func (m memory) Create(name string) (io.WriteCloser, error) {
	m[name] = new(bytes.Buffer)
	return nopCloser{m[name]}, nil
}

func (m memory) Open(name string) (io.ReadCloser, error) {
	return io.NopCloser(bytes.NewReader(m[name].Bytes())), nil
}

func removals(n int) Rows {
	return func(yield func(schema.Row, error) bool) {
		for i := range n {
			r := schema.Removal{ID: fmt.Sprintf("d%026d", i), Source: "a", Step: "clean", Reason: "empty", Title: strings.Repeat("é", i%50)}
			if !yield(r.Row(), nil) {
				return
			}
		}
	}
}

func sharder(t *testing.T, c Config) *Sharder {
	t.Helper()
	s, err := schema.Of(1)
	if err != nil {
		t.Fatal(err)
	}
	sh, err := New(c, s, 1)
	if err != nil {
		t.Fatal(err)
	}
	return sh
}

func TestEveryCompressionHoldsTheSameLines(t *testing.T) {
	s, _ := schema.Of(1)
	var want []byte
	for row := range removals(12_000) {
		want = append(jsonl.Append(want, s.Table(schema.Removed), row), '\n')
	}
	for _, c := range []string{"zstd", "gzip", "none"} {
		dir := memory{}
		sh := sharder(t, Config{Encodings: []string{"jsonl", "parquet"}, JSONL: c, Parquet: "zstd"})
		info, err := sh.Write(context.Background(), dir, Slot{Table: schema.Removed, Split: "removed"}, removals(12_000))
		if err != nil {
			t.Fatal(err)
		}
		got, err := decompress(c, dir[info.Files[0].Name])
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s: other lines, %v", c, err)
		}
		if info.Rows != 12_000 || info.Content != schema.DigestOf(string(want)) || info.Files[1].ContentSHA256 != info.Content {
			t.Errorf("%s: got %+v", c, info)
		}
	}
}

func decompress(name string, b io.Reader) ([]byte, error) {
	var err error
	switch name {
	case "zstd":
		b, err = zstd.NewReader(b)
	case "gzip":
		b, err = gzip.NewReader(b)
	}
	if err != nil {
		return nil, err
	}
	return io.ReadAll(b)
}

// TestGzipHeaderSaysNothing checks the ten bytes: no time, no name, operating system 255.
func TestGzipHeaderSaysNothing(t *testing.T) {
	dir := memory{}
	info, err := sharder(t, Config{Encodings: []string{"jsonl"}, JSONL: "gzip"}).Write(
		context.Background(), dir, Slot{Table: schema.Removed, Split: "removed"}, removals(3))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := dir[info.Files[0].Name].Bytes()[:10], []byte{0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255}; !bytes.Equal(got, want) {
		t.Errorf("got % x, want % x", got, want)
	}
}

func TestWriteHandsOnErrors(t *testing.T) {
	broken := errors.New("broken")
	sh := sharder(t, Config{Encodings: []string{"jsonl", "parquet"}, JSONL: "zstd", Parquet: "zstd"})
	_, err := sh.Write(context.Background(), memory{}, Slot{Table: schema.Removed, Split: "removed"},
		func(yield func(schema.Row, error) bool) { yield(nil, broken) })
	if !errors.Is(err, broken) {
		t.Errorf("got %v, want %v", err, broken)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := sh.Write(ctx, memory{}, Slot{Table: schema.Removed, Split: "removed"}, removals(3)); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
}

func TestUnknownEncodingsAreRefused(t *testing.T) {
	s, _ := schema.Of(1)
	for _, list := range [][]string{nil, {"csv"}} {
		if _, err := New(Config{Encodings: list}, s, 1); err == nil {
			t.Errorf("%v: want an error", list)
		}
	}
}

func TestTrainStandsLast(t *testing.T) {
	names := []string{"train", "validation", "test", "zeta"}
	slices.SortFunc(names, CompareNames)
	if got := strings.Join(names, " "); got != "test validation zeta train" {
		t.Errorf("got %s", got)
	}
}

func TestTheContentOfATableIsThatOfAllItsLines(t *testing.T) {
	s, _ := schema.Of(1)
	var all []byte
	for row := range removals(3000) {
		all = append(jsonl.Append(all, s.Table(schema.Removed), row), '\n')
	}
	for _, c := range []Config{
		{Encodings: []string{"jsonl"}, JSONL: "zstd"}, {Encodings: []string{"jsonl"}, JSONL: "gzip"},
		{Encodings: []string{"jsonl"}, JSONL: "none"}, {Encodings: []string{"parquet"}, Parquet: "none"},
	} {
		for known := range 5 { // shards that are told of the one before
			sh, dir := sharder(t, c), memory{}
			var infos []Info
			for k := range 4 {
				var before Info
				if 0 < k && k < known {
					before = infos[k-1]
				}
				infos = append(infos, part(t, sh, dir, k, before))
			}
			got, ok, err := sh.Content(t.Context(), dir, infos)
			if want := c.JSONL != "" || known == 4; ok != want || err != nil {
				t.Errorf("%+v, %d known: got %t, %v", c, known, ok, err)
			}
			if ok && got != schema.DigestOf(string(all)) {
				t.Errorf("%+v, %d known: got another digest than that of the lines", c, known)
			}
		}
	}
}

// part writes a quarter of 3000 removals.
func part(t *testing.T, s *Sharder, dir Dir, k int, before Info) Info {
	t.Helper()
	w, err := s.Create(dir, Slot{Table: schema.Removed, Split: "removed", Index: k, Bits: 2}, before)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for row := range removals(3000) {
		if n++; (n-1)/750 == k {
			if err := w.Add(row); err != nil {
				t.Fatal(err)
			}
		}
	}
	info, err := w.Finish()
	if err != nil {
		t.Fatal(err)
	}
	return info
}
