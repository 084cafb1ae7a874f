package segment

// Config is the part of a recipe that says how documents are cut.
type Config struct {
	Unit   string // block, section, sentence, window
	Window Window
	Tokens string // vocabulary in which tokens are counted: cl100k_base, o200k_base; "" counts none
}

// Window says how long a window is, and how much of it the next one has again.
type Window struct {
	Size, Overlap int64
	Of            string // words, tokens
}
