package unpack

import (
	"bytes"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
)

const (
	tarName = "tar"
	zipName = "zip"
)

// format is a way to pack files.
type format struct {
	name       string // for people
	extensions []string
	magic      []byte // the first bytes, but in a tar
	open       func(io.Reader) io.ReadCloser
}

// The formats. An extension that begins with a t means a tar inside.
var (
	compressions = []format{
		{"gzip", []string{".gz", ".tgz"}, []byte("\x1F\x8B\x08"), newGzip},
		{"zstd", []string{".zst", ".tzst"}, []byte("\x28\xB5\x2F\xFD"), newZstd},
		{"bzip2", []string{".bz2", ".tbz2", ".tbz"}, []byte("BZh"), newBzip2},
		{"xz", []string{".xz", ".txz"}, []byte("\xFD7zXZ\x00"), newXZ},
	}
	tarFormat = format{name: tarName, extensions: []string{".tar"}}
	zipFormat = format{name: zipName, extensions: []string{".zip"}, magic: []byte("PK\x03\x04")}
)

// strip returns a name without the extension of the format, but with that of a tar that it implies.
func (f *format) strip(name string) string {
	e := path.Ext(name)
	if f.open == nil || !slices.Contains(f.extensions, strings.ToLower(e)) {
		return name
	}
	name = strings.TrimSuffix(name, e)
	if strings.HasPrefix(strings.ToLower(e), ".t") {
		name += ".tar"
	}
	return name
}

// Plain returns the name that a source has without the extensions of compression: "a.txt" for "a.txt.gz". What is left
// tells the format of a Leaf.
func Plain(source string) string {
	for f := byName(source); f != nil && f.open != nil; f = byName(source) {
		source = f.strip(source)
	}
	return source
}

// documents are the extensions of documents that are zip files inside.
var documents = strings.Fields(`.docx .docm .dotx .dotm .xlsx .xlsm .xlsb .xltx .xltm .pptx .pptm .potx .ppsx .vsdx .odt .ott
	.ods .ots .odp .otp .odg .odf .odc .odb .sxw .sxc .sxi .epub .ibooks .pages .numbers .key .idml .oxps .xps .kmz .cbz .jar
	.war .ear .aar .apk .aab .ipa .whl .egg .xpi .crx .vsix .nupkg .npz .pt .pth .ckpt .keras .sketch .3mf .usdz .h5p .mbz
	.hwpx .maff .wacz .pbix .twbx`)

// recognize returns the format in which a file of this name, whose content begins with head, is packed, or nil. Its error
// is that the two do not agree.
func recognize(plain string, head []byte) (*format, error) {
	named, found := byName(plain), byContent(head)
	switch {
	case named == &tarFormat && found == nil:
		return named, nil // a tar older than POSIX has no magic
	case named == found || named == nil && found != &zipFormat:
		return found, nil
	case named == nil && isDocument(plain, head):
		return nil, nil
	case named == nil:
		return found, nil
	case found == nil:
		return nil, fmt.Errorf("named as %s, which the content is not", named.name)
	}
	return nil, fmt.Errorf("named as %s, but the content is %s", named.name, found.name)
}

func byName(name string) *format {
	extension := strings.ToLower(path.Ext(name))
	for i := range compressions {
		if slices.Contains(compressions[i].extensions, extension) {
			return &compressions[i]
		}
	}
	switch {
	case slices.Contains(tarFormat.extensions, extension):
		return &tarFormat
	case slices.Contains(zipFormat.extensions, extension):
		return &zipFormat
	}
	return nil
}

func byContent(head []byte) *format {
	for i := range compressions {
		if bytes.HasPrefix(head, compressions[i].magic) && (compressions[i].name != "bzip2" || isBzip2(head)) {
			return &compressions[i]
		}
	}
	switch {
	case isSkippable(head):
		return &compressions[1]
	case bytes.HasPrefix(head, zipFormat.magic), bytes.HasPrefix(head, []byte("PK\x05\x06")): // with members, and empty
		return &zipFormat
	case len(head) > 265 && (string(head[257:263]) == "ustar\x00" || string(head[257:265]) == "ustar  \x00"): // POSIX, GNU
		return &tarFormat
	}
	return nil
}

// isBzip2 reports whether a block or the end of an empty file stands behind the three letters, which alone begin words.
func isBzip2(head []byte) bool {
	return len(head) > 9 && (string(head[4:10]) == "\x31\x41\x59\x26\x53\x59" || string(head[4:10]) == "\x17\x72\x45\x38\x50\x90")
}

// isSkippable reports whether head begins with a skippable frame of zstd (RFC 8878, section 3.1.2), as parallel zstd
// programs write it.
func isSkippable(head []byte) bool {
	return len(head) > 8 && head[0]&0xF0 == 0x50 && string(head[1:4]) == "\x2A\x4D\x18"
}

// isDocument reports whether a zip file is a document, by its extension or by its first member (byte 30 of a zip): the
// Open Packaging Conventions, OpenDocument and EPUB, or Java.
func isDocument(plain string, head []byte) bool {
	if slices.Contains(documents, strings.ToLower(path.Ext(plain))) {
		return true
	}
	return slices.ContainsFunc([]string{"mimetype", "[Content_Types].xml", "META-INF/"}, func(first string) bool {
		return len(head) > 30 && bytes.HasPrefix(head[30:], []byte(first))
	})
}
