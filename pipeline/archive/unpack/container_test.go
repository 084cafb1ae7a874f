package unpack

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"github.com/klauspost/compress/zip"
)

func TestATarThatBreaksOffIsAFault(t *testing.T) {
	whole := tarOf(member{"a", "x"}, member{"b", strings.Repeat("y", 700)}) // headers at 0 and 1024, end at 2560
	noise := []byte(gz(whole))
	noise = append(noise[:len(noise)-40], "no deflate stream at all, at least not a good one"...)
	check(t, []walkCase{
		{"a.tar", whole[:2560], lines("!/a=x", "!/b="+strings.Repeat("y", 40), "bad byte 2560: "+errNoEnd.Error())},
		{"a.tar", whole[:2560] + strings.Repeat("\x00", 512), lines("!/a=x", "!/b="+strings.Repeat("y", 40))},
		{"a.tar", whole[:2500], lines("!/a=x", "!/b="+strings.Repeat("y", 40), "bad byte 2500: "+errNoEnd.Error())},
		{"a.tar", whole[:2200], lines("!/a=x", "cut !/b: byte 664: the data is cut off", "bad byte 2560: the data is cut off")},
		{"a.tar", whole[:1100], lines("!/a=x", "bad byte 1024: the data is cut off")},
		{"a.tar", whole[:1024] + strings.Repeat("?", 512), lines("!/a=x", "bad byte 1024: "+errHeader.Error())},
		{"a.tar", whole + strings.Repeat("\x00", 40000), lines("!/a=x", "!/b="+strings.Repeat("y", 40))},
		{"a.tar", whole + "\x00\x00x", lines("!/a=x", "!/b="+strings.Repeat("y", 40), "bad byte 3586: "+errTarBehind.Error())},
		{"a.tar", whole + whole, lines("!/a=x", "!/b="+strings.Repeat("y", 40), "bad byte 3584: "+errTarBehind.Error())},
		{"a.tar.gz", gz(whole) + "?", lines("!/a=x", "!/b="+strings.Repeat("y", 40), fmt.Sprintf(
			"bad byte 3584: decompress: gzip: other data behind the end, from byte %d of the compressed file", len(gz(whole))))},
		{"a.tar.gz", gz(whole[:2200]), lines("!/a=x", "cut !/b: byte 664: the data is cut off", "bad byte 2560: the data is cut off")},
		{"a.tar.gz", gz(whole[:1500], whole[1500:])[:len(gz(whole[:1500]))], lines("!/a=x", "bad byte 1024: the data is cut off")},
	})
	got := walked(t, "a.tar.gz", string(noise))
	if last := got[len(got)-1]; !strings.HasPrefix(last, "bad byte ") || !strings.Contains(last, "decompress: ") {
		t.Errorf("got %q, want that decompression fails in the end", got)
	}
}

// raw writes a member as its bytes stand in the zip.
func raw(t testing.TB, w *zip.Writer, h zip.FileHeader, content string) {
	h.CompressedSize64 = uint64(len(content))
	f, err := w.CreateRaw(&h)
	mustDo(t, err)
	io.WriteString(f, content)
}

