// Package delta writes what one release has beside another, and makes the one of the other again, byte for byte.
//
// The rule that matters: nothing is believed. Who makes a delta makes the release of it once, and puts whole files into it
// where the rows do not give their bytes; who applies one checks every file before any of it is published. releases/FORMAT.md,
// section 12, specifies the file.
package delta

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"

	"github.com/klauspost/compress/zstd"

	"corpuspack/releases"
	"corpuspack/schema"
	"corpuspack/schema/canonical"
)

// magic begins every delta.
const magic = "corpuspack delta 1\n"

// Header is the first line behind the magic: what the delta is of.
type Header struct {
	Base     schema.Digest    `json:"base"`     // digest of the release that must be at hand
	Release  schema.Digest    `json:"release"`  // digest of the one that it gives
	Revision int              `json:"revision"` // format revision that the program must have, where there are rows; else 0
	Version  releases.Version `json:"version"`  // of the release that it gives
}

// section is the line before a piece of content.
type section struct {
	Kind   string         `json:"kind"`
	Name   string         `json:"name"`   // of a file; TABLE/SPLIT of rows
	Ops    []int64        `json:"ops"`    // of rows: lines to copy, to skip and to insert, in turn
	Packed int64          `json:"packed"` // bytes that follow
	Raw    int64          `json:"raw"`    // bytes that they stand for
	SHA256 *schema.Digest `json:"sha256"` // of all before, at the end
}

// Kinds of a section.
const (
	kindFile  = "file"  // a file beside the tables, packed with the base's file of the same name as dictionary
	kindBytes = "bytes" // a shard as it is
	kindRows  = "rows"  // lines of a table and split, packed with the lines that are skipped as dictionary
	kindEnd   = "end"
)

// What a delta may ask of memory: a line of its own, and a block of lines with its dictionary. One line may be larger than
// that: then it is a block.
const (
	maxLine  = 16 << 20
	maxBlock = 16 << 20
	maxFile  = 1 << 30
)

// errDamaged is the error of a delta that is not what was written.
var errDamaged = errors.New("it is damaged")

// writer writes sections.
type writer struct {
	w   io.Writer
	sum hash.Hash
}

func newWriter(w io.Writer, h Header) (*writer, error) {
	sum := sha256.New()
	d := &writer{io.MultiWriter(w, sum), sum}
	if _, err := io.WriteString(d.w, magic); err != nil {
		return nil, err
	}
	return d, d.line(h)
}

func (w *writer) line(v any) error {
	b, err := canonical.Marshal(v)
	if err == nil {
		_, err = w.w.Write(b)
	}
	return err
}

// pack writes a section whose content is packed with a dictionary.
func (w *writer) pack(s section, content, dictionary []byte) error {
	packed, err := compress(content, dictionary)
	if err != nil {
		return err
	}
	s.Raw, s.Packed = int64(len(content)), int64(len(packed))
	if err := w.line(s); err != nil {
		return err
	}
	_, err = w.w.Write(packed)
	return err
}

// copy writes a section whose content is as it is.
func (w *writer) copy(s section, size int64, content io.Reader) error {
	s.Raw, s.Packed = size, size
	if err := w.line(s); err != nil {
		return err
	}
	n, err := io.Copy(w.w, content)
	if err == nil && n != size {
		err = fmt.Errorf("%s: it has %d bytes, not %d", s.Name, n, size)
	}
	return err
}

func (w *writer) end() error {
	digest := schema.Digest(w.sum.Sum(nil))
	return w.line(section{Kind: kindEnd, SHA256: &digest})
}

// reader reads sections.
type reader struct {
	r      *bufio.Reader
	sum    hash.Hash
	header Header
}

func newReader(r io.Reader) (*reader, error) {
	d := &reader{r: bufio.NewReaderSize(r, 1<<16), sum: sha256.New()}
	b := make([]byte, len(magic))
	if _, err := io.ReadFull(d.r, b); err != nil || string(b) != magic {
		return nil, errors.New("it is no delta of corpuspack")
	}
	d.sum.Write(b)
	return d, d.line(&d.header)
}

// line reads a line of JSON, of a bounded length, exactly as it is written.
func (d *reader) line(v any) error {
	var line []byte
	for {
		part, err := d.r.ReadSlice('\n')
		if line = append(line, part...); len(line) > maxLine {
			return errDamaged
		}
		if err == nil {
			break
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return errDamaged
		}
	}
	j := json.NewDecoder(bytes.NewReader(line))
	j.DisallowUnknownFields()
	if err := j.Decode(v); err != nil {
		return errDamaged
	}
	if s, ok := v.(*section); !ok || s.Kind != kindEnd {
		d.sum.Write(line)
	}
	return nil
}

// next reads the head of the next section; more is false at the end of a delta that is whole.
func (d *reader) next() (s section, more bool, err error) {
	if err := d.line(&s); err != nil {
		return s, false, err
	}
	if s.Kind != kindEnd {
		if s.Packed < 0 || s.Raw < 0 || s.Kind != kindBytes && (s.Raw > maxFile || s.Packed > maxFile) {
			return s, false, errDamaged
		}
		return s, true, nil
	}
	if _, err := d.r.ReadByte(); err != io.EOF || s.SHA256 == nil || *s.SHA256 != schema.Digest(d.sum.Sum(nil)) {
		return s, false, errDamaged
	}
	return s, false, nil
}

// content returns the content of a section as it is. It is to be read whole.
func (d *reader) content(s section) io.Reader {
	return io.TeeReader(io.LimitReader(d.r, s.Packed), d.sum)
}

// unpack reads the content of a section that is packed with a dictionary.
func (d *reader) unpack(s section, dictionary []byte) ([]byte, error) {
	var packed bytes.Buffer // grows with what is there, whatever the section says
	if n, err := io.Copy(&packed, d.content(s)); err != nil || n != s.Packed {
		return nil, errDamaged
	}
	content, err := decompress(packed.Bytes(), dictionary, s.Raw)
	if err != nil || int64(len(content)) != s.Raw {
		return nil, errDamaged
	}
	return content, nil
}

// window bounds that of the frames, which holds a block and its dictionary.
const window = 64 << 20

// windowOf is the least window that holds so many bytes.
func windowOf(n int) int {
	w := 64 << 10
	for w < n && w < window {
		w *= 2
	}
	return w
}

// dictionaryID is that of every dictionary: which one is meant, the section says.
const dictionaryID = 1

func compress(content, dictionary []byte) ([]byte, error) {
	options := []zstd.EOption{zstd.WithEncoderLevel(zstd.SpeedBestCompression), zstd.WithEncoderConcurrency(1),
		zstd.WithWindowSize(windowOf(len(content) + len(dictionary)))}
	if len(dictionary) > 0 {
		options = append(options, zstd.WithEncoderDictRaw(dictionaryID, dictionary))
	}
	e, err := zstd.NewWriter(nil, options...)
	if err != nil {
		return nil, err
	}
	defer e.Close()
	return e.EncodeAll(content, nil), nil
}

func decompress(packed, dictionary []byte, size int64) ([]byte, error) {
	options := []zstd.DOption{zstd.WithDecoderMaxWindow(window), zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(uint64(max(size, window)))}
	if len(dictionary) > 0 {
		options = append(options, zstd.WithDecoderDictRaw(dictionaryID, dictionary))
	}
	d, err := zstd.NewReader(nil, options...)
	if err != nil {
		return nil, err
	}
	defer d.Close()
	return d.DecodeAll(packed, nil)
}
