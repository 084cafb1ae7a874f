package words_test

import (
	"archive/tar"
	"bufio"
	"io"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/clipperhouse/uax29/v2/graphemes"
	"github.com/clipperhouse/uax29/v2/sentences"
	"github.com/clipperhouse/uax29/v2/words"
	"github.com/ulikunitz/xz"
	"golang.org/x/text/unicode/norm"
)

// lines returns the lines of a file of the Unicode Character Database 15.0, without comments.
func lines(t *testing.T, name string) []string {
	file, err := os.Open("../../../shared/data/peers/unicode-15.0.tar.xz")
	if err != nil {
		t.Skip("needs the tests of Unicode 15.0: ", err)
	}
	defer file.Close()
	z, err := xz.NewReader(bufio.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(h.Name, "/"+name) {
			continue
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		var list []string
		for l := range strings.Lines(string(data)) {
			if l, _, _ = strings.Cut(l, "#"); strings.TrimSpace(l) != "" && l[0] != '@' {
				list = append(list, strings.TrimSpace(l))
			}
		}
		return list
	}
}

func decode(t *testing.T, s string) string {
	var b strings.Builder
	for code := range strings.FieldsSeq(s) {
		n, err := strconv.ParseUint(code, 16, 32)
		if err != nil {
			t.Fatal(err)
		}
		b.WriteRune(rune(n))
	}
	return b.String()
}

// changed is the number of tests that come out otherwise with the tables of Unicode 17.0, which the library has: U+2701 is
// no Extended_Pictographic any more, so a joiner before it joins nothing.
var changed = map[string]int{"WordBreakTest.txt": 2, "SentenceBreakTest.txt": 0, "GraphemeBreakTest.txt": 1}

func TestBoundariesAreThoseOfUnicode(t *testing.T) {
	split := map[string]func(string) []string{
		"WordBreakTest.txt": func(s string) (parts []string) {
			for w := words.FromString(s); w.Next(); {
				parts = append(parts, w.Value())
			}
			return parts
		},
		"SentenceBreakTest.txt": func(s string) (parts []string) {
			for w := sentences.FromString(s); w.Next(); {
				parts = append(parts, w.Value())
			}
			return parts
		},
		"GraphemeBreakTest.txt": func(s string) (parts []string) {
			for w := graphemes.FromString(s); w.Next(); {
				parts = append(parts, w.Value())
			}
			return parts
		},
	}
	for name, of := range split {
		different, all := 0, 0
		for _, l := range lines(t, name) {
			var want []string
			for part := range strings.SplitSeq(strings.Trim(strings.ReplaceAll(l, "×", ""), "÷ "), "÷") {
				want = append(want, decode(t, part))
			}
			all++
			if got := of(strings.Join(want, "")); strings.Join(got, "|") != strings.Join(want, "|") {
				different++
				t.Logf("%s: %s: got %+q", name, l, got)
			}
		}
		t.Logf("%s: %d of %d differ", name, different, all)
		if different != changed[name] || all < 500 {
			t.Errorf("%s: got %d of %d that differ, want %d", name, different, all, changed[name])
		}
	}
}

func TestNormalizationIsThatOfUnicode(t *testing.T) {
	n := 0
	for _, l := range lines(t, "NormalizationTest.txt") {
		c := make([]string, 5)
		for i, s := range strings.Split(l, ";")[:5] {
			c[i] = decode(t, s)
		}
		n++
		for i, s := range c {
			nfc, nfkc := c[1], c[3]
			if i > 2 {
				nfc = c[3]
			}
			if got := norm.NFC.String(s); got != nfc {
				t.Errorf("NFC of %+q: got %+q, want %+q", s, got, nfc)
			}
			if got := norm.NFKC.String(s); got != nfkc {
				t.Errorf("NFKC of %+q: got %+q, want %+q", s, got, nfkc)
			}
		}
	}
	if n < 19000 {
		t.Errorf("got %d cases", n)
	}
}
