// Package pii masks personal data of fixed form: each find is replaced by a mask that names its kind, such as <EMAIL>.
//
// The rule that matters: masking is idempotent, and what stands outside the masks stays as it was, byte for byte.
//
// Kinds are looked for in the order secret, email, iban, ip, then card and phone together; what one kind has masked the
// next does not see. That is done until nothing more is found, almost always after the first time. The forms, and what is
// left alone on purpose, stand beside each kind. Only what a form can show is found: names, street addresses, and numbers
// written like any other number are not.
package pii

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Kinds are the kinds of personal data that can be masked, in the order of the counts that Mask returns.
var Kinds = []string{"card", "email", "iban", "ip", "phone", "secret"}

// The places of the kinds in Kinds.
const (
	card = iota
	email
	iban
	ip
	phone
	secret
	kindCount
)

var masks = [kindCount]string{"<CARD>", "<EMAIL>", "<IBAN>", "<IP>", "<PHONE>", "<SECRET>"}

// Masker masks the kinds it was made for. It may be used from many goroutines at once.
type Masker struct{ asked [kindCount]bool }

// span is a find: text[start:end] is of a kind.
type span struct{ start, end, kind int }

// New returns a masker of kinds, in any order, or an error that names the first unknown kind and lists the known ones.
func New(kinds []string) (*Masker, error) {
	m := new(Masker)
	for _, kind := range kinds {
		i := slices.Index(Kinds, kind)
		if i < 0 {
			return nil, fmt.Errorf("%q: want one of %s", kind, strings.Join(Kinds, ", "))
		}
		m.asked[i] = true
	}
	return m, nil
}

// Mask returns text with each find replaced by its mask, and how many there were of each kind, in the order of Kinds, 0
// for a kind that was not asked for. Masks that stand in text already are text, and are not counted.
func (m *Masker) Mask(text string) (string, []int64) {
	counts := make([]int64, kindCount)
	for {
		masked := m.once(text, counts)
		if masked == text {
			return text, counts
		}
		text = masked // a mask may show that what stands beside it is a find: mostly it does not
	}
}

// once masks what it finds of each kind in turn.
func (m *Masker) once(text string, counts []int64) string {
	for _, kind := range [...]int{secret, email, iban, ip} {
		if m.asked[kind] {
			text = replace(text, finders[kind](text), counts)
		}
	}
	if m.asked[card] || m.asked[phone] {
		text = replace(text, m.numbers(text), counts)
	}
	return text
}

// finders return the finds of one kind, in order and without overlap.
var finders = [kindCount]func(text string) []span{email: emails, iban: ibans, ip: addresses, secret: secrets}

// replace puts the masks of spans into text and counts them.
func replace(text string, spans []span, counts []int64) string {
	if len(spans) == 0 {
		return text
	}
	var b strings.Builder
	b.Grow(len(text) + 8*len(spans)) // a mask has at most eight bytes
	at := 0
	for _, s := range spans {
		b.WriteString(text[at:s.start])
		b.WriteString(masks[s.kind])
		counts[s.kind]++
		at = s.end
	}
	b.WriteString(text[at:])
	return b.String()
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

func isAlnum(c byte) bool { return isDigit(c) || isLetter(c) }

func isHex(c byte) bool { return isDigit(c) || 'a' <= c|0x20 && c|0x20 <= 'f' }

// byteAt returns the byte of text at i, or 0 before its start and after its end.
func byteAt(text string, i int) byte {
	if i < 0 || i >= len(text) {
		return 0
	}
	return text[i]
}

// isWord reports whether r is a letter, a digit or a mark on one.
func isWord(r rune) bool {
	if r < utf8.RuneSelf {
		return isAlnum(byte(r))
	}
	return unicode.In(r, unicode.L, unicode.M, unicode.Nd)
}

// wordBefore reports whether a letter, a digit or an underscore ends text[:i].
func wordBefore(text string, i int) bool {
	r, _ := utf8.DecodeLastRuneInString(text[:i])
	return r == '_' || isWord(r)
}

// wordAfter reports whether a letter, a digit or an underscore begins text[i:].
func wordAfter(text string, i int) bool {
	r, _ := utf8.DecodeRuneInString(text[i:])
	return r == '_' || isWord(r)
}

// blank returns the length of the space or no-break space (U+00A0, U+202F) at i, 0 where there is none.
func blank(text string, i int) int {
	switch {
	case byteAt(text, i) == ' ':
		return 1
	case strings.HasPrefix(text[min(i, len(text)):], "\u00A0"):
		return 2
	case strings.HasPrefix(text[min(i, len(text)):], "\u202F"):
		return 3
	}
	return 0
}
