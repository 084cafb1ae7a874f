package language

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// texts are some in most scripts of the model, with words that are long, foreign or seldom.
var texts = []string{
	"The room is open on Monday, and nobody knows why that is so.", "Das Zimmer ist am Montag offen; niemand weiß, warum.",
	"La salle est ouverte le lundi, et personne ne sait pourquoi.", "Комната открыта в понедельник, и никто не знает почему.",
	"الغرفة مفتوحة يوم الاثنين ولا أحد يعرف السبب", "कमरा सोमवार को खुला है और कोई नहीं जानता क्यों", "החדר פתוח ביום שני ואיש אינו יודע מדוע",
	"Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen und Rindfleischetikettierungsgesetz",
	"xqzj ꝏꝏ 𝔘𝔫𝔦 zzzzzzzzzzzzzzzzz a\u0301b the THE The", "It's the cat's. Λόγος and слово in one text with the rest in English.",
}

func TestWhatWasReadBeforeDoesNotCount(t *testing.T) {
	type answer struct {
		tag   string
		score float64
	}
	detect := func(d *Detector, text string) answer {
		tag, score := d.Detect(text)
		return answer{tag, score}
	}
	first, second := New(), New()
	many := strings.Join(texts, " ") + strings.Repeat(" one two three four five six seven", 40)
	answers := map[string]answer{}
	for _, text := range append(texts, many) {
		answers[text] = detect(first, text)
	}
	list := append(slices.Clone(texts), many, many)
	slices.Reverse(list)
	for _, text := range list {
		for range 2 {
			if got := detect(second, text); got != answers[text] {
				t.Errorf("%s: got %v, and %v behind other texts", text, answers[text], got)
			}
		}
	}
}

func TestTheScoreOfAWordIsTheSumOfItsSubstrings(t *testing.T) {
	d := New()
	m := d.models[latin]
	weights := func(word []uint8) []weighted { // of a substring of the model, one letter after another
		at := &m.nodes[0]
		for _, class := range word {
			if at = m.child(at, class); at == nil {
				return nil
			}
		}
		return m.all[at.start:][:at.n]
	}
	memo := m.memo()
	letters := rapid.SampledFrom([]rune("etaoinshrdlucmfwypvbgkjqxzéüßøłđžñçığ'жλ"))
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.SliceOfN(letters, 1, maxWord+2).Draw(t, "word")
		var marks [maxWord + 2]uint16
		var classes []uint8
		for _, letter := range marks[:marked(word, &marks)] {
			classes = append(classes, m.classes[letter])
		}
		want := make([]int, len(m.tags))
		for i := range classes {
			for j := i + 1; j <= min(len(classes), i+maxOrder); j++ {
				for _, w := range weights(classes[i:j]) {
					want[w.language] += int(w.weight)
				}
			}
		}
		if m.score(classes, memo); !slices.Equal(memo.scores, want) {
			t.Fatalf("%q: got %v, want %v", string(word), memo.scores, want)
		}
	})
}
