package columns

import (
	"errors"
	"fmt"
	"hash/crc32"
	"io"

	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
)

// A page is held whole, and with it its dictionary: one of each for every column.
const (
	maxPage       = 128 << 20 // bytes of a page, before and after decompression
	maxMemory     = 256 << 20 // bytes of all pages that are held at a time, as they will be after decoding
	maxPageHeader = 16 << 20  // the bounds of a column of texts may stand in it whole
)

// pageDrops are the statistics in the headers of pages.
var pageDrops = drops{5: {5: nil}, 8: {8: nil}}

var (
	errCRC        = errors.New("the page has another CRC than its header says")
	errPageHeader = errors.New("broken page header")
	errNulls      = errors.New("nulls in a required column")
	errMemory     = fmt.Errorf("pages of more than %d bytes at a time", maxMemory)
)

// chunk is the pages of a column in a row group, read as if they had not been compressed: every page is checked, then
// decompressed, and its header says so. The library, which takes what a header says on trust, decodes only those.
type chunk struct {
	file       io.ReaderAt
	end        int64 // of the pages in the file
	leaf       *node
	codec      format.CompressionCodec
	next       int64 // byte of the next page in the file
	values     int64 // still to come
	memory     *int64
	dictionary int      // number of its values; -1 before it was read
	held       [2]int64 // bytes of memory that are counted: of the dictionary, of the data page
	out        []byte   // the page at hand, header and content
	outAt      int64    // where out begins in what is read
	failure    error
}

// newChunk returns the pages of the column that m describes, from the byte at which the library looks for them.
func newChunk(file io.ReaderAt, end int64, l *node, m *format.ColumnMetaData, memory *int64) *chunk {
	c := &chunk{file: file, end: end, leaf: l, codec: m.Codec, next: m.DataPageOffset, values: m.NumValues,
		memory: memory, dictionary: -1, outAt: int64(len(magic))}
	if d := m.DictionaryPageOffset; d > 0 && d < c.next {
		c.next = d
	}
	return c
}

// ReadAt hands on the pages from first to last. Unlike others of its name it reads forward only, and not more than what
// is left of a page: the library reads it through a bufio.Reader.
func (c *chunk) ReadAt(p []byte, off int64) (int, error) {
	for off >= c.outAt+int64(len(c.out)) && c.failure == nil {
		c.outAt += int64(len(c.out))
		if c.values == 0 {
			c.out, c.failure = nil, io.EOF
		} else if c.out, c.failure = c.page(); c.failure != nil {
			c.out = nil
		}
	}
	if c.failure != nil {
		return 0, c.failure
	}
	n := copy(p, c.out[off-c.outAt:])
	if off+int64(n) == c.outAt+int64(len(c.out)) { // let it go: the library holds what it makes of it
		c.outAt, c.out = off+int64(n), nil
	}
	return n, nil
}

// page reads the next page and returns it without compression.
func (c *chunk) page() ([]byte, error) {
	values := c.values
	h, err := c.header()
	if err != nil {
		return nil, err
	}
	body := make([]byte, h.CompressedPageSize)
	if err := readAt(c.file, body, c.next); err != nil {
		return nil, err
	}
	c.next += int64(len(body))
	if h.CRC != 0 && uint32(h.CRC) != crc32.ChecksumIEEE(body) {
		return nil, errCRC
	}
	if h.Type != format.DictionaryPage && values == c.values {
		return nil, nil // no values, and perhaps no levels that could be read
	}
	if body, err = c.plain(h, body); err != nil {
		return nil, err
	}
	if body, err = c.check(h, body); err != nil {
		return nil, err
	}
	h.CRC, h.CompressedPageSize, h.UncompressedPageSize = 0, int32(len(body)), int32(len(body))
	b, err := thrift.Marshal(new(thrift.CompactProtocol), h)
	return append(b, body...), err
}

