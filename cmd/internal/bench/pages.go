package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"

	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
)

// newPageEncoder returns what the pages of a release are compressed with.
func newPageEncoder() (*zstd.Encoder, error) {
	return zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedDefault), zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(2<<20),
		zstd.WithZeroFrames(true), zstd.WithEncoderCRC(false), zstd.WithAllLitEntropyCompression(true))
}

// parquetFile is the bytes of a file of ours, and its footer.
type parquetFile struct {
	data []byte
	meta format.FileMetaData
}

func readParquet(path string) (f parquetFile, err error) {
	if f.data, err = os.ReadFile(path); err != nil {
		return f, err
	}
	end := len(f.data) - 8
	if end < 0 {
		return f, fmt.Errorf("%s: no Parquet file", path)
	}
	start := end - int(binary.LittleEndian.Uint32(f.data[end:]))
	if start < 0 {
		return f, fmt.Errorf("%s: no Parquet file", path)
	}
	return f, thrift.Unmarshal(new(thrift.CompactProtocol), f.data[start:end], &f.meta)
}

// pages returns the part of each page that is compressed in the file, decompressed, and the sum of their compressed sizes.
func (f parquetFile) pages() (pages [][]byte, packed int64, err error) {
	for _, g := range f.meta.RowGroups {
		for i := range g.Columns {
			c := &g.Columns[i].MetaData
			start := c.DataPageOffset
			if c.DictionaryPageOffset > 0 {
				start = min(start, c.DictionaryPageOffset)
			}
			for chunk := f.data[start : start+c.TotalCompressedSize]; len(chunk) > 0; {
				var page []byte
				if page, chunk, err = cutPage(chunk); err != nil {
					return nil, 0, err
				}
				packed += int64(len(page))
				if page, err = decompressed(page); err != nil {
					return nil, 0, err
				}
				pages = append(pages, bytes.Clone(page))
			}
		}
	}
	return pages, packed, nil
}

// cutPage returns what is compressed of the first page of a column chunk, and the pages after it. The levels of a data page
// of version 2 stand before it as they are.
func cutPage(chunk []byte) (page, rest []byte, err error) {
	var h format.PageHeader
	p := new(thrift.CompactProtocol).NewReaderFromBytes(chunk)
	if err := thrift.NewDecoder(p).Decode(&h); err != nil {
		return nil, nil, err
	}
	start := int64(p.BytesRead())
	end := start + int64(h.CompressedPageSize)
	if h.DataPageHeaderV2.Valid {
		v := h.DataPageHeaderV2.V
		start += int64(v.RepetitionLevelsByteLength + v.DefinitionLevelsByteLength)
		if v.IsCompressed.Valid && !v.IsCompressed.V {
			start = end
		}
	}
	return chunk[start:end], chunk[end:], nil
}
