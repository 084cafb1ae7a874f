package quality

import (
	"slices"
	"strings"

	"corpuspack/schema"
)

// Meaning returns what the rule of a reason measures, for people, and whether the reason is one that a Failure can have.
func Meaning(reason string) (string, bool) {
	profile, rule, _ := strings.Cut(reason, ".")
	i := slices.Index(Rules(), rule)
	if i < 0 || profile != own && !slices.Contains(Profiles(), profile) {
		return "", false
	}
	return schema.QualityMembers()[i].Doc, true
}
