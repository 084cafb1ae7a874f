package pipeline

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"
	"unicode/utf8"
)

// Found is a file that init has found.
type Found struct {
	Path    string   // relative to the folder of the recipe, with /
	Format  string   // one of archive.Formats; "" where none takes it
	Note    string   // what it is, where no format takes it: image/png
	Members []string // names of the members of the first records, where they have such
}

// named reports whether the records of the file have members, of which one holds the text.
func (f Found) named() bool {
	return slices.Contains([]string{"jsonl", "json", "csv", "tsv", "parquet"}, f.Format)
}

// Starter returns the text of a first recipe for the files that were found: it reads them as it is, leaves out what no
// format takes, and says in comments what to change. The name may be any text. reads is false where no file can be read.
func Starter(name string, found []Found) (recipe []byte, reads bool) {
	var b strings.Builder
	fmt.Fprintf(&b, starterHead, quoted(cmp.Or(slug(name), "corpus")))
	list := collect(sorted(found))
	if len(list) == 0 {
		b.WriteString("  # no file was found that can be read: put text, pages or records here\n  - path: archive\n")
	}
	names := map[string]bool{}
	for _, c := range list {
		c.write(&b, names)
	}
	b.WriteString(starterTail)
	return []byte(b.String()), len(list) > 0
}

// A line that begins with "#" and no space is a key: without the # it works too.
const (
	starterHead = `# The recipe of a corpus: what is read, what is done to it, how it is packed.
# A key that is left out has its default. Then: corpuspack release v1

name: %s
#title: "What the card of the corpus is called"
#description: "What the corpus is."
#license: CC-BY-4.0
#creators: ["Who made it"]
#homepage: "https://example.org/corpus"

# Each entry is a collection. Globs under exclude are relative to its path.
archive:
`
	starterTail = `
# Some of the defaults, to change:
#clean: {languages: [en], measure: [gopher], pii: [email, ip], repeated: {lines: 0.1}}
#dedup: {exact: true, near: {method: exact, threshold: 0.8}}
#split: {train: 1}
#shard: {size: 256MiB, encodings: [jsonl, parquet]}
`
)

// collection is one entry of a first recipe.
type collection struct {
	path   string
	taken  []Found
	left   []Found // in its folder, but not read by it
	fields string
}

// sorted returns the files that a recipe can name, in the order of their paths.
func sorted(found []Found) []Found {
	nameless := func(f Found) bool {
		return !utf8.ValidString(f.Path) || checkGlob(escape(f.Path)) != "" || path.Clean(f.Path) != f.Path
	}
	list := slices.DeleteFunc(slices.Clone(found), nameless)
	slices.SortStableFunc(list, func(a, b Found) int { return strings.Compare(a.Path, b.Path) })
	return list
}

// collect makes a collection of each folder with a file that can be read; of all together where such a file stands in
// no folder.
func collect(files []Found) []collection {
	if slices.ContainsFunc(files, inNoFolder) {
		return divide(".", files)
	}
	var list []collection
	for len(files) > 0 {
		folder, _, _ := strings.Cut(files[0].Path, "/")
		n := 1
		for n < len(files) && strings.HasPrefix(files[n].Path, folder+"/") {
			n++
		}
		list = append(list, divide(folder, files[:n])...)
		files = files[n:]
	}
	return list
}

// inNoFolder reports whether f can be read and stands in no folder that a recipe can name without a glob.
func inNoFolder(f Found) bool {
	folder, _, below := strings.Cut(f.Path, "/")
	return f.Format != "" && (!below || strings.ContainsAny(folder, globMarks))
}

// divide makes a collection of the files of a folder, and one of each file of records in it whose members have other
// names than those of the first one.
func divide(folder string, files []Found) []collection {
	main, own := collection{path: folder}, []collection(nil)
	records := false
	for _, f := range files {
		fields, known := "", true
		if f.named() {
			fields, known = fieldsOf(f.Members)
		}
		switch {
		case !known:
			f.Note = f.Format + "; no member looks like the text: " + strings.Join(f.Members, ", ")
			main.left = append(main.left, f)
		case f.Format == "":
			main.left = append(main.left, f)
		case f.named() && records && fields != main.fields:
			f.Note = "has an entry of its own"
			main.left = append(main.left, f)
			own = append(own, collection{path: escape(f.Path), taken: []Found{f}, fields: fields})
		default:
			main.taken = append(main.taken, f)
			if f.named() {
				main.fields, records = fields, true
			}
		}
	}
	if len(main.taken) == 0 {
		return nil
	}
	return append([]collection{main}, own...)
}

// guesses are names that members of JSON records often have, the likeliest first.
var guesses = []struct {
	column  string
	members []string
}{
	{"text", []string{"text", "content", "body", "raw_content", "article", "document", "passage", "markdown"}},
	{"id", []string{"id", "_id", "doc_id", "document_id", "uuid", "guid"}},
	{"title", []string{"title", "headline", "subject"}},
	{"url", []string{"url", "link", "permalink", "uri", "href"}},
	{"author", []string{"author", "byline", "creator"}},
	{"published", []string{"published", "date", "published_at", "publish_date", "created_at", "created", "timestamp"}},
	{"language", []string{"language", "lang"}},
	{"license", []string{"license", "licence"}},
}

// fieldsOf returns the value of the key fields for records with these members, "" for its default, and whether one of
// them looks like the text.
func fieldsOf(members []string) (string, bool) {
	var parts []string
	known := false
	for _, g := range guesses {
		member := guess(g.members, members)
		known = known || g.column == "text" && member != ""
		if member != "" && member != g.column {
			parts = append(parts, g.column+": "+quoted(member))
		}
	}
	if len(parts) == 0 {
		return "", known
	}
	return "{" + strings.Join(parts, ", ") + "}", known
}

// guess returns the first of likely that is a member, in the letter case of the member.
func guess(likely, members []string) string {
	for _, name := range likely {
		for _, m := range members {
			if strings.EqualFold(m, name) {
				return m
			}
		}
	}
	return ""
}
