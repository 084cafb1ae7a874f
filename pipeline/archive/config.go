package archive

// Config is the part of a recipe that says what is read.
type Config struct {
	Entries []Entry
	Against []Entry // benchmark files, which are no part of the archive
}

// Entry is one entry of the recipe's archive list, and a collection; or one of its benchmarks.
type Entry struct {
	Path        string   // a file, a folder or a glob, relative to the folder of the recipe
	Name        string   // of the collection
	As          string   // first component of the sources, for a path that leads out of the folder of the recipe
	Namespace   string   // of given ids and URLs
	Exclude     []string // globs, relative to the entry's folder
	License     string   // SPDX; "" takes the release's
	MaxDocument int64    // bytes of one document
	Format      string   // one of Formats
	Encoding    string   // auto, or a name of the WHATWG's Encoding Standard
	OnError     string   // fail, remove
	OnSameID    string   // auto, fail, remove
	Fields      Fields
	Texts       []string // of a benchmark: the members of a record that hold a text each
}

// Fields names the members of a record that hold the columns of a document.
type Fields struct {
	Text, ID, Title, URL, Author, Published, Language, License string
}
