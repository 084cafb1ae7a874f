package warc

import (
	"archive/tar"
	"bytes"
	"compress/flate"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base32"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"
	"github.com/ulikunitz/xz"
)

func mustDo(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

const limit = 100_000

// records reads all records of a web archive.
func records(t testing.TB, content string) []Record {
	t.Helper()
	var list []Record
	mustDo(t, Read(strings.NewReader(content), limit, func(r Record) error {
		list = append(list, r)
		return nil
	}))
	return list
}

// inLines is what records say of themselves.
func inLines(list []Record) []string {
	var lines []string
	for _, r := range list {
		switch {
		case r.Err != nil:
			lines = append(lines, fmt.Sprintf("%d-%d %v", r.Start, r.End, r.Err))
		case r.Pass != "":
			lines = append(lines, fmt.Sprintf("%d-%d pass %s", r.Start, r.End, r.Pass))
		default:
			lines = append(lines, fmt.Sprintf("%d-%d %s %s %s", r.Start, r.End, r.URL, r.MediaType, r.Body))
		}
	}
	return lines
}

// record is a WARC record with these header lines.
func record(block string, header ...string) string {
	return "WARC/1.0\r\n" + strings.Join(header, "\r\n") + fmt.Sprintf("\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n", len(block), block)
}

// response is the record of a page.
func response(http string, header ...string) string {
	return record(http, append(header, "WARC-Type: response", "WARC-Target-URI: http://a.example/", "Content-Type: application/http; msgtype=response")...)
}

// ok is the response 200 with these header lines.
func ok(body string, header ...string) string {
	return "HTTP/1.1 200 OK\r\n" + strings.Join(append(header, "X: y"), "\r\n") + "\r\n\r\n" + body
}

// only returns the one record of a web archive, in a line without its range.
func only(t testing.TB, content string) string {
	t.Helper()
	lines := inLines(records(t, content))
	if len(lines) != 1 {
		t.Fatalf("got %q, want one record", lines)
	}
	_, line, _ := strings.Cut(lines[0], " ")
	return line
}

func TestDocumentsAreTheTextsOfPagesThatWereFound(t *testing.T) {
	for _, c := range []struct{ content, want string }{
		{response(ok("<p>x", "Content-Type: text/html")), "http://a.example/ text/html <p>x"},
		{response(ok("x", "content-type: TEXT/Plain; charset=utf-8")), "http://a.example/ text/plain x"},
		{response(ok("x", "Content-Type: application/xhtml+xml")), "http://a.example/ application/xhtml+xml x"},
		{response(ok("# x", "Content-Type: text/markdown")), "http://a.example/ text/markdown # x"},
		{response(ok("<html>x")), "http://a.example/ text/html <html>x"},
		{response(ok("just text")), "http://a.example/ text/plain just text"},
		{response(ok("just text", "Content-Type: unknown")), "http://a.example/ text/plain just text"},
		{response(ok("\x89PNG\r\n\x1a\n")), "pass image/png"},
		{response(ok("body { }"), "WARC-Identified-Payload-Type: text/css"), "pass text/css"},
		{response(ok("x", "Content-Type: image/png")), "pass image/png"},
		{response(ok("{}", "Content-Type: application/json")), "pass application/json"},
		{response("HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\nx"), "pass HTTP 404"},
		{response("HTTP/1.1 203 OK\r\nContent-Type: text/html\r\n\r\nx"), "http://a.example/ text/html x"},
		{response("HTTP/2 200\nContent-Type: text/html\n\nx"), "http://a.example/ text/html x"},
		{response("HTTP/1.1 301 Moved"), "pass HTTP 301"},
		{response("HTTP/1.1 200 OK\r\nA line\r\nContent-Type:\r\n text/html\r\n\r\nx"), "http://a.example/ text/html x"},
		{response("x"), "byte 138: no status of HTTP where a response must begin"},
		{response("HTTP/1.1\r\n\r\n"), "byte 139: no status of HTTP where a response must begin"},
		{response(ok(""), "WARC-Truncated: length"), "http://a.example/ text/plain "},
		{record("x", "WARC-Type: resource", "WARC-Target-URI: <file:///a b>", "Content-Type: text/plain"), "file:///a b text/plain x"},
		{record("x", "WARC-Type: resource", "WARC-Target-URI: a:\xE9", "Content-Type: image/gif"), "pass image/gif"},
		{record("x", "WARC-Type: conversion", "WARC-Target-URI: a:\xE9", "Content-Type: text/plain"), "a:%E9 text/plain x"},
		{record("x", "warc-type: CONVERSION", "WARC-Target-URI: a:", " b"), "a: b text/plain x"},
		{record("x", "WARC-Type: resource", "WARC-Target-URI: metadata://a.example/log", "Content-Type: text/plain"), "pass metadata"},
		{record("{}", "WARC-Type: metadata", "Content-Type: application/json"), "pass metadata"},
		{record("x", "WARC-Type: warcinfo"), "pass warcinfo"},
		{record("x", "WARC-Type: request"), "pass request"},
		{record("x", "WARC-Type: revisit"), "pass revisit"},
		{record("x", "WARC-Type: mine"), "pass another type of record"},
		{record("1.2.3.4", "WARC-Type: response", "Content-Type: text/dns"), "pass text/dns"},
		{response(ok("x"), "WARC-Segment-Number: 1"), "byte 163: " + errSegmented.Error()},
	} {
		if got := only(t, c.content); got != c.want {
			t.Errorf("%q: got\n%s\nwant\n%s", c.content, got, c.want)
		}
	}
}

func TestARecordSaysWhatItsHeadersSay(t *testing.T) {
	content := response(ok("x", `Content-Type: text/html; Charset="ISO-8859-1"`), "WARC-Date: 2020-01-02T03:04:05Z", "WARC-Truncated: time")
	want := Record{End: int64(len(content)) - 4, Type: "response", URL: "http://a.example/", Date: "2020-01-02T03:04:05Z", MediaType: "text/html",
		Charset: "ISO-8859-1", Status: 200, Body: []byte("x"), Truncated: "time"}
	if got := records(t, content); !reflect.DeepEqual(got, []Record{want}) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func chunked(chunks ...string) string {
	s := ""
	for _, c := range append(chunks, "") {
		s += fmt.Sprintf("%x\r\n%s\r\n", len(c), c)
	}
	return s
}

// encoded returns what a writer that f makes makes of s.
func encoded(s string, f func(io.Writer) io.WriteCloser) string {
	var b bytes.Buffer
	w := f(&b)
	io.WriteString(w, s)
	w.Close()
	return b.String()
}

func gz(s string) string {
	return encoded(s, func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) })
}

