package schema

import (
	"fmt"
	"slices"
	"testing"
)

// TestEveryChangeIsNamed changes one thing of a table at a time.
func TestEveryChangeIsNamed(t *testing.T) {
	old := []Field{{ID: 1, Name: "a", Type: String}, {ID: 2, Name: "b", Type: Int64, Nullable: true},
		{ID: 3, Name: "c", Type: Struct, Members: []Field{{ID: 4, Name: "d", Type: Double}}}}
	schemaOf := func(fields []Field) Schema { return Schema{Tables: []Table{{Name: "t", Fields: fields}}} }
	for _, c := range []struct {
		change func(f []Field) []Field
		want   string
		breaks bool
	}{
		{func(f []Field) []Field { return f }, "[]", false},
		{func(f []Field) []Field { f[0].Doc = "other words"; return f }, "[]", false},
		{func(f []Field) []Field { return append(f, Field{ID: 5, Name: "e", Nullable: true}) }, "[t.e added]", false},
		{func(f []Field) []Field { return append(f, Field{ID: 5, Name: "e"}) }, "[t.e added-not-null]", true},
		{func(f []Field) []Field { return append(f, Field{ID: 4, Name: "e", Nullable: true}) }, "[t.e id-reused]", true},
		{func(f []Field) []Field { return slices.Insert(f, 1, Field{ID: 5, Name: "e", Nullable: true}) }, "[t.e added t.e inserted]", true},
		{func(f []Field) []Field { return f[1:] }, "[t.a removed]", true},
		{func(f []Field) []Field { f[0].Name = "z"; return f }, "[t.a renamed]", true},
		{func(f []Field) []Field { f[1].Type = Double; return f }, "[t.b retyped]", true},
		{func(f []Field) []Field { f[1].Nullable = false; return f }, "[t.b not-null]", true},
		{func(f []Field) []Field { f[0].Nullable = true; return f }, "[t.a nullable]", true},
		{func(f []Field) []Field { f[0], f[1] = f[1], f[0]; return f }, "[t.b moved]", true},
		{func(f []Field) []Field { f[2].Members = nil; return f }, "[t.c.d removed]", true},
	} {
		fields := slices.Clone(old)
		fields[2].Members = slices.Clone(fields[2].Members)
		var got []string
		breaks := false
		for _, change := range Compare(schemaOf(old), schemaOf(c.change(fields))) {
			got = append(got, change.Table+"."+change.Field+" "+change.Rule)
			breaks = breaks || change.Breaking
		}
		if fmt.Sprint(got) != c.want || breaks != c.breaks {
			t.Errorf("got %v, breaking %t, want %s, %t", got, breaks, c.want, c.breaks)
		}
	}
	if got := Compare(Schema{Tables: []Table{{Name: "x"}}}, Schema{Tables: []Table{{Name: "y"}}}); len(got) != 2 || !got[0].Breaking || got[1].Breaking {
		t.Errorf("tables: got %v", got)
	}
}

// TestVersionsOnlyAdd holds what migration needs: a row of a version is the beginning of one of the next.
func TestVersionsOnlyAdd(t *testing.T) {
	for v := Version(1); v < Latest; v++ {
		old, _ := Of(v)
		new, _ := Of(v + 1)
		for _, c := range Compare(old, new) {
			if c.Breaking {
				t.Errorf("from %d to %d: %s", v, v+1, c)
			}
		}
	}
}
