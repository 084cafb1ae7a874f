package archive

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"

	"corpuspack/schema"
)

// captured is a web archive of pages, each with the posts that page makes of it.
func captured(page func(n int) string, addresses ...string) string {
	var b strings.Builder
	for n, address := range addresses {
		body := "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page(n)
		fmt.Fprintf(&b, "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: %s\r\nContent-Type: application/http\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n",
			address, len(body), body)
	}
	return b.String()
}

// weekly is a page of posts that all have one title, and texts that no other page has.
func weekly(page int) string {
	var b strings.Builder
	b.WriteString("<html><head><title>Notes</title></head><body><div>")
	for day := range 6 {
		fmt.Fprintf(&b, `<div class="post"><h2>Weekly update</h2><p class="date">March %d, 2019</p><p>%s</p></div>`, day+1,
			strings.Repeat(fmt.Sprintf("What happened on day %d of month %d was worth a line or two. ", day, page), 8))
	}
	return b.String() + "</div></body></html>"
}

func TestPostsOfTwoPagesOfAWebArchiveHaveIDsOfTheirOwn(t *testing.T) {
	const one, two = "https://example.org/tag/1", "https://example.org/tag/2"
	pages := map[string]string{} // by id
	for _, d := range documents(t, "a.warc", captured(weekly, one, two), nil) {
		if other, ok := pages[d.ID]; ok {
			t.Errorf("got the id %s for %.60q and %.60q", d.ID, other, d.Text)
		}
		pages[d.ID] = d.Text
	}
	if len(pages) != 12 {
		t.Errorf("got %d ids, want 12", len(pages))
	}
}

func TestAPostOfAWebArchiveIsKnownByThePageItStandsOn(t *testing.T) {
	const page, other = "https://example.org/tag/1", "https://example.org/tag/2"
	second := func(n int) string { return weekly(n - 1) }
	alone, later := documents(t, "a.warc", captured(weekly, page), nil), documents(t, "b.warc", captured(second, other, page), nil)
	for i, d := range alone {
		if got := later[len(later)-len(alone)+i]; got.ID != d.ID || got.Text != d.Text {
			t.Errorf("post %d: got id %s in another archive, want %s", i, got.ID, d.ID)
		}
	}
	elsewhere := documents(t, "a.warc", captured(weekly, page), func(e *Entry) { e.Namespace = "other" })
	if elsewhere[0].ID == alone[0].ID {
		t.Errorf("got id %s in two namespaces", alone[0].ID)
	}
	if want := (schema.Identity{"post", "ns", page, "Weekly update", "6"}); alone[0].ID != want.ID() {
		t.Errorf("got identity %v, want %v", alone[0].Identity, want)
	}
}

func TestRowsOfAFewBytesAreBounded(t *testing.T) {
	type row struct {
		Text string `parquet:"text,dict"`
	}
	var b bytes.Buffer
	w := parquet.NewGenericWriter[row](&b)
	rows := make([]row, 10_000) // 400 MB of text
	for i := range rows {
		rows[i].Text = strings.Repeat("word ", 8_000)
	}
	_, err := w.Write(rows)
	mustDo(t, err)
	mustDo(t, w.Close())
	got := readAll(t, "a.parquet", b.String(), func(e *Entry) { e.Format = formatParquet })
	if last := got[len(got)-1]; len(got) > 2_000 || !strings.HasSuffix(last, "more than 256 times the size of the file") {
		t.Errorf("got %d rows, the last %.100q", len(got), last)
	}
}
