package columns

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/snappy"
	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go/format"
	"github.com/pierrec/lz4/v4"
)

// zstdWindow is the window, in bytes, that zstd takes without an option: more than that only a page needs that has more.
const zstdWindow = 8 << 20

var errSize = errors.New("another number of bytes after decompression than the page says")

// decompress returns the size bytes that src was made of by codec. It takes memory for no more.
func decompress(codec format.CompressionCodec, src []byte, size int) ([]byte, error) {
	switch {
	case codec == format.Uncompressed && len(src) == size:
		return src, nil
	case codec == format.Uncompressed:
		return nil, errSize
	case size == 0:
		return nil, nil // some writers compress nothing to nothing, which no codec takes back
	}
	dst := make([]byte, size)
	switch codec {
	case format.Snappy:
		if n, err := snappy.DecodedLen(src); err != nil || n != size {
			return nil, errSize
		}
		return snappy.Decode(dst, src)
	case format.Lz4Raw:
		return dst, block(dst, src)
	case format.Lz4:
		if hadoop(dst, src) == nil {
			return dst, nil
		}
		return dst, block(dst, src) // Arrow before 0.15 wrote no frames
	}
	r, err := open(codec, src, size)
	if err != nil {
		return nil, err
	}
	if _, err := io.ReadFull(r, dst); err != nil {
		return nil, fmt.Errorf("decompress: %w", cutOff(err))
	}
	if _, err := io.ReadFull(r, make([]byte, 1)); err != io.EOF {
		return nil, errSize
	}
	return dst, nil
}

// open returns a reader of the size bytes that src was made of.
func open(codec format.CompressionCodec, src []byte, size int) (io.Reader, error) {
	switch codec {
	case format.Gzip:
		return gzip.NewReader(bytes.NewReader(src))
	case format.Brotli:
		return brotli.NewReader(bytes.NewReader(src)), nil
	case format.Zstd:
		return zstd.NewReader(bytes.NewReader(src), zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
			zstd.WithDecoderMaxWindow(uint64(max(size, zstdWindow))))
	}
	return nil, fmt.Errorf("compressed with %v, which is not read", codec)
}

func cutOff(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// block fills dst from one block of LZ4.
func block(dst, src []byte) error {
	n, err := lz4.UncompressBlock(src, dst)
	if err == nil && n != len(dst) {
		err = errSize
	}
	return err
}

// hadoop fills dst from the frames of the deprecated codec LZ4: the bytes after decompression and before it, each in 4
// bytes, big-endian, and a block (parquet-format, Compression.md, "LZ4").
func hadoop(dst, src []byte) error {
	for len(dst) > 0 {
		if len(src) < 8 {
			return errSize
		}
		size, packed := binary.BigEndian.Uint32(src), binary.BigEndian.Uint32(src[4:])
		if src = src[8:]; uint64(size) > uint64(len(dst)) || uint64(packed) > uint64(len(src)) || size == 0 {
			return errSize
		}
		if err := block(dst[:size], src[:packed]); err != nil {
			return err
		}
		dst, src = dst[size:], src[packed:]
	}
	if len(src) > 0 {
		return errSize
	}
	return nil
}
