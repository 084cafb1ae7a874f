package jsonl

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
)

func collect(r io.Reader, max int) (all []string, err error) {
	for line, e := range Lines(r, max) {
		if e != nil {
			return all, e
		}
		all = append(all, string(line))
	}
	return all, nil
}

func TestLinesEndWithALineEnd(t *testing.T) {
	cases := []struct {
		in   string
		want []string
		err  string
	}{
		{"", nil, ""},
		{"\n", []string{""}, ""},
		{"a\n\nb\n", []string{"a", "", "b"}, ""},
		{"a\r\n", []string{"a\r"}, ""},
		{"a\nb", []string{"a"}, "line 2: the last line has no line end"},
		{"12345678\n", []string{"12345678"}, ""},
		{"a\n123456789\nb\n", []string{"a"}, "line 2: longer than 8 bytes"},
		{"12345678901234567890", nil, "line 1: longer than 8 bytes"},
	}
	for _, c := range cases {
		for _, r := range []io.Reader{strings.NewReader(c.in), iotest.OneByteReader(strings.NewReader(c.in)), iotest.DataErrReader(strings.NewReader(c.in))} {
			got, err := collect(r, 8)
			if !slices.Equal(got, c.want) {
				t.Errorf("%q: got %q, want %q", c.in, got, c.want)
			}
			if (err == nil) != (c.err == "") || err != nil && err.Error() != c.err {
				t.Errorf("%q: got error %v, want %q", c.in, err, c.err)
			}
		}
	}
}

func TestLinesReportWhatTheReaderReports(t *testing.T) {
	fault := errors.New("the reader crashed")
	for _, in := range []string{"", "a\n", "a\nb", strings.Repeat("a\n", 10000)} {
		r := io.MultiReader(strings.NewReader(in), iotest.ErrReader(fault))
		if got, err := collect(r, 100); !errors.Is(err, fault) || len(got) != strings.Count(in, "\n") {
			t.Errorf("%.9q: got %d lines and %v, want all lines and %v", in, len(got), err, fault)
		}
	}
}

func TestLinesMayBeLong(t *testing.T) {
	long := bytes.Repeat([]byte("x"), 5<<20)
	got, err := collect(bytes.NewReader(append(long, '\n')), len(long))
	if err != nil || len(got) != 1 || got[0] != string(long) {
		t.Errorf("got %d lines and %v, want the one line", len(got), err)
	}
}

func TestLinesStopWhenAsked(t *testing.T) {
	for line, err := range Lines(strings.NewReader("a\nb"), 8) {
		if string(line) != "a" || err != nil {
			t.Errorf("got %q and %v, want a", line, err)
		}
		break
	}
}
