// Package unpack sees through compression and containers: it hands on the files that are packed in a file, at any depth.
//
// The rule that matters: nothing is lost in silence, and no input decides how much memory is taken. Every byte is read
// and every checksum compared, also where nobody looks at the content; whatever cannot be read is a Fault; and content
// is a stream. schema/FORMAT.md, section 3, says how members are named.
//
// Compression (gzip, zstd, bzip2, xz) leaves a file its name. Containers (tar, zip) have members, whose names follow
// "!/". The name and the first bytes tell what a file is: a name that promises something else than the bytes is a fault,
// and bytes that are packed are unpacked under any name. But the document formats that are zip files inside (.docx,
// .epub, .jar) stay whole.
//
// The limits, none of which is timed:
//   - 8 layers of compression and containers;
//   - 1,000,000 members in a container, whose names have at most 4096 bytes each, and 256 MiB in a zip with what else
//     stands in its directory;
//   - all bytes that come out of decompression, of all layers and members of a file together: 64 MiB, or 256 times its
//     size, whichever is more; the same for each layer by itself, where its size before decompression is known;
//   - 128 MiB for the window of a zstd frame and the dictionary of an xz block.
package unpack

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
)

// The limits of the package comment.
const (
	maxDepth      = 8
	maxMembers    = 1_000_000
	maxName       = 4096
	maxDirectory  = 256 << 20
	freeExpansion = 64 << 20
	maxExpansion  = 256
	maxWindow     = 128 << 20
)

// File is what is unpacked, read from its begin. An *os.File is one.
type File interface {
	io.Reader
	io.ReaderAt
}

// Spool holds a zip file that stands inside something else: its directory stands at the end. An *os.File is one. It is
// closed when it is no longer needed; whoever made it deletes it.
type Spool interface {
	io.Writer
	io.ReaderAt
	io.Closer
}

// Leaf is a file in which nothing else is packed.
type Leaf struct {
	Name   string // what follows the name of the input: "" for the input itself, else like "!/b/c.txt"
	Size   int64  // bytes as its container states them, which may be a lie, or -1
	Packed bool   // something was unpacked on the way
}

// Stats says what Walk found.
type Stats struct {
	Hidden int64 // members passed over: a part of their name begins with a dot, or they are below __MACOSX
}

// Fault says of a piece of the input why it cannot be read.
type Fault struct {
	Name string // as in Leaf, of a leaf or a container
	At   int64  // the byte of its content, after decompression, where that shows; -1 where none does
	Err  error
}

// Error returns the place below the input, then the problem.
func (f *Fault) Error() string {
	place := ""
	if f.Name != "" {
		place = f.Name + ": "
	}
	if f.At >= 0 {
		place += fmt.Sprintf("byte %d: ", f.At)
	}
	return place + f.Err.Error()
}

// Unwrap returns the problem without its place.
func (f *Fault) Unwrap() error { return f.Err }

var (
	errDepth  = fmt.Errorf("packed more than %d times", maxDepth)
	errCutOff = errors.New("the data is cut off")
)

// Walk calls leaf with every file that is packed in f, or with f itself, in the order of the containers, and bad with
// what cannot be read. name and size, in bytes, are those of f. The reader of a leaf ends with io.EOF or a *Fault, which
// bad is not told of again; what leaf leaves unread is read behind it. A container that breaks off is a fault of its
// own, behind that of the member in which it does. spool makes the temporary files that are needed.
//
// The error of Walk is that of leaf, bad or spool, or one that f or a spool itself gave; then the Fault that leaf or bad
// saw last may have been that error.
func Walk(name string, f File, size int64, spool func() (Spool, error),
	leaf func(Leaf, io.Reader) error, bad func(*Fault) error) (Stats, error) {
	w := &walker{spool: spool, leaf: leaf, bad: bad, left: Expansion(size), members: maxMembers}
	return w.walk(name, f, size)
}

