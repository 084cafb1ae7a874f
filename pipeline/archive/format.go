package archive

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"path"
	"slices"
	"strings"

	"corpuspack/pipeline/archive/unpack"
)

// ErrNoFormat is in the fault of a file that is no text as far as its name or its first bytes tell.
var ErrNoFormat = errors.New("no format takes")

// Formats are the formats that an entry may have, separated by a comma and a space.
const Formats = "auto, text, listing, markdown, html, jsonl, json, csv, tsv, parquet, warc, feed, mbox"

const (
	formatAuto     = "auto" // by name and content; text and pages are split where they are listing pages
	formatText     = "text"
	formatListing  = "listing" // text or a page of many posts
	formatMarkdown = "markdown"
	formatHTML     = "html"
	formatJSONL    = "jsonl"
	formatJSON     = "json"
	formatCSV      = "csv"
	formatTSV      = "tsv"
	formatParquet  = "parquet"
	formatWARC     = "warc" // ARC, WET and WAT too
	formatFeed     = "feed" // RSS and Atom
	formatMbox     = "mbox"
)

// byExtension has the formats of the extensions that are read.
var byExtension = map[string]string{
	".txt": formatText, ".text": formatText,
	".md": formatMarkdown, ".markdown": formatMarkdown,
	".htm": formatHTML, ".html": formatHTML, ".xhtml": formatHTML,
	".jsonl": formatJSONL, ".ndjson": formatJSONL, ".json": formatJSON,
	".csv": formatCSV, ".tsv": formatTSV, ".tab": formatTSV,
	".parquet": formatParquet, ".pq": formatParquet,
	".warc": formatWARC, ".arc": formatWARC, ".wet": formatWARC, ".wat": formatWARC,
	".rss": formatFeed, ".atom": formatFeed, ".rdf": formatFeed, ".xml": formatFeed,
	".mbox": formatMbox, ".mbx": formatMbox, ".eml": formatMbox,
}

// magic has the bytes that files of a format begin with.
var magic = map[string][]string{
	formatParquet: {"PAR1"},
	formatWARC:    {"WARC/", "filedesc:"},
}

// unread are extensions of other formats, of which some would pass for text.
var unread = strings.Fields(`.mht .mhtml .svg .arrow .feather .avro .orc .pdf .ps .eps .djvu .epub .mobi .azw3 .rtf .doc
	.docx .odt .ppt .pptx .odp .xls .xlsx .ods .7z .rar .png .jpg .jpeg .gif .webp .bmp .tif .tiff .ico .heic .avif .mp3
	.mp4 .m4a .wav .ogg .flac .mov .avi .mkv .webm .sqlite .db .pkl .npy .npz .exe .dll .so .class .jar .wasm .ttf .otf
	.woff .woff2`)

// extension returns the extension of a source in lower case, without that of its compression.
func extension(source string) string { return strings.ToLower(path.Ext(unpack.Plain(source))) }

// IsRead reports whether a format takes files with the extension of the source.
func IsRead(source string) bool { return byExtension[extension(source)] != "" }

// format returns the format in which a source, whose content begins with head, is read. Its error says what else it is.
func (f *File) format(source string, head []byte) (string, error) {
	switch {
	case f.Entry.Format == formatListing && isMarkup(head):
		return formatHTML, nil
	case f.Entry.Format == formatListing:
		return formatText, nil
	case f.Entry.Format != formatAuto:
		return f.Entry.Format, nil
	}
	extension, media := extension(source), mediaType(head)
	format, known := byExtension[extension]
	switch {
	case slices.Contains(unread, extension):
		return "", fmt.Errorf("a file %s, which %w", extension, ErrNoFormat)
	case extension == ".xml" && !isFeed(head):
		return "", fmt.Errorf("XML and no feed, which %w", ErrNoFormat)
	case magic[format] != nil:
		return format, nil // its reader says what is wrong with it
	case known && (strings.HasPrefix(media, "text/") || media == "application/octet-stream"):
		return format, nil // what is no text shows in its encoding
	case !known && begins(head, magic[formatWARC]):
		return formatWARC, nil
	case !known && begins(head, magic[formatParquet]):
		return formatParquet, nil
	case !known && media == "text/plain":
		return formatText, nil
	case !known && media == "text/html":
		return formatHTML, nil
	}
	return "", fmt.Errorf("%s, which %w", media, ErrNoFormat)
}

func begins(head []byte, marks []string) bool {
	return slices.ContainsFunc(marks, func(m string) bool { return bytes.HasPrefix(head, []byte(m)) })
}

// isMarkup reports whether a page is written in HTML.
func isMarkup(head []byte) bool {
	media := mediaType(head)
	return media == "text/html" || media == "text/xml"
}

// isFeed reports whether XML has the root element of a feed near its begin.
func isFeed(head []byte) bool {
	for _, root := range []string{"<rss", "<feed", "<rdf:RDF"} {
		if bytes.Contains(head, []byte(root)) {
			return true
		}
	}
	return false
}

// mediaType returns the type of a content by its first bytes (the WHATWG's MIME Sniffing Standard).
func mediaType(head []byte) string {
	media := sniff(head)
	if strings.HasPrefix(media, "text/") || media == "application/pdf" || media == "application/postscript" {
		return media
	}
	// Some signatures are two or three letters (BM is a bitmap, OTTO a font). Behind another letter they are none: then
	// only the bytes count, and text is text.
	if sniff(append([]byte{'x'}, head...)) == "text/plain" {
		return "text/plain"
	}
	return media
}

func sniff(head []byte) string {
	media, _, _ := strings.Cut(http.DetectContentType(head), ";")
	return media
}
