package unpack

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/ulikunitz/xz"
)

func mustDo(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func gz(content ...string) string {
	var b bytes.Buffer
	for _, c := range content {
		w := gzip.NewWriter(&b)
		io.WriteString(w, c)
		w.Close()
	}
	return b.String()
}

func zst(content ...string) string {
	var b bytes.Buffer
	for _, c := range content {
		w, _ := zstd.NewWriter(&b, zstd.WithEncoderConcurrency(1))
		io.WriteString(w, c)
		w.Close()
	}
	return b.String()
}

func xzOf(content ...string) string {
	var b bytes.Buffer
	for _, c := range content {
		w, _ := xz.WriterConfig{BlockSize: 10000}.NewWriter(&b)
		io.WriteString(w, c)
		w.Close()
	}
	return b.String()
}

// bz2 is the text "plain" in bzip2, which Go does not write.
const bz2 = "BZh91AY&SYe\x0e\xe9\xeb\x00\x00\x02\x01\x80 %@\x00 \x00!\x83A\x9a\x0b\x0cqw$S\x85\x09\x06P\xee\x9e\xb0"

// member is a name and its content, or a header with a type.
type member struct {
	name, content string
}

func tarOf(members ...member) string {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, m := range members {
		h := &tar.Header{Name: m.name, Size: int64(len(m.content)), Mode: 0o644}
		if strings.HasSuffix(m.name, "/") {
			h.Typeflag = tar.TypeDir
		}
		w.WriteHeader(h)
		io.WriteString(w, m.content)
	}
	w.Close()
	return b.String()
}

func tarHeaders(headers ...*tar.Header) string {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, h := range headers {
		w.WriteHeader(h)
		w.Write(make([]byte, h.Size))
	}
	w.Close()
	return b.String()
}

func zipOf(members ...member) string {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, m := range members {
		f, _ := w.Create(m.name)
		io.WriteString(f, m.content)
	}
	w.Close()
	return b.String()
}

// spool returns a function that makes temporary files.
func spool(t testing.TB) func() (Spool, error) {
	dir := t.TempDir()
	return func() (Spool, error) { return os.CreateTemp(dir, "") }
}

// walked is what Walk calls, a line a call.
func walked(t testing.TB, name, content string) []string {
	t.Helper()
	var list []string
	stats, err := Walk(name, strings.NewReader(content), int64(len(content)), spool(t),
		func(l Leaf, r io.Reader) error {
			b, err := io.ReadAll(r)
			var f *Fault
			if err != nil && (!errors.As(err, &f) || f.Name != l.Name) {
				t.Errorf("%s: got error %v of leaf %q, want a *Fault of it", name, err, l.Name)
			}
			if l.Packed != (l.Name != "" || string(b) != content) {
				t.Errorf("%s: leaf %q: got Packed %v", name, l.Name, l.Packed)
			}
			if err != nil {
				list = append(list, "cut "+f.Error())
				return nil
			}
			list = append(list, fmt.Sprintf("%s=%.40s", l.Name, b))
			return nil
		}, func(f *Fault) error {
			list = append(list, "bad "+f.Error())
			return nil
		})
	mustDo(t, err)
	if stats.Hidden > 0 {
		list = append(list, fmt.Sprint(stats.Hidden, " hidden"))
	}
	return list
}

func lines(s ...string) []string { return s }

type walkCase struct {
	name, content string
	want          []string
}

func check(t *testing.T, cases []walkCase) {
	t.Helper()
	for _, c := range cases {
		if got := walked(t, c.name, c.content); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: got\n%s\nwant\n%s", c.name, strings.Join(got, "\n"), strings.Join(c.want, "\n"))
		}
	}
}

