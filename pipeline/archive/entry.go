package archive

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

var (
	errMissing = errors.New("no such file or folder; put the input there, or correct the path of the entry")
	errNoMatch = errors.New("no file matches; correct the path of the entry, or put the input there")
	errOutside = errors.New(`leads out of the project; give the entry a name with "as"`)
	errOwn     = errors.New("the recipe, the ledger and the releases are no input; correct the path of the entry")
)

func errOverlap(a, b *Entry) error {
	return fmt.Errorf("two entries read this file, %s and %s; exclude it from one", printable(a.Path), printable(b.Path))
}

// place is where an entry stands.
type place struct {
	disk    string // file or folder
	source  string // the same as a source; "" for the folder of the recipe
	pattern string // of the files below the folder; "" for all
	info    fs.FileInfo
}

// list adds the files of the entry.
func (l *lister) list() {
	p, err := l.locate()
	if err == nil {
		err = l.check(p)
	}
	if err != nil {
		l.fault(l.entry.Path, err)
		return
	}
	l.pattern = p.pattern
	if p.info.Mode().IsRegular() {
		l.files = append(l.files, File{Source: p.source, Entry: l.entry, Size: p.info.Size(), path: p.disk, below: path.Base(p.disk)})
		return
	}
	files, faults := len(l.files), len(l.faults)
	l.walk(folder{disk: p.disk, source: p.source})
	if p.pattern != "" && len(l.files) == files && len(l.faults) == faults {
		l.fault(l.entry.Path, errNoMatch)
	}
}

// locate finds the file or the folder of the entry. A path that exists as it stands is no glob.
func (l *lister) locate() (place, error) {
	name := path.Clean(filepath.ToSlash(l.entry.Path))
	if l.entry.As == "" && !filepath.IsLocal(name) {
		return place{}, errOutside
	}
	p := place{source: name}
	info, err := os.Stat(l.onDisk(name))
	if err != nil && strings.ContainsAny(name, `*?[{`) {
		p.source, p.pattern = doublestar.SplitPattern(name)
		info, err = os.Stat(l.onDisk(p.source))
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return place{}, errMissing
	case err != nil:
		return place{}, err
	}
	p.info = info
	p.disk, err = filepath.EvalSymlinks(l.onDisk(p.source))
	switch {
	case l.entry.As != "" && info.Mode().IsRegular():
		p.source = path.Join(l.entry.As, path.Base(name))
	case l.entry.As != "":
		p.source = l.entry.As
	case p.source == ".":
		p.source = ""
	}
	return p, err
}

func (l *lister) onDisk(name string) string {
	if name = filepath.FromSlash(name); filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(l.root, name)
}

// check refuses an entry that cannot be read, whatever is below it.
func (l *lister) check(p place) error {
	folder := p.info.IsDir()
	switch {
	case !folder && (p.pattern != "" || !p.info.Mode().IsRegular()):
		return errIrregular
	case l.entry.As == "" && strings.HasPrefix(p.source+"/", "releases/") || l.isOwn(p.info):
		return errOwn
	}
	for _, pattern := range append([]string{p.pattern}, l.entry.Exclude...) {
		if !doublestar.ValidatePattern(pattern) {
			return fmt.Errorf("%q is no glob", pattern)
		}
	}
	if p.source == "" {
		return nil
	}
	components := strings.Split(p.source, "/")
	for i, name := range components {
		if err := checkName(name, folder || i < len(components)-1); err != nil {
			return err
		}
	}
	return nil
}
