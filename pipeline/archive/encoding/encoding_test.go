package encoding

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"pgregory.net/rapid"
)

const (
	russian   = "Все люди рождаются свободными и равными в своём достоинстве и правах."
	japanese1 = "すべての人間は、生まれながらにして自由であり、かつ、尊厳と権利とについて平等である。"
	korean1   = "모든 인간은 태어날 때부터 자유로우며 그 존엄과 권리에 있어 동등하다."
	chinese   = "人人生而自由,在尊严和权利上一律平等。他们赋有理性和良心。"
	french    = "Tous les êtres humains naissent libres et égaux en dignité et en droits. Ils sont doués de raison."
)

func must(s string, err error) string {
	if err != nil {
		panic(err)
	}
	return s
}

func utf16LE(s string) string {
	var b strings.Builder
	for _, r := range s {
		b.WriteByte(byte(r))
		b.WriteByte(byte(r >> 8))
	}
	return b.String()
}

func TestTheStrongestEvidenceDecides(t *testing.T) {
	koi8 := must(charmap.KOI8R.NewEncoder().String(russian))
	latin := must(charmap.Windows1252.NewEncoder().String(french))
	for _, c := range []struct {
		what, in       string
		hints          Hints
		text, name, by string
		bom            int
	}{
		{"nothing", "", Hints{}, "", "utf-8", ByUTF8, 0},
		{"ASCII", "a\r\nb\x00", Hints{HTTP: "koi8-r"}, "a\r\nb\x00", "utf-8", ByUTF8, 0},
		{"UTF-8 mark", "\xEF\xBB\xBFa\uFEFF", Hints{Recipe: "koi8-r"}, "a\uFEFF", "utf-8", ByBOM, 3},
		{"UTF-16 mark", "\xFF\xFE" + utf16LE("aя"), Hints{HTTP: "utf-8"}, "aя", "utf-16le", ByBOM, 2},
		{"UTF-16 mark, big-endian", "\xFE\xFF\xD8\x3D\xDE\x00", Hints{}, "😀", "utf-16be", ByBOM, 2},
		{"UTF-32 mark", "\xFF\xFE\x00\x00\x00\xF6\x01\x00", Hints{}, "😀", "utf-32le", ByBOM, 4},
		{"UTF-32 mark, big-endian", "\x00\x00\xFE\xFF\x00\x01\xF6\x00", Hints{}, "😀", "utf-32be", ByBOM, 4},
		{"recipe over UTF-8", "é", Hints{Recipe: "latin1", HTTP: "utf-8"}, "Ã©", "windows-1252", ByRecipe, 0},
		{"recipe auto", "é", Hints{Recipe: "auto"}, "é", "utf-8", ByUTF8, 0},
		{"UTF-8 over protocol", french, Hints{HTTP: "iso-8859-1"}, french, "utf-8", ByUTF8, 0},
		{"protocol over markup", "<meta charset=koi8-r>\xE9", Hints{HTTP: "windows-1252", Markup: true}, "<meta charset=koi8-r>é", "windows-1252", ByHTTP, 0},
		{"markup", "<meta charset=koi8-r>" + koi8, Hints{Markup: true}, "<meta charset=koi8-r>" + russian, "koi8-r", ByMeta, 0},
		{"markup, not asked", koi8, Hints{}, russian, "koi8-r", ByDetected, 0},
		{"protocol lies, markup does not", "<meta charset=koi8-r>" + koi8, Hints{HTTP: "utf-8", Markup: true}, "<meta charset=koi8-r>" + russian, "koi8-r", ByMeta, 0},
		{"both lie", "<meta charset=utf-8>" + latin, Hints{HTTP: "euc-jp", Markup: true}, "<meta charset=utf-8>" + french, "windows-1252", ByDetected, 0},
		{"UTF-16 without a mark", utf16LE(french), Hints{}, french, "utf-16le", ByForm, 0},
		{"ISO-2022-JP", must(japanese.ISO2022JP.NewEncoder().String(japanese1)), Hints{}, japanese1, "iso-2022-jp", ByForm, 0},
		{"ISO-2022-KR", "\x1B$)C\x0E8p\x0F a", Hints{}, "모 a", "iso-2022-kr", ByForm, 0},
		{"HZ", must(simplifiedchinese.HZGB2312.NewEncoder().String(chinese)), Hints{}, chinese, "hz-gb-2312", ByForm, 0},
		{"not HZ", "a ~{b~} c", Hints{}, "a ~{b~} c", "utf-8", ByUTF8, 0},
		{"EUC-JP", must(japanese.EUCJP.NewEncoder().String(japanese1)), Hints{}, japanese1, "euc-jp", ByDetected, 0},
		{"Shift_JIS", must(japanese.ShiftJIS.NewEncoder().String(japanese1)), Hints{}, japanese1, "shift_jis", ByDetected, 0},
		{"EUC-KR", must(korean.EUCKR.NewEncoder().String(korean1)), Hints{}, korean1, "euc-kr", ByDetected, 0},
		{"GBK", must(simplifiedchinese.GBK.NewEncoder().String(chinese)), Hints{}, chinese, "gbk", ByDetected, 0},
	} {
		got, err := Decode([]byte(c.in), c.hints)
		if want := (Text{c.text, c.name, c.by, c.bom}); err != nil || got != want {
			t.Errorf("%s: got %+v, %v, want %+v", c.what, got, err, want)
		}
	}
}

