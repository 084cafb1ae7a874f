package unpack

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"github.com/klauspost/compress/zip"
)

var (
	errDirectory = fmt.Errorf("the directory of the zip has more than %d bytes", maxDirectory)
	errEncrypted = errors.New("encrypted")
)

// The methods of zip that the library does not have (APPNOTE.TXT 6.3.10, section 4.4.5).
var zipMethods = []struct {
	method uint16
	open   func(io.Reader) io.ReadCloser
}{{12, newBzip2}, {20, newZstd}, {93, newZstd}, {95, newXZ}}

// zip hands on the members of a zip, in the order of its directory.
func (w *walker) zip(i item) error {
	if i.at != nil {
		return w.openZip(i)
	}
	s, err := w.spool()
	if err != nil {
		return err
	}
	defer s.Close()
	c := &content{r: i.r, name: i.name}
	n, err := io.Copy(s, c)
	switch {
	case c.fault != nil:
		return w.report(c.fault)
	case err != nil:
		return err
	}
	i.at, i.size = &disk{f: spooled{s}, w: w}, n
	return w.openZip(i)
}

// spooled is a spool as a file.
type spooled struct{ Spool }

// Read is not used: a zip is read with ReadAt.
func (spooled) Read([]byte) (int, error) { return 0, io.EOF }

// openZip hands on the members of a zip that i.at reads.
func (w *walker) openZip(i item) error {
	z, err := w.readDirectory(io.NewSectionReader(i.at, 0, i.size), i.size) // a directory may name places outside
	if err != nil {
		return w.fault(i.name, -1, err)
	}
	for _, m := range zipMethods {
		z.RegisterDecompressor(m.method, m.open)
	}
	c := w.container(i)
	for _, f := range z.File {
		if w.left < 0 {
			return w.fault(i.name, -1, ErrExpansion)
		}
		if err := c.zipMember(f); err != nil {
			return err
		}
	}
	return nil
}

// readDirectory reads the directory of a zip. It takes no more memory than the limits allow.
func (w *walker) readDirectory(at io.ReaderAt, size int64) (*zip.Reader, error) {
	members, bytes := 0, 0
	z, err := zip.NewReaderWithOptions(at, size, zip.ReaderOptions{NameDecoder: func(h *zip.FileHeader) error {
		members++
		bytes += len(h.Name) + len(h.Extra) + len(h.Comment)
		switch {
		case members > w.members:
			return errMembers
		case bytes > maxDirectory:
			return errDirectory
		}
		return nil
	}})
	switch {
	case err == zip.ErrInsecurePath: // which depends on the environment
		return z, nil
	case err == zip.ErrFormat || err == io.EOF || err == io.ErrUnexpectedEOF:
		return nil, errors.New("the zip is damaged or cut off: its directory, which stands at the end, cannot be read")
	}
	return z, err
}

// zipMember hands on one member.
func (c *container) zipMember(f *zip.File) error {
	at, err := f.DataOffset()
	if err != nil {
		at = -1
	}
	mode := f.Mode()
	isFolder := f.UncompressedSize64 == 0 && (mode.IsDir() || strings.HasSuffix(f.Name, `\`))
	name, err := c.admit(f.Name, isFolder, at)
	switch {
	case err != nil || name == "":
		return err
	case mode&fs.ModeSymlink != 0:
		return c.fault(name, -1, errLink)
	case mode&fs.ModeType != 0:
		return c.fault(name, -1, errIrregular)
	case f.Flags&1 != 0:
		return c.fault(name, -1, errEncrypted)
	}
	r, err := f.Open()
	switch err {
	case nil:
	case zip.ErrAlgorithm:
		return c.fault(name, -1, fmt.Errorf("compressed by method %d of zip, which is not read", f.Method))
	case zip.ErrFormat, io.EOF:
		return c.fault(name, -1, errors.New("the zip has no header of this member"))
	default:
		return c.fault(name, -1, err)
	}
	defer r.Close()
	packed := min(f.CompressedSize64, uint64(c.size))
	return c.file(item{name: name, plain: name, r: c.layer(r, int64(packed)), size: int64(min(f.UncompressedSize64, 1<<63-1)), depth: c.depth})
}
