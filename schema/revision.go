package schema

// Revision is the format revision. It goes up whenever the bytes of some release may change: a rule, a dependency, an
// encoder setting, a Unicode table. It stands in the manifest and in Parquet's created_by.
const Revision = 3
