package mbox

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"golang.org/x/text/encoding/htmlindex"
	"pgregory.net/rapid"

	"corpuspack/pipeline/archive/piece"
	"corpuspack/schema/canonical"
)

// read returns the messages as "number start-end data", the faults as "number start-end error".
func read(t testing.TB, in string, limit int64) (list []string) {
	t.Helper()
	err := Read(iotest.OneByteReader(strings.NewReader(in)), limit, func(p piece.Piece) error {
		s := fmt.Sprintf("%d %d-%d ", p.Number, p.Start, p.End)
		if p.Err != nil {
			s += p.Err.Error()
		} else {
			s += string(p.Data)
		}
		list = append(list, s)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

const from = "From a@x.org Sat Nov 23 10:30:22 2002\n" // 38 bytes

func TestAMailboxIsCutAtItsSeparators(t *testing.T) {
	for in, want := range map[string][]string{
		"":                               nil,
		"\n \n":                          nil,
		from:                             {"1 0-38 "},
		from + "A: b\n\nx\n\n":           {"1 0-47 A: b\n\nx\n\n"},
		"\n" + from + "x\n" + from + "y": {"1 1-41 x\n", "2 41-80 y"},
		from + "From here on\n>From x\n>>From y\n> From\n>Fromage\n": {"1 0-84 From here on\nFrom x\n>From y\n> From\n>Fromage\n"},
		"A: b\n\nx\n" + from + "y\n":                                 {`0 0-8 no "From " line before the first message`, "1 8-48 y\n"},
		from + strings.Repeat("x", 100) + "\n" + from + "y\n":        {"1 0-139 a message of more than 100 bytes", "2 139-179 y\n"},
		strings.ReplaceAll(from+"x\n"+from+"y\n", "\n", "\r\n"):      {"1 0-42 x\r\n", "2 42-84 y\r\n"},
	} {
		if got := read(t, in, 100); !slices.Equal(got, want) {
			t.Errorf("%q:\ngot  %q\nwant %q", in, got, want)
		}
	}
}

func TestALineThatIsLongerThanTheBufferIsOneLine(t *testing.T) {
	long := strings.Repeat("x", 64<<10) + ">From x\n" + strings.Repeat("x", 64<<10) + from
	for i := range 9 { // the buffer ends at another byte
		in := from + strings.Repeat("x", i) + long
		err := Read(strings.NewReader(in), 1<<20, func(p piece.Piece) error {
			if string(p.Data) != in[len(from):] {
				t.Errorf("%d: got another message, of %d bytes", i, len(p.Data))
			}
			return p.Err
		})
		if err != nil {
			t.Error(err)
		}
	}
}

func TestASeparatorHasATime(t *testing.T) {
	for line, want := range map[string]bool{
		"From jhi at iki.fi  Sat Nov  3 10:30:22 2002": true,
		"From - Sat Nov 23 10:30 2002":                 true,
		"From MAILER-DAEMON Fri Jul  8 12:08:34 2011":  true,
		"From x@y Mon Sep 17 00:00:00 EST 2001":        true,
		"From x@y Mon Sep 17 00:00:00 2001 +0200":      true,
		"From x Thu, 29 Apr 2010 17:01:58 +0200":       true,
		"From Monday on we meet at 10:30":              false,
		"From the paper of Sat Nov 23":                 false,
		"From a@x.org":                                 false,
		" From a@x.org Sat Nov 23 10:30:22 2002":       false,
		">From a@x.org Sat Nov 23 10:30:22 2002":       false,
	} {
		if got := separator.MatchString(line + "\n"); got != want {
			t.Errorf("%q: got %v, want %v", line, got, want)
		}
	}
}

func TestAnyMessagesComeBack(t *testing.T) {
	line := rapid.OneOf(rapid.StringMatching(`[a-z >]{0,10}`), rapid.Just("From x"), rapid.Just(">>From x"), rapid.Just(from[:37]))
	rapid.Check(t, func(rt *rapid.T) {
		var in string
		var want, got []string
		for range rapid.IntRange(1, 4).Draw(rt, "messages") {
			in += from
			message := ""
			for _, l := range rapid.SliceOf(line).Draw(rt, "lines") {
				message += l + "\n"
				if strings.HasPrefix(strings.TrimLeft(l, ">"), "From ") { // mboxrd
					l = ">" + l
				}
				in += l + "\n"
			}
			want = append(want, message)
		}
		err := Read(strings.NewReader(in), 1<<20, func(p piece.Piece) error { got = append(got, string(p.Data)); return p.Err })
		if err != nil || !slices.Equal(got, want) {
			rt.Fatalf("got %q, %v, want %q", got, err, want)
		}
	})
}

type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = "From x\n>"[i%8]
	}
	return len(p), nil
}

func TestMemoryIsBoundedByTheLimit(t *testing.T) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if err := Read(io.LimitReader(endless{}, 1<<24), 1<<10, func(piece.Piece) error { return nil }); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	if got := after.TotalAlloc - before.TotalAlloc; got > 1<<20 {
		t.Errorf("got %d bytes", got)
	}
}

