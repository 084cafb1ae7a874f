package pii

import (
	"crypto/sha256"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// cases are texts with what they become. Secrets are put together from parts, so that no scanner of repositories takes
// them for real ones.
var cases = []struct{ in, want string }{
	// email
	{"Write to joe.doe+list@mail.example.co.uk.", "Write to <EMAIL>."},
	{"Joe <joe@example.com>, \"joe\"@example.com", "Joe <<EMAIL>>, <EMAIL>"},
	{"mailto:o'neil@example.org?to=a@b.museum&x=1", "mailto:<EMAIL>?to=<EMAIL>&x=1"},
	{"jörg@müller.de, δοκιμή@παράδειγμα.ελ, a@xn--mller-kva.de", "<EMAIL>, <EMAIL>, <EMAIL>"},
	{"联系foo@example.com联系 그는bar@example.com으로", "联系<EMAIL>联系 <EMAIL>으로"},
	{"a@[192.168.0.1] b@10.0.0.1", "<EMAIL> <EMAIL>"},
	{"lodash@4.17.21 me@host x@-a.com @home.org a@b..com", "lodash@4.17.21 me@host x@-a.com @home.org a@b..com"},
	{"a@b.com@c.org", "<EMAIL>@c.org"},
	// ip
	{"from 8.8.8.8:53 to 163.36.107.25/24, 57.120.21.121.", "from <IP>:53 to <IP>/24, <IP>."},
	{"10.0.0.1 127.0.0.1 172.31.9.9 192.168.1.2 169.254.1.1 203.0.113.7 255.255.255.255", "10.0.0.1 127.0.0.1 172.31.9.9 192.168.1.2 169.254.1.1 203.0.113.7 255.255.255.255"},
	{"2606:4700::1111 [2a00:1450:4001:81b::200e]:80 6e40:4041:c617:e898:c11:40d2:c669:2eb4", "<IP> [<IP>]:80 <IP>"},
	{"::ffff:163.36.107.25 2600::163.36.107.25 2600::1%eth0,", "<IP> <IP> <IP>,"},
	{"::1 fe80::1 fd00::1 2001:db8::1 ::ffff:10.0.0.1 12:34:56 00:1a:2b:3c:4d:5e std::dead a::b", "::1 fe80::1 fd00::1 2001:db8::1 ::ffff:10.0.0.1 12:34:56 00:1a:2b:3c:4d:5e std::dead a::b"},
	{"version 120.10.10.10, Chrome/120.100.0.0 lib-120.10.10.10 1.3.6.1.4.1 120.10.10.10.tar.gz", "version 120.10.10.10, Chrome/120.100.0.0 lib-120.10.10.10 1.3.6.1.4.1 120.10.10.10.tar.gz"},
	{"Dig. 18.1.8.1 and section 6.5.1.4; 999.99.99.999 108.0.0.01 300.1.1.1", "Dig. 18.1.8.1 and section 6.5.1.4; 999.99.99.999 108.0.0.01 300.1.1.1"},
	{"8.8.4.4\nhttp://9.9.9.9/x", "<IP>\nhttp://<IP>/x"},
	// phone
	{"+46 (0)8 928 571 38, +1-984-182-0190 or +447700921916", "<PHONE>, <PHONE> or <PHONE>"},
	{"001-518-640-0854 / 0049 30 1234567", "<PHONE> / <PHONE>"},
	{"(579) 888-3058 x12 (579)888-3058, 541-714-1388, 541.714.1388 ext. 7; 541 714 1388", "<PHONE> <PHONE>, <PHONE>, <PHONE>; <PHONE>"},
	{"+20000000+20000000, 555-123-4567/(555) 123-4567", "<PHONE><PHONE>, <PHONE>/<PHONE>"},
	{"1 (800) 555-1234 and 1-800-555-1234", "<PHONE> and <PHONE>"},
	{"03.93.92.16.85 0490 75 40 81 (08) 8747 6301, 030/1234567 07700900123 044 668 18 00", "<PHONE> <PHONE> <PHONE>, <PHONE> <PHONE> <PHONE>"},
	{"Phone: 467 3395, tel. 9498777106, Mobil 72128827, 781 1704 office", "Phone: <PHONE>, tel. <PHONE>, Mobil <PHONE>, <PHONE> office"},
	{"0494 92 82 32 15 20 25", "0494 92 82 32 15 20 25"},
	{"call on 2019-05-12, tel 01.02.2019, 555 234 5678 9012", "call on 2019-05-12, tel 01.02.2019, 555 234 5678 9012"},
	{"467 3395 and 9498777106", "467 3395 and 9498777106"},
	{"ISBN 978-0-306-40615-7, 0-306-40615-2, ISSN 0317-8471, 2019-05-12, 01.02.2019, 05/12/2019 10:30", "ISBN 978-0-306-40615-7, 0-306-40615-2, ISSN 0317-8471, 2019-05-12, 01.02.2019, 05/12/2019 10:30"},
	{"SSN 054-28-6917, ZIP 01234-5678, doi:10.1000/182.555.1234, 1 234 567 890, 1,234,567.89, $555-123-4567", "SSN 054-28-6917, ZIP 01234-5678, doi:10.1000/182.555.1234, 1 234 567 890, 1,234,567.89, $555-123-4567"},
	{"00 65 00 64 00 20 00, f2 09 92 26 89 93 f2, 0000-0002-1825-0097, 4-555-123-4567-8", "00 65 00 64 00 20 00, f2 09 92 26 89 93 f2, 0000-0002-1825-0097, 4-555-123-4567-8"},
	// card
	{"4111 1111 1111 1111, 4111-1111-1111-1111, 4111111111111111 12/27", "<CARD>, <CARD>, <CARD> 12/27"},
	{"3782 822463 10005 378282246310005 3056 930902 5904 6759649826438453", "<CARD> <CARD> <CARD> <CARD>"},
	{"4111 1111 1111 1111 12 27 123, 4012888888881881123 4222222222222", "<CARD> 12 27 123, 4012888888881881123 <CARD>"},
	{"4111111111111112, 4111 1111 1111 1112, 0.4111111111111111 x4111111111111111 4111 1111-1111 1111", "4111111111111112, 4111 1111 1111 1112, 0.4111111111111111 x4111111111111111 4111 1111-1111 1111"},
	// iban
	{"DE89 3704 0044 0532 0130 00, GB82WEST12345698765432 gb82west12345698765432", "<IBAN>, <IBAN> <IBAN>"},
	{"DE88370400440532013000 DE8937040044053201300 XX89370400440532013000 ADE89370400440532013000", "DE88370400440532013000 DE8937040044053201300 XX89370400440532013000 ADE89370400440532013000"},
	// secret
	{"key=" + "AKIA" + "IOSFODNN7EXAMPLE;", "key=<SECRET>;"},
	{"ghp" + "_" + letters(36) + " glpat" + "-" + letters(20) + ", xoxb" + "-" + "1234567890-" + letters(24), "<SECRET> <SECRET>, <SECRET>"},
	{"glpat" + "-" + letters(20) + ". GOCSPX" + "-" + letters(28) + "-" + letters(9), "<SECRET>. <SECRET>-" + letters(9)},
	{"sk" + "_live_" + letters(24) + " AI" + "za" + letters(35) + " sk" + "-" + letters(48) + " npm" + "_" + letters(36), "<SECRET> <SECRET> <SECRET> <SECRET>"},
	{"pypi" + "-AgE" + letters(60) + "\nhttps://hooks.slack" + ".com/services/T" + letters(8) + "/B" + letters(8) + "/" + letters(24), "<SECRET>\nhttps://<SECRET>"},
	{"Bearer ey" + "J" + letters(20) + ".ey" + "J" + letters(30) + "." + letters(43) + ".", "Bearer <SECRET>."},
	{"a\n-----BEGIN EC" + " PRIVATE KEY-----\nProc-Type: 4\n\n" + letters(64) + "\n" + "-----END EC" + " PRIVATE KEY-----\nb", "a\n<SECRET>\nb"},
	{"-----BEGIN" + " PRIVATE KEY-----\n" + letters(64) + "\nand so on", "<SECRET>\nand so on"},
	{"-----BEGIN PUBLIC KEY----- AKIA x sk-learn npm_install eyJ", "-----BEGIN PUBLIC KEY----- AKIA x sk-learn npm_install eyJ"},
	// several
	{"joe@example.com 555-123-4567 4111111111111111", "<EMAIL> <PHONE> <CARD>"},
	{"Phone: 555-123-4567 467 3395", "Phone: <PHONE> 467 3395"},
	{"<PHONE> 467 3395", "<PHONE> 467 3395"},
}

func letters(n int) string { return strings.Repeat("a1B2c3D4e5F6g7H8", n/16+1)[:n] }

func all(t testing.TB) *Masker {
	m, err := New(Kinds)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestMaskFindsWhatFormShowsAndLeavesTheRest(t *testing.T) {
	m := all(t)
	for _, c := range cases {
		if got, _ := m.Mask(c.in); got != c.want {
			t.Errorf("%q:\ngot  %q\nwant %q", c.in, got, c.want)
		}
	}
}

func TestEachKindIsMaskedAloneAndCounted(t *testing.T) {
	text := "4111111111111111 a@b.com DE89370400440532013000 163.36.107.25 +4930123456 " + "AKIA" + "IOSFODNN7EXAMPLE"
	for i, kind := range Kinds {
		m, err := New([]string{kind})
		if err != nil {
			t.Fatal(err)
		}
		got, counts := m.Mask(text)
		want := make([]int64, len(Kinds))
		want[i] = 1
		if strings.Count(got, "<") != 1 || !strings.Contains(got, masks[i]) || !slices.Equal(counts, want) {
			t.Errorf("%s: got %q, counts %v", kind, got, counts)
		}
	}
	if _, counts := all(t).Mask(text); !slices.Equal(counts, []int64{1, 1, 1, 1, 1, 1}) {
		t.Errorf("all: got counts %v", counts)
	}
}

func TestUnknownKindIsAnErrorThatListsTheKnown(t *testing.T) {
	_, err := New([]string{"ip", "ssn"})
	if err == nil || err.Error() != `"ssn": want one of card, email, iban, ip, phone, secret` {
		t.Errorf("got %v", err)
	}
	if !slices.IsSorted(Kinds) || len(Kinds) != kindCount || Kinds[secret] != "secret" || Kinds[card] != "card" {
		t.Errorf("got kinds %v", Kinds)
	}
}

var mask = regexp.MustCompile("<(?:CARD|EMAIL|IBAN|IP|PHONE|SECRET)>")

// check returns what is wrong with masking text, "" where nothing is.
func check(m *Masker, text string) string {
	once, counts := m.Mask(text)
	twice, none := m.Mask(once)
	if twice != once || slices.Max(none) != 0 {
		return fmt.Sprintf("masked twice: got %q, want %q", twice, once)
	}
	var n int64
	for _, c := range counts {
		n += c
	}
	if want := len(mask.FindAllString(once, -1)) - len(mask.FindAllString(text, -1)); int64(want) != n {
		return fmt.Sprintf("got %d finds counted, %d masks put in", n, want)
	}
	rest := text
	for i, piece := range mask.Split(once, -1) {
		at := strings.Index(rest, piece)
		if at < 0 || i == 0 && at > 0 {
			return fmt.Sprintf("got %q outside the masks, not in the text", piece)
		}
		rest = rest[at+len(piece):]
	}
	return ""
}

func TestMaskingTwiceIsMaskingOnceAndTouchesNothingElse(t *testing.T) {
	m := all(t)
	for _, c := range cases {
		if fault := check(m, c.in); fault != "" {
			t.Errorf("%q: %s", c.in, fault)
		}
	}
	part := rapid.OneOf(rapid.StringMatching(`[0-9]{1,6}[ .()/+:-]{0,2}`), rapid.StringMatching(`[ a-fx@.:,\n<>"_=-]{1,2}`),
		rapid.Map(rapid.SampledFrom(cases), func(c struct{ in, want string }) string { return c.in }),
		rapid.SampledFrom([]string{"00", "+", "(0)", "phone ", "+49", "1", "555-123-4567", "163.36.107.25", "<IP>", "4111 1111 1111 1111"}))
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(part, 1, 12).Draw(t, "parts"), "")
		if fault := check(m, text); fault != "" {
			t.Fatalf("%q: %s", text, fault)
		}
	})
}

