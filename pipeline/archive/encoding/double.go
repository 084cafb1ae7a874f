package encoding

import (
	"strings"
	"sync"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// doubles are the encodings with two bytes a character that are detected.
var doubles = []struct {
	name     string
	encoding encoding.Encoding
	language string
	rows     []row
}{
	{"gb18030", simplifiedchinese.GB18030, "zh-hans", []row{
		{0x81, 0xFE, 0x40, 0x7E, 38}, {0x81, 0xFE, 0x80, 0xFE, 38}, // GBK
		{0xA1, 0xA9, 0xA1, 0xFE, 28}, {0xA1, 0xA1, 0xA1, 0xFE, 18}, {0xA3, 0xA3, 0xA1, 0xFE, 20}, // symbols
		{0xA4, 0xA5, 0xA1, 0xFE, 24},                               // kana
		{0xB0, 0xD7, 0xA1, 0xFE, 26}, {0xD8, 0xF7, 0xA1, 0xFE, 32}, // GB 2312, levels 1 and 2
	}},
	{"big5", traditionalchinese.Big5, "zh-hant", []row{
		{0x81, 0xFE, 0x40, 0x7E, 40}, {0x81, 0xFE, 0xA1, 0xFE, 40}, // Hong Kong
		{0xA1, 0xA3, 0x40, 0x7E, 24}, {0xA1, 0xA3, 0xA1, 0xFE, 24}, // symbols
		{0xA1, 0xA1, 0x40, 0x7E, 18}, {0xA1, 0xA1, 0xA1, 0xFE, 18},
		{0xA4, 0xC6, 0x40, 0x7E, 26}, {0xA4, 0xC5, 0xA1, 0xFE, 26}, // level 1
		{0xC9, 0xF9, 0x40, 0x7E, 34}, {0xC9, 0xF9, 0xA1, 0xFE, 34}, // level 2
	}},
	{"shift_jis", japanese.ShiftJIS, "ja", []row{
		{0x81, 0x9F, 0x40, 0x7E, 40}, {0x81, 0x9F, 0x80, 0xFC, 40}, {0xE0, 0xFC, 0x40, 0x7E, 40}, {0xE0, 0xFC, 0x80, 0xFC, 40},
		{0x81, 0x84, 0x40, 0x7E, 28}, {0x81, 0x84, 0x80, 0xFC, 28}, // symbols
		{0x81, 0x81, 0x40, 0x7E, 18}, {0x81, 0x81, 0x80, 0xFC, 18}, {0x87, 0x87, 0x40, 0x9C, 26},
		{0x82, 0x82, 0x4F, 0x9A, 18}, {0x82, 0x82, 0x9F, 0xF1, 18}, // digits and letters; hiragana
		{0x83, 0x83, 0x40, 0x7E, 15}, {0x83, 0x83, 0x80, 0x96, 15}, // katakana
		{0x88, 0x97, 0x40, 0x7E, 24}, {0x88, 0x97, 0x80, 0xFC, 24}, // JIS X 0208, level 1; then 2
		{0x98, 0x9F, 0x40, 0x7E, 32}, {0x99, 0x9F, 0x80, 0xFC, 32}, {0xE0, 0xEA, 0x40, 0x7E, 32}, {0xE0, 0xEA, 0x80, 0xFC, 32},
	}},
	{"euc-jp", japanese.EUCJP, "ja", []row{
		{0xA1, 0xFE, 0xA1, 0xFE, 40}, {0xA1, 0xA8, 0xA1, 0xFE, 28}, // symbols
		{0xA1, 0xA1, 0xA1, 0xFE, 18}, {0xA3, 0xA3, 0xA1, 0xFE, 18}, {0xAD, 0xAD, 0xA1, 0xFE, 26},
		{0xA4, 0xA4, 0xA1, 0xF3, 18}, {0xA5, 0xA5, 0xA1, 0xF6, 15}, // hiragana, katakana
		{0xB0, 0xCF, 0xA1, 0xFE, 24}, {0xD0, 0xF4, 0xA1, 0xFE, 32}, // JIS X 0208, levels 1 and 2
		{0x8E, 0x8E, 0xA1, 0xDF, costHalfWidth},
	}},
	{"euc-kr", korean.EUCKR, "ko", []row{
		{0x81, 0xFE, 0x41, 0x5A, 36}, {0x81, 0xFE, 0x61, 0x7A, 36}, {0x81, 0xFE, 0x81, 0xFE, 36}, // other hangul
		{0xA1, 0xAC, 0xA1, 0xFE, 26}, {0xA1, 0xA1, 0xA1, 0xFE, 18}, // symbols
		{0xB0, 0xC8, 0xA1, 0xFE, 24}, {0xCA, 0xFD, 0xA1, 0xFE, 32}, // KS X 1001: hangul, hanja
	}},
}

// row is what the characters cost whose first and second byte are in a range. A later row has precedence.
type row struct {
	low1, high1, low2, high2 byte
	cost                     uint8
}

// Half-width katakana, characters of other lengths, and runs.
const (
	costHalfWidth    = 27
	costHalfWidthRun = 14 // behind another character
	costThree        = 40 // EUC-JP, JIS X 0212
	costFour         = 48 // GB18030
	costDouble       = 6  // the handicap of all of them
	costRun          = 10 // more, for the first character of a run, and for each ASCII letter that touches the run
)

// double is an encoding with two bytes a character, prepared.
type double struct {
	name, language string
	cost           [1 << 16]uint8 // by first and second byte; 0 where they are no character
}

var preparedDoubles = sync.OnceValue(func() (list []*double) {
	for _, e := range doubles {
		d := &double{name: e.name, language: e.language}
		for _, r := range e.rows {
			for x := int(r.low1); x <= int(r.high1); x++ {
				for y := int(r.low2); y <= int(r.high2); y++ {
					d.cost[x<<8|y] = r.cost
				}
			}
		}
		for _, c := range loaded().characters {
			if c.language == e.language {
				d.frequent(c, e.encoding)
			}
		}
		list = append(list, d)
	}
	return list
})

// frequent sets what the frequent characters cost.
func (d *double) frequent(c characters, e encoding.Encoding) {
	for _, level := range c.cost {
		for r := range strings.SplitSeq(level.text, "") {
			b, err := e.NewEncoder().Bytes([]byte(r))
			if i := len(b) - 2; err == nil && i == 0 {
				d.cost[int(b[0])<<8|int(b[1])] = min(d.cost[int(b[0])<<8|int(b[1])], level.cost)
			}
		}
	}
}

// measure returns what the bytes from 0x80 on, and those that follow them in one character, cost.
func (d *double) measure(b []byte) int {
	cost, end := costDouble, -1 // the end of the character before
	for i := 0; i < len(b); {
		if b[i] < 0x80 {
			i++
			continue
		}
		c, size := d.character(b[i:])
		cost += c
		if end == i && c == costHalfWidth {
			cost -= costHalfWidth - costHalfWidthRun
		}
		if end != i {
			cost += costRun
			if i > 0 && isASCIILetter(b[i-1]) {
				cost += costRun
			}
			if 0 <= end && end < len(b) && isASCIILetter(b[end]) {
				cost += costRun
			}
		}
		i += size
		end = i
	}
	if 0 <= end && end < len(b) && isASCIILetter(b[end]) {
		cost += costRun
	}
	return cost
}

// character returns what the first character of b costs, and its bytes.
func (d *double) character(b []byte) (cost, size int) {
	if d.name == "shift_jis" && 0xA1 <= b[0] && b[0] <= 0xDF {
		return costHalfWidth, 1
	}
	if len(b) < 2 {
		return costBad, 1
	}
	if c := d.cost[int(b[0])<<8|int(b[1])]; c > 0 {
		return int(c), 2
	}
	switch {
	case d.name == "euc-jp" && b[0] == 0x8F && len(b) > 2:
		return costThree, 3
	case d.name == "gb18030" && '0' <= b[1] && b[1] <= '9' && len(b) > 3:
		return costFour, 4
	}
	return costBad, 1
}

func isASCIILetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }
