// Package tokens counts the tokens of a text in the vocabularies of OpenAI's tiktoken, which are in the program.
//
// The rule that matters: the count is that of Python's tiktoken, with special tokens read as text, for every text without
// a run of more than maxRun bytes of letters, of white space or of signs. Such a run is counted in pieces, for the method
// of byte pairs takes the square of its length.
package tokens

import (
	"fmt"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/pkoukk/tiktoken-go"
	loader "github.com/pkoukk/tiktoken-go-loader"
)

// Names are the vocabularies that are known.
var Names = []string{"cl100k_base", "o200k_base"}

// Vocabulary counts tokens. It may be used from many goroutines at once.
type Vocabulary struct{ encoding *tiktoken.Tiktoken }

// offline makes the library take the vocabularies that are in the program, and no network.
var offline = sync.OnceFunc(func() { tiktoken.SetBpeLoader(loader.NewOfflineLoader()) })

// New returns the vocabulary called name. It takes about a second, and 100 MB of memory.
func New(name string) (*Vocabulary, error) {
	offline()
	for _, known := range Names {
		if name == known {
			encoding, err := tiktoken.GetEncoding(name)
			return &Vocabulary{encoding}, err
		}
	}
	return nil, fmt.Errorf("%q is no vocabulary: want %s", name, strings.Join(Names, " or "))
}

// Count returns the number of tokens of a text.
func (v *Vocabulary) Count(text string) (n int64) {
	for text != "" {
		end := cut(text)
		n += int64(len(v.encoding.EncodeOrdinary(text[:end])))
		text = text[end:]
	}
	return n
}

const (
	maxRun  = 2048     // bytes
	maxPart = 64 << 10 // bytes after which a text is cut where no token can be
)

// cut returns the length of the part of text that is counted by itself. It ends before a space between two letters, where
// every token ends too, or in a run that is too long.
func cut(text string) int {
	run, last, before := 0, -1, -1
	for i, r := range text {
		class := classOf(r)
		if i >= maxPart && before == letter && last == space && class == letter && text[i-1] == ' ' {
			return i - 1
		}
		if class != last {
			run = 0
		}
		if run += utf8.RuneLen(r); run > maxRun {
			return i
		}
		if class != last || class != letter {
			before = last
		}
		last = class
	}
	return len(text)
}

const (
	letter = iota
	digit
	space
	sign
)

func classOf(r rune) int {
	switch {
	case unicode.IsLetter(r), unicode.IsMark(r):
		return letter
	case unicode.IsNumber(r):
		return digit
	case unicode.IsSpace(r):
		return space
	}
	return sign
}
