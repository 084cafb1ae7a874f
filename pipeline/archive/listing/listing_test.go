package listing

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"strings"
	"testing"
)

// place is what a test says about a post.
type place struct {
	Title      string `json:"title"`
	Start      int    `json:"start"`
	TitleStart int    `json:"title_start"`
	TitleEnd   int    `json:"title_end"`
	BodyStart  int    `json:"body_start"`
	End        int    `json:"end"`
}

func placeOf(p Post) place {
	return place{p.Title, p.Start, p.TitleStart, p.TitleEnd, p.BodyStart, p.End}
}

// madeUp returns the page of the package's own test data.
func madeUp(t testing.TB) []byte {
	t.Helper()
	page, err := os.ReadFile("testdata/allotment.txt")
	if err != nil {
		t.Fatal(err)
	}
	return page
}

// sharedFile returns a file of the test data beside the repository, and skips the test without it.
func sharedFile(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile("../../../../shared/data/" + name)
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("no test data: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestPostsSplitsAPage(t *testing.T) {
	page := string(madeUp(t))
	posts := Posts([]byte(page), Options{})
	want := []struct{ title, date, body, end string }{
		{"Frost Came Early to the Lower Beds", "October 4, 2019", "Last week", "4 Comments"},
		{"A New Shed Roof, at Last", "September 12, 2019", "After two", "No Comments"},
		{"A New Shed Roof, at Last", "September 12, 2019", "After two", "No Comments"},
		{"Counting Bees with a Sheet of Paper", "July 30, 2019", "In this post", "12 Comments"},
		{"Water Will Be Off on Monday", "July 3, 2019", "The water", "1 Comments"},
	}
	if len(posts) != len(want) {
		t.Fatalf("got %d posts, want %d", len(posts), len(want))
	}
	for i, p := range posts {
		w := want[i]
		if p.Title != w.title || p.Date != w.date || p.Author != "the committee" {
			t.Errorf("post %d: got %q, %q, %q, want %q, %q, %q", i, p.Title, p.Date, p.Author, w.title, w.date, "the committee")
		}
		if !strings.HasPrefix(page[p.Start:], w.title) || page[p.TitleStart:p.TitleEnd] != w.title {
			t.Errorf("post %d: got title %q at %d, want %q", i, page[p.TitleStart:p.TitleEnd], p.Start, w.title)
		}
		if !strings.HasPrefix(page[p.BodyStart:], w.body) || !strings.HasSuffix(page[:p.End], w.end) {
			t.Errorf("post %d: got %.20q to %.20q, want %q to %q", i, page[p.BodyStart:], page[p.End-20:p.End], w.body, w.end)
		}
	}
}

// relaid returns the made-up page in another layout, without a headline, and the titles as they stand in it.
func relaid(t testing.TB, lay func(n int, title, date, body string) string) []byte {
	page := madeUp(t)
	posts := Posts(page, Options{})
	var b strings.Builder
	b.WriteString("All posts\n\n")
	for i, p := range posts {
		body := string(page[p.BodyStart:p.End])
		body = body[:strings.LastIndex(body, "\n")]
		b.WriteString(lay(i+1, p.Title, p.Date, body))
	}
	return []byte(b.String())
}

func TestPostsReadsManyLayouts(t *testing.T) {
	layouts := map[string]func(n int, title, date, body string) string{
		"separators":  func(_ int, title, _, body string) string { return title + "\n\n" + body + "\n\n* * *\n\n" },
		"gaps":        func(_ int, title, _, body string) string { return "\n\n" + title + "\n\n" + body + "\n\n" },
		"gaps below":  func(_ int, title, _, body string) string { return title + "\n\n\n\n" + body + "\n\n" },
		"dates above": func(_ int, title, date, body string) string { return date + "\n" + title + "\n\n" + body + "\n\n" },
		"underlines": func(_ int, title, _, body string) string {
			return "\n" + title + "\n" + strings.Repeat("=", len(title)) + "\n\n" + body + "\n\n"
		},
		"numbers": func(n int, title, _, body string) string {
			return string(rune('0'+n)) + ". " + title + "\n\n" + body + "\n\n"
		},
		"marks":      func(_ int, title, _, body string) string { return "» " + title + "\n\n" + body + "\n\n" },
		"date after": func(_ int, title, date, body string) string { return title + " (" + date + ")\n\n" + body + "\n\n" },
		"records": func(n int, title, date, body string) string {
			return "Message: " + string(rune('0'+n)) + "\nSubject: " + title + "\nDate: " + date + "\n\n" + body + "\n\n"
		},
		"boxes": func(_ int, title, _, body string) string {
			side := "+" + strings.Repeat("-", len(title)+2) + "+\n"
			return side + "| " + title + " |\n" + side + "\n" + body + "\n\n"
		},
		"bars": func(_ int, title, date, body string) string {
			return title + " | A. Weller | " + date + "\n\n" + body + "\n\n"
		},
		"german": func(_ int, title, _, body string) string {
			return title + "\nvon Anna Weller\n\n" + body + "\nKategorien: Garten\n\n"
		},
		"unknown language": func(n int, title, _, body string) string {
			return title + "\nJulkaistu " + string(rune('0'+n)) + " kertaa\n\n" + body + "\nAvainsanat puutarha\n\n"
		},
		"dense": func(_ int, title, date, body string) string { return title + "\n" + date + "\n" + body + "\n" },
	}
	titles := Posts(madeUp(t), Options{})
	for name, lay := range layouts {
		t.Run(name, func(t *testing.T) {
			posts := Posts(relaid(t, lay), Options{Force: true})
			if len(posts) != len(titles) {
				t.Fatalf("got %d posts, want %d", len(posts), len(titles))
			}
			for i, p := range posts {
				if p.Title != titles[i].Title {
					t.Errorf("got %q, want %q", p.Title, titles[i].Title)
				}
			}
		})
	}
}

func TestDateAboveATitleBelongsToThePost(t *testing.T) {
	page := relaid(t, func(_ int, title, date, body string) string {
		return date + "\n" + title + "\n\n" + body + "\n\n"
	})
	for _, p := range Posts(page, Options{Force: true}) {
		if got := string(page[p.Start:p.TitleStart]); got != p.Date+"\n" || p.Date == "" {
			t.Errorf("%s: got %q above the title, want its date", p.Title, got)
		}
	}
}

func TestPermalinkIsTheURL(t *testing.T) {
	page := relaid(t, func(n int, title, date, body string) string {
		return title + "\nhttps://example.org/" + strings.Repeat("a", n) + "\n\n" + body + "\n\n"
	})
	posts := Posts(page, Options{Force: true})
	if len(posts) == 0 {
		t.Fatal("got no posts")
	}
	for i, p := range posts {
		if want := "https://example.org/" + strings.Repeat("a", i+1); p.URL != want {
			t.Errorf("got URL %q, want %q", p.URL, want)
		}
	}
}

func TestOneDocumentStaysWhole(t *testing.T) {
	page := madeUp(t)
	var b strings.Builder
	b.WriteString("A Year on the Allotment\n\n")
	for _, p := range Posts(page, Options{}) {
		body, _, _ := strings.Cut(string(page[p.BodyStart:p.End]), "\nFiled")
		text, section, _ := strings.Cut(body, "\n\n")
		b.WriteString(text + "\n\n## " + strings.Replace(section, "\n", "\n\n", 1) + "\n\n")
	}
	for name, text := range map[string]string{"sections": b.String(), "empty": "", "blank": "\n \r\n\t", "line": "One line", "word": "a"} {
		if got := Posts([]byte(text), Options{}); got != nil {
			t.Errorf("%s: got %d posts, want one document", name, len(got))
		}
	}
}

func TestLineEndsDoNotMatter(t *testing.T) {
	page := madeUp(t)
	want := Posts(page, Options{})
	crlf := bytes.ReplaceAll(page, []byte("\n"), []byte("\r\n"))
	got := Posts(append([]byte("\xef\xbb\xbf"), crlf...), Options{})
	if len(got) != len(want) {
		t.Fatalf("got %d posts, want %d", len(got), len(want))
	}
	moved := func(n int) int { return 3 + n + bytes.Count(page[:n], []byte("\n")) }
	for i, w := range want {
		if g := placeOf(got[i]); g != movedPlace(w, moved) {
			t.Errorf("got %+v, want %+v", g, movedPlace(w, moved))
		}
	}
}

func movedPlace(p Post, move func(int) int) place {
	return place{p.Title, move(p.Start), move(p.TitleStart), move(p.TitleEnd), move(p.BodyStart), move(p.End)}
}

func TestSeedPage(t *testing.T) {
	page := sharedFile(t, "seed/google-brain-archive.txt")
	var truth struct{ Posts []place }
	if err := json.Unmarshal(sharedFile(t, "seed/truth.json"), &truth); err != nil {
		t.Fatal(err)
	}
	crlf := bytes.ReplaceAll(page, []byte("\n"), []byte("\r\n"))
	bom := append([]byte("\xef\xbb\xbf"), page...)
	for name, c := range map[string]struct {
		page []byte
		move func(int) int
	}{
		"as it is": {page, func(n int) int { return n }},
		"crlf":     {crlf, func(n int) int { return n + bytes.Count(page[:n], []byte("\n")) }},
		"bom":      {bom, func(n int) int { return n + 3 }},
	} {
		got := Posts(c.page, Options{})
		if len(got) != len(truth.Posts) {
			t.Fatalf("%s: got %d posts, want %d", name, len(got), len(truth.Posts))
		}
		for i, w := range truth.Posts {
			want := movedPlace(Post{Title: w.Title, Start: w.Start, TitleStart: w.TitleStart, TitleEnd: w.TitleEnd, BodyStart: w.BodyStart, End: w.End}, c.move)
			if placeOf(got[i]) != want {
				t.Errorf("%s: got %+v, want %+v", name, placeOf(got[i]), want)
			}
		}
	}
}

func TestTeasersAreTruncated(t *testing.T) {
	for end, want := range map[string]bool{
		"\nRead more": true, " […]": true, "\n\nContinue reading →\nTags: news": true, "\nWeiterlesen …": true, "…\nPermalink": true,
		"": false, " And so on...": false, "\nRead more about it in the minutes.": false, "\nTags: more": false,
	} {
		page := relaid(t, func(n int, title, date, body string) string {
			return title + "\n" + date + "\n\n" + body + end + "\n\n"
		})
		for _, p := range Posts(page, Options{Force: true}) {
			if p.Truncated != want {
				t.Errorf("%q: got %t for a post that ends with %q, want %t", end, p.Truncated, page[p.End-20:p.End], want)
			}
		}
	}
}

// bare returns a page with nothing but blank lines around its titles.
func bare(t *testing.T) []byte {
	page := relaid(t, func(_ int, title, _, body string) string { return title + "\n\n" + body + "\n\n" })
	return bytes.TrimPrefix(page, []byte("All posts\n\n"))
}

func TestKnownTitlesDecide(t *testing.T) {
	titles := map[string]bool{}
	for _, p := range Posts(madeUp(t), Options{}) {
		titles[p.Title] = true
	}
	page := bare(t)
	known := Posts(page, Options{Known: func(title string) bool { return titles[title] }})
	if len(known) != 5 {
		t.Fatalf("got %d posts with known titles, want 5", len(known))
	}
	unknown := Posts(page, Options{Force: true})
	if len(unknown) > 0 && unknown[1].Confidence >= known[1].Confidence {
		t.Errorf("got confidence %.4f with known titles and %.4f without, want more", known[1].Confidence, unknown[1].Confidence)
	}
}

func TestConfidenceGrowsWithTheEvidence(t *testing.T) {
	marked, plain := Posts(madeUp(t), Options{}), Posts(bare(t), Options{Force: true})
	if len(marked) == 0 || len(plain) == 0 {
		t.Fatalf("got %d and %d posts", len(marked), len(plain))
	}
	for _, p := range append(marked, plain...) {
		if p.Confidence <= 0 || p.Confidence > 1 {
			t.Errorf("%s: got confidence %g, want one above 0 and up to 1", p.Title, p.Confidence)
		}
	}
	if marked[1].Confidence < 0.9 || plain[1].Confidence >= marked[1].Confidence {
		t.Errorf("got confidence %.4f with bylines and footers and %.4f without, want 0.9 and less", marked[1].Confidence, plain[1].Confidence)
	}
}

func TestNavigationBeforeAPostIsNoPartOfTheOneBefore(t *testing.T) {
	page := relaid(t, func(_ int, title, date, body string) string {
		return "Home\nPlots\nNotices\nContact\n\n" + title + "\n" + date + "\n\n" + body + "\n\n"
	})
	for _, p := range Posts(page, Options{Force: true}) {
		if text := string(page[p.Start:p.End]); strings.Contains(text, "Contact") {
			t.Errorf("%s: got a post that ends with %q, want no navigation", p.Title, text[len(text)-30:])
		}
	}
}

func FuzzPosts(f *testing.F) {
	page := madeUp(f)
	f.Add(page)
	f.Add(bytes.ReplaceAll(page, []byte("\n"), []byte("\r\n")))
	f.Add(append([]byte("\xef\xbb\xbf"), page[:len(page)/2]...))
	f.Add([]byte(strings.Repeat("Title: A\nLink: b\nDescription:\nSome text that is long enough to be the text of a post.\n\n+---+\n| B |\n+---+\nHome\nAbout\nContact\n", 4)))
	f.Add([]byte("---\na\n---\n\n1. B\n\nx\r\r\n\x00\xff\n2. C\n"))
	f.Fuzz(func(t *testing.T, page []byte) {
		known := func(title string) bool { return len(title)%2 == 0 }
		for _, o := range []Options{{}, {Force: true}, {Known: known}} {
			last := 0
			for i, p := range Posts(page, o) {
				ordered := last <= p.Start && p.Start <= p.TitleStart && p.TitleStart < p.TitleEnd && p.TitleEnd <= p.BodyStart && p.BodyStart <= p.End && p.End <= len(page)
				if !ordered {
					t.Fatalf("post %d: got %+v behind byte %d of %d, want ordered offsets", i, p, last, len(page))
				}
				if p.Confidence < 0 || p.Confidence > 1 {
					t.Fatalf("post %d: got confidence %g, want one from 0 to 1", i, p.Confidence)
				}
				if string(page[p.TitleStart:p.TitleEnd]) != p.Title {
					t.Fatalf("post %d: got title %q, want the bytes %q", i, p.Title, page[p.TitleStart:p.TitleEnd])
				}
				last = p.End
			}
		}
	})
}
