package segment

// Config is the part of a recipe that says how documents are cut.
type Config struct {
	Unit string // block
}
