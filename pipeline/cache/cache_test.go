package cache

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"corpuspack/schema"
)

// entry is what an entry with some chunks gives back.
func entry(t *testing.T, c *Cache, key schema.Digest) (chunks []string, found bool) {
	t.Helper()
	e, found := c.Find(key)
	if !found {
		return nil, false
	}
	for {
		chunk, err := e.Next()
		if err == io.EOF {
			return chunks, true
		}
		if err != nil {
			t.Fatal(err)
		}
		chunks = append(chunks, string(chunk))
	}
}

// keep makes a cache of entries, each under the digest of its number.
func keep(t *testing.T, folder string, entries [][]string) {
	t.Helper()
	c := Open(folder)
	defer c.Close()
	for i, chunks := range entries {
		for _, chunk := range chunks {
			c.Add([]byte(chunk))
		}
		c.Commit(schema.DigestOf(string(rune(i))))
	}
	if err := c.Keep(); err != nil {
		t.Fatal(err)
	}
}

func TestTheNextRunFindsWhatWasKept(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(rt *rapid.T) {
		entries := rapid.SliceOfN(rapid.SliceOfN(rapid.StringN(0, 200, -1), 0, 4), 0, 8).Draw(rt, "entries")
		keep(t, dir, entries)
		c := Open(dir)
		defer c.Close()
		for i, want := range entries {
			if got, found := entry(t, c, schema.DigestOf(string(rune(i)))); !found || !slices.Equal(got, want) {
				rt.Fatalf("entry %d: got %q, %v, want %q", i, got, found, want)
			}
		}
		if _, found := c.Find(schema.DigestOf("another")); found || c.IsEmpty() != (len(entries) == 0) {
			rt.Fatal("what nobody has added is found, or nothing is")
		}
	})
}

// TestDamageIsNotFound changes each byte of a cache, and cuts it at each: an entry is as it was, or it is not there.
func TestDamageIsNotFound(t *testing.T) {
	dir := t.TempDir()
	entries := [][]string{{"one", "two"}, {strings.Repeat("three", 20)}, {}, {"four", "", "five"}}
	keep(t, dir, entries)
	path := filepath.Join(dir, name)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	check := func(at int, damaged []byte) {
		if err := os.WriteFile(path, damaged, 0o666); err != nil {
			t.Fatal(err)
		}
		c := Open(dir)
		defer c.Close()
		lost := 0
		for i, want := range entries {
			got, found := entry(t, c, schema.DigestOf(string(rune(i))))
			if !found {
				lost++
			} else if !slices.Equal(got, want) {
				t.Fatalf("byte %d: entry %d: got %q, want %q", at, i, got, want)
			}
		}
		if lost == 0 {
			t.Fatalf("byte %d: the damage was not seen", at)
		}
	}
	for at := range whole {
		check(at, whole[:at])
		for _, bit := range []byte{1, 0x80} {
			damaged := bytes.Clone(whole)
			damaged[at] ^= bit
			check(at, damaged)
		}
	}
	check(0, append([]byte("x"), whole...))
	check(len(whole), append(bytes.Clone(whole), 'x'))
}

func TestWhatIsNotCommittedIsNotKept(t *testing.T) {
	dir := t.TempDir()
	c := Open(dir)
	c.Add([]byte("dropped"))
	c.Drop()
	c.Add([]byte("kept"))
	c.Commit(schema.DigestOf("a"))
	c.Add([]byte("never ended"))
	if err := c.Keep(); err != nil {
		t.Fatal(err)
	}
	c.Close()
	c = Open(dir)
	if got, _ := entry(t, c, schema.DigestOf("a")); !slices.Equal(got, []string{"kept"}) {
		t.Errorf("got %q", got)
	}
	c.Close() // a run that fails: what was there stays
	c = Open(dir)
	defer c.Close()
	if c.IsEmpty() {
		t.Error("a run that kept nothing has removed what was there")
	}
}

// TestWithoutAFolderNothingIsKept opens caches where none can be.
func TestWithoutAFolderNothingIsKept(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	for _, folder := range []string{file, filepath.Join(file, "below"), filepath.Join(t.TempDir(), "no", "such")} {
		c := Open(folder)
		c.Add([]byte("text"))
		c.Commit(schema.DigestOf("a"))
		if err := c.Keep(); err != nil || !c.IsEmpty() {
			t.Errorf("%s: %v", folder, err)
		}
		c.Close()
	}
	if _, err := os.Stat(file); err != nil {
		t.Errorf("what is no cache was removed: %v", err)
	}
	empty := filepath.Join(t.TempDir(), "cache")
	Open(empty).Close()
	if _, err := os.Stat(empty); err == nil {
		t.Error("an empty folder is left behind")
	}
}
