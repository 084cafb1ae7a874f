package archive

import (
	"context"
	"errors"
	"slices"
	"strings"

	"corpuspack/schema/canonical"
)

// Recognition says as what a file is read when its format is auto.
type Recognition struct {
	Format  string   // of its first record: one of Formats but auto; "" where the file cannot be read
	Problem string   // why it cannot
	Members []string // of the first records, where they have names for their parts, each once
}

// sampleRecords is the number of records that are looked at for their members.
const sampleRecords = 20

var errEnough = errors.New("enough was seen")

// Recognize reads the beginning of a file and says as what it is read. Its error is an I/O error.
func (f *File) Recognize(ctx context.Context) (Recognition, error) {
	r := Recognition{}
	seen := 0
	_, err := f.Read(ctx, func(record Record) error {
		if record.pass != "" {
			return nil
		}
		if r.Format == "" {
			r.Format = record.format
		}
		if record.fault != nil || !record.named() {
			r.check(record)
			return errEnough
		}
		members, _ := canonical.Object(record.data) // a line that is broken is the release's to report
		for _, m := range members {
			if !slices.Contains(r.Members, m.Key) {
				r.Members = append(r.Members, m.Key)
			}
		}
		if seen++; seen < sampleRecords {
			return nil
		}
		return errEnough
	})
	if errors.Is(err, errEnough) {
		err = nil
	}
	return r, err
}

// named reports whether the record has names for its parts, of which one holds the text.
func (r Record) named() bool {
	switch r.format {
	case formatJSONL, formatJSON, formatCSV, formatTSV, formatParquet:
		return true
	}
	return false
}

// check takes note of a record that cannot be read.
func (r *Recognition) check(record Record) {
	_, err := record.Documents(func(title string) string { return title })
	if err != nil {
		r.Format, r.Problem = "", strings.TrimPrefix(err.Error(), printable(record.source)+": ")
	}
}
