package schema

import (
	"fmt"
	"slices"
)

// Change is one difference of a schema from another.
type Change struct {
	Table    string `json:"table"`
	Field    string `json:"field"` // its name in the old schema, else in the new one; with those of the structs around it
	ID       int    `json:"id"`
	Rule     string `json:"rule"` // one of the constants below
	Breaking bool   `json:"breaking"`
	Breaks   string `json:"breaks"` // what breaks for whom, or why nothing does
}

// Rules of a change.
const (
	RuleTableAdded   = "table-added"
	RuleTableRemoved = "table-removed"
	RuleAdded        = "added"
	RuleAddedNotNull = "added-not-null"
	RuleRemoved      = "removed"
	RuleRenamed      = "renamed"
	RuleRetyped      = "retyped"
	RuleNotNull      = "not-null"
	RuleNullable     = "nullable"
	RuleReused       = "id-reused"
	RuleMoved        = "moved"
	RuleInserted     = "inserted"
)

// breaks says what each rule breaks. What is not breaking has its reason in brackets.
var breaks = map[string]struct {
	breaking bool
	what     string
}{
	RuleTableAdded:   {false, "nothing: a reader asks for tables by name"},
	RuleTableRemoved: {true, "JSON Lines and Parquet: the files are gone"},
	RuleAdded:        {false, "nothing: old rows have null there"},
	RuleAddedNotNull: {true, "JSON Lines and Parquet: old rows have no value for it"},
	RuleRemoved:      {true, "JSON Lines and Parquet: who reads the column finds none"},
	RuleRenamed:      {true, "JSON Lines, and Parquet where columns are found by name and not by field id"},
	RuleRetyped:      {true, "JSON Lines and Parquet: old and new values have no common type"},
	RuleNotNull:      {true, "JSON Lines and Parquet: old rows may have null where the new schema has none"},
	RuleNullable:     {true, "JSON Lines and Parquet: who reads it must expect null"},
	RuleReused:       {true, "Parquet: the field id stood for another column"},
	RuleInserted:     {true, "JSON Lines, whose keys stand in schema order, and Parquet where columns are read by place"},
	RuleMoved:        {true, "JSON Lines, whose keys stand in schema order, and Parquet where columns are read by place"},
}

// String returns the change as a person says it.
func (c Change) String() string {
	return fmt.Sprintf("%s.%s (field id %d): %s; breaks %s", c.Table, c.Field, c.ID, c.Rule, c.Breaks)
}

// Compare returns the changes from one schema to another, table by table: what is gone and what is another in the order of the
// old one, then what is new. Fields are the same that have the same id.
func Compare(old, new Schema) (changes []Change) {
	for _, t := range old.Tables {
		at := slices.IndexFunc(new.Tables, func(u Table) bool { return u.Name == t.Name })
		if at < 0 {
			changes = append(changes, change(t.Name, "*", 0, RuleTableRemoved))
			continue
		}
		c := comparison{t.Name, ids(t.Fields, map[int]Field{}), changes}
		c.fields("", t.Fields, new.Tables[at].Fields)
		changes = c.changes
	}
	for _, t := range new.Tables {
		if !slices.ContainsFunc(old.Tables, func(u Table) bool { return u.Name == t.Name }) {
			changes = append(changes, change(t.Name, "*", 0, RuleTableAdded))
		}
	}
	return changes
}

func change(table, field string, id int, rule string) Change {
	b := breaks[rule]
	return Change{table, field, id, rule, b.breaking, b.what}
}

// ids adds the fields, and the members of their structs, by id.
func ids(fields []Field, all map[int]Field) map[int]Field {
	for _, f := range fields {
		all[f.ID] = f
		ids(f.Members, all)
	}
	return all
}

type comparison struct {
	table   string
	old     map[int]Field // all of the table
	changes []Change
}

func (c *comparison) add(above string, f Field, rule string) {
	c.changes = append(c.changes, change(c.table, above+f.Name, f.ID, rule))
}

// fields compares the fields of a table, or the members of a struct, whose name ends above.
func (c *comparison) fields(above string, old, new []Field) {
	last := -1
	for _, f := range old {
		at := slices.IndexFunc(new, func(g Field) bool { return g.ID == f.ID })
		if at < 0 {
			c.add(above, f, RuleRemoved)
			continue
		}
		c.field(above, f, new[at])
		if at < last {
			c.add(above, f, RuleMoved)
		}
		last = max(last, at)
	}
	for i, g := range new {
		if slices.ContainsFunc(old, func(f Field) bool { return f.ID == g.ID }) {
			continue
		}
		switch _, used := c.old[g.ID]; {
		case used:
			c.add(above, g, RuleReused)
		case !g.Nullable:
			c.add(above, g, RuleAddedNotNull)
		default:
			c.add(above, g, RuleAdded)
		}
		if i < len(old) && slices.ContainsFunc(new[i:], func(h Field) bool { return h.ID == old[len(old)-1].ID }) {
			c.add(above, g, RuleInserted) // before old ones
		}
	}
}

// field compares a field with what it has become.
func (c *comparison) field(above string, f, g Field) {
	if f.Name != g.Name {
		c.add(above, f, RuleRenamed)
	}
	if f.Type != g.Type {
		c.add(above, f, RuleRetyped)
	}
	if f.Nullable && !g.Nullable {
		c.add(above, f, RuleNotNull)
	}
	if !f.Nullable && g.Nullable {
		c.add(above, f, RuleNullable)
	}
	if f.Type == g.Type {
		c.fields(above+f.Name+".", f.Members, g.Members)
	}
}
