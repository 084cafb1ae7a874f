package warc

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// documents are the media types of documents.
var documents = []string{"text/html", "application/xhtml+xml", "text/plain", "text/markdown", "text/x-markdown"}

var (
	mediaType = regexp.MustCompile(`^[a-z0-9!#$&^_.+-]{1,63}/[a-z0-9!#$&^_.+-]{1,63}$`)
	charset   = regexp.MustCompile(`(?i)[;,\s]charset\s*=\s*["']?([a-z0-9_.:()+-]{1,40})`)
	errStatus = errors.New("no status of HTTP where a response must begin")
)

// sniffSize is the number of bytes that tell the type of a payload.
const sniffSize = 512

// document reads the block of a record that may be a document: it fills Body, or says in Pass why it is none. The error
// is as in Record.
func (rd *reader) document(r *Record, h header, b *block) error {
	start := rd.in.pos()
	if h.segment {
		return &Error{start, errSegmented}
	}
	whole := bufio.NewReader(h.block.tee(b))
	f, err := openHTTP(r, h, whole)
	if err == nil && r.Pass == "" {
		start += h.length - b.left - int64(whole.Buffered())
		err = rd.payload(r, h, f, whole)
	}
	switch err {
	case nil, ErrTooLong:
		return err
	case io.EOF, io.ErrUnexpectedEOF:
		err = errCutOff
	}
	return &Error{start, err}
}

// payload reads what stands behind the header of HTTP.
func (rd *reader) payload(r *Record, h header, f fields, whole io.Reader) error {
	if r.MediaType != "" && !slices.Contains(documents, r.MediaType) {
		r.Pass = r.MediaType
		return nil
	}
	raw := h.payload.tee(whole)
	plain, err := decode(raw, f, h.payload)
	if err != nil {
		return err
	}
	body := bufio.NewReaderSize(plain, sniffSize)
	if r.MediaType == "" {
		head, _ := body.Peek(sniffSize) // an error comes again
		r.MediaType, _, _ = strings.Cut(http.DetectContentType(head), ";")
	}
	if !slices.Contains(documents, r.MediaType) {
		r.Pass = r.MediaType
		return nil
	}
	if r.Body, err = rd.readBody(body); err != nil {
		return err
	}
	if _, err := io.Copy(io.Discard, raw); err != nil { // behind the last chunk
		return err
	}
	return checkDigests(h.block, h.payload)
}

// readBody reads all of body, which has at most limit bytes.
func (rd *reader) readBody(body io.Reader) ([]byte, error) {
	var b bytes.Buffer
	if _, err := b.ReadFrom(io.LimitReader(body, rd.limit)); err != nil {
		return nil, err
	}
	switch n, err := io.ReadFull(body, make([]byte, 1)); {
	case n > 0:
		return nil, ErrTooLong
	case err != io.EOF:
		return nil, err
	}
	return b.Bytes(), nil
}

// openHTTP reads the header of a response, if the block is one, and sets what it says of the payload. It returns the
// header, or says in Pass why there is no document.
func openHTTP(r *Record, h header, b *bufio.Reader) (fields, error) {
	head, _ := b.Peek(len("HTTP/"))
	starts := string(head) == "HTTP/"
	media, _ := parseMedia(h.media)
	isHTTP := media == "application/http" || media == "message/http" || h.kind == "response" && (media == "" || h.arc) && starts
	if !isHTTP {
		r.MediaType, r.Charset = parseMedia(h.media)
		return nil, nil
	}
	if !starts {
		return nil, errStatus
	}
	left := maxHeader
	line, err := readLine(b, &left)
	if parts := strings.Fields(line); (err == nil || err == io.EOF) && len(parts) > 1 && len(parts[1]) == 3 {
		r.Status, _ = strconv.Atoi(parts[1])
	}
	if r.Status < 100 {
		return nil, errStatus
	}
	f, _, err := readFields(b) // a line that is broken is the server's; browsers pass over it
	if err != nil && err != io.EOF {
		return nil, err
	}
	r.MediaType, r.Charset = parseMedia(f.get("content-type"))
	if r.MediaType == "" {
		r.MediaType, _ = parseMedia(h.identified)
	}
	if r.Status != http.StatusOK && r.Status != http.StatusNonAuthoritativeInfo {
		r.Pass = fmt.Sprint("HTTP ", r.Status)
	}
	return f, nil
}

// parseMedia returns the media type, in lower case, and the charset of a Content-Type, as lenient as browsers are. A type
// that is none is "".
func parseMedia(s string) (media, set string) {
	if m := charset.FindStringSubmatch(s); m != nil {
		set = m[1]
	}
	if i := strings.IndexAny(s, ";, \t"); i >= 0 {
		s = s[:i]
	}
	if s = strings.ToLower(s); !mediaType.MatchString(s) {
		s = ""
	}
	return s, set
}