func TestTheErrorOfTheReaderIsNoFault(t *testing.T) {
	broken, stop := errors.New("disk"), errors.New("stop")
	for _, in := range []string{"", "F", from, from + "x\n"} {
		err := Read(io.MultiReader(strings.NewReader(in), iotest.ErrReader(broken)), 100, func(p piece.Piece) error { t.Error(p); return nil })
		if err != broken {
			t.Errorf("%q: got %v, want %v", in, err, broken)
		}
	}
	for _, in := range []string{"x", from, from + from} {
		if err := Read(strings.NewReader(in), 100, func(piece.Piece) error { return stop }); err != stop {
			t.Errorf("%q: got %v, want %v", in, err, stop)
		}
	}
}

// decode is for tests: without a charset it takes Latin-1 for what is no UTF-8.
func decode(b []byte, charset string) (string, error) {
	if charset == "" && utf8.Valid(b) {
		return string(b), nil
	}
	e, err := htmlindex.Get(charset)
	if charset == "" {
		e, err = htmlindex.Get("latin1")
	}
	if err != nil {
		return "", err
	}
	s, err := e.NewDecoder().Bytes(b)
	return string(s), err
}

// mail is a Mail with its rest as JSON.
type message struct {
	ID, Subject, Author, Date, Language, Text string
	HTML                                      bool
	Rest                                      string
}

func parse(t testing.TB, in string) (message, error) {
	t.Helper()
	m, err := Parse([]byte(in), decode)
	rest := string(canonical.AppendObject(nil, m.Rest))
	if _, err := canonical.Format([]byte(rest)); err != nil {
		t.Errorf("got rest %s: %v", rest, err)
	}
	return message{m.ID, m.Subject, m.Author, m.Date, m.Language, m.Text, m.HTML, rest}, err
}

func TestAMessageHasHeadersAndText(t *testing.T) {
	multi := func(kind string, parts ...string) string {
		s := "Content-Type: multipart/" + kind + "; boundary=\"b" + kind + "\"\n\npreamble\n"
		for _, p := range parts {
			s += "--b" + kind + "\n" + p + "\n"
		}
		return s + "--b" + kind + "--\nepilogue\n"
	}
	const text, htm = "Content-Type: text/plain\n\n", "Content-Type: text/html; charset=utf-8\n\n"
	for in, want := range map[string]message{
		"Subject: s\n\nx\n> y\n-- \nz\n": {Subject: "s", Text: "x\n> y\n-- \nz\n", Rest: "{}"},
		from + "Message-ID: <1@x>\nFrom: =?utf-8?Q?J=C3=B6?= B <a@x>, c@x\nSubject: =?iso-8859-1?B?6Q==?= a\n =?windows-1251?Q?=E4?=\nDate: D\n" +
			"List-Id: l\nTo: t@x\nTo: u@x\nReceived: r\nContent-Language: de\n\nx": {ID: "1@x", Subject: "é a д", Author: "Jö B; c@x", Date: "D", Language: "de",
			Text: "x", Rest: `{"from":"Jö B <a@x>, c@x","list-id":"l","to":"t@x, u@x"}`},
		"From: jhi at iki.fi (Jarkko H)\nSubject: \xe9\n\n\xe9":                                               {Subject: "é", Author: "Jarkko H", Text: "é", Rest: `{"from":"jhi at iki.fi (Jarkko H)"}`},
		"Content-Type: text/plain; charset=koi8-r\nContent-Transfer-Encoding: Quoted-Printable\n\n=C4=\nx=3D": {Text: "дx=", Rest: "{}"},
		"Content-Type: text/html\nContent-Transfer-Encoding: base64\n\nPHA+\r\neDwv\ncD4=\n":                  {Text: "<p>x</p>", HTML: true, Rest: "{}"},
		"Content-Type: broken\n\nx":                       {Text: "x", Rest: "{}"},
		"A: b\r\n\r\nx\r\n":                               {Text: "x\r\n", Rest: "{}"},
		multi("alternative", text+"plain", htm+"<p>rich"): {Text: "plain", Rest: "{}"},
		multi("alternative", text+" ", htm+"<p>rich"):     {Text: "<p>rich", HTML: true, Rest: "{}"},
		multi("alternative", htm+"<p>1", multi("related", htm+"<p>2", "Content-Type: image/png; name=i.png\n\nx")): {Text: "<p>2", HTML: true, Rest: `{"attachments":[{"name":"i.png","type":"image/png"}]}`},
		multi("mixed", multi("alternative", text+"plain", htm+"<p>rich"), text+"footer"):                           {Text: "plain\nfooter", Rest: "{}"},
		multi("mixed", htm+"<p>mail", text+"a<b"):                                                                  {Text: "<p>mail\n<pre>a&lt;b</pre>", HTML: true, Rest: "{}"},
		multi("mixed", text+"x", "Content-Disposition: attachment; filename=\"=?utf-8?Q?=C3=A9?=.txt\"\n\ny", "Content-Type: message/rfc822\n\nSubject: s\n\nz"): {
			Text: "x", Rest: `{"attachments":[{"name":"é.txt","type":"text/plain"},{"name":"","type":"message/rfc822"}]}`},
		"Content-Type: text/plain; format=flowed\n\none \ntwo\n> a \n> b\n>> c \nd \n-- \nsig \nend\n  stuffed\n": {
			Text: "one two\n> a b\n>> c \nd \n-- \nsig end\n stuffed\n", Rest: "{}"},
		"Content-Type: text/plain; format=flowed; delsp=yes\n\n日 \n本\n": {Text: "日本\n", Rest: "{}"},
	} {
		got, err := parse(t, in)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\ngot  %+v, %v\nwant %+v", in, got, err, want)
		}
	}
}

