// Package releases is what a published release is: its manifest, its sums, and the ledger that names it.
//
// The rule that matters: nothing in a release says when, where, by whom or by which build it was made. FORMAT.md beside
// this file specifies every file.
package releases

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"corpuspack/pipeline"
	"corpuspack/pipeline/shard"
	"corpuspack/schema"
	"corpuspack/schema/canonical"
)

// Manifest is manifest.json: what is in a release.
type Manifest struct {
	Against  []Against                   `json:"against"` // by name
	Archive  Archive                     `json:"archive"`
	Content  schema.Digest               `json:"content"` // of all tables and splits
	Counts   Counts                      `json:"counts"`
	Derived  *Derived                    `json:"derived,omitempty"` // nil, and no key, where it was made of an archive
	Leak     map[string]Leak             `json:"leak"`              // by split but train; empty where it was not looked for
	License  *string                     `json:"license"`
	Name     string                      `json:"name"`
	Near     *Near                       `json:"near"` // nil where near-duplicates were not removed
	Parent   *Parent                     `json:"parent"`
	Recipe   schema.Digest               `json:"recipe_sha256"`
	Revision int                         `json:"revision"`
	Schema   schema.Version              `json:"schema"`
	Tables   map[string]map[string]Table `json:"tables"` // by table and split
	Version  Version                     `json:"version"`
}

// Against says of a benchmark, whose texts must not be in the release, what of it the archive has.
type Against struct {
	Name      string `json:"name"`
	Files     int64  `json:"files"`
	Bytes     int64  `json:"bytes"`
	Texts     int64  `json:"texts"`
	Short     int64  `json:"short"`     // texts with too few tokens to be looked for
	Found     int64  `json:"found"`     // texts that some document overlaps
	Documents int64  `json:"documents"` // that overlap some text: removed or cut
}

// Archive says what was read, benchmarks among it.
type Archive struct {
	Files  int64         `json:"files"`
	Bytes  int64         `json:"bytes"`
	SHA256 schema.Digest `json:"sha256"` // of INPUTS
}

// Counts says what became of the documents. Read is Kept and all of Removed.
type Counts struct {
	Read    int64                       `json:"read"`
	Kept    int64                       `json:"kept"`
	Passed  map[string]int64            `json:"passed"`  // what was no document, by what it was
	Removed map[string]map[string]int64 `json:"removed"` // by step and reason
}

// Near says how near-duplicates were found.
type Near struct {
	Method string  `json:"method"`
	Chance float64 `json:"chance"` // that a pair whose similarity is the threshold was found
}

// Leak says what the documents of a split have in common with those of train.
type Leak struct {
	Greatest  float64 `json:"greatest"` // share of the shingles of one of them that one document of train has too
	Half      int64   `json:"half"`     // documents of which one document of train has half or more
	ID        *string `json:"id"`       // of the document with the greatest share; nil where it is 0
	PartnerID *string `json:"partner_id"`
}

// Parent names the release that this one follows.
type Parent struct {
	Version Version       `json:"version"`
	Digest  schema.Digest `json:"digest"`
	Content schema.Digest `json:"content"`
}

// Derived says of a release that it was made of another one and not of an archive: by which command, and of which.
type Derived struct {
	By       string        `json:"by"` // ByRemovals, ByMigration
	Digest   schema.Digest `json:"digest"`
	Revision int           `json:"revision"` // that has made the rows
	Version  Version       `json:"version"`
}

// Commands that derive a release.
const (
	ByRemovals  = "apply-removals"
	ByMigration = "migrate"
)

// IsMigrated reports whether the rows were written in another schema version than that of the release they are of.
func (m *Manifest) IsMigrated() bool { return m.Derived != nil && m.Derived.By == ByMigration }

// Table is one table and split.
type Table struct {
	shard.Totals
	SHA256 schema.Digest `json:"sha256"` // of the canonical lines of its shards in turn
	Shards []shard.File  `json:"shards"` // by name
}

// NewManifest returns the manifest of what an engine has written. The digest is that of INPUTS.
func NewManifest(r pipeline.Recipe, v Version, result *pipeline.Result, inputs schema.Digest) Manifest {
	m := Manifest{
		Against: []Against{},
		Archive: Archive{Files: int64(len(result.Inputs)), SHA256: inputs},
		Counts:  Counts{Read: result.Read, Passed: map[string]int64{}, Removed: map[string]map[string]int64{}},
		Name:    r.Name, Recipe: sha256.Sum256(r.YAML()), Revision: schema.Revision, Schema: r.Schema,
		Tables: map[string]map[string]Table{}, Version: v,
	}
	if r.License != "" {
		m.License = &r.License
	}
	if near := r.Dedup.Near; near.Method != "off" {
		m.Near = &Near{near.Method, near.Chance()}
	}
	for _, in := range result.Inputs {
		m.Archive.Bytes += in.Bytes
	}
	for _, b := range result.Against {
		m.Against = append(m.Against, Against(b))
	}
	for _, p := range result.Passed {
		m.Counts.Passed[p.What] = p.N
	}
	for _, c := range result.Removed {
		entry(m.Counts.Removed, c.Step)[c.Reason] += c.N
	}
	for _, c := range result.Tables {
		entry(m.Tables, c.Table)[c.Split] = Table{SHA256: c.SHA256}
	}
	for _, info := range result.Shards {
		m.add(info)
	}
	if m.Leak = map[string]Leak{}; m.Near != nil {
		m.addLeaks(result.Leaks)
	}
	m.Counts.Kept = m.Rows(schema.Documents)
	m.Content = m.ContentDigest()
	return m
}

