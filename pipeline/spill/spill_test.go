package spill

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// folder makes files in a folder of the test.
type folder struct {
	dir  string
	made int
	open int
}

type file struct {
	*os.File
	of *folder
}

func (f *folder) Create() (File, error) {
	f.made++
	f.open++
	created, err := os.CreateTemp(f.dir, "")
	return file{created, f}, err
}

func (f file) Close() error {
	f.of.open--
	f.File.Close()
	return os.Remove(f.Name())
}

// TestSortedIsWhatASortGives takes records of few keys with any bounds of memory, so that runs have keys in common.
func TestSortedIsWhatASortGives(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		space := &folder{dir: dir}
		s := NewSorter(space, 0)
		s.memory = rapid.IntRange(1, 4000).Draw(t, "memory")
		keys := rapid.SliceOf(rapid.SliceOfN(rapid.Byte(), 0, 12)).Draw(t, "keys")
		var want []string
		for i, key := range keys {
			if err := s.Add(key, fmt.Append(nil, i)); err != nil {
				t.Fatal(err)
			}
			want = append(want, fmt.Sprintf("%x %d", key, i))
		}
		slices.SortStableFunc(keys, bytes.Compare)
		slices.SortStableFunc(want, func(a, b string) int {
			return bytes.Compare([]byte(a[:bytes.IndexByte([]byte(a), ' ')]), []byte(b[:bytes.IndexByte([]byte(b), ' ')]))
		})
		for range 2 {
			var got []string
			for r, err := range s.Sorted() {
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, fmt.Sprintf("%x %s", r.Key, r.Value))
			}
			if !slices.Equal(got, want) {
				t.Fatalf("got %q\nwant %q", got, want)
			}
		}
		if err := s.Close(); err != nil || space.open != 0 {
			t.Fatalf("%d files are left open: %v", space.open, err)
		}
	})
}

func TestManyRunsAreMergedInGroups(t *testing.T) {
	space := &folder{dir: t.TempDir()}
	s := NewSorter(space, 0)
	s.memory = 100
	const n = 5000
	for i := range n {
		if err := s.Add(fmt.Appendf(nil, "%05d", (i*7919)%n), nil); err != nil {
			t.Fatal(err)
		}
	}
	next := 0
	for r, err := range s.Sorted() {
		if err != nil || string(r.Key) != fmt.Sprintf("%05d", next) {
			t.Fatalf("got %q, %v, want %d", r.Key, err, next)
		}
		next++
	}
	if next != n || space.made < 2 {
		t.Errorf("got %d records and %d files", next, space.made)
	}
}

func TestALogGivesBackWhatWasAdded(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		space := &folder{dir: dir}
		l := NewRecords(space, rapid.IntRange(0, 300).Draw(t, "memory"))
		records := rapid.SliceOf(rapid.SliceOfN(rapid.Byte(), 0, 200)).Draw(t, "records")
		var places []int64
		for _, r := range records {
			at, err := l.Add(r)
			if err != nil {
				t.Fatal(err)
			}
			places = append(places, at)
		}
		for i, at := range append([]int64{0}, places...) {
			want := records[max(0, i-1):]
			for r, err := range l.From(at) {
				if err != nil || !bytes.Equal(r, want[0]) {
					t.Fatalf("got %x, %v, want %x", r, err, want[0])
				}
				want = want[1:]
			}
			if len(want) > 0 {
				t.Fatalf("%d records were not read", len(want))
			}
		}
		l.Close()
	})
}

func TestASmallSorterMakesNoFile(t *testing.T) {
	space := &folder{dir: t.TempDir()}
	s := NewSorter(space, 1<<20)
	for i := range 100 {
		s.Add(fmt.Append(nil, i), []byte("value"))
	}
	for range s.Sorted() {
	}
	if space.made > 0 {
		t.Errorf("it made %d files", space.made)
	}
}

func TestTempLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	t.Setenv("TMP", dir) // of Windows
	s := NewSorter(Temp{}, 0)
	for i := range 10_000 {
		if err := s.Add(fmt.Appendf(nil, "%05d", i), nil); err != nil {
			t.Fatal(err)
		}
	}
	n := 0
	for _, err := range s.Sorted() {
		if n++; err != nil {
			t.Fatal(err)
		}
	}
	during, _ := os.ReadDir(dir)
	err := s.Close()
	after, _ := os.ReadDir(dir)
	if n != 10_000 || len(during) == 0 || err != nil || len(after) > 0 {
		t.Errorf("got %d records, %d files, then %v and %d files", n, len(during), err, len(after))
	}
}

func TestACursorReadsWhatWasAppended(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, s := rapid.Int64().Draw(t, "n"), rapid.String().Draw(t, "s")
		set, f := rapid.Bool().Draw(t, "set"), rapid.Float64().Draw(t, "f")
		c := Cursor{AppendFloat(AppendFlag(AppendString(AppendInt(nil, n), s), set), f)}
		if c.Int() != n || c.String() != s || c.Flag() != set || c.Float() != f || len(c.Rest) > 0 {
			t.Fatalf("%d, %q, %v and %v do not come back", n, s, set, f)
		}
	})
}
