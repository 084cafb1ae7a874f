package schema

var copyMembers = []Field{
	{ID: 101, Name: "source", Type: String, Doc: "input file of the copy"},
	{ID: 102, Name: "source_start", Type: Int64, Doc: "byte offset in that input, decompressed"},
	{ID: 103, Name: "source_end", Type: Int64, Doc: "byte offset, exclusive"},
	{ID: 104, Name: "kind", Type: String, Doc: "exact, near or teaser"},
	{ID: 105, Name: "similarity", Type: Double, Doc: "share of the shingles that both have; 1 for an exact copy"},
}

var maskedMembers = []Field{
	{ID: 111, Name: "card", Type: Int64, Nullable: true, Doc: "numbers of payment cards"},
	{ID: 112, Name: "email", Type: Int64, Nullable: true, Doc: "addresses of electronic mail"},
	{ID: 113, Name: "iban", Type: Int64, Nullable: true, Doc: "numbers of bank accounts"},
	{ID: 114, Name: "ip", Type: Int64, Nullable: true, Doc: "IPv4 and IPv6 addresses"},
	{ID: 115, Name: "phone", Type: Int64, Nullable: true, Doc: "telephone numbers"},
	{ID: 116, Name: "secret", Type: Int64, Nullable: true, Doc: "keys, tokens and passwords of well-known form"},
}

var documents1 = Table{Name: Documents, Doc: "one row a document", Fields: []Field{
	{ID: 1, Name: "id", Type: String, Doc: "d and 26 characters of base32hex of the SHA-256 of the identity"},
	{ID: 2, Name: "text", Type: String, Doc: "clean text, UTF-8, NFC"},
	{ID: 3, Name: "title", Type: String, Nullable: true, Doc: "title that the source gives"},
	{ID: 4, Name: "url", Type: String, Nullable: true, Doc: "address that the source gives"},
	{ID: 5, Name: "author", Type: String, Nullable: true, Doc: "authors that the source gives, joined by semicolons"},
	{ID: 6, Name: "published", Type: String, Nullable: true, Doc: "date that the source gives, in its precision: YYYY, YYYY-MM, YYYY-MM-DD or with a time"},
	{ID: 7, Name: "language", Type: String, Nullable: true, Doc: "BCP 47, as the source declares it"},
	{ID: 8, Name: "license", Type: String, Nullable: true, Doc: "SPDX expression"},
	{ID: 20, Name: "detected_language", Type: String, Nullable: true, Doc: "BCP 47, as the text reads; und where that is unsure; null where it was not looked for"},
	{ID: 21, Name: "language_score", Type: Double, Nullable: true, Doc: "how sure the detected language is, 0 to 1"},
	{ID: 9, Name: "collection", Type: String, Doc: "archive entry of the recipe that it came from"},
	{ID: 10, Name: "source", Type: String, Doc: "path of the input file in the archive"},
	{ID: 11, Name: "source_start", Type: Int64, Doc: "byte offset in that input, decompressed"},
	{ID: 12, Name: "source_end", Type: Int64, Doc: "byte offset, exclusive"},
	{ID: 22, Name: "format", Type: String, Doc: "format that it was read in"},
	{ID: 23, Name: "encoding", Type: String, Doc: "character encoding of the input, by its name in the WHATWG's Encoding Standard"},
	{ID: 24, Name: "encoding_from", Type: String, Doc: "what told the encoding: bom, recipe, http, meta, utf-8 (it is valid UTF-8), form (of its bytes) or detected"},
	{ID: 25, Name: "truncated", Type: String, Nullable: true, Doc: "why the source has less than the whole text: teaser, or the reason that a web archive gives; null where it is whole"},
	{ID: 26, Name: "boundary_confidence", Type: Double, Nullable: true, Doc: "how sure it is that a post of a listing page begins here, 0 to 1; null for others"},
	{ID: 13, Name: "characters", Type: Int64, Doc: "code points of text"},
	{ID: 14, Name: "words", Type: Int64, Doc: "words of text (UAX #29) that hold a letter or a digit"},
	{ID: 27, Name: "tokens", Type: Int64, Nullable: true, Doc: "tokens of text in the vocabulary that the recipe names"},
	{ID: 15, Name: "text_sha256", Type: String, Doc: "SHA-256 of text"},
	{ID: 16, Name: "split", Type: String, Doc: "train, or another split of the recipe"},
	{ID: 17, Name: "copies", Type: Structs, Members: copyMembers, Doc: "the first 100 removed copies, in key order"},
	{ID: 18, Name: "copy_count", Type: Int64, Doc: "number of all removed copies"},
	{ID: 28, Name: "masked", Type: Struct, Nullable: true, Members: maskedMembers, Doc: "number of masked places in text, title, author and metadata, by kind of personal data; null where the recipe masks none"},
	{ID: 29, Name: "repeated_characters", Type: Int64, Doc: "code points of lines that were taken out because many documents have them"},
	{ID: 30, Name: "quality", Type: Struct, Nullable: true, Members: qualityMembers, Doc: "measured values of quality rules; null where the recipe measures none"},
	{ID: 19, Name: "metadata", Type: String, Nullable: true, Doc: "what else the source carried, a canonical JSON object"},
}}