func TestTheEncodingsOfHTTPAreTakenOff(t *testing.T) {
	page := strings.Repeat("<p>some text of a page</p>\n", 50)
	deflated := encoded(page, func(w io.Writer) io.WriteCloser { f, _ := flate.NewWriter(w, 6); return f })
	zlibbed := encoded(page, func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) })
	brotlied := encoded(page, func(w io.Writer) io.WriteCloser { return brotli.NewWriter(w) })
	zstded := encoded(page, func(w io.Writer) io.WriteCloser { z, _ := zstd.NewWriter(w, zstd.WithEncoderConcurrency(1)); return z })
	for _, c := range []struct {
		name, body string
		header     []string
	}{
		{"none", page, nil},
		{"chunked", chunked(page[:7], page[7:]), []string{"Transfer-Encoding: chunked"}},
		{"chunked with extension and trailer", "1B;a=b\r\n" + page[:27] + "\r\n" + chunked(page[27:]) + "X: y\r\n\r\n", []string{"Transfer-Encoding: chunked"}},
		{"chunked without chunks", page, []string{"Transfer-Encoding: chunked"}},
		{"gzip", gz(page), []string{"Content-Encoding: gzip"}},
		{"x-gzip", gz(page[:100]) + gz(page[100:]), []string{"Content-Encoding: X-Gzip"}},
		{"gzip in chunks", chunked(gz(page)[:9], gz(page)[9:]), []string{"Content-Encoding: gzip", "Transfer-Encoding: chunked"}},
		{"gzip as transfer", chunked(gz(page)), []string{"Transfer-Encoding: gzip, chunked"}},
		{"gzip that is none", page, []string{"Content-Encoding: gzip"}},
		{"deflate", deflated, []string{"Content-Encoding: deflate"}},
		{"deflate with header", zlibbed, []string{"Content-Encoding: deflate"}},
		{"deflate that is none", page, []string{"Content-Encoding: deflate"}},
		{"br", brotlied, []string{"Content-Encoding: br"}},
		{"br that is none", page, []string{"Content-Encoding: br"}},
		{"zstd", zstded, []string{"Content-Encoding: zstd"}},
		{"two", encoded(gz(page), func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) }), []string{"Content-Encoding: gzip, deflate"}},
		{"identity", page, []string{"Content-Encoding: identity"}},
		{"an error of the server", page, []string{"Content-Encoding: UTF-8"}},
	} {
		if got, want := only(t, response(ok(c.body, append(c.header, "Content-Type: text/html")...))), "http://a.example/ text/html "+page; got != want {
			t.Errorf("%s: got %.200q, want %.200q", c.name, got, want)
		}
	}
}