func TestFindOpensUpWhatStandsBeforeIt(t *testing.T) {
	const text, want = "555 234 5678 4111111111111111", "<PHONE> <CARD>"
	if got := all(t).once(text, make([]int64, kindCount)); got != want {
		t.Errorf("got %q, want %q at once", got, want)
	}
}

func FuzzMask(f *testing.F) {
	for _, c := range cases {
		f.Add(c.in)
	}
	m := all(f)
	f.Fuzz(func(t *testing.T, text string) {
		if fault := check(m, text); fault != "" {
			t.Errorf("%q: %s", text, fault)
		}
	})
}

// Texts that make a form look again at what it has seen, or that one find after the other opens up, would take long.
func TestTimeIsLinear(t *testing.T) {
	m := all(t)
	for _, part := range []string{
		"1 ", "12 ", "0", "555-123-4567 ", "555-", "+1", "(", "a.", "a@", "@a", "a@b.", "\"", "\"@", "1.", "1:", "::", "eyJ", "eyJ.",
		"-----BEGIN PRIVATE KEY-----", "-----BEGIN", "sk-", "DE89 ", "4111 ", "phone ", "1.1.1.1", "+49 30 ", "03 93 92 16 85 ", "ghp_", "glpat-", "ya29.", "key AKIA", "SG.",
	} {
		text, rounds := strings.Repeat(part, 1<<17/len(part)), 0
		for next := ""; ; text = next {
			if next = m.once(text, make([]int64, kindCount)); next == text {
				break
			}
			if rounds++; rounds > 2 {
				t.Fatalf("%q: got a find in round %d", part, rounds)
			}
		}
	}
}

func BenchmarkMask(b *testing.B) {
	text := prose()
	b.Run("sha256", func(b *testing.B) {
		b.SetBytes(int64(len(text)))
		for b.Loop() {
			sha256.Sum256([]byte(text))
		}
	})
	for _, kinds := range append([][]string{Kinds}, [][]string{{"card"}, {"email"}, {"iban"}, {"ip"}, {"phone"}, {"secret"}}...) {
		m, _ := New(kinds)
		b.Run(strings.Join(kinds, "+"), func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				m.Mask(text)
			}
		})
	}
}

// prose is about 1 MB of running text with a find of each kind every two kilobytes or so.
func prose() string {
	sentence := "In the year 1848, about 12,500 people left the town (see p. 17); the price of bread rose by 3.5 % to 0.12. "
	return strings.Repeat(strings.Repeat(sentence, 18)+"4111111111111111 a@b.com 163.36.107.25 541-714-1388\n", 500)
}
