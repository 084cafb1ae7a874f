package pii

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

// peers is the folder of the peers' published cases, beside the repository.
var peers = filepath.Join("..", "..", "..", "..", "shared", "data", "peers")

// theirs matches the replacements of the cases.
var theirs = regexp.MustCompile(`(?m)(^|@|[^a-zA-Z ])(EMAIL|IP)\b`)

// A case of datatrove differs by intent: quoted and international local parts are addresses.
func TestDatatroveFindsAreFound(t *testing.T) {
	data, err := os.ReadFile(filepath.Join(peers, "datatrove.json"))
	if err != nil {
		t.Skipf("no cases: %v", err)
	}
	var file struct {
		PII []struct{ In, Out string }
	}
	if err := json.Unmarshal(data, &file); err != nil || len(file.PII) == 0 {
		t.Fatalf("got %d cases, %v", len(file.PII), err)
	}
	intent := strings.NewReplacer("\"email\"@example.com", "<EMAIL>")
	m := all(t)
	for _, c := range file.PII {
		want := strings.Split(intent.Replace(theirs.ReplaceAllString(c.Out, "$1<$2>")), "\n")
		got, _ := m.Mask(c.In)
		for i, line := range strings.Split(got, "\n") {
			if line != want[i] {
				t.Errorf("line %d: got %q, want %q", i+1, line, want[i])
			}
		}
	}
}

// The texts of Presidio hold made-up data of many countries, with the truth.
func TestPresidioScores(t *testing.T) {
	f, err := os.Open(filepath.Join(peers, "pii.jsonl.gz"))
	if err != nil {
		t.Skipf("no texts: %v", err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]int{"CREDIT_CARD": card, "EMAIL_ADDRESS": email, "IBAN_CODE": iban, "IP_ADDRESS": ip, "PHONE_NUMBER": phone}
	var hit, missed, wrong [kindCount]int
	for lines := bufio.NewScanner(z); lines.Scan(); {
		var r struct {
			Text  string
			Spans []struct {
				Type, Value string
				Start, End  int
			}
		}
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			t.Fatal(err)
		}
		got := finds(all(t), r.Text)
		for _, s := range r.Spans {
			kind, ok := kinds[s.Type]
			if want := (span{s.Start, s.End, kind}); ok && got[want] {
				hit[kind]++
				delete(got, want)
			} else if ok {
				missed[kind]++
				t.Logf("missed %s %q", s.Type, s.Value)
			}
		}
		for s := range got {
			wrong[s.kind]++
			t.Logf("wrong: %s in %q", Kinds[s.kind], r.Text)
		}
	}
	for kind, name := range Kinds[:secret] {
		precision := float64(hit[kind]) / float64(hit[kind]+wrong[kind])
		recall := float64(hit[kind]) / float64(hit[kind]+missed[kind])
		t.Logf("%s: precision %.3f, recall %.3f, F1 %.3f", name, precision, recall, 2*precision*recall/(precision+recall))
		if precision < 0.98 || recall < 0.98 {
			t.Errorf("%s: got precision %.3f and recall %.3f, want 0.98", name, precision, recall)
		}
	}
}

// finds returns the finds in text, in characters.
func finds(m *Masker, text string) map[span]bool {
	list := m.numbers(text)
	for _, kind := range []int{secret, email, iban, ip} {
		list = append(list, finders[kind](text)...)
	}
	out := map[span]bool{}
	for _, s := range list {
		out[span{utf8.RuneCountInString(text[:s.start]), utf8.RuneCountInString(text[:s.end]), s.kind}] = true
	}
	return out
}
