package markdown

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"corpuspack/pipeline/archive/header"
	"corpuspack/schema/canonical"
)

func parse(t testing.TB, page string) (Page, string) {
	t.Helper()
	p, err := Parse(page)
	if err != nil {
		t.Fatalf("%q: %v", page, err)
	}
	metadata := p.Metadata()
	p.Rest = nil
	return p, metadata
}

func TestFrontMatterFillsTheColumns(t *testing.T) {
	for _, c := range []struct {
		front    string
		want     Page
		metadata string
	}{
		{"---\n---\n", Page{}, ``},
		{"---\n# a comment\n---\n", Page{}, ``},
		{"---\r\ntitle: T\r\n... \r\n", Page{Header: header.Header{Title: "T"}}, ``},
		{"---\ntitle: 'T: t'\ndate: 2019-01-02 03:04:05 +0100\nauthor: A\nlicense: MIT\nlang: EN-us\nurl: /u/\n---\n",
			Page{Header: header.Header{Title: "T: t", Published: "2019-01-02T02:04:05Z", Author: "A", License: "MIT", Language: "en-US", URL: "/u/"}}, ``},
		{"+++\ntitle = 'T'\ndate = 2019-01-02T03:04:05.6+01:00\nauthors = ['A', \"B\"]\nlanguage = 'de'\npermalink = ' /u '\n+++\n",
			Page{Header: header.Header{Title: "T", Published: "2019-01-02T02:04:05Z", Author: "A; B", Language: "de", URL: "/u"}}, ``},
		{"---\ntitle: 1.10\ndate: 2019\nauthor: [A, 7]\n---\n", Page{Header: header.Header{Title: "1.10", Published: "2019", Author: "A; 7"}}, ``},
		{"---\ntitle: yes\nauthors:\n- A\n- name: B\n---\n", Page{Header: header.Header{Title: "yes"}}, `{"authors":["A",{"name":"B"}]}`},
		{"---\ntitle: true\n---\n", Page{Header: header.Header{Title: "true"}}, ``},
		{"---\ntitle:\nurl: ~\nauthor: ''\ndate: null\n---\n", Page{}, ``},
		{"---\ntitle: [a]\nurl: {a: b}\ndate: [2019]\n---\n", Page{}, `{"date":["2019"],"title":["a"],"url":{"a":"b"}}`},
		{"---\npermalink: /:year/:title/\n---\n", Page{}, `{"permalink":"/:year/:title/"}`}, // the pattern of a site, no address
		{"---\npermalink: pretty\n---\n", Page{}, `{"permalink":"pretty"}`},
		{"---\nurl:\npermalink: /p\n---\n", Page{Header: header.Header{URL: "/p"}}, ``},
		{"---\npermalink: /p\nurl: /u\nauthor: A\nauthors: [B]\nlang: de\nlanguage: fr\n---\n",
			Page{Header: header.Header{URL: "/u", Author: "A", Language: "fr"}}, `{"authors":["B"],"lang":"de","permalink":"/p"}`},
		{"---\ndate: 03/04/2019\nlang: English\n---\n", Page{}, `{"lang":"English","published":"03/04/2019"}`},
		{"---\ndate: 03/04/2019\npublished: false\n---\n", Page{}, `{"date":"03/04/2019","published":false}`},
		{"---\nslug: s\n---\n", Page{Slug: "s"}, `{"slug":"s"}`},
		{"---\npath: p\n---\n", Page{}, `{"path":"p"}`},
		{"+++\nslug = 's'\n+++\n", Page{Slug: "s"}, `{"slug":"s"}`},
		{"+++\npath = 'p'\nslug = 's'\n+++\n", Page{Slug: "p", Root: true}, `{"path":"p","slug":"s"}`},
	} {
		got, metadata := parse(t, c.front+"body")
		c.want.Body = "body"
		if !reflect.DeepEqual(got, c.want) || metadata != c.metadata {
			t.Errorf("%s: got %+v\nmetadata %s\nwant %+v\nmetadata %s", c.front, got, metadata, c.want, c.metadata)
		}
	}
}

