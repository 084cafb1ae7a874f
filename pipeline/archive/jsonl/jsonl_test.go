package jsonl

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"corpuspack/pipeline/archive/header"
	"corpuspack/schema/canonical"
)

var fields = Fields{Text: "text", ID: "id", Title: "title", URL: "url", Author: "author",
	Published: "date", Language: "lang", License: "license"}

func TestMembersFillColumnsAndTheRestIsKept(t *testing.T) {
	for _, c := range []struct {
		line     string
		want     Record
		metadata string
	}{
		{`{"text":"a"}`, Record{Text: "a"}, ``},
		{` {"text" : "a\u0000\ud83d\ude00"} `, Record{Text: "a\x00😀"}, ``},
		{`{"text":""}`, Record{}, ``},
		{`{"id":"x","text":"a"}`, Record{Text: "a", ID: "x", Given: true}, `{"id":"x"}`},
		{`{"id":12345678901234567890,"text":"a"}`, Record{Text: "a", ID: "12345678901234567890", Given: true}, `{"id":12345678901234567890}`},
		{`{"id":-7,"text":"a"}`, Record{Text: "a", ID: "-7", Given: true}, `{"id":-7}`},
		{`{"id":null,"text":"a"}`, Record{Text: "a"}, `{"id":null}`},
		{`{"text":"a","title":"T","url":" u ","author":"A","license":"MIT","lang":"EN-us","date":"4 May 2019"}`,
			Record{Text: "a", Header: header.Header{Title: "T", URL: "u", Author: "A", License: "MIT", Language: "en-US",
				Published: "2019-05-04"}}, ``},
		{`{"text":"a","title":null,"url":null,"date":null,"lang":null}`, Record{Text: "a"}, ``},
		{`{"text":"a","title":5,"url":["u"],"author":{"n":1},"date":1551675967}`, Record{Text: "a"},
			`{"author":{"n":1},"date":1551675967,"title":5,"url":["u"]}`},
		{`{"text":"a","date":"03/04/2019"}`, Record{Text: "a"}, `{"published":"03/04/2019"}`},
		{`{"text":"a","date":"03/04/2019","published":true}`, Record{Text: "a"}, `{"date":"03/04/2019","published":true}`},
		{`{"text":"a","lang":"English"}`, Record{Text: "a"}, `{"lang":"English"}`},
		{`{"z":1.10,"a":{"d":1e5,"c":-0},"text":"a","n":null}`, Record{Text: "a"}, `{"a":{"c":-0,"d":1e5},"n":null,"z":1.10}`},
		{`{"text":"` + strings.Repeat("[", 200) + `\""}`, Record{Text: strings.Repeat("[", 200) + `"`}, ``},
		{`{"text":"a","x":` + strings.Repeat("[", 99) + strings.Repeat("]", 99) + `}`, Record{Text: "a"},
			`{"x":` + strings.Repeat("[", 99) + strings.Repeat("]", 99) + `}`},
		{`{"":1,"text":"a"}`, Record{Text: "a"}, `{"":1}`},
	} {
		got, err := Parse([]byte(c.line), fields)
		metadata := got.Metadata()
		got.Rest = nil
		if err != nil || !reflect.DeepEqual(got, c.want) || metadata != c.metadata {
			t.Errorf("%s: got %+v, metadata %s, %v\nwant %+v, metadata %s", c.line, got, metadata, err, c.want, c.metadata)
		}
	}
}

func TestAMemberThatNoFieldNamesIsMetadata(t *testing.T) {
	got, err := Parse([]byte(`{"content":"a","id":1,"title":"T"}`), Fields{Text: "content"})
	if err != nil || got.Given || got.Title != "" || got.Metadata() != `{"id":1,"title":"T"}` {
		t.Errorf("got %+v, metadata %s, %v", got, got.Metadata(), err)
	}
}

func TestALineThatIsNoRecordIsRefused(t *testing.T) {
	for line, want := range map[string]string{
		`{"text":"a"`:                            `byte 11: unexpected EOF`,
		`{"text":"a"} x`:                         `byte 12: more than one JSON value`,
		`{"text":"a"} {}`:                        `byte 14: more than one JSON value`,
		`["a"]`:                                  `a JSON object was expected, not [`,
		`"a"`:                                    `a JSON object was expected, not string`,
		`{"text":"a","text":"b"}`:                `byte 12: key "text" is given twice`,
		`{"a":{"b":1,"b":2}}`:                    `byte 12: key "b" is given twice`,
		"{\"text\":\"a\xff\"}":                   `byte 10: invalid UTF-8`,
		`{"text":"\ud800"}`:                      `byte 9: invalid surrogate pair`,
		`{"text":"\ud800\u0041"}`:                `byte 9: invalid surrogate pair`,
		`{"text":"a","n":NaN}`:                   `byte 16: invalid character 'N' at start of value`,
		`{"text":"a","n":01}`:                    `byte 17: invalid character '1' after object value (expecting ',' or '}')`,
		`{'text':'a'}`:                           `byte 1: invalid character '\'' at start of value`,
		`{"text":"a",}`:                          `byte 11: invalid character ',' at start of value`,
		"{\"text\":\"a\tb\"}":                    `byte 10: invalid character '\t' in string (expecting non-control character)`,
		`{"id":1}`:                               `no member "text" for the text`,
		`{"text":null}`:                          `member "text" for the text is no string`,
		`{"text":5}`:                             `member "text" for the text is no string`,
		`{"text":"a","id":1.0}`:                  `member "id" for the id is neither a string nor an integer`,
		`{"text":"a","id":1e3}`:                  `member "id" for the id is neither a string nor an integer`,
		`{"text":"a","id":true}`:                 `member "id" for the id is neither a string nor an integer`,
		`{"text":"a","id":["x"]}`:                `member "id" for the id is neither a string nor an integer`,
		`{"text":` + strings.Repeat("[", 100000): `byte 107: nested deeper than 100 levels`,
	} {
		_, err := Parse([]byte(line), fields)
		var e *Error
		if !errors.As(err, &e) || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%.60s: got %v, want %s", line, err, want)
		}
	}
}

func FuzzEveryMemberIsAColumnOrMetadata(f *testing.F) {
	f.Add([]byte(`{"text":"a","id":1,"title":5,"date":"x","x":{"b":[1.10,null,true,"\u00e9"]}}`))
	f.Add([]byte(`{"text":"\ud83d\ude00","lang":"xx","url":null}`))
	f.Fuzz(func(t *testing.T, line []byte) {
		r, err := Parse(line, fields)
		if err != nil {
			return
		}
		members, err := canonical.Object(line)
		if err != nil {
			t.Fatal(err)
		}
		metadata := r.Metadata()
		for _, m := range members {
			_, isString := canonical.Unquote(m.Value)
			column := fmt.Sprintf(" %s ", m.Key)
			if strings.Contains(" text title url author date lang license ", column) && (isString || string(m.Value) == "null") {
				continue
			}
			member := string(canonical.AppendString(nil, m.Key)) + ":" + string(m.Value)
			if !strings.Contains(metadata, member) {
				t.Errorf("%s: got metadata %s, want it to hold %s", line, metadata, member)
			}
		}
	})
}

func TestAnEmptyIDIsNone(t *testing.T) {
	for line, given := range map[string]bool{`{"text":"x","id":""}`: false, `{"text":"x","id":"0"}`: true, `{"text":"x"}`: false} {
		if r, err := Parse([]byte(line), Fields{Text: "text", ID: "id"}); err != nil || r.Given != given {
			t.Errorf("%s: got given %t and %v, want %t", line, r.Given, err, given)
		}
	}
}
