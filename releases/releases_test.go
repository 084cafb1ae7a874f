package releases

import (
	"crypto/sha256"
	"strings"
	"testing"

	"corpuspack/schema"
)

func TestVersionsHaveOneForm(t *testing.T) {
	for _, s := range []string{"v1", "v2.1", "v10.0.3", "v1.2.3"} {
		v, err := ParseVersion(s)
		if err != nil || v.String() != s {
			t.Errorf("%s: got %v, %v", s, v, err)
		}
	}
	for _, s := range []string{"", "v", "1", "v0", "v01", "v1.0", "v1.2.0", "v1.", "v1.1.1.1", "v-1", "v1.x", "v1 ", "V1", "v99999999999999999999"} {
		if v, err := ParseVersion(s); err == nil {
			t.Errorf("%q: got %v, want an error", s, v)
		}
	}
}

func TestVersionsAreOrderedByNumber(t *testing.T) {
	order := []string{"v1", "v1.0.1", "v1.2", "v1.10", "v2", "v10"}
	for i := 1; i < len(order); i++ {
		a, _ := ParseVersion(order[i-1])
		b, _ := ParseVersion(order[i])
		if a.Compare(b) >= 0 || b.Compare(a) <= 0 {
			t.Errorf("want %s before %s", a, b)
		}
	}
}

func TestSumsReadBack(t *testing.T) {
	sums := Sums{{sha256.Sum256(nil), "a b/c.txt"}, {schema.DigestOf("x"), `back\slash`}, {schema.DigestOf("y"), "ünï"}}
	got, err := ParseSums(sums.Bytes())
	if err != nil || len(got) != len(sums) {
		t.Fatalf("got %v, %v", got, err)
	}
	for i := range sums {
		if got[i] != sums[i] {
			t.Errorf("got %v, want %v", got[i], sums[i])
		}
	}
}

func TestSumsAreRefused(t *testing.T) {
	d := strings.Repeat("0", 64)
	for text, want := range map[string]string{
		d + "  a":                         "does not end",
		d + " a\n":                        "two spaces",
		d[1:] + "  a\n":                   "hexadecimal digits",
		strings.Repeat("A", 64) + "  a\n": "lower-case",
		d + "  a\n" + d + "  a\n":         "second line",
		d + "  ../a\n":                    "clean path",
		d + "  /a\n":                      "clean path",
		d + "  a/./b\n":                   "clean path",
		d + "  a\x01\n":                   "control character",
		d + "  \xff\n":                    "no UTF-8",
		d + `  a\b` + "\n":                "backslash",
		`\` + d + "  ab\n":                "backslash",
	} {
		if _, err := ParseSums([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %q", text, err, want)
		}
	}
}

func TestLedgerStaysInVersionOrder(t *testing.T) {
	l := Ledger{}
	for _, s := range []string{"v2", "v1", "v10", "v1.1", "v2"} {
		v, _ := ParseVersion(s)
		l = l.With(v, schema.DigestOf(s))
	}
	again, err := parseLedger(l.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	var order []string
	for _, e := range again.entries {
		order = append(order, e.version.String())
	}
	if got := strings.Join(order, " "); got != "v1 v1.1 v2 v10" {
		t.Errorf("got %s", got)
	}
	if before, ok := again.Before(Version{Major: 2}); !ok || before.String() != "v1.1" {
		t.Errorf("before v2: got %v, %v", before, ok)
	}
}

func TestLedgerIsRefused(t *testing.T) {
	d := strings.Repeat("0", 64)
	for _, text := range []string{
		d + "  releases/v1\n", d + "  v1/CHECKSUMS\n", d + "  releases/v1.0/CHECKSUMS\n",
		d + "  releases/v2/CHECKSUMS\n" + d + "  releases/v1/CHECKSUMS\n",
	} {
		if _, err := parseLedger([]byte(text)); err == nil {
			t.Errorf("%q: want an error", text)
		}
	}
}