// flipEnd changes the checksum of a gzip.
func flipEnd(s string) string { return s[:len(s)-5] + string(s[len(s)-5]^1) + s[len(s)-4:] }

func TestAPageThatIsCutOffOrDamagedIsAnError(t *testing.T) {
	page := strings.Repeat("some text of a page. ", 50)
	z := gz(page)
	for _, c := range []struct {
		body, encoding, want string
	}{
		{z[:len(z)-2], "Content-Encoding: gzip", "encoding gzip of HTTP: the data is cut off"},
		{z[:12], "Content-Encoding: gzip", "encoding gzip of HTTP: the data is cut off"},
		{z[:5], "Content-Encoding: gzip", "encoding gzip of HTTP: the data is cut off"},
		{flipEnd(z), "Content-Encoding: gzip", "encoding gzip of HTTP: gzip: invalid checksum"},
		{flipEnd(gz(strings.Repeat("x", limit))), "Content-Encoding: gzip", "encoding gzip of HTTP: gzip: invalid checksum"},
		{"\x00\x01 no gzip", "Content-Encoding: gzip", `the content is not in the encoding "gzip" of HTTP, or that is not read`},
		{z, "Content-Encoding: compress", `the content is not in the encoding "compress" of HTTP, or that is not read`},
		{chunked(page)[:500], "Transfer-Encoding: chunked", "encoding chunked of HTTP: the data is cut off"},
		{chunked(page, page)[:len(page)+7], "Transfer-Encoding: chunked", "encoding chunked of HTTP: the data is cut off"},
		{"5\r\nabcdefgh", "Transfer-Encoding: chunked", "encoding chunked of HTTP: malformed chunked encoding"},
		{encoded(page, func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) }) + "more", "Content-Encoding: deflate",
			"encoding deflate of HTTP: other data behind the end"},
		{page, "Content-Encoding: gzip, gzip, gzip, gzip, gzip", errEncodings.Error()},
		{strings.Repeat("x", limit+1), "X: y", ErrTooLong.Error()},
		{gz(strings.Repeat("x", 100*limit)), "Content-Encoding: gzip", ErrTooLong.Error()},
	} {
		r := records(t, response(ok(c.body, c.encoding, "Content-Type: text/html"))+record("x", "WARC-Type: request"))
		if len(r) != 2 || r[0].Err == nil || !strings.HasSuffix(": "+r[0].Err.Error(), ": "+c.want) || r[0].Body != nil || r[1].Pass != "request" {
			t.Errorf("%.40q: got %q, want the error %q and the next record", c.body, inLines(r), c.want)
		}
		if (c.want == ErrTooLong.Error()) != (r[0].Err == ErrTooLong) {
			t.Errorf("got %v, want ErrTooLong itself where the body is too long, and only there", r[0].Err)
		}
	}
	if got := records(t, response(ok(strings.Repeat("x", limit)))); got[0].Err != nil || len(got[0].Body) != limit {
		t.Errorf("a body of the limit: got %d bytes, error %v", len(got[0].Body), got[0].Err)
	}
}