func TestEveryCompressionAndContainerIsSeenThrough(t *testing.T) {
	members := []member{{"b/", ""}, {"b/c.txt", "one"}, {"./a.txt", "two"}, {"é", "three"}}
	want := lines("!/b/c.txt=one", "!/a.txt=two", "!/é=three")
	check(t, []walkCase{
		{"a.txt", "plain", lines("=plain")},
		{"a.txt", "", lines("=")},
		{"a.txt.gz", gz("plain"), lines("=plain")},
		{"a.txt.GZ", gz("pl", "", "ain"), lines("=plain")},
		{"a.txt.gz", gz("plain") + strings.Repeat("\x00", 5000), lines("=plain")},
		{"a.txt.gz", gz(""), lines("=")},
		{"a.txt.zst", zst("pl", "ain"), lines("=plain")},
		{"a.txt.zst", "\x50\x2A\x4D\x18\x01\x00\x00\x00x" + zst("plain"), lines("=plain")},
		{"a.txt.xz", xzOf("pl", "ain"), lines("=plain")},
		{"a.txt.xz", xzOf("pl") + "\x00\x00\x00\x00" + xzOf("ain") + "\x00\x00\x00\x00", lines("=plain")},
		{"a.txt.xz", xzOf(""), lines("=")},
		{"a.txt.bz2", bz2, lines("=plain")},
		{"a.txt.bz2", bz2 + bz2, lines("=plainplain")},
		{"a.tar", tarOf(members...), want},
		{"a.tar", tarOf(), nil},
		{"a.tgz", gz(tarOf(members...)), want},
		{"a.tar.gz", gz(tarOf(members...)), want},
		{"a.tzst", zst(tarOf(members...)), want},
		{"a.txz", xzOf(tarOf(members...)), want},
		{"a.zip", zipOf(append(members[:2:2], member{"a.txt", "two"}, members[3])...), want},
		{"a.zip", zipOf(), nil},
		{"a.zip.gz", gz(zipOf(members[1])), lines("!/b/c.txt=one")},
		{"a.tar.gz", gz(tarOf(member{"b.zip", zipOf(member{"c.txt.xz", xzOf("deep")}, member{"d.txt", "e"})}, member{"z", "z"})),
			lines("!/b.zip!/c.txt.xz=deep", "!/b.zip!/d.txt=e", "!/z=z")},
	})
}

func TestBytesThatArePackedAreUnpackedUnderAnyName(t *testing.T) {
	check(t, []walkCase{
		{"gzip-named.txt", gz("plain"), lines("=plain")},
		{"twice.txt.gz", gz(gz("plain")), lines("=plain")},
		{"a", zst("plain"), lines("=plain")},
		{"a", xzOf("plain"), lines("=plain")},
		{"a", bz2, lines("=plain")},
		{"a.txt", zipOf(member{"b", "c"}), lines("!/b=c")},
		{"a.backup", tarOf(member{"b", "c"}), lines("!/b=c")},
		{"BZh9.txt", "BZh9 is a word", lines("=BZh9 is a word")},
		{"a.warc.gz", gz("WARC/1.0"), lines("=WARC/1.0")},
	})
}

func TestANameThatPromisesSomethingElseIsAFault(t *testing.T) {
	check(t, []walkCase{
		{"a.txt.gz", "plain", lines("bad byte 0: named as gzip, which the content is not")},
		{"a.txt.gz", "", lines("bad byte 0: named as gzip, which the content is not")},
		{"a.txt.gz", zst("plain"), lines("bad byte 0: named as gzip, but the content is zstd")},
		{"a.txt.bz2", "BZh9 is a word", lines("bad byte 0: named as bzip2, which the content is not")},
		{"a.zip", "plain", lines("bad byte 0: named as zip, which the content is not")},
		{"a.tar", "plain", lines("bad byte 0: the data is cut off")},
		{"a.tar", strings.Repeat("plain", 1000), lines("bad byte 0: no header of a tar, where one must stand")},
		{"a.tgz", gz("plain"), lines("bad byte 0: the data is cut off")},
		{"a.tar", gz(tarOf()), lines("bad byte 0: named as tar, but the content is gzip")},
		{"a.tar", tarOf(member{"b.gz", "plain"}, member{"c", "d"}), lines("bad !/b.gz: byte 0: named as gzip, which the content is not", "!/c=d")},
	})
}