func (w *walker) walk(name string, f File, size int64) (Stats, error) {
	d := &disk{f: f, w: w}
	err := w.file(item{plain: name, r: bufio.NewReaderSize(d, 64<<10), at: d, size: size})
	if w.diskErr != nil {
		err = w.diskErr
	}
	return w.stats, err
}

// walker is one call of Walk. Errors that its methods return end it.
type walker struct {
	spool   func() (Spool, error)
	leaf    func(Leaf, io.Reader) error
	bad     func(*Fault) error
	left    int64 // bytes that all decompressors together may still give
	members int   // that a container may have
	stats   Stats
	diskErr error
}

// item is a file on the way: the input, what a decompressor gives, or a member.
type item struct {
	name  string // as in Leaf
	plain string // its name, without the extensions of what was unpacked
	r     io.Reader
	at    io.ReaderAt // r as a whole, or nil
	size  int64       // or -1
	depth int
}

// headSize is the number of bytes that tell what a file is.
const headSize = 512

// file unpacks i, or hands it on as a leaf.
func (w *walker) file(i item) error {
	head, err := io.ReadAll(io.LimitReader(i.r, headSize))
	if err != nil {
		return w.fault(i.name, int64(len(head)), cause(err))
	}
	i.r = io.MultiReader(bytes.NewReader(head), i.r)
	f, err := recognize(i.plain, head)
	switch {
	case err != nil:
		return w.fault(i.name, 0, err)
	case f == nil:
		return w.hand(i)
	case i.depth == maxDepth:
		return w.fault(i.name, 0, errDepth)
	}
	i.plain = f.strip(i.plain)
	i.depth++
	switch f.name {
	case tarName:
		return w.tar(i)
	case zipName:
		return w.zip(i)
	}
	return w.decompress(i, f.open)
}

// hand gives i to leaf and reads what that leaves.
func (w *walker) hand(i item) error {
	c := &content{r: i.r, name: i.name}
	if err := w.leaf(Leaf{Name: i.name, Size: i.size, Packed: i.depth > 0}, c); err != nil {
		return err
	}
	if c.fault != nil {
		return w.diskErr
	}
	return w.rest(c)
}

// rest reads c to its end and reports a fault there.
func (w *walker) rest(c *content) error {
	if _, err := io.Copy(io.Discard, c); err == nil {
		return nil
	}
	return w.report(c.fault)
}

func (w *walker) fault(name string, at int64, err error) error {
	return w.report(&Fault{Name: name, At: at, Err: err})
}

// report hands on a fault, unless it comes of the disk.
func (w *walker) report(f *Fault) error {
	if w.diskErr != nil {
		return w.diskErr
	}
	return w.bad(f)
}

// content reads the content of a file. Its errors are Faults.
type content struct {
	r     io.Reader
	name  string
	at    int64
	fault *Fault
}

func (c *content) Read(p []byte) (int, error) {
	if c.fault != nil {
		return 0, c.fault
	}
	n, err := c.r.Read(p)
	c.at += int64(n)
	if err != nil && err != io.EOF {
		c.fault = &Fault{Name: c.name, At: c.at, Err: cause(err)}
		err = c.fault
	}
	return n, err
}

// cause returns err, in words of ours where data ends too early.
func cause(err error) error {
	if err == io.ErrUnexpectedEOF || err == io.EOF {
		return errCutOff
	}
	return err
}

// disk is a file outside, the input or a spool, whose errors are no faults of the content.
type disk struct {
	f File
	w *walker
}

func (d *disk) Read(p []byte) (int, error) {
	if d.w.diskErr != nil {
		return 0, d.w.diskErr
	}
	n, err := d.f.Read(p)
	return n, d.note(err)
}

// ReadAt implements io.ReaderAt.
func (d *disk) ReadAt(p []byte, at int64) (int, error) {
	n, err := d.f.ReadAt(p, at)
	return n, d.note(err)
}

func (d *disk) note(err error) error {
	if err != nil && err != io.EOF && d.w.diskErr == nil {
		d.w.diskErr = err
	}
	return err
}