func TestWhatCannotBeReadIsNamedWithItsByte(t *testing.T) {
	for _, c := range []struct {
		in    string
		hints Hints
		want  string
	}{
		{"é\xFF", Hints{Recipe: "utf-8"}, "byte 2: invalid UTF-8"},
		{"\xEF\xBB\xBFé\xFF", Hints{}, "byte 5: invalid UTF-8"},
		{strings.Repeat("été ", 9) + "\xE9t\xE9", Hints{}, "byte 54: invalid UTF-8"},
		{"past \xF4\x90\x80\x80", Hints{}, "byte 5: invalid UTF-8"},
		{"\xFF\xFEa\x00b", Hints{}, "byte 4: invalid utf-16le"},
		{"\xFF\xFEa\x00\x00\xD8b\x00", Hints{}, "byte 4: invalid utf-16le"},
		{"a\x81 b", Hints{Recipe: "shift_jis"}, "byte 1: invalid shift_jis"},
		{"ab\xD2", Hints{Recipe: "windows-1253"}, "byte 2: invalid windows-1253"},
		{"\x84\x31\xA4\x37\xFF", Hints{Recipe: "gb18030"}, "byte 4: invalid gb18030"},
		{"a", Hints{Recipe: "klingon"}, `byte 0: no known encoding: "klingon"`},
		{"\x89PNG\r\n\x1A\n\x00\x00\x00\rIHDR", Hints{}, "byte 8: binary data, not text"},
		{"\x89PNG\r\n\x1A\n\x00\x00\x00\rIHDR", Hints{HTTP: "windows-1252"},
			"byte 8: binary data, not text (not windows-1252, as declared by http)"},
		{"a" + strings.Repeat("\x00", 16), Hints{}, "byte 1: too many NUL bytes: binary data, not text"},
	} {
		got, err := Decode([]byte(c.in), c.hints)
		var e *Error
		if !errors.As(err, &e) || err.Error() != c.want || got != (Text{}) {
			t.Errorf("Decode(%q): got %+v, %v, want %s", c.in, got, err, c.want)
		}
	}
}

func TestWhatIsNotCertainIsRefused(t *testing.T) {
	for _, in := range []string{"\xE9", "a \xE0 b", "x\xD0\xCF\xA1\xB1y", "\xFE\xDC\xBA\x98\x76"} {
		if got, err := Decode([]byte(in), Hints{}); !errors.Is(err, ErrUnknown) {
			t.Errorf("Decode(%q): got %+v, %v, want ErrUnknown", in, got, err)
		}
	}
}

func TestMarkupDeclaresItsEncoding(t *testing.T) {
	for in, want := range map[string]string{
		`<?xml version="1.0" encoding='Shift_JIS'?><a/>`:                         "shift_jis",
		`<html><META http-equiv=Content-Type content="text/html; charset=big5">`: "big5",
		`<meta content="text/html; charset=big5" http-equiv="content-type">`:     "big5",
		`<meta content="text/html; charset=big5">`:                               "",
		`<!-- <meta charset=koi8-r> --><meta charset=" KOI8-U ">`:                "koi8-u",
		`<script>"<meta charset=koi8-r>"</script><meta charset=gbk>`:             "gbk",
		`<meta charset=utf-16>`:                                                  "utf-8",
		`<meta charset=x-user-defined>`:                                          "windows-1252",
		`<meta charset=none><meta charset=iso-8859-1>`:                           "windows-1252",
		`charset=koi8-r`:        "",
		`<meta charset="koi8-r`: "",
	} {
		if got := prescan([]byte(in)); got != want {
			t.Errorf("prescan(%q): got %q, want %q", in, got, want)
		}
	}
}

