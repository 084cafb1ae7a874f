package pipeline

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"corpuspack/schema/canonical"
)

// Places after the point of a share and of a threshold. Both are kept as integers, so that nothing is rounded.
const (
	sharePlaces     = 6
	thresholdPlaces = 4
)

// units are the units of a size, the largest first.
var units = []struct {
	name  string
	bytes int64
}{{"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10}, {"B", 1}}

// size is a number of bytes from 1 to most: an integer and its unit.
func size(to *int64, most int64) scalar {
	words := fmt.Sprintf("integer with B, KiB, MiB or GiB, at most %s", formatSize(most))
	s := text(new(string), words, func(s string) string {
		n, ok := parseSize(s)
		if !ok || n > most {
			return "want " + words + " (as 32MiB)"
		}
		*to = n
		return ""
	})
	s.kinds += " !!int" // a number without a unit: the message of parse is the better one
	s.yaml = func() string { return formatSize(*to) }
	return s
}

func parseSize(s string) (int64, bool) {
	for _, u := range units {
		digits, ok := strings.CutSuffix(s, u.name)
		if !ok {
			continue
		}
		n, err := strconv.ParseInt(digits, 10, 64)
		ok = err == nil && n > 0 && n <= 1<<62/u.bytes && strconv.FormatInt(n, 10) == digits
		return n * u.bytes, ok
	}
	return 0, false
}

// formatSize writes n in the largest unit that divides it.
func formatSize(n int64) string {
	for _, u := range units {
		if n%u.bytes == 0 && n > 0 {
			return strconv.FormatInt(n/u.bytes, 10) + u.name
		}
	}
	return strconv.FormatInt(n, 10) + "B"
}

// decimal is a number from 0 to 1 with so many places at most, read as an integer of the last place, at least least.
func decimal(to *int64, places int, least int64) scalar {
	words := fmt.Sprintf("number from 0 to 1 with at most %d decimals", places)
	if least > 0 {
		words = fmt.Sprintf("number above 0, up to 1, with at most %d decimals", places)
	}
	parse := func(s string) string {
		n, ok := parseDecimal(s, places)
		if !ok || n < least {
			return "want " + words + " (as 0.8)"
		}
		*to = n
		return ""
	}
	return scalar{kinds: "!!int !!float", words: words, parse: parse, yaml: func() string { return formatDecimal(*to, places) }}
}

// parseDecimal reads 0, 1 or a fraction of 1, as an integer of the last place.
func parseDecimal(s string, places int) (int64, bool) {
	whole, fraction, point := strings.Cut(s, ".")
	digits := strings.Trim(fraction, "0123456789") == ""
	if whole != "0" && whole != "1" || !digits || point && fraction == "" || len(fraction) > places {
		return 0, false
	}
	n, err := strconv.ParseInt(whole+fraction+strings.Repeat("0", places-len(fraction)), 10, 64)
	return n, err == nil && n <= power10(places)
}

// formatDecimal writes n of the last place without trailing zeros.
func formatDecimal(n int64, places int) string {
	s := fmt.Sprintf("%d.%0*d", n/power10(places), places, n%power10(places))
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

func power10(n int) int64 {
	p := int64(1)
	for range n {
		p *= 10
	}
	return p
}

// number is a finite number or null, written as in canonical JSON.
func number(to **float64) scalar {
	parse := func(s string) string {
		*to = nil
		if s == "" {
			return ""
		}
		f, err := strconv.ParseFloat(s, 64)
		if err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
			return "want a number, or null"
		}
		f += 0 // no -0
		*to = &f
		return ""
	}
	yaml := func() string {
		if *to == nil {
			return "null"
		}
		return string(canonical.AppendFloat(nil, **to))
	}
	return scalar{kinds: "!!int !!float !!null", words: "number, or null", parse: parse, yaml: yaml}
}
