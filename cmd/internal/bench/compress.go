package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/klauspost/compress/zstd"
)

// compressChild compresses what the tables of a release have, lines and pages, with the settings of the release, and does
// nothing else: no release of the same tables can take less. Its sizes must be those of the release.
func compressChild(dir string) (f figures, err error) {
	var watch stopwatch
	files, err := tableFiles(dir)
	for _, path := range files {
		pack := packLines
		if filepath.Ext(path) == ".parquet" {
			pack = packPages
		}
		original, packed, want, err := pack(path, &watch)
		if err == nil && packed != want {
			err = fmt.Errorf("%d bytes where the release has %d: its settings are not those of this program", packed, want)
		}
		if err != nil {
			return f, fmt.Errorf("%s: %w", path, err)
		}
		f.Original, f.Bytes = f.Original+original, f.Bytes+packed
	}
	f.CPU, f.Wall = watch.cpu, watch.wall
	return f, err
}

// tableFiles returns the files of both encodings of a release.
func tableFiles(dir string) (files []string, err error) {
	for _, glob := range []string{"jsonl/*/*.jsonl.zst", "*/*.parquet"} {
		found, err := filepath.Glob(filepath.Join(dir, filepath.FromSlash(glob)))
		if err != nil {
			return nil, err
		}
		files = append(files, found...)
	}
	return files, nil
}

// packLines returns the sizes of the lines, of the lines compressed, and of the file.
func packLines(path string, watch *stopwatch) (original, packed, want int64, err error) {
	file, err := os.ReadFile(path)
	if err != nil {
		return 0, 0, 0, err
	}
	lines, err := decompressed(file)
	if err != nil {
		return 0, 0, 0, err
	}
	watch.start()
	defer watch.stop()
	size := &counter{w: nowhere{}}
	z, err := zstd.NewWriter(size, zstd.WithEncoderLevel(zstd.SpeedDefault), zstd.WithEncoderConcurrency(1),
		zstd.WithWindowSize(2<<20), zstd.WithEncoderCRC(true), zstd.WithSingleSegment(false))
	if err != nil {
		return 0, 0, 0, err
	}
	if _, err := z.Write(lines); err != nil {
		return 0, 0, 0, err
	}
	err = z.Close()
	return int64(len(lines)), size.n, int64(len(file)), err
}

func decompressed(file []byte) ([]byte, error) {
	z, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1))
	if err != nil {
		return nil, err
	}
	defer z.Close()
	return z.DecodeAll(file, nil)
}

// packPages does to the pages of a Parquet file what packLines does to lines.
func packPages(path string, watch *stopwatch) (original, packed, want int64, err error) {
	f, err := readParquet(path)
	if err != nil {
		return 0, 0, 0, err
	}
	pages, want, err := f.pages()
	if err != nil {
		return 0, 0, 0, err
	}
	encoder, err := newPageEncoder()
	if err != nil {
		return 0, 0, 0, err
	}
	watch.start()
	defer watch.stop()
	var to []byte
	for _, page := range pages {
		to = encoder.EncodeAll(page, to[:0])
		original, packed = original+int64(len(page)), packed+int64(len(to))
	}
	return original, packed, want, nil
}

// nowhere takes what is written to it.
type nowhere struct{}

func (nowhere) Write(p []byte) (int, error) { return len(p), nil }
