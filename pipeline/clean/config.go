package clean

import (
	"corpuspack/pipeline/clean/quality"
	"corpuspack/pipeline/clean/repeated"
)

// Config is the part of a recipe that says how text is cleaned.
type Config struct {
	Unicode        string // nfc, nfkc
	Repair         bool   // undo mojibake
	MinCharacters  int64  // a shorter text is removed as empty
	Repeated       repeated.Config
	PII            []string // kinds of personal data that are masked
	DetectLanguage bool
	Languages      []string        // that are kept; none: all
	LanguageScore  int64           // ten-thousandths, that a kept language has at least
	Measure        []string        // profiles that measure
	Quality        []string        // profiles that measure and remove
	Rules          []quality.Bound // the recipe's own thresholds
}
