package encoding

import (
	"archive/zip"
	"bytes"
	"cmp"
	"flag"
	"fmt"
	"io"
	"maps"
	"math/big"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

var update = flag.Bool("update", false, "write models.txt")

// samples names the translations of the Universal Declaration of Human Rights, which are in the public domain, that each
// model is counted in.
var samples = []struct {
	language string
	files    []string
	words    string // with letters that the texts lack by chance
}{
	{"west", []string{"fra", "deu", "spa", "por_PT", "ita", "swe", "dan", "nld", "cat", "fin", "isl"}, "naïf maïs haïr Noël Israël aiguë cœur sœur œuvre bœuf île maître où garçon reçu français hôtel âge août Saül L’Haÿ können Größe mañana São Åse Øre Æble Þór coöperatie ideeën über"},
	{"fr", []string{"fra"}, "naïf maïs haïr Noël Israël aiguë cœur sœur œuvre bœuf île maître où garçon reçu français hôtel âge août Saül L’Haÿ"},
	{"de", []string{"deu", "deu_1901"}, ""},
	{"es", []string{"spa"}, ""},
	{"pt", []string{"por_PT", "por_BR"}, "à há já até avó você três mãe põe cinqüenta"},
	{"it", []string{"ita"}, "lì sì dì così perché né è più può giù"},
	{"nl", []string{"nld", "afr"}, "ideeën geïnteresseerd coöperatie knieën café hè één reünie skiën"},
	{"sv", []string{"swe"}, "idé à armé Åsa Öster Müller"},
	{"da", []string{"dan", "nob", "nno"}, "én fór òg også ò Møller Åse"},
	{"fi", []string{"fin", "est"}, "Åbo Åland ruotsinkielinen På Malmö"},
	{"is", []string{"isl", "fao"}, "æ öl þú ég já ó né á ís út"},
	{"ca", []string{"cat"}, "qüestió següent pingüí raïm països"},
	{"sq", []string{"als"}, "është çdo më pjesë"},
	{"ga", []string{"gle"}, ""},
	{"cy", []string{"cym"}, ""},
	{"cs", []string{"ces"}, ""},
	{"sk", []string{"slk"}, "mäso päť deväť ó stôl dĺžka vŕba"},
	{"pl", []string{"pol"}, ""},
	{"hu", []string{"hun"}, ""},
	{"ro", []string{"ron", "ron_1993"}, ""},
	{"hr", []string{"hrv", "bos_latn", "srp_latn"}, ""},
	{"sl", []string{"slv"}, ""},
	{"tr", []string{"tur"}, ""},
	{"lt", []string{"lit"}, ""},
	{"lv", []string{"lav"}, ""},
	{"et", []string{"est"}, ""},
	{"eo", []string{"epo"}, ""},
	{"mt", []string{"mlt"}, ""},
	{"vi", []string{"vie"}, ""},
	{"ru", []string{"rus"}, "её ещё моё всё идёт ёлка объём съёмка"},
	{"uk", []string{"ukr"}, ""},
	{"be", []string{"bel"}, ""},
	{"bg", []string{"bul"}, ""},
	{"mk", []string{"mkd"}, ""},
	{"sr", []string{"srp_cyrl", "bos_cyrl"}, ""},
	{"el", []string{"ell_monotonic"}, ""},
	{"he", []string{"heb"}, ""},
	{"ar", []string{"arb"}, ""},
	{"fa", []string{"pes_1", "pes_2"}, ""},
	{"ur", []string{"urd"}, ""},
	{"th", []string{"tha"}, ""},
	{"zh-hans", []string{"cmn_hans"}, ""},
	{"zh-hant", []string{"cmn_hant"}, ""},
	{"ja", []string{"jpn"}, ""},
	{"ko", []string{"kor"}, ""},
}

// TestModelsAreWhatTheTextsSay rebuilds models.txt, and with -update writes it.
func TestModelsAreWhatTheTextsSay(t *testing.T) {
	texts := declarations(t)
	var b bytes.Buffer
	for _, s := range samples {
		var text strings.Builder
		for _, file := range s.files {
			if texts[file] == "" {
				t.Fatalf("no text %s", file)
			}
			text.WriteString(texts[file] + "\n")
		}
		text.WriteString(s.words)
		if slices.Contains([]string{"zh-hans", "zh-hant", "ja", "ko"}, s.language) {
			writeCharacters(&b, s.language, text.String())
		} else {
			writePairs(&b, s.language, letters(s.language, text.String()))
		}
	}
	if *update {
		if err := os.WriteFile("models.txt", b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if b.String() != modelText {
		t.Error("models.txt: got another text, run with -update to write it")
	}
}

// declarations returns the texts by the name of their file.
func declarations(t *testing.T) map[string]string {
	t.Helper()
	z, err := zip.OpenReader(filepath.Join(shared, "peers", "udhr2.zip"))
	if err != nil {
		t.Skip("the declarations are not here: ", err)
	}
	defer z.Close()
	texts := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		texts[strings.TrimSuffix(path.Base(f.Name), ".txt")] = string(b)
	}
	return texts
}

// letters returns the text as the model sees it: folded letters and marks, and for anything else a boundary.
func letters(language, text string) []rune {
	if language == "vi" {
		text = vietnamese(text)
	}
	var out []rune
	for _, r := range text {
		if r = fold(r); r != boundary && !isLetter(r) {
			r = boundary
		}
		out = append(out, r)
	}
	return out
}

// vietnamese returns the text in the letters and marks of windows-1258, twice: with the tones in letters as far as it has
// them, and with all tones as marks of their own.
func vietnamese(text string) string {
	var b strings.Builder
	for _, r := range norm.NFC.String(text) {
		if _, ok := charmap.Windows1258.EncodeRune(r); ok {
			b.WriteRune(r)
		} else {
			b.WriteString(toned(r))
		}
	}
	for _, r := range norm.NFC.String(text) {
		b.WriteString(toned(r))
	}
	return b.String()
}

// toned returns a letter with its tone, if it has one, as a mark of its own.
func toned(r rune) string {
	d := []rune(norm.NFD.String(string(r)))
	tone := slices.IndexFunc(d, func(r rune) bool { return strings.ContainsRune("\u0300\u0301\u0303\u0309\u0323", r) })
	if tone < 0 {
		return string(r)
	}
	mark := d[tone]
	return norm.NFC.String(string(slices.Delete(d, tone, tone+1))) + string(mark)
}

// writePairs writes what each letter costs after each other one.
func writePairs(b *bytes.Buffer, language string, text []rune) {
	count, pairs := counts(text)
	classes, plain := classesOf(language, count)
	fmt.Fprintf(b, "%s %s\n", language, string(classes[plain:]))
	var total int64
	for _, c := range classes {
		total += count[c]
	}
	for i, x := range classes {
		columns := classes
		if i < plain {
			columns = classes[plain:]
		}
		var after, kinds int64
		for _, y := range classes {
			after += pairs[[2]rune{x, y}]
			kinds += min(1, pairs[[2]rune{x, y}])
		}
		kinds = max(kinds, 1)
		for _, y := range columns {
			// Witten and Bell, The zero-frequency problem (1991): what was not seen after x has the weight of the kinds that were.
			p := pairs[[2]rune{x, y}]*total + kinds*max(count[y], 1)
			b.WriteByte('0' + byte(min(halfBits(p, (after+kinds)*total), 60)))
		}
		b.WriteByte('\n')
	}
}

// counts counts the letters, and the pairs in which one is a letter.
func counts(text []rune) (count map[rune]int64, pairs map[[2]rune]int64) {
	count, pairs = map[rune]int64{}, map[[2]rune]int64{}
	before := boundary
	for _, r := range text {
		if before != boundary || r != boundary {
			count[r]++
			pairs[[2]rune{before, r}]++
		}
		before = r
	}
	return count, pairs
}

// classesOf returns the boundary, for a language in Latin script the ASCII letters, and then the other letters and marks of
// the language; and how many of them are ASCII.
func classesOf(language string, count map[rune]int64) (classes []rune, plain int) {
	letters := slices.Sorted(maps.Keys(count))
	latin := slices.ContainsFunc(letters, func(r rune) bool { return r > unicode.MaxASCII && unicode.Is(unicode.Latin, r) })
	classes = []rune{boundary}
	for r := 'a'; r <= 'z' && latin; r++ {
		classes = append(classes, r)
	}
	plain = len(classes)
	for _, r := range letters {
		mark := unicode.Is(unicode.Mn, r) && (!latin || language == "vi")
		if r > unicode.MaxASCII && (mark || latin == unicode.Is(unicode.Latin, r)) {
			classes = append(classes, r)
		}
	}
	return classes, plain
}

// writeCharacters writes the characters by what they cost.
func writeCharacters(b *bytes.Buffer, language, text string) {
	count := map[rune]int64{}
	var total int64
	for _, r := range text {
		if r > unicode.MaxASCII {
			count[r]++
			total++
		}
	}
	kinds := int64(len(count))
	levels := map[int][]rune{}
	for _, r := range slices.Sorted(maps.Keys(count)) {
		c := halfBits(count[r], total+kinds)
		levels[c] = append(levels[c], r)
	}
	fmt.Fprintf(b, "%s\n", language)
	for _, c := range slices.SortedFunc(maps.Keys(levels), cmp.Compare) {
		fmt.Fprintf(b, "%c%s\n", '0'+c, string(levels[c]))
	}
}

// halfBits returns the code length of a chance of p in q in half bits, rounded up: the least n for which p²·2ⁿ ≥ q².
func halfBits(p, q int64) int {
	x, y := big.NewInt(p), big.NewInt(q)
	x.Mul(x, x)
	y.Mul(y, y)
	n := 0
	for ; x.Cmp(y) < 0; n++ {
		x.Lsh(x, 1)
	}
	return n
}
