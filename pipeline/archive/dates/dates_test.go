package dates

import (
	"strings"
	"testing"
)

func TestDatesAreReadInTheirOwnPrecision(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"2019", "2019"},
		{"2019-03", "2019-03"},
		{"2019/03", "2019-03"},
		{"2019-03-04", "2019-03-04"},
		{"2019/03/04", "2019-03-04"},
		{" 2019-03-04\n", "2019-03-04"},
		{"2020-02-29", "2020-02-29"},
		{"2019-03-04T05:06:07", "2019-03-04T05:06:07"},
		{"2019-03-04 05:06:07", "2019-03-04T05:06:07"},
		{"2019/03/04 05:06:07", "2019-03-04T05:06:07"},
		{"2019-03-04t05:06:07z", "2019-03-04T05:06:07Z"},
		{"2019-03-04T05:06:07.999999Z", "2019-03-04T05:06:07Z"},
		{"2019-03-04T05:06:07,5+01:00", "2019-03-04T04:06:07Z"},
		{"2019-03-04 05:06:07 +0100", "2019-03-04T04:06:07Z"},
		{"2019-03-04T05:06:07-08", "2019-03-04T13:06:07Z"},
		{"2019-03-04T00:30:00+01:00", "2019-03-03T23:30:00Z"},
		{"2019-03-04T05:06", "2019-03-04T05:06:00"},
		{"2019-03-04 05:06 UTC", "2019-03-04T05:06:00Z"},
		{"Mon, 04 Mar 2019 05:06:07 GMT", "2019-03-04T05:06:07Z"},
		{"4 Mar 2019 05:06 -0000", "2019-03-04T05:06:00Z"},
		{"Mon, 4 Mar 2019 05:06:07 -0330 (Newfoundland Time)", "2019-03-04T08:36:07Z"},
		{"Mon, 04 Mar 19 05:06:07 EST", "2019-03-04T10:06:07Z"},
		{"04 Mar 99 05:06:07 PDT", "1999-03-04T12:06:07Z"},
		{"March 4, 2019", "2019-03-04"},
		{"march 4 2019", "2019-03-04"},
		{"Mar. 4, 2019", "2019-03-04"},
		{"Monday, March 4th, 2019", "2019-03-04"},
		{"4 March 2019", "2019-03-04"},
		{"1st  May 2019", "2019-05-01"},
		{"Sept. 30, 2019", "2019-09-30"},
		{"31 December, 1999", "1999-12-31"},
		{"Tues. 5 Mar 2019", "2019-03-05"},
	} {
		if got, ok := Published(c.in); got != c.want || !ok {
			t.Errorf("Published(%q): got %q, %v, want %q, true", c.in, got, ok, c.want)
		}
	}
}

func TestEveryMonthNameIsRead(t *testing.T) {
	names := strings.Fields("January February March April May June July August September October November December")
	for i, name := range names {
		want, _ := Published("2019-" + []string{"01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12"}[i] + "-07")
		for _, in := range []string{name + " 7, 2019", name[:3] + " 7, 2019", "7 " + strings.ToUpper(name) + " 2019"} {
			if got, _ := Published(in); got != want {
				t.Errorf("Published(%q): got %q, want %q", in, got, want)
			}
		}
	}
}

func TestWhatIsNoDateIsNotRead(t *testing.T) {
	for _, in := range []string{
		"", " ", "03/04/2019", "3.4.2019", "2019-3-4", "20190304", "19-03-04", "2019-13", "2019-00", "2019-02-29", "2019-04-31",
		"2019-03/04", "0000", "0000-01-01", "2019-03-04T24:00:00", "2019-03-04T05:60", "2019-03-04T05:06:60", "2019-03-04T",
		"2019-03-04T05", "2019-03-04Z", "2019-03-04T05:06:07+24:00", "2019-03-04T05:06:07+01:60", "2019-03-04T05:06:07 XYZ",
		"0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59-01:00", "March 2019", "March 4", "March 4, 19", "March 32, 2019",
		"Mon, 04 Mar 2019 05:06:07", "Mon Mar  4 05:06:07 2019", "yesterday", "1551675967", "2019-W10", "２０１９",
		"2019-03-04 or so", "on 2019-03-04", strings.Repeat(" ", 99) + "2019",
	} {
		if got, ok := Published(in); got != "" || ok {
			t.Errorf("Published(%q): got %q, %v, want none", in, got, ok)
		}
	}
}

func FuzzPublishedReadsWhatItWrites(f *testing.F) {
	for _, s := range []string{"2019", "2019-03-04T05:06:07.9+01:00", "Mon, 04 Mar 19 05:06:07 EST", "1st May, 2019"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, ok := Published(s)
		if !ok {
			return
		}
		if again, _ := Published(got); again != got {
			t.Errorf("Published(%q): got %q, and of that %q", s, got, again)
		}
	})
}
