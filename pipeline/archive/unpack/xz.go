package unpack

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"hash/crc64"
	"io"
	"math"

	"github.com/ulikunitz/xz/lzma"
)

// xzReader reads the container of xz (The .xz File Format 1.2.1, tukaani.org/xz/xz-file-format.txt; comments name its
// sections) around the library's LZMA2. The library's own container takes as much memory as a block asks for, and a
// stream that is cut off between two blocks for a whole one.
type xzReader struct {
	in      *bufio.Reader
	inside  bool // of a stream
	check   byte // of the stream, section 2.1.1.2
	block   *xzBlock
	blocks  int64     // read in the stream
	records hash.Hash // of their sizes, to be compared with the index
}

// xzBlock is the block that is read.
type xzBlock struct {
	header         int64 // bytes
	data           *counter
	r              io.Reader
	size           int64 // bytes that it gave
	packed, opened int64 // sizes that the header states, or -1
	sum            hash.Hash
}

var (
	errXZ       = errors.New("xz: broken data")
	errXZSum    = errors.New("xz: invalid checksum")
	errXZBehind = errors.New("xz: other data behind the end")
	errXZFilter = errors.New("xz: a filter before LZMA2, which is not read")
)

func newXZ(r io.Reader) io.ReadCloser {
	return io.NopCloser(&xzReader{in: bufio.NewReaderSize(r, xzWindow)})
}

func (x *xzReader) Read(p []byte) (int, error) {
	for len(p) > 0 {
		if x.block == nil {
			if err := x.next(); err != nil {
				return 0, err
			}
			continue
		}
		n, err := x.block.r.Read(p)
		x.block.size += int64(n)
		if x.block.sum != nil {
			x.block.sum.Write(p[:n])
		}
		if err == io.EOF {
			err = x.endBlock()
		}
		if n > 0 || err != nil {
			return n, err
		}
	}
	return 0, nil
}

// next reads on to the next block, or returns io.EOF.
func (x *xzReader) next() error {
	if !x.inside {
		return x.beginStream()
	}
	size, err := x.in.ReadByte()
	switch {
	case err != nil:
		return cutOff(err)
	case size == 0:
		return x.endStream()
	}
	return x.beginBlock(size)
}

