// Package repair undoes mojibake: text in UTF-8 that was read in an 8-bit encoding, and then written in UTF-8 once more.
//
// The rule that matters: text that is right stays as it is. A run of characters is undone only where four things hold.
//
//   - Its bytes in one of the encodings of the list in codecs.go are valid UTF-8.
//   - It looks wrong as it stands: see suspicion.go.
//   - What it becomes, perhaps after being undone several times, holds nothing that looks wrong, next to what stands
//     around it.
//   - What it becomes are assigned characters, and no controls.
//
// In a line of which a run was undone, other runs that the same encoding makes of UTF-8 are undone too, unless they are
// what words are made of, or end in. And a C1 control character that stands alone becomes the character that windows-1252 has for its
// byte, but U+0085, which is a line end, and the five that it does not have.
//
// Left alone on purpose: what lost characters on its way (those that became a question mark, U+FFFD or a space), code page
// 437, in which mojibake is made of box drawing, HTML entities, curly quotes, ligatures, width, and terminal escapes.
package repair

import (
	"strings"
	"unicode/utf8"
)

// maxRounds bounds the times that a text is gone through. Mojibake of mojibake shrinks by half each time.
const maxRounds = 16

// Text returns s without mojibake, and how many runs were undone. It is idempotent. A text that is not done after 16 rounds,
// which no accident makes, comes back as it is.
func Text(s string) (string, int) {
	if !hasCandidate(s) {
		return s, 0
	}
	var b strings.Builder
	total := 0
	for l := range strings.Lines(s) {
		repaired, n := fixpoint(l)
		b.WriteString(repaired)
		total += n
	}
	if total == 0 {
		return s, 0
	}
	return b.String(), total
}

// fixpoint repairs a line until nothing changes.
func fixpoint(s string) (string, int) {
	if !hasCandidate(s) {
		return s, 0
	}
	text, total := []rune(s), 0
	for range maxRounds {
		next, n := round(text)
		if n == 0 {
			if total == 0 {
				return s, 0
			}
			return string(text), total
		}
		text, total = next, total+n
	}
	return s, 0
}

// hasCandidate reports whether s has a sequence that may be mojibake, or a C1 control character.
func hasCandidate(s string) bool {
	before := rune(0)
	for _, r := range s {
		if r >= utf8.RuneSelf && (isC1(r) || role(before).lead&role(r).tail != 0) {
			return true
		}
		before = r
	}
	return false
}

// line is a line that is repaired.
type line struct {
	text  []rune
	found uint8            // the codecs, as bits, that are sure to have been at work in it
	tried [len(codecs)]int // the end of the run that was tried last
}

// round undoes one layer.
func round(text []rune) ([]rune, int) {
	sure := line{text: text}
	found := uint8(0)
	for i := 0; i < len(text); i++ {
		if _, size, codec := sure.undo(i); size > 0 && codec >= 0 {
			found |= 1 << codec
			i += size - 1
		}
	}
	l := line{text: text, found: found}
	out := make([]rune, 0, len(text))
	n := 0
	for i := 0; i < len(text); {
		repaired, size, _ := l.undo(i)
		if size == 0 {
			out = append(out, text[i])
			i++
			continue
		}
		out = append(out, repaired...)
		i += size
		n++
	}
	return out, n
}

// undo returns what the run at i becomes, its length and its codec, -1 for a lone C1 control character; length 0 where it
// stays.
func (l *line) undo(i int) (repaired []rune, size, codec int) {
	if r, ok := fromC1(l.text, i); ok {
		return []rune{r}, 1, -1
	}
	if i+1 == len(l.text) {
		return nil, 0, 0
	}
	both := role(l.text[i]).lead & role(l.text[i+1]).tail
	for c := range codecs {
		if both>>c&1 == 0 {
			continue
		}
		if i < l.tried[c] { // a part of a run makes no sense, and trying them all takes long
			continue
		}
		decoded, n := decode(l.text[i:], c)
		l.tried[c] = i + n
		if n > 0 && (certain(l.text, i, n, decoded) || l.found>>c&1 == 1 && likely(l.text, i, n, decoded)) {
			return decoded, n, c
		}
	}
	return nil, 0, 0
}

// certain reports whether the n characters at i are mojibake of what they decode to.
func certain(text []rune, i, n int, decoded []rune) bool {
	before, after := around(text, i, n)
	if suspicion(join(before, text[i:i+n], after)) < 2 {
		return false
	}
	for range maxRounds {
		if good(decoded) && suspicion(join(before, decoded, after)) == 0 {
			return true
		}
		next := deeper(decoded)
		if next == nil {
			return false
		}
		decoded = next
	}
	return false
}

// deeper returns what mojibake becomes that is itself made of mojibake, nil where it is none.
func deeper(text []rune) []rune {
	var out []rune
	changed := false
	for i := 0; i < len(text); {
		size := 0
		for c := range codecs {
			if decoded, n := decode(text[i:], c); n > size {
				out, size, changed = append(out, decoded...), n, true
				break
			}
		}
		if size == 0 {
			out, size = append(out, text[i]), 1
		}
		i += size
	}
	if !changed {
		return nil
	}
	return out
}

// likely reports whether the n characters at i, in a line with sure mojibake of their codec, are mojibake of what they decode
// to: that fits, and they are no letters of one script, and no letter and what may stand behind it.
func likely(text []rune, i, n int, decoded []rune) bool {
	before, after := around(text, i, n)
	x, y := text[i], text[i+1]
	if n == 2 && x != 'Ã' && x != 'Â' &&
		(isLetter(y) && letters(x, y) == 0 || !isLetter(y) && !isLetter(after) && symbol(y, after) == 0) {
		return false
	}
	return good(decoded) && suspicion(join(before, decoded, after)) == 0
}

// around returns the character before and the one behind the n characters at i; a space at the ends of the text.
func around(text []rune, i, n int) (before, after rune) {
	before, after = ' ', ' '
	if i > 0 {
		before = text[i-1]
	}
	if i+n < len(text) {
		after = text[i+n]
	}
	return before, after
}

func join(before rune, text []rune, after rune) []rune {
	return append(append([]rune{before}, text...), after)
}