var segments1 = Table{Name: Segments, Doc: "one row a segment of a document", Fields: []Field{
	{ID: 201, Name: "id", Type: String, Doc: "document id, -, five digits"},
	{ID: 202, Name: "document_id", Type: String, Doc: "id of the document"},
	{ID: 203, Name: "index", Type: Int64, Doc: "place among the segments of the document, from 0"},
	{ID: 204, Name: "kind", Type: String, Doc: "title, heading, paragraph, list, caption, quote, code, table, reference or note; section, sentence or window where the recipe cuts so"},
	{ID: 205, Name: "headings", Type: Strings, Doc: "headings above it, outermost first"},
	{ID: 206, Name: "start", Type: Int64, Doc: "first code point in the document's text"},
	{ID: 207, Name: "stop", Type: Int64, Doc: "code point after the last"},
	{ID: 208, Name: "text", Type: String, Doc: "text[start:stop] of the document"},
	{ID: 209, Name: "words", Type: Int64, Doc: "words (UAX #29) that hold a letter or a digit"},
	{ID: 211, Name: "tokens", Type: Int64, Nullable: true, Doc: "tokens in the vocabulary that the recipe names"},
	{ID: 210, Name: "split", Type: String, Doc: "split of the document"},
}}

var removed1 = Table{Name: Removed, Doc: "one row a document that is not in the release", Fields: []Field{
	{ID: 301, Name: "id", Type: String, Doc: "id that the document had or would have had"},
	{ID: 302, Name: "source", Type: String, Doc: "path of the input file in the archive"},
	{ID: 303, Name: "source_start", Type: Int64, Nullable: true, Doc: "byte offset in that input, decompressed"},
	{ID: 304, Name: "source_end", Type: Int64, Nullable: true, Doc: "byte offset, exclusive"},
	{ID: 305, Name: "title", Type: String, Nullable: true, Doc: "its title"},
	{ID: 306, Name: "step", Type: String, Doc: "step that removed it"},
	{ID: 307, Name: "reason", Type: String, Doc: "why"},
	{ID: 313, Name: "detail", Type: String, Nullable: true, Doc: "place and problem of what could not be read"},
	{ID: 308, Name: "value", Type: Double, Nullable: true, Doc: "what was measured"},
	{ID: 309, Name: "bound", Type: Double, Nullable: true, Doc: "what was allowed"},
	{ID: 310, Name: "kept_id", Type: String, Nullable: true, Doc: "kept document for the sake of which it went"},
	{ID: 311, Name: "similarity", Type: Double, Nullable: true, Doc: "its similarity to that document"},
	{ID: 312, Name: "text_sha256", Type: String, Nullable: true, Doc: "SHA-256 of its clean text"},
}}
