package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// recipe reads the corpus of the bench, with the defaults for all else.
const recipe = "name: bench\nlicense: CC0-1.0\narchive: [{path: archive, fields: {text: text, id: id}}]\n"

// release measures the whole path beside compressing the same tables alone, and zstd beside both.
func (b *bench) release() error {
	corpus, err := b.input()
	if err != nil {
		return err
	}
	t := newTable("release", "CPU s", "wall s", "MB/CPU s", "MB/s", "peak MiB", "CPU/compress", "wall/-j 1", "kept", "removed")
	var runs []figures
	flags := [][]string{{"-j", "1"}, {"-j", "2"}, {"-j", "2", "--memory", "512MiB"}}
	for _, flags := range flags {
		f, err := b.releaseWith(flags...)
		if err != nil {
			return err
		}
		runs = append(runs, f)
	}
	pack, err := b.own("compress", b.releaseDir())
	if err != nil {
		return err
	}
	for i, f := range runs {
		t.add("release "+strings.Join(flags[i], " "), seconds(f.CPU), seconds(f.Wall), rate(b.size, f.CPU), rate(b.size, f.Wall), mebibytes(f.Peak),
			ratio(f.CPU, pack.CPU), ratio(f.Wall, runs[0].Wall), fmt.Sprint(f.Documents-f.Removed), fmt.Sprint(f.Removed))
	}
	t.add("compress its tables alone", seconds(pack.CPU), seconds(pack.Wall), rate(pack.Original, pack.CPU), rate(pack.Original, pack.Wall), mebibytes(pack.Peak), "1.00")
	t.note("compress: %s MB of lines and pages to %s MB", megabytes(pack.Original), megabytes(pack.Bytes))
	b.addPrograms(t, corpus)
	t.print()
	return nil
}

// addPrograms adds what people pack and sum a corpus with.
func (b *bench) addPrograms(t *table, corpus string) {
	packed := filepath.Join(b.dir, "corpus.zst")
	for _, program := range []struct {
		name string
		args []string
	}{
		{"sha256sum", []string{corpus}},
		{"zstd", []string{"-3", "--single-thread", "-q", "-f", "-o", packed, corpus}},
		{"zstd", []string{"-t", "-q", packed}},
	} {
		name := program.name
		if len(program.args) > 1 {
			name += " " + program.args[0]
		}
		f, err := b.measure(program.name, program.args...)
		if err != nil {
			t.missing(name, err)
			continue
		}
		t.add(name+" of the corpus", seconds(f.CPU), seconds(f.Wall), rate(b.size, f.CPU), rate(b.size, f.Wall), mebibytes(f.Peak))
	}
}

// releaseDir is where the latest release is.
func (b *bench) releaseDir() string { return filepath.Join(b.dir, "releases", "v1") }

// released makes a release where none is there yet.
func (b *bench) released() error {
	if _, err := os.Stat(b.releaseDir()); err == nil {
		return nil
	}
	if _, err := b.input(); err != nil {
		return err
	}
	_, err := b.releaseWith()
	return err
}

// releaseWith measures a release of the corpus, with flags, in place of the one that is there.
func (b *bench) releaseWith(flags ...string) (best figures, err error) {
	more := []byte(nil)
	if b.more != "" {
		if more, err = os.ReadFile(b.more); err != nil {
			return best, err
		}
	}
	if err := os.WriteFile(filepath.Join(b.dir, "corpuspack.yaml"), append([]byte(recipe), more...), 0o666); err != nil {
		return best, err
	}
	args := append([]string{"release", "v1", "-C", b.dir, "-q"}, flags...)
	for turn := range b.turns {
		err := errors.Join(removeAll(filepath.Join(b.dir, "releases")), removeAll(filepath.Join(b.dir, "CHECKSUMS")))
		if err != nil {
			return best, err
		}
		f, err := b.once(b.program, args)
		if err != nil {
			return best, err
		}
		if turn == 0 || f.CPU < best.CPU {
			best = f
		}
	}
	return best, b.count(&best)
}

// removeAll removes a release, whose files are read-only.
func removeAll(path string) error {
	filepath.WalkDir(path, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() {
			err = os.Chmod(path, 0o777)
		}
		return err
	})
	return os.RemoveAll(path)
}

// verify measures the check of a release beside the sums and the test of the same files.
func (b *bench) verify() error {
	if err := b.released(); err != nil {
		return err
	}
	var all, packed []string
	err := filepath.WalkDir(b.releaseDir(), func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			all = append(all, path)
			if strings.HasSuffix(path, ".zst") {
				packed = append(packed, path)
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	own, err := b.measure(b.program, "verify", b.releaseDir(), "-j", "1", "-q")
	if err != nil {
		return err
	}
	t := newTable("verify", "CPU s", "wall s", "peak MiB", "CPU/both", "wall/both")
	cells := []string{"corpuspack verify -j 1", seconds(own.CPU), seconds(own.Wall), mebibytes(own.Peak)}
	sum, err := b.measure("sha256sum", all...)
	test, testErr := b.measure("zstd", append([]string{"-t", "-q"}, packed...)...)
	if err == nil && testErr == nil {
		cells = append(cells, ratio(own.CPU, sum.CPU+test.CPU), ratio(own.Wall, sum.Wall+test.Wall))
	}
	t.add(cells...)
	add := func(name, what string, f figures, err error) {
		if err != nil {
			t.missing(name, err)
			return
		}
		t.add(name+" "+what, seconds(f.CPU), seconds(f.Wall), mebibytes(f.Peak))
	}
	add("sha256sum", "of all its files", sum, err)
	add("zstd -t", "of its JSON Lines", test, testErr)
	t.print()
	return nil
}
