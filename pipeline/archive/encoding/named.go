package encoding

import (
	"fmt"
	"strings"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/transform"
)

// more are the encodings that the WHATWG Encoding Standard does not have.
var more = []struct {
	name   string
	labels string
	open   func() transform.Transformer
}{
	{"utf-16le", "utf-16le utf-16 unicode ucs-2 iso-10646-ucs-2 csunicode unicodefeff", wide(2, false)},
	{"utf-16be", "utf-16be unicodefffe", wide(2, true)},
	{"utf-32le", "utf-32le utf-32 ucs-4le", wide(4, false)},
	{"utf-32be", "utf-32be ucs-4be", wide(4, true)},
	{"hz-gb-2312", "hz-gb-2312 hz", func() transform.Transformer { return simplifiedchinese.HZGB2312.NewDecoder().Transformer }},
	{"iso-2022-kr", "iso-2022-kr csiso2022kr", func() transform.Transformer { return new(iso2022KR) }},
	{"ibm037", "ibm037 cp037", table(charmap.CodePage037)},
	{"ibm437", "ibm437 cp437", table(charmap.CodePage437)},
	{"ibm850", "ibm850 cp850", table(charmap.CodePage850)},
	{"ibm852", "ibm852 cp852", table(charmap.CodePage852)},
	{"ibm855", "ibm855 cp855", table(charmap.CodePage855)},
	{"ibm858", "ibm858 cp858 ibm00858", table(charmap.CodePage858)},
	{"ibm860", "ibm860 cp860", table(charmap.CodePage860)},
	{"ibm862", "ibm862 cp862", table(charmap.CodePage862)},
	{"ibm863", "ibm863 cp863", table(charmap.CodePage863)},
	{"ibm865", "ibm865 cp865", table(charmap.CodePage865)},
	{"ibm1047", "ibm1047 cp1047", table(charmap.CodePage1047)},
	{"ibm1140", "ibm1140 cp1140 ibm01140", table(charmap.CodePage1140)},
}

func table(c *charmap.Charmap) func() transform.Transformer {
	return func() transform.Transformer { return c.NewDecoder().Transformer }
}

// Name returns the name of the encoding that a label stands for: a name or an alias, in any case. Labels that the standard
// maps to its replacement encoding are unknown.
func Name(label string) (string, error) {
	label = strings.ToLower(strings.Trim(label, "\t\n\f\r "))
	for _, m := range more {
		for l := range strings.FieldsSeq(m.labels) {
			if l == label {
				return m.name, nil
			}
		}
	}
	e, err := htmlindex.Get(label)
	if err != nil {
		return "", fmt.Errorf("no known encoding: %q", label)
	}
	name, err := htmlindex.Name(e)
	if err != nil || name == "replacement" {
		return "", fmt.Errorf("no known encoding: %q", label)
	}
	return name, nil
}

// decoder returns what decodes an encoding by its name.
func decoder(name string) transform.Transformer {
	for _, m := range more {
		if m.name == name {
			return m.open()
		}
	}
	if name == "gbk" { // the standard has one decoder for both
		name = "gb18030"
	}
	e, err := htmlindex.Get(name)
	if err != nil {
		panic("a name that Name does not return: " + name)
	}
	return e.NewDecoder().Transformer
}