func TestAMessageThatCannotBeReadIsRefused(t *testing.T) {
	nested := "\nx"
	for i := range 20 {
		nested = fmt.Sprintf("Content-Type: multipart/mixed; boundary=b%d\n\n--b%[1]d\n%s\n--b%[1]d--\n", i, nested)
	}
	for in, want := range map[string]string{
		"":                                   "broken header: EOF",
		"no header\n\n":                      "broken header: malformed",
		"Content-Type: multipart/mixed\n\nx": "parts without a boundary",
		"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nx":                                       "unexpected EOF",
		"Content-Transfer-Encoding: base64\n\n%%%":                                                    "base64: unexpected EOF",
		"Content-Transfer-Encoding: x-uuencode\n\n%%%":                                                `transfer encoding "x-uuencode", which is not read`,
		"Content-Type: text/plain; charset=none\n\nx":                                                 "text/plain: htmlindex: invalid encoding name",
		"Content-Type: multipart/mixed; boundary=b\n\n" + strings.Repeat("--b\n\n\n", 1100) + "--b--": "more than 1000 parts",
		nested:                          "nested deeper than 16 levels",
		strings.Repeat("A: b\n", 1<<18): "headers of more than",
	} {
		if _, err := parse(t, in); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.70q: got %v, want %s", in, err, want)
		}
	}
}

func FuzzAMessageIsReadOrRefused(f *testing.F) {
	for _, s := range []string{
		from + "Subject: =?utf-8?Q?=C3=A9?=\nFrom: a <b@c>\n\nx\n" + from + "y",
		from + "Content-Type: multipart/alternative; boundary=b\n\n--b\n\nx\n--b\nContent-Type: text/html\n\ny\n--b--\n",
		from + "Content-Type: text/plain; format=flowed\nContent-Transfer-Encoding: base64\n\neCAKPiB5\n",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		end := int64(0)
		err := Read(bytes.NewReader(in), 1000, func(p piece.Piece) error {
			if p.Start < end || len(bytes.TrimSpace(in[end:p.Start])) > 0 || p.End <= p.Start {
				t.Errorf("%q: got %d to %d behind %d", in, p.Start, p.End, end)
			}
			end = p.End
			m, err := Parse(p.Data, decode)
			if err != nil {
				return nil
			}
			for _, s := range []string{m.ID, m.Subject, m.Author, m.Date, m.Language} {
				if !utf8.ValidString(s) {
					t.Errorf("%q: got header %q", in, s)
				}
			}
			rest := canonical.AppendObject(nil, m.Rest)
			if got, err := canonical.Format(rest); err != nil || !slices.Equal(got, rest) {
				t.Errorf("%q: got rest %s: %v", in, rest, err)
			}
			return nil
		})
		if err != nil || len(bytes.TrimSpace(in[end:])) > 0 {
			t.Errorf("%q: got %v, and nothing of %q", in, err, in[end:])
		}
	})
}
