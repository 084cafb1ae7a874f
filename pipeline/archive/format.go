package archive

import (
	"errors"
	"fmt"
	"net/http"
	"path"
	"slices"
	"strings"
)

// ErrNoFormat is in the fault of a file that is no text as far as its name or its first bytes tell.
var ErrNoFormat = errors.New("no format takes")

// The formats of an entry.
const (
	formatAuto     = "auto" // of a file: text, which is split where it is a listing page
	formatText     = "text"
	formatListing  = "listing"
	formatMarkdown = "markdown"
	formatJSONL    = "jsonl"
)

// byExtension has the formats of the extensions that are read.
var byExtension = map[string]string{
	".txt": formatAuto, ".text": formatAuto,
	".md": formatMarkdown, ".markdown": formatMarkdown,
	".jsonl": formatJSONL, ".ndjson": formatJSONL,
}

// unread are extensions of other formats, of which some would pass for text.
var unread = strings.Fields(`.htm .html .xhtml .mht .mhtml .xml .rss .atom .svg .json .csv .tsv .parquet .arrow .feather
	.avro .orc .warc .arc .wet .wat .pdf .ps .eps .djvu .epub .mobi .azw3 .rtf .doc .docx .odt .ppt .pptx .odp .xls .xlsx
	.ods .zip .tar .tgz .txz .bz2 .xz .7z .rar .png .jpg .jpeg .gif .webp .bmp .tif .tiff .ico .heic .avif .mp3 .mp4 .m4a
	.wav .ogg .flac .mov .avi .mkv .webm .sqlite .db .pkl .npy .npz .exe .dll .so .class .jar .wasm .ttf .otf .woff .woff2`)

// extensions returns the extension of a source in lower case without that of its compression, and the latter.
func extensions(source string) (extension, compression string) {
	name := strings.ToLower(path.Base(source))
	if e := path.Ext(name); e == ".gz" || e == ".zst" {
		name, compression = strings.TrimSuffix(name, e), e
	}
	return path.Ext(name), compression
}

// format returns the format in which the file, whose content begins with head, is read. Its error says what else it is.
func (f *File) format(head []byte) (string, error) {
	if f.Entry.Format != formatAuto {
		return f.Entry.Format, nil
	}
	extension, _ := extensions(f.Source)
	media := mediaType(head)
	format, known := byExtension[extension]
	switch {
	case slices.Contains(unread, extension):
		return "", fmt.Errorf("a file %s, which %w", extension, ErrNoFormat)
	case known && (strings.HasPrefix(media, "text/") || media == "application/octet-stream"):
		return format, nil // what is no text shows in its encoding
	case !known && media == "text/plain":
		return formatAuto, nil
	}
	return "", fmt.Errorf("%s, which %w", media, ErrNoFormat)
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
