package warc

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net/http/httputil"
	"regexp"
	"slices"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"
)

// maxWindow is the memory, in bytes, that a zstd frame may ask for; RFC 9659 allows 8 MiB in HTTP.
const maxWindow = 8 << 20

// maxEncodings is the number of encodings of one payload.
const maxEncodings = 4

var (
	errEncodings = fmt.Errorf("more than %d encodings of HTTP", maxEncodings)
	errBehind    = errors.New("other data behind the end")
	chunkLine    = regexp.MustCompile(`^[0-9a-fA-F]{1,16}[ \t]*(;[^\r\n]*)?\r\n`)
)

// decode returns the payload without the encodings that the header of HTTP states. Many programs take them off and leave
// the header: a payload that is plainly not encoded is taken as it is. Each step goes to d, too.
func decode(r io.Reader, f fields, d *digest) (io.Reader, error) {
	encodings := splitList(f.get("content-encoding"))
	for _, t := range splitList(f.get("transfer-encoding")) {
		if t != "chunked" {
			encodings = append(encodings, t)
		}
	}
	if len(encodings) > maxEncodings {
		return nil, errEncodings
	}
	if slices.Contains(splitList(f.get("transfer-encoding")), "chunked") {
		b := bufio.NewReader(r)
		r = b
		if head, _ := b.Peek(64); chunkLine.Match(head) {
			r = d.tee(&step{"chunked", httputil.NewChunkedReader(b)})
		}
	}
	for _, e := range slices.Backward(encodings) {
		plain, err := open(e, bufio.NewReader(r))
		if err != nil {
			return nil, err
		}
		r = d.tee(plain)
	}
	return r, nil
}

// splitList returns the members of a comma-separated list, in lower case, but "identity", which is none.
func splitList(s string) []string {
	return slices.DeleteFunc(strings.FieldsFunc(strings.ToLower(s), func(c rune) bool { return c == ',' || c == ' ' || c == '\t' }),
		func(e string) bool { return e == "identity" })
}

// open returns what is encoded in r.
func open(encoding string, r *bufio.Reader) (io.Reader, error) {
	head, err := r.Peek(sniffSize)
	if len(head) == 0 {
		if err == io.EOF {
			err = nil
		}
		return r, err
	}
	var z io.Reader
	begins := func(magic string) bool { return strings.HasPrefix(string(head), magic) }
	switch {
	case (encoding == "gzip" || encoding == "x-gzip") && begins("\x1F\x8B"):
		z, err = gzip.NewReader(r)
	case encoding == "deflate" && len(head) > 1 && head[0]&0x0F == 8 && (int(head[0])<<8+int(head[1]))%31 == 0: // RFC 1950
		z, err = zlib.NewReader(r)
		z = &ended{z, r}
	case encoding == "zstd" && begins("\x28\xB5\x2F\xFD"):
		z, err = zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxWindow))
	case isText(head):
		return r, nil
	case encoding == "deflate": // RFC 9110, section 8.4.1.2: some send it without the header
		z, err = &ended{flate.NewReader(r), r}, nil
	case encoding == "br":
		z, err = brotli.NewReader(r), nil
	default:
		return nil, fmt.Errorf("the content is not in the encoding %.40q of HTTP, or that is not read", encoding)
	}
	if err != nil {
		return nil, stepError(encoding, err)
	}
	return &step{encoding, z}, nil
}

// isText reports whether head has no control characters but white space: compressed data has them within few bytes.
func isText(head []byte) bool {
	return !slices.ContainsFunc(head, func(b byte) bool {
		return b < ' ' && b != '\t' && b != '\n' && b != '\r' && b != '\f' || b == 0x7F
	})
}

// step is a decoder whose errors say what it decodes.
type step struct {
	encoding string
	r        io.Reader
}

func (s *step) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	if err != nil && err != io.EOF {
		err = stepError(s.encoding, err)
	}
	return n, err
}

func stepError(encoding string, err error) error {
	if err == io.ErrUnexpectedEOF || err == io.EOF {
		err = errCutOff
	}
	return fmt.Errorf("encoding %s of HTTP: %w", encoding, err)
}

// ended is a decoder behind whose data nothing may stand.
type ended struct {
	z  io.Reader
	in *bufio.Reader
}

func (e *ended) Read(p []byte) (int, error) {
	n, err := e.z.Read(p)
	if err == io.EOF {
		if _, more := e.in.Peek(1); more == nil {
			err = errBehind
		}
	}
	return n, err
}
