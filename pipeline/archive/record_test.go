package archive

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"corpuspack/schema"
)

// documents reads the only file of a project, which must be without faults.
func documents(t testing.TB, name, content string, change func(*Entry)) []schema.Document {
	t.Helper()
	e := entry(name)
	e.Name, e.Namespace, e.License = "notes", "ns", "MIT"
	if change != nil {
		change(&e)
	}
	a, err := Open(context.Background(), project(t, map[string]string{name: content}), Config{Entries: []Entry{e}})
	mustDo(t, err)
	var list []schema.Document
	_, err = a.Files[0].Read(context.Background(), func(r Record) error {
		documents, err := r.Documents(title)
		list = append(list, documents...)
		return err
	})
	mustDo(t, err)
	return list
}

// title stands for the title function of the cleaner.
func title(s string) string { return strings.Join(strings.Fields(s), " ") }

func TestADocumentHasWhatItsSourceSays(t *testing.T) {
	for _, c := range []struct {
		name, content string
		want          schema.Document
	}{
		{"in/a.txt", "\uFEFFtext\n", schema.Document{Key: schema.Key{Source: "in/a.txt"}, End: 8,
			Identity: schema.Path("in/a.txt"), Text: "text\n", License: "MIT", Collection: "notes"}},
		{"in/a.md", "+++\ntitle = \"T\"\nx = 1\nlicense = \"CC0-1.0\"\n+++\nbody", schema.Document{Key: schema.Key{Source: "in/a.md"}, End: 50,
			Identity: schema.Path("in/a.md"), Text: "body", Title: "T", License: "CC0-1.0", Collection: "notes", Metadata: `{"x":1}`}},
		{"in/a.md", "---\nslug: s\n---\n", schema.Document{Key: schema.Key{Source: "in/a.md"}, End: 16,
			Identity: schema.Slug("in", "s"), License: "MIT", Collection: "notes", Metadata: `{"slug":"s"}`}},
		{"a.md", "---\nslug: s\n---\n", schema.Document{Key: schema.Key{Source: "a.md"}, End: 16,
			Identity: schema.Slug("", "s"), License: "MIT", Collection: "notes", Metadata: `{"slug":"s"}`}},
		{"in/a.md", "+++\npath = 's/t'\n+++\n", schema.Document{Key: schema.Key{Source: "in/a.md"}, End: 21,
			Identity: schema.Slug("", "s/t"), License: "MIT", Collection: "notes", Metadata: `{"path":"s/t"}`}},
		{"in/a.md", "---\nslug: s\nurl: ' /u '\n---\n", schema.Document{Key: schema.Key{Source: "in/a.md"}, End: 28,
			Identity: schema.AtURL("ns", "/u"), URL: "/u", License: "MIT", Collection: "notes", Metadata: `{"slug":"s"}`}},
		{"in/a.jsonl", `{"id":17,"text":"t","title":" T ","url":"u","n":1.0}` + "\n", schema.Document{Key: schema.Key{Source: "in/a.jsonl"}, End: 52,
			Identity: schema.Given("ns", "17"), Text: "t", Title: " T ", URL: "u", License: "MIT", Collection: "notes", Metadata: `{"id":17,"n":1.0}`}},
		{"in/a.jsonl", `{"text":"t","url":"u"}`, schema.Document{Key: schema.Key{Source: "in/a.jsonl"}, End: 22,
			Identity: schema.Record("in/a.jsonl", "t"), Text: "t", URL: "u", License: "MIT", Collection: "notes"}},
	} {
		got := documents(t, c.name, c.content, nil)
		c.want.ID, c.want.Format, c.want.Encoding = c.want.Identity.ID(), formatOf(c.name), schema.Encoding{Name: "utf-8", From: "utf-8"}
		if strings.HasPrefix(c.content, bom) {
			c.want.Encoding.From = "bom"
		}
		if !reflect.DeepEqual(got, []schema.Document{c.want}) {
			t.Errorf("%s %q: got\n%+v\nwant\n%+v", c.name, c.content, got, c.want)
		}
	}
}

// listingPage is a page of posts, each with its title and date between blank lines.
var listingPage = "Posts about tea\n\n\n" + post("A kettle", 1, "It sang before anybody was awake, and the cold kitchen heard all of it.") +
	post("Green leaves", 2, "They came in a tin that nobody could open, so we asked the smith next door.") +
	post("Water from the hill", 3, "Three of us carried it down, and half of it was left when we came home.")

func post(title string, day int, text string) string {
	return fmt.Sprintf("%s\n\nMarch %d, 2019\n\n%s\n\nIn the end a note about %s stood in the book, as it stands here.\n\n\n",
		title, day, text, strings.ToLower(title))
}

