package warc

import (
	"bytes"
	"errors"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
)

func FuzzRecordsCoverTheInput(f *testing.F) {
	f.Add([]byte(response(ok("<p>x", "Content-Type: text/html"), "WARC-Block-Digest: sha1:Z6W6WEQQQICP5WA7OWB2SS75WLK4K7Y3")))
	f.Add([]byte(response(ok(chunked(gz("x")), "Content-Encoding: gzip", "Transfer-Encoding: chunked")) + record("x", "WARC-Type: request")))
	f.Add([]byte(response(ok("\x1b\x04\x00\x00x", "Content-Encoding: br"))))
	f.Add([]byte(response(ok("\x78\x9cx", "Content-Encoding: deflate, zstd"))))
	f.Add([]byte("http://a.example/a b 1.2.3.4 20140216050221 text/html 4\n<p>x\n"))
	f.Add([]byte("filedesc://a.arc 0.0.0.0 201402160502 text/plain 200 - - 0 a.arc 2\n1 \n"))
	f.Add([]byte("x\r\n\r\nWARC/1.1\r\nContent-Length: 1\r\nWARC-Type: resource\r\n\r\nx"))
	f.Fuzz(func(t *testing.T, data []byte) {
		const limit = 1 << 16
		var list, again []Record
		end := int64(0)
		mustDo(t, Read(bytes.NewReader(data), limit, func(r Record) error {
			if r.Start < end || r.End < r.Start || r.End > int64(len(data)) {
				t.Errorf("got a record from %d to %d behind %d, of %d bytes", r.Start, r.End, end, len(data))
			}
			if between := string(data[end:r.Start]); strings.Trim(between, "\r\n") != "" {
				t.Errorf("got %q in no record", between)
			}
			if e := (*Error)(nil); r.Err != nil && r.Err != ErrTooLong && (!errors.As(r.Err, &e) || e.Byte < r.Start || e.Byte > r.End || r.Body != nil) {
				t.Errorf("got error %v and %d bytes in a record from %d to %d", r.Err, len(r.Body), r.Start, r.End)
			}
			if len(r.Body) > limit || r.Pass != "" && r.Body != nil {
				t.Errorf("got %d bytes, pass %q", len(r.Body), r.Pass)
			}
			list, end = append(list, r), r.End
			return nil
		}))
		if rest := string(data[end:]); strings.Trim(rest, "\r\n") != "" {
			t.Errorf("got %q in no record", rest)
		}
		mustDo(t, Read(iotest.OneByteReader(bytes.NewReader(data)), limit, func(r Record) error { again = append(again, r); return nil }))
		if !reflect.DeepEqual(inLines(list), inLines(again)) {
			t.Errorf("got %q, read byte by byte %q", inLines(list), inLines(again))
		}
	})
}