func TestValuesKeepTheirCharacters(t *testing.T) {
	for front, want := range map[string]string{
		"---\na: 1.10\n---\n":                                                                  `{"a":"1.10"}`,
		"---\na: 010\nb: 0x1F\nc: 1e3\nd: .inf\n---\n":                                         `{"a":"010","b":"0x1F","c":"1e3","d":".inf"}`,
		"---\na: 2019-01-02\n---\n":                                                            `{"a":"2019-01-02"}`,
		"---\na: true\nb: FALSE\nc: no\nd: 'true'\n---\n":                                      `{"a":true,"b":false,"c":"no","d":"true"}`,
		"---\na:\nb: ~\nc: Null\nd: 'null'\ne: ''\n---\n":                                      `{"a":null,"b":null,"c":null,"d":"null","e":""}`,
		"---\nb: [1, {z: 2, y: [null]}]\na: |\n x\n y\n---\n":                                  `{"a":"x\ny\n","b":["1",{"y":[null],"z":"2"}]}`,
		"---\n1: a\ntrue: b\n<<: {c: d}\n---\n":                                                `{"1":"a","<<":{"c":"d"},"true":"b"}`,
		"---\na: !!int 5\nb: !mine x\n---\n":                                                   `{"a":"5","b":"x"}`,
		"+++\na = 1.10\nb = 9007199254740993\nc = inf\nd = true\ne = '1.10'\nf = 1_000\n+++\n": `{"a":1.1,"b":9007199254740993,"c":null,"d":true,"e":"1.10","f":1000}`,
		"+++\na = 2019-01-02\nb = 2019-01-02 03:04:05\nc = 2019-01-02T03:04:05-08:00\nd = 03:04:05\n+++\n": `{"a":"2019-01-02","b":"2019-01-02T03:04:05",` +
			`"c":"2019-01-02T11:04:05Z","d":"03:04:05"}`,
		"+++\n[t]\nz = 1\na.b = [[], [{x = ''}]]\n[[l]]\nk = 1\n[[l]]\n+++\n": `{"l":[{"k":1},{}],"t":{"a":{"b":[[],[{"x":""}]]},"z":1}}`,
		"+++\na = \"\"\"{\"x\": [[[[\"\"\"\"\nb = '''[[['''\n# [[[ \"\n+++\n": `{"a":"{\"x\": [[[[\"","b":"[[["}`,
	} {
		if _, metadata := parse(t, front); metadata != want {
			t.Errorf("%s: got %s, want %s", front, metadata, want)
		}
	}
}

func TestWhatIsNoFrontMatterIsText(t *testing.T) {
	for _, page := range []string{
		"", "text", "---", "---\n", "---\ntitle: T\n", "+++\ntitle = 'T'\n", " ---\na: b\n---\n", "\n---\na: b\n---\n", "----\na: b\n----\n", "--- x\na: b\n---\n",
		"---\nOnly words between two breaks.\n---\nmore", "---\n- a\n- b\n---\n", "---\n\nText: that: is no YAML\n\n---\nmore", "+++\ntitle = 'T'\n---\n",
	} {
		if got, metadata := parse(t, page); got.Body != page || metadata != "" {
			t.Errorf("%q: got body %q and metadata %s, want all of it and none", page, got.Body, metadata)
		}
	}
	if got, _ := parse(t, "---\n\ntitle: T\n---\nx"); got.Title != "T" || got.Body != "x" {
		t.Errorf("a blank line above a mapping: got %+v, want title T and body x", got)
	}
}

func TestBrokenFrontMatterIsNamedWithItsLine(t *testing.T) {
	for page, want := range map[string]string{
		"---\na: b\nc: d: e\n---\n":                                      "line 3: mapping values are not allowed in this context",
		"---\na: 1\nb: 2\na: 3\n---\n":                                   `line 4: key "a" is given twice`,
		"---\na: {b: 1, b: 2}\n---\n":                                    `line 2: key "b" is given twice`,
		"---\na: &x 1\nb: *x\n---\n":                                     "line 2: anchors and aliases are not read",
		"---\na: &x [1, 2]\n---\n":                                       "line 2: anchors and aliases are not read",
		"---\na: 1\n&k b: 1\n---\n":                                      "line 3: anchors are not read",
		"---\n? [a]\n: b\n---\n":                                         "line 2: a key that is no scalar",
		"---\na: b\n--- !t\nc: d\n---\n":                                 "line 3: front matter of more than one YAML document",
		"---\na: \"\\ud800\"\n---\n":                                     "line 2: found invalid Unicode character escape code",
		"---\na: " + strings.Repeat("[", 101) + "\n---\n":                "line 3: did not find expected node content",
		"---\na: " + nested(101) + "\n---\n":                             "line 2: front matter nests deeper than 100 levels",
		"---\na: " + nested(20000) + "\n---\n":                           "line 2: exceeded max depth of 10000",
		"+++\na = 1\nb =\n+++\n":                                         "line 3: expected value but found '\\n' instead",
		"+++\na = 1\na = 2\n+++\n":                                       "line 3: Key 'a' has already been defined.",
		"+++\na = 1\nb = \"\"\"\n[\"\"\"\nc = " + nested(17) + "\n+++\n": "line 5: front matter nests deeper than 16 levels",
		"+++\na = [\"\"\"x\"\"\"\", " + nested(17) + "]\n+++\n":          "line 2: front matter nests deeper than 16 levels",
		"+++\n" + strings.Repeat("a.", 17) + "a = 1\n+++\n":              "line 2: front matter nests deeper than 16 levels",
		"---\na: " + strings.Repeat("x", 256<<10) + "\n---\n":            "line 1: front matter of 262148 bytes: at most 262144 are read",
	} {
		_, err := Parse(page)
		var e *Error
		if !errors.As(err, &e) || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%.60q: got %v, want %s", page, err, want)
		}
	}
}

