package spill

import (
	"encoding/binary"
	"math"
)

// AppendInt appends a number to a record.
func AppendInt(dst []byte, n int64) []byte { return binary.AppendVarint(dst, n) }

// AppendString appends a string to a record.
func AppendString[T string | []byte](dst []byte, s T) []byte {
	return append(binary.AppendVarint(dst, int64(len(s))), s...)
}

// AppendFlag appends a flag to a record.
func AppendFlag(dst []byte, set bool) []byte {
	if set {
		return append(dst, 1)
	}
	return append(dst, 0)
}

// AppendFloat appends a number to a record, bit by bit.
func AppendFloat(dst []byte, f float64) []byte {
	return binary.BigEndian.AppendUint64(dst, math.Float64bits(f))
}

// Cursor reads what was appended to a record, in order. It panics where something else was.
type Cursor struct{ Rest []byte }

// Int reads what AppendInt appends.
func (c *Cursor) Int() int64 {
	v, n := binary.Varint(c.Rest)
	c.Rest = c.Rest[n:]
	return v
}

// Bytes reads n bytes. They are those of the record.
func (c *Cursor) Bytes(n int) []byte {
	b := c.Rest[:n]
	c.Rest = c.Rest[n:]
	return b
}

// String reads what AppendString appends.
func (c *Cursor) String() string { return string(c.Bytes(int(c.Int()))) }

// Flag reads what AppendFlag appends.
func (c *Cursor) Flag() bool { return c.Bytes(1)[0] != 0 }

// Float reads what AppendFloat appends.
func (c *Cursor) Float() float64 {
	return math.Float64frombits(binary.BigEndian.Uint64(c.Bytes(8)))
}
