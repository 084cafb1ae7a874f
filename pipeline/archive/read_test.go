package archive

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"corpuspack/schema"
)

// found is what a record says of itself, in one line: its range and its text, or its fault.
func found(t testing.TB, r Record) []string {
	t.Helper()
	documents, err := r.Documents(strings.TrimSpace)
	if err != nil {
		var f *Fault
		if !errors.As(err, &f) {
			t.Fatalf("got error %v, want a *Fault", err)
		}
		return []string{fmt.Sprintf("%d-%d: %v", f.Key.Start, f.End, f)}
	}
	var list []string
	for _, d := range documents {
		list = append(list, fmt.Sprintf("%d-%d %.40s", d.Start, d.End, d.Text))
	}
	return list
}

// readAll reads the only file of a project.
func readAll(t testing.TB, name, content string, change func(*Entry)) []string {
	t.Helper()
	e := entry(name)
	if change != nil {
		change(&e)
	}
	a, err := Open(context.Background(), project(t, map[string]string{name: content}), Config{Entries: []Entry{e}})
	mustDo(t, err)
	var list []string
	sum, err := a.Files[0].Read(context.Background(), func(r Record) error {
		list = append(list, found(t, r)...)
		return nil
	})
	mustDo(t, err)
	if want := schema.Digest(sha256.Sum256([]byte(content))); sum != want {
		t.Errorf("%s: got digest %v, want %v", name, sum, want)
	}
	return list
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

func TestTheFormatIsFoundByNameAndContent(t *testing.T) {
	front := "---\ntitle: T\n---\nbody\n"
	for _, c := range []struct{ name, content, want string }{
		{"a.txt", front, "0-22 " + front},
		{"a.TEXT", "a", "0-1 a"},
		{"a.md", front, "0-22 body\n"},
		{"a.Markdown", front, "0-22 body\n"},
		{"a.jsonl", `{"text":"x"}`, "0-12 x"},
		{"a.ndjson", `{"text":"x"}`, "0-12 x"},
		{"a", "plain", "0-5 plain"},
		{"a.v2", "plain", "0-5 plain"},
		{"a.txt.gz", gz("plain"), "0-5 plain"},
		{"a.md.zst", zst(front), "0-22 body\n"},
		{"a.jsonl.GZ", gz(`{"text":"x"}`), "0-12 x"},
		{"a.gz", gz("plain"), "0-5 plain"},
		{"empty.txt", "", "0-0 "},
		{"bm.txt", "BMW makes cars", "0-14 BMW makes cars"},
		{"otto.txt", "OTTO was a king", "0-15 OTTO was a king"},
		{"h.txt", "<html>is text here", "0-18 <html>is text here"},
		{"nul.txt", "a\x00b", "0-3 a\x00b"},
		{"gzip.txt", gz("plain"), "0-5 plain"},
		{"twice.txt.gz", gz(gz("plain")), "0-5 plain"},
		{"a.html", "<p>A page.", "0-10 A page."},
		{"page", "<html><p>A page.", "0-16 A page."},
		{"a.csv.gz", gz("text,id\nx y,1\n"), "8-13 x y"},
		{"a.tsv", "text\nx,y\n", "5-8 x,y"},
		{"a.json", `[{"text":"x"}]`, "1-13 x"},
		{"a.eml", "Subject: s\n\nbody\n", "0-17 body\n"},
		{"a.svg", "<svg/>", "0-0: a.svg: a file .svg, which no format takes"},
		{"a.xml", "<?xml version='1.0'?><a/>", "0-0: a.xml: XML and no feed, which no format takes"},
		{"noise", "a\x00b", "0-0: noise: application/octet-stream, which no format takes"},
		{"image", "\x89PNG\x0D\x0A\x1A\x0A", "0-0: image: image/png, which no format takes"},
		{"png.txt", "\x89PNG\x0D\x0A\x1A\x0A", "0-0: png.txt: image/png, which no format takes"},
		{"pdf.md", "%PDF-1.7\nall ASCII", "0-0: pdf.md: application/pdf, which no format takes"},
	} {
		if got := readAll(t, c.name, c.content, nil); !reflect.DeepEqual(got, []string{c.want}) {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestARecipeMayNameTheFormat(t *testing.T) {
	front := "---\ntitle: T\n---\nbody\n"
	for _, c := range []struct{ name, format, content, want string }{
		{"a.md", "text", front, "0-22 " + front},
		{"a.txt", "markdown", front, "0-22 body\n"},
		{"a.json", "jsonl", `{"text":"x"}`, "0-12 x"},
		{"a.html", "text", "<p>a", "0-4 <p>a"},
	} {
		got := readAll(t, c.name, c.content, func(e *Entry) { e.Format = c.format })
		if !reflect.DeepEqual(got, []string{c.want}) {
			t.Errorf("%s as %s: got %q, want %q", c.name, c.format, got, c.want)
		}
	}
}

func TestTextIsUTF8OrAFault(t *testing.T) {
	for content, want := range map[string]string{
		"\uFEFFa\r\nb":     "0-7 a\r\nb",
		"\uFEFFab\xc3":     "0-6: a.txt: byte 5: invalid UTF-8",
		"\xff\xfea\x00":    "0-4 a",
		"\u2028 \u200d\n ": "0-9 \u2028 \u200d\n ",
	} {
		if got := readAll(t, "a.txt", content, nil); !reflect.DeepEqual(got, []string{want}) {
			t.Errorf("%q: got %q, want %q", content, got, want)
		}
	}
}

func TestLinesAreRecordsWithTheirPlaces(t *testing.T) {
	content := "\uFEFF" + `{"text":"1"}` + "\r\n\n \t\r\n" + `{"text":"` + "\xff" + `"}` + "\n" + `{"text":"a","text":"b"}` + "\n" +
		`{"text":5}` + "\n" + strings.Repeat("x", 101) + "\r\n" + ` {"text":"2"}`
	want := []string{
		"3-15 1",
		"22-34: a.jsonl: line 4, byte 31: invalid UTF-8",
		`35-58: a.jsonl: line 5, byte 47: key "text" is given twice`,
		`59-69: a.jsonl: line 6: member "text" for the text is no string`,
		"70-171: a.jsonl: line 7: longer than max_document, 100 bytes",
		"173-186 2",
	}
	for name, c := range map[string]string{"a.jsonl": content, "a.jsonl.gz": gz(content[:50], content[50:]), "a.jsonl.zst": zst(content)} {
		got := readAll(t, name, c, func(e *Entry) { e.MaxDocument = 100 })
		if list := strings.ReplaceAll(strings.Join(got, "\n"), name, "a.jsonl"); list != strings.Join(want, "\n") {
			t.Errorf("%s: got\n%s\nwant\n%s", name, list, strings.Join(want, "\n"))
		}
	}
}

func TestMaxDocumentBoundsADocument(t *testing.T) {
	line := `{"text":"aaaaaa"}` // 17 bytes
	for _, c := range []struct {
		name, content string
		max           int64
		want          []string
	}{
		{"a.txt", "12345", 5, []string{"0-5 12345"}},
		{"a.txt", "123456", 5, []string{"0-6: a.txt: longer than max_document, 5 bytes"}},
		{"a.txt.gz", gz("12345", "6"), 5, []string{"0-0: a.txt.gz: longer than max_document, 5 bytes"}},
		{"a.txt", "12345", math.MaxInt64, []string{"0-5 12345"}},
		{"a.jsonl", line + "\r\n" + line + "\n", 17, []string{"0-17 aaaaaa", "19-36 aaaaaa"}},
		{"a.jsonl", line + "\r\n" + line, 16, []string{"0-17: a.jsonl: line 1: longer than max_document, 16 bytes",
			"19-36: a.jsonl: line 2: longer than max_document, 16 bytes"}},
	} {
		if got := readAll(t, c.name, c.content, func(e *Entry) { e.MaxDocument = c.max }); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: got %q, want %q", c.content, got, c.want)
		}
	}
}

func TestLinesAreCutTheSameWhereverABufferEnds(t *testing.T) {
	for n := 64<<10 - 20; n < 64<<10+3; n++ {
		first := `{"text":"` + strings.Repeat("a", n-11) + `"}`
		got := readAll(t, "a.jsonl", first+"\r\n{\"text\":\"b\"}\n", nil)
		want := []string{fmt.Sprintf("0-%d %s", n, strings.Repeat("a", 40)), fmt.Sprintf("%d-%d b", n+2, n+14)}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("a line of %d bytes: got %q, want %q", n, got, want)
		}
		tooLong := readAll(t, "a.jsonl", first+"\r\n{\"text\":\"b\"}\n", func(e *Entry) { e.MaxDocument = 100 })
		if want := fmt.Sprintf("0-%d: a.jsonl: line 1: longer than max_document, 100 bytes", n); tooLong[0] != want || tooLong[1] != got[1] {
			t.Fatalf("a line of %d bytes: got %q, want %q", n, tooLong, want)
		}
	}
}

// TestRecordsOutliveTheReading takes documents from records when all of the file has been read: lines share blocks.
func TestRecordsOutliveTheReading(t *testing.T) {
	const limit = 100_000
	var content strings.Builder
	var want []string
	for i := range 400 {
		text := fmt.Sprintf("%d ", i) + strings.Repeat("x", i*i*37%(limit+limit/10))
		start, line, end := content.Len(), `{"text":"`+text+`\n"}`, []string{"\n", "\r\n", "\n\n"}[i%3]
		content.WriteString(line + end)
		if len(line) <= limit {
			want = append(want, fmt.Sprintf("%d-%d %.40s", start, start+len(line), text+"\n"))
		} else {
			want = append(want, fmt.Sprintf("%d-%d: a.jsonl: line %d: longer than max_document, %d bytes", start, start+len(line), i+1+i/3, limit))
		}
	}
	e := entry("a.jsonl")
	e.MaxDocument = limit
	a, err := Open(context.Background(), project(t, map[string]string{"a.jsonl": content.String()}), Config{Entries: []Entry{e}})
	mustDo(t, err)
	var records []Record
	_, err = a.Files[0].Read(context.Background(), func(r Record) error { records = append(records, r); return nil })
	mustDo(t, err)
	var got []string
	for _, r := range records {
		got = append(got, found(t, r)...)
	}
	for i := range want {
		if i >= len(got) || got[i] != want[i] {
			t.Fatalf("record %d: got %q, want %q", i, got[min(i, len(got)-1)], want[i])
		}
	}
}

func TestCompressedDataThatIsBrokenIsAFault(t *testing.T) {
	text := strings.Repeat("some text that goes on. ", 1000)
	lines := `{"text":"a"}` + "\n" + strings.Repeat(`{"text":"b"}`+"\n", 60000)
	flip := func(s string, i int) string { return s[:i] + string(s[i]^1) + s[i+1:] }
	for _, c := range []struct{ name, content, want string }{
		{"cut.txt.gz", gz(text)[:100], "0-0: cut.txt.gz: byte 20922: decompress: the data is cut off"},
		{"head.txt.gz", gz("")[:10], "0-0: head.txt.gz: byte 0: decompress: the data is cut off"},
		{"none.txt.gz", "", "0-0: none.txt.gz: byte 0: named as gzip, which the content is not"},
		{"plain.txt.gz", "plain text", "0-0: plain.txt.gz: byte 0: named as gzip, which the content is not"},
		{"sum.txt.gz", flip(gz(text), len(gz(text))-6), "0-0: sum.txt.gz: byte 24000: decompress: gzip: invalid checksum"},
		{"behind.txt.gz", gz(text) + "more", "0-0: behind.txt.gz: byte 24000: decompress: gzip: other data behind the end, from byte 117 of the compressed file"},
		{"behind2.txt.gz", gz(text) + strings.Repeat("more", 9), "0-0: behind2.txt.gz: byte 24000: decompress: gzip: other data behind the end, from byte 117 of the compressed file"},
		{"cut.txt.zst", zst(text)[:30], "0-0: cut.txt.zst: byte 0: decompress: the data is cut off"},
		{"plain.txt.zst", "plain text", "0-0: plain.txt.zst: byte 0: named as zstd, which the content is not"},
		{"behind.txt.zst", zst(text) + "more", "0-0: behind.txt.zst: byte 24000: decompress: invalid input: magic number mismatch"},
	} {
		if got := readAll(t, c.name, c.content, nil); !reflect.DeepEqual(got, []string{c.want}) {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
	got := readAll(t, "a.jsonl.gz", gz(lines)[:len(gz(lines))-100], nil)
	if last := got[len(got)-1]; got[0] != "0-12 a" || !strings.HasSuffix(last, ": decompress: the data is cut off") {
		t.Errorf("got %q first and %q last", got[0], last)
	}
	for i, line := range got[1 : len(got)-1] {
		if want := fmt.Sprintf("%d-%d b", 13*(i+1), 13*(i+1)+12); line != want {
			t.Fatalf("got %q, want %q", line, want)
		}
	}
}

func TestABombEndsWithAFaultAndLittleMemory(t *testing.T) {
	var b bytes.Buffer
	w, _ := zstd.NewWriter(&b, zstd.WithEncoderConcurrency(1))
	for range 100 {
		w.Write(make([]byte, 1<<20))
	}
	w.Close()
	for _, c := range []struct {
		name string
		max  int64
		want string
	}{
		{"a.txt.zst", 1 << 20, "0-0: a.txt.zst: longer than max_document, 1048576 bytes"},
		{"a.txt.zst", 1 << 40, "0-0: a.txt.zst: byte 67108864: decompress: more than 256 times the size of the file"},
		{"a.jsonl.zst", 1 << 20, "0-0: a.jsonl.zst: line 1, byte 67108864: decompress: more than 256 times the size of the file"},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		got := readAll(t, c.name, b.String(), func(e *Entry) {
			e.MaxDocument, e.Format = c.max, strings.Replace(e.Format, "auto", formatOf(c.name), 1)
		})
		runtime.ReadMemStats(&after)
		if !reflect.DeepEqual(got, []string{c.want}) {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
		if used := (after.TotalAlloc - before.TotalAlloc) >> 20; c.max <= 1<<20 && used > 40 {
			t.Errorf("%s: allocated %d MiB, want at most 40", c.name, used)
		}
	}
}

func formatOf(name string) string {
	return map[string]string{".txt": "text", ".jsonl": "jsonl", ".md": "markdown"}[extension(name)]
}

func TestReadReturnsWhatYieldAndTheDiskReturn(t *testing.T) {
	root := project(t, map[string]string{"in/a.jsonl": `{"text":"a"}` + "\n" + `{"text":"b"}` + "\n"})
	a, err := Open(context.Background(), root, entries("in"))
	mustDo(t, err)
	f := a.Files[0]
	stop, calls := errors.New("stop"), 0
	if _, err := f.Read(context.Background(), func(Record) error { calls++; return stop }); err != stop || calls != 1 {
		t.Errorf("got %v after %d calls, want %v after 1", err, calls, stop)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := f.Read(ctx, func(Record) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
	mustDo(t, os.Remove(filepath.Join(root, "in/a.jsonl")))
	_, err = f.Read(context.Background(), func(Record) error { return nil })
	if !errors.Is(err, os.ErrNotExist) || strings.Contains(err.Error(), root) {
		t.Errorf("got %v, want that in/a.jsonl does not exist, without its path on disk", err)
	}
}

func TestSizeIsTheBytesOfARecord(t *testing.T) {
	a, err := Open(context.Background(), project(t, map[string]string{"a.txt": "12345"}), entries("a.txt"))
	mustDo(t, err)
	_, err = a.Files[0].Read(context.Background(), func(r Record) error {
		if r.Size() != 5 {
			t.Errorf("got %d, want 5", r.Size())
		}
		return nil
	})
	mustDo(t, err)
}
