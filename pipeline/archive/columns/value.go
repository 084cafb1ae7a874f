package columns

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/deprecated"
	"github.com/parquet-go/parquet-go/format"

	"corpuspack/schema/canonical"
)

// meaning is what the values of a column stand for, beside their physical type.
type meaning struct {
	kind  kind
	scale int           // of a decimal: digits behind the point
	unit  time.Duration // of a time
	utc   bool          // a time that is adjusted to UTC
}

type kind int

const (
	plain kind = iota // the physical type says all
	utf8Text
	unsigned
	decimal
	date
	clock
	timestamp
	uuid
	float16
)

// Limits that keep the digits of a decimal and the values of a dictionary small.
const (
	maxFixed   = 64 << 10 // bytes of a value of fixed length
	maxScale   = 1000
	maxDecimal = 128 // bytes of a decimal
)

// meaningOf returns the meaning of a leaf. One that is unknown, or does not fit the physical type, is plain.
func meaningOf(e *format.SchemaElement) meaning {
	m := logical(e)
	bytes := e.Type.V == format.ByteArray || e.Type.V == format.FixedLenByteArray
	integer := e.Type.V == format.Int32 || e.Type.V == format.Int64
	fits := false
	switch m.kind {
	case utf8Text:
		fits = bytes
	case unsigned, clock, timestamp:
		fits = integer
	case date:
		fits = e.Type.V == format.Int32
	case decimal:
		fits = integer || bytes
	case uuid:
		fits = e.Type.V == format.FixedLenByteArray && e.TypeLength.V == 16
	case float16:
		fits = e.Type.V == format.FixedLenByteArray && e.TypeLength.V == 2
	}
	if !fits {
		return meaning{}
	}
	return m
}

func logical(e *format.SchemaElement) meaning {
	switch t := e.LogicalType.Value.(type) {
	case *format.StringType, *format.EnumType, *format.JsonType:
		return meaning{kind: utf8Text}
	case *format.UUIDType:
		return meaning{kind: uuid}
	case *format.Float16Type:
		return meaning{kind: float16}
	case *format.DateType:
		return meaning{kind: date}
	case *format.DecimalType:
		return meaning{kind: decimal, scale: int(t.Scale)}
	case *format.TimeType:
		return timeMeaning(clock, t.Unit, t.IsAdjustedToUTC)
	case *format.TimestampType:
		return timeMeaning(timestamp, t.Unit, t.IsAdjustedToUTC)
	case *format.IntType:
		if !t.IsSigned {
			return meaning{kind: unsigned}
		}
	case nil:
		return converted(e)
	}
	return meaning{}
}

func timeMeaning(k kind, unit format.TimeUnit, utc bool) meaning {
	if unit.Value == nil {
		return meaning{}
	}
	return meaning{kind: k, unit: unit.Value.Duration(), utc: utc}
}

// converted reads the annotation of older files (parquet-format, LogicalTypes.md, "Compatibility").
func converted(e *format.SchemaElement) meaning {
	if !e.ConvertedType.Valid {
		return meaning{}
	}
	switch e.ConvertedType.V {
	case deprecated.UTF8, deprecated.Enum, deprecated.Json:
		return meaning{kind: utf8Text}
	case deprecated.Decimal:
		return meaning{kind: decimal, scale: int(e.Scale.V)}
	case deprecated.Date:
		return meaning{kind: date}
	case deprecated.TimeMillis:
		return meaning{kind: clock, unit: time.Millisecond, utc: true}
	case deprecated.TimeMicros:
		return meaning{kind: clock, unit: time.Microsecond, utc: true}
	case deprecated.TimestampMillis:
		return meaning{kind: timestamp, unit: time.Millisecond, utc: true}
	case deprecated.TimestampMicros:
		return meaning{kind: timestamp, unit: time.Microsecond, utc: true}
	case deprecated.Uint8, deprecated.Uint16, deprecated.Uint32, deprecated.Uint64:
		return meaning{kind: unsigned}
	}
	return meaning{}
}

var errText = errors.New("invalid UTF-8")

