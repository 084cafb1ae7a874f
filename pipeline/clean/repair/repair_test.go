package repair

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"archive/zip"
	"golang.org/x/text/encoding/charmap"
	"pgregory.net/rapid"
)

var shared = filepath.Join("..", "..", "..", "..", "shared", "data")

func TestMojibakeIsUndone(t *testing.T) {
	for _, c := range []struct {
		in, want string
		n        int
	}{
		{"cafÃ© â€” lâ€™Ã©tÃ©", "café — l’été", 4},
		{"nÃƒÂ© â‚¬ 5", "né € 5", 3},
		{"doesnÃƒÂ¢Ã¢â€šÂ¬Ã¢â€žÂ¢t", "doesn’t", 3},
		{"Ð¿Ñ€Ð¸Ð²ÐµÑ‚, РґРѕСЂРѕРіРµ", "привет, дороге", 2},
		{"æ—¥æœ¬èªž", "日本語", 1},
		{"wei√ü", "weiß", 1},
		{"naïve caf\u00E3\u00A9", "naïve cafã©", 0},
		{"don\u0092t \u0093x\u0094", "don’t “x”", 3},
		{"a\u0085b\u0081", "a\u0085b\u0081", 0},
		{"â€œlostâ€\uFFFD", "“lost”", 2},
		{"20Â°C, Â£5", "20°C, £5", 2},
		{"Ã€ bientÃ´t", "À bientôt", 2},
	} {
		if got, n := Text(c.in); got != c.want || n != c.n {
			t.Errorf("Text(%q): got %q, %d, want %q, %d", c.in, got, n, c.want, c.n)
		}
	}
}

func TestTextThatIsRightStays(t *testing.T) {
	for _, s := range []string{
		"", "plain", "MARQUÉ… l’été", "NESTLÉ® SÓ…", "“×” and 4288×…", "VOCÊ… É¿", "SELKÄ\u00A0EDELLÄ", "AHÅ™, a radius of 10 Å—",
		"Brontë…” and «Â» and ‘Ã’s", "ВІКІ Рівне Його", "ПоздравЂаво", "∆° √π (-1/2)!", "HÅØYA ER BLÅØYD", "MÄ£ÄM ÌÑÌ SÖÄ£ ÑÝÄ",
		"├┤a┼┐a┼┐", "Connect with Āø", "5×£35", "Oborzos, frataraká§ 141", "ŉ “ǌ” ﬁ ½″",
	} {
		if got, n := Text(s); got != s || n != 0 {
			t.Errorf("Text(%q): got %q, %d", s, got, n)
		}
	}
}

// TestTheDeclarationStays reads hundreds of languages: none changes but the few that have C1 control characters.
func TestTheDeclarationStays(t *testing.T) {
	z, err := zip.OpenReader(filepath.Join(shared, "peers", "udhr2.zip"))
	if err != nil {
		t.Skip("the declarations are not here: ", err)
	}
	defer z.Close()
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if _, n := Text(string(b)); n > 0 && !strings.ContainsFunc(string(b), isC1) {
			t.Errorf("%s: changed", f.Name)
		}
	}
}

// TestSentencesComeBack makes mojibake of sentences in 75 languages, once and twice, and counts what comes back. Those that have
// mojibake as they stand are left out.
func TestSentencesComeBack(t *testing.T) {
	for _, c := range []*charmap.Charmap{charmap.Windows1252, charmap.ISO8859_1, charmap.Windows1251} {
		right, all := 0, 0
		for _, s := range sentences(t) {
			once, ok := misread(s, c)
			twice, again := misread(once, c)
			if _, n := Text(s); n > 0 || !ok || !again || once == s {
				continue
			}
			for _, m := range []string{once, twice} {
				all++
				if got, _ := Text(m); got == s {
					right++
				} else if all%40 == 0 {
					t.Logf("%q got %q want %q", m, got, s)
				}
			}
		}
		t.Logf("%v: %d of %d", c, right, all)
		if right*100 < all*75 {
			t.Errorf("%v: got %d of %d sentences back, want 75 in 100", c, right, all)
		}
	}
}

// misread reads the UTF-8 of s in an encoding, false where it has not all of the bytes.
func misread(s string, c *charmap.Charmap) (string, bool) {
	var b strings.Builder
	for i := range len(s) {
		r := c.DecodeByte(s[i])
		if r == utf8.RuneError {
			return "", false
		}
		b.WriteRune(r)
	}
	return b.String(), true
}

// sentences returns each tenth sentence of the list.
func sentences(t *testing.T) (list []string) {
	t.Helper()
	f, err := os.Open(filepath.Join(shared, "peers", "language-id.jsonl.gz"))
	if err != nil {
		t.Skip("the sentences are not here: ", err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for s := bufio.NewScanner(z); s.Scan(); n++ {
		var line struct{ Text string }
		if err := json.Unmarshal(s.Bytes(), &line); err != nil {
			t.Fatal(err)
		}
		if n%50 == 0 {
			list = append(list, line.Text)
		}
	}
	return list
}

func TestRepairIsIdempotent(t *testing.T) {
	letters := []rune("aZ é5.ÃÂâ€™œ©¡ÐÑРСґѕ√≤ƒ\u0080\u0092\u009D\u00A0\uFFFD“”日\n")
	rapid.Check(t, func(t *rapid.T) {
		s := string(rapid.SliceOfN(rapid.SampledFrom(letters), 0, 30).Draw(t, "text"))
		once, _ := Text(s)
		if twice, n := Text(once); twice != once || n != 0 {
			t.Fatalf("Text(%q): got %q, then %q", s, once, twice)
		}
	})
}

func FuzzText(f *testing.F) {
	for _, s := range []string{"cafÃ© â€” lâ€™Ã©tÃ©", "nÃƒÂ©", "РґРѕСЂ", "don\u0092t", "æ—¥æœ¬", "\xC3\xFF"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, n := Text(s)
		again, m := Text(got)
		switch {
		case (n == 0) != (got == s):
			t.Errorf("Text(%q): got %q, %d", s, got, n)
		case utf8.ValidString(s) && (again != got || m != 0 || !utf8.ValidString(got)):
			t.Errorf("Text(%q): got %q, then %q", s, got, again)
		}
	})
}