func TestARecordThatIsBrokenLeavesTheNext(t *testing.T) {
	next := record("x", "WARC-Type: request")
	good := response(ok("<p>x", "Content-Type: text/html"))
	for _, c := range []struct{ content, want string }{
		{strings.Replace(good, "Content-Length: ", "Content-Length: -", 1), "byte 0: " + errLength.Error()},
		{strings.Replace(good, "Content-Length: ", "Content-Length: 99999999999999999999", 1), "byte 0: " + errLength.Error()},
		{strings.Replace(good, "Content-Length: ", "Content-L: ", 1), "byte 0: " + errLength.Error()},
		{strings.Replace(good, "WARC-Type: ", "WARC-T: ", 1), "byte 0: " + errType.Error()},
		{strings.Replace(good, "WARC-Type: ", "WARC-Type ", 1), "byte 0: " + errLine.Error()},
		{strings.Replace(good, "WARC/1.0", "WARC 1.0", 1), "byte 0: " + errNoRecord.Error()},
		{"WARC/1.0\r\nX: " + strings.Repeat("y", maxHeader) + "\r\n\r\n", "byte 0: " + errLongHeader.Error()},
		{strings.Replace(good, "<p>x", "<p>x<p>y", 1), "byte 193: " + errBlockEnd.Error()},
		{strings.Repeat("x", 200_000) + "\r\n\r\n", "byte 0: " + errNoRecord.Error()},
	} {
		r := records(t, c.content+next)
		if len(r) != 2 || r[0].Err == nil || r[0].Err.Error() != c.want || r[0].End > int64(len(c.content)) || r[1].Pass != "request" || r[1].Start != int64(len(c.content)) {
			t.Errorf("%.60q: got %q, want %q and the next record at %d", c.content, inLines(r), c.want, len(c.content))
		}
	}
	for cut := 1; cut < len(good)-4; cut++ {
		if r := records(t, good[:cut]); len(r) != 1 || r[0].Err == nil || r[0].End != int64(cut) {
			t.Fatalf("cut at %d: got %q, want an error", cut, inLines(r))
		}
	}
	for cut := len(good) - 4; cut <= len(good); cut++ {
		if r := records(t, good[:cut]); len(r) != 1 || r[0].Err != nil {
			t.Fatalf("cut at %d: got %q, want the page", cut, inLines(r))
		}
	}
}

