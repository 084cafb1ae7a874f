package main

import (
	"context"
	"fmt"
	"path"
	"path/filepath"
	"strings"

	"corpuspack/releases"
	"corpuspack/schema"
	"corpuspack/schema/jsonl"
	"corpuspack/schema/parquet"
)

// parquet measures our writing of Parquet, of rows in memory, beside that of pyarrow, with pages as ours
// are and as it makes them.
func (b *bench) parquet() error {
	if err := b.released(); err != nil {
		return err
	}
	own, err := b.own("parquet", b.releaseDir())
	if err != nil {
		return err
	}
	t := newTable("Parquet, the writing alone", "CPU s", "MB", "MB/CPU s", "our speed to it", "our size to it")
	add := func(name string, f figures) {
		t.add(name, seconds(f.CPU), megabytes(f.Bytes), rate(f.Bytes, f.CPU), ratio(f.CPU, own.CPU), ratio(float64(own.Bytes), float64(f.Bytes)))
	}
	add("ours", own)
	for _, pages := range []string{"same", "own"} {
		f, err := b.python("pyarrow.txt", "write.py", b.releaseDir(), pages)
		if err != nil {
			t.missing("pyarrow", err)
			break
		}
		add("pyarrow, "+pages+" pages", f)
	}
	t.print()
	return nil
}

// count reads from the manifest what became of the documents.
func (b *bench) count(f *figures) error {
	r, err := releases.Open(b.releaseDir())
	if err != nil {
		return err
	}
	f.Documents, f.Removed = r.Manifest.Counts.Read, r.Manifest.RemovedCount()
	return nil
}

// parquetChild reads the rows of each Parquet file of a release, from the lines beside it, and writes them to nowhere.
// Only the writing counts.
func parquetChild(dir string) (f figures, err error) {
	r, err := releases.Open(dir)
	if err != nil {
		return f, err
	}
	version, err := schema.Of(r.Manifest.Schema)
	if err != nil {
		return f, err
	}
	var watch stopwatch
	for table, splits := range r.Manifest.Tables {
		for _, split := range splits {
			for _, file := range split.Shards {
				if path.Ext(file.Name) != ".parquet" {
					continue
				}
				size, err := writeAgain(r, file.Name, version.Table(table), &watch)
				if err == nil && size != file.Bytes {
					err = fmt.Errorf("%d bytes where the release has %d: its settings are not those of this program", size, file.Bytes)
				}
				if err != nil {
					return f, fmt.Errorf("%s: %w", file.Name, err)
				}
				f.Bytes += size
			}
		}
	}
	f.CPU, f.Wall = watch.cpu, watch.wall
	return f, nil
}

// writeAgain writes the rows of a Parquet file in the row groups that it has, and returns its size.
func writeAgain(r *releases.Release, name string, t schema.Table, watch *stopwatch) (int64, error) {
	groups, err := readGroups(r, name, t)
	if err != nil {
		return 0, err
	}
	watch.start()
	defer watch.stop()
	size := &counter{w: nowhere{}}
	w, err := parquet.NewWriter(size, t, parquet.Config{Codec: "zstd", Revision: r.Manifest.Revision, Schema: r.Manifest.Schema})
	if err != nil {
		return 0, err
	}
	for _, rows := range groups {
		for _, row := range rows {
			if err := w.Write(row); err != nil {
				return 0, err
			}
		}
		if err := w.EndGroup(); err != nil {
			return 0, err
		}
	}
	err = w.Close()
	return size.n, err
}

func readGroups(r *releases.Release, name string, t schema.Table) (groups [][]schema.Row, err error) {
	file, err := readParquet(filepath.Join(r.Dir, filepath.FromSlash(name)))
	if err != nil {
		return nil, err
	}
	lines := "jsonl/" + strings.TrimSuffix(name, ".parquet") + ".jsonl.zst"
	left := file.meta.RowGroups
	for line, err := range r.Lines(context.Background(), lines, t.Name, nil) {
		if err != nil {
			return nil, err
		}
		row, err := jsonl.Parse(t, line)
		if err != nil {
			return nil, err
		}
		if n := len(groups); n == 0 || int64(len(groups[n-1])) == left[n-1].NumRows {
			groups = append(groups, nil)
		}
		groups[len(groups)-1] = append(groups[len(groups)-1], row)
	}
	return groups, nil
}