// header reads the header of the next page and checks all that the library relies on.
func (c *chunk) header() (*format.PageHeader, error) {
	var stripped []byte
	var size int
	err := errPageHeader
	for try := int64(256); err != nil; try *= 16 {
		b := make([]byte, max(0, min(try, c.end-c.next)))
		if err := readAt(c.file, b, c.next); err != nil {
			return nil, err
		}
		stripped, size, err = strip(b, pageDrops)
		if err != nil && (int64(len(b)) < try || try >= maxPageHeader) {
			return nil, fmt.Errorf("%w: %w", errPageHeader, err)
		}
	}
	h := new(format.PageHeader)
	if err := thrift.Unmarshal(new(thrift.CompactProtocol), stripped, h); err != nil {
		return nil, fmt.Errorf("%w: %w", errPageHeader, err)
	}
	c.next += int64(size)
	if p, u := int64(h.CompressedPageSize), int64(h.UncompressedPageSize); min(p, u) < 0 || p > c.end-c.next {
		return nil, errPageHeader
	} else if max(p, u) > maxPage {
		return nil, fmt.Errorf("a page of %d bytes: at most %d are read", max(p, u), maxPage)
	}
	return h, c.checkHeader(h)
}

func (c *chunk) checkHeader(h *format.PageHeader) error {
	values := int64(0)
	switch v1, v2, d := h.DataPageHeader, h.DataPageHeaderV2, h.DictionaryPageHeader; {
	case h.Type == format.DataPage && v1.Valid:
		values = int64(v1.V.NumValues)
	case h.Type == format.DataPageV2 && v2.Valid:
		values = int64(v2.V.NumValues)
		r, d := int64(v2.V.RepetitionLevelsByteLength), int64(v2.V.DefinitionLevelsByteLength)
		switch {
		case min(r, d) < 0 || r+d > int64(min(h.CompressedPageSize, h.UncompressedPageSize)):
			return errPageHeader
		case v2.V.NumNulls < 0 || v2.V.NumNulls > v2.V.NumValues || v2.V.NumRows < 0:
			return errPageHeader
		case v2.V.NumNulls > 0 && c.leaf.definition == 0:
			return errNulls
		}
	case h.Type == format.DictionaryPage && d.Valid && d.V.NumValues >= 0 && c.dictionary < 0:
		return nil
	default:
		return fmt.Errorf("%w: a page of type %d", errPageHeader, h.Type)
	}
	if values < 0 || values > c.values {
		return fmt.Errorf("%w: %d values, where %d are to come", errPageHeader, values, c.values)
	}
	c.values -= values
	return nil
}

// plain decompresses the content of a page. The levels of version 2 stand before it and are never compressed.
func (c *chunk) plain(h *format.PageHeader, body []byte) ([]byte, error) {
	levels := 0
	if h.Type == format.DataPageV2 {
		v2 := &h.DataPageHeaderV2.V
		levels = int(v2.RepetitionLevelsByteLength) + int(v2.DefinitionLevelsByteLength)
		if v2.IsCompressed.Valid && !v2.IsCompressed.V {
			return body, nil
		}
		v2.IsCompressed = thrift.Null[bool]{V: false, Valid: true}
	}
	b, err := decompress(c.codec, body[levels:], int(h.UncompressedPageSize)-levels)
	if err != nil || levels == 0 {
		return b, err
	}
	return append(body[:levels:levels], b...), nil
}

// check checks the content of the page, and counts the memory that it takes in the place of the page before it. It returns
// the content, with Booleans in the encoding that the library decodes well: in run lengths it loses all but the first
// Boolean of eight.
func (c *chunk) check(h *format.PageHeader, body []byte) ([]byte, error) {
	v, err := c.contentOf(h, body)
	if err != nil {
		return nil, err
	}
	size, err := v.measure()
	if err != nil {
		return nil, err
	}
	slot := 1
	if h.Type == format.DictionaryPage {
		slot = 0
	}
	*c.memory += size - c.held[slot]
	c.held[slot] = size
	if *c.memory > maxMemory {
		return nil, errMemory
	}
	if v.encoding == format.RLE {
		levels := len(body) - len(v.data)
		body = append(body[:levels:levels], v.booleans()...)
		h.DataPageHeader.V.Encoding, h.DataPageHeaderV2.V.Encoding = format.Plain, format.Plain
	}
	return body, nil
}

// close gives back the memory that the pages took.
func (c *chunk) close() {
	*c.memory -= c.held[0] + c.held[1]
	c.held = [2]int64{}
}
