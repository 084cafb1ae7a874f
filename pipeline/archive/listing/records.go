package listing

import (
	"regexp"
	"strings"
)

// A record is a block of "Key: value" lines that the page repeats, as the header of a message or an item of a feed is.
const (
	leastRecords = 3   // blocks with a key before it makes a record
	fieldWidth   = 120 // of what is not the title
)

var (
	fieldKey  = regexp.MustCompile(`^[\p{L}][\p{L}\p{N}_-]*( [\p{L}-]+)? ?: ?`)
	fieldName = regexp.MustCompile(`^(?:title|subject|headline|titel|betreff|titre|objet|sujet|título|titulo|asunto|assunto|titolo|oggetto|onderwerp) ?:`)
)

// records marks the lines of records as fields, but for the line with the title.
func (d *document) records() {
	type block struct{ from, name, to int }
	var blocks []block
	for i := 0; i < len(d.lines); {
		b := block{i, -1, i}
		for ; b.to < len(d.lines) && (b.to == i || d.gap(b.to) == 0); b.to++ {
			key := d.key(b.to)
			if key == "" {
				break
			}
			if b.name < 0 && fieldName.MatchString(key) {
				b.name = b.to
			}
		}
		if b.name >= 0 && b.to > b.from+1 {
			blocks = append(blocks, b)
		}
		i = max(i+1, b.to)
	}
	if len(blocks) < leastRecords {
		return
	}
	for _, b := range blocks {
		for i := b.from; i < b.to; i++ {
			d.lines[i].kind = field
		}
		d.lines[b.name].kind = plain
	}
}

// key returns the key that line i begins with, in lower case, "" where it is no short "Key: value".
func (d *document) key(i int) string {
	if d.lines[i].width > maxTitle || !strings.Contains(d.at(i), ":") {
		return ""
	}
	key := strings.ToLower(fieldKey.FindString(d.at(i)))
	value := d.at(i)[min(len(key), len(d.at(i))):]
	if d.lines[i].width > fieldWidth && !fieldName.MatchString(key) && strings.Contains(value, " ") {
		return ""
	}
	return key
}
