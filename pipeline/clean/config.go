package clean

// Config is the part of a recipe that says how text is cleaned.
type Config struct {
	Unicode       string // nfc, nfkc
	MinCharacters int64  // a shorter text is removed as empty
}