// cutOff returns err, and for io.EOF that it came too early.
func cutOff(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// read fills b.
func (x *xzReader) read(b []byte) error {
	_, err := io.ReadFull(x.in, b)
	return cutOff(err)
}

// beginStream reads four zero bytes of padding (section 2.2), or a stream header (section 2.1.1).
func (x *xzReader) beginStream() error {
	var b [12]byte
	n, err := io.ReadFull(x.in, b[:4])
	switch {
	case err == io.ErrUnexpectedEOF || err == nil && string(b[:4]) != "\xFD7zX" && string(b[:n]) != "\x00\x00\x00\x00":
		return errXZBehind
	case err != nil || b[0] == 0:
		return err
	}
	if err := x.read(b[4:]); err != nil {
		return err
	}
	if string(b[4:7]) != "Z\x00\x00" || b[7] > 15 || binary.LittleEndian.Uint32(b[8:]) != crc32.ChecksumIEEE(b[6:8]) {
		return errXZ
	}
	x.check = b[7]
	if newCheck(x.check) == nil && x.check != 0 {
		return fmt.Errorf("xz: a checksum of type %d, which is not read", x.check)
	}
	x.inside, x.blocks, x.records = true, 0, sha256.New()
	return nil
}

// newCheck returns the function of a check, or nil for one that is not known and for 0, which is none.
func newCheck(check byte) hash.Hash {
	switch check {
	case 1:
		return littleEndian{crc32.NewIEEE()}
	case 4:
		return littleEndian{crc64.New(crc64.MakeTable(crc64.ECMA))}
	case 10:
		return sha256.New()
	}
	return nil
}

// littleEndian is a CRC, whose bytes Go gives in the other order.
type littleEndian struct{ hash.Hash }

func (l littleEndian) Sum(b []byte) []byte {
	sum := l.Hash.Sum(nil)
	for i := range sum {
		b = append(b, sum[len(sum)-1-i])
	}
	return b
}

// beginBlock reads a block header (section 3.1) behind its first byte.
func (x *xzReader) beginBlock(size byte) error {
	header := make([]byte, (int(size)+1)*4)
	header[0] = size
	if err := x.read(header[1:]); err != nil {
		return err
	}
	fields, sum := header[:len(header)-4], header[len(header)-4:]
	if binary.LittleEndian.Uint32(sum) != crc32.ChecksumIEEE(fields) {
		return errXZ
	}
	b := &xzBlock{header: int64(len(header)), packed: -1, opened: -1, data: &counter{r: x.in}, sum: newCheck(x.check)}
	flags, rest := fields[1], &integers{r: bytes.NewReader(fields[2:])}
	if flags&0x40 != 0 {
		b.packed = rest.next()
	}
	if flags&0x80 != 0 {
		b.opened = rest.next()
	}
	if filter, length := rest.next(), rest.next(); rest.err != nil || flags&0x3F != 0 || filter != 0x21 || length != 1 {
		return errXZFilter
	}
	dictionary, err := lzma.DecodeDictCap(byte(rest.next())) // section 5.3.1
	if err != nil {
		return errXZ
	}
	if dictionary > maxWindow {
		return fmt.Errorf("xz: a dictionary of %d bytes, where at most %d are taken", dictionary, maxWindow)
	}
	dictionary = max(min(dictionary, x.blockSize()), lzma.MinDictCap)
	b.r, err = lzma.Reader2Config{DictCap: int(dictionary)}.NewReader2(b.data)
	x.block = b
	return err
}

// xzWindow is the number of bytes in which the end of a block is looked for.
const xzWindow = 128 << 10

// blockSize returns the bytes that the chunks of the next block have by their headers (section 5.3.1; xz's lzma2_decoder.c
// has what they mean), or more than any where it is a large block. Otherwise a file of small blocks could ask for memory
// again and again for which it has no use.
func (x *xzReader) blockSize() int64 {
	at, total := 0, int64(0)
	for {
		b, _ := x.in.Peek(at + 5)
		switch {
		case len(b) > at && b[at] == 0:
			return total
		case len(b) < at+5:
			return math.MaxInt64
		}
		control, size := b[at], int(binary.BigEndian.Uint16(b[at+1:]))+1
		if control < 0x80 { // not compressed
			total += int64(size)
			at += 3 + size
			continue
		}
		total += int64(control&0x1F)<<16 + int64(size)
		at += 5 + int(binary.BigEndian.Uint16(b[at+3:])) + 1
		if control >= 0xC0 {
			at++ // new properties
		}
	}
}

// endBlock reads padding and the check behind the data of the block (sections 3.3 and 3.4).
func (x *xzReader) endBlock() error {
	b := x.block
	padding, sum := make([]byte, -b.data.n&3), []byte(nil)
	if b.sum != nil {
		sum = make([]byte, b.sum.Size())
	}
	if err := x.read(padding); err != nil {
		return err
	}
	if err := x.read(sum); err != nil {
		return err
	}
	if b.sum != nil && !bytes.Equal(sum, b.sum.Sum(nil)) {
		return errXZSum
	}
	if !isZero(padding) || b.packed >= 0 && b.packed != b.data.n || b.opened >= 0 && b.opened != b.size {
		return errXZ
	}
	addRecord(x.records, b.header+b.data.n+int64(len(sum)), b.size)
	x.blocks++
	x.block = nil
	return nil
}

// addRecord adds the sizes of a block to the hash of an index.
func addRecord(index hash.Hash, packed, opened int64) {
	b := binary.LittleEndian.AppendUint64(nil, uint64(packed))
	index.Write(binary.LittleEndian.AppendUint64(b, uint64(opened)))
}

// endStream reads the index (section 4) behind its first byte, and the footer (section 2.1.2).
func (x *xzReader) endStream() error {
	size, err := x.readIndex()
	if err != nil {
		return err
	}
	var b [12]byte
	if err := x.read(b[:]); err != nil {
		return err
	}
	footer := binary.LittleEndian.AppendUint32(nil, uint32(size/4-1))
	footer = append(footer, 0, x.check)
	if binary.LittleEndian.Uint32(b[:]) != crc32.ChecksumIEEE(footer) || string(b[4:]) != string(footer)+"YZ" {
		return errXZ
	}
	x.inside = false
	return nil
}

// readIndex compares the index with the blocks that were read, and returns its bytes.
func (x *xzReader) readIndex() (size int64, err error) {
	sum, records := crc32.NewIEEE(), sha256.New()
	sum.Write([]byte{0})
	index := &integers{r: byteReader{io.TeeReader(x.in, sum)}, n: 1}
	same := index.next() == x.blocks
	for i := int64(0); i < x.blocks && same && index.err == nil; i++ {
		packed := index.next()
		addRecord(records, packed, index.next())
	}
	for same && index.n&3 != 0 && index.err == nil {
		same = index.next() == 0 // padding
	}
	if index.err != nil {
		return 0, index.err
	}
	var b [4]byte
	if err := x.read(b[:]); err != nil {
		return 0, err
	}
	if !same || binary.LittleEndian.Uint32(b[:]) != sum.Sum32() || !bytes.Equal(records.Sum(nil), x.records.Sum(nil)) {
		return 0, errXZ
	}
	return index.n + 4, nil
}

func isZero(b []byte) bool { return len(bytes.Trim(b, "\x00")) == 0 }

// integers reads integers of several bytes (section 1.2).
type integers struct {
	r   io.ByteReader
	n   int64 // bytes read
	err error
}

// ReadByte implements io.ByteReader.
func (i *integers) ReadByte() (byte, error) {
	b, err := i.r.ReadByte()
	if err == nil {
		i.n++
	}
	return b, err
}

// next returns the next integer, or -1 where there is none.
func (i *integers) next() int64 {
	n, err := binary.ReadUvarint(i)
	switch {
	case err != nil:
		i.err = cutOff(err)
	case n <= 1<<63-1:
		return int64(n)
	default:
		i.err = errXZ
	}
	return -1
}

// byteReader reads single bytes.
type byteReader struct{ io.Reader }

// ReadByte implements io.ByteReader.
func (r byteReader) ReadByte() (byte, error) {
	var b [1]byte
	_, err := io.ReadFull(r, b[:])
	return b[0], err
}
