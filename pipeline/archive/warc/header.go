package warc

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// header is what the header of a record says.
type header struct {
	kind, url, date, truncated string
	media                      string // Content-Type of the block
	identified                 string // media type of the payload, as the crawler found it out
	length                     int64  // bytes of the block
	segment                    bool
	arc                        bool
	block, payload             *digest
}

var (
	warcLine = regexp.MustCompile(`^WARC/[0-9]+\.[0-9]+$`)
	digits   = regexp.MustCompile(`^[0-9]+$`)
	errLine  = errors.New("a line without a colon in the header of the record")
)

func isWARC(line string) bool { return warcLine.MatchString(line) }

// readWARC reads the header of a WARC record.
func (s *stream) readWARC() (header, error) {
	s.skipLine()
	f, broken, err := readFields(s.Reader)
	length, lengthErr := parseLength(f.get("content-length"))
	switch {
	case err == io.EOF:
		return header{}, errCutOff
	case err != nil:
		return header{}, err
	case broken:
		return header{}, errLine
	case lengthErr != nil:
		return header{}, lengthErr
	case f.get("warc-type") == "":
		return header{}, errType
	}
	return header{
		kind: strings.ToLower(f.get("warc-type")), url: target(f.get("warc-target-uri")), date: f.get("warc-date"),
		truncated: truncated(f.get("warc-truncated")), media: f.get("content-type"), length: length,
		identified: f.get("warc-identified-payload-type"), segment: f.get("warc-segment-number") != "",
		block: parseDigest(f.get("warc-block-digest")), payload: parseDigest(f.get("warc-payload-digest")),
	}, nil
}

func parseLength(s string) (int64, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || !digits.MatchString(s) {
		return 0, errLength
	}
	return n, nil
}

// target returns a URL without the angle brackets that wget writes, with bytes that are no UTF-8 as RFC 3986, section
// 2.1, writes them.
func target(s string) string {
	if strings.HasPrefix(s, "<") && strings.HasSuffix(s, ">") {
		s = s[1 : len(s)-1]
	}
	var b strings.Builder
	for i, size := 0, 0; i < len(s); i += size {
		var c rune
		if c, size = utf8.DecodeRuneInString(s[i:]); c == utf8.RuneError && size == 1 {
			fmt.Fprintf(&b, "%%%02X", s[i])
		} else {
			b.WriteString(s[i : i+size])
		}
	}
	return b.String()
}

func truncated(s string) string {
	switch s = strings.ToLower(s); s {
	case "", "length", "time", "disconnect":
		return s
	}
	return "unspecified"
}

// pass returns why the record cannot be a document, as its header tells.
func (h header) pass() string {
	switch {
	case h.kind == "response" || h.kind == "resource" || h.kind == "conversion":
		if strings.HasPrefix(h.url, "metadata://") { // what wget writes of itself
			return "metadata"
		}
		return ""
	case h.kind == "warcinfo" || h.kind == "request" || h.kind == "metadata" || h.kind == "revisit" || h.kind == "continuation":
		return h.kind
	}
	return "another type of record"
}

// The first line of an ARC record, of version 1 and 2: URL, address, date, type, [result, checksum, location, offset,
// file,] length. The URL may have spaces.
var arcLines = []*regexp.Regexp{
	regexp.MustCompile(`^([a-zA-Z][a-zA-Z0-9+.-]*:.*) ([0-9a-fA-F.:]+) ([0-9]{12,18}) (\S+) ([0-9]+)$`),
	regexp.MustCompile(`^([a-zA-Z][a-zA-Z0-9+.-]*:.*) ([0-9a-fA-F.:]+) ([0-9]{12,18}) (\S+) \S+ \S+ \S+ \S+ \S+ ([0-9]+)$`),
}

// parseARC reads the header of an ARC record.
func parseARC(line string) (header, bool) {
	for _, pattern := range arcLines {
		m := pattern.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		length, err := parseLength(m[5])
		h := header{kind: "response", url: target(m[1]), date: arcDate(m[3]), media: m[4], length: length, arc: true}
		if strings.HasPrefix(h.url, "filedesc:") {
			h.kind = "warcinfo"
		}
		return h, err == nil
	}
	return header{}, false
}

// arcDate returns a date of an ARC, 20140216050221, as a WARC has it.
func arcDate(s string) string {
	s += "00"
	return s[:4] + "-" + s[4:6] + "-" + s[6:8] + "T" + s[8:10] + ":" + s[10:12] + ":" + s[12:14] + "Z"
}
