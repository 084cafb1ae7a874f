package encoding

import "strings"

// The WHATWG Encoding Standard reads Shift_JIS, EUC-JP and GB 2312 by the tables of Windows, which give a few signs other
// characters than the tables of the national standards do (JIS0208.TXT and GB2312.TXT of the Unicode Consortium), and
// Python and iconv with them. A text that keeps to the standard is read by its table; one that uses what Windows added
// was written there.
var standards = map[string]*strings.Replacer{
	"shift_jis": strings.NewReplacer("～", "〜", "－", "−", "∥", "‖"),
	"euc-jp":    strings.NewReplacer("～", "〜", "－", "−", "∥", "‖"),
	"gb18030":   strings.NewReplacer("—", "―", "·", middleDot),
}

// middleDot is U+30FB. It takes a byte more than U+00B7, for which it stands.
const middleDot = "・"

// byStandard returns the text of b, which was decoded as name, by the table of the national standard where b keeps to it.
func byStandard(name string, b []byte, text string) string {
	if r := standards[name]; r != nil && keepsTo(name, b) {
		return r.Replace(text)
	}
	return text
}

// keepsTo reports whether b, valid in the encoding, has characters of the national standard only.
func keepsTo(name string, b []byte) bool {
	for i := 0; i < len(b); {
		c := b[i]
		switch {
		case c < 0x80, name == "shift_jis" && 0xA1 <= c && c <= 0xDF:
			i++
			continue
		case name == "euc-jp" && c == 0x8F:
			i += 3
			continue
		case name == "shift_jis" && (c == 0x87 || c >= 0xED), name == "euc-jp" && (c == 0xAD || c >= 0xF9):
			return false
		case name == "gb18030" && (c < 0xA1 || c > 0xF7 || i+1 == len(b) || b[i+1] < 0xA1):
			return false
		}
		i += 2
	}
	return true
}

// webPositions returns where positions in t are in the text by the table of the WHATWG.
func (t Text) webPositions(b []byte, at []int) []int {
	if t.Name != "gb18030" || !strings.Contains(t.Text, middleDot) || !keepsTo(t.Name, b[t.BOM:]) {
		return at
	}
	web, from, dots := make([]int, len(at)), 0, 0
	for i, n := range at {
		dots += strings.Count(t.Text[from:n], middleDot)
		web[i], from = n-dots*(len(middleDot)-len("·")), n
	}
	return web
}
