package columns

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math/bits"

	"github.com/parquet-go/parquet-go/encoding/delta"
	"github.com/parquet-go/parquet-go/format"
)

// plainDictionary is the encoding that older writers name where the format has Plain in a dictionary, and RLEDictionary else.
const plainDictionary format.Encoding = 2

var (
	errEncoding = errors.New("an encoding that is not read")
	errIndexes  = errors.New("indexes into a dictionary, but no dictionary")
	errLevels   = errors.New("broken levels")
	errValues   = errors.New("broken values, or another number of them than the page says")
)

// content is what stands in a page after decompression.
type content struct {
	leaf       *node
	values     int    // with nulls
	present    int    // without nulls
	dictionary int    // values of the dictionary; -1 where there is none
	data       []byte // without levels
	encoding   format.Encoding
}

// contentOf takes a page apart and checks its levels.
func (c *chunk) contentOf(h *format.PageHeader, body []byte) (*content, error) {
	v := &content{leaf: c.leaf, dictionary: c.dictionary, data: body}
	switch h.Type {
	case format.DictionaryPage:
		d := &h.DictionaryPageHeader.V
		v.values, v.present = int(d.NumValues), int(d.NumValues)
		if v.encoding = d.Encoding; v.encoding == plainDictionary {
			v.encoding = format.Plain
		}
		if v.encoding != format.Plain {
			return nil, fmt.Errorf("%w: %v in a dictionary", errEncoding, v.encoding)
		}
		c.dictionary = v.values
		return v, nil
	case format.DataPage:
		v1 := &h.DataPageHeader.V
		v.values, v.encoding = int(v1.NumValues), v1.Encoding
		return v, v.takeLevels(v1)
	}
	v2 := &h.DataPageHeaderV2.V
	v.values, v.encoding = int(v2.NumValues), v2.Encoding
	r, d := body[:v2.RepetitionLevelsByteLength], body[v2.RepetitionLevelsByteLength:]
	v.data = d[v2.DefinitionLevelsByteLength:]
	err := v.checkLevels(r, d[:v2.DefinitionLevelsByteLength])
	v2.NumNulls = int32(v.values - v.present)
	return v, err
}

// takeLevels cuts the levels of a page of version 1 off its data.
func (v *content) takeLevels(h *format.DataPageHeader) error {
	var levels [2][]byte
	for i, encoding := range []format.Encoding{h.RepetitionLevelEncoding, h.DefinitionLevelEncoding} {
		if i == 0 && v.leaf.repetition == 0 || i == 1 && v.leaf.definition == 0 {
			continue
		}
		ok := false
		if encoding != format.RLE {
			return fmt.Errorf("%w: %v for levels", errEncoding, encoding)
		}
		if levels[i], v.data, ok = prefixed(v.data); !ok {
			return errLevels
		}
	}
	return v.checkLevels(levels[0], levels[1])
}

// checkLevels checks the levels of a page and counts the values that are present.
func (v *content) checkLevels(repetition, definition []byte) (err error) {
	v.present = v.values
	if most := v.leaf.repetition; most > 0 {
		_, err = countLevels(repetition, v.values, most)
	}
	if most := v.leaf.definition; most > 0 && err == nil {
		v.present, err = countLevels(definition, v.values, most)
	}
	return err
}

// measure checks the content of a page as far as the library relies on it, and returns the bytes that it will have after
// decoding: a few bytes can stand for many values.
func (v *content) measure() (int64, error) {
	fixed := 5 * int64(v.values) // levels, and the end or the dictionary index of each value
	switch v.encoding {
	case format.Plain:
		return fixed + int64(len(v.data)), v.checkPlain()
	case plainDictionary, format.RLEDictionary:
		return fixed, v.checkIndexes()
	case format.RLE:
		return fixed, v.checkBooleans()
	case format.ByteStreamSplit:
		if len(v.data) != v.present*v.width() {
			return 0, errValues
		}
		return fixed + int64(len(v.data)), nil
	case format.DeltaBinaryPacked:
		return fixed + 8*int64(v.present), v.checkDelta()
	case format.DeltaLengthByteArray:
		return fixed + int64(len(v.data)) + 4*int64(v.present), v.checkDelta()
	case format.DeltaByteArray:
		shared, err := v.shared()
		return fixed + int64(len(v.data)) + 8*int64(v.present) + shared, err
	}
	return 0, fmt.Errorf("%w: %v", errEncoding, v.encoding)
}

// width returns the bytes of a value of fixed length, or 0.
func (v *content) width() int {
	switch v.leaf.physical {
	case format.Int32, format.Float:
		return 4
	case format.Int64, format.Double:
		return 8
	case format.Int96:
		return 12
	case format.FixedLenByteArray:
		return v.leaf.size
	}
	return 0
}

// checkPlain is for parquet-format, Encodings.md, "Plain".
func (v *content) checkPlain() error {
	switch v.leaf.physical {
	case format.Boolean:
		if len(v.data) < (v.present+7)/8 {
			return errValues
		}
		return nil
	case format.ByteArray:
		return v.checkStrings()
	}
	if len(v.data) < v.present*v.width() {
		return errValues
	}
	return nil
}

func (v *content) checkStrings() error {
	b := v.data
	for range v.present {
		if len(b) < 4 {
			return errValues
		}
		n := uint64(binary.LittleEndian.Uint32(b))
		if b = b[4:]; n > uint64(len(b)) {
			return errValues
		}
		b = b[n:]
	}
	if len(b) > 0 {
		return errValues
	}
	return nil
}

// checkIndexes is for "Dictionary Encoding": the bits of an index, then runs of indexes.
func (v *content) checkIndexes() error {
	switch {
	case v.present == 0:
		return nil
	case v.dictionary < 0:
		return errIndexes
	case len(v.data) == 0 || v.data[0] > 32:
		return errValues
	}
	most, n, err := runs(v.data[1:], uint(v.data[0]), v.present, nil)
	if err != nil || n < v.present || most >= uint64(v.dictionary) {
		return errValues
	}
	return nil
}

func (v *content) checkBooleans() error {
	data, _, ok := prefixed(v.data)
	if !ok || v.leaf.physical != format.Boolean {
		return errValues
	}
	most, n, err := runs(data, 1, v.present, nil)
	if err != nil || n < v.present || most > 1 {
		return errValues
	}
	return nil
}

// booleans returns Booleans in run lengths, which checkBooleans has found good, as one bit a value, the lowest first.
func (v *content) booleans() []byte {
	data, _, _ := prefixed(v.data)
	bits, at := make([]byte, (v.present+7)/8), 0
	runs(data, 1, v.present, func(value uint64, count int) {
		for range count {
			bits[at/8] |= byte(value) << (at % 8)
			at++
		}
	})
	return bits
}

// checkDelta compares the number of values in the header of "Delta Encoding" and "Delta-length byte array".
func (v *content) checkDelta() error {
	b := v.data
	header := [3]uint64{} // of a block, of its miniblocks, of all values
	for i := range header {
		n, size := binary.Uvarint(b)
		if size <= 0 {
			return errValues
		}
		header[i], b = n, b[size:]
	}
	if header[2] != uint64(v.present) {
		return errValues
	}
	return nil
}

// shared returns the bytes that the values of "Delta Strings" share with the values before them.
func (v *content) shared() (int64, error) {
	if err := v.checkDelta(); err != nil {
		return 0, err
	}
	prefixes, err := new(delta.BinaryPackedEncoding).DecodeInt32(nil, v.data)
	if err != nil {
		return 0, errValues
	}
	sum := int64(0)
	for _, n := range prefixes {
		if n < 0 {
			return 0, errValues
		}
		sum += int64(n)
	}
	return sum, nil
}

// countLevels checks the n levels in b, which are at most most, and returns how many of them are most.
func countLevels(b []byte, n, most int) (int, error) {
	equal := 0
	greatest, got, err := runs(b, uint(bits.Len(uint(most))), n, func(level uint64, count int) {
		if level == uint64(most) {
			equal += count
		}
	})
	if err != nil || got < n || greatest > uint64(most) {
		return 0, errLevels
	}
	return equal, nil
}

// maxPadding is the number of values that runs may have beyond those of the page.
const maxPadding = 1 << 10

// runs calls each with the first n values that are encoded in b ("Run Length Encoding / Bit-Packing Hybrid") in width bits,
// and how often they stand there. It returns the greatest of them, and how many values there are, at least.
func runs(b []byte, width uint, n int, each func(value uint64, count int)) (greatest uint64, values int, err error) {
	take := func(value uint64, count int) {
		count = min(count, max(0, n-values))
		if count > 0 && value > greatest {
			greatest = value
		}
		if count > 0 && each != nil {
			each(value, count)
		}
	}
	for len(b) > 0 {
		header, size := binary.Uvarint(b)
		if size <= 0 {
			return 0, 0, errValues
		}
		b = b[size:]
		count, bytes := header>>1, uint64(width+7)/8
		if header&1 == 1 {
			bytes, count = count*uint64(width), count*8
		}
		if header > 1<<34 || bytes > uint64(len(b)) || uint64(values)+count > uint64(n+maxPadding) {
			return 0, 0, errValues
		}
		if header&1 == 1 {
			for i := range int(count) {
				take(packed(b, uint(i)*width, width), 1)
				values++
			}
		} else {
			take(packed(b, 0, 8*uint(bytes)), int(count)) // all bits: the library takes them all
			values += int(count)
		}
		b = b[bytes:]
	}
	return greatest, values, nil
}

// packed returns the width bits that begin at the bit at, least significant first.
func packed(b []byte, at, width uint) uint64 {
	v := uint64(0)
	for i := range (at%8 + width + 7) / 8 {
		v |= uint64(b[at/8+i]) << (8 * i)
	}
	return v >> (at % 8) & (1<<width - 1)
}

// prefixed cuts off the bytes that stand behind their number in 4 bytes, little-endian.
func prefixed(b []byte) (content, rest []byte, ok bool) {
	if len(b) < 4 {
		return nil, nil, false
	}
	n := uint64(binary.LittleEndian.Uint32(b))
	if b = b[4:]; n > uint64(len(b)) {
		return nil, nil, false
	}
	return b[:n], b[n:], true
}
