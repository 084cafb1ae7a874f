// Package parquet writes rows as Parquet files, and reads them back as canonical lines with another library.
//
// The rule that matters: the bytes of a file depend on its rows, their groups and the Config alone.
// releases/FORMAT.md, section 5, is the specification.
package parquet

import (
	"fmt"
	"strconv"
	"sync"

	"github.com/klauspost/compress/s2"
	kzstd "github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress"
	"github.com/parquet-go/parquet-go/compress/gzip"
	"github.com/parquet-go/parquet-go/compress/snappy"
	"github.com/parquet-go/parquet-go/compress/uncompressed"
	"github.com/parquet-go/parquet-go/compress/zstd"

	"corpuspack/schema"
)

// A row group ends before the row with which it would pass one of these. It has at least one row.
const (
	MaxGroupRows  = 10000
	MaxGroupBytes = 16 << 20 // of canonical lines
)

// pageBytes is what a page of a column holds before it ends.
const pageBytes = 1 << 20

// Keys of a file's key-value metadata: the schema version and the name of the table. There are no others.
const (
	schemaKey = "corpuspack.schema"
	tableKey  = "corpuspack.table"
)

// Config is what the bytes of a file depend on besides its rows.
type Config struct {
	Codec    string         // zstd, snappy, gzip or none
	Revision int            // of the format
	Schema   schema.Version // that the table belongs to
}

func (c Config) codec() (compress.Codec, error) {
	switch c.Codec {
	case "zstd":
		return zstdPages, nil
	case "snappy":
		return &portableSnappy{}, nil
	case "gzip":
		return &gzip.Codec{Level: 6}, nil
	case "none":
		return &uncompressed.Codec{}, nil
	}
	return nil, fmt.Errorf("codec %q: want zstd, snappy, gzip or none", c.Codec)
}

// A zstdCodec compresses with encoders whose window is that of level 3 of the reference, and so hold less than those of the
// library. All files share them.
type zstdCodec struct {
	zstd.Codec
	encoders sync.Pool
}

var zstdPages = new(zstdCodec)

// Encode returns src as one frame. It may use the memory of dst.
func (c *zstdCodec) Encode(dst, src []byte) ([]byte, error) {
	e, ok := c.encoders.Get().(*kzstd.Encoder)
	if !ok {
		var err error
		if e, err = kzstd.NewWriter(nil, kzstd.WithEncoderLevel(kzstd.SpeedDefault), kzstd.WithEncoderConcurrency(1),
			kzstd.WithWindowSize(2<<20), kzstd.WithZeroFrames(true), kzstd.WithEncoderCRC(false),
			kzstd.WithAllLitEntropyCompression(true)); err != nil { // without it digests, which repeat nothing, stay as they are
			return nil, err
		}
	}
	defer c.encoders.Put(e)
	return e.EncodeAll(src, dst[:0]), nil
}

// A portableSnappy compresses with the one encoder of the library that is never assembly: the bytes of the others depend
// on the processor.
type portableSnappy struct{ snappy.Codec }

// Encode returns src as a Snappy block. It may use the memory of dst.
func (*portableSnappy) Encode(dst, src []byte) ([]byte, error) {
	return s2.EncodeSnappyBest(dst[:cap(dst)], src), nil
}

// library returns the settings of the library for a file of t.
func (c Config) library(t schema.Table) (*parquet.WriterConfig, error) {
	codec, err := c.codec()
	if err != nil {
		return nil, err
	}
	root, err := newGroup(t.Fields)
	if err != nil {
		return nil, fmt.Errorf("table %s: %w", t.Name, err)
	}
	var unbounded [][]string
	for _, l := range leaves(t) {
		if !l.bounded() {
			unbounded = append(unbounded, l.path)
		}
	}
	return parquet.NewWriterConfig(&parquet.WriterConfig{
		Schema:             parquet.NewSchema(t.Name, root),
		CreatedBy:          fmt.Sprintf("corpuspack version %d(build 0)", c.Revision),
		KeyValueMetadata:   map[string]string{schemaKey: strconv.Itoa(int(c.Schema)), tableKey: t.Name},
		Compression:        codec,
		DataPageVersion:    2,
		PageBufferSize:     pageBytes,
		SkipPageBounds:     unbounded,
		SkipPageStatistics: unbounded,
	})
}
