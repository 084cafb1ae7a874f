package unpack

import (
	"bytes"
	"io"
	"reflect"
	"strings"
	"testing"

	"github.com/ulikunitz/xz"
)

func FuzzWalkReadsEverythingOrSaysWhatNot(f *testing.F) {
	small := []member{{"a.txt", "text"}, {"b/", ""}, {".c", "x"}, {"d.zip", zipOf(member{"e", "f"})}}
	for _, name := range []string{"a", "a.gz", "a.tar", "a.zip", "a.tgz", "a.xz", "a.bz2", "a.zst"} {
		f.Add(name, []byte("plain"))
	}
	f.Add("a.tar", []byte(tarOf(small...)))
	f.Add("a.tar", []byte(sparseTar(1<<30)))
	f.Add("a.zip", []byte(zipOf(small...)))
	f.Add("a.tgz", []byte(gz(tarOf(small...))))
	f.Add("a.txz", []byte(xzOf(tarOf(small[0]))))
	f.Add("a.xz", []byte(xzOf("a", "b")))
	f.Add("a.zst", []byte(zst("a", "b")))
	f.Add("a.bz2", []byte(bz2))
	f.Add("a.zip", []byte(strings.Replace(zipOf(small...), "PK\x01\x02", "PK\x01\x02"+strings.Repeat("\xFF", 40), 1)))
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		limit := Expansion(int64(len(data)))
		var runs [2][]string
		for i := range runs {
			given := int64(0)
			_, err := Walk(name, bytes.NewReader(data), int64(len(data)), func() (Spool, error) { return &memory{}, nil },
				func(l Leaf, r io.Reader) error {
					if i == 1 {
						runs[i] = append(runs[i], l.Name)
						return nil
					}
					n, err := io.Copy(io.Discard, r)
					given += n
					if runs[i] = append(runs[i], l.Name); err != nil {
						runs[i] = append(runs[i], err.Error())
					}
					return nil
				},
				func(fault *Fault) error { runs[i] = append(runs[i], fault.Error()); return nil })
			if err != nil {
				t.Fatal(err)
			}
			if len(runs[i]) == 0 && len(data) < 22 {
				t.Error("got neither a leaf nor a fault")
			}
			if given > limit+int64(len(data)) {
				t.Errorf("got %d bytes of %d", given, len(data))
			}
		}
		if !reflect.DeepEqual(runs[0], runs[1]) {
			t.Errorf("read:\n%q\nleft unread:\n%q", runs[0], runs[1])
		}
	})
}

// memory is a spool that is no file.
type memory struct{ b []byte }

func (m *memory) Write(p []byte) (int, error) {
	m.b = append(m.b, p...)
	return len(p), nil
}

func (m *memory) ReadAt(p []byte, at int64) (int, error) { return bytes.NewReader(m.b).ReadAt(p, at) }

func (m *memory) Close() error { return nil }

func FuzzXZIsReadAsTheLibraryReadsIt(f *testing.F) {
	f.Add([]byte(xzOf("a text")))
	f.Add([]byte(xzOf("a", "b")))
	f.Add([]byte(xzOf(strings.Repeat("a text. ", 4000)) + "\x00\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := readUpTo(newXZ(bytes.NewReader(data)))
		z, libraryErr := xz.NewReader(bytes.NewReader(data))
		var want []byte
		if libraryErr == nil {
			want, libraryErr = readUpTo(z)
		}
		switch {
		case err == nil && bytes.HasPrefix(data, []byte("\xFD7zXZ")) && (libraryErr != nil || !bytes.Equal(got, want)):
			t.Errorf("got %.60q, want %.60q, error %v", got, want, libraryErr)
		case err == nil || libraryErr != nil || err == io.ErrUnexpectedEOF || err == errXZBehind || strings.Contains(err.Error(), "dictionary"):
		default: // the library takes streams that are cut off between blocks, padding of any length, and any dictionary
			t.Errorf("got error %v, want none", err)
		}
	})
}

// readUpTo reads at most 1 MiB.
func readUpTo(r io.Reader) ([]byte, error) { return io.ReadAll(io.LimitReader(r, 1<<20)) }