func TestAListingPageIsADocumentAPost(t *testing.T) {
	titles := []string{"A kettle", "Green leaves", "Water from the hill"}
	for _, bom := range []string{"", "\uFEFF"} {
		got := documents(t, "in/tag.txt", bom+listingPage, func(e *Entry) { e.Format = "listing" })
		if len(got) != len(titles) {
			t.Fatalf("got %d documents, want %d", len(got), len(titles))
		}
		for i, d := range got {
			identity := schema.Post("in/tag.txt", titles[i], 1)
			if !reflect.DeepEqual(d.Identity, identity) || d.ID != identity.ID() || d.Title != titles[i] {
				t.Errorf("got title %q and identity %q, want %q", d.Title, d.Identity, identity)
			}
			if d.Text != (bom + listingPage)[d.Start:d.End] || !strings.HasPrefix(d.Text, titles[i]) {
				t.Errorf("got text %q, want the bytes %d to %d of the page", d.Text, d.Start, d.End)
			}
			if want := fmt.Sprintf("2019-03-%02d", i+1); d.Published != want || d.Metadata != "" {
				t.Errorf("got date %s and metadata %s, want %s and none", d.Published, d.Metadata, want)
			}
		}
	}
	got := documents(t, "in/tag.txt", listingPage, func(e *Entry) { e.Format = "text" })
	if len(got) != 1 || got[0].Text != listingPage {
		t.Errorf("format text: got %d documents, want 1 of the whole page", len(got))
	}
}

// identitiesOf returns the identities of posts that are given as title, text, URL.
func identitiesOf(posts [][3]string) []schema.Identity {
	var list []pagePost
	for _, p := range posts {
		list = append(list, pagePost{title: p[0], text: p[1], url: p[2]})
	}
	return Record{source: "s", file: &File{Source: "s", Entry: &Entry{Namespace: "ns"}}}.identities(list, title)
}

func TestPostsAreCountedFromTheEndByTitleAndText(t *testing.T) {
	got := identitiesOf([][3]string{{"A  b", "new", ""}, {"A b", "old", ""}, {"", "x", ""}, {"A b", "new", ""}, {"C", "old", ""},
		{"A b", "last", ""}, {"A b", "at", "https://a.example/1"}})
	want := []schema.Identity{schema.Post("s", "A b", 3), schema.Post("s", "A b", 4), schema.Post("s", "", 1), schema.Post("s", "A b", 3),
		schema.Post("s", "C", 1), schema.Post("s", "A b", 2), schema.AtURL("ns", "https://a.example/1")}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestPostsAtTheTopAndCopiesThatGoLeaveTheOtherIDsAlone(t *testing.T) {
	posts := [][3]string{{"A", "1", ""}, {"B", "1", ""}, {"A", "2", ""}, {"A", "1", ""}, {"B", "2", ""}}
	before := identitiesOf(posts)
	if got := identitiesOf(append([][3]string{{"A", "new", ""}, {"B", "new", ""}}, posts...))[2:]; !reflect.DeepEqual(got, before) {
		t.Errorf("posts at the top: got %q, want %q", got, before)
	}
	if got := identitiesOf(posts[1:]); !reflect.DeepEqual(got, before[1:]) {
		t.Errorf("a copy gone: got %q, want %q", got, before[1:])
	}
}

func TestAnEmptyPageOfPostsIsOneDocument(t *testing.T) {
	for _, content := range []string{"", "\uFEFF", "one line", "\n\n"} {
		if got := documents(t, "a.txt", content, func(e *Entry) { e.Format = "listing" }); len(got) != 1 || got[0].End != int64(len(content)) {
			t.Errorf("%q: got %+v, want one document", content, got)
		}
	}
}

func FuzzDocumentsStayInTheirRecord(f *testing.F) {
	for _, format := range strings.Split(Formats, ", ")[1:] {
		f.Add(format, []byte("<html><p>a<p>b"))
		f.Add(format, []byte("<rss><item><title>t</title><description>d</description></item></rss>"))
		f.Add(format, []byte("Subject: s\n\nbody"))
		f.Add(format, []byte(listingPage))
		f.Add(format, []byte("---\ntitle: T\ndate: 2019-01-02\n---\n# H\n"))
		f.Add(format, []byte("\uFEFF+++\na = [1, {b = 2.5}]\n+++\n"))
		f.Add(format, []byte(`{"text":"a","id":1,"x":{"y":[1.10]}}`))
	}
	f.Fuzz(func(t *testing.T, format string, data []byte) {
		e := entry("in")
		r := Record{file: &File{Source: "in/a", Entry: &e}, source: "in/a", format: format, split: formatAuto, start: 7, end: 7 + int64(len(data)), data: data}
		documents, err := r.Documents(title)
		if fault, ok := err.(*Fault); err != nil && (!ok || fault.Key != r.key() || !strings.HasPrefix(fault.Place, "in/a")) {
			t.Errorf("got error %#v, want a *Fault at %v", err, r.key())
		}
		if err == nil && len(documents) == 0 && format != formatFeed {
			t.Error("got no document and no fault")
		}
		for _, d := range documents {
			if d.ID != d.Identity.ID() || d.Source != "in/a" || d.Start < r.start || d.End > r.end {
				t.Errorf("got %+v, want a document within %d to %d", d, r.start, r.end)
			}
		}
	})
}