func TestTextThatSpeaksOfWARCIsNoRecord(t *testing.T) {
	page := "<p>A record:\r\n\r\nWARC/1.0\r\nWARC-Type: response\r\nContent-Length: 3\r\n\r\nabc\r\n\r\n"
	if got, want := only(t, response(ok(page, "Content-Type: text/html"))), "http://a.example/ text/html "+page; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestDigestsAreCompared(t *testing.T) {
	b32 := func(b [20]byte) string { return base32.StdEncoding.EncodeToString(b[:]) }
	page := strings.Repeat("<p>page", 20)
	block := ok(chunked(gz(page)), "Transfer-Encoding: chunked", "Content-Encoding: gzip", "Content-Type: text/html")
	payload := block[strings.Index(block, "\r\n\r\n")+4:]
	block256 := sha256.Sum256([]byte(block))
	wrong := "sha1:" + b32(sha1.Sum([]byte("x")))
	for _, c := range []struct {
		block, payload string
		good           bool
	}{
		{"sha1:" + b32(sha1.Sum([]byte(block))), "", true},
		{"sha1:" + strings.ToLower(b32(sha1.Sum([]byte(block)))), wrong, true},
		{fmt.Sprintf("sha1:%x", sha1.Sum([]byte(block))), "", true},
		{fmt.Sprintf("SHA-256:%x", block256), "", true},
		{"sha256:" + base32.StdEncoding.EncodeToString(block256[:]), "", true},
		{"sha256:" + base64.StdEncoding.EncodeToString(block256[:]), "", true},
		{"sha256:" + base64.RawURLEncoding.EncodeToString(block256[:]), "", true},
		{"", "sha1:" + b32(sha1.Sum([]byte(payload))), true},
		{"", "sha1:" + b32(sha1.Sum([]byte(gz(page)))), true},
		{wrong, "sha1:" + b32(sha1.Sum([]byte(page))), true},
		{"md5:x", "sha1:tooshort", true},
		{wrong, "", false},
		{"", wrong, false},
		{wrong, wrong, false},
		{fmt.Sprintf("sha256:%x", sha256.Sum256([]byte("x"))), "", false},
	} {
		r := records(t, response(block, "WARC-Block-Digest: "+c.block, "WARC-Payload-Digest: "+c.payload))[0]
		if good := r.Err == nil && string(r.Body) == page; good != c.good || !good && !errors.Is(r.Err, errDigest) {
			t.Errorf("%q, %q: got error %v, want %v", c.block, c.payload, r.Err, c.good)
		}
	}
}

func TestARCIsRead(t *testing.T) {
	arc := func(version, block string) string {
		return fmt.Sprintf("http://a.example/a b 1.2.3.4 20140216050221 text/html%s %d\n%s\n", version, len(block), block)
	}
	info := "1 0 X\nURL IP-address Archive-date Content-type Archive-length\n"
	head := fmt.Sprintf("filedesc://a.arc 0.0.0.0 201402160502 text/plain %d\n%s\n", len(info), info)
	got := records(t, head+arc("", ok("<p>x", "Content-Type: text/html"))+arc(" 200 - - 0 a.arc", "<p>old"))
	want := []string{"0-114 pass warcinfo", "115-226 http://a.example/a b text/html <p>x", "227-305 http://a.example/a b text/html <p>old"}
	if lines := inLines(got); !reflect.DeepEqual(lines, want) || got[1].Date != "2014-02-16T05:02:21Z" || got[0].Date != "2014-02-16T05:02:00Z" {
		t.Errorf("got %q, want %q", lines, want)
	}
	broken := strings.Replace(arc("", "<p>x"), " 4\n", " x\n", 1)
	if lines := inLines(records(t, head+broken+arc("", "<p>y"))); len(lines) != 2 || !strings.HasSuffix(lines[0], errBlockEnd.Error()) || !strings.HasSuffix(lines[1], "<p>y") {
		t.Errorf("got %q, want an error and the next page", lines)
	}
}

func TestErrorsOfTheInputAndOfYieldEndIt(t *testing.T) {
	page := response(ok("<p>x"))
	broken, calls := errors.New("broken"), 0
	for cut := 0; cut <= len(page); cut++ {
		var last Record
		calls = 0
		err := Read(io.MultiReader(strings.NewReader(page[:cut]), iotest.ErrReader(broken)), limit, func(r Record) error {
			last = r
			calls++
			return nil
		})
		wantCalls := 1
		if cut >= len(page)-4 {
			wantCalls = 2
		}
		if err != nil || !errors.Is(last.Err, broken) || calls != wantCalls {
			t.Fatalf("cut at %d: got %v, last of %d records %v, want the error in the last of %d", cut, err, calls, last.Err, wantCalls)
		}
	}
	calls = 0
	if err := Read(strings.NewReader(page+page), limit, func(Record) error { calls++; return broken }); err != broken || calls != 1 {
		t.Errorf("got %v after %d calls, want %v after 1", err, calls, broken)
	}
}

// unpacked returns the files of an archive of samples by name, without gzip.
func unpacked(t *testing.T, name string) map[string]string {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "..", "..", "..", "shared", "data", "hostile", name))
	if err != nil {
		t.Skip("the samples are not here: ", err)
	}
	defer f.Close()
	x, err := xz.NewReader(f)
	mustDo(t, err)
	files := map[string]string{}
	for r := tar.NewReader(x); ; {
		h, err := r.Next()
		if err == io.EOF {
			return files
		}
		mustDo(t, err)
		b, err := io.ReadAll(r)
		mustDo(t, err)
		if z, err := gzip.NewReader(bytes.NewReader(b)); err == nil {
			b, _ = io.ReadAll(z)
		}
		files[filepath.Base(h.Name)] = string(b)
	}
}