func TestEveryNameReadsBackAndDecodes(t *testing.T) {
	for _, m := range more {
		for label := range strings.FieldsSeq(m.labels) {
			if got, err := Name(strings.ToUpper(label)); got != m.name || err != nil {
				t.Errorf("Name(%q): got %q, %v, want %q", label, got, err, m.name)
			}
		}
	}
	for _, s := range singles {
		if got, err := Name(s.name); got != s.name || err != nil {
			t.Errorf("Name(%q): got %q, %v", s.name, got, err)
		}
	}
	for label, want := range map[string]string{"latin1": "windows-1252", "GB2312": "gbk", "sjis": "shift_jis", "utf8": "utf-8", "tis-620": "windows-874"} {
		if got, err := Name(label); got != want || err != nil {
			t.Errorf("Name(%q): got %q, %v, want %q", label, got, err, want)
		}
	}
	for _, label := range []string{"", "auto", "replacement", "iso-2022-cn", "utf-7"} {
		if got, err := Name(label); err == nil {
			t.Errorf("Name(%q): got %q, want an error", label, got)
		}
	}
}

// names are one encoding of each kind.
var names = []string{"utf-8", "windows-1251", "koi8-r", "macintosh", "ibm866", "shift_jis", "euc-jp", "iso-2022-jp", "gbk", "gb18030",
	"big5", "euc-kr", "iso-2022-kr", "hz-gb-2312", "utf-16le", "utf-16be", "utf-32le", "utf-32be"}

// TestBytesAreWhereThePositionsCameFrom cuts the input at each of the bytes: what stands before it decodes to the text
// before the position.
func TestBytesAreWhereThePositionsCameFrom(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom(names).Draw(t, "name")
		letters := []rune("aZ ~\n.éßЖяαжあ漢字中文한글é😀")
		in := encodeAs(string(rapid.SliceOfN(rapid.SampledFrom(letters), 0, 40).Draw(t, "text")), name)
		text, err := Decode([]byte(in), Hints{Recipe: name})
		if err != nil {
			t.Fatalf("%s of %q: %v", name, in, err)
		}
		var at []int
		for i := range text.Text {
			at = append(at, i)
		}
		at = append(at, len(text.Text))
		for i, n := range text.Bytes([]byte(in), at) {
			before, err := decodeAs([]byte(in)[:n], name, ByRecipe, 0)
			if err != nil || before.Text != text.Text[:at[i]] {
				t.Fatalf("%s of %q: byte %d for position %d: got %q, %v, want %q", name, in, n, at[i], before.Text, err, text.Text[:at[i]])
			}
		}
	})
}

// encodeAs returns s in an encoding, without the characters that it does not have.
func encodeAs(s, name string) string {
	var out strings.Builder
	switch {
	case name == "utf-8":
		return s
	case strings.HasPrefix(name, "utf-"):
		for _, r := range s {
			out.WriteString(unitsOf(r, name))
		}
		return out.String()
	case name == "iso-2022-kr":
		return designator + strings.Repeat("a\x0E8p\x0F b", len(s)%3) + "\n\x0E8p8p"
	}
	e, err := htmlindex.Get(name)
	if name == "hz-gb-2312" {
		e, err = simplifiedchinese.HZGB2312, nil
	}
	if err != nil {
		panic(err)
	}
	for _, r := range s {
		if _, err := e.NewEncoder().String(string(r)); err == nil {
			out.WriteRune(r)
		}
	}
	return must(e.NewEncoder().String(out.String()))
}

func unitsOf(r rune, name string) string {
	var b []byte
	if strings.HasPrefix(name, "utf-32") {
		b = []byte{byte(r), byte(r >> 8), byte(r >> 16), 0}
	} else if r < 0x10000 {
		b = []byte{byte(r), byte(r >> 8)}
	} else {
		high, low := 0xD800+(r-0x10000)>>10, 0xDC00+(r-0x10000)&0x3FF
		b = []byte{byte(high), byte(high >> 8), byte(low), byte(low >> 8)}
	}
	if strings.HasSuffix(name, "be") {
		slices.Reverse(b)
		if len(b) == 4 && name == "utf-16be" { // two units
			b = append(b[2:], b[:2]...)
		}
	}
	return string(b)
}

