package unpack

import (
	"archive/tar"
	"bytes"
	"errors"
	"io"
)

var (
	errLink      = errors.New("a link, which is not followed")
	errIrregular = errors.New("no regular file")
	errHeader    = errors.New("no header of a tar, where one must stand")
	errNoEnd     = errors.New("the tar is cut off: the zero blocks that end it are missing")
	errTarBehind = errors.New("other data behind the end of the tar")
)

const (
	tarBlock = 512 // bytes, of which a tar takes multiples
	tarLabel = 'V' // type of a GNU header that only names the tape
)

// tar hands on the members of a tar.
func (w *walker) tar(i item) error {
	c := w.container(i)
	in := &counter{r: i.r}
	t := tar.NewReader(in)
	for count := 0; ; count++ {
		end := in.n // of the last member, without padding
		h, err := t.Next()
		at := (end + tarBlock - 1) / tarBlock * tarBlock
		switch {
		case err == io.EOF:
			return c.endTar(in, end)
		case errors.Is(err, tar.ErrHeader):
			err = errHeader
		case err != nil && err != tar.ErrInsecurePath: // that one depends on the environment
			err = cause(err)
		case count == w.members:
			err = errMembers
		case w.left < 0:
			err = ErrExpansion
		default:
			err = nil
		}
		if err != nil {
			return w.fault(i.name, at, err)
		}
		member := &holes{t, in, w}
		if err := c.tarMember(h, member, at); err != nil {
			return err
		}
		io.Copy(io.Discard, member) // an error comes again
	}
}

// tarMember hands on the member that r reads, whose header stands at this byte.
func (c *container) tarMember(h *tar.Header, r io.Reader, at int64) error {
	if h.Typeflag == tar.TypeXGlobalHeader || h.Typeflag == tarLabel {
		return nil
	}
	name, err := c.admit(h.Name, h.Typeflag == tar.TypeDir, at)
	if err != nil || name == "" {
		return err
	}
	switch h.Typeflag {
	case tar.TypeReg, tar.TypeCont, tar.TypeGNUSparse:
		return c.file(item{name: name, plain: name, r: r, size: h.Size, depth: c.depth})
	case tar.TypeLink, tar.TypeSymlink:
		return c.fault(name, -1, errLink)
	}
	return c.fault(name, -1, errIrregular)
}

// endTar reads what stands behind the last member, which ends at this byte.
func (c *container) endTar(in *counter, end int64) error {
	if in.n-end < tarBlock {
		return c.fault(c.name, in.n, errNoEnd)
	}
	b := make([]byte, 32<<10)
	for {
		n, err := in.Read(b)
		if behind := bytes.TrimLeft(b[:n], "\x00"); len(behind) > 0 {
			return c.fault(c.name, in.n-int64(len(behind)), errTarBehind)
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return c.fault(c.name, in.n, cause(err))
		}
	}
}

// holes reads a member. Holes of a sparse member, which take no bytes in the tar, count as what a decompressor gives.
type holes struct {
	t  *tar.Reader
	in *counter
	w  *walker
}

func (h *holes) Read(p []byte) (int, error) {
	before := h.in.n
	n, err := h.t.Read(p)
	h.w.left -= max(0, int64(n)-(h.in.n-before))
	if h.w.left < 0 {
		return 0, ErrExpansion
	}
	return n, err
}
