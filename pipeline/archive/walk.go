package archive

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/bmatcuk/doublestar/v4"
)

var (
	errLink      = errors.New("a link, which is not followed below an entry; exclude it, or make it an entry")
	errIrregular = errors.New("no regular file")
	errUTF8Name  = errors.New("the name is no UTF-8")
	errControl   = errors.New("the name has a control character")
	errContainer = errors.New("the name of a folder ends in !, which marks the members of a container")
	errEmptyName = errors.New("the name has an empty part, or . or .. as one")
)

// folder is a folder below an entry, or the entry itself.
type folder struct {
	disk, source string
	below        string // relative to the entry
}

func (d folder) child(name string) folder {
	return folder{filepath.Join(d.disk, name), path.Join(d.source, name), path.Join(d.below, name)}
}

// walk adds the files below d.
func (l *lister) walk(d folder) {
	if l.ctx.Err() != nil {
		return
	}
	list, err := os.ReadDir(d.disk)
	if err != nil {
		l.fault(d.source, err)
		return
	}
	for _, item := range list {
		l.visit(d.child(item.Name()), item)
	}
}

// visit adds the file c, or what is below the folder c.
func (l *lister) visit(c folder, item fs.DirEntry) {
	takes, enters := l.takes(c.below), item.Type()&(fs.ModeDir|fs.ModeSymlink) != 0 && l.enters(c.below)
	if !enters && (!takes || item.IsDir()) {
		return
	}
	if strings.HasPrefix(item.Name(), ".") {
		l.hidden++
		return
	}
	if l.excluded(c.below, item) {
		return
	}
	info, err := item.Info()
	if err != nil {
		l.fault(c.source, err)
		return
	}
	if l.isOwn(info) {
		return
	}
	switch err := checkName(item.Name(), item.IsDir()); {
	case err != nil:
		l.fault(c.source, err)
	case item.IsDir():
		l.walk(c)
	case item.Type()&fs.ModeSymlink != 0:
		l.fault(c.source, errLink)
	case !item.Type().IsRegular():
		l.fault(c.source, errIrregular)
	default:
		l.files = append(l.files, File{Source: c.source, Entry: l.entry, Size: info.Size(), path: c.disk, below: c.below})
	}
}

// takes reports whether the entry reads a file of this name below it.
func (l *lister) takes(name string) bool {
	return l.pattern == "" || doublestar.MatchUnvalidated(l.pattern, name)
}

// enters reports whether the entry may read a file in a folder of this name below it.
func (l *lister) enters(name string) bool {
	if l.pattern == "" || strings.Contains(l.pattern, "{") {
		return true
	}
	names, patterns := strings.Split(name, "/"), strings.Split(l.pattern, "/")
	for i, pattern := range patterns[:len(patterns)-1] {
		switch {
		case i == len(names) || pattern == "**":
			return true
		case !doublestar.MatchUnvalidated(pattern, names[i]):
			return false
		}
	}
	return len(names) < len(patterns) || patterns[len(patterns)-1] == "**"
}

// excluded reports whether the recipe leaves out what has this name below the entry. A pattern without a slash means
// the last component of names; one that ends in a slash means folders.
func (l *lister) excluded(name string, item fs.DirEntry) bool {
	return l.entry.excludes(name, item.IsDir())
}

func (e *Entry) excludes(name string, isFolder bool) bool {
	return slices.ContainsFunc(e.Exclude, func(pattern string) bool {
		pattern, ofFolders := strings.CutSuffix(pattern, "/")
		if ofFolders && !isFolder {
			return false
		}
		if !strings.Contains(pattern, "/") {
			return doublestar.MatchUnvalidated(pattern, path.Base(name))
		}
		return doublestar.MatchUnvalidated(pattern, name)
	})
}

// excludes reports whether the recipe leaves out a file in the container f, or a folder above it.
func (f *File) excludes(member string) bool {
	for i := 1; i < len(member); i++ {
		if member[i] == '/' && member[i-1] != '!' && f.Entry.excludes(f.below+member[:i], true) {
			return true
		}
	}
	return member != "" && f.Entry.excludes(f.below+member, false)
}

// checkName refuses a component that no source may have.
func checkName(name string, isFolder bool) error {
	switch {
	case name == "" || name == "." || name == "..":
		return errEmptyName
	case !utf8.ValidString(name):
		return errUTF8Name
	case strings.ContainsFunc(name, unicode.IsControl):
		return errControl
	case isFolder && strings.HasSuffix(name, "!"):
		return errContainer
	}
	return nil
}

// printable returns the name, quoted where it could disturb a terminal.
func printable(name string) string {
	if !utf8.ValidString(name) || strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return strconv.Quote(name)
	}
	return name
}
