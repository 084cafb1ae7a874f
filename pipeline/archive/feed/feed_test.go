package feed

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"corpuspack/schema/canonical"
)

// entry is an Entry without its place, with its rest as JSON.
type entry struct {
	ID, Link, Title, Author, Published, Language, HTML string
	Summary                                            bool
	Rest                                               string
}

func parse(t testing.TB, data string) (entries []entry, err error) {
	t.Helper()
	list, err := Parse([]byte(data))
	for _, e := range list {
		rest := string(canonical.AppendObject(nil, e.Rest))
		if _, err := canonical.Format([]byte(rest)); err != nil {
			t.Errorf("got rest %s: %v", rest, err)
		}
		entries = append(entries, entry{e.ID, e.Link, e.Title, e.Author, e.Published, e.Language, e.HTML, e.Summary, rest})
	}
	return entries, err
}

const (
	rss2 = `<?xml version="1.0" encoding="iso-8859-1"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>F</title><link>https://x.org/</link><language>de</language>
<item><title>Fish &amp; chips</title><link> https://x.org/1 </link><guid isPermaLink="false">g1</guid>
<dc:creator>Ä</dc:creator><author>a@x.org (A)</author><pubDate>Mon, 04 Mar 2019 05:06:07 GMT</pubDate>
<category>one</category><category domain="d">two</category><description>short</description>
<content:encoded><![CDATA[<p>long & good</p>]]></content:encoded><enclosure url="u" length="1"/><comments/></item>
<item><description>&lt;b&gt;only&lt;/b&gt;&nbsp;AT&T</description><guid>https://x.org/2</guid></item>
<item/>
</channel></rss>`
	rss1 = `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="c"><title>F</title><items><rdf:Seq><rdf:li rdf:resource="i"/></rdf:Seq></items></channel>
<item rdf:about="i"><title>T</title><link>L</link><dc:date>2004</dc:date><dc:language>fr</dc:language></item></rdf:RDF>`
	atom = `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:thr="http://purl.org/syndication/thread/1.0" xml:lang="en">
<title>F</title><author><name>ignored</name></author>
<entry><id>tag:x,1</id><link rel="self" href="s"/><link rel="alternate" type="text/html" href="https://x.org/a"/>
<title type="html">A &lt;i&gt;B&lt;/i&gt; &amp;amp; C</title><author><name>N</name></author><author><name>M</name><uri>u</uri></author>
<published>2020-01-02T03:04:05Z</published><updated>2021-01-01T00:00:00Z</updated><category term="t" label="T"/>
<summary>s</summary><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>x &amp; y</p><br/></div></content></entry>
<entry xml:lang="nl" thr:count="3"><id>2</id><title>P &lt; Q</title><updated>2022</updated><content src="far"/><summary type="text">a &lt; b
c</summary></entry>
</feed>`
)

func TestFeedsOfEveryKind(t *testing.T) {
	for in, want := range map[string][]entry{
		rss2: {
			{"g1", "https://x.org/1", "Fish & chips", "Ä", "Mon, 04 Mar 2019 05:06:07 GMT", "de", "<p>long & good</p>", false,
				`{"author":"a@x.org (A)","category":["one",{"#text":"two","domain":"d"}],"description":"short","enclosure":{"length":"1","url":"u"}}`},
			{"https://x.org/2", "https://x.org/2", "", "", "", "de", "<b>only</b>\u00a0AT&T", true, `{}`},
			{"", "", "", "", "", "de", "", false, `{}`},
		},
		rss1: {{"", "L", "T", "", "2004", "fr", "", false, `{"rdf:about":"i"}`}},
		atom: {
			{"tag:x,1", "https://x.org/a", "A B & C", "N; M", "2020-01-02T03:04:05Z", "en",
				`<div xmlns="http://www.w3.org/1999/xhtml"><p>x &amp; y</p><br/></div>`, false,
				`{"author":{"#xml":"<name>M</name><uri>u</uri>"},"category":{"label":"T","term":"t"},"link":{"href":"s","rel":"self"},` +
					`"summary":"s","updated":"2021-01-01T00:00:00Z"}`},
			{"2", "", "P < Q", "", "2022", "nl", "a &lt; b<br>\nc", true, `{"content":{"src":"far"},"thr:count":"3"}`},
		},
		`<rss xmlns="http://example.org/own"><channel><item><title>T</title></item></channel></rss>`: {{Title: "T", Rest: "{}"}},
		`<rss><channel><item><x:y xmlns:x="http://example.org/a">1</x:y><z:y>2</z:y><y a="1"><b><c><d/></c></b></y></item></channel></rss>`: {
			{Rest: `{"y":{"#xml":"<b><c><d/></c></b>","a":"1"},"z:y":"2","{http://example.org/a}y":"1"}`}},
		"\uFEFF<!DOCTYPE rss PUBLIC '-//Netscape//DTD RSS 0.91//EN' 'x.dtd'><!-- c --><rss><channel></channel></rss>\n": nil,
		`<entry xmlns="http://www.w3.org/2005/Atom"><title>T</title></entry>`:                                           {{Title: "T", Rest: "{}"}},
		`<feed xmlns="http://purl.org/atom/ns#"><entry><title>T</title><issued>2003</issued><content type="text/html" mode="escaped">&lt;p&gt;</content></entry></feed>`: {
			{Title: "T", Published: "2003", HTML: "<p>", Rest: "{}"}},
		`<feed xmlns="http://purl.org/atom/ns#"><entry><content type="image/png" mode="base64">AAAA</content><summary>s</summary></entry></feed>`: {
			{HTML: "s", Summary: true, Rest: `{"content":{"#text":"AAAA","mode":"base64","type":"image/png"}}`}},
	} {
		got, err := parse(t, in)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\ngot  %+v, %v\nwant %+v", in, got, err, want)
		}
	}
}