func TestAMemberOfAZipThatIsBrokenLeavesTheOthers(t *testing.T) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	raw(t, w, zip.FileHeader{Name: "sum", Method: zip.Store, CRC32: 1, UncompressedSize64: 1}, "x")
	raw(t, w, zip.FileHeader{Name: "size", Method: zip.Store, UncompressedSize64: 9}, "x")
	raw(t, w, zip.FileHeader{Name: "secret", Method: zip.Store, Flags: 1, UncompressedSize64: 1}, "x")
	raw(t, w, zip.FileHeader{Name: "method", Method: 98, UncompressedSize64: 1}, "x")
	raw(t, w, zip.FileHeader{Name: "flate", Method: zip.Deflate, UncompressedSize64: 9}, "no flate")
	link := zip.FileHeader{Name: "link", UncompressedSize64: 1}
	link.SetMode(fs.ModeSymlink | 0o777)
	raw(t, w, link, "x")
	raw(t, w, zip.FileHeader{Name: "folder/", UncompressedSize64: 1}, "x")
	raw(t, w, zip.FileHeader{Name: `old\`}, "")
	raw(t, w, zip.FileHeader{Name: `old\x`, Method: zip.Store, UncompressedSize64: 1}, "x")
	raw(t, w, zip.FileHeader{Name: "bzip2", Method: 12, UncompressedSize64: 5}, bz2)
	raw(t, w, zip.FileHeader{Name: "zstd", Method: 93, UncompressedSize64: 5}, zst("plain"))
	raw(t, w, zip.FileHeader{Name: "xz", Method: 95, UncompressedSize64: 5}, xzOf("plain"))
	mustDo(t, w.Close())
	check(t, []walkCase{{"a.zip", b.String(), lines(
		"bad !/sum: byte 1: decompress: zip: checksum error",
		"bad !/size: byte 1: decompress: the data is cut off",
		"bad !/secret: encrypted",
		"bad !/method: compressed by method 98 of zip, which is not read",
		"bad !/flate: byte 0: decompress: flate: corrupt input before offset 1",
		"bad !/link: a link, which is not followed",
		fmt.Sprintf("bad byte %d: member %q: the name has an empty part, or . or .. as one", bytes.Index(b.Bytes(), []byte("folder/"))+7, "folder/"),
		`!/old\x=x`, "!/bzip2=plain", "!/zstd=plain", "!/xz=plain")}})
}

func TestAZipWithoutADirectoryIsAFault(t *testing.T) {
	z := zipOf(member{"a", "x"}, member{"b", "y"})
	const want = "bad the zip is damaged or cut off: its directory, which stands at the end, cannot be read"
	headerOf := bytes.Index([]byte(z), []byte("PK\x01\x02"))
	check(t, []walkCase{
		{"a.zip", z[:len(z)-5], lines(want)},
		{"a.zip", z[:headerOf], lines(want)},
		{"a.zip", "PK\x03\x04", lines(want)},
		{"a.zip", strings.Replace(z, "PK\x01\x02", "PK\x01\x03", 1), lines(want)},
		{"a.zip", "P?" + z[2:], lines("bad byte 0: named as zip, which the content is not")},
		{"a.tar", tarOf(member{"b.zip", z[:40]}, member{"c", "d"}), lines("bad !/b.zip: "+want[4:], "!/c=d")},
	})
}

func TestDepthIsLimited(t *testing.T) {
	s := "deep"
	for range maxDepth {
		s = gz(s)
	}
	check(t, []walkCase{
		{"a", s, lines("=deep")},
		{"a", gz(s), lines("bad byte 0: packed more than 8 times")},
		{"a", tarOf(member{"a.gz", s}, member{"b", "c"}), lines("bad !/a.gz: byte 0: packed more than 8 times", "!/b=c")},
	})
}

// bomb is a stream of deflate that gives size zero bytes.
func bomb(size int) string {
	var b bytes.Buffer
	w, _ := flate.NewWriter(&b, 9)
	for zeros := make([]byte, 1<<20); size > 0; size -= len(zeros) {
		w.Write(zeros)
	}
	w.Close()
	return b.String()
}

func TestBombsEndWithAFaultAndLittleMemory(t *testing.T) {
	var one, many bytes.Buffer
	w := zip.NewWriter(&one)
	raw(t, w, zip.FileHeader{Name: "a", Method: zip.Deflate, UncompressedSize64: 100 << 20}, bomb(100<<20))
	w.Close()
	w = zip.NewWriter(&many)
	for i := range 9 {
		raw(t, w, zip.FileHeader{Name: fmt.Sprint(i), Method: zip.Deflate, UncompressedSize64: 16 << 20}, bomb(16<<20))
	}
	w.Close()
	for name, c := range map[string]string{"one.zip": one.String(), "many.zip": many.String(), "a.gz": gz(strings.Repeat("\x00", 80<<20)),
		"nested.gz": gz(gz(strings.Repeat("\x00", 80<<20))), "sparse.tar": sparseTar(1 << 40),
		"layer.tar": tarOf(member{"filler", strings.Repeat("filler", 200_000)}, member{"a.gz", gz(strings.Repeat("\x00", 80<<20))})} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		var faults []string
		_, err := Walk(name, strings.NewReader(c), int64(len(c)), spool(t), func(_ Leaf, r io.Reader) error {
			_, err := io.Copy(struct{ io.Writer }{io.Discard}, r)
			if err != nil {
				faults = append(faults, err.Error())
			}
			return nil
		}, func(f *Fault) error { faults = append(faults, f.Error()); return nil })
		mustDo(t, err)
		runtime.ReadMemStats(&after)
		if len(faults) == 0 || len(faults) > 2 || !strings.HasSuffix(faults[0], "more than 256 times the size of the file") {
			t.Errorf("%s: got faults %q, want that it gives more than 256 times its size", name, faults)
		}
		if used := (after.TotalAlloc - before.TotalAlloc) >> 20; used > 16 {
			t.Errorf("%s: allocated %d MiB, want at most 16", name, used)
		}
	}
}

// sparseTar is a tar in the old GNU format with one member, a hole of this size.
func sparseTar(size int64) string {
	h := make([]byte, 512)
	copy(h, "hole")
	copy(h[100:], "0000644\x000000000\x000000000\x0000000000000\x0000000000000\x00        S")
	copy(h[257:], "ustar  \x00")
	h[483] = 0x80 // the real size, in base 256
	binary.BigEndian.PutUint64(h[483+4:], uint64(size))
	sum := 0
	for _, b := range h {
		sum += int(b)
	}
	copy(h[148:], fmt.Sprintf("%06o\x00 ", sum))
	return string(h) + strings.Repeat("\x00", 1024)
}

func TestAnXZThatAsksForMuchMemoryIsAFault(t *testing.T) {
	x := []byte(xzOf("plain"))
	block := x[12:24] // header of the block: size, flags, filter 0x21, 1, dictionary
	at := bytes.IndexByte(block, 0x21) + 2
	block[at] = 40 // 4 GiB - 1
	binary.LittleEndian.PutUint32(block[8:], crc32.ChecksumIEEE(block[:8]))
	check(t, []walkCase{{"a.xz", string(x), lines("bad byte 0: decompress: xz: a dictionary of 4294967295 bytes, where at most 134217728 are taken")}})
}

func TestAnXZOfSmallBlocksTakesLittleMemory(t *testing.T) {
	x := strings.Repeat(xzOf("plain"), 300) // each with a dictionary of 8 MiB
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	got := walked(t, "a.xz", x)
	runtime.ReadMemStats(&after)
	if want := lines("=" + strings.Repeat("plain", 8)); !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if used := (after.TotalAlloc - before.TotalAlloc) >> 20; used > 40 {
		t.Errorf("allocated %d MiB, want at most 40", used)
	}
}

func TestTheIndexOfAnXZIsThatOfItsBlocks(t *testing.T) {
	const tail = 20 // bytes of the index of one small block, and of the footer
	x, other := xzOf("plain"), xzOf("longer")
	check(t, []walkCase{
		{"a.xz", x[:len(x)-tail] + other[len(other)-tail:], lines("bad byte 5: decompress: xz: broken data")},
		{"a.xz", x[:len(x)-tail] + xzOf("")[len(xzOf(""))-tail:], lines("bad byte 5: decompress: xz: broken data")},
	})
}

func TestMembersAreLimited(t *testing.T) {
	members := []member{{"a", "1"}, {"b/", ""}, {"c", "2"}, {"d", "3"}}
	for name, c := range map[string]walkCase{
		"a.tar": {"3", tarOf(members...), lines("!/a", "!/c", "byte 2560: more than 1000000 members")},
		"b.tar": {"4", tarOf(members...), lines("!/a", "!/c", "!/d")},
		"a.zip": {"3", zipOf(members...), lines("more than 1000000 members")},
		"b.zip": {"4", zipOf(members...), lines("!/a", "!/c", "!/d")},
	} {
		var got []string
		w := &walker{left: 1 << 20, leaf: func(l Leaf, _ io.Reader) error { got = append(got, l.Name); return nil },
			bad: func(f *Fault) error { got = append(got, f.Error()); return nil }}
		fmt.Sscan(c.name, &w.members)
		_, err := w.walk(name, strings.NewReader(c.content), int64(len(c.content)))
		if err != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: got %q and error %v, want %q", name, got, err, c.want)
		}
	}
}

func TestWhatIsLeftUnreadIsCheckedAllTheSame(t *testing.T) {
	text := strings.Repeat("some text", 100000)
	for name, c := range map[string]string{"a.gz": flip(gz(text), len(gz(text))-6), "a.tar.gz": gz(tarOf(member{"b", text}))[:1000]} {
		var faults []string
		_, err := Walk(name, strings.NewReader(c), int64(len(c)), spool(t), func(_ Leaf, r io.Reader) error {
			_, err := r.Read(make([]byte, 10))
			return err
		}, func(f *Fault) error { faults = append(faults, f.Error()); return nil })
		if err != nil || len(faults) == 0 {
			t.Errorf("%s: got error %v and faults %q, want a fault", name, err, faults)
		}
	}
}

// brokenDisk is a file that fails behind the first 100 bytes.
type brokenDisk struct{ *strings.Reader }

var errDisk = errors.New("the disk is broken")

func (b brokenDisk) Read(p []byte) (int, error) {
	if b.Len() < int(b.Size())-100 {
		return 0, errDisk
	}
	return b.Reader.Read(p[:min(len(p), 101)])
}

func (b brokenDisk) ReadAt(p []byte, at int64) (int, error) {
	if at < 200 {
		return 0, errDisk
	}
	return b.Reader.ReadAt(p, at)
}

func TestWalkReturnsTheErrorsThatAreNoFaults(t *testing.T) {
	z := zipOf(member{"a", "x"}, member{"b", strings.Repeat("y", 300)})
	packed := tarOf(member{"b.zip", z})
	stop := errors.New("stop")
	pass := func(_ Leaf, r io.Reader) error { io.Copy(io.Discard, r); return nil }
	ignore := func(*Fault) error { return nil }
	for _, c := range []struct {
		name  string
		f     sized
		spool func() (Spool, error)
		leaf  func(Leaf, io.Reader) error
		bad   func(*Fault) error
		want  error
	}{
		{"leaf", strings.NewReader(z), spool(t), func(Leaf, io.Reader) error { return stop }, ignore, stop},
		{"bad", strings.NewReader("PK\x03\x04"), spool(t), pass, func(*Fault) error { return stop }, stop},
		{"spool", strings.NewReader(packed), func() (Spool, error) { return nil, stop }, pass, ignore, stop},
		{"write", strings.NewReader(packed), func() (Spool, error) { return badSpool{write: stop}, nil }, pass, ignore, stop},
		{"read", strings.NewReader(packed), func() (Spool, error) { return badSpool{read: stop}, nil }, pass, ignore, stop},
		{"disk", brokenDisk{strings.NewReader(packed)}, spool(t), pass, ignore, errDisk},
		{"zip", brokenDisk{strings.NewReader(z)}, spool(t), pass, ignore, errDisk},
	} {
		if _, err := Walk(c.name, c.f, c.f.Size(), c.spool, c.leaf, c.bad); err != c.want {
			t.Errorf("%s: got %v, want %v", c.name, err, c.want)
		}
	}
}

// sized is a File that knows its size.
type sized interface {
	File
	Size() int64
}

type badSpool struct{ write, read error }

func (b badSpool) Write(p []byte) (int, error)           { return len(p), b.write }
func (b badSpool) ReadAt(p []byte, _ int64) (int, error) { return 0, b.read }
func (badSpool) Close() error                            { return nil }

func TestPlainIsTheNameWithoutCompression(t *testing.T) {
	for source, want := range map[string]string{"a.txt": "a.txt", "a.txt.gz": "a.txt", "b/A.TXT.Gz.XZ": "b/A.TXT", "a.tgz": "a.tar",
		"a.zip": "a.zip", "a!/b.jsonl.zst": "a!/b.jsonl", "gz": "gz", "a.gz/b": "a.gz/b"} {
		if got := Plain(source); got != want {
			t.Errorf("%s: got %s, want %s", source, got, want)
		}
	}
}

func TestAZipThatNamesPlacesOutsideOfItIsAFault(t *testing.T) {
	z := []byte(zipOf(member{"a", "x"}, member{"b", "y"}))
	end := bytes.LastIndex(z, []byte("PK\x05\x06"))
	for _, offset := range []uint32{1 << 20, 1 << 31, 1<<32 - 2} {
		for _, at := range []int{end + 12, end + 16, bytes.Index(z, []byte("PK\x01\x02")) + 42} {
			c := bytes.Clone(z)
			binary.LittleEndian.PutUint32(c[at:], offset)
			if got := walked(t, "a.zip", string(c)); len(got) == 0 || !strings.HasPrefix(got[0], "bad ") {
				t.Errorf("%d at byte %d: got %q, want a fault", offset, at, got)
			}
		}
	}
}
