package diff

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"unicode/utf8"

	"corpuspack/releases"
	"corpuspack/schema"
	"corpuspack/schema/jsonl"
)

// RowDifference is the first row in which two releases of one archive differ, and the step that the difference comes from.
type RowDifference struct {
	Table   string  `json:"table"`
	ID      string  `json:"id"`
	Source  string  `json:"source,omitempty"`
	Step    string  `json:"step"`
	Gone    bool    `json:"gone,omitempty"`   // the old release has the row, the new one has not
	Fresh   bool    `json:"fresh,omitempty"`  // the other way round
	Reason  string  `json:"reason,omitempty"` // of its removal, in the release that has removed it
	Columns []Value `json:"columns,omitempty"`
}

// Value is a column that differs, with both values as JSON, cut to maxValue bytes.
type Value struct {
	Name string `json:"name"`
	Old  string `json:"old"`
	New  string `json:"new"`
}

const maxValue = 200

var errFirst = errors.New("the first difference is found")

// FirstRow returns the first row in which two releases differ: of documents, else of segments, else of removed, in the order
// of their keys; nil where all rows are the same.
func FirstRow(ctx context.Context, old, new *releases.Release, decode releases.Decode) (*RowDifference, error) {
	for _, name := range []string{schema.Documents, schema.Segments, schema.Removed} {
		a, b, err := pair(old, new, decode, name)
		if err != nil {
			return nil, err
		}
		var first *RowDifference
		err = merge(ctx, a, b, func(x, y *row) (err error) {
			if x != nil && y != nil && a.sameLines(b, x, y) {
				return nil
			}
			if first, err = rowDifference(a, b, x, y); err == nil && first != nil {
				err = errFirst
			}
			return err
		})
		if err != nil && !errors.Is(err, errFirst) {
			return nil, err
		}
		if first != nil {
			return first, first.explain(ctx, old, new, decode)
		}
	}
	return nil, nil
}

// rowDifference says in what two rows of one key differ; x or y is nil where a release lacks it.
func rowDifference(a, b *table, x, y *row) (*RowDifference, error) {
	d := &RowDifference{Table: a.Name, Gone: y == nil, Fresh: x == nil}
	at, r := b, y
	if y == nil {
		at, r = a, x
	}
	shown, err := at.parse(r.line)
	if err != nil {
		return nil, err
	}
	d.ID = shown[at.Index("id")].Str
	if i := at.Index("source"); i >= 0 {
		d.Source = shown[i].Str
	}
	d.Step = map[string]string{schema.Documents: "archive", schema.Segments: "segment", schema.Removed: "dedup"}[a.Name]
	if d.Gone || d.Fresh {
		if a.Name == schema.Removed {
			m := schema.RemovalOf(shown)
			d.Step, d.Reason = m.Step, m.Reason
		}
		return d, nil
	}
	before, after, err := parseBoth(a, b, x, y)
	if err != nil {
		return nil, err
	}
	for _, c := range columnsOf(a.Table, b.Table) {
		if !before[c.old].Equal(after[c.new]) {
			d.Columns = append(d.Columns, Value{c.name, short(a.Table, c.old, before), short(b.Table, c.new, after)})
		}
	}
	if len(d.Columns) == 0 {
		return nil, nil
	}
	if a.Name == schema.Documents {
		d.Step = stepOf(d.Columns)
	} else if a.Name == schema.Removed {
		d.Step = after[b.Index("step")].Str
	}
	return d, nil
}

// short is a value as it stands in the line, cut.
func short(t schema.Table, column int, row schema.Row) string {
	one := schema.Table{Fields: t.Fields[column : column+1]}
	line := string(jsonl.Append(nil, one, row[column:column+1]))
	line = strings.TrimSuffix(line[strings.IndexByte(line, ':')+1:], "}")
	if len(line) <= maxValue {
		return line
	}
	end := maxValue
	for !utf8.RuneStart(line[end]) {
		end--
	}
	return line[:end] + "…"
}

// steps are those that give the columns of documents, in the order in which they work. The first that gives a column that
// differs is the one to look at: what comes later may follow from it.
var steps = []struct {
	name    string
	columns []string
}{
	{"archive", []string{"source", "source_start", "source_end", "collection", "url", "published", "language", "license", "format", "encoding",
		"encoding_from", "truncated", "boundary_confidence"}},
	{"clean", []string{"text", "title", "author", "metadata", "characters", "words", "text_sha256", "detected_language", "language_score",
		"masked", "repeated_characters", "cut_characters", "quality"}},
	{"dedup", []string{"copies", "copy_count"}},
	{"segment", []string{"tokens"}},
	{"shard", []string{"split", "split_reason", "split_id"}},
}

func stepOf(columns []Value) string {
	for _, step := range steps {
		for _, name := range step.columns {
			for _, c := range columns {
				if c.Name == name {
					return step.name
				}
			}
		}
	}
	return "shard"
}

// explain finds out why a document is in one of the releases only.
func (d *RowDifference) explain(ctx context.Context, old, new *releases.Release, decode releases.Decode) error {
	if d.Table != schema.Documents || !d.Gone && !d.Fresh {
		return nil
	}
	without := new
	if d.Fresh {
		without = old
	}
	c := comparer{ctx: ctx, old: old, new: without, Options: Options{Decode: decode}}
	why, err := c.reasons()
	if err != nil {
		return err
	}
	defer why.stop()
	removal, err := why.of(d.ID)
	if removal != nil {
		d.Step, d.Reason = removal.Step, removal.Reason
	}
	return err
}

// String says in a line what differs.
func (d *RowDifference) String() string {
	text := d.Table + " " + d.ID
	if d.Source != "" {
		text += " (" + d.Source + ")"
	}
	switch {
	case d.Gone:
		text += " is not there"
	case d.Fresh:
		text += " was not there"
	default:
		first := d.Columns[0]
		text += " has " + first.Name + " " + first.New + ", not " + first.Old
		if len(d.Columns) > 1 {
			var names []string
			for _, c := range d.Columns[1:] {
				names = append(names, c.Name)
			}
			text += ", and differs in " + strings.Join(names, ", ")
		}
	}
	return text + "; it comes from the step " + d.Step + cmp.Or(map[bool]string{true: ", which removed it in one of them: " + d.Reason}[d.Reason != ""], "")
}
