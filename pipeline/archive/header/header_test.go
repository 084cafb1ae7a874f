package header

import (
	"testing"

	"corpuspack/schema/canonical"
)

func TestLanguageIsWrittenInItsCanonicalLetterCase(t *testing.T) {
	for _, c := range []struct{ in, want, metadata string }{
		{"en", "en", ""},
		{"EN-us", "en-US", ""},
		{"en_GB", "en-GB", ""},
		{"zh-hant-tw", "zh-Hant-TW", ""},
		{"iw", "iw", ""},
		{"", "", ""},
		{"English", "", `{"lang":"English"}`},
		{"xx-YY", "", `{"lang":"xx-YY"}`},
	} {
		var h Header
		h.SetLanguage("lang", c.in)
		if h.Language != c.want || h.Metadata() != c.metadata {
			t.Errorf("%q: got %q and metadata %s, want %q and %s", c.in, h.Language, h.Metadata(), c.want, c.metadata)
		}
	}
}

func TestWhatIsNoDateStaysInTheMetadata(t *testing.T) {
	published := []canonical.Member{{Key: "published", Value: []byte("false")}}
	for _, c := range []struct {
		in, want, metadata string
		rest               []canonical.Member
	}{
		{in: "4 May 2019", want: "2019-05-04"},
		{in: ""},
		{in: "03/04/2019", metadata: `{"published":"03/04/2019"}`},
		{in: "03/04/2019", metadata: `{"date":"03/04/2019","published":false}`, rest: published},
	} {
		h := Header{Rest: c.rest}
		h.SetPublished("date", c.in)
		if h.Published != c.want || h.Metadata() != c.metadata {
			t.Errorf("%q: got %q and metadata %s, want %q and %s", c.in, h.Published, h.Metadata(), c.want, c.metadata)
		}
	}
}
