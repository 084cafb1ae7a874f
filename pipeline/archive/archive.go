// Package archive reads an archive of text: it lists the input files and turns them into documents in key order.
//
// The rule that matters: nothing is lost in silence. The list of the files is fixed and sorted before anything is read,
// every byte of a file is read, and whatever cannot be a document is a Fault with its place. schema/FORMAT.md, sections
// 3 to 5, is the specification. A package a format stands below this one.
package archive

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"corpuspack/schema"
)

// Archive is the list of the input files of a recipe.
type Archive struct {
	Files   []File // in the order of their sources
	Against []File // of the benchmarks, in the order of their names, then of the sources
	Hidden  int    // names below an entry that begin with a dot, left out with all that is below them
}

// File is one input file.
type File struct {
	Source string // path of the file in the archive
	Entry  *Entry // the entry of the recipe that reads it
	Size   int64  // bytes on disk
	path   string // on disk, without links
	below  string // path below the entry
}

// own are the names in the folder of the recipe that are never input.
var own = []string{"corpuspack.yaml", "CHECKSUMS", "releases"}

var (
	errSource = errors.New(`another input file has this name; give one of the entries another "as"`)
	errEmpty  = errors.New("no files to read; put the input there, or correct the path and the excludes of the entry")
)

// Open lists the input files of all entries and benchmarks below root, the folder of the recipe, sorted by source. It opens
// none of them. Its error is Faults, with every fault of names and structure, or that of ctx.
func Open(ctx context.Context, root string, c Config) (*Archive, error) {
	root, err := filepath.Abs(root)
	if err != nil {
		return nil, err
	}
	l := lister{ctx: ctx, root: root}
	for _, name := range own {
		if info, err := os.Stat(filepath.Join(root, name)); err == nil {
			l.own = append(l.own, info)
		}
	}
	files := l.open(c.Entries)
	if len(files)+len(l.faults) == 0 {
		for _, e := range c.Entries {
			l.fault(e.Path, errEmpty)
		}
	}
	against := l.open(c.Against)
	for _, e := range c.Against {
		if len(l.faults) == 0 && !slices.ContainsFunc(against, func(f File) bool { return f.Entry.Name == e.Name }) {
			l.fault(e.Path, errEmpty)
		}
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	slices.SortStableFunc(files, File.compare)
	slices.SortStableFunc(against, func(a, b File) int { return cmp.Or(cmp.Compare(a.Entry.Name, b.Entry.Name), a.compare(b)) })
	l.checkOverlap(slices.SortedStableFunc(slices.Values(slices.Concat(files, against)), File.compare))
	if len(l.faults) > 0 {
		slices.SortStableFunc(l.faults, func(a, b *Fault) int { return cmp.Compare(a.Place, b.Place) })
		return nil, l.faults
	}
	return &Archive{Files: files, Against: against, Hidden: l.hidden}, nil
}

func (f File) compare(g File) int { return cmp.Compare(f.Source, g.Source) }

// lister gathers the files of the entries.
type lister struct {
	ctx     context.Context
	root    string
	own     []fs.FileInfo
	entry   *Entry
	pattern string // of the files of the entry, relative to its folder; "" for all
	files   []File
	hidden  int
	faults  Faults
}

// open lists the files of some entries.
func (l *lister) open(entries []Entry) []File {
	entries = slices.Clone(entries)
	l.files = nil
	for i := range entries {
		l.entry = &entries[i]
		l.list()
	}
	return l.files
}

func (l *lister) fault(source string, err error) {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		err = e.Err // without the path on this disk
	}
	l.faults = append(l.faults, &Fault{Key: schema.Key{Source: source}, Place: printable(source), Err: err})
}

func (l *lister) isOwn(info fs.FileInfo) bool {
	return slices.ContainsFunc(l.own, func(o fs.FileInfo) bool { return os.SameFile(o, info) })
}

// checkOverlap finds files that two entries read, and different files with one source.
func (l *lister) checkOverlap(files []File) {
	byPath := map[string]*File{}
	bySource := map[string]bool{}
	for i := range files {
		f := &files[i]
		if first, ok := byPath[f.path]; ok {
			l.fault(f.Source, errOverlap(first.Entry, f.Entry))
		} else if bySource[f.Source] {
			l.fault(f.Source, errSource)
		}
		byPath[f.path], bySource[f.Source] = f, true
	}
}

// Size returns the bytes of all files, as they are on disk.
func (a *Archive) Size() (n int64) {
	for i := range a.Files {
		n += a.Files[i].Size
	}
	return n
}
