package columns

import (
	"archive/tar"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress"
	"github.com/parquet-go/parquet-go/deprecated"
	"github.com/parquet-go/parquet-go/encoding/delta"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
	"pgregory.net/rapid"

	"corpuspack/pipeline/archive/piece"
	"corpuspack/schema/canonical"
)

const limit = 1 << 20

// read returns the rows of a file as lines, a fault as "row: error".
func read(t testing.TB, file []byte, limit int64, text ...string) (lines []string) {
	t.Helper()
	next := int64(0)
	err := Read(bytes.NewReader(file), int64(len(file)), limit, text, func(p piece.Piece) error {
		if p.Start != next || p.Number != int(next)+1 {
			t.Errorf("got row %d, number %d, want row %d", p.Start, p.Number, next)
		}
		next++
		if p.Err != nil {
			lines = append(lines, fmt.Sprintf("%d: %v", p.Start, p.Err))
		} else {
			lines = append(lines, string(p.Data))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

func write[T any](t testing.TB, rows []T, options ...parquet.WriterOption) []byte {
	t.Helper()
	var b bytes.Buffer
	w := parquet.NewGenericWriter[T](&b, options...)
	if _, err := w.Write(rows); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestEveryTypeHasOneForm(t *testing.T) {
	type inner struct {
		Z *int32 `parquet:"z,optional"`
		A string `parquet:"a"`
	}
	type row struct {
		Text    string            `parquet:"text"`
		Null    *string           `parquet:"null,optional"`
		Bool    bool              `parquet:"bool"`
		I32     int32             `parquet:"i32"`
		U64     uint64            `parquet:"u64"`
		F32     float32           `parquet:"f32"`
		F64     float64           `parquet:"f64"`
		Bytes   []byte            `parquet:"bytes"`
		Fixed   [3]byte           `parquet:"fixed"`
		UUID    [16]byte          `parquet:"uuid,uuid"`
		Decimal int64             `parquet:"decimal,decimal(3:18)"`
		Date    int32             `parquet:"date,date"`
		Millis  time.Time         `parquet:"millis,timestamp(millisecond)"`
		Nanos   int64             `parquet:"nanos,timestamp(nanosecond:local)"`
		Clock   int64             `parquet:"clock,time(microsecond)"`
		I96     deprecated.Int96  `parquet:"i96"`
		List    []string          `parquet:"list,list"`
		Bare    []int64           `parquet:"bare"`
		Map     map[string]*inner `parquet:"map"`
		Struct  *inner            `parquet:"struct,optional"`
		Escape  string            `parquet:"a \"key\""`
	}
	one := int32(1)
	got := read(t, write(t, []row{
		{
			Text: "é\n\"", Bool: true, I32: -1, U64: 1<<64 - 1, F32: 0.1, F64: 1e21, Bytes: []byte{0, 255}, Fixed: [3]byte{1, 2, 3},
			UUID: [16]byte{0x12, 15: 0xef}, Decimal: -5, Date: -1, Millis: time.UnixMilli(-1), Nanos: 1700000000_999999999,
			Clock: 3661_000_000, I96: deprecated.Int96{0, 0, 2440589}, List: []string{"a", "b"}, Bare: []int64{7},
			Map: map[string]*inner{"k": {A: "x"}}, Struct: &inner{Z: &one},
		},
		{Decimal: 123456},
	}), limit)
	want := []string{
		`{"a \"key\"":"","bare":[7],"bool":true,"bytes":"AP8=","clock":"01:01:01Z","date":"1969-12-31","decimal":"-0.005",` +
			`"f32":0.10000000149011612,"f64":1e+21,"fixed":"AQID","i32":-1,"i96":"1970-01-02T00:00:00","list":["a","b"],` +
			`"map":{"k":{"a":"x","z":null}},"millis":"1969-12-31T23:59:59Z","nanos":"2023-11-14T22:13:20","null":null,` +
			`"struct":{"a":"","z":1},"text":"é\n\"","u64":18446744073709551615,"uuid":"12000000-0000-0000-0000-0000000000ef"}`,
		`{"a \"key\"":"","bare":[],"bool":false,"bytes":"","clock":"00:00:00Z","date":"1970-01-01","decimal":"123.456",` +
			`"f32":0,"f64":0,"fixed":"AAAA","i32":0,"i96":"-04713-11-24T00:00:00","list":[],` +
			`"map":{},"millis":"0001-01-01T00:00:00Z","nanos":"1970-01-01T00:00:00","null":null,` +
			`"struct":null,"text":"","u64":0,"uuid":"00000000-0000-0000-0000-000000000000"}`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %s\nwant %s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestAMapWithOtherKeysIsAnArray(t *testing.T) {
	type row struct {
		M map[int64]string `parquet:"m"`
	}
	got := read(t, write(t, []row{{map[int64]string{3: "c"}}, {}}), limit)
	if want := []string{`{"m":[{"key":3,"value":"c"}]}`, `{"m":[]}`}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestBytesAreTextWhereTheCallerSaysSo(t *testing.T) {
	type row struct {
		B []byte `parquet:"b"`
	}
	file := write(t, []row{{[]byte("é")}, {[]byte("\xff")}, {[]byte("x")}})
	if got, want := read(t, file, limit), []string{`{"b":"w6k="}`, `{"b":"/w=="}`, `{"b":"eA=="}`}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := read(t, file, limit, "b"), []string{`{"b":"é"}`, `1: column b: invalid UTF-8`, `{"b":"x"}`}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestTheRowsBehindALongOneAreRead(t *testing.T) {
	type row struct {
		Text string           `parquet:"t"`
		L    []string         `parquet:"l,list"`
		M    map[string]int64 `parquet:"m"`
	}
	many := map[string]int64{}
	for i := range 30 {
		many[fmt.Sprint(i)] = 1
	}
	file := write(t, []row{{Text: "a"}, {Text: strings.Repeat("x", 100)}, {L: slices.Repeat([]string{"0123456789"}, 20)}, {M: many}, {Text: "b"}})
	long := `row of more than 60 bytes`
	got := read(t, file, 60)
	want := []string{`{"l":[],"m":{},"t":"a"}`, "1: a " + long, "2: a " + long, "3: a " + long, `{"l":[],"m":{},"t":"b"}`}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestBooleansInRunLengths reads a file by Arrow with runs of 1 to 40 equal Booleans, in a second column with nulls.
func TestBooleansInRunLengths(t *testing.T) {
	file, err := os.ReadFile(filepath.Join("testdata", "booleans.parquet"))
	if err != nil {
		t.Fatal(err)
	}
	got, row := read(t, file, limit), 0
	for i := range 40 {
		for range i + 1 {
			null := fmt.Sprint(i%2 == 0)
			if row%7 == 0 {
				null = "null"
			}
			if want := fmt.Sprintf(`{"b":%v,"n":%s}`, i%2 == 0, null); got[row] != want {
				t.Errorf("row %d: got %s, want %s", row, got[row], want)
			}
			row++
		}
	}
	if len(got) != row {
		t.Errorf("got %d rows, want %d", len(got), row)
	}
}

type anyRow struct {
	S string                    `parquet:"s,dict"`
	D string                    `parquet:"d,delta"`
	P string                    `parquet:"p,plain"`
	O *string                   `parquet:"o,optional"`
	I int64                     `parquet:"i,delta"`
	G []struct{ X, Y []string } `parquet:"g"`
}

// line is the row as JSON by another way.
func (r anyRow) line() string {
	quote := func(list []string) []byte { return canonical.Strings(list) }
	o := []byte("null")
	if r.O != nil {
		o = canonical.AppendString(nil, *r.O)
	}
	g := []string{}
	for _, e := range r.G {
		g = append(g, fmt.Sprintf(`{"X":%s,"Y":%s}`, quote(e.X), quote(e.Y)))
	}
	str := func(s string) []byte { return canonical.AppendString(nil, s) }
	return fmt.Sprintf(`{"d":%s,"g":[%s],"i":%d,"o":%s,"p":%s,"s":%s}`, str(r.D), strings.Join(g, ","), r.I, o, str(r.P), str(r.S))
}

func TestAnyRowsReadBack(t *testing.T) {
	codecs := []compress.Codec{&parquet.Uncompressed, &parquet.Snappy, &parquet.Gzip, &parquet.Brotli, &parquet.Zstd, &parquet.Lz4Raw}
	text := rapid.Custom(func(t *rapid.T) string { return strings.ToValidUTF8(rapid.String().Draw(t, "text"), "?") })
	rapid.Check(t, func(rt *rapid.T) {
		type row struct {
			S string                    `parquet:"s,dict"`
			D string                    `parquet:"d,delta"`
			P string                    `parquet:"p,plain"`
			O *string                   `parquet:"o,optional"`
			I int64                     `parquet:"i,delta"`
			G []struct{ X, Y []string } `parquet:"g"`
		}
		var rows []row
		var want []string
		for range rapid.IntRange(0, 40).Draw(rt, "rows") {
			r := row{S: text.Draw(rt, "s"), D: text.Draw(rt, "d"), P: text.Draw(rt, "p"), I: rapid.Int64().Draw(rt, "i")}
			if rapid.Bool().Draw(rt, "some") {
				r.O = new(text.Draw(rt, "o"))
			}
			for range rapid.IntRange(0, 3).Draw(rt, "g") {
				r.G = append(r.G, struct{ X, Y []string }{
					rapid.SliceOfN(text, 0, 3).Draw(rt, "x"), rapid.SliceOfN(text, 0, 3).Draw(rt, "y"),
				})
			}
			rows = append(rows, r)
			want = append(want, anyRow(r).line())
		}
		file := write(t, rows, parquet.Compression(rapid.SampledFrom(codecs).Draw(rt, "codec")),
			parquet.DataPageVersion(rapid.IntRange(1, 2).Draw(rt, "version")), parquet.PageBufferSize(rapid.IntRange(1, 2000).Draw(rt, "page")),
			parquet.MaxRowsPerRowGroup(rapid.Int64Range(1, 50).Draw(rt, "group")))
		if got := read(t, file, limit); !slices.Equal(got, want) {
			rt.Fatalf("got  %q\nwant %q", got, want)
		}
	})
}

// hostile calls f with the files of apache/parquet-testing.
func hostile(t testing.TB, f func(folder, name string, file []byte)) {
	data := filepath.Join("..", "..", "..", "..", "shared", "data", "hostile", "parquet-testing.tar.xz")
	unpacked, err := exec.Command("xz", "-dc", data).Output()
	if err != nil {
		t.Skip("the files of parquet-testing are not here: ", err)
	}
	for r := tar.NewReader(bytes.NewReader(unpacked)); ; {
		h, err := r.Next()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(h.Name, ".parquet") {
			file, err := io.ReadAll(r)
			if err != nil {
				t.Fatal(err)
			}
			f(filepath.Base(filepath.Dir(h.Name)), filepath.Base(h.Name), file)
		}
	}
}

func TestFilesOfOtherWritersAreReadOrNamed(t *testing.T) {
	faults := map[string]string{
		"datapage_v1-corrupt-checksum.parquet":           "0: row group 0: column a: the page has another CRC than its header says",
		"rle-dict-uncompressed-corrupt-checksum.parquet": "0: row group 0: column binary_field: the page has another CRC than its header says",
		"large_string_map.brotli.parquet":                "0: row group 0: column arr.key_value.key: a page of 1073741828 bytes: at most 134217728 are read",
	}
	hostile(t, func(folder, name string, file []byte) {
		lines := read(t, file, 32<<20)
		fault := ""
		if len(lines) > 0 && lines[len(lines)-1][0] != '{' {
			fault = lines[len(lines)-1]
		}
		switch {
		case folder == "bad_data" && name != "ARROW-GH-43605.parquet" && fault == "": // that one is good, but for Arrow of its day
			t.Errorf("%s: got no fault", name)
		case folder == "data" && fault != faults[name]:
			t.Errorf("%s: got %q, want %q", name, fault, faults[name])
		}
	})
}

func TestADamagedFileIsNeverReadAsAnother(t *testing.T) {
	type row struct {
		Text string   `parquet:"text"`
		L    []string `parquet:"l,list"`
	}
	file := write(t, []row{{"one", []string{"a", "b"}}, {"two", nil}, {"three", []string{"c"}}}, parquet.Compression(&parquet.Zstd))
	want := read(t, file, limit)
	_, end, err := readFooter(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	for i := range file[:end] { // in the footer a name may change
		for _, bit := range []byte{1, 16, 128} {
			damaged := slices.Clone(file)
			damaged[i] ^= bit
			for j, line := range read(t, damaged, limit) {
				if line[0] == '{' && !slices.Contains(want, line) {
					t.Fatalf("byte %d: row %d: got %s", i, j, line)
				}
			}
		}
	}
	for n := range file {
		lines := read(t, file[:n], limit)
		if len(lines) == 0 || lines[len(lines)-1][0] == '{' {
			t.Fatalf("cut to %d bytes: got no fault", n)
		}
	}
}

func TestListsThatSayMoreThanTheyHold(t *testing.T) {
	for _, b := range [][]byte{
		{0x15, 2, 0x19, 0xfc, 0xff, 0xff, 0xff, 0xff, 7},                           // a schema of 2^31-1 nodes
		append([]byte{0x15, 2, 0x19, 0xfc, 0xff, 0xff, 3}, make([]byte, 70000)...), // of 65535 empty ones
		bytes.Repeat([]byte{0x1c}, 1<<20),                                          // structs in structs
		bytes.Repeat([]byte{0x19}, 1<<20),                                          // lists in lists
		{0x18, 0xff, 0xff, 0xff, 0xff, 7},                                          // a string of 2^31-1 bytes
		{},
	} {
		file := append([]byte(magic), b...)
		file = append(binary.LittleEndian.AppendUint32(file, uint32(len(b))), magic...)
		if got := read(t, file, limit); len(got) != 1 || !strings.HasPrefix(got[0], "0: footer: ") {
			t.Errorf("%.20x: got %q", b, got)
		}
	}
}

func TestRunsAreCountedBeforeTheyAreDecoded(t *testing.T) {
	for _, c := range []struct {
		in     string
		width  uint
		n      int
		most   uint64
		values int
		ok     bool
	}{
		{"\x06\x05", 3, 3, 5, 3, true},
		{"\x03\x88\xc6\xfa", 3, 8, 7, 8, true}, // 0 to 7, the example of Encodings.md
		{"\x03\x88\xc6\xfa", 3, 3, 2, 8, true},
		{"\x03\x88\xc6", 3, 8, 0, 0, false},
		{"\xfe\xff\xff\xff\x0f\x01", 1, 3, 0, 0, false},
		{"\x06\xff", 3, 3, 255, 3, true}, // more bits than the width has
		{"\x06", 0, 3, 0, 3, true},
		{"\x80", 3, 3, 0, 0, false},
	} {
		most, values, err := runs([]byte(c.in), c.width, c.n, nil)
		if most != c.most || values != c.values || (err == nil) != c.ok {
			t.Errorf("%x: got %d, %d, %v, want %d, %d, %v", c.in, most, values, err, c.most, c.values, c.ok)
		}
	}
}

// element returns a node of a schema: a group where it has children, else a string.
func element(name string, repetition format.FieldRepetitionType, children int32, as ...deprecated.ConvertedType) format.SchemaElement {
	e := format.SchemaElement{Name: name, RepetitionType: thrift.New(repetition)}
	if children > 0 {
		e.NumChildren = thrift.New(children)
	} else {
		e.Type, as = thrift.New(format.ByteArray), append(as, deprecated.UTF8)
	}
	if len(as) > 0 {
		e.ConvertedType = thrift.New(as[0])
	}
	return e
}

// TestListsOfOlderWriters has the examples of parquet-format, LogicalTypes.md, "Lists", "Backward-compatibility rules".
func TestListsOfOlderWriters(t *testing.T) {
	const required, optional, repeated = format.Required, format.Optional, format.Repeated
	outer := element("l", optional, 1, deprecated.List)
	for _, c := range []struct {
		what  string
		below []format.SchemaElement
		want  shape // of the element; leaf for a string
	}{
		{"three levels", []format.SchemaElement{element("list", repeated, 1), element("element", optional, 0)}, leaf},
		{"no group", []format.SchemaElement{element("element", repeated, 0)}, leaf},
		{"two members", []format.SchemaElement{element("element", repeated, 2), element("a", required, 0), element("b", required, 0)}, object},
		{"named array", []format.SchemaElement{element("array", repeated, 1), element("a", required, 0)}, object},
		{"named _tuple", []format.SchemaElement{element("l_tuple", repeated, 1), element("a", required, 0)}, object},
		{"a repeated member", []format.SchemaElement{element("element", repeated, 1), element("a", repeated, 0)}, object},
	} {
		root, _, err := readSchema(append([]format.SchemaElement{element("root", required, 1), outer}, c.below...), nil)
		if err != nil {
			t.Fatal(err)
		}
		got := root.members[0].members[0]
		if got.shape == unwrapped {
			got = got.members[0]
		}
		if root.members[0].shape != list || got.shape != c.want {
			t.Errorf("%s: got shape %v, want %v", c.what, got.shape, c.want)
		}
	}
}

func TestColumnsThatMakeNoRows(t *testing.T) {
	const required, repeated = format.Required, format.Repeated
	root, leaves, err := readSchema([]format.SchemaElement{
		element("root", required, 1), element("g", repeated, 2), element("x", required, 0), element("y", required, 0),
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		x, y []int // repetition levels
		want string
	}{
		{[]int{0, 1}, []int{0, 1}, `{"g":[{"x":"a","y":"a"},{"x":"a","y":"a"}]}`},
		{[]int{0, 0}, []int{0, 0}, `{"g":[{"x":"a","y":"a"}]}`},
		{[]int{0, 1}, []int{0, 0}, ""},
		{[]int{0, 1}, []int{0}, ""},
		{[]int{1}, []int{1}, ""},
		{nil, nil, ""},
	} {
		a := &assembler{limit: 100}
		for i, levels := range [][]int{c.x, c.y} {
			cursor := &cursor{chunk: &chunk{leaf: leaves[i]}, pages: new(parquet.FilePages), filled: len(levels)}
			for j, l := range levels {
				cursor.buf[j] = parquet.ByteArrayValue([]byte("a")).Level(l, 1, i)
			}
			a.cursors = append(a.cursors, cursor)
		}
		err := a.read(root)
		if errors.Is(err, errRows) != (c.want == "") || err == nil && string(a.row) != c.want {
			t.Errorf("%v, %v: got %s, %v, want %s", c.x, c.y, a.row, err, c.want)
		}
	}
}

func TestAPageThatIsNotWhatItSaysIsRefused(t *testing.T) {
	packed := func(codec compress.Codec, size int) []byte {
		b, err := codec.Encode(nil, make([]byte, size))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	text, number := &node{physical: format.ByteArray}, &node{physical: format.Int32, definition: 1}
	data := func(encoding format.Encoding, values int32) format.PageHeader {
		return format.PageHeader{Type: format.DataPage, DataPageHeader: thrift.New(format.DataPageHeader{NumValues: values, Encoding: encoding,
			DefinitionLevelEncoding: format.RLE, RepetitionLevelEncoding: format.RLE})}
	}
	dictionary := format.PageHeader{Type: format.DictionaryPage, DictionaryPageHeader: thrift.New(format.DictionaryPageHeader{NumValues: 0})}
	broken := data(format.Plain, 1)
	broken.CRC = 1
	bomb := new(delta.BinaryPackedEncoding)
	prefixes, _ := bomb.EncodeInt32(nil, slices.Repeat([]int32{1 << 30}, 100))
	for _, c := range []struct {
		what  string
		leaf  *node
		codec format.CompressionCodec
		size  int32 // says the header; 0 for that of the body
		pages []format.PageHeader
		body  []byte
		want  error
	}{
		{"good", text, format.Uncompressed, 0, []format.PageHeader{data(format.Plain, 1)}, []byte("\x01\x00\x00\x00a"), nil},
		{"another CRC", text, format.Uncompressed, 0, []format.PageHeader{broken}, []byte("\x01\x00\x00\x00a"), errCRC},
		{"a string beyond the page", text, format.Uncompressed, 0, []format.PageHeader{data(format.Plain, 1)}, []byte("\x02\x00\x00\x00a"), errValues},
		{"a gzip bomb", text, format.Gzip, 9, []format.PageHeader{data(format.Plain, 1)}, packed(&parquet.Gzip, 1<<20), errSize},
		{"a zstd bomb", text, format.Zstd, 9, []format.PageHeader{data(format.Plain, 1)}, packed(&parquet.Zstd, 1<<20), errSize},
		{"a brotli bomb", text, format.Brotli, 9, []format.PageHeader{data(format.Plain, 1)}, packed(&parquet.Brotli, 1<<20), errSize},
		{"a snappy bomb", text, format.Snappy, 9, []format.PageHeader{data(format.Plain, 1)}, packed(&parquet.Snappy, 1<<20), errSize},
		{"strings that share", text, format.Uncompressed, 0, []format.PageHeader{data(format.DeltaByteArray, 100)}, prefixes, errMemory},
		{"levels without end", number, format.Uncompressed, 0, []format.PageHeader{data(format.Plain, 1)}, []byte("\x06\x00\x00\x00\xfe\xff\xff\xff\x0f\x00"), errLevels},
		{"a level above the greatest", number, format.Uncompressed, 0, []format.PageHeader{data(format.Plain, 1)}, []byte("\x02\x00\x00\x00\x02\x02"), errLevels},
		{"too few values", number, format.Uncompressed, 0, []format.PageHeader{data(format.Plain, 2)}, []byte("\x02\x00\x00\x00\x04\x01\x00\x00\x00\x00"), errValues},
		{"indexes without a dictionary", number, format.Uncompressed, 0, []format.PageHeader{data(format.RLEDictionary, 1)}, []byte("\x02\x00\x00\x00\x02\x01\x01\x02\x00"), errIndexes},
		{"an index beyond the dictionary", text, format.Uncompressed, 0, []format.PageHeader{dictionary, data(format.RLEDictionary, 1)}, []byte("\x01\x02\x00"), errValues},
		{"two dictionaries", text, format.Uncompressed, 0, []format.PageHeader{dictionary, dictionary}, nil, errPageHeader},
		{"no known encoding", text, format.Uncompressed, 0, []format.PageHeader{data(format.BitPacked, 1)}, []byte("a"), errEncoding},
	} {
		var file []byte
		for i, h := range c.pages {
			body := c.body
			if i < len(c.pages)-1 {
				body = nil // of an empty dictionary
			}
			h.CompressedPageSize, h.UncompressedPageSize = int32(len(body)), c.size
			if c.size == 0 {
				h.UncompressedPageSize = int32(len(body))
			}
			b, err := thrift.Marshal(new(thrift.CompactProtocol), h)
			if err != nil {
				t.Fatal(err)
			}
			file = append(append(file, b...), body...)
		}
		memory := int64(0)
		p := newChunk(bytes.NewReader(file), int64(len(file)), c.leaf, &format.ColumnMetaData{Codec: c.codec, NumValues: 100}, &memory)
		var err error
		for range c.pages {
			if _, err = p.page(); err != nil {
				break
			}
		}
		if !errors.Is(err, c.want) || err == nil && c.want != nil {
			t.Errorf("%s: got %v, want %v", c.what, err, c.want)
		}
	}
}

func TestTheErrorOfTheDiskIsNoFault(t *testing.T) {
	broken := errors.New("disk")
	err := Read(failing{broken}, 100, limit, nil, func(piece.Piece) error { t.Error("got a piece"); return nil })
	if err != broken {
		t.Errorf("got %v, want %v", err, broken)
	}
	type row struct{ A string }
	file := write(t, []row{{"x"}, {"y"}})
	stop := errors.New("stop")
	err = Read(bytes.NewReader(file), int64(len(file)), limit, nil, func(piece.Piece) error { return stop })
	if err != stop {
		t.Errorf("got %v, want %v", err, stop)
	}
}

type failing struct{ err error }

func (f failing) ReadAt([]byte, int64) (int, error) { return 0, f.err }

func FuzzAFileIsRowsOrAFault(f *testing.F) {
	type row struct {
		Text string           `parquet:"t,dict"`
		L    []string         `parquet:"l,list"`
		M    map[string]int64 `parquet:"m"`
		B    *bool            `parquet:"b,optional"`
		D    string           `parquet:"d,delta"`
	}
	yes := true
	for _, codec := range []compress.Codec{&parquet.Uncompressed, &parquet.Snappy, &parquet.Lz4Raw} {
		for version := 1; version <= 2; version++ {
			f.Add(write(f, []row{{"a", []string{"x"}, map[string]int64{"k": 1}, &yes, "y"}, {}}, parquet.Compression(codec), parquet.DataPageVersion(version)))
		}
	}
	if file, err := os.ReadFile(filepath.Join("testdata", "booleans.parquet")); err == nil {
		f.Add(file)
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		for _, line := range read(t, file, 10_000) {
			if line[0] != '{' {
				continue
			}
			if c, err := canonical.Format([]byte(line)); err != nil || string(c) != line {
				t.Errorf("got %s, which is not canonical: %v", line, err)
			}
		}
	})
}
