package warc

import (
	"reflect"
	"strings"
	"testing"
)

func TestSamplesOfOtherProgramsAreRead(t *testing.T) {
	const page, info = "page", "warcinfo"
	want := map[string][]string{
		"bad.arc":                             {errNoRecord.Error(), errBlockEnd.Error()},
		"example-bad-non-chunked.warc.gz":     {info, info, page, "request", "revisit", "request"},
		"example-bad.warc.gz.bad":             {info, page, "request", "revisit", "request", "HTTP 302"},
		"example-digest.warc":                 {"request", "request", "request", "request"},
		"example-iana.org-chunked.warc":       {info, page, "request"},
		"example-resource.warc.gz":            {info, info, page},
		"example-space-in-target-uri.warc.gz": {info, "image/png"},
		"example-space-in-url.arc":            {info, errCutOff.Error()}, // its line ends were changed, its lengths not
		"example-trunc.warc":                  {info, info, errBlockEnd.Error(), "request"},
		"example-wget-bad-target-uri.warc.gz": {info, "request", page, "metadata", "metadata", "metadata"},
		"example-wrong-chunks.warc.gz":        {page, "request"},
		"example.arc":                         {info, page},
		"example.warc":                        {info, info, page, "request", "revisit", "request"},
		"example.warc.gz":                     {info, info, page, "request", "revisit", "request"},
		"post-test.warc.gz":                   {"application/json", "request", "application/json", "request", "application/json", "request"},
		"whirlwind.warc":                      {info, "request", page, "metadata"},
		"whirlwind.warc.wat":                  {info, "metadata"},
		"whirlwind.warc.wet":                  {info, page},
	}
	for _, archive := range []string{"warc.tar.xz", "wet.tar.xz"} {
		for name, content := range unpacked(t, archive) {
			var got []string
			for _, r := range records(t, content) {
				switch {
				case r.Err != nil:
					got = append(got, r.Err.(*Error).Err.Error())
				case r.Pass != "":
					got = append(got, r.Pass)
				case strings.Contains(string(r.Body), "Example Domain</h1>"), strings.Contains(string(r.Body), "Internet Assigned Numbers"),
					strings.Contains(string(r.Body), "Escopete"):
					got = append(got, page)
				}
			}
			known := want[name]
			if known == nil {
				known = want[strings.TrimSuffix(name, ".gz")]
			}
			if !reflect.DeepEqual(got, known) {
				t.Errorf("%s: got %q, want %q", name, got, known)
			}
		}
	}
	if r := records(t, unpacked(t, "warc.tar.xz")["example-wget-bad-target-uri.warc.gz"])[2]; r.URL != "http://example.com/" {
		t.Errorf("got %s, want the target without the angle brackets of wget", r.URL)
	}
}
