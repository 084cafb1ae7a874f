package quality

import (
	"fmt"
	"math"
	"os"
	"strings"
	"testing"

	"corpuspack/schema"
)

// TestSpecificationIsTheTable compares the rows of QUALITY.md with the tables of the code, both ways: a row for each
// profile, then one for each rule.
func TestSpecificationIsTheTable(t *testing.T) {
	page, err := os.ReadFile("QUALITY.md")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for line := range strings.Lines(string(page)) {
		if strings.HasPrefix(line, "| `") {
			got = append(got, strings.TrimSpace(line))
		}
	}
	want := specification()
	for i := range max(len(got), len(want)) {
		switch {
		case i >= len(got):
			t.Errorf("QUALITY.md ends before the row\n%s", want[i])
		case i >= len(want):
			t.Errorf("QUALITY.md has a row for nothing:\n%s", got[i])
		case got[i] != want[i]:
			t.Fatalf("QUALITY.md: got the row\n%s\nwant\n%s\nall rows:\n%s", got[i], want[i], strings.Join(want, "\n"))
		}
	}
}

// specification returns the rows that QUALITY.md must have.
func specification() (rows []string) {
	for _, p := range profiles {
		rows = append(rows, fmt.Sprintf("| `%s` | %s | %s |", p.name, p.note, p.source))
	}
	for i, m := range schema.QualityMembers() {
		rows = append(rows, fmt.Sprintf("| `%s` | %s | %s | %s |", m.Name, rules[i].unit, m.Doc, strings.Join(uses(m.Name), "; ")))
	}
	return rows
}

// uses returns the profiles that have a rule, with their bounds.
func uses(rule string) (list []string) {
	for _, p := range profiles {
		for _, b := range p.bounds {
			if b.rule == rule {
				list = append(list, strings.TrimSpace("`"+p.name+"` "+b.String()))
			}
		}
	}
	return list
}

func (l limits) String() string {
	low, high := !math.IsInf(l.min, 0), !math.IsInf(l.max, 0)
	switch {
	case low && high:
		return fmt.Sprintf("%.0f to %.0f", l.min, l.max)
	case low:
		return fmt.Sprint("at least ", l.min)
	case high:
		return fmt.Sprint("at most ", l.max)
	}
	return "no bound"
}

// TestExampleOfSpecification computes the values of the table of examples in QUALITY.md.
func TestExampleOfSpecification(t *testing.T) {
	page, err := os.ReadFile("QUALITY.md")
	if err != nil {
		t.Fatal(err)
	}
	examples := 0
	for line := range strings.Lines(string(page)) {
		cells := strings.Split(strings.TrimSpace(line), " | ")
		rule := strings.TrimPrefix(cells[0], "| ")
		if len(cells) != 3 || ruleIndex(rule) < 0 {
			continue
		}
		examples++
		text := strings.ReplaceAll(strings.Trim(cells[1], "`"), `\n`, "\n")
		if got := fmt.Sprintf("%.4g |", measure(t, rule, text)); got != cells[2] {
			t.Errorf("%s of %q: got %s, want %s", rule, text, got, cells[2])
		}
	}
	if examples < 8 {
		t.Errorf("got %d examples, want at least 8", examples)
	}
}
