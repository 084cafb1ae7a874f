// Package quality measures the quality rules of Gopher, C4 and FineWeb on a text, as their papers define them and as the
// tools that people use compute them, and says which rule removes it.
//
// The rule that matters: a rule is one formula, and a formula has one name. Where tools differ under one name there are
// two rules, so a measured value never changes its meaning. QUALITY.md beside this file is the specification; the table
// of rules.go is what it is made from.
package quality

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"corpuspack/schema"
)

// Bound is what a recipe asks of a rule itself: the least and the greatest value that stays, each nil where there is none.
type Bound struct {
	Rule     string
	Min, Max *float64
}

// Config is the part of a recipe that says which rules are measured and which remove.
type Config struct {
	Measure []string // profiles whose rules are measured and remove nothing
	Remove  []string // profiles whose rules are measured and remove; some of them drop lines too
	Own     []Bound  // bounds of the recipe, which remove
}

// Filter measures texts. It may be used from many goroutines at once.
type Filter struct {
	edits  []func(string) string
	rules  []int // indices of the rules to measure, in table order
	checks []check
}

// check is a bound that removes: of a profile or, under the name "own", of the recipe.
type check struct {
	profile string
	rule    int
	limits
}

// Result is what Apply finds.
type Result struct {
	Text   string     // the text without the lines that c4 and c4@dolma drop where they remove; it may be empty
	Values schema.Row // a value for each of schema.QualityMembers, of Text, null where it is not measured; nil without rules
	Failed *Failure   // nil where the text stays
}

// Failure is the rule that removes a text: the first in table order.
type Failure struct {
	Profile, Rule string // the profile is "own" for a bound of the recipe
	Value, Bound  float64
}

// Reason returns the reason as it stands in the table of removed documents, such as "gopher.words".
func (f *Failure) Reason() string { return f.Profile + "." + f.Rule }

// own is the profile of the bounds of a recipe.
const own = "own"

// Profiles returns the names of all profiles, in the order of QUALITY.md.
func Profiles() []string {
	names := make([]string, len(profiles))
	for i, p := range profiles {
		names[i] = p.name
	}
	return names
}

// Rules returns the names of all rules, in the order of schema.QualityMembers.
func Rules() []string {
	names := make([]string, len(rules))
	for i, r := range rules {
		names[i] = r.name
	}
	return names
}

// New returns a filter for c, or an error that names an unknown profile or rule and lists the known ones.
func New(c Config) (*Filter, error) {
	f := new(Filter)
	for _, name := range slices.Concat(c.Measure, c.Remove) {
		i := slices.Index(Profiles(), name)
		if i < 0 {
			return nil, fmt.Errorf("no profile %q: want one of %s", name, strings.Join(Profiles(), ", "))
		}
		for _, b := range profiles[i].bounds {
			f.rules = append(f.rules, ruleIndex(b.rule))
		}
	}
	for _, p := range profiles {
		if slices.Contains(c.Remove, p.name) {
			f.remove(p)
		}
	}
	for _, b := range c.Own {
		if err := f.own(b); err != nil {
			return nil, err
		}
	}
	slices.Sort(f.rules)
	f.rules = slices.Compact(f.rules)
	slices.SortStableFunc(f.checks, func(a, b check) int { return a.rule - b.rule })
	return f, nil
}

// remove adds the bounds of a profile that removes.
func (f *Filter) remove(p profile) {
	if p.edit != nil {
		f.edits = append(f.edits, p.edit)
	}
	for _, b := range p.bounds {
		f.checks = append(f.checks, check{p.name, ruleIndex(b.rule), b.limits})
	}
}

// own adds a bound of the recipe.
func (f *Filter) own(b Bound) error {
	i := ruleIndex(b.Rule)
	if i < 0 {
		return fmt.Errorf("no rule %q: want one of %s", b.Rule, strings.Join(Rules(), ", "))
	}
	l := limits{math.Inf(-1), math.Inf(1)}
	if b.Min != nil {
		l.min = *b.Min
	}
	if b.Max != nil {
		l.max = *b.Max
	}
	if !(l.min <= l.max) {
		return fmt.Errorf("rule %s: at least %v and at most %v: no text stays", b.Rule, l.min, l.max)
	}
	f.rules = append(f.rules, i)
	f.checks = append(f.checks, check{own, i, l})
	return nil
}

// Apply measures text, which is clean, after the profiles that drop lines have dropped them. The text of the result stays
// as it is when it is given again.
func (f *Filter) Apply(text string) Result {
	for _, edit := range f.edits {
		text = edit(text)
	}
	r := Result{Text: text}
	if len(f.rules) == 0 {
		return r
	}
	r.Values = make(schema.Row, len(rules))
	facts := facts{text: text}
	defer facts.free()
	for _, i := range f.rules {
		if v := rules[i].value(&facts); !math.IsNaN(v) {
			r.Values[i] = schema.DoubleValue(v)
		}
	}
	r.Failed = f.failed(r.Values)
	return r
}

// failed returns the first rule that removes, or nil. What is null removes nothing.
func (f *Filter) failed(values schema.Row) *Failure {
	for _, c := range f.checks {
		v := values[c.rule]
		if v.Type == schema.Null || c.min <= v.Float && v.Float <= c.max {
			continue
		}
		bound := c.max
		if v.Float < c.min {
			bound = c.min
		}
		return &Failure{c.profile, rules[c.rule].name, v.Float, bound}
	}
	return nil
}
