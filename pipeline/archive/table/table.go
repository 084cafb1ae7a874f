// Package table reads the rows of CSV and TSV as JSON objects.
//
// The rule that matters: what is no clear row is an error with its line, and the rows behind it are read. The format is that
// of RFC 4180 in UTF-8, with a header, and with \n beside \r\n; schema/FORMAT.md, sections 2 and 3, says what becomes of it.
package table

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"unicode/utf8"

	"corpuspack/pipeline/archive/piece"
	"corpuspack/schema/canonical"
)

// The delimiters of the formats.
const (
	CSV = ','
	TSV = '\t'
)

var (
	errHeader = errors.New("no header")
	errText   = errors.New("invalid UTF-8")
)

const bom = "\uFEFF"

// Read calls yield with the rows of r, of which the first has the names of the columns, in order. A row is an object in
// canonical JSON whose values are strings; Number is the line on which it begins, and its bytes go without the line end. The
// delimiter is CSV or TSV; in CSV it is a semicolon where the header has one and no comma. A field may be in quotes with both,
// and may then hold delimiters, line ends, and quotes, which are doubled. Empty lines are no rows. A row of more than limit
// bytes, with another number of fields than the header, with a quote or a carriage return where none may stand, or with
// invalid UTF-8 is a piece with an error, and the rows behind it are read. A header that is broken, or has a name twice, is
// the one piece of the input. The error is that of r or of yield.
func Read(r io.Reader, delimiter byte, limit int64, yield func(piece.Piece) error) error {
	s := &scanner{r: bufio.NewReaderSize(r, 64<<10), delimiter: delimiter, limit: limit, line: 1}
	head, _ := s.r.Peek(headSize)
	if len(head) >= len(bom) && string(head[:len(bom)]) == bom {
		s.r.Discard(len(bom))
		s.at, head = int64(len(bom)), head[len(bom):]
	}
	if delimiter == CSV && semicolons(head) {
		s.delimiter = ';'
	}
	header, err := s.next(maxColumns)
	if err == io.EOF {
		return yield(piece.Piece{Number: 1, Err: errHeader, At: -1})
	} else if err != nil {
		return err
	}
	p := header.piece(limit)
	t := &table{}
	if p.Err == nil {
		t, p.Err = newTable(header)
	}
	if p.Err != nil {
		return yield(p)
	}
	for {
		row, err := s.next(len(t.names))
		if err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		if err := yield(t.piece(row, limit)); err != nil {
			return err
		}
	}
}

// headSize is the number of bytes of a header that are looked at for its delimiter, and maxColumns the number of its names.
const (
	headSize   = 64 << 10
	maxColumns = 1 << 16
)

// semicolons reports whether the line that head begins with has a semicolon, and no comma, outside of quotes.
func semicolons(head []byte) bool {
	found, quoted := false, false
	for _, c := range head {
		switch {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == ',':
			return false
		case c == ';':
			found = true
		case c == '\n':
			return found
		}
	}
	return found
}

// table makes objects of rows.
type table struct {
	names []string // in the order of the header
	order []int    // of the names, as canonical JSON has them
}

func newTable(header row) (*table, error) {
	if header.fields > maxColumns {
		return nil, fmt.Errorf("%d columns: at most %d are read", header.fields, maxColumns)
	}
	t := &table{}
	for i := range header.ends {
		name := string(header.field(i)) // one may be empty: pandas writes its index so
		if !utf8.ValidString(name) {
			return nil, errText
		}
		t.names, t.order = append(t.names, name), append(t.order, i)
	}
	slices.SortFunc(t.order, func(a, b int) int { return cmp.Or(cmp.Compare(t.names[a], t.names[b]), a-b) })
	for i := 1; i < len(t.order); i++ {
		if name := t.names[t.order[i]]; name == t.names[t.order[i-1]] {
			return nil, fmt.Errorf("two columns with the name %q", name)
		}
	}
	return t, nil
}

func (t *table) piece(r row, limit int64) piece.Piece {
	p := r.piece(limit)
	switch {
	case p.Err != nil:
	case r.fields != len(t.names):
		p.Err = fmt.Errorf("a row of %d fields, where the header has %d", r.fields, len(t.names))
	case !t.valid(r):
		p.Err = errText
	default:
		p.Data = t.object(r)
	}
	return p
}

// valid reports whether every field is UTF-8.
func (t *table) valid(r row) bool {
	for i := range t.names {
		if !utf8.Valid(r.field(i)) {
			return false
		}
	}
	return true
}

// object returns the row as canonical JSON.
func (t *table) object(r row) []byte {
	b := []byte{'{'}
	for i, column := range t.order {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(canonical.AppendString(b, t.names[column]), ':')
		b = canonical.AppendString(b, string(r.field(column)))
	}
	return append(b, '}')
}
