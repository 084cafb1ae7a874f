package language

import (
	"crypto/sha256"
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// cases are texts with their languages.
var cases = []struct{ text, want string }{
	{"All we have to decide is what to do with the time that is given us.", "en"},
	{"Die Kinder gingen am frühen Morgen über die Brücke in die Stadt.", "de"},
	{"Les enfants sont partis de bonne heure pour aller à la ville.", "fr"},
	{"As crianças saíram cedo de manhã e foram para a cidade.", "pt"},
	{"Los niños salieron temprano por la mañana y fueron a la ciudad.", "es"},
	{"I bambini sono usciti presto la mattina e sono andati in città.", "it"},
	{"Barna gikk tidlig om morgenen over brua og inn til byen, men de kom ikke hjem.", "nb"},
	{"Born gjekk tidleg om morgonen over brua og inn til byen, men dei kom ikkje heim.", "nn"},
	{"Deca su rano ujutru otišla preko mosta u grad, ali se nisu vratila pre večeri, jer je vreme bilo lepo.", "sr-Latn"},
	{"Деца су рано ујутру отишла преко моста у град.", "sr"},
	{"Дети рано утром пошли через мост в город.", "ru"},
	{"Діти рано вранці пішли через міст до міста.", "uk"},
	{"Τα παιδιά πήγαν νωρίς στην πόλη.", "el"},
	{"子どもたちは朝早く橋を渡って町へ行きました。", "ja"},
	{"孩子们一大早就过桥进城了。", "zh"},
	{"아이들은 아침 일찍 다리를 건너 시내로 갔다.", "ko"},
	{"เด็กๆ เดินข้ามสะพานเข้าเมืองแต่เช้า", "th"},
	{"ذهب الأطفال في الصباح الباكر عبر الجسر إلى المدينة.", "ar"},
	{"بچه\u200cها صبح زود از روی پل به شهر رفتند.", "fa"},
	{"הילדים הלכו מוקדם בבוקר דרך הגשר אל העיר.", "he"},
	{"", Undetermined},
	{"12 + 7 = 19 …", Undetermined},
	{"Hm.", Undetermined},
	{"\xff\xfe\xfd", Undetermined},
	{"𐎀𐎁𐎂𐎃𐎄𐎅𐎆𐎇𐎈𐎉", Undetermined}, // Ugaritic
}

func TestDetectNamesTheLanguage(t *testing.T) {
	d := New()
	for _, c := range cases {
		got, score := d.Detect(c.text)
		if got != c.want || score < 0 || score > 1 || (got == Undetermined) != (score == 0) {
			t.Errorf("%q: got %s, %.3f, want %s", c.text, got, score, c.want)
		}
	}
}

func TestDatatroveKeepsEnglishAndItalian(t *testing.T) {
	data, err := os.ReadFile(filepath.Join(peers, "datatrove.json"))
	if err != nil {
		t.Skipf("no cases: %v", err)
	}
	var file struct {
		Filters []struct {
			Test, Text string
			Keep       bool
		}
	}
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	d, n := New(), 0
	for _, c := range file.Filters {
		if c.Test != "test_language" {
			continue
		}
		n++
		tag, score := d.Detect(c.Text)
		if keep := (tag == "en" || tag == "it") && score >= 0.65; keep != c.Keep {
			t.Errorf("%q: got %s, %.3f, want kept: %v", c.Text, tag, score, c.Keep)
		}
	}
	if n != 4 {
		t.Errorf("got %d cases, want 4", n)
	}
}

func TestLanguagesListsAllThatDetectReturns(t *testing.T) {
	d := New()
	tags := d.Languages()
	for _, c := range cases {
		if _, ok := slices.BinarySearch(tags, c.want); !ok && c.want != Undetermined {
			t.Errorf("got no %s", c.want)
		}
	}
	if _, ok := slices.BinarySearch(tags, Undetermined); ok || len(tags) < 75 {
		t.Errorf("got %d languages: %v", len(tags), tags)
	}
}

func TestSameTextHasTheSameGuess(t *testing.T) {
	first := New()
	for range 20 {
		again := New()
		for _, c := range cases {
			tag, score := first.Detect(c.text)
			if tag2, score2 := again.Detect(c.text); tag2 != tag || score2 != score {
				t.Fatalf("%q: got %s, %v, then %s, %v", c.text, tag, score, tag2, score2)
			}
		}
	}
}

func TestLongTextIsJudgedByPartsFromAllOfIt(t *testing.T) {
	d := New()
	german, english := strings.Repeat(cases[1].text+" ", 2000), strings.Repeat(cases[0].text+" ", 100)
	if got, _ := d.Detect(english + german); got != "de" {
		t.Errorf("got %s for a German text after an English preface, want de", got)
	}
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Repeat(rapid.SampledFrom([]string{"a", "ж", "字", "𝒳", " b", "\n"}).Draw(t, "letter"), rapid.IntRange(0, 9000).Draw(t, "n"))
		total := 0
		for _, part := range sample(text) {
			if !strings.Contains(text, part) || !utf8.ValidString(part) {
				t.Fatalf("got part %q", part)
			}
			total += len(part)
		}
		if total > sampleParts*samplePart || len(text) <= sampleParts*samplePart && total != len(text) {
			t.Fatalf("got %d bytes of %d", total, len(text))
		}
	})
}

func FuzzDetect(f *testing.F) {
	for _, c := range cases {
		f.Add(c.text)
	}
	d := New()
	f.Fuzz(func(t *testing.T, text string) {
		tag, score := d.Detect(text)
		if score < 0 || score > 1 || (tag == Undetermined) != (score == 0) {
			t.Errorf("%q: got %s, %v", text, tag, score)
		}
		if tag2, score2 := d.Detect(text); tag2 != tag || score2 != score {
			t.Errorf("%q: got %s, %v, then %s, %v", text, tag, score, tag2, score2)
		}
	})
}

func BenchmarkDetect(b *testing.B) {
	d := New()
	for _, size := range []int{100, 1000, 100000} {
		text := strings.Repeat(cases[0].text+" ", size/len(cases[0].text)+1)[:size]
		b.Run(strconv.Itoa(size), func(b *testing.B) {
			b.SetBytes(int64(size))
			for b.Loop() {
				d.Detect(text)
			}
		})
	}
	text := strings.Repeat("x", 1<<20)
	b.Run("sha256", func(b *testing.B) {
		b.SetBytes(int64(len(text)))
		for b.Loop() {
			sha256.Sum256([]byte(text))
		}
	})
}

func BenchmarkNew(b *testing.B) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	d := New()
	runtime.GC()
	runtime.ReadMemStats(&after)
	held := float64(after.HeapAlloc-before.HeapAlloc) / 1e6
	runtime.KeepAlive(d)
	for b.Loop() {
		New()
	}
	b.ReportMetric(held, "MB-held")
}