// appendScalar appends a value of the leaf n that is not null.
func appendScalar(dst []byte, n *node, v parquet.Value) ([]byte, error) {
	switch n.physical {
	case format.Boolean:
		return strconv.AppendBool(dst, v.Boolean()), nil
	case format.Int32:
		return appendInteger(dst, n.meaning, int64(v.Int32()), uint64(uint32(v.Int32())))
	case format.Int64:
		return appendInteger(dst, n.meaning, v.Int64(), uint64(v.Int64()))
	case format.Int96:
		return canonical.AppendString(dst, int96Time(v.Int96())), nil
	case format.Float:
		return canonical.AppendFloat(dst, float64(v.Float())), nil
	case format.Double:
		return canonical.AppendFloat(dst, v.Double()), nil
	}
	return appendBytes(dst, n.meaning, v.ByteArray())
}

func appendInteger(dst []byte, m meaning, i int64, u uint64) ([]byte, error) {
	switch m.kind {
	case unsigned:
		return strconv.AppendUint(dst, u, 10), nil
	case decimal:
		return canonical.AppendString(dst, point(strconv.FormatInt(i, 10), m.scale)), nil
	case date:
		return canonical.AppendString(dst, dateOf(time.Unix(i*86400, 0))), nil
	case clock, timestamp:
		perSecond := int64(time.Second / m.unit)
		seconds := i / perSecond
		if i%perSecond < 0 {
			seconds--
		}
		return canonical.AppendString(dst, timeOf(m, time.Unix(seconds, 0))), nil
	}
	return strconv.AppendInt(dst, i, 10), nil
}

func appendBytes(dst []byte, m meaning, b []byte) ([]byte, error) {
	switch m.kind {
	case utf8Text:
		if !utf8.Valid(b) {
			return dst, errText
		}
		return canonical.AppendString(dst, string(b)), nil
	case decimal:
		if len(b) > maxDecimal {
			return dst, fmt.Errorf("a decimal of %d bytes: at most %d are read", len(b), maxDecimal)
		}
		return canonical.AppendString(dst, point(unscaled(b).String(), m.scale)), nil
	case uuid:
		return fmt.Appendf(dst, `"%x-%x-%x-%x-%x"`, b[:4], b[4:6], b[6:8], b[8:10], b[10:]), nil
	case float16:
		return canonical.AppendFloat(dst, half(binary.LittleEndian.Uint16(b))), nil
	}
	dst = append(dst, '"')
	dst = base64.StdEncoding.AppendEncode(dst, b)
	return append(dst, '"'), nil
}

// unscaled returns the integer of a decimal: two's complement, big-endian.
func unscaled(b []byte) *big.Int {
	i := new(big.Int).SetBytes(b)
	if len(b) > 0 && b[0] >= 0x80 {
		i.Sub(i, new(big.Int).Lsh(big.NewInt(1), uint(8*len(b))))
	}
	return i
}

// point puts the decimal point scale digits before the end of an integer.
func point(digits string, scale int) string {
	if scale == 0 {
		return digits
	}
	digits, negative := strings.CutPrefix(digits, "-")
	if missing := scale + 1 - len(digits); missing > 0 {
		digits = strings.Repeat("0", missing) + digits
	}
	digits = digits[:len(digits)-scale] + "." + digits[len(digits)-scale:]
	if negative {
		return "-" + digits
	}
	return digits
}

// half returns the value of a binary16 of IEEE 754.
func half(bits uint16) float64 {
	exponent, fraction := int(bits>>10&31), float64(bits&1023)
	f := math.Ldexp(1024+fraction, exponent-25)
	switch exponent {
	case 0:
		f = math.Ldexp(fraction, -24)
	case 31:
		return math.NaN() // or infinite: null, both
	}
	if bits>>15 == 1 {
		return -f
	}
	return f
}

// int96Time reads the time of older writers: nanoseconds of the day, then the Julian day, which 2440588 is 1970-01-01 of.
func int96Time(v deprecated.Int96) string {
	nanoseconds := int64(v[1])<<32 | int64(v[0])
	t := time.Unix((int64(int32(v[2]))-2440588)*86400, nanoseconds)
	return timeOf(meaning{kind: timestamp}, t)
}

// dateOf writes a day. A year that has not four digits has a sign and at least five (ISO 8601-1, 5.2.2.3).
func dateOf(t time.Time) string {
	t = t.UTC()
	if year := t.Year(); year < 0 || year > 9999 {
		return fmt.Sprintf("%+06d", year) + t.Format("-01-02")
	}
	return t.Format(time.DateOnly)
}

func timeOf(m meaning, t time.Time) string {
	t = t.UTC()
	s := t.Format(time.TimeOnly)
	if m.kind == timestamp {
		s = dateOf(t) + "T" + s
	}
	if m.utc {
		s += "Z"
	}
	return s
}
