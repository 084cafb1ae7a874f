package segment_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"corpuspack/schema"
)

// A page is a page of ten posts, with the headings and captions that a reader saw in them.
type page struct {
	File  string
	Posts []struct {
		Title                     string
		Start, End                int
		Headings, Captions, Notes []struct{ Text string }
	}
}

func TestFindsWhatAReaderFindsInTenPosts(t *testing.T) {
	folder := filepath.Join("..", "..", "..", "shared", "data", "seed")
	truth, err := os.ReadFile(filepath.Join(folder, "truth.json"))
	if err != nil {
		t.Skip("the page and its truth are not here: ", err)
	}
	var p page
	if err := json.Unmarshal(truth, &p); err != nil {
		t.Fatal(err)
	}
	source, err := os.ReadFile(filepath.Join(folder, p.File))
	if err != nil {
		t.Fatal(err)
	}
	blank := regexp.MustCompile(`\n\n+`)
	found, wrong, total := map[string]int{}, map[string]int{}, map[string]int{}
	for _, post := range p.Posts {
		want := map[string]bool{}
		for kind, marks := range map[string][]struct{ Text string }{"heading": post.Headings, "caption": post.Captions, "note": post.Notes} {
			for _, mark := range marks {
				want[kind+strings.TrimSpace(mark.Text)] = true
				total[kind]++
			}
		}
		text := blank.ReplaceAllString(strings.ReplaceAll(string(source[post.Start:post.End]), " \n", "\n"), "\n\n")
		d := &schema.Document{Title: post.Title, Text: text}
		segments := segmenter(t).Segment(d)
		check(t, d, segments)
		for _, s := range segments {
			if want[s.Kind+s.Text] {
				found[s.Kind]++
			} else {
				wrong[s.Kind]++
			}
		}
	}
	for kind, least := range map[string]int{"heading": 27, "caption": 28, "note": 4} {
		t.Logf("%s: %d of %d found, %d wrong", kind, found[kind], total[kind], wrong[kind])
		if found[kind] < least || wrong[kind] > 0 {
			t.Errorf("%s: got %d and %d wrong, want at least %d of %d and none wrong", kind, found[kind], wrong[kind], least, total[kind])
		}
	}
}