func TestAnEntryHasItsPlace(t *testing.T) {
	for _, in := range []string{rss2, rss1, atom} {
		list, err := Parse([]byte(in))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range list {
			s := in[e.Start:e.End]
			if !strings.HasPrefix(s, "<item") && !strings.HasPrefix(s, "<entry") || !strings.HasSuffix(s, "</item>") &&
				!strings.HasSuffix(s, "</entry>") && s != "<item/>" {
				t.Errorf("got %q", s)
			}
		}
	}
}

func TestWhatIsNoFeedIsRefused(t *testing.T) {
	for in, want := range map[string]string{
		``:                     `byte 0: no feed`,
		`text`:                 `byte 4: no feed`,
		`<html><body/></html>`: `byte 0: no feed, but <html>`,
		`<rss/><rss/>`:         `byte 6: no feed, but <rss>`,
		`<rss><channel>`:       `byte 14: unexpected EOF`,
		`<rss><channel></rss>`: `byte 20: element <channel> is not closed`,
		`<rss><channel><item><a><b></a></item></channel></rss>`:                             `byte 30: element <b> is not closed`,
		`<rss><channel><item><a><b><c><d></c></b></a></item></channel></rss>`:               `byte 36: element <d> is not closed`,
		"<rss><channel><item>\x01":                                                          `byte 21: illegal character code U+0001`,
		"<rss><channel><item>\xff":                                                          `byte 21: invalid UTF-8`,
		`<rss><channel><item><a x="1" x="2"/></item></channel></rss>`:                       `byte 36: attribute "x" is given twice`,
		`<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><rss>&b;</rss>`: `byte 67: an entity is declared, which is not read`,
		strings.Repeat("<rss>", 100_000):                                                    `byte 500000: unexpected EOF`,
	} {
		got, err := parse(t, in)
		var e *Error
		if !errors.As(err, &e) || err.Error() != want || got != nil {
			t.Errorf("%.60s: got %v, %v, want %s", in, got, err, want)
		}
		if strings.Contains(want, "no feed") != errors.Is(err, ErrNoFeed) {
			t.Errorf("%.60s: got ErrNoFeed %v", in, errors.Is(err, ErrNoFeed))
		}
	}
}

func FuzzAnEntryIsAPartOfItsFeed(f *testing.F) {
	for _, s := range []string{rss2, rss1, atom, `<rss><channel><item><a b=c d>&x;`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		list, err := Parse(data)
		if err != nil {
			return
		}
		end := int64(0)
		for _, e := range list {
			if e.Start < end || e.End <= e.Start || e.End > int64(len(data)) || data[e.Start] != '<' {
				t.Errorf("%q: got %d to %d behind %d", data, e.Start, e.End, end)
			}
			rest := canonical.AppendObject(nil, e.Rest)
			if got, err := canonical.Format(rest); err != nil || !slices.Equal(got, rest) {
				t.Errorf("%q: got rest %s: %v", data, rest, err)
			}
			end = e.End
		}
	})
}