func TestBig5PairsOfCharactersHaveOneByte(t *testing.T) {
	in := []byte("a\x88\x62b")
	text, err := Decode(in, Hints{Recipe: "big5"})
	if err != nil || text.Text != "aÊ\u0304b" {
		t.Fatalf("got %q, %v", text.Text, err)
	}
	if got := text.Bytes(in, []int{0, 1, 3, 5, 6}); !slices.Equal(got, []int64{0, 1, 1, 3, 4}) {
		t.Errorf("got %d", got)
	}
}

func BenchmarkDecode(b *testing.B) {
	for _, c := range []struct{ text, name string }{
		{french, "utf-8"}, {french, "windows-1252"}, {russian, "koi8-r"}, {russian, "utf-16le"}, {japanese1, "shift_jis"}, {chinese, "gbk"},
	} {
		in := []byte(strings.Repeat(encodeAs(c.text, c.name), 1<<20/len(c.text)))
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(int64(len(in)))
			for b.Loop() {
				if t, err := Decode(in, Hints{}); err != nil || t.Name != c.name {
					b.Fatal(t.Name, err)
				}
			}
		})
	}
	short := []byte(encodeAs(russian, "koi8-r"))
	b.Run("one line", func(b *testing.B) {
		for b.Loop() {
			Decode(short, Hints{})
		}
	})
}

func FuzzDecode(f *testing.F) {
	for i, s := range []string{"\xFF\xFEa\x00", french, "<meta charset=koi8-r>\xF0\xF1", "\x1B$B$9\x1B(B", "~{<:~}", "\x1B$)C\x0E8p\x0F"} {
		f.Add([]byte(s), uint8(i))
	}
	for i, name := range names {
		f.Add([]byte(encodeAs(french+russian+japanese1+chinese+korean1, name)), uint8(i+1))
	}
	f.Fuzz(func(t *testing.T, b []byte, recipe uint8) {
		h := Hints{Markup: recipe%2 == 1, HTTP: names[int(recipe)%len(names)]}
		if n := int(recipe) - 100; 0 <= n && n < len(names) {
			h.Recipe = names[n]
		}
		text, err := Decode(b, h)
		if e := (*Error)(nil); err != nil {
			if !errors.As(err, &e) || e.Byte < 0 || e.Byte > len(b) {
				t.Fatalf("got %v", err)
			}
			return
		}
		if !utf8.ValidString(text.Text) {
			t.Fatalf("%s: invalid UTF-8", text.Name)
		}
		var at []int
		for i := range text.Text {
			at = append(at, i)
		}
		bytes := text.Bytes(b, append(at, len(text.Text)))
		if !slices.IsSorted(bytes) || bytes[0] < int64(text.BOM) || bytes[len(bytes)-1] > int64(len(b)) {
			t.Fatalf("%s: bytes %d of %d", text.Name, bytes, len(b))
		}
	})
}

func TestNationalStandardsAreReadByTheirTables(t *testing.T) {
	for _, c := range []struct {
		name, bytes, want string
		at                []int
		places            []int64
	}{
		{"shift_jis", "\x81\x60\x82\xA0", "〜あ", []int{3, 6}, []int64{2, 4}},
		{"shift_jis", "\x81\x60\x87\x40", "～①", []int{3}, []int64{2}}, // ① is of Windows
		{"euc-jp", "\xA1\xC1\xA4\xA2", "〜あ", []int{3}, []int64{2}},
		{"gb18030", "\xA1\xA4\xA1\xAA\xD6\xD0a", "・―中a", []int{3, 6, 9, 10}, []int64{2, 4, 6, 7}},
		{"gb18030", "\xA1\xA4\x81\x40", "·丂", []int{2, 5}, []int64{2, 4}},
	} {
		text, err := Decode([]byte(c.bytes), Hints{Recipe: c.name})
		if err != nil || text.Text != c.want {
			t.Errorf("%s %q: got %q and %v, want %q", c.name, c.bytes, text.Text, err, c.want)
		}
		if got := text.Bytes([]byte(c.bytes), c.at); !slices.Equal(got, c.places) {
			t.Errorf("%s %q: got places %v, want %v", c.name, c.bytes, got, c.places)
		}
	}
}

func TestANULInShortUTF8IsNoUTF16(t *testing.T) {
	b := []byte("2\x00\x07\ta\x1b\x7f\xc2\x9fb")
	if got, err := Decode(b, Hints{}); err != nil || got.Name != "utf-8" {
		t.Errorf("got %+v and %v, want utf-8", got, err)
	}
}