func TestDocumentsThatAreZipFilesStayWhole(t *testing.T) {
	for _, first := range []string{"mimetype", "[Content_Types].xml", "META-INF/MANIFEST.MF"} {
		z := zipOf(member{first, "text"})
		if got, want := walked(t, "a.other", z), lines(fmt.Sprintf("=%.40s", z)); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %q, want %q", first, got, want)
		}
	}
	z := zipOf(member{"a", "text"})
	for _, name := range []string{"a.docx", "a.EPUB", "a.jar", "b.odt"} {
		if got, want := walked(t, name, z), lines(fmt.Sprintf("=%.40s", z)); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	check(t, []walkCase{{"a.zip", zipOf(member{"mimetype", "text"}), lines("!/mimetype=text")}})
}

func TestNamesOfMembersKeepTheRules(t *testing.T) {
	for name, want := range map[string]string{
		"../../a.txt": `the name has an empty part, or . or .. as one`,
		"/etc/abs":    `the name is absolute`,
		`\abs`:        `the name is absolute`,
		`C:\abs`:      `the name is absolute`,
		"c:/abs":      `the name is absolute`,
		"a//b":        `the name has an empty part, or . or .. as one`,
		"a/./b":       `the name has an empty part, or . or .. as one`,
		`a\..\b`:      `the name has an empty part, or . or .. as one`,
		"":            `the name has an empty part, or . or .. as one`,
		"a!/b":        `the name of a folder ends in !, which marks the members of a container`,
		"a\nb":        `the name has a control character`,
		"a\xffb":      `the name is no UTF-8`,
	} {
		line := fmt.Sprintf("member %q: %s", name, want)
		got := walked(t, "a.zip", zipOf(member{name, "x"}, member{"ok.txt", "y"}))
		if len(got) != 2 || !strings.HasSuffix(got[0], ": "+line) || got[1] != "!/ok.txt=y" {
			t.Errorf("zip: got %q, want %q and ok.txt", got, line)
		}
		got = walked(t, "a.tar", tarOf(member{name, "x"}, member{"ok.txt", "y"}))
		if want := lines("bad byte 0: "+line, "!/ok.txt=y"); !reflect.DeepEqual(got, want) && name != "a\xffb" {
			t.Errorf("tar: got %q, want %q", got, want)
		}
	}
	long := strings.Repeat("a", maxName+1)
	check(t, []walkCase{
		{"a.tar", tarOf(member{long, "x"}, member{"!b!", "y"}), lines(
			fmt.Sprintf("bad byte 0: member %.200q: the name has more than 4096 bytes", long), "!/!b!=y")},
		{"a.tar", tarOf(member{"a", "x"}, member{"./a", "y"}, member{"b.zip", zipOf(member{"a", "z"})}), lines(
			`!/a=x`, `bad byte 1024: member "./a": the second of this name`, `!/b.zip!/a=z`)},
		{"a.zip", zipOf(member{"a", "x"}, member{"A", "y"}, member{"a", "z"}), lines(
			`!/a=x`, `!/A=y`, `bad byte 139: member "a": the second of this name`)},
		{"a.tar", tarOf(member{"./", ""}, member{".git/config", "x"}, member{"a/.b", "x"}, member{".c/", ""}, member{"__MACOSX/._a", "x"}, member{"d", "y"}),
			lines("!/d=y", "3 hidden")},
	})
}

func TestLinksAndDevicesAreFaults(t *testing.T) {
	check(t, []walkCase{{"a.tar", tarHeaders(
		&tar.Header{Typeflag: tar.TypeXGlobalHeader, PAXRecords: map[string]string{"comment": "a commit"}},
		&tar.Header{Name: "s", Typeflag: tar.TypeSymlink, Linkname: "/etc/passwd"},
		&tar.Header{Name: "h", Typeflag: tar.TypeLink, Linkname: "s"},
		&tar.Header{Name: "p", Typeflag: tar.TypeFifo}, &tar.Header{Name: "d", Typeflag: tar.TypeBlock},
		&tar.Header{Name: ".l", Typeflag: tar.TypeSymlink, Linkname: "s"}, &tar.Header{Name: "e", Typeflag: tar.TypeReg}),
		lines("bad !/s: a link, which is not followed", "bad !/h: a link, which is not followed", "bad !/p: no regular file",
			"bad !/d: no regular file", "!/e=", "1 hidden")}})
}

