package language

import "unicode/utf8"

const (
	sampleParts = 6
	samplePart  = 256 // bytes
)

// sample returns all of a short text, and of a long one sampleParts parts of samplePart bytes, from its start to its end
// at equal distances. A part begins and ends between characters, and where there is white space nearby, between words.
func sample(text string) []string {
	if len(text) <= sampleParts*samplePart {
		return []string{text}
	}
	parts := make([]string, sampleParts)
	for i := range parts {
		start := (len(text) - samplePart) / (sampleParts - 1) * i
		parts[i] = trim(text[start : start+samplePart])
	}
	return parts
}

// trim cuts part at the first and the last space within an eighth of its length from its ends, or between characters.
func trim(part string) string {
	start, end := 0, len(part)
	for start < len(part)/8 && part[start] > ' ' {
		start++
	}
	for end > len(part)*7/8 && part[end-1] > ' ' {
		end--
	}
	for start < end && !utf8.RuneStart(part[start]) {
		start++
	}
	for end < len(part) && !utf8.RuneStart(part[end]) {
		end--
	}
	return part[start:end]
}
