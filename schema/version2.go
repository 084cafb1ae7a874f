package schema

import "slices"

// documents2 is documents1 with what the years with it have shown to be missing: how a document came into its split, and how
// much of it was cut out for the sake of a benchmark. All of it describes the making and stands at the end, so that a row of
// version 1 is the beginning of a row of version 2.
var documents2 = Table{Name: Documents, Doc: documents1.Doc, Fields: slices.Concat(documents1.Fields, []Field{
	{ID: 31, Name: "split_reason", Type: String, Nullable: true, Doc: "parent where it has the split that it had in a release before, similar where it has that of a similar document there; null where its id gives the split"},
	{ID: 32, Name: "split_id", Type: String, Nullable: true, Doc: "id of that similar document"},
	{ID: 33, Name: "cut_characters", Type: Int64, Nullable: true, Doc: "code points that were cut out because a benchmark has them; null where the recipe cuts none"},
})}

// Values of split_reason.
const (
	SplitParent  = "parent"
	SplitSimilar = "similar"
)