// addLeaks has a leak of each split but train; those that are not among the leaks have none.
func (m *Manifest) addLeaks(leaks []pipeline.Leak) {
	for _, split := range m.Splits(schema.Documents) {
		if split != pipeline.Train {
			m.Leak[split] = Leak{}
		}
	}
	for _, l := range leaks {
		m.Leak[l.Split] = Leak{l.Greatest, l.Half, &l.ID, &l.PartnerID}
	}
}

func entry[V any](m map[string]map[string]V, key string) map[string]V {
	if m[key] == nil {
		m[key] = map[string]V{}
	}
	return m[key]
}

func (m *Manifest) add(info shard.Info) {
	t := m.Tables[info.Table][info.Split]
	t.Add(info.Totals)
	t.Shards = append(t.Shards, info.Files...)
	slices.SortFunc(t.Shards, func(a, b shard.File) int { return strings.Compare(a.Name, b.Name) })
	m.Tables[info.Table][info.Split] = t
}

// DocumentFiles returns the number and the bytes of the files that documents were read from: all inputs but the benchmarks.
func (m *Manifest) DocumentFiles() (files, bytes int64) {
	files, bytes = m.Archive.Files, m.Archive.Bytes
	for _, b := range m.Against {
		files, bytes = files-b.Files, bytes-b.Bytes
	}
	return files, bytes
}

// ShardFiles returns the number of files of shards.
func (m *Manifest) ShardFiles() (n int64) {
	for _, splits := range m.Tables {
		for _, t := range splits {
			n += int64(len(t.Shards))
		}
	}
	return n
}

// Rows returns the number of rows of a table over all its splits.
func (m *Manifest) Rows(table string) (n int64) {
	for _, t := range m.Tables[table] {
		n += t.Rows
	}
	return n
}

// Total returns the totals of a table over all its splits.
func (m *Manifest) Total(table string) (total shard.Totals) {
	for _, t := range m.Tables[table] {
		total.Add(t.Totals)
	}
	return total
}

// Splits returns the names of the splits of a table, train last.
func (m *Manifest) Splits(table string) []string {
	var names []string
	for name := range m.Tables[table] {
		names = append(names, name)
	}
	slices.SortFunc(names, shard.CompareNames)
	return names
}

// RemovedCount returns the number of removed documents.
func (m *Manifest) RemovedCount() (n int64) {
	for _, c := range m.Counts.List() {
		n += c.N
	}
	return n
}

// List returns the counts of the removed, by step and reason.
func (c Counts) List() []pipeline.Count {
	var list []pipeline.Count
	for step, reasons := range c.Removed {
		for reason, n := range reasons {
			list = append(list, pipeline.Count{Step: step, Reason: reason, N: n})
		}
	}
	slices.SortFunc(list, func(a, b pipeline.Count) int {
		return cmp.Or(strings.Compare(a.Step, b.Step), strings.Compare(a.Reason, b.Reason))
	})
	return list
}

// PassedList returns the counts of what was no document, by what it was.
func (c Counts) PassedList() []pipeline.Passed {
	var list []pipeline.Passed
	for what, n := range c.Passed {
		list = append(list, pipeline.Passed{What: what, N: n})
	}
	slices.SortFunc(list, func(a, b pipeline.Passed) int { return strings.Compare(a.What, b.What) })
	return list
}

// ContentDigest returns the SHA-256 of the lines "DIGEST  TABLE/SPLIT" of all tables and splits, sorted by TABLE/SPLIT.
func (m *Manifest) ContentDigest() schema.Digest {
	var lines Sums
	for table, splits := range m.Tables {
		for split, t := range splits {
			lines = append(lines, Sum{t.SHA256, table + "/" + split})
		}
	}
	lines.Sort()
	return sha256.Sum256(lines.Bytes())
}

// RowsRevision returns the format revision that has made the rows: of a derived release, that of the one that it was made of.
func (m *Manifest) RowsRevision() int {
	if m.Derived != nil {
		return m.Derived.Revision
	}
	return m.Revision
}

// SchemaVersion returns the version by which the rows are read: Schema, but the draft of it that revision 1 has.
func (m *Manifest) SchemaVersion() schema.Version {
	if m.Revision == 1 {
		return schema.Draft
	}
	return m.Schema
}

// Bytes returns the file: canonical JSON, with the keys that the revision has.
func (m *Manifest) Bytes() ([]byte, error) {
	b, err := canonical.Marshal(m)
	if err != nil || m.Revision >= keysOfRevision {
		return b, err
	}
	var file map[string]any
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	if err := d.Decode(&file); err != nil {
		return nil, err
	}
	m.dropLater(file)
	return canonical.Marshal(file)
}

// keysOfRevision is the revision from which on the manifest has all keys.
const keysOfRevision = 3

// dropLater takes the keys out of a manifest that its revision does not have yet.
func (m *Manifest) dropLater(file map[string]any) {
	for _, key := range []string{"against", "leak", "near"} {
		delete(file, key)
	}
	if m.Revision > 1 {
		return
	}
	delete(file["counts"].(map[string]any), "passed")
	for _, splits := range file["tables"].(map[string]any) {
		for _, table := range splits.(map[string]any) {
			for _, key := range []string{"masked", "repeated_characters", "tokens"} {
				delete(table.(map[string]any), key)
			}
		}
	}
}

// ParseManifest reads what Bytes writes, and nothing looser.
func ParseManifest(b []byte) (*Manifest, error) {
	var m Manifest
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&m); err != nil {
		return nil, err
	}
	for _, splits := range m.Tables {
		for _, t := range splits {
			for _, f := range t.Shards {
				if err := checkPath(f.Name); err != nil {
					return nil, err // nobody is led out of the release
				}
			}
		}
	}
	again, err := m.Bytes()
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(b, again) {
		return nil, fmt.Errorf("it is not the canonical JSON of a manifest")
	}
	return &m, nil
}