func nested(depth int) string { return strings.Repeat("[", depth) + strings.Repeat("]", depth) }

func TestAliasesDoNotMultiply(t *testing.T) {
	page := "---\na: &a [x, x, x, x, x, x, x, x, x]\n"
	for c := 'b'; c <= 'z'; c++ {
		page += string(c) + ": &" + string(c) + " [" + strings.Repeat("*"+string(c-1)+", ", 9) + "]\n"
	}
	if _, err := Parse(page + "---\n"); err == nil || err.Error() != "line 2: anchors and aliases are not read" {
		t.Errorf("got %v, want a fault in line 2", err)
	}
}

func TestTheTitleIsTheHeadingThatTheBodyBeginsWith(t *testing.T) {
	for body, want := range map[string]string{
		"# T\ntext":               "T",
		"\n \n# T":                "T",
		"   #\tT *t* [l](u) ##  ": "T *t* [l](u)",
		"# T#":                    "T#",
		"# #":                     "",
		"#":                       "",
		"#T":                      "",
		"    # T":                 "",
		"## T":                    "",
		"T\r\n===\r\ntext":        "T",
		" T \n   =  ":             "T",
		"T\n---\n":                "",
		"T\nt\n===\n":             "",
		"T\n\n===\n":              "",
		"> T\n===\n":              "",
		"- T\n===\n":              "",
		"1. T\n===\n":             "",
		"    T\n===\n":            "",
		"<p>\n===\n":              "",
		"-T\n===\n":               "-T",
		"text\n\n# T":             "",
		"":                        "",
	} {
		for front, given := range map[string]string{"": "", "---\na: b\n---\n": "", "---\ntitle: ' '\n---\n": "", "---\ntitle: F\n---\n": "F"} {
			got, _ := parse(t, front+body)
			if expected := want; given != "" {
				if got.Title != given {
					t.Errorf("%q: got title %q, want %q", front+body, got.Title, given)
				}
			} else if got.Title != expected || got.Body != body {
				t.Errorf("%q: got title %q and body %q, want %q and %q", front+body, got.Title, got.Body, expected, body)
			}
		}
	}
}

func FuzzNothingOfAPageIsLost(f *testing.F) {
	for _, s := range []string{"---\ntitle: T\ndate: 2019-01-02\ntags: [a, {b: c}]\n---\n# H\n", "+++\ntitle = 'T'\n[a]\nb = [1, 2.5]\n+++\nx",
		"---\n\n---\n", "T\n===\n", "---\na: &a b\nc: *a\n...\n", "+++\na={b={c.d=1}}\n+++"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		s = strings.ToValidUTF8(s, "?")
		p, err := Parse(s)
		if err != nil {
			var e *Error
			if !errors.As(err, &e) || e.Line < 1 {
				t.Errorf("%q: got error %#v, want an *Error with a line", s, err)
			}
			return
		}
		if !strings.HasSuffix(s, p.Body) {
			t.Errorf("%q: got body %q, want an end of the page", s, p.Body)
		}
		if m := p.Metadata(); m != "" {
			again, err := canonical.Format([]byte(m))
			if err != nil || string(again) != m {
				t.Errorf("%q: got metadata %s, want canonical JSON %s, %v", s, m, again, err)
			}
		}
	})
}