func flip(s string, i int) string { return s[:i] + string(s[i]^1) + s[i+1:] }

func TestBrokenCompressionIsAFault(t *testing.T) {
	text := ""
	for i := range 2000 {
		text += fmt.Sprint(i, " some text. ")
	}
	g, z, x := gz(text), zst(text), xzOf(text)
	check(t, []walkCase{
		{"cut.gz", g[:len(g)-9], lines(fmt.Sprintf("cut byte %d: decompress: the data is cut off", len(text)))},
		{"sum-cut.gz", g[:len(g)-3], lines(fmt.Sprintf("cut byte %d: decompress: the data is cut off", len(text)))},
		{"head.gz", g[:10], lines("bad byte 0: decompress: the data is cut off")},
		{"head.gz", g[:5], lines("bad byte 0: decompress: the data is cut off")},
		{"sum.gz", flip(g, len(g)-6), lines(fmt.Sprintf("cut byte %d: decompress: gzip: invalid checksum", len(text)))},
		{"behind.gz", g + "more", lines(fmt.Sprintf("cut byte %d: decompress: gzip: other data behind the end, from byte %d of the compressed file", len(text), len(g)))},
		{"behind.gz", g + "\x00\x00m", lines(fmt.Sprintf("cut byte %d: decompress: gzip: other data behind the end, from byte %d of the compressed file", len(text), len(g)+2))},
		{"behind.gz", g + g[:7], lines(fmt.Sprintf("cut byte %d: decompress: the data is cut off", len(text)))},
		{"cut.zst", z[:len(z)-1], lines("bad byte 0: decompress: the data is cut off")},
		{"sum.zst", flip(z, len(z)-1), lines("bad byte 0: decompress: CRC check failed")},
		{"behind.zst", z + "more", lines(fmt.Sprintf("cut byte %d: decompress: invalid input: magic number mismatch", len(text)))},
		{"behind.zst", z + "mo", lines(fmt.Sprintf("cut byte %d: decompress: the data is cut off", len(text)))},
		{"cut.xz", x[:len(x)-1], lines(fmt.Sprintf("cut byte %d: decompress: the data is cut off", len(text)))},
		{"index.xz", x[:len(x)-40], lines(fmt.Sprintf("cut byte %d: decompress: the data is cut off", len(text)))},
		{"foot.xz", flip(x, len(x)-1), lines(fmt.Sprintf("cut byte %d: decompress: xz: broken data", len(text)))},
		{"index.xz", flip(x, len(x)-30), lines(fmt.Sprintf("cut byte %d: decompress: xz: broken data", len(text)))},
		{"behind.xz", x + "more", lines(fmt.Sprintf("cut byte %d: decompress: xz: other data behind the end", len(text)))},
		{"behind.xz", x + "mo", lines(fmt.Sprintf("cut byte %d: decompress: xz: other data behind the end", len(text)))},
		{"cut.bz2", bz2[:len(bz2)-3], lines("bad byte 5: decompress: the data is cut off")},
		{"behind.bz2", bz2 + "more", lines("bad byte 5: decompress: bzip2 data invalid: bad magic value in continuation file")},
	})
	for i := 0; i < len(x); i += 1 + i/40 {
		if got := walked(t, "a.xz", flip(x, i)); reflect.DeepEqual(got, lines(fmt.Sprintf("=%.40s", text))) {
			continue // the library does not compare the sizes of LZMA2 chunks
		} else if len(got) != 1 || strings.HasPrefix(got[0], "=") {
			t.Errorf("byte %d of an xz changed: got %q", i, got)
		}
	}
}
