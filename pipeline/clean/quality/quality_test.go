package quality

import (
	"math"
	"slices"
	"strings"
	"testing"

	"corpuspack/schema"
)

// filter returns a filter, or fails the test.
func filter(t testing.TB, c Config) *Filter {
	t.Helper()
	f, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// measure returns the value of a rule on a text, NaN for null.
func measure(t testing.TB, rule, text string) float64 {
	t.Helper()
	v := filter(t, Config{Own: []Bound{{Rule: rule}}}).Apply(text).Values[ruleIndex(rule)]
	if v.Type == schema.Null {
		return math.NaN()
	}
	return v.Float
}

func pointer(f float64) *float64 { return &f }

func TestRulesAreTheMembersOfTheSchema(t *testing.T) {
	members := schema.QualityMembers()
	if len(members) != len(rules) {
		t.Fatalf("got %d members, want %d", len(members), len(rules))
	}
	for i, m := range members {
		want := schema.Field{ID: 401 + i, Name: rules[i].name, Type: schema.Double, Nullable: true, Doc: m.Doc}
		if m.ID != want.ID || m.Name != want.Name || m.Type != want.Type || !m.Nullable || m.Doc == "" || m.Members != nil {
			t.Errorf("got member %+v, want %+v", m, want)
		}
	}
}

func TestProfilesHaveRulesInTableOrder(t *testing.T) {
	used := make([]bool, len(rules))
	for _, p := range profiles {
		last := -1
		for _, b := range p.bounds {
			i := ruleIndex(b.rule)
			if i <= last {
				t.Errorf("%s: rule %s is unknown or out of order", p.name, b.rule)
				continue
			}
			last, used[i] = i, true
		}
	}
	if i := slices.Index(used, false); i >= 0 {
		t.Errorf("no profile has rule %s", rules[i].name)
	}
}

func TestNewNamesWhatItDoesNotKnow(t *testing.T) {
	for _, c := range []struct {
		config Config
		want   string
	}{
		{Config{Measure: []string{"gofer"}}, `no profile "gofer": want one of gopher, gopher@datatrove, `},
		{Config{Remove: []string{""}}, `no profile "": want one of gopher, `},
		{Config{Own: []Bound{{Rule: "word"}}}, `no rule "word": want one of words, words_datatrove, `},
		{Config{Own: []Bound{{Rule: "words", Min: pointer(2), Max: pointer(1)}}}, "rule words: at least 2 and at most 1"},
		{Config{Own: []Bound{{Rule: "words", Max: pointer(math.NaN())}}}, "rule words: "},
	} {
		if _, err := New(c.config); err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("got %v, want %s…", err, c.want)
		}
	}
}

func TestBoundsAreInclusive(t *testing.T) {
	for _, c := range []struct {
		bound Bound
		want  *Failure
	}{
		{Bound{Rule: "words", Min: pointer(3)}, nil},
		{Bound{Rule: "words", Max: pointer(3)}, nil},
		{Bound{Rule: "words", Min: pointer(4), Max: pointer(9)}, &Failure{"own", "words", 3, 4}},
		{Bound{Rule: "words", Min: pointer(1), Max: pointer(2)}, &Failure{"own", "words", 3, 2}},
		{Bound{Rule: "top_4_gram_characters", Min: pointer(1)}, nil}, // null removes nothing
	} {
		got := filter(t, Config{Own: []Bound{c.bound}}).Apply("one two three").Failed
		if (got == nil) != (c.want == nil) || got != nil && *got != *c.want {
			t.Errorf("%s: got %+v, want %+v", c.bound.Rule, got, c.want)
		}
	}
}

func TestTheFirstRuleOfTheTableRemoves(t *testing.T) {
	c := Config{Remove: []string{"fineweb", "gopher"}, Own: []Bound{{Rule: "words", Min: pointer(9)}}}
	got := filter(t, c).Apply("one two three").Failed
	if want := (Failure{"gopher", "words", 3, 50}); got == nil || *got != want {
		t.Fatalf("got %+v, want %+v", got, want)
	}
	if got.Reason() != "gopher.words" {
		t.Errorf("got reason %s, want gopher.words", got.Reason())
	}
}

func TestMeasureRemovesNothing(t *testing.T) {
	text := "short {\n\nlorem ipsum"
	r := filter(t, Config{Measure: Profiles()}).Apply(text)
	if r.Text != text || r.Failed != nil {
		t.Errorf("got %q and %+v, want the text as it was", r.Text, r.Failed)
	}
	for i, v := range r.Values {
		grams := strings.Contains(rules[i].name, "gram_characters")
		if (v.Type == schema.Null) != (grams && math.IsNaN(measure(t, rules[i].name, text))) {
			t.Errorf("%s: got %v", rules[i].name, v)
		}
	}
}

func TestOnlyWhatIsAskedForIsMeasured(t *testing.T) {
	r := filter(t, Config{Measure: []string{"c4-paragraph"}}).Apply("text")
	for i, v := range r.Values {
		if (v.Type == schema.Double) != (rules[i].name == "third_longest_line") {
			t.Errorf("%s: got %v", rules[i].name, v)
		}
	}
	if r := filter(t, Config{}).Apply("text"); r.Text != "text" || r.Values != nil || r.Failed != nil {
		t.Errorf("no rules: got %+v", r)
	}
}

func TestProfilesReturnsACopy(t *testing.T) {
	Profiles()[0] = "x"
	schema.QualityMembers()[0].Name = "x"
	if Profiles()[0] != "gopher" || schema.QualityMembers()[0].Name != "words" {
		t.Error("the caller can change the tables")
	}
}
