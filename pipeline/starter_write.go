package pipeline

import (
	"cmp"
	"fmt"
	"path"
	"strings"
	"unicode"

	"corpuspack/pipeline/archive"
)

// write writes the entry of c. It has a name where that of its path is taken already.
func (c collection) write(b *strings.Builder, names map[string]bool) {
	fmt.Fprintf(b, "  # %s\n  - path: %s\n", c.counts(), quoted(c.path))
	if name, free := c.name(names), nameOf(c.path, ""); name != free {
		fmt.Fprintf(b, "    name: %s\n", quoted(name))
	}
	if len(c.left) > 0 {
		b.WriteString("    exclude:\n")
	}
	for _, e := range c.exclusions() {
		fmt.Fprintf(b, "      - %s # %s\n", quoted(e.glob), e.comment())
	}
	if c.fields != "" {
		fmt.Fprintf(b, "    fields: %s\n", c.fields)
	}
}

// name returns the name of the collection, one that no other has, and takes it.
func (c collection) name(names map[string]bool) string {
	first := nameOf(c.path, "")
	name := first
	for n := 2; names[name]; n++ {
		suffix := fmt.Sprintf("-%d", n)
		name = first[:min(len(first), maxName-len(suffix))] + suffix
	}
	names[name] = true
	return name
}

// counts says how many files of each format there are.
func (c collection) counts() string {
	var parts []string
	for _, format := range strings.Split(archive.Formats, ", ") {
		n := 0
		for _, f := range c.taken {
			if f.Format == format {
				n++
			}
		}
		if n > 0 {
			parts = append(parts, fmt.Sprintf("%s: %d", format, n))
		}
	}
	return "files found: " + strings.Join(parts, ", ")
}

// exclusion is a glob and the files that it leaves out.
type exclusion struct {
	glob  string
	files int
	note  string // of the first of them
}

func (e exclusion) comment() string {
	note := strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return ' '
	}, shorten(cmp.Or(e.note, "no format takes it")))
	if e.files > 1 {
		return fmt.Sprintf("%d files: %s", e.files, note)
	}
	return note
}

// exclusions returns a glob for each file that is left, and one for all with an extension that no file read has.
func (c collection) exclusions() []exclusion {
	extensions, bases := map[string]bool{}, map[string]int{}
	for _, f := range c.taken {
		extensions[path.Ext(f.Path)] = true
	}
	for _, list := range [][]Found{c.taken, c.left} {
		for _, f := range list {
			bases[path.Base(f.Path)]++
		}
	}
	var list []exclusion
	index := map[string]int{}
	for _, f := range c.left {
		glob := strings.TrimPrefix(escape(f.Path), c.path+"/")
		switch ext := path.Ext(f.Path); {
		case ext != "" && !extensions[ext]:
			glob = "*" + escape(ext)
		case !strings.Contains(glob, "/") && bases[path.Base(f.Path)] > 1:
			// A glob without / is for names at any depth; with the second choice, which matches nothing, it is not.
			glob = "{" + strings.ReplaceAll(glob, ",", `\,`) + ",/}"
		}
		if i, ok := index[glob]; ok {
			list[i].files++
			continue
		}
		index[glob] = len(list)
		list = append(list, exclusion{glob, 1, f.Note})
	}
	return list
}

// escape returns the glob that matches s alone.
func escape(s string) string {
	var b strings.Builder
	for _, r := range s {
		if strings.ContainsRune(`*?[]{}\`, r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}
